/*
 * The state graph of a design, level by level from the start.
 *
 * A graph that is too large is cut after a complete level, and says so; half a level would look like a design
 * without the other half.  States that break a property are drawn but not expanded, as in a check.  Rejected:
 * the checker's graph, which has all states or none.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/export.h>
#include <heddle/key_table.h>
#include <heddle/mem.h>
#include <heddle/model.h>
#include <heddle/value.h>

#include "export/picture/dot.h"

enum {
	STATES_DEFAULT = 200,
	LABELS_MAX = 4, /* steps named on one edge */
};

/* --- a state in a few lines -------------------------------------------------------------- */

static bool is_unset(const struct value *value)
{
	const char *text = value_text(value);

	if (text)
		return value_is_unset(value);
	if (value->kind == VALUE_SET || value->kind == VALUE_TUPLE)
		return value->count == 0;
	if (value->kind != VALUE_RECORD && value->kind != VALUE_FUNCTION)
		return false;
	for (uint32_t i = 0; i < value->count; i++)
		if (!is_unset(value->pairs[i].value))
			return false;
	return true;
}

static void put_variable(struct buf *out, const struct model_variable *variable, const struct value *value)
{
	struct buf line;

	buf_init(&line);
	if (variable->kind == VARIABLE_LOG && value->kind == VALUE_TUPLE) {
		for (uint32_t i = 0; i < value->count; i++) {
			buf_clear(&line);
			dot_entry(&line, value->items[i]);
			dot_line(out, line.data);
		}
	} else if (variable->kind == VARIABLE_TABLE &&
	           (value->kind == VALUE_RECORD || value->kind == VALUE_FUNCTION)) {
		for (uint32_t i = 0; i < value->count; i++) {
			if (is_unset(value->pairs[i].value))
				continue;
			buf_clear(&line);
			buf_printf(&line, "%s ", variable->title);
			value_show(&line, value->pairs[i].key, false);
			buf_add_text(&line, " = ");
			dot_entry(&line, value->pairs[i].value);
			dot_line(out, line.data);
		}
	} else if (!is_unset(value)) {
		buf_printf(&line, "%s = ", variable->title);
		value_show(&line, value, false);
		dot_line(out, line.data);
	}
	buf_release(&line);
}

static void put_state(struct buf *out, const struct model *model, const void *state, struct arena *arena)
{
	const struct value *shown = model->ops->describe(model, state, arena);
	struct buf line;

	buf_init(&line);
	for (unsigned p = 0; p < model->process_count; p++) {
		const char *control = model->ops->control(model, state, p);

		if (!control)
			continue;
		buf_clear(&line);
		buf_printf(&line, "%s %s", model->processes[p].name, control);
		dot_line(out, line.data);
	}
	for (unsigned v = 0; v < model->variable_count; v++) {
		const struct value *value = value_get(shown, model->variables[v].name);

		if (value && model->variables[v].kind != VARIABLE_PROCESSES)
			put_variable(out, &model->variables[v], value);
	}
	buf_clear(&line);
	value_show(&line, shown, false);
	buf_add_text(out, "\", tooltip=\"");
	dot_text(out, line.data);
	buf_release(&line);
}

/* --- exploring --------------------------------------------------------------- */

struct edge {
	uint32_t from, to;
	struct step steps[LABELS_MAX];
	uint32_t count;
	uint32_t broken; /* properties that it breaks */
	bool failure;    /* all of its steps are faults */
};

struct state_graph {
	const struct model *model;
	uint32_t asked, most;
	char *states;
	struct key_table known;
	uint32_t *broken; /* by state */
	bool *cut;        /* by state: it has successors that are not drawn */
	size_t state_room, broken_room, cut_room, edge_room;
	uint32_t count;
	struct edge *edges;
	size_t edge_count;
	uint32_t levels; /* complete ones, not counting the first */
	bool too_large;
	uint32_t level; /* first state of the last complete one */
	/* the current state */
	uint32_t from;
	void *state, *next;
};

static uint32_t on_step(const struct model *model, uint32_t properties)
{
	for (unsigned p = 0; p < model->property_count; p++)
		if (!model->properties[p].on_step)
			properties &= ~(UINT32_C(1) << p);
	return properties;
}

static void *state_at(const struct state_graph *graph, uint32_t nth)
{
	return graph->states + nth * graph->model->state_size;
}

/* Adds a new state.  Returns its number; KEY_NONE if there is no room. */
static uint32_t add_state(struct state_graph *graph, const void *state, uint32_t broken)
{
	size_t size = graph->model->state_size, need = graph->count + 1;

	if (graph->count == graph->most || !key_table_reserve(&graph->known, graph->states)) {
		graph->too_large = true;
		return KEY_NONE;
	}
	graph->states = mem_grow(graph->states, &graph->state_room, need, size);
	graph->broken = mem_grow(graph->broken, &graph->broken_room, need, sizeof(*graph->broken));
	graph->cut = mem_grow(graph->cut, &graph->cut_room, need, sizeof(*graph->cut));
	memcpy(state_at(graph, graph->count), state, size);
	key_table_add(&graph->known, graph->states);
	graph->broken[graph->count] = broken;
	graph->cut[graph->count] = false;
	return graph->count++;
}

static struct edge *edge_to(struct state_graph *graph, uint32_t to)
{
	for (size_t e = graph->edge_count; e-- > 0 && graph->edges[e].from == graph->from;)
		if (graph->edges[e].to == to)
			return &graph->edges[e];
	graph->edges =
	        mem_grow(graph->edges, &graph->edge_room, graph->edge_count + 1, sizeof(*graph->edges));
	graph->edges[graph->edge_count] = (struct edge){ .from = graph->from, .to = to, .failure = true };
	return &graph->edges[graph->edge_count++];
}

static bool follow(void *ctx, const struct step *step)
{
	struct state_graph *graph = ctx;
	const struct model *model = graph->model;
	struct edge *edge;
	uint32_t to, broken;

	if (model->ops->apply(model, graph->state, step, graph->next) != APPLY_OK)
		return true;
	broken = model->ops->broken(model, graph->state, step, graph->next, graph->asked);
	if (!broken && model->ops->within && !model->ops->within(model, graph->next))
		return true;
	to = key_table_find(&graph->known, graph->states, graph->next);
	if (to == KEY_NONE)
		to = add_state(graph, graph->next, broken & ~on_step(model, broken));
	if (to == KEY_NONE)
		return false;
	edge = edge_to(graph, to);
	if (edge->count < LABELS_MAX)
		edge->steps[edge->count] = *step;
	edge->count++;
	edge->broken |= on_step(model, broken);
	edge->failure &= model->actions[step->action].failure;
	return true;
}

/* Drops the incomplete level: the states from `first`, and all edges from the level before. */
static void drop_level(struct state_graph *graph, uint32_t first)
{
	size_t kept = 0;

	for (size_t e = 0; e < graph->edge_count; e++) {
		if (graph->edges[e].to >= first || graph->edges[e].from >= graph->level)
			continue;
		graph->edges[kept++] = graph->edges[e];
	}
	graph->edge_count = kept;
	graph->count = first;
}

static bool any_step(void *ctx, const struct step *step)
{
	(void)step;
	*(bool *)ctx = true;
	return false;
}

static void explore(struct state_graph *graph)
{
	const struct model *model = graph->model;
	uint32_t first = 0, end;

	graph->state = mem_alloc(model->state_size);
	graph->next = mem_alloc(model->state_size);
	key_table_init(&graph->known, model->state_size);
	model->ops->initial(model, graph->state);
	add_state(graph, graph->state, model->ops->broken(model, NULL, NULL, graph->state, graph->asked));
	for (; first < graph->count; first = end) {
		end = graph->count;
		for (graph->from = first; graph->from < end && !graph->too_large; graph->from++) {
			if (graph->broken[graph->from])
				continue;
			memcpy(graph->state, state_at(graph, graph->from), model->state_size);
			model->ops->enabled(model, graph->state, follow, graph);
		}
		if (graph->too_large) {
			graph->level = first;
			drop_level(graph, end);
			for (uint32_t s = first; s < end; s++)
				if (!graph->broken[s])
					model->ops->enabled(model, state_at(graph, s), any_step,
					                    &graph->cut[s]);
			break;
		}
		graph->levels += graph->count > end;
	}
}

/* --- drawing ----------------------------------------------------------------------------- */

static void put_node(struct buf *out, const struct state_graph *graph, uint32_t s, struct arena *arena)
{
	const struct model *model = graph->model;

	buf_printf(out, "\ts%u [label=\"", s);
	for (unsigned p = 0; p < model->property_count; p++)
		if (graph->broken[s] >> p & 1)
			buf_printf(out, "✗ %s\\l", model->properties[p].name);
	put_state(out, model, state_at(graph, s), arena);
	buf_add_char(out, '"');
	if (s == 0)
		buf_add_text(out, ", penwidth=2");
	if (graph->broken[s])
		buf_add_text(out, ", shape=octagon, style=bold, penwidth=3, color=\"#b3261e\"");
	else if (graph->cut[s])
		buf_add_text(out, ", style=\"rounded,dashed\"");
	buf_add_text(out, "];\n");
}

static void put_edge(struct buf *out, const struct state_graph *graph, const struct edge *edge)
{
	const struct model *model = graph->model;
	struct buf text;

	buf_init(&text);
	buf_printf(out, "\ts%u -> s%u [label=\"", edge->from, edge->to);
	for (uint32_t i = 0; i < edge->count && i < LABELS_MAX; i++) {
		buf_clear(&text);
		dot_step(model, &edge->steps[i], &text);
		buf_add_text(out, i ? "\\n" : "");
		dot_text(out, text.data);
	}
	if (edge->count > LABELS_MAX)
		buf_printf(out, "\\n+%u more", edge->count - LABELS_MAX);
	for (unsigned p = 0; p < model->property_count; p++)
		if (edge->broken >> p & 1)
			buf_printf(out, "\\n✗ %s", model->properties[p].name);
	buf_add_char(out, '"');
	if (edge->failure)
		buf_add_text(out, ", style=dashed");
	if (edge->broken)
		buf_add_text(out, ", penwidth=3, color=\"#b3261e\"");
	buf_add_text(out, "];\n");
	buf_release(&text);
}

static void put_caption(const struct state_graph *graph, struct buf *out)
{
	const struct scope *scope = design_model_scope(graph->model);
	uint32_t broken = 0;
	char text[200];

	for (uint32_t s = 0; s < graph->count; s++)
		broken += graph->broken[s] != 0;
	buf_add_text(out, graph->model->name);
	if (scope)
		buf_printf(out, " (%s)",
		           scope_show(design_model_rows(graph->model), scope, false, text, sizeof(text)));
	if (graph->too_large)
		buf_printf(out,
		           ": only the %u states within %u step%s of the start; there are more than %u "
		           "(lower the scope, or raise --max-states)",
		           graph->count, graph->levels, graph->levels == 1 ? "" : "s", graph->most);
	else
		buf_printf(out, ": %u states", graph->count);
	if (broken)
		buf_printf(out, "; %u break%s a property and %s not expanded", broken, broken == 1 ? "s" : "",
		           broken == 1 ? "is" : "are");
}

int dot_states(const struct model *model, const struct export_options *options, struct export *out,
               struct err *err)
{
	struct state_graph graph = { .model = model,
		                     .asked = options->properties,
		                     .most = options->states ? options->states : STATES_DEFAULT };
	struct arena *arena = arena_new();
	struct buf text, caption;
	int status = 0;

	buf_init(&text);
	buf_init(&caption);
	explore(&graph);
	if (graph.too_large && graph.levels == 0) {
		status = err_set(err, "more than %u states are within one step of the start", graph.most);
		err_remedy(err, "lower the scope, or give --max-states a larger number");
		goto out;
	}
	put_caption(&graph, &caption);
	dot_head(&text, model->name, caption.data);
	for (uint32_t s = 0; s < graph.count; s++)
		put_node(&text, &graph, s, arena);
	for (size_t e = 0; e < graph.edge_count; e++)
		put_edge(&text, &graph, &graph.edges[e]);
	buf_add_text(&text, "}\n");
	export_add(out, "states", ".dot", &text);
out:
	buf_release(&text);
	buf_release(&caption);
	arena_free(arena);
	free(graph.states);
	key_table_release(&graph.known);
	free(graph.broken);
	free(graph.cut);
	free(graph.edges);
	free(graph.state);
	free(graph.next);
	return status;
}
