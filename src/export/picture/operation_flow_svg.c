/*
 * An operation as a sequence diagram: its role on the left, the stores that it touches on the
 * right, a row for each step.  What a step does is under its name, and why at
 * the edge; frames round alternatives and loops are those of UML.
 */
#include <stdlib.h>

#include <heddle/buf.h>
#include <heddle/export.h>
#include <heddle/mem.h>
#include <heddle/xml.h>

#include "export/picture/state_diagram.h"
#include "export/picture/svg_canvas.h"

enum {
	COLUMNS = 46,      /* of what a step does */
	SAYS_COLUMNS = 46, /* of why */
	LABEL = 330,
	STORE = 130,
	SAYS = 330,
	INDENT = 10,
	HEAD = 40,
	TAB = 24,
};

struct sheet {
	const struct diagrams *diagrams;
	const struct operation_flow *flow;
	struct buf *out; /* null: only the heights are asked for */
	double y;
	double role, stores, says;
	double open[64]; /* where the fragments begin that are open */
};

static const struct column {
	unsigned bit;
	const char *name;
} stores[] = { { CHART_DATABASE, "database" }, { CHART_BLOBS, "blobs" } };

enum { STORES = sizeof(stores) / sizeof(stores[0]) };

static double store_x(const struct sheet *s, unsigned nth)
{
	double x = s->stores;

	for (unsigned i = 0; i < nth; i++)
		x += s->flow->touches & stores[i].bit ? STORE : 0;
	return x;
}

static void put_arrows(const struct sheet *s, const struct operation_flow_item *item, double y)
{
	for (unsigned i = 0; i < STORES; i++) {
		if (item->writes & stores[i].bit)
			svg_canvas_line(s->out, s->role + 7, y, store_x(s, i) - 4, y, "write");
		else if (item->reads & stores[i].bit)
			svg_canvas_line(s->out, store_x(s, i) - 4, y, s->role + 8, y, "read");
	}
}

static void put_step(struct sheet *s, const struct operation_flow_item *item)
{
	const struct plan_action *action = item->action;
	bool told = item > s->flow->items && item[-1].kind >= FLOW_ALT && item[-1].kind <= FLOW_LOOP;
	struct buf what, line;
	double y = s->y + 24;
	int below, beside;

	buf_init(&what);
	buf_init(&line);
	/* A frame has said when already. */
	if (!told && state_diagram_words(action, WORD_GUARD, &line))
		buf_printf(&what, "[%s] ", line.data);
	buf_clear(&line);
	if (state_diagram_words(action, WORD_CHOICE, &line))
		buf_printf(&what, "%s: ", line.data);
	state_diagram_words(action, WORD_EFFECT, &what);
	below = xml_line_count(what.data, COLUMNS);
	beside = action->step->says ? xml_line_count(action->step->says, SAYS_COLUMNS) : 0;
	if (s->out) {
		put_arrows(s, item, y);
		buf_printf(s->out, "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"5\" class=\"dot%s\"/>\n", s->role, y,
		           action->step->failure ? "" : " on");
		svg_canvas_text(s->out, s->role + 12, y - 7, action->step->failure ? "off" : "on",
		                state_diagram_step_name(s->diagrams->plan, action));
		if (below)
			svg_canvas_wrap(s->out, s->role + 12, y + 14, "word", what.data, COLUMNS);
		if (beside)
			svg_canvas_wrap(s->out, s->says, y - 3, "sub", action->step->says, SAYS_COLUMNS);
	}
	if (beside > below + 1)
		below = beside - 1;
	s->y += 24 + 16 + below * SVG_CANVAS_LINE;
	buf_release(&what);
	buf_release(&line);
}

static double left_of(unsigned depth)
{
	return SVG_CANVAS_MARGIN - 8 + INDENT * (double)depth;
}

static void put_tab(struct sheet *s, const struct operation_flow_item *item, const char *kind)
{
	double x = left_of(item->depth), width = svg_canvas_sans(kind) + 12;
	struct buf when;

	s->y += 6;
	if (s->out) {
		buf_init(&when);
		buf_printf(&when, "[%s]", item->text);
		if (item->kind == FLOW_ELSE)
			buf_printf(s->out,
			           "<path d=\"M%.0f %.0fH%.0f\" class=\"frame\" "
			           "stroke-dasharray=\"6 4\"/>\n",
			           x, s->y, s->says - 14 - INDENT * (double)item->depth);
		else
			svg_canvas_box(s->out, x, s->y, width, 18, "tab");
		if (item->kind != FLOW_ELSE)
			svg_canvas_text(s->out, x + 6, s->y + 13, "tabtext", kind);
		svg_canvas_text(s->out, x + width + 8, s->y + 14, "sub", when.data);
		buf_release(&when);
	}
	if (item->kind != FLOW_ELSE && item->depth < 64)
		s->open[item->depth] = s->y;
	s->y += TAB;
}

static void put_end(struct sheet *s, const struct operation_flow_item *item)
{
	double x = left_of(item->depth), top = item->depth < 64 ? s->open[item->depth] : s->y;

	if (s->out)
		svg_canvas_box(s->out, x, top, s->says - 14 - INDENT * (double)item->depth - x, s->y - top,
		               "frame");
	s->y += 10;
}

static void put_items(struct sheet *s)
{
	static const char *const kinds[] = {
		[FLOW_ALT] = "alt",
		[FLOW_ELSE] = "alt",
		[FLOW_LOOP] = "loop",
		[FLOW_OPT] = "opt",
	};

	s->y = HEAD;
	for (size_t i = 0; i < s->flow->count; i++) {
		const struct operation_flow_item *item = &s->flow->items[i];

		switch (item->kind) {
		case FLOW_STEP:
			put_step(s, item);
			break;
		case FLOW_END:
			put_end(s, item);
			break;
		case FLOW_NOTE:
			if (s->out)
				svg_canvas_text(s->out, s->role + 12, s->y + 14, "note", item->text);
			s->y += TAB;
			break;
		case FLOW_ALT:
		case FLOW_ELSE:
		case FLOW_LOOP:
		case FLOW_OPT:
			put_tab(s, item, kinds[item->kind]);
		}
	}
}

void operation_flow_draw(const struct diagrams *diagrams, const struct operation_flow *flow, struct buf *out,
                         double *width, double *height)
{
	struct sheet s = { .diagrams = diagrams, .flow = flow };
	double bottom;

	s.role = left_of(flow->depth) + 16;
	s.stores = s.role + LABEL;
	s.says = store_x(&s, STORES) + 10 * flow->depth;
	put_items(&s);
	bottom = s.y + 6;
	svg_canvas_text(out, s.role - 10, 18, "lane", flow->role);
	svg_canvas_line(out, s.role, 26, s.role, bottom, "life");
	for (unsigned i = 0; i < STORES; i++)
		if (flow->touches & stores[i].bit) {
			svg_canvas_text(out, store_x(&s, i) - 28, 18, "lane", stores[i].name);
			svg_canvas_line(out, store_x(&s, i), 26, store_x(&s, i), bottom, "store");
		}
	s.out = out;
	put_items(&s);
	*width = s.says + SAYS;
	*height = bottom;
}

/* --- all of them on one sheet ------------------------------------------------------------ */

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
	if (diagrams.whole) {
		y = SVG_CANVAS_MARGIN + 12;
		svg_canvas_text(&body, SVG_CANVAS_MARGIN, y, "title", model->name);
		if (model->title) {
			y += 20;
			svg_canvas_text(&body, SVG_CANVAS_MARGIN, y, "sub", model->title);
			width = svg_canvas_sans(model->title) + 2 * SVG_CANVAS_MARGIN;
		}
		y += 6;
	}
	for (size_t i = 0; i < diagrams.diagram_count; i++) {
		state_diagram_draw(&diagrams, &diagrams.diagrams[i], &part, &w, &h);
		put_part(&body, &part, ": states", diagrams.diagrams[i].role, &y);
		y += h;
		width = w > width ? w : width;
	}
	for (size_t i = 0; i < diagrams.flow_count; i++) {
		operation_flow_draw(&diagrams, &diagrams.flows[i], &part, &w, &h);
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
