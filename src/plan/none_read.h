/*
 * Finds READs that return None needlessly.
 *
 * None is right only if a good result is impossible.  A good result is possible if the user's record is set
 * and leads to a blob.  This is evaluated in the state before the step that logs None.  In addition the step
 * is excused if the request itself found the record or the blob missing, as far as its control state and
 * locals still show this.  So a process is not blamed for what changed after it looked, and states need no
 * history.
 */
#ifndef HEDDLE_PLAN_NONE_READ_H
#define HEDDLE_PLAN_NONE_READ_H

#include <heddle/plan.h>

/* Fills `found` and `found_locals` (plan.h) of each OP_LOG_READ, when all actions are compiled. */
void none_prepare(struct plan *plan);

/* Whether an empty READ that `op` logs now is not excused.  `state` includes the effects that ran so far. */
bool none_unexcused(const struct situation *at, const uint64_t *state, const struct plan_op *op);

/* The users to whom the step returns None unexcused, as bits. */
uint32_t none_returned(const struct plan *plan, const uint64_t *from, const struct step *step);

/* The first of the users for whom a good result is possible in the state, from 1; 0: none. */
unsigned none_needless(const struct plan *plan, const uint64_t *state, uint32_t users);

#endif
