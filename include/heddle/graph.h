/*
 * The whole reachable state graph of a model, kept in memory.
 *
 * For questions that one pass of breadth-first search cannot answer: cycles
 * (liveness) and distances.  States are numbered from 0, the initial one, in the order in which
 * breadth-first search finds them, so that a smaller number is never farther
 * from the start.  Every state knows the step that found it first.
 */
#ifndef HEDDLE_GRAPH_H
#define HEDDLE_GRAPH_H

#include <heddle/model.h>

struct graph;

#define GRAPH_NONE UINT32_MAX

struct graph_limits {
	uint64_t states; /* 0: as many as 32 bits number */
	uint64_t memory; /* bytes, 0: no limit */
	/* Called every few thousand states; false stops.  May be null. */
	bool (*progress)(void *ctx, uint64_t states, uint64_t queue);
	void *ctx;
};

/*
 * Explores from the model's initial state.  Returns null when a limit was reached or it was
 * stopped; *limit (null allowed) then says which, "states", "memory" or "stopped".  The model is borrowed.
 */
struct graph *graph_explore(const struct model *model, const struct graph_limits *limits, const char **limit);
void graph_free(struct graph *graph); /* null allowed */

uint32_t graph_count(const struct graph *graph);
uint64_t graph_generated(const struct graph *graph);
/* How often each action was taken; by action, as long as the graph. */
const uint64_t *graph_taken(const struct graph *graph);
size_t graph_memory(const struct graph *graph); /* bytes */
const void *graph_state(const struct graph *graph, uint32_t number);
/* The number of a state; GRAPH_NONE when it is not in the graph. */
uint32_t graph_find(const struct graph *graph, const void *state);
/* The state from which `number` was found first; GRAPH_NONE for the initial one. */
uint32_t graph_parent(const struct graph *graph, uint32_t number);

/* Calls `fn` for every edge out of a state, in the model's order; edges out of bounds are left out.  Return
 * false to stop.  Edges are made again each time, from the model. */
typedef bool graph_edge_fn(void *ctx, const struct step *step, uint32_t target);
void graph_edges(const struct graph *graph, uint32_t number, graph_edge_fn *fn, void *ctx);

/* A shortest run from the initial state to `number`: the steps are allocated, the caller frees
 * them; returns how many. */
size_t graph_way(const struct graph *graph, uint32_t number, struct step **steps);

#endif
