/*
 * A grid as an SVG picture.
 *
 * A run of ASCII words is one text element with a fixed width, so columns stay aligned in any monospaced
 * font. Other characters may come from any font, so each is an element centred in its cells.  Rules are
 * paths, since characters would leave gaps between rows.  Rejected: a screenshot of a terminal, which cannot
 * be searched, scaled or read aloud.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/grid.h>
#include <heddle/style.h>
#include <heddle/utf8.h>
#include <heddle/xml.h>

#define CELL_WIDTH 8.4
enum { CELL_HEIGHT = 19, PAD = 14, BASE = 14 };

static const struct paper {
	const char *ink, *paper, *edge;
} papers[] = {
	[GRID_LIGHT] = { "#1b1b1b", "#ffffff", "#c8c8c8" },
	[GRID_DARK] = { "#e4e4e4", "#16181c", "#3d424a" },
};

/* The terminal's 256 colours: 16 named ones, a 6×6×6 cube, and 24 greys. */
static unsigned rgb(unsigned colour)
{
	static const unsigned named[] = { 0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd,
		                          0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
		                          0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff };
	static const unsigned steps[] = { 0, 95, 135, 175, 215, 255 };

	if (colour < 16)
		return named[colour];
	if (colour >= 232)
		return (8 + 10 * (colour - 232)) * 0x010101;
	colour -= 16;
	return steps[colour / 36] << 16 | steps[colour / 6 % 6] << 8 | steps[colour % 6];
}

static void put_colours(struct buf *out, const struct paper *paper)
{
	buf_printf(out,
	           ".i,text{fill:%s}.p,.r{fill:%s}.l{stroke:%s}"
	           ".e{fill:%s;stroke:%s}\n",
	           paper->ink, paper->paper, paper->ink, paper->paper, paper->edge);
}

static void put_style(const struct grid *grid, enum grid_theme theme, struct buf *out)
{
	bool used[256] = { false };

	for (int i = 0; i < grid->width * grid->height; i++)
		used[grid->cells[i].style] = true;
	buf_add_text(out, "<style>\ntext{font:14px 'DejaVu Sans Mono',Menlo,Consolas,monospace;"
	                  "white-space:pre}.m{text-anchor:middle}.l{stroke-width:1.2}.c{shape-"
	                  "rendering:crispEdges}\n");
	put_colours(out, &papers[theme == GRID_DARK ? GRID_DARK : GRID_LIGHT]);
	if (theme == GRID_AUTO) {
		buf_add_text(out, "@media (prefers-color-scheme:dark){");
		put_colours(out, &papers[GRID_DARK]);
		buf_add_text(out, "}\n");
	}
	for (unsigned style = 0; style < 256; style++) {
		struct style_attributes attributes;

		if (!used[style])
			continue;
		attributes = style_attributes_of(style, 256);
		buf_printf(out, ".s%u{", style);
		if (attributes.bold)
			buf_add_text(out, "font-weight:bold;");
		if (attributes.underline)
			buf_add_text(out, "text-decoration:underline;");
		if (attributes.ink >= 0 && !attributes.reverse)
			buf_printf(out, "fill:#%06x;", rgb((unsigned)attributes.ink));
		buf_add_text(out, "}\n");
		if (attributes.ink >= 0)
			buf_printf(out, ".l.s%u{stroke:#%06x}\n", style, rgb((unsigned)attributes.ink));
		if (attributes.paper >= 0)
			buf_printf(out, ".b%u{fill:#%06x}\n", style, rgb((unsigned)attributes.paper));
	}
	buf_add_text(out, "</style>\n");
}

static double at_x(int x)
{
	return PAD + CELL_WIDTH * x;
}

static int at_y(int y)
{
	return PAD + CELL_HEIGHT * y;
}

static const struct cell *cell_of(const struct grid *grid, int x, int y)
{
	return &grid->cells[(size_t)y * (size_t)grid->width + (size_t)x];
}

/* The number of cells from x that a test holds for and that share the style of the first. */
static int run_of(const struct grid *grid, int x, int y, bool (*holds)(const struct cell *cell))
{
	unsigned style = cell_of(grid, x, y)->style;
	int end = x;

	while (end < grid->width && cell_of(grid, end, y)->style == style && holds(cell_of(grid, end, y)))
		end++;
	return end - x;
}

static bool any(const struct cell *cell)
{
	(void)cell;
	return true;
}

static bool is_ascii(const struct cell *cell)
{
	return cell->point > ' ' && cell->point < 0x7f && !cell->mark[0];
}

static bool is_rule(const struct cell *cell)
{
	return cell->point == 0x2500;
}

static void put_papers(const struct grid *grid, int y, struct buf *out)
{
	for (int x = 0, length; x < grid->width; x += length) {
		unsigned style = cell_of(grid, x, y)->style;
		struct style_attributes attributes = style_attributes_of(style, 256);

		length = run_of(grid, x, y, any);
		if (!attributes.reverse && attributes.paper < 0)
			continue;
		buf_printf(out, "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" class=\"c ", at_x(x),
		           at_y(y), CELL_WIDTH * length, CELL_HEIGHT);
		if (attributes.reverse)
			buf_add_text(out, "i");
		else
			buf_printf(out, "b%u", style);
		buf_add_text(out, "\"/>\n");
	}
}

static void put_path(struct buf *out, unsigned style, double x1, double y1, double x2, double y2)
{
	buf_printf(out, "<path d=\"M%.1f %.1fL%.1f %.1f\" class=\"l s%u\"/>\n", x1, y1, x2, y2, style);
}

/* A character, with its combining ones, that may come from another font.  Returns its columns. */
static int put_alone(const struct grid *grid, int x, int y, struct buf *out)
{
	const struct cell *cell = cell_of(grid, x, y);
	int width = x + 1 < grid->width && cell_of(grid, x + 1, y)->point == 0 ? 2 : 1;
	char text[16];
	size_t length = utf8_encode(cell->point, text);

	for (size_t i = 0; i < 2 && cell->mark[i]; i++)
		length += utf8_encode(cell->mark[i], text + length);
	text[length] = '\0';
	buf_printf(out, "<text x=\"%.1f\" y=\"%d\" class=\"%sm s%u\">", at_x(x) + CELL_WIDTH * width / 2,
	           at_y(y) + BASE, style_attributes_of(cell->style, 256).reverse ? "r " : "", cell->style);
	xml_text(out, text);
	buf_add_text(out, "</text>\n");
	return width;
}

/* Words of one style, separated by single blanks.  Returns their columns. */
static int put_words(const struct grid *grid, int x, int y, struct buf *out)
{
	unsigned style = cell_of(grid, x, y)->style;
	struct buf text;
	int length = 0;

	buf_init(&text);
	for (;;) {
		int word = run_of(grid, x + length, y, is_ascii), next = x + length + word + 1;

		for (int i = 0; i < word; i++)
			buf_add_char(&text, (char)cell_of(grid, x + length + i, y)->point);
		length += word;
		if (next >= grid->width || cell_of(grid, next - 1, y)->point != ' ' ||
		    cell_of(grid, next, y)->style != style || !is_ascii(cell_of(grid, next, y)))
			break;
		buf_add_char(&text, ' ');
		length++;
	}
	buf_printf(out, "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" class=\"%ss%u\">", at_x(x),
	           at_y(y) + BASE, CELL_WIDTH * length, style_attributes_of(style, 256).reverse ? "r " : "",
	           style);
	xml_text(out, text.data);
	buf_add_text(out, "</text>\n");
	buf_release(&text);
	return length;
}

static void put_row(const struct grid *grid, int y, struct buf *out)
{
	for (int x = 0, length; x < grid->width; x += length) {
		const struct cell *cell = cell_of(grid, x, y);
		double middle = at_y(y) + CELL_HEIGHT / 2.0, centre = at_x(x) + CELL_WIDTH / 2;

		length = 1;
		if (cell->point == 0 || (cell->point == ' ' && !cell->mark[0]))
			continue;
		if (is_rule(cell) && run_of(grid, x, y, is_rule) > 1) {
			length = run_of(grid, x, y, is_rule);
			put_path(out, cell->style, at_x(x), middle, at_x(x + length), middle);
		} else if (cell->point == 0x2502) {
			put_path(out, cell->style, centre, at_y(y), centre, at_y(y + 1));
		} else if (is_ascii(cell)) {
			length = put_words(grid, x, y, out);
		} else {
			length = put_alone(grid, x, y, out);
		}
	}
}

void grid_svg(const struct grid *grid, enum grid_theme theme, struct buf *out)
{
	double width = 2 * PAD + CELL_WIDTH * grid->width;
	int height = 2 * PAD + CELL_HEIGHT * grid->height;

	buf_printf(out,
	           "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%d\" "
	           "viewBox=\"0 0 %.0f %d\" role=\"img\">\n<title>heddle</title>\n",
	           width, height, width, height);
	put_style(grid, theme, out);
	buf_printf(out, "<rect x=\"0.5\" y=\"0.5\" width=\"%.0f\" height=\"%d\" rx=\"8\" class=\"e\"/>\n",
	           width - 1, height - 1);
	for (int y = 0; y < grid->height; y++) {
		put_papers(grid, y, out);
		put_row(grid, y, out);
	}
	buf_add_text(out, "</svg>\n");
}
