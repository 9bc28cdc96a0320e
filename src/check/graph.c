/*
 * States in one array, and a hash table of their numbers.
 *
 * Edges are not stored.  They would take several times the memory of the states, and computing them again
 * costs little compared with the look-up of their targets, which is needed anyway.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/graph.h>
#include <heddle/key_table.h>
#include <heddle/mem.h>

struct graph {
	const struct model *model;
	unsigned char *states;
	uint32_t *parents;
	uint32_t room;
	struct key_table known;
	uint64_t generated, *taken; /* by action */
	uint32_t current;
	void *next;
	bool full, border;
};

/* Uses realloc rather than mem_resize, because running out of memory is a limit here, not the end. */
static bool grow_states(struct graph *graph)
{
	uint64_t room = graph->room ? (uint64_t)graph->room * 2 : 1024;
	unsigned char *states;
	uint32_t *parents;

	if (room > UINT32_MAX)
		return false;
	states = realloc(graph->states, room * graph->known.size);
	if (!states)
		return false;
	graph->states = states;
	parents = realloc(graph->parents, room * sizeof(*parents));
	if (!parents)
		return false;
	graph->parents = parents;
	graph->room = (uint32_t)room;
	return true;
}

/* The number of a state; GRAPH_NONE if it is not in the graph. */
static uint32_t find(const struct graph *graph, const void *state)
{
	return key_table_find(&graph->known, graph->states, state);
}

static bool add(struct graph *graph, const void *state, uint32_t parent)
{
	uint32_t number = graph->known.count;

	if (find(graph, state) != GRAPH_NONE)
		return true;
	if ((number == graph->room && !grow_states(graph)) ||
	    !key_table_reserve(&graph->known, graph->states))
		return false;
	memcpy(graph->states + number * graph->known.size, state, graph->known.size);
	graph->parents[number] = parent;
	key_table_add(&graph->known, graph->states);
	return true;
}

struct expansion {
	struct graph *graph;
	const void *state; /* a copy: the array may move */
};

static bool expand(void *ctx, const struct step *step)
{
	struct expansion *e = ctx;
	struct graph *graph = e->graph;
	const struct model *model = graph->model;

	graph->generated++;
	graph->taken[step->action]++;
	if (model->ops->apply(model, e->state, step, graph->next) != APPLY_OK)
		return true;
	if (!graph->border && model->ops->within && !model->ops->within(model, graph->next))
		return true;
	graph->full = !add(graph, graph->next, graph->current);
	return !graph->full;
}

static const char *reached(const struct graph *graph, const struct graph_limits *limits)
{
	if (limits->states && graph->known.count > limits->states)
		return "states";
	if (limits->memory && graph_memory(graph) > limits->memory)
		return "memory";
	if (limits->progress && graph->current % 4096 == 0 &&
	    !limits->progress(limits->ctx, graph->known.count, graph->known.count - graph->current))
		return "stopped";
	return NULL;
}

struct graph *graph_explore(const struct model *model, const struct graph_limits *limits, const char **limit)
{
	struct graph *graph = mem_alloc(sizeof(*graph));
	void *state = mem_alloc(model->state_size);
	const char *why = NULL;

	graph->model = model;
	graph->border = limits->border;
	key_table_init(&graph->known, model->state_size);
	graph->next = mem_alloc(model->state_size);
	graph->taken = mem_array(model->action_count, sizeof(*graph->taken));
	model->ops->initial(model, state);
	graph->generated = 1;
	graph->full = !add(graph, state, GRAPH_NONE);
	for (; graph->current < graph->known.count && !graph->full && !why; graph->current++) {
		memcpy(state, graph_state(graph, graph->current), graph->known.size);
		if (!graph_outside(graph, graph->current))
			model->ops->enabled(model, state, expand, &(struct expansion){ graph, state });
		why = reached(graph, limits);
	}
	free(state);
	if (graph->full)
		why = "memory";
	if (!why)
		return graph;
	if (limit)
		*limit = why;
	if (limits->progress) /* the last report has the final count */
		limits->progress(limits->ctx, graph->known.count, graph->known.count - graph->current);
	graph_free(graph);
	return NULL;
}

void graph_free(struct graph *graph)
{
	if (!graph)
		return;
	free(graph->states);
	free(graph->parents);
	key_table_release(&graph->known);
	free(graph->next);
	free(graph->taken);
	free(graph);
}

uint32_t graph_count(const struct graph *graph)
{
	return graph->known.count;
}

uint64_t graph_generated(const struct graph *graph)
{
	return graph->generated;
}

const uint64_t *graph_taken(const struct graph *graph)
{
	return graph->taken;
}

size_t graph_memory(const struct graph *graph)
{
	return graph->room * (graph->known.size + sizeof(*graph->parents)) + key_table_memory(&graph->known);
}

const void *graph_state(const struct graph *graph, uint32_t number)
{
	return graph->states + (size_t)number * graph->known.size;
}

bool graph_outside(const struct graph *graph, uint32_t number)
{
	const struct model_ops *ops = graph->model->ops;

	return graph->border && ops->within && !ops->within(graph->model, graph_state(graph, number));
}

/* --- edges -------------------------------------------------------------------------- */

struct walk {
	const struct graph *graph;
	const void *state;
	void *next;
	graph_edge_fn *fn;
	void *ctx;
};

static bool walk_edge(void *ctx, const struct step *step)
{
	struct walk *w = ctx;
	const struct model *model = w->graph->model;
	uint32_t target;

	switch (model->ops->apply(model, w->state, step, w->next)) {
	case APPLY_OK:
		target = find(w->graph, w->next);
		return target == GRAPH_NONE || w->fn(w->ctx, step, target);
	case APPLY_FULL:
		return !w->graph->border || w->fn(w->ctx, step, GRAPH_NONE);
	default:
		return true;
	}
}

void graph_edges(const struct graph *graph, uint32_t number, graph_edge_fn *fn, void *ctx)
{
	struct walk w = { graph, graph_state(graph, number), NULL, fn, ctx };
	uint64_t small[16];

	if (graph_outside(graph, number))
		return;
	w.next = graph->known.size <= sizeof(small) ? small : mem_alloc(graph->known.size);
	graph->model->ops->enabled(graph->model, w.state, walk_edge, &w);
	if (w.next != small)
		free(w.next);
}

struct wanted {
	uint32_t target;
	struct step step;
};

static bool leads_there(void *ctx, const struct step *step, uint32_t target)
{
	struct wanted *w = ctx;

	if (target != w->target)
		return true;
	w->step = *step;
	return false;
}

size_t graph_path(const struct graph *graph, uint32_t number, struct step **steps)
{
	size_t length = 0;

	for (uint32_t at = number; graph->parents[at] != GRAPH_NONE; at = graph->parents[at])
		length++;
	*steps = mem_array(length ? length : 1, sizeof(**steps));
	for (size_t i = length; i-- > 0; number = graph->parents[number]) {
		struct wanted w = { .target = number };

		graph_edges(graph, graph->parents[number], leads_there, &w);
		(*steps)[i] = w.step;
	}
	return length;
}
