/*
 * The whole reachable state graph of a model, kept in memory.
 *
 * For questions that one breadth-first pass cannot answer: cycles (liveness) and distances.  States are
 * numbered from 0, the initial one, in breadth-first order, so a smaller number is never farther from the
 * start.  Each state stores the step that found it first.
 */
#ifndef HEDDLE_GRAPH_H
#define HEDDLE_GRAPH_H

#include <heddle/model.h>

struct graph;

#define GRAPH_NONE UINT32_MAX

struct graph_limits {
	uint64_t states; /* 0: as many as 32 bits can number */
	uint64_t memory; /* bytes, 0: no limit */
	/* Keep the states just outside the bounds too; they are not expanded.  And tell, as edges to
	 * GRAPH_NONE, steps whose result the model has no room for. */
	bool border;
	/* Called every few thousand states; false stops the search.  May be null. */
	bool (*progress)(void *ctx, uint64_t states, uint64_t queue);
	void *ctx;
};

/*
 * Explores from the model's initial state.  The model is borrowed and must outlive the graph; the caller
 * frees the graph.  Returns null if a limit was reached: *limit (may be null) is then "states", "memory" or
 * "stopped".
 */
struct graph *graph_explore(const struct model *model, const struct graph_limits *limits, const char **limit);
void graph_free(struct graph *graph); /* null allowed */

uint32_t graph_count(const struct graph *graph);
uint64_t graph_generated(const struct graph *graph);
/* By action, the number of its steps; borrowed from the graph. */
const uint64_t *graph_taken(const struct graph *graph);
size_t graph_memory(const struct graph *graph); /* bytes */
const void *graph_state(const struct graph *graph, uint32_t number);
/* Whether the state is outside the bounds; only with limits->border. */
bool graph_outside(const struct graph *graph, uint32_t number);
/* Calls `fn` for every edge from a state, in the model's order, except those that leave the graph; it
 * returns false to stop.  Edges are not stored but recomputed from the model by each call. */
typedef bool graph_edge_fn(void *ctx, const struct step *step, uint32_t target);
void graph_edges(const struct graph *graph, uint32_t number, graph_edge_fn *fn, void *ctx);

/* A shortest path from the initial state to `number`.  Returns the number of steps; the caller frees *steps.
 */
size_t graph_path(const struct graph *graph, uint32_t number, struct step **steps);

#endif
