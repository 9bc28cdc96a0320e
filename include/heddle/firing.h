/*
 * Which actions of a model can ever happen, and at what least cost.
 *
 * Breadth-first search over representatives (model->ops->canonical), so that the search ends if they are
 * finitely many, although behaviours are infinite.  Representatives do not count operations and hours, so the
 * search does: each action has costs, which add up along a behaviour.
 */
#ifndef HEDDLE_FIRING_H
#define HEDDLE_FIRING_H

#include <heddle/reach.h>

enum { FIRING_COSTS = 3, FIRING_ANY = -1 };

struct firing_options {
	const bool *wanted;                  /* by action: search for it */
	const uint8_t (*cost)[FIRING_COSTS]; /* by action; null: all 0 */
	/* The most that a behaviour may cost before a wanted action; FIRING_ANY: no limit. */
	int most[FIRING_COSTS];
	int least;                       /* the cost to minimise; FIRING_ANY: the steps */
	uint64_t max_states, max_memory; /* 0: a few million, half a gigabyte */
	bool (*go_on)(void *ctx);        /* called often; false stops the search; may be null */
	void *ctx;
};

struct firing {
	bool found;
	unsigned cost[FIRING_COSTS]; /* of a behaviour to a state where the action is enabled */
};

struct firing_result {
	enum reach_end end; /* REACH_FOUND: found all; REACH_NEVER: the others never happen */
	uint64_t states;    /* explored */
};

/* Searches from the model's initial state.  Fills `found`, which has action_count elements. */
struct firing_result firing_find(const struct model *model, const struct firing_options *options,
                                 struct firing *found);

#endif
