/*
 * A schedule as a space-time diagram (Lamport, "Time, Clocks, and the Ordering of Events", CACM
 * 1978): time runs down, each process and each store has a line of its own, a
 * write is an arrow to the store, a read one from it.
 *
 * Everything that colour says is said by shape or words too: what the violation depends on has filled
 * dots and bold words, the rest hollow dots; the violation is a cross in a box with
 * its facts.  Colours live in a style sheet with a light and a dark scheme, so that one file serves
 * slides of both kinds and prints in black and white.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/model.h>

#include "chart.h"
#include "story.h"
#include "targets.h"
#include "xml.h"

enum {
	MARGIN = 24,
	NUMBER_WIDTH = 34,
	LANE_WIDTH = 200,
	STORE_WIDTH = 150,
	NOTE_WIDTH = 300,
	NOTE_COLUMNS = 44,
	ROW = 40,
	LINE = 15,
	HEAD = 40,
};

/* No CSS variables: rasterisers and slide programs do not know them. */
static const char style[] =
        "<style>\n"
        "text{font-family:system-ui,'DejaVu Sans',sans-serif;font-size:12px;fill:#1b1b1b}\n"
        ".bg{fill:#fff}.title{font-size:17px;font-weight:bold}.lane{font-weight:bold;font-size:13px}\n"
        ".sub,.off,.num{fill:#757575}.num{font-size:11px}.on{font-weight:bold}\n"
        ".life{stroke:#cfcfcf;stroke-width:2}.store{stroke:#cfcfcf;stroke-width:6}\n"
        ".dot{stroke:#1b1b1b;stroke-width:1.5;fill:#fff}.dot.on{fill:#1b1b1b}\n"
        ".write{stroke:#00629b;fill:none;stroke-width:1.6}.headw{fill:#00629b}\n"
        ".read,.headr{stroke:#35702b;fill:none;stroke-width:1.6}.read{stroke-dasharray:5 3}\n"
        ".faint{opacity:.45}.delta{font-size:11px;font-family:'DejaVu Sans Mono',monospace}\n"
        ".note{fill:#5b4a00;font-style:italic}.bad{stroke:#b3261e;stroke-width:2.5;fill:none}\n"
        ".badtext{fill:#b3261e;font-weight:bold}.loop{fill:#cfcfcf;opacity:.6}\n"
        "@media (prefers-color-scheme:dark){\n"
        "text{fill:#ececec}.bg{fill:#16181c}.sub,.off,.num{fill:#8d939c}\n"
        ".life,.store{stroke:#3d424a}.dot{stroke:#ececec;fill:#16181c}.dot.on{fill:#ececec}\n"
        ".write{stroke:#7cc4f5}.headw{fill:#7cc4f5}.read,.headr{stroke:#9ad48d}\n"
        ".note{fill:#e6cf7a}.bad{stroke:#ff8a80}.badtext{fill:#ff8a80}.loop{fill:#3d424a}\n"
        "}\n</style>\n";

struct drawing {
	const struct story *story;
	struct buf *out;
	unsigned lanes;    /* processes that act */
	double width, height, top;
};

static double lane_x(const struct drawing *d, unsigned process)
{
	unsigned lane = 0;

	for (unsigned p = 0; p < process; p++)
		lane += d->story->acts[p];
	return MARGIN + NUMBER_WIDTH + LANE_WIDTH * (double)lane + 16;
}

static double store_x(const struct drawing *d, unsigned store)
{
	return MARGIN + NUMBER_WIDTH + LANE_WIDTH * (double)d->lanes +
	       STORE_WIDTH * (double)store + 16;
}

static double notes_x(const struct drawing *d)
{
	return store_x(d, d->story->store_count);
}

/* Without the box under a violation. */
static double bare_height(const struct story_event *event)
{
	int lines = event->note ? xml_line_count(event->note, NOTE_COLUMNS) : 0;
	double height = lines * LINE + 14;

	return height > ROW ? height : ROW;
}

static double event_height(const struct story_event *event)
{
	return bare_height(event) + (event->broken ? 34 : 0);
}

static void put_text(struct drawing *d, double x, double y, const char *class, const char *text)
{
	buf_printf(d->out, "<text x=\"%.0f\" y=\"%.0f\" class=\"%s\">", x, y, class);
	xml_text(d->out, text);
	buf_add_text(d->out, "</text>\n");
}

static void put_line(struct drawing *d, double x1, double y1, double x2, double y2,
                     const char *class, const char *more)
{
	buf_printf(d->out,
	           "<line x1=\"%.0f\" y1=\"%.0f\" x2=\"%.0f\" y2=\"%.0f\" class=\"%s\"%s/>\n", x1, y1,
	           x2, y2, class, more);
}

static void put_heading(struct drawing *d)
{
	const struct story *s = d->story;
	struct buf line;

	buf_init(&line);
	put_text(d, MARGIN, MARGIN + 12, "title", s->title ? s->title : s->design);
	buf_printf(&line, "%s%s%s", s->design, *s->scope ? ": " : "", s->scope);
	put_text(d, MARGIN, MARGIN + 30, "sub", line.data);
	if (s->broken) {
		buf_clear(&line);
		buf_printf(&line, "✗ %s broken%s: %s", s->broken,
		           s->broken_at ? "" : " at the start", s->facts);
		put_text(d, MARGIN, MARGIN + 50, "badtext", line.data);
	}
	buf_release(&line);
}

static void put_lanes(struct drawing *d)
{
	const struct story *s = d->story;
	double end = d->height - MARGIN;

	for (unsigned p = 0; p < s->model->process_count; p++) {
		struct buf name;

		if (!s->acts[p])
			continue;
		buf_init(&name);
		buf_printf(&name, "%s%s%s", s->model->processes[p].name,
		           s->model->processes[p].silent ? "" : " ",
		           s->model->processes[p].silent ? "" : s->model->processes[p].role);
		put_text(d, lane_x(d, p) - 8, d->top - 14, "lane", name.data);
		put_line(d, lane_x(d, p), d->top, lane_x(d, p), end, "life", "");
		buf_release(&name);
	}
	for (unsigned i = 0; i < s->store_count; i++) {
		put_text(d, store_x(d, i) - 8, d->top - 14, "lane", s->stores[i]);
		put_line(d, store_x(d, i), d->top, store_x(d, i), end, "store", "");
	}
}

/* What the event changed in one store: "ui1: ─ → i1". */
static void put_deltas(struct drawing *d, const struct story_event *event, unsigned store, double y)
{
	const struct story *s = d->story;
	const char *variable = s->model->variables[s->stores_variable[store]].name;
	size_t length = strlen(variable);
	struct buf text;
	int shown = 0;

	buf_init(&text);
	for (size_t c = 0; c < event->change_count && shown < 2; c++) {
		const struct story_change *change = &event->changes[c];

		if (strncmp(change->path, variable, length) != 0)
			continue;
		buf_clear(&text);
		story_path(change->path, &text);
		buf_printf(&text, " → %s", change->new_text ? change->new_text : "gone");
		put_text(d, store_x(d, store) + 8, y - 4 + 13 * shown++, "delta", text.data);
	}
	buf_release(&text);
}

static void put_arrows(struct drawing *d, const struct story_event *event, double y)
{
	const struct story *s = d->story;
	double from = lane_x(d, event->process);

	for (unsigned i = 0; i < s->store_count; i++) {
		bool writes = event->writes >> i & 1, reads = event->reads >> i & 1;

		if (writes)
			put_line(d, from + 7, y, store_x(d, i) - 5, y,
			         event->essential ? "write" : "write faint",
			         " marker-end=\"url(#w)\"");
		else if (reads)
			put_line(d, store_x(d, i) - 4, y, from + 9, y,
			         event->essential ? "read" : "read faint",
			         " marker-end=\"url(#r)\"");
		if (writes)
			put_deltas(d, event, i, y);
	}
}

static void put_event(struct drawing *d, size_t nth, double y)
{
	const struct story_event *event = &d->story->events[nth];
	double x = lane_x(d, event->process);
	struct buf text;

	buf_init(&text);
	buf_printf(&text, "%zu", nth + 1);
	put_text(d, MARGIN, y + 4, "num", text.data);
	put_arrows(d, event, y);
	buf_printf(d->out, "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"5\" class=\"dot%s\"/>\n", x, y,
	           event->essential ? " on" : "");
	put_text(d, x + 10, y - 7, event->essential ? "on" : "off", event->label);
	if (event->broken) {
		double box = y + bare_height(event) - 18;

		buf_printf(d->out,
		           "<path d=\"M%.0f %.0fl12 12m0 -12l-12 12\" class=\"bad\"/>"
		           "<rect x=\"%d\" y=\"%.0f\" width=\"%.0f\" height=\"24\" rx=\"4\" "
		           "class=\"bad\"/>\n",
		           x - 6, y - 6, MARGIN, box, d->width - 2 * MARGIN);
		buf_clear(&text);
		buf_printf(&text, "✗ %s: %s", event->broken, event->facts);
		put_text(d, MARGIN + 10, box + 16, "badtext", text.data);
	}
	if (event->note) {
		buf_printf(d->out, "<text y=\"%.0f\" class=\"note\">", y + 4);
		xml_lines(d->out, event->note, notes_x(d), LINE, NOTE_COLUMNS);
		buf_add_text(d->out, "</text>\n");
	}
	buf_release(&text);
}

/* The band beside the steps that repeat. */
static void put_loop(struct drawing *d)
{
	const struct story *s = d->story;
	double y = d->top, start = -1, end;

	if (s->loop < 0)
		return;
	for (size_t i = 0; i < s->count; i++) {
		if ((int64_t)i == s->loop)
			start = y + 4;
		y += event_height(&s->events[i]);
	}
	end = y;
	if (start < 0)
		start = end - 10;
	buf_printf(d->out,
	           "<rect x=\"%d\" y=\"%.0f\" width=\"10\" height=\"%.0f\" class=\"loop\"/>\n", 6,
	           start, end - start);
	put_text(d, 6, end + 14, "sub",
	         (size_t)s->loop == s->count ? "nothing happens any more"
	                                     : "this part repeats for ever");
}

static void measure(struct drawing *d)
{
	const struct story *s = d->story;
	bool notes = false;

	for (unsigned p = 0; p < s->model->process_count; p++)
		d->lanes += s->acts[p];
	d->top = MARGIN + HEAD + (s->broken ? 20 : 0) + 34;
	d->height = d->top + MARGIN + (s->loop >= 0 ? 20 : 0);
	for (size_t i = 0; i < s->count; i++) {
		d->height += event_height(&s->events[i]);
		notes |= s->events[i].note != NULL;
	}
	d->width = notes_x(d) + (notes ? NOTE_WIDTH : 0) + MARGIN;
	if (d->width < 640)
		d->width = 640;
}

static int write_trace(const struct model *model, const struct trace *trace,
                       const struct export_options *options, struct export *out, struct err *err)
{
	struct story story;
	struct buf text;
	double y;

	(void)options;
	if (story_tell(model, trace, &story, err))
		return -1;
	buf_init(&text);
	struct drawing d = { .story = &story, .out = &text };
	measure(&d);
	buf_printf(&text,
	           "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
	           "viewBox=\"0 0 %.0f %.0f\" role=\"img\">\n<title>",
	           d.width, d.height, d.width, d.height);
	xml_text(&text, story.title ? story.title : story.design);
	buf_add_text(&text, "</title>\n");
	buf_add_text(&text, style);
	buf_add_text(&text,
	             "<defs><marker id=\"w\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" "
	             "markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0l8 4l-8 4z\" "
	             "class=\"headw\"/></marker><marker id=\"r\" viewBox=\"0 0 8 8\" "
	             "refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" "
	             "orient=\"auto\"><path d=\"M0 0l8 4l-8 4\" class=\"headr\"/></marker></defs>\n");
	buf_add_text(&text, "<rect width=\"100%\" height=\"100%\" class=\"bg\"/>\n");
	put_heading(&d);
	put_lanes(&d);
	put_loop(&d);
	y = d.top + 26;
	for (size_t i = 0; i < story.count; i++) {
		put_event(&d, i, y);
		y += event_height(&story.events[i]);
	}
	buf_add_text(&text, "</svg>\n");
	export_add(out, "schedule.svg", &text);
	buf_release(&text);
	story_release(&story);
	return 0;
}

const struct export_target target_svg = {
	.name = "svg",
	.summary = "a schedule as a space-time diagram, a design as states and sequences",
	.design = charts_svg,
	.trace = write_trace,
};
