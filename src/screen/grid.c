/*
 * A text is escaped as a whole, measured, and then put into cells one character at a time, so that it is
 * known before drawing whether an ellipsis is needed.  Rejected: drawing up to the edge and stepping back for
 * the ellipsis, which would have to undo wide and combining characters.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/grid.h>
#include <heddle/mem.h>
#include <heddle/style.h>
#include <heddle/utf8.h>

/* A character of four bytes with three combining ones, more than a cell holds. */
enum { BYTES_A_COLUMN = 16 };

static const struct cell blank = { .point = ' ', .style = STYLE_PLAIN };

void grid_init(struct grid *grid, int width, int height, bool ascii)
{
	*grid = (struct grid){ .ascii = ascii };
	grid_resize(grid, width, height);
}

void grid_release(struct grid *grid)
{
	free(grid->cells);
	*grid = (struct grid){ 0 };
}

void grid_clear(struct grid *grid)
{
	for (size_t i = 0; i < (size_t)grid->width * (size_t)grid->height; i++)
		grid->cells[i] = blank;
	grid->cursor_x = grid->cursor_y = -1;
}

void grid_resize(struct grid *grid, int width, int height)
{
	assert(width > 0 && height > 0 && "a grid has at least one cell");
	grid->width = width;
	grid->height = height;
	grid->cells = mem_resize(grid->cells, (size_t)width * (size_t)height, sizeof(struct cell));
	grid_clear(grid);
}

void grid_copy(struct grid *grid, const struct grid *from)
{
	size_t count = (size_t)from->width * (size_t)from->height;

	if (grid->width != from->width || grid->height != from->height)
		grid_resize(grid, from->width, from->height);
	memcpy(grid->cells, from->cells, count * sizeof(*grid->cells));
	grid->ascii = from->ascii;
	grid->cursor_x = from->cursor_x;
	grid->cursor_y = from->cursor_y;
}

static bool inside(const struct grid *grid, int x, int y)
{
	return x >= 0 && y >= 0 && x < grid->width && y < grid->height;
}

static struct cell *cell_at(struct grid *grid, int x, int y)
{
	return &grid->cells[(size_t)y * (size_t)grid->width + (size_t)x];
}

/* Puts one character.  A wide one that is half overwritten becomes a blank. */
static void put(struct grid *grid, int x, int y, int width, unsigned style, uint32_t point)
{
	if (!inside(grid, x, y))
		return;
	if (width == 2 && x + 1 >= grid->width) {
		point = ' ';
		width = 1;
	}
	for (int i = 0; i < width; i++) {
		struct cell *cell = cell_at(grid, x + i, y);

		if (cell->point == 0 && x + i > 0 && i == 0)
			cell_at(grid, x - 1, y)->point = ' ';
		if (x + i + 1 < grid->width && cell_at(grid, x + i + 1, y)->point == 0)
			cell_at(grid, x + i + 1, y)->point = ' ';
		*cell = (struct cell){ .point = i == 0 ? point : 0, .style = (uint8_t)style };
	}
}

/* Adds a combining character to the character left of x. */
static void put_mark(struct grid *grid, int x, int y, uint32_t point)
{
	x--;
	if (inside(grid, x, y) && cell_at(grid, x, y)->point == 0)
		x--;
	if (!inside(grid, x, y))
		return;
	struct cell *cell = cell_at(grid, x, y);

	for (size_t i = 0; i < sizeof(cell->mark) / sizeof(cell->mark[0]); i++) {
		if (cell->mark[i] == 0) {
			cell->mark[i] = point;
			return;
		}
	}
}

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

/* Bytes that certainly fill so many columns, even with combining characters. */
static size_t bytes_for(size_t columns)
{
	return BYTES_A_COLUMN * (columns + 4);
}

/* The length of a text up to `most` bytes, in whole characters; *cut: it has more. */
static size_t visible_length(const char *text, size_t most, bool *cut)
{
	size_t length = strnlen(text, most);

	*cut = text[length] != '\0';
	while (*cut && length && ((unsigned char)text[length] & 0xc0) == 0x80)
		length--;
	return length;
}

/* The text as it is drawn, as far as it is visible in `columns` columns.  `safe` holds it if it differs from
 * `text`. */
static const char *prepare(const struct grid *grid, const char *text, size_t columns, struct buf *safe,
                           bool *cut)
{
	size_t length = visible_length(text, bytes_for(columns), cut);

	if (!*cut && is_plain(text))
		return text;
	utf8_escape(safe, text, length);
	if (!grid->ascii)
		return safe->data;

	struct buf mapped;

	buf_init(&mapped);
	for (size_t at = 0; at < safe->length;) {
		uint32_t point;

		at += utf8_decode(safe->data + at, safe->length - at, &point);
		if (point < 0x80)
			buf_add_char(&mapped, (char)point);
		else if (utf8_point_width(point) > 0)
			buf_add_text(&mapped, symbol_ascii(point));
	}
	buf_release(safe);
	*safe = mapped;
	return safe->data;
}

/* Puts `length` bytes of prepared text into at most `width` columns; returns the columns used. */
static int lay(struct grid *grid, int x, int y, int width, unsigned style, const char *text, size_t length)
{
	int used = 0;

	for (size_t at = 0; at < length;) {
		uint32_t point;

		at += utf8_decode(text + at, length - at, &point);
		int columns = utf8_point_width(point);

		if (columns < 0)
			continue;
		if (columns == 0) {
			if (used > 0)
				put_mark(grid, x + used, y, point);
			continue;
		}
		if (used + columns > width)
			break;
		put(grid, x + used, y, columns, style, point);
		used += columns;
	}
	return used;
}

/* The same, with an ellipsis if the text is cut. */
static int lay_cut(struct grid *grid, int x, int y, int width, unsigned style, const char *text, bool more)
{
	size_t length = strlen(text);
	const char *ellipsis = grid->ascii ? ".." : "…";
	int tail = grid->ascii ? 2 : 1;

	if (!more && (length <= (size_t)width || utf8_width(text) <= (size_t)width))
		return lay(grid, x, y, width, style, text, length);
	if (tail > width)
		tail = width;

	int used = lay(grid, x, y, width - tail, style, text, length);

	/* A wide character that did not fit may leave a column free. */
	return used + lay(grid, x + used, y, tail, style, ellipsis, strlen(ellipsis));
}

int grid_text(struct grid *grid, int x, int y, int width, unsigned style, const char *text)
{
	if (y < 0 || y >= grid->height || x >= grid->width || width <= 0)
		return 0;
	if (width > grid->width - x)
		width = grid->width - x;

	struct buf safe;
	bool cut;

	buf_init(&safe);
	text = prepare(grid, text, (size_t)width, &safe, &cut);

	int used = lay_cut(grid, x, y, width, style, text, cut);

	buf_release(&safe);
	return used;
}

int grid_printf(struct grid *grid, int x, int y, int width, unsigned style, const char *fmt, ...)
{
	struct buf text;
	va_list args;

	buf_init(&text);
	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);

	int used = grid_text(grid, x, y, width, style, text.data);

	buf_release(&text);
	return used;
}

void grid_fill(struct grid *grid, int x, int y, int width, unsigned style, uint32_t point)
{
	if (grid->ascii && point >= 0x80)
		point = (unsigned char)symbol_ascii(point)[0];
	if (width > grid->width - x)
		width = grid->width - x;
	for (int i = 0; i < width; i++)
		put(grid, x + i, y, 1, style, point);
}

void grid_restyle(struct grid *grid, int x, int y, int width, unsigned style)
{
	for (int i = 0; i < width; i++)
		if (inside(grid, x + i, y))
			cell_at(grid, x + i, y)->style = (uint8_t)style;
}

size_t grid_row_length(const char *text, size_t length, int width, size_t *next)
{
	size_t at = 0, space = 0;
	int used = 0;

	while (at < length) {
		uint32_t point;
		size_t taken = utf8_decode(text + at, length - at, &point);
		int columns = utf8_point_width(point);

		if (point == ' ')
			space = at;
		if (columns > 0)
			used += columns;
		if (used > width)
			break;
		at += taken;
	}
	if (at == length) {
		*next = length;
		return length;
	}
	if (space > 0)
		at = space;
	else if (at == 0) /* a wide character in one column: drop it */
		at = utf8_decode(text, length, &(uint32_t){ 0 });
	*next = at;
	while (*next < length && text[*next] == ' ')
		++*next;
	return at;
}

/* Wraps one paragraph.  `more`: another one follows that does not fit. */
static int wrap(struct grid *grid, int x, int y, int width, int height, unsigned style, const char *text,
                bool more)
{
	int row = 0;

	for (;;) {
		size_t next, length = grid_row_length(text, strlen(text), width, &next);

		if (row + 1 == height && (text[next] || more)) {
			lay_cut(grid, x, y + row, width, style, text, more);
			return height;
		}
		lay(grid, x, y + row, width, style, text, length);
		row++;
		text += next;
		if (!*text)
			return row;
	}
}

int grid_wrap(struct grid *grid, int x, int y, int width, int height, unsigned style, const char *text)
{
	int row = 0;

	if (x >= grid->width || width <= 0 || height <= 0)
		return 0;
	if (width > grid->width - x)
		width = grid->width - x;
	while (row < height) {
		size_t columns = (size_t)width * (size_t)(height - row);
		size_t most = bytes_for(columns), length = 0;
		struct buf part, safe;
		bool more, cut, goes_on;

		while (length < most && text[length] && text[length] != '\n')
			length++;
		goes_on = text[length] && text[length] != '\n'; /* beyond the visible part */
		more = text[length] == '\n' && text[length + 1];
		buf_init(&part);
		buf_init(&safe);
		buf_add(&part, text, length);
		row += wrap(grid, x, y + row, width, height - row, style,
		            prepare(grid, part.data, columns, &safe, &cut),
		            goes_on || (more && row + 1 == height));
		buf_release(&safe);
		buf_release(&part);
		if (!more)
			break;
		text += length + 1;
	}
	return row;
}

int grid_wrapped_rows(const char *text, int width, int most, bool ascii)
{
	struct grid nowhere = { .width = width, .ascii = ascii }; /* no rows, so nothing is drawn */

	return grid_wrap(&nowhere, 0, 0, width, most, STYLE_PLAIN, text);
}

static void show_point(struct buf *out, uint32_t point)
{
	char bytes[4];

	buf_add(out, bytes, utf8_encode(point, bytes));
}

static bool is_invisible(const struct cell *cell, bool styled)
{
	if (cell->point != ' ' || cell->mark[0])
		return false;
	if (!styled)
		return true;
	struct style_attributes attributes = style_attributes_of(cell->style, 256);

	return !attributes.reverse && !attributes.underline && attributes.paper < 0;
}

void grid_show(const struct grid *grid, struct buf *out, bool styled)
{
	for (int y = 0; y < grid->height; y++) {
		const struct cell *row = &grid->cells[(size_t)y * (size_t)grid->width];
		int width = grid->width;
		unsigned style = STYLE_PLAIN;

		while (width > 0 && is_invisible(&row[width - 1], styled))
			width--;
		for (int x = 0; x < width; x++) {
			if (row[x].point == 0)
				continue;
			if (styled && row[x].style != style) {
				struct style_attributes attributes = style_attributes_of(row[x].style, 256);

				style_sgr(&attributes, out);
				style = row[x].style;
			}
			show_point(out, row[x].point);
			for (size_t i = 0; i < 2 && row[x].mark[i]; i++)
				show_point(out, row[x].mark[i]);
		}
		if (style != STYLE_PLAIN)
			buf_add_text(out, "\033[0m");
		buf_add_char(out, '\n');
	}
}
