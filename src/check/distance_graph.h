/*
 * The explored part of a state graph, and the distances in it (heddle/distance.h).
 *
 * A state with a violating step has no edges: that step is its shortest path.
 */
#ifndef HEDDLE_CHECK_DISTANCE_GRAPH_H
#define HEDDLE_CHECK_DISTANCE_GRAPH_H

#include <heddle/distance.h>
#include <heddle/key_table.h>

#include "check/reserve.h"

enum { FAR = UINT16_MAX /* no path is known */ };

/* In place of a successor. */
static const uint32_t VIOLATES = UINT32_MAX;

struct node {
	uint32_t first; /* edge */
	uint32_t stamp; /* the search that reached it last */
	uint16_t count; /* edges */
	uint16_t known,
	        border;      /* steps to the nearest known violation and border, as of the last evaluation */
	bool expanded, hits; /* hits: some step from here violates */
};

struct distances {
	const struct model *model;
	struct distance_options options;
	uint32_t properties;
	struct reserve_budget budget;
	struct reserve states, nodes, edges, queue;
	struct reserve back_first, back, work; /* the reversed edges, as of the last evaluation */
	struct key_table known;
	uint32_t edge_count, stamp, expanded;
	uint32_t weighed; /* states expanded at the last evaluation */
	bool full;
	bool *met;      /* by action: it was enabled in some state */
	bool only_here; /* only the hint of the state itself is wanted, not those of its steps */
	uint32_t depth; /* levels searched so far */
	/* The current expansion. */
	unsigned char *from, *next;
	uint32_t broken_before;
	bool only_nearest; /* stop at a violating step */
	bool failed;       /* not all successors were found: no room, or … */
	bool undecided;    /* … a property is open in one of them */
	uint32_t *targets; /* successors, or VIOLATES, in the order of steps */
	size_t target_count, target_room;
};

static inline unsigned char *state_at(const struct distances *d, uint32_t index)
{
	return (unsigned char *)d->states.at + (size_t)index * d->model->state_size;
}

static inline struct node *node_at(const struct distances *d, uint32_t index)
{
	return (struct node *)d->nodes.at + index;
}

static inline uint32_t *edge_at(const struct distances *d, uint32_t index)
{
	return (uint32_t *)d->edges.at + index;
}

/* Replaces a state by its representative. */
void distances_represent(const struct distances *d, void *state);
/* Finds the successors of d->from; with `only_nearest`, only a violating step if there is one.  Returns false
 * if there is no room for them, or if some property is open in one of them. */
bool distances_successors(struct distances *d, bool only_nearest);
/* Adds the edges of a state.  Returns false if there is no room.  A state with a successor that cannot be
 * decided stays a border state. */
bool distances_expand(struct distances *d, uint32_t index);
/* Updates all distances to the graph.  Without room the old ones stay, which are still correct. */
void distances_weigh(struct distances *d);

#endif
