/*
 * Which steps of a run a violation takes.
 *
 * A set of steps is enough when they can be played by themselves, in the order of the run and with
 * the same choices, and the last one violates the same properties as in the run.  Nothing is said
 * to be enough that was not played.
 */
#ifndef HEDDLE_EXPORT_PICTURE_NEEDED_STEPS_H
#define HEDDLE_EXPORT_PICTURE_NEEDED_STEPS_H

#include <heddle/model.h>

struct needed_run {
	const struct model *model;
	const struct step *steps;
	size_t count;    /* the last step is the one that violates */
	uint32_t broken; /* what it violates: bits */
};

/* Whether the steps with kept[i] are enough. */
bool needed_enough(const struct needed_run *run, const bool *kept);

/*
 * Makes `kept`, a guess, enough: as it is, or with as few more steps as could be found.  False,
 * with `kept` of no meaning, when the run is too long for that.
 */
bool needed_find(const struct needed_run *run, bool *kept);

#endif
