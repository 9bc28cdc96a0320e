/*
 * Finds a shortest path to a step that satisfies a predicate.
 *
 * Breadth-first search over whole states, from any state of a model.  It does not use representatives,
 * because the predicate may name a process or an id; so it suits short paths and small models.
 */
#ifndef HEDDLE_REACH_H
#define HEDDLE_REACH_H

#include <heddle/model.h>

struct arena;

/* The predicate: whether this step is wanted. */
typedef bool reach_fn(void *ctx, const void *from, const struct step *step, const void *to);

struct reach_options {
	reach_fn *wanted;
	void *ctx;                       /* passed to both functions */
	bool (*go_on)(void *ctx);        /* called often; false stops the search; may be null */
	uint64_t max_states, max_memory; /* max_memory in bytes; 0: a few million, half a gigabyte */
};

enum reach_end {
	REACH_FOUND,
	REACH_NEVER, /* no such step is reachable */
	REACH_LIMIT, /* not found within max_states and max_memory */
	REACH_STOPPED,
};

/* Searches from `from`.  On REACH_FOUND, *steps, allocated from `arena`, is the path and its last step is the
 * wanted one; otherwise *count is 0. */
enum reach_end reach_find(const struct model *model, const void *from, const struct reach_options *options,
                          struct arena *arena, struct step **steps, size_t *count);

#endif
