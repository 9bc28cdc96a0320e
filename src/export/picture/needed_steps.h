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
	size_t count;          /* the last step is the violating one; at least 1 */
	uint32_t broken;       /* the properties it violates (bits) */
	const uint64_t *cells; /* by step: the cells it reads, then those it writes; cell_words each */
	const uint64_t *logs;  /* the cells of logs: an entry does not depend on those before it */
};

/* Sets kept[i] for a small sufficient set of steps.  Returns false, with `kept` undefined, if the run is too
 * long for that. */
bool needed_find(const struct needed_run *run, bool *kept);

#endif
