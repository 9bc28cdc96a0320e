/*
 * A schedule as a space-time diagram (Lamport, "Time, Clocks, and the Ordering of Events", CACM 1978): time
 * runs down; each process and each store is a vertical line; a write is an arrow to the store, a read is one
 * from it.
 *
 * Columns are as wide as their content, so that two processes are legible on a slide and five still fit a
 * page.  Steps of the minimal cause have filled dots and bold text, others hollow dots; the violation is a
 * cross and a box with its facts.  An order that had to be is an arrow from step to step; the explanation is
 * below.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/model.h>
#include <heddle/xml.h>

#include "export/picture/annotated_run.h"
#include "export/picture/state_diagram.h"
#include "export/picture/svg_canvas.h"
#include "export/targets.h"

enum {
	MARGIN = SVG_CANVAS_MARGIN,
	NUMBER_WIDTH = 34,
	LANE_MIN = 96,
	STORE_MIN = 110,
	NOTE_WIDTH = 310,
	NOTE_COLUMNS = 44,
	LABEL_COLUMNS = 36,
	DELTA_COLUMNS = 30,
	DELTAS_MAX = 3, /* changes of a store by a step; the rest are counted */
	ROW = 40,
	LINE = SVG_CANVAS_LINE,
	TITLE_LINE = 22,
	WIDTH_MIN = 640,
	HEAD_WIDTH = 100, /* of the heads of the explanation's lines */
	STEPS_LONG = 15,  /* beyond, the lanes are named at the end too */
};

struct schedule_drawing {
	const struct annotated_run *run;
	struct buf *out;
	double *lanes; /* x by process */
	double stores[ANNOTATED_RUN_STORES_MAX];
	double notes; /* x */
	double width, height, top;
	double first; /* y of the first step */
	double end;   /* y below the lanes; the explanation follows */
};

static double most(double a, double b)
{
	return a > b ? a : b;
}

/* The steps, and the one that closes the loop of a lasso. */
static size_t event_count(const struct annotated_run *run)
{
	return run->count + run->closes;
}

/* --- texts of an event ------------------------------------------------------------------- */

static void cut(struct buf *out, const char *text, int columns)
{
	const char *next;
	size_t length = xml_next_line(text, columns, &next);

	buf_add(out, text, length);
	buf_add_text(out, *next ? " …" : "");
}

/* Appends the event's changes of one store, one a line: "ui1 → i1".  Returns the number of lines. */
static int add_deltas(struct buf *out, const struct annotated_run *run, const struct annotated_event *event,
                      unsigned store)
{
	struct buf text;
	int lines = 0, more = 0;

	buf_init(&text);
	for (size_t c = 0; c < event->change_count; c++) {
		const struct annotated_change *change = &event->changes[c];

		if (change->variable != run->stores_variable[store])
			continue;
		if (lines == DELTAS_MAX) {
			more++;
			continue;
		}
		buf_clear(&text);
		buf_printf(&text, "%s%s→ %s", change->part, *change->part ? " " : "",
		           change->new_text ? change->new_text : "gone");
		buf_add_text(out, lines++ ? "\n" : "");
		cut(out, text.data, DELTA_COLUMNS);
	}
	if (more)
		buf_printf(out, "\n+%d more", more);
	buf_release(&text);
	return lines + (more > 0);
}

static int facts_columns(const struct schedule_drawing *d)
{
	return (int)((d->width - 2 * MARGIN - 20) / 8);
}

/* The violation at an event; null: at the start. */
static void add_facts(struct buf *out, const struct annotated_run *run, const struct annotated_event *event)
{
	if (event)
		buf_printf(out, "✗ %s: %s", event->broken, event->facts);
	else
		buf_printf(out, "✗ %s broken at the start: %s", run->broken, run->facts);
}

static int facts_lines(const struct schedule_drawing *d, const struct annotated_event *event)
{
	struct buf text;
	int lines;

	buf_init(&text);
	add_facts(&text, d->run, event);
	lines = xml_line_count(text.data, facts_columns(d));
	buf_release(&text);
	return lines;
}

static double start_height(const struct schedule_drawing *d)
{
	return d->run->note ? xml_line_count(d->run->note, NOTE_COLUMNS) * LINE + 8 : 0;
}

/* Without the box below a violation. */
static double bare_height(const struct schedule_drawing *d, const struct annotated_event *event)
{
	int lines = event->note ? xml_line_count(event->note, NOTE_COLUMNS) : 0;
	double height = most(ROW, lines * LINE + 16);
	struct buf deltas;

	buf_init(&deltas);
	for (unsigned i = 0; i < d->run->store_count; i++) {
		buf_clear(&deltas);
		height = most(height, add_deltas(&deltas, d->run, event, i) * LINE + 16);
	}
	buf_release(&deltas);
	return height;
}

static double event_height(const struct schedule_drawing *d, const struct annotated_event *event)
{
	return bare_height(d, event) + (event->broken ? facts_lines(d, event) * LINE + 30 : 0);
}

/* --- layout -------------------------------------------------------------------------------- */

static double place_lanes(struct schedule_drawing *d)
{
	const struct annotated_run *run = d->run;
	double x = MARGIN + NUMBER_WIDTH + 16;
	struct buf text;

	buf_init(&text);
	for (unsigned p = 0; p < run->model->process_count; p++) {
		double width = LANE_MIN;

		if (!run->acts[p])
			continue;
		for (size_t i = 0; i < event_count(run); i++) {
			if (run->events[i].process != p)
				continue;
			buf_clear(&text);
			cut(&text, run->events[i].label, LABEL_COLUMNS);
			width = most(width, svg_canvas_mono(text.data) + 28);
		}
		buf_clear(&text);
		annotated_run_process(run, p, &text);
		d->lanes[p] = x;
		x += most(width, svg_canvas_sans(text.data) + 24);
	}
	buf_release(&text);
	return x;
}

static void place(struct schedule_drawing *d)
{
	const struct annotated_run *run = d->run;
	double x = place_lanes(d);
	bool notes = run->note;
	struct buf text;

	buf_init(&text);
	for (unsigned i = 0; i < run->store_count; i++) {
		double width = most(STORE_MIN, svg_canvas_sans(run->stores[i]) + 24);

		for (size_t e = 0; e < run->count; e++) {
			buf_clear(&text);
			add_deltas(&text, run, &run->events[e], i);
			for (const char *line = text.data; *line;) {
				size_t length = strcspn(line, "\n");
				double columns = 0;

				for (size_t b = 0; b < length; b++)
					columns += (line[b] & 0xc0) != 0x80;
				width = most(width, 6.7 * columns + 26);
				line += length + (line[length] == '\n');
			}
		}
		d->stores[i] = x;
		x += width;
	}
	d->notes = x;
	for (size_t i = 0; i < run->count; i++)
		notes |= run->events[i].note != NULL;
	d->width = most(x + (notes ? NOTE_WIDTH : 0) + MARGIN, WIDTH_MIN);
	buf_release(&text);
}

/* --- drawing ----------------------------------------------------------------------------------- */

/* The title and the violation; without `out`, only measures their height. */
static double put_heading(struct schedule_drawing *d)
{
	const struct annotated_run *run = d->run;
	const char *title = run->title ? run->title : run->design;
	double y = MARGIN + 12;
	int columns = (int)((d->width - 2 * MARGIN) / 10.5);
	struct buf line;

	buf_init(&line);
	if (d->out) {
		buf_printf(d->out, "<text y=\"%.0f\" class=\"title\">", y);
		xml_lines(d->out, title, MARGIN, TITLE_LINE, columns);
		buf_add_text(d->out, "</text>\n");
	}
	y += (xml_line_count(title, columns) - 1) * TITLE_LINE + 19;
	buf_printf(&line, "%s%s%s", run->design, *run->scope ? ": " : "", run->scope);
	if (run->loop >= 0)
		buf_add_text(&line, "; ");
	annotated_run_ending(run, &line);
	if (d->out)
		svg_canvas_text(d->out, MARGIN, y, "sub", line.data);
	if (run->ended && !(run->facts && strstr(run->facts, run->ended))) {
		buf_clear(&line);
		buf_printf(&line, "The run ended, according to its file: %s", run->ended);
		if (d->out)
			svg_canvas_wrap(d->out, MARGIN, y + 20, "sub", line.data, facts_columns(d));
		y += 20 + (xml_line_count(line.data, facts_columns(d)) - 1) * LINE;
	}
	if (run->broken && !run->broken_at) {
		buf_clear(&line);
		add_facts(&line, run, NULL);
		if (d->out)
			svg_canvas_wrap(d->out, MARGIN, y + 20, "badtext", line.data, facts_columns(d));
		y += 20 + (facts_lines(d, NULL) - 1) * LINE;
	}
	buf_release(&line);
	return y;
}

static void put_names(struct schedule_drawing *d, double y)
{
	const struct annotated_run *run = d->run;
	struct buf name;

	buf_init(&name);
	for (unsigned p = 0; p < run->model->process_count; p++) {
		if (!run->acts[p])
			continue;
		buf_clear(&name);
		annotated_run_process(run, p, &name);
		svg_canvas_text(d->out, d->lanes[p] - 8, y, "lane", name.data);
	}
	for (unsigned i = 0; i < run->store_count; i++)
		svg_canvas_text(d->out, d->stores[i] - 8, y, "lane", run->stores[i]);
	buf_release(&name);
}

static void put_lanes(struct schedule_drawing *d)
{
	const struct annotated_run *run = d->run;
	bool again = run->count > STEPS_LONG;
	double end = d->end - MARGIN - (again ? 20 : 0);

	put_names(d, d->top - 14);
	if (again)
		put_names(d, d->end - MARGIN);
	for (unsigned p = 0; p < run->model->process_count; p++)
		if (run->acts[p])
			svg_canvas_line(d->out, d->lanes[p], d->top, d->lanes[p], end, "life");
	for (unsigned i = 0; i < run->store_count; i++)
		svg_canvas_line(d->out, d->stores[i], d->top, d->stores[i], end, "store");
}

static void put_arrows(struct schedule_drawing *d, const struct annotated_event *event, double y)
{
	const struct annotated_run *run = d->run;
	double from = d->lanes[event->process];
	struct buf deltas;

	buf_init(&deltas);
	for (unsigned i = 0; i < run->store_count; i++) {
		bool writes = event->writes >> i & 1, reads = event->reads >> i & 1;

		if (writes)
			svg_canvas_line(d->out, from + 7, y, d->stores[i] - 4, y,
			                event->essential ? "write" : "write faint");
		else if (reads)
			svg_canvas_line(d->out, d->stores[i] - 4, y, from + 8, y,
			                event->essential ? "read" : "read faint");
		buf_clear(&deltas);
		if (add_deltas(&deltas, run, event, i))
			svg_canvas_wrap(d->out, d->stores[i] + 9, y + 4, "delta", deltas.data,
			                2 * DELTA_COLUMNS);
	}
	buf_release(&deltas);
}

static void put_violation(struct schedule_drawing *d, const struct annotated_event *event, double x, double y)
{
	double box = y + bare_height(d, event) - 14;
	struct buf text;

	buf_init(&text);
	add_facts(&text, d->run, event);
	buf_printf(d->out, "<path d=\"M%.0f %.0fl16 16m0 -16l-16 16\" class=\"bad\"/>\n", x - 8, y - 8);
	buf_printf(d->out,
	           "<rect x=\"%d\" y=\"%.0f\" width=\"%.0f\" height=\"%d\" rx=\"4\" "
	           "class=\"bad back\"/>\n",
	           MARGIN, box, d->width - 2 * MARGIN, facts_lines(d, event) * LINE + 10);
	svg_canvas_wrap(d->out, MARGIN + 10, box + 17, "badtext", text.data, facts_columns(d));
	buf_release(&text);
}

/* The step's place in the specification, as a tooltip of its dot. */
static void put_place(struct buf *out, const struct annotated_event *event)
{
	if (!event->place) {
		buf_add_text(out, "/>\n");
		return;
	}
	buf_add_text(out, "><title>");
	xml_text(out, event->place);
	buf_add_text(out, "</title></circle>\n");
}

static void put_event(struct schedule_drawing *d, size_t nth, double y)
{
	const struct annotated_event *event = &d->run->events[nth];
	double x = d->lanes[event->process];
	struct buf text;

	buf_init(&text);
	/* The step that closes a loop has the number of the state that it leads to. */
	buf_printf(&text, "%zu", nth < d->run->count ? nth + 1 : (size_t)d->run->loop);
	svg_canvas_text(d->out, MARGIN + 4, y + 4, "num", text.data);
	put_arrows(d, event, y);
	buf_printf(d->out, "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"5\" class=\"dot%s\"", x, y,
	           event->essential && !event->broken ? " on" : "");
	put_place(d->out, event);
	buf_clear(&text);
	cut(&text, event->label, LABEL_COLUMNS);
	svg_canvas_text(d->out, x + 10, y - 7, event->essential ? "on" : "off", text.data);
	buf_clear(&text);
	annotated_run_mark(d->run, nth, &text);
	if (text.length)
		svg_canvas_text(d->out, x + 10, y + 14, "mark", text.data);
	if (event->broken)
		put_violation(d, event, x, y);
	if (event->note)
		svg_canvas_wrap(d->out, d->notes, y + 4, event->outdated ? "note faint" : "note", event->note,
		                NOTE_COLUMNS);
	buf_release(&text);
}

/* A band behind the loop's steps, and on its left an arrow back to its first state. */
static void put_loop(struct schedule_drawing *d)
{
	const struct annotated_run *run = d->run;
	double y = d->first, start = -1, end = y;

	if (run->loop < 0)
		return;
	for (size_t i = 0; i < event_count(run); i++) {
		if ((int64_t)i == run->loop)
			start = y;
		end = y;
		y += event_height(d, &run->events[i]);
	}
	if (start < 0)
		return;
	if (end - start < 20) {
		start -= 8;
		end += 8;
	}
	buf_printf(d->out,
	           "<rect x=\"%d\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" rx=\"6\" "
	           "class=\"band\"/>\n",
	           MARGIN - 6, start - 22, d->width - 2 * MARGIN + 12, end - start + 40);
	buf_printf(d->out, "<path d=\"M%d %.0fH8V%.0fH%d\" class=\"loop\"/>\n", MARGIN, end, start, MARGIN);
}

/* --- the explanation -------------------------------------------------------------------- */

/* The y of an event's dot. */
static double event_y(const struct schedule_drawing *d, size_t nth)
{
	double y = d->first;

	for (size_t i = 0; i < nth; i++)
		y += event_height(d, &d->run->events[i]);
	return y;
}

/* Bows to the left, where no store is. */
static void put_orders(struct schedule_drawing *d)
{
	const struct annotated_run *run = d->run;

	for (size_t i = 0; i < run->order_count; i++) {
		const struct annotated_order *order = &run->orders[i];
		double x1 = d->lanes[run->events[order->before].process], y1 = event_y(d, order->before) + 6;
		double x2 = d->lanes[run->events[order->after].process], y2 = event_y(d, order->after) - 8;
		double bow = (x1 < x2 ? x1 : x2) - 14;

		buf_printf(d->out, "<path d=\"M%.0f %.0fC%.0f %.0f %.0f %.0f %.0f %.0f\" class=\"order\"/>\n",
		           x1, y1, bow, (y1 + y2) / 2, bow, (y1 + y2) / 2, x2, y2);
	}
}

static int line_columns(const struct schedule_drawing *d)
{
	return (int)((d->width - 2 * MARGIN - HEAD_WIDTH) / 8);
}

/* Without `out`, only measures the height. */
static double put_lines(struct schedule_drawing *d)
{
	const struct annotated_run *run = d->run;
	double y = d->end + 6;

	for (size_t i = 0; i < run->line_count; i++) {
		const struct annotated_line *line = &run->lines[i];

		if (d->out) {
			svg_canvas_text(d->out, MARGIN, y, "lane", line->head);
			svg_canvas_wrap(d->out, MARGIN + HEAD_WIDTH, y, "told", line->text, line_columns(d));
		}
		y += xml_line_count(line->text, line_columns(d)) * LINE + 4;
	}
	return run->line_count ? y + MARGIN - LINE : d->end;
}

static void put_run(struct buf *out, const struct annotated_run *run, const struct trace *trace)
{
	struct schedule_drawing d = { .run = run };
	double y;

	(void)trace;
	d.lanes = arena_array(run->arena, run->model->process_count, sizeof(*d.lanes));
	place(&d);
	d.top = put_heading(&d) + 44;
	d.first = d.top + 26 + start_height(&d);
	d.height = d.first - 26 + MARGIN + 6 + (run->count > STEPS_LONG ? 20 : 0);
	for (size_t i = 0; i < event_count(run); i++)
		d.height += event_height(&d, &run->events[i]);
	d.end = d.height;
	d.height = put_lines(&d);
	d.out = out;
	svg_canvas_open(out, d.width, d.height, run->title ? run->title : run->design);
	put_heading(&d);
	put_lanes(&d);
	put_loop(&d);
	put_orders(&d);
	if (run->note)
		svg_canvas_wrap(out, d.notes, d.top + 14, run->outdated ? "note faint" : "note", run->note,
		                NOTE_COLUMNS);
	y = d.first;
	for (size_t i = 0; i < event_count(run); i++) {
		put_event(&d, i, y);
		y += event_height(&d, &run->events[i]);
	}
	put_lines(&d);
	svg_canvas_close(out);
}

static int write_trace(const struct model *model, const struct trace *trace,
                       const struct export_options *options, struct export *out, struct err *err)
{
	return annotated_run_export(model, trace, options, ".svg", put_run, out, err);
}

const struct export_target target_svg = {
	.name = "svg",
	.summary = "a picture: a schedule in space and time, a design's diagrams",
	.design = diagrams_svg,
	.trace = write_trace,
	.design_takes = EXPORT_DIAGRAM,
	.trace_takes = EXPORT_INVARIANT | EXPORT_SCOPE,
};
