/*
 * The distance from a state to the next violation.
 *
 * A struct distances is the explored part of a model's state graph.  For each state it knows the exact length
 * of a shortest path to a violating step, or that there is no such path, or a lower bound.  Every answer is
 * correct; more search only makes answers more precise, and results are kept.
 *
 * Invariant: a state is either expanded (all its successors are in the graph) or a border state, from which
 * the next step may do anything.
 *
 * Only the step that breaks a property counts as its violation (model_breaks): a property that stays broken
 * is not violated again.
 *
 * Borrows its model.  Not thread-safe: one thread at a time.
 */
#ifndef HEDDLE_DISTANCE_H
#define HEDDLE_DISTANCE_H

#include <heddle/check.h>

enum hint_kind {
	HINT_UNKNOWN, /* not searched yet */
	HINT_EXACT,
	HINT_LEAST, /* at least this far */
	HINT_SAFE,  /* no violation can be reached */
};

/* For a state: steps to the violation, including the violating one.  For a step: steps after it, so that 0 is
 * the violating step itself. */
struct hint {
	enum hint_kind kind;
	unsigned steps;
};

struct distances;

struct distance_options {
	uint64_t max_states; /* 0: a few million */
	uint64_t max_memory; /* bytes, 0: half a gigabyte */
	/* Called often from the searching thread; returning false ends the search with what is known.  May be
	 * null. */
	bool (*go_on)(void *ctx);
	/* Called when answers may have become more precise; may call distances_known.  May be null. */
	void (*improved)(void *ctx);
	void *ctx;
};

struct distances *distances_new(const struct model *model, uint32_t properties,
                                const struct distance_options *options);
void distances_free(struct distances *distances); /* null allowed */

/*
 * Searches from `state` until the hints of it and of all its steps are exact or safe, or a limit is reached.
 * `steps` has room for `count` hints, one for each step of model_enabled, in that order.  Returns whether all
 * hints are exact or safe.
 */
bool distances_find(struct distances *distances, const void *state, struct hint *here, struct hint *steps,
                    size_t count);

/* The same from what is known, without searching. */
bool distances_known(struct distances *distances, const void *state, struct hint *here, struct hint *steps,
                     size_t count);

/*
 * A shortest path from `state` to a violation: of all shortest ones, the simplest (CHECK_SIMPLEST in
 * heddle/check.h), or if very many places are on them, the simplest of many.  Searches as far as necessary.
 * Returns the number of steps, allocated from `arena`; 0 if *here is not exact.
 */
size_t distances_path(struct distances *distances, const void *state, struct arena *arena,
                      struct step **steps, struct hint *here);

/* After distances_path found one: the stories of all shortest paths (heddle/check.h), the simplest first; the
 * caller frees them with check_stories_free.  Returns whether these are all. */
bool distances_stories(struct distances *distances, const void *state, size_t length,
                       struct check_story **stories, size_t *count);

/* Whether the action is enabled in some explored state. */
bool distances_met(const struct distances *distances, unsigned action);

/* Replaces the callbacks. */
void distances_options(struct distances *distances, bool (*go_on)(void *ctx), void (*improved)(void *ctx),
                       void *ctx);

struct distances_size {
	uint64_t states, edges, memory; /* memory in bytes */
	unsigned depth;                 /* steps ahead that the last search reached */
};
struct distances_size distances_size(const struct distances *distances);

#endif
