/*
 * Of all shortest behaviours to a violation, the simplest: the one with the fewest preemptions, then switches
 * of process, then processes that take a step; of equals the first in the model's order of steps.
 *
 * A preemption leaves a process that is in the middle of something (not where it is initially) and could have
 * gone on (Musuvathi and Qadeer, "Iterative Context Bounding for Systematic Testing of Multithreaded
 * Programs", PLDI 2007).  What is simplest depends only on the system, not on how it was searched.
 */
#ifndef HEDDLE_CHECK_SIMPLEST_H
#define HEDDLE_CHECK_SIMPLEST_H

#include <heddle/check.h>

/* The shortest behaviours from a state. */
struct shortest {
	const struct model *model;
	const void *start;
	size_t length; /* steps, at least 1 */
	/* Whether a state that `taken` of them lead to, below `length`, is on one of them. */
	bool (*on_way)(void *ctx, const void *state, size_t taken);
	/* Whether a step, the last, breaks what is asked. */
	bool (*ends)(void *ctx, const void *from, const struct step *step, const void *to);
	void *ctx;
};

enum { STORIES_WIDTH = 20000 }; /* when stories are asked for, which takes longer */

/* How many states of each layer are looked at after a search that generated that many. */
size_t simplest_width(uint64_t generated, size_t length);

/*
 * Fills steps[shortest->length].  At most `width` states are looked at for each number of steps, so that time
 * and memory are bounded; of more the simplest are kept.  Returns CHECK_SIMPLEST, or CHECK_SIMPLE if there
 * were more, or CHECK_FIRST with nothing filled if there is no such behaviour.
 */
enum check_choice simplest_find(const struct shortest *shortest, size_t width, struct step *steps);

/*
 * The stories of all shortest behaviours, the simplest first, with the simplest behaviour of each; the caller
 * frees them with check_stories_free.  CHECK_SIMPLE: there are more, and the counts are too small.
 */
enum check_choice simplest_stories(const struct shortest *shortest, size_t width,
                                   struct check_story **stories, size_t *count);

#endif
