/*
 * Which actions of a model ever happen, and how little that takes.
 *
 * Breadth-first over representatives (`canonical` of the model), so that a model whose behaviours
 * never end is explored whole where its states are finitely many.  What the states do not count any more
 * (operations, hours) is counted here instead: each action has costs, and those of a behaviour add up.
 */
#ifndef HEDDLE_FIRING_H
#define HEDDLE_FIRING_H

#include <heddle/reach.h>

enum { FIRING_COSTS = 3, FIRING_ANY = -1 };

struct firing_options {
	const bool *wanted;                  /* by action: it is looked for */
	const uint8_t (*cost)[FIRING_COSTS]; /* by action; null: nothing costs anything */
	/* A behaviour may cost this much before the action that is looked for; FIRING_ANY: as much as it
	 * takes. */
	int most[FIRING_COSTS];
	int least;                       /* the cost to keep least; FIRING_ANY: the steps */
	uint64_t max_states, max_memory; /* 0: a few million, half a gigabyte */
	bool (*go_on)(void *ctx);        /* asked often; false ends the search; may be null */
	void *ctx;
};

struct firing {
	bool found;
	unsigned cost[FIRING_COSTS]; /* of a behaviour to a state from which it can be taken */
};

struct firing_result {
	enum reach_end end; /* REACH_FOUND: all that was wanted; REACH_NEVER: the others never happen */
	uint64_t states;    /* that were looked at */
};

/* From the model's initial state.  `found` has room for each action, those not wanted included, and is
 * filled. */
struct firing_result firing_find(const struct model *model, const struct firing_options *options,
                                 struct firing *found);

#endif
