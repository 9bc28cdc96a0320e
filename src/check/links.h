/*
 * The edges of a graph, stored: for searches that follow them more than once, or backwards.
 *
 * If the graph was explored with its border (limits->border), what is cut off can be seen: an edge to a state
 * outside the bounds, an edge without a target, a state that lacks a step because names ran out.
 */
#ifndef HEDDLE_CHECK_LINKS_H
#define HEDDLE_CHECK_LINKS_H

#include <heddle/graph.h>

struct link {
	uint32_t target; /* GRAPH_NONE: the model has no room for it */
	uint16_t action, process;
};

/* Of a state, bits. */
enum {
	LINKS_OUTSIDE = 1, /* outside the bounds; it has no links */
	LINKS_SCARCE = 2,  /* steps may be missing: the system has more names than the model (ops->scarce) */
};

struct links {
	const struct graph *graph; /* borrowed */
	const struct model *model;
	uint32_t count; /* states */
	uint64_t *row;  /* those of state n are row[n] … row[n + 1] - 1 */
	struct link *link;
	uint8_t *flags; /* by state */
	bool cut;       /* some state is outside, scarce, or has a link without a target */
};

/* `model` and `limits` are those that the graph was explored with.  Returns false if a limit was reached;
 * *limit is then its name, as for graph_explore, and there is nothing to release. */
bool links_init(struct links *links, const struct model *model, const struct graph *graph,
                const struct graph_limits *limits, const char **limit);
void links_release(struct links *links);

uint64_t links_memory(const struct links *links); /* bytes */

#endif
