/*
 * The steps of a run that a violation needs.
 *
 * A set of steps is sufficient if they can be played alone, in the order of the run and with the same
 * choices, and the last one violates the same properties as in the run.  Every set reported as sufficient was
 * played.
 */
#ifndef HEDDLE_EXPORT_PICTURE_NEEDED_STEPS_H
#define HEDDLE_EXPORT_PICTURE_NEEDED_STEPS_H

#include <heddle/model.h>

struct needed_run {
	const struct model *model;
	const struct step *steps;
	size_t count;    /* the last step is the violating one */
	uint32_t broken; /* the properties it violates (bits) */
};

/* Whether the steps with kept[i] are sufficient. */
bool needed_enough(const struct needed_run *run, const bool *kept);

/*
 * Extends `kept`, a guess, by few steps until it is sufficient.  Returns false, and leaves `kept` undefined,
 * if the run is too long for that.
 */
bool needed_find(const struct needed_run *run, bool *kept);

#endif
