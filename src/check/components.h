/*
 * Strongly connected components of a part of a graph.
 */
#ifndef HEDDLE_CHECK_COMPONENTS_H
#define HEDDLE_CHECK_COMPONENTS_H

#include "check/links.h"

/* The part: states with part[n] != 0, and the edges between them that `follows` accepts. */
struct components_of {
	const struct links *links;
	const uint8_t *part;
	bool (*follows)(void *ctx, uint32_t from, const struct link *link);
	bool (*go_on)(void *ctx); /* called now and then; false stops the search */
	void *ctx;
};

/* By state, the number of its component, from 1; 0: it is not in the part.  The caller frees it.  Null if
 * `go_on` stopped it. */
uint32_t *components_find(const struct components_of *of, uint32_t *count);

#endif
