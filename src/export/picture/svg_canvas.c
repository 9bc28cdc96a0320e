/*
 * Colours are defined once, in a style sheet with a light and a dark scheme, so that one file suits both
 * kinds of slides.  Shapes carry the same information, for printing in black and white.  Rejected: CSS
 * variables, which rasterisers and slide programs do not support.  Texts have an outline in the background
 * colour, which keeps them legible over lines.
 */
#include <heddle/buf.h>
#include <heddle/utf8.h>
#include <heddle/xml.h>

#include "export/picture/svg_canvas.h"

static const char style[] =
        "<style>\n"
        "text{font-family:system-ui,'DejaVu Sans',sans-serif;font-size:12px;fill:#1b1b1b;"
        "stroke:#fff;stroke-width:4px;stroke-linejoin:round;paint-order:stroke;"
        "white-space:pre}\n"
        ".bg{fill:#fff}.title{font-size:17px;font-weight:bold}"
        ".lane{font-weight:bold;font-size:13px}\n"
        ".on,.off,.delta,.word{font-family:'DejaVu Sans Mono',Menlo,Consolas,monospace}\n"
        ".on{font-weight:bold}.delta,.word,.num{font-size:11px}\n"
        ".sub,.off,.num,.word{fill:#6b6b6b}\n"
        ".life{stroke:#cfcfcf;stroke-width:2}.store{stroke:#cfcfcf;stroke-width:6}\n"
        ".dot{stroke:#1b1b1b;stroke-width:1.5;fill:#fff}.dot.on{fill:#1b1b1b}\n"
        ".write,.go,.fault{stroke:#00629b;fill:none;stroke-width:1.6}.headw{fill:#00629b}\n"
        ".write{marker-end:url(#w)}.read{marker-end:url(#r)}.go{marker-end:url(#g)}"
        ".fault{marker-end:url(#f)}.loop{marker-end:url(#l)}\n"
        ".read,.headr{stroke:#35702b;fill:none;stroke-width:1.6}.read{stroke-dasharray:5 3}\n"
        ".go{stroke:#1b1b1b}.headg{fill:#1b1b1b}"
        ".fault{stroke:#6b6b6b;stroke-dasharray:6 4}.headf{fill:#6b6b6b}\n"
        ".state{fill:#eef3f8;stroke:#1b1b1b;stroke-width:1.5}"
        ".state.text{stroke:#eef3f8;fill:#1b1b1b;font-weight:bold}\n"
        ".frame{fill:none;stroke:#8a8a8a}.tab{fill:#f0f0f0;stroke:#8a8a8a}"
        ".tabtext{stroke:none;font-size:11px;font-weight:bold}\n"
        ".faint{opacity:.5}.note{fill:#5b4a00;font-style:italic}\n"
        ".bad{stroke:#b3261e;stroke-width:2.5;fill:none}.badtext{fill:#b3261e;font-weight:bold}\n"
        ".bad.back{fill:#fff;stroke-width:2}"
        ".loop{fill:none;stroke:#8a8a8a;stroke-width:2}.headl{fill:#8a8a8a}\n"
        ".order{fill:none;stroke:#b25d00;stroke-width:1.6;stroke-dasharray:2 3;marker-end:url(#o)}"
        ".heado,.mark{fill:#b25d00}.mark{font-size:11px;font-weight:bold}\n"
        ".band{fill:#8a8a8a;fill-opacity:.14}\n"
        "@media (prefers-color-scheme:dark){\n"
        "text{fill:#ececec;stroke:#16181c}.bg{fill:#16181c}.sub,.off,.num,.word{fill:#9aa0a8}\n"
        ".life,.store{stroke:#3d424a}.dot{stroke:#ececec;fill:#16181c}.dot.on{fill:#ececec}\n"
        ".write{stroke:#7cc4f5}.headw{fill:#7cc4f5}.read,.headr{stroke:#9ad48d}\n"
        ".go{stroke:#ececec}.headg{fill:#ececec}.fault{stroke:#9aa0a8}.headf{fill:#9aa0a8}\n"
        ".state{fill:#232a33;stroke:#ececec}.state.text{stroke:#232a33;fill:#ececec}\n"
        ".tab{fill:#2a2e35}.note{fill:#e6cf7a}.bad{stroke:#ff8a80}.badtext{fill:#ff8a80}.bad.back{"
        "fill:#16181c}.order{stroke:#ffb96b}.heado,.mark{fill:#ffb96b}\n"
        "}\n</style>\n";

/* One arrowhead each for writes, reads, steps, faults and loops. */
static const struct head {
	const char *id, *class, *path;
} heads[] = {
	{ "w", "headw", "M0 0l8 4l-8 4z" }, { "r", "headr", "M0 0l8 4l-8 4" },
	{ "g", "headg", "M0 0l8 4l-8 4z" }, { "f", "headf", "M0 0l8 4l-8 4z" },
	{ "l", "headl", "M0 0l8 4l-8 4z" }, { "o", "heado", "M0 0l8 4l-8 4z" },
};

double svg_canvas_mono(const char *text)
{
	return 7.3 * (double)utf8_width(text);
}

double svg_canvas_sans(const char *text)
{
	return 7.7 * (double)utf8_width(text);
}

void svg_canvas_open(struct buf *out, double width, double height, const char *title)
{
	buf_printf(out,
	           "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
	           "viewBox=\"0 0 %.0f %.0f\" role=\"img\">\n<title>",
	           width, height, width, height);
	xml_text(out, title);
	buf_add_text(out, "</title>\n");
	buf_add_text(out, style);
	buf_add_text(out, "<defs>\n");
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		buf_printf(out,
		           "<marker id=\"%s\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" "
		           "markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" "
		           "orient=\"auto\"><path d=\"%s\" class=\"%s\"/></marker>\n",
		           heads[i].id, heads[i].path, heads[i].class);
	buf_add_text(out, "</defs>\n<rect width=\"100%\" height=\"100%\" class=\"bg\"/>\n");
}

void svg_canvas_close(struct buf *out)
{
	buf_add_text(out, "</svg>\n");
}

void svg_canvas_text(struct buf *out, double x, double y, const char *class, const char *text)
{
	buf_printf(out, "<text x=\"%.0f\" y=\"%.0f\" class=\"%s\">", x, y, class);
	xml_text(out, text);
	buf_add_text(out, "</text>\n");
}

int svg_canvas_wrap(struct buf *out, double x, double y, const char *class, const char *text, int columns)
{
	int lines;

	buf_printf(out, "<text y=\"%.0f\" class=\"%s\">", y, class);
	lines = xml_lines(out, text, x, SVG_CANVAS_LINE, columns);
	buf_add_text(out, "</text>\n");
	return lines;
}

void svg_canvas_line(struct buf *out, double x1, double y1, double x2, double y2, const char *class)
{
	buf_printf(out, "<line x1=\"%.0f\" y1=\"%.0f\" x2=\"%.0f\" y2=\"%.0f\" class=\"%s\"/>\n", x1, y1, x2,
	           y2, class);
}

void svg_canvas_box(struct buf *out, double x, double y, double width, double height, const char *class)
{
	buf_printf(out,
	           "<rect x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" rx=\"5\" "
	           "class=\"%s\"/>\n",
	           x, y, width, height, class);
}
