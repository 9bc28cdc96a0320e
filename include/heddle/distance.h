/*
 * How far it is from a state to the next violation.
 *
 * A struct distances is the part of a model's state graph that was looked at so
 * far, with what is known of each state: the exact number of steps on the shortest
 * way to a step that breaks a property anew, that there is no such way, or a number
 * that it is not below.  Every answer is true; more looking only makes
 * answers sharper, and what was found stays known.
 *
 * Invariant: a state is either expanded (all its successors are in the graph) or
 * it is a border, beyond which anything may happen at the next step.
 *
 * A violation counts where it comes to be: a property that was broken before does not count as
 * broken again while it stays so.
 *
 * Borrows its model.  Not thread-safe: one thread at a time.
 */
#ifndef HEDDLE_DISTANCE_H
#define HEDDLE_DISTANCE_H

#include <heddle/model.h>

enum hint_kind {
	HINT_UNKNOWN, /* nobody looked yet */
	HINT_EXACT,
	HINT_LEAST, /* not nearer than this */
	HINT_SAFE,  /* no violation can be reached */
};

/* Of a state: steps to the violation, the step that breaks it counted.  Of a step: how many more follow
 * it, so that 0 is the step that breaks a property itself. */
struct hint {
	enum hint_kind kind;
	unsigned steps;
};

struct distances;

struct distance_options {
	uint64_t max_states; /* 0: a few million */
	uint64_t max_memory; /* bytes, 0: half a gigabyte */
	/* Asked often from the calling thread; returning false ends the search with what is known.  May be
	 * null. */
	bool (*go_on)(void *ctx);
	/* Called when answers may have become sharper; may call distances_known.  May be null. */
	void (*news)(void *ctx);
	void *ctx;
};

struct distances *distances_new(const struct model *model, uint32_t properties,
                                const struct distance_options *options);
void distances_free(struct distances *distances); /* null allowed */

/*
 * Looks from `state` on until the hints of it and of all its steps are exact or safe, or a limit
 * is reached.  `steps` has room for `count` hints, the number of steps that model_enabled finds, in its
 * order. Returns true when all are exact or safe.
 */
bool distances_find(struct distances *distances, const void *state, struct hint *here, struct hint *steps,
                    size_t count);

/* The same from what is known, without looking further. */
bool distances_known(struct distances *distances, const void *state, struct hint *here, struct hint *steps,
                     size_t count);

/*
 * A shortest way from `state` to a violation: the first of those in the model's own order of
 * steps.  Looks as far as that takes.  Returns the number of steps, allocated from `arena`; 0 when *here
 * is not exact.
 */
size_t distances_way(struct distances *distances, const void *state, struct arena *arena, struct step **steps,
                     struct hint *here);

/* Whether the action is possible in one of the states that were looked at. */
bool distances_met(const struct distances *distances, unsigned action);

/* Exchanges the callbacks. */
void distances_options(struct distances *distances, bool (*go_on)(void *ctx), void (*news)(void *ctx),
                       void *ctx);

struct distances_size {
	uint64_t states, edges, memory; /* memory in bytes */
	unsigned depth;                 /* steps that the last search looked ahead */
};
struct distances_size distances_size(const struct distances *distances);

#endif
