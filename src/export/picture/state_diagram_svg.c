/*
 * Control states in layers (after Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of
 * Hierarchical System Structures", 1981), simplified for processes, which start in one state and return to
 * it.  That state is a bar across the top; below it, each state is in the layer of its distance from the
 * start, and each chain of states has its own column.  A step to the next state of the chain is an arrow
 * down; any other step leaves to the right and runs in a lane next to its column, up to the bar or to the top
 * of another state.  Lanes are nested, so that steps back to the start never cross a label.  Rejected: free
 * placement with curved arrows, which has to minimise crossings and separate labels.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>
#include <heddle/xml.h>

#include "export/picture/state_diagram.h"
#include "export/picture/svg_canvas.h"

enum {
	COLUMNS = 38, /* of a label's lines */
	BOX = 34,     /* minimum height of a state */
	LANE = 14,    /* between lanes, and between channels above a state */
	PAD = 8,
	GAP = 26, /* minimum height between layers */
	/* One for each state, and for each step from the bar that does not go down. */
	COLUMNS_MAX = 4 * DESIGN_STATES_MAX,
	NONE = -1,
};

struct node {
	int layer, column, next; /* `next`: the state below it in its chain */
	double x, y, width, height;
	unsigned entries; /* steps that enter through the channels above it */
};

struct lane {
	const struct state_diagram_arrow *arrow;
	double y, x;
	unsigned entry; /* nth channel above the target */
};

struct layout {
	const struct diagrams *diagrams;
	const struct state_diagram *diagram;
	struct buf *out;
	struct arena *arena;
	struct node nodes[DESIGN_STATES_MAX];
	struct lane *lanes;
	size_t lane_count;
	int columns, layers;
	double column_x[COLUMNS_MAX], box[COLUMNS_MAX];
	double label[COLUMNS_MAX]; /* the widest one next to the column's boxes */
	unsigned lanes_in[COLUMNS_MAX];
	double top[DESIGN_STATES_MAX + 1], gap[DESIGN_STATES_MAX + 1]; /* gap: above the layer */
	double width, height;
};

/* --- labels -------------------------------------------------------------------------------- */

/* Draws the label with its upper left corner at (x, y), or, without `out`, only measures it. */
static void put_label(const struct layout *l, const struct state_diagram_arrow *arrow, struct buf *out,
                      double x, double y, double *width, double *height)
{
	struct buf more, word;

	*width = *height = 0;
	buf_init(&more);
	buf_init(&word);
	for (unsigned i = 0; i < arrow->count; i++) {
		const struct plan_action *action = arrow->actions[i];
		const char *name = state_diagram_step_name(l->diagrams->plan, action);
		int lines;

		buf_clear(&more);
		state_diagram_words(action, WORD_CHOICE, &more);
		buf_clear(&word);
		if (state_diagram_words(action, WORD_GUARD, &word))
			buf_printf(&more, "%s[%s]", more.length ? " " : "", word.data);
		if (out)
			svg_canvas_text(out, x, y + *height + 11, arrow->failure ? "off" : "on", name);
		*width = svg_canvas_mono(name) > *width ? svg_canvas_mono(name) : *width;
		*height += SVG_CANVAS_LINE;
		lines = xml_line_count(more.data, COLUMNS);
		if (out && lines)
			svg_canvas_wrap(out, x, y + *height + 10, "word", more.data, COLUMNS);
		if (lines) {
			double wide = lines > 1 ? COLUMNS * 7 : svg_canvas_mono(more.data);

			*width = wide > *width ? wide : *width;
		}
		*height += lines * SVG_CANVAS_LINE;
	}
	buf_release(&more);
	buf_release(&word);
}

static void measure_label(const struct layout *l, const struct state_diagram_arrow *arrow, double *width,
                          double *height)
{
	put_label(l, arrow, NULL, 0, 0, width, height);
}

/* --- layout -------------------------------------------------------------------------------- */

/* Layers are distances from the start; faults count only for states that nothing else reaches. */
static void find_layers(struct layout *l)
{
	const struct state_diagram *c = l->diagram;
	bool more = true;

	for (unsigned s = 0; s < c->state_count; s++)
		l->nodes[s] = (struct node){ .layer = s ? NONE : 0, .column = NONE, .next = NONE };
	for (int faults = 0; faults < 2; faults++, more = true) {
		while (more) {
			more = false;
			for (size_t a = 0; a < c->arrow_count; a++) {
				const struct state_diagram_arrow *arrow = &c->arrows[a];
				int from = l->nodes[arrow->from].layer;
				int *to = &l->nodes[arrow->to].layer;

				if (from == NONE || (arrow->failure && !faults) ||
				    (*to != NONE && *to <= from + 1))
					continue;
				*to = from + 1;
				more = true;
			}
		}
	}
	for (unsigned s = 0; s < c->state_count; s++) {
		if (l->nodes[s].layer == NONE)
			l->nodes[s].layer = 1;
		if (l->nodes[s].layer > l->layers)
			l->layers = l->nodes[s].layer;
	}
}

/* Assigns columns to a state and its successors; the first successor goes below it. */
static void place(struct layout *l, unsigned state, int column)
{
	struct node *node = &l->nodes[state];

	node->column = column;
	for (size_t a = 0; a < l->diagram->arrow_count; a++) {
		const struct state_diagram_arrow *arrow = &l->diagram->arrows[a];
		struct node *to = &l->nodes[arrow->to];

		if (arrow->from != state || to->column != NONE || arrow->to == 0 ||
		    to->layer != node->layer + 1)
			continue;
		if (state && node->next == NONE) {
			node->next = (int)arrow->to;
			place(l, arrow->to, column);
		} else {
			place(l, arrow->to, l->columns++);
		}
	}
}

static bool goes_down(const struct layout *l, const struct state_diagram_arrow *arrow)
{
	const struct node *from = &l->nodes[arrow->from], *to = &l->nodes[arrow->to];

	if (arrow->from == 0)
		return to->layer == 1;
	return from->next == (int)arrow->to;
}

static void widen(double *width, double to)
{
	if (to > *width)
		*width = to;
}

/* Of a fault and another step between the same states, the second uses a lane. */
static bool is_first_down(const struct layout *l, const struct state_diagram_arrow *arrow)
{
	for (const struct state_diagram_arrow *a = l->diagram->arrows; a < arrow; a++)
		if (a->from == arrow->from && a->to == arrow->to)
			return false;
	return goes_down(l, arrow);
}

static void measure_columns(struct layout *l)
{
	for (unsigned s = 1; s < l->diagram->state_count; s++)
		widen(&l->box[l->nodes[s].column], 7.8 * (double)utf8_width(l->diagram->states[s]) + 28);
	for (size_t a = 0; a < l->diagram->arrow_count; a++) {
		const struct state_diagram_arrow *arrow = &l->diagram->arrows[a];
		double width, height;
		int column = l->nodes[arrow->from].column, layer = l->nodes[arrow->to].layer;

		measure_label(l, arrow, &width, &height);
		if (is_first_down(l, arrow)) {
			column = l->nodes[arrow->to].column;
			widen(&l->label[column], width - l->box[column] / 2);
			widen(&l->gap[layer], height + 2 * PAD);
			continue;
		}
		if (arrow->from == 0) {
			/* Leaves the bar in a separate column. */
			column = l->columns++;
			widen(&l->gap[1], height + 40);
		} else {
			l->nodes[arrow->from].height += height + PAD + 4;
		}
		if (arrow->to == arrow->from && arrow->to) {
			/* Returns next to its label, without a lane. */
			l->nodes[arrow->from].height += PAD;
			widen(&l->label[column], width + 2 * PAD);
			l->lanes[l->lane_count++].arrow = arrow;
			continue;
		}
		if (arrow->to)
			l->lanes[l->lane_count].entry = ++l->nodes[arrow->to].entries;
		widen(&l->label[column], width);
		l->lanes[l->lane_count++].arrow = arrow;
		l->lanes_in[column]++;
	}
}

static void place_all(struct layout *l)
{
	double x = SVG_CANVAS_MARGIN, y = 0;
	unsigned entries[DESIGN_STATES_MAX + 1] = { 0 };

	for (int c = 0; c < l->columns; c++) {
		l->column_x[c] = x;
		x += l->box[c] + l->label[c] + 2 * PAD + LANE * (double)(l->lanes_in[c] + 1) + PAD;
	}
	for (unsigned s = 1; s < l->diagram->state_count; s++)
		if (l->nodes[s].entries > entries[l->nodes[s].layer])
			entries[l->nodes[s].layer] = l->nodes[s].entries;
	for (int layer = 0; layer <= l->layers; layer++) {
		double height = BOX;

		if (layer)
			y += (l->gap[layer] > GAP ? l->gap[layer] : GAP) + LANE * (double)entries[layer];
		l->top[layer] = y;
		for (unsigned s = 1; s < l->diagram->state_count; s++)
			if (l->nodes[s].layer == layer)
				widen(&height, l->nodes[s].height + PAD);
		y += height;
	}
	/* The label of a step from the bar to the bar may be lower than any state. */
	l->height = y;
	if (l->layers == 0)
		widen(&l->height, BOX + l->gap[1]);
	l->width = x;
	for (unsigned s = 0; s < l->diagram->state_count; s++) {
		struct node *node = &l->nodes[s];

		node->x = s ? l->column_x[node->column] : SVG_CANVAS_MARGIN;
		node->y = l->top[node->layer];
		node->width = s ? l->box[node->column] : x - SVG_CANVAS_MARGIN - PAD;
		widen(&node->height, s ? BOX - PAD : BOX);
		node->height += s ? PAD : 0;
	}
}

/* --- drawing ------------------------------------------------------------------------------------- */

static void put_states(const struct layout *l)
{
	for (unsigned s = 0; s < l->diagram->state_count; s++) {
		const struct node *n = &l->nodes[s];
		double wide = 7.8 * (double)utf8_width(l->diagram->states[s]);

		svg_canvas_box(l->out, n->x, n->y, n->width, n->height, "state");
		svg_canvas_text(l->out, n->x + (n->width - wide) / 2, n->y + n->height / 2 + 4, "state text",
		                l->diagram->states[s]);
	}
	buf_printf(l->out,
	           "<circle cx=\"%d\" cy=\"-20\" r=\"5\" class=\"dot on\"/>"
	           "<path d=\"M%d -15v14\" class=\"go\"/>\n",
	           SVG_CANVAS_MARGIN + 20, SVG_CANVAS_MARGIN + 20);
}

static const char *line_class(const struct state_diagram_arrow *arrow)
{
	return arrow->failure ? "fault" : "go";
}

static void put_down(const struct layout *l, const struct state_diagram_arrow *arrow)
{
	const struct node *to = &l->nodes[arrow->to], *from = &l->nodes[arrow->from];
	double x = to->x + to->width / 2, width, height;

	svg_canvas_line(l->out, x, from->y + from->height, x, to->y - 1, line_class(arrow));
	measure_label(l, arrow, &width, &height);
	put_label(l, arrow, l->out, x + PAD, to->y - height - PAD - LANE * (double)to->entries, &width,
	          &height);
}

/* From (x, y) on the right of a state, through a lane, to the step's target. */
static void put_lane(const struct layout *l, const struct lane *lane, double x, double y)
{
	const struct node *to = &l->nodes[lane->arrow->to];
	const char *class = line_class(lane->arrow);
	double channel = to->y - LANE * (double)lane->entry;

	if (lane->arrow->to == 0) {
		buf_printf(l->out, "<path d=\"M%.0f %.0fH%.0fV%.0f\" class=\"%s\"/>\n", x, y, lane->x,
		           l->nodes[0].y + l->nodes[0].height + 1, class);
		return;
	}
	buf_printf(l->out, "<path d=\"M%.0f %.0fH%.0fV%.0fH%.0fV%.0f\" class=\"%s\"/>\n", x, y, lane->x,
	           channel, to->x + to->width - 10 * (double)lane->entry, to->y - 1, class);
}

/* A step that stays, around its label.  Returns the y where the next one may begin. */
static double put_loop(const struct layout *l, const struct state_diagram_arrow *arrow, double x, double y)
{
	double width, height;

	put_label(l, arrow, l->out, x + PAD, y + PAD, &width, &height);
	buf_printf(l->out, "<path d=\"M%.0f %.0fh%.0fV%.0fH%.0f\" class=\"%s\"/>\n", x, y + height + PAD + 4,
	           width + 2 * PAD, y + 4, x + 1, line_class(arrow));
	return y + height + 2 * PAD + 4;
}

/* The steps that leave a column, from the top down, each in a lane farther out. */
static void put_column(struct layout *l, int column)
{
	double first = l->column_x[column] + l->box[column] + l->label[column] + 3 * PAD;
	unsigned nth = 0;

	for (int layer = 1; layer <= l->layers; layer++)
		for (unsigned s = 1; s < l->diagram->state_count; s++) {
			const struct node *node = &l->nodes[s];
			double y = node->y + PAD / 2.0;

			if (node->layer != layer || node->column != column)
				continue;
			for (size_t i = 0; i < l->lane_count; i++) {
				struct lane *lane = &l->lanes[i];
				double width, height;

				if (lane->arrow->from != s)
					continue;
				if (lane->arrow->to == s) {
					y = put_loop(l, lane->arrow, node->x + node->width, y);
					continue;
				}
				lane->x = first + LANE * (double)nth++;
				put_label(l, lane->arrow, l->out, node->x + node->width + PAD, y, &width,
				          &height);
				y += height + PAD + 4;
				put_lane(l, lane, node->x + node->width, y - PAD);
			}
		}
}

/* Steps that leave the bar other than down: out of its bottom and around, each in its column. */
static void put_from_bar(struct layout *l, int column)
{
	for (size_t i = 0; i < l->lane_count; i++) {
		struct lane *lane = &l->lanes[i];
		double x, y = l->nodes[0].y + l->nodes[0].height, width, height;

		if (lane->arrow->from != 0)
			continue;
		x = l->column_x[column] + PAD;
		measure_label(l, lane->arrow, &width, &height);
		put_label(l, lane->arrow, l->out, x + PAD, y + PAD, &width, &height);
		lane->x = x + width + 2 * PAD;
		buf_printf(l->out,
		           "<path d=\"M%.0f %.0fV%.0f\" class=\"%s\" "
		           "style=\"marker-end:none\"/>\n",
		           x, y, y + height + 20, line_class(lane->arrow));
		put_lane(l, lane, x, y + height + 20);
		column++;
	}
}

void state_diagram_draw(const struct diagrams *diagrams, const struct state_diagram *diagram, struct buf *out,
                        double *width, double *height)
{
	struct layout l = { .diagrams = diagrams, .diagram = diagram, .out = out, .arena = arena_new() };
	int chains;

	l.lanes = arena_array(l.arena, diagram->arrow_count + 1, sizeof(*l.lanes));
	find_layers(&l);
	place(&l, 0, 0);
	for (unsigned s = 1; s < diagram->state_count; s++)
		if (l.nodes[s].column == NONE)
			place(&l, s, l.columns++);
	chains = l.columns;
	measure_columns(&l);
	place_all(&l);
	buf_printf(out, "<g transform=\"translate(0 26)\">\n");
	for (int c = 0; c < chains; c++)
		put_column(&l, c);
	put_from_bar(&l, chains);
	for (size_t a = 0; a < diagram->arrow_count; a++)
		if (is_first_down(&l, &diagram->arrows[a]))
			put_down(&l, &diagram->arrows[a]);
	put_states(&l);
	buf_add_text(out, "</g>\n");
	*width = l.width;
	*height = l.height + 26;
	arena_free(l.arena);
}
