/*
 * What of a state nobody will look at any more, worked out from the steps of a design.
 *
 * Both are facts of a plan and hold in all its states; a state that differs from another in
 * nothing else has the same future.
 */
#ifndef HEDDLE_PLAN_LIVE_LOCALS_H
#define HEDDLE_PLAN_LIVE_LOCALS_H

#include <heddle/plan.h>

/* The locals of a process that matter: fills live[s], for each control state s of its role, with a
 * bit for each local by its offset.  The array is zeroed. */
void unseen_locals(const struct plan *plan, unsigned process, uint32_t *live);

/* Whether the image under an id to which no record and no live local leads is never read: only that
 * there is one, and its age. */
bool unseen_contents(const struct plan *plan);

#endif
