/*
 * An operation as a sequence diagram: its role on the left, the stores that it uses on the right, a row for
 * each step.  Below a step's name are its effects, at the edge its reason; alternatives and loops have UML's
 * frames.
 */
#include <stdlib.h>

#include <heddle/buf.h>
#include <heddle/export.h>
#include <heddle/mem.h>
#include <heddle/xml.h>

#include "export/picture/state_diagram.h"
#include "export/picture/svg_canvas.h"

enum {
	COLUMNS = 46, /* of effects, and of reasons */
	LABEL_WIDTH = 330,
	STORE_WIDTH = 130,
	REASON_WIDTH = 330,
	INDENT = 10,
	HEAD = 40,
	TAB = 24,
};

struct flow_drawing {
	const struct diagrams *diagrams;
	const struct operation_flow *flow;
	struct buf *out; /* null: only measures */
	double y;
	double role, stores, reasons; /* x */
	double open[64];              /* y of the open fragments */
};

enum { STORES = DOMAIN_BLOBS + 1 }; /* the first variables */

static bool has_store(uint32_t stores, unsigned nth)
{
	return stores >> nth & 1;
}

static double store_x(const struct flow_drawing *d, unsigned nth)
{
	double x = d->stores;

	for (unsigned i = 0; i < nth; i++)
		x += has_store(d->flow->touches, i) ? STORE_WIDTH : 0;
	return x;
}

static void put_arrows(const struct flow_drawing *d, const struct operation_flow_item *item, double y)
{
	for (unsigned i = 0; i < STORES; i++) {
		if (has_store(item->writes, i))
			svg_canvas_line(d->out, d->role + 7, y, store_x(d, i) - 4, y, "write");
		else if (has_store(item->reads, i))
			svg_canvas_line(d->out, store_x(d, i) - 4, y, d->role + 8, y, "read");
	}
}

static void put_step(struct flow_drawing *d, const struct operation_flow_item *item)
{
	const struct plan_action *action = item->action;
	bool framed = item > d->flow->items && item[-1].kind >= OPERATION_FLOW_ALT &&
	              item[-1].kind <= OPERATION_FLOW_LOOP;
	struct buf what, line;
	double y = d->y + 24;
	int effect_lines, reason_lines;

	buf_init(&what);
	buf_init(&line);
	/* A frame has the guard already. */
	if (!framed && state_diagram_words(action, WORD_GUARD, &line))
		buf_printf(&what, "[%s] ", line.data);
	buf_clear(&line);
	if (state_diagram_words(action, WORD_CHOICE, &line))
		buf_printf(&what, "%s: ", line.data);
	state_diagram_words(action, WORD_EFFECT, &what);
	effect_lines = xml_line_count(what.data, COLUMNS);
	reason_lines = action->step->says ? xml_line_count(action->step->says, COLUMNS) : 0;
	if (d->out) {
		put_arrows(d, item, y);
		buf_printf(d->out, "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"5\" class=\"dot%s\"/>\n", d->role, y,
		           action->step->failure ? "" : " on");
		svg_canvas_text(d->out, d->role + 12, y - 7, action->step->failure ? "off" : "on",
		                state_diagram_step_name(d->diagrams->plan, action));
		if (effect_lines)
			svg_canvas_wrap(d->out, d->role + 12, y + 14, "word", what.data, COLUMNS);
		if (reason_lines)
			svg_canvas_wrap(d->out, d->reasons, y - 3, "sub", action->step->says, COLUMNS);
	}
	if (reason_lines > effect_lines + 1)
		effect_lines = reason_lines - 1;
	d->y += 24 + 16 + effect_lines * SVG_CANVAS_LINE;
	buf_release(&what);
	buf_release(&line);
}

static double left_of(unsigned depth)
{
	return SVG_CANVAS_MARGIN - 8 + INDENT * (double)depth;
}

static void put_tab(struct flow_drawing *d, const struct operation_flow_item *item, const char *kind)
{
	double x = left_of(item->depth), width = svg_canvas_sans(kind) + 12;
	struct buf when;

	d->y += 6;
	if (d->out) {
		buf_init(&when);
		buf_printf(&when, "[%s]", item->text);
		if (item->kind == OPERATION_FLOW_ELSE)
			buf_printf(d->out,
			           "<path d=\"M%.0f %.0fH%.0f\" class=\"frame\" "
			           "stroke-dasharray=\"6 4\"/>\n",
			           x, d->y, d->reasons - 14 - INDENT * (double)item->depth);
		else
			svg_canvas_box(d->out, x, d->y, width, 18, "tab");
		if (item->kind != OPERATION_FLOW_ELSE)
			svg_canvas_text(d->out, x + 6, d->y + 13, "tabtext", kind);
		svg_canvas_text(d->out, x + width + 8, d->y + 14, "sub", when.data);
		buf_release(&when);
	}
	if (item->kind != OPERATION_FLOW_ELSE && item->depth < 64)
		d->open[item->depth] = d->y;
	d->y += TAB;
}

static void put_end(struct flow_drawing *d, const struct operation_flow_item *item)
{
	double x = left_of(item->depth), top = item->depth < 64 ? d->open[item->depth] : d->y;

	if (d->out)
		svg_canvas_box(d->out, x, top, d->reasons - 14 - INDENT * (double)item->depth - x, d->y - top,
		               "frame");
	d->y += 10;
}

static void put_items(struct flow_drawing *d)
{
	static const char *const kinds[] = {
		[OPERATION_FLOW_ALT] = "alt",
		[OPERATION_FLOW_ELSE] = "alt",
		[OPERATION_FLOW_LOOP] = "loop",
		[OPERATION_FLOW_OPT] = "opt",
	};

	d->y = HEAD;
	for (size_t i = 0; i < d->flow->count; i++) {
		const struct operation_flow_item *item = &d->flow->items[i];

		switch (item->kind) {
		case OPERATION_FLOW_STEP:
			put_step(d, item);
			break;
		case OPERATION_FLOW_END:
			put_end(d, item);
			break;
		case OPERATION_FLOW_NOTE:
			if (d->out)
				svg_canvas_text(d->out, d->role + 12, d->y + 14, "note", item->text);
			d->y += TAB;
			break;
		case OPERATION_FLOW_ALT:
		case OPERATION_FLOW_ELSE:
		case OPERATION_FLOW_LOOP:
		case OPERATION_FLOW_OPT:
			put_tab(d, item, kinds[item->kind]);
		}
	}
}

static void draw_flow(const struct diagrams *diagrams, const struct operation_flow *flow, struct buf *out,
                      double *width, double *height)
{
	struct flow_drawing d = { .diagrams = diagrams, .flow = flow };
	double bottom;

	d.role = left_of(flow->depth) + 16;
	d.stores = d.role + LABEL_WIDTH;
	d.reasons = store_x(&d, STORES) + 10 * flow->depth;
	put_items(&d);
	bottom = d.y + 6;
	svg_canvas_text(out, d.role - 10, 18, "lane", flow->role);
	svg_canvas_line(out, d.role, 26, d.role, bottom, "life");
	for (unsigned i = 0; i < STORES; i++)
		if (has_store(flow->touches, i)) {
			svg_canvas_text(out, store_x(&d, i) - 28, 18, "lane", domain_variables[i].title);
			svg_canvas_line(out, store_x(&d, i), 26, store_x(&d, i), bottom, "store");
		}
	d.out = out;
	put_items(&d);
	*width = d.reasons + REASON_WIDTH;
	*height = bottom;
}

/* --- all diagrams in one picture ------------------------------------------------------------ */

static void put_part(struct buf *out, struct buf *part, const char *kind, const char *name, double *y)
{
	struct buf heading;

	buf_init(&heading);
	buf_printf(&heading, "%s%s", name, kind);
	*y += 34;
	svg_canvas_text(out, SVG_CANVAS_MARGIN, *y, "title", heading.data);
	*y += 18;
	buf_printf(out, "<g transform=\"translate(0 %.0f)\">\n", *y);
	buf_add(out, part->data, part->length);
	buf_add_text(out, "</g>\n");
	buf_clear(part);
	buf_release(&heading);
}

int diagrams_svg(const struct model *model, const struct export_options *options, struct export *out,
                 struct err *err)
{
	struct diagrams diagrams;
	struct arena *arena = arena_new();
	struct buf text, body, part;
	double width = 480, y = 0, w, h;

	if (diagrams_make(model, options->diagram, arena, &diagrams, err)) {
		arena_free(arena);
		return -1;
	}
	buf_init(&text);
	buf_init(&body);
	buf_init(&part);
	if (diagrams.all) {
		y = SVG_CANVAS_MARGIN + 12;
		svg_canvas_text(&body, SVG_CANVAS_MARGIN, y, "title", model->name);
		if (model->title) {
			y += 20;
			svg_canvas_text(&body, SVG_CANVAS_MARGIN, y, "sub", model->title);
			width = svg_canvas_sans(model->title) + 2 * SVG_CANVAS_MARGIN;
		}
		y += 6;
	}
	for (size_t i = 0; i < diagrams.state_count; i++) {
		state_diagram_draw(&diagrams, &diagrams.states[i], &part, &w, &h);
		put_part(&body, &part, ": states", diagrams.states[i].role, &y);
		y += h;
		width = w > width ? w : width;
	}
	for (size_t i = 0; i < diagrams.flow_count; i++) {
		draw_flow(&diagrams, &diagrams.flows[i], &part, &w, &h);
		put_part(&body, &part, "", diagrams.flows[i].part, &y);
		y += h;
		width = w > width ? w : width;
	}
	svg_canvas_open(&text, width, y + SVG_CANVAS_MARGIN, model->name);
	buf_add(&text, body.data, body.length);
	svg_canvas_close(&text);
	export_add(out, "design", ".svg", &text);
	buf_release(&text);
	buf_release(&body);
	buf_release(&part);
	arena_free(arena);
	return 0;
}
