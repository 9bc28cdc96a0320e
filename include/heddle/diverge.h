/*
 * Shortest schedules that one design allows and another refuses.
 *
 * The search is breadth-first over pairs of a state of the source and the states in which the target may be
 * after the same schedule: the same process takes the step of the same name with the same choices.  Choices
 * that only one of them makes are open, so the target may be in several states.  A schedule is refused if
 * none of them allows its last step.
 */
#ifndef HEDDLE_DIVERGE_H
#define HEDDLE_DIVERGE_H

#include <heddle/model.h>

struct divergence {
	struct step *steps; /* of the source; the target refuses the last one */
	size_t count;
	char *reason; /* without a full stop */
};

enum { DIVERGENCES_MAX = 5 };

/* Owned by the caller: diverge_release. */
struct diverge {
	struct divergence items[DIVERGENCES_MAX]; /* shortest first, each with another last action */
	unsigned count;
	bool complete;  /* all schedules within the bounds were tried; else those that `pairs` could hold */
	uint64_t pairs; /* looked at */
};

/*
 * Searches at most `most` pairs.  Both models are compiled designs, with bounds and equal names; the bounds
 * of the target should be larger, for where they or a want of ids end the target, nothing is concluded.
 */
void diverge_find(const struct model *source, const struct model *target, uint64_t most,
                  struct diverge *result);
void diverge_release(struct diverge *result);

#endif
