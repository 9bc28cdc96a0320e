/*
 * The state graph of a design, level by level from the start.
 *
 * A graph that is too large is cut after a complete level, and says so; half of a level would look like a
 * design without the other half.  States that break a property are drawn but not expanded, as in a check.
 * Rejected: the checker's graph, which is all or nothing; a few hundred states need no hash table.
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
	STATES_USUAL = 200,
	LABELS_MOST = 4, /* steps named on one edge */
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

/* --- the graph of a design --------------------------------------------------------------- */

struct edge {
	uint32_t from, to;
	struct step steps[LABELS_MOST];
	uint32_t count;
	uint32_t broken; /* properties that it breaks */
	bool failure;    /* all of its steps are faults */
};

struct net {
	const struct model *model;
	uint32_t asked, most;
	char *states;
	struct key_table known;
	uint32_t *broken; /* by state */
	bool *cut;        /* by state: more follows than is drawn */
	size_t state_room, broken_room, cut_room, edge_room;
	uint32_t count;
	struct edge *edges;
	size_t edge_count;
	uint32_t levels; /* complete ones, without the start */
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

static void *state_at(const struct net *net, uint32_t nth)
{
	return net->states + nth * net->model->state_size;
}

/* Adds a new state.  Returns its number; KEY_NONE if there is no room. */
static uint32_t add_state(struct net *net, const void *state, uint32_t broken)
{
	size_t size = net->model->state_size, need = net->count + 1;

	if (net->count == net->most || !key_table_reserve(&net->known, net->states)) {
		net->too_large = true;
		return KEY_NONE;
	}
	net->states = mem_grow(net->states, &net->state_room, need, size);
	net->broken = mem_grow(net->broken, &net->broken_room, need, sizeof(*net->broken));
	net->cut = mem_grow(net->cut, &net->cut_room, need, sizeof(*net->cut));
	memcpy(state_at(net, net->count), state, size);
	key_table_add(&net->known, net->states);
	net->broken[net->count] = broken;
	net->cut[net->count] = false;
	return net->count++;
}

static struct edge *edge_to(struct net *net, uint32_t to)
{
	for (size_t e = net->edge_count; e-- > 0 && net->edges[e].from == net->from;)
		if (net->edges[e].to == to)
			return &net->edges[e];
	net->edges = mem_grow(net->edges, &net->edge_room, net->edge_count + 1, sizeof(*net->edges));
	net->edges[net->edge_count] = (struct edge){ .from = net->from, .to = to, .failure = true };
	return &net->edges[net->edge_count++];
}

static bool follow(void *ctx, const struct step *step)
{
	struct net *net = ctx;
	const struct model *model = net->model;
	struct edge *edge;
	uint32_t to, broken;

	if (model->ops->apply(model, net->state, step, net->next) != APPLY_OK)
		return true;
	broken = model->ops->broken(model, net->state, step, net->next, net->asked);
	if (!broken && model->ops->within && !model->ops->within(model, net->next))
		return true;
	to = key_table_find(&net->known, net->states, net->next);
	if (to == KEY_NONE)
		to = add_state(net, net->next, broken & ~on_step(model, broken));
	if (to == KEY_NONE)
		return false;
	edge = edge_to(net, to);
	if (edge->count < LABELS_MOST)
		edge->steps[edge->count] = *step;
	edge->count++;
	edge->broken |= on_step(model, broken);
	edge->failure &= model->actions[step->action].failure;
	return true;
}

/* Drops the incomplete level: the states from `first`, and all edges from the level before. */
static void drop_level(struct net *net, uint32_t first)
{
	size_t kept = 0;

	for (size_t e = 0; e < net->edge_count; e++) {
		if (net->edges[e].to >= first || net->edges[e].from >= net->level)
			continue;
		net->edges[kept++] = net->edges[e];
	}
	net->edge_count = kept;
	net->count = first;
}

static bool any_step(void *ctx, const struct step *step)
{
	(void)step;
	*(bool *)ctx = true;
	return false;
}

static void explore(struct net *net)
{
	const struct model *model = net->model;
	uint32_t first = 0, end;

	net->state = mem_alloc(model->state_size);
	net->next = mem_alloc(model->state_size);
	key_table_init(&net->known, model->state_size);
	model->ops->initial(model, net->state);
	add_state(net, net->state, model->ops->broken(model, NULL, NULL, net->state, net->asked));
	for (; first < net->count; first = end) {
		end = net->count;
		for (net->from = first; net->from < end && !net->too_large; net->from++) {
			if (net->broken[net->from])
				continue;
			memcpy(net->state, state_at(net, net->from), model->state_size);
			model->ops->enabled(model, net->state, follow, net);
		}
		if (net->too_large) {
			net->level = first;
			drop_level(net, end);
			for (uint32_t s = first; s < end; s++)
				if (!net->broken[s])
					model->ops->enabled(model, state_at(net, s), any_step, &net->cut[s]);
			break;
		}
		net->levels += net->count > end;
	}
}

static void put_node(struct buf *out, const struct net *net, uint32_t s, struct arena *arena)
{
	const struct model *model = net->model;

	buf_printf(out, "\ts%u [label=\"", s);
	for (unsigned p = 0; p < model->property_count; p++)
		if (net->broken[s] >> p & 1)
			buf_printf(out, "✗ %s\\l", model->properties[p].name);
	put_state(out, model, state_at(net, s), arena);
	buf_add_char(out, '"');
	if (s == 0)
		buf_add_text(out, ", penwidth=2");
	if (net->broken[s])
		buf_add_text(out, ", shape=octagon, style=bold, penwidth=3, color=\"#b3261e\"");
	else if (net->cut[s])
		buf_add_text(out, ", style=\"rounded,dashed\"");
	buf_add_text(out, "];\n");
}

static void put_edge(struct buf *out, const struct net *net, const struct edge *edge)
{
	const struct model *model = net->model;
	struct buf text;

	buf_init(&text);
	buf_printf(out, "\ts%u -> s%u [label=\"", edge->from, edge->to);
	for (uint32_t i = 0; i < edge->count && i < LABELS_MOST; i++) {
		buf_clear(&text);
		dot_step(model, &edge->steps[i], &text);
		buf_add_text(out, i ? "\\n" : "");
		dot_text(out, text.data);
	}
	if (edge->count > LABELS_MOST)
		buf_printf(out, "\\n+%u more", edge->count - LABELS_MOST);
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

static void put_caption(const struct net *net, struct buf *out)
{
	const struct scope *scope = design_model_scope(net->model);
	uint32_t broken = 0;
	char text[200];

	for (uint32_t s = 0; s < net->count; s++)
		broken += net->broken[s] != 0;
	buf_add_text(out, net->model->name);
	if (scope)
		buf_printf(out, " (%s)", scope_show(scope, false, text, sizeof(text)));
	if (net->too_large)
		buf_printf(out,
		           ": only the %u states up to %u step%s from the start; there are more "
		           "than %u "
		           "(lower the scope, or raise --max-states)",
		           net->count, net->levels, net->levels == 1 ? "" : "s", net->most);
	else
		buf_printf(out, ": %u states", net->count);
	if (broken)
		buf_printf(out, "; %u break%s a property and %s not gone beyond", broken,
		           broken == 1 ? "s" : "", broken == 1 ? "is" : "are");
}

int dot_states(const struct model *model, const struct export_options *options, struct export *out,
               struct err *err)
{
	struct net net = { .model = model,
		           .asked = options->properties,
		           .most = options->states ? options->states : STATES_USUAL };
	struct arena *arena = arena_new();
	struct buf text, caption;
	int status = 0;

	buf_init(&text);
	buf_init(&caption);
	explore(&net);
	if (net.too_large && net.levels == 0) {
		status = err_set(err, "more than %u states are one step from the start already", net.most);
		err_remedy(err, "lower the scope, or give --max-states a larger number");
		goto out;
	}
	put_caption(&net, &caption);
	dot_head(&text, model->name, caption.data);
	for (uint32_t s = 0; s < net.count; s++)
		put_node(&text, &net, s, arena);
	for (size_t e = 0; e < net.edge_count; e++)
		put_edge(&text, &net, &net.edges[e]);
	buf_add_text(&text, "}\n");
	export_add(out, "states", ".dot", &text);
out:
	buf_release(&text);
	buf_release(&caption);
	arena_free(arena);
	free(net.states);
	key_table_release(&net.known);
	free(net.broken);
	free(net.cut);
	free(net.edges);
	free(net.state);
	free(net.next);
	return status;
}
