/*
 * Reads that return None: which of them had no need to.
 *
 * None is acceptable only where a good result is impossible.  It is possible when the
 * user's record is set and the blob that the record leads to is there.  That is judged
 * on the step that logs None, in the state before it; and, when the request looked
 * into the database or at the blob itself, at that look too, as far as the process's
 * own control state and locals still tell what it found.  So a process is not blamed
 * for what came to be after it had looked, and no state needs to remember anything.
 */
#ifndef HEDDLE_PLAN_NONE_READ_H
#define HEDDLE_PLAN_NONE_READ_H

#include <heddle/plan.h>

/*
 * Works out, for each OP_LOG_READ of the plan, what a process there can tell of its own
 * look: fills `told` and `asks` of the operation (plan.h).  Once, when all actions are compiled.
 */
void none_prepare(struct plan *plan);

/* Whether an empty READ that `op` logs now has no excuse in what the process found
 * itself.  `state` is the one that the effects so far have made of the state before. */
bool none_unexcused(const struct situation *at, const uint64_t *state, const struct plan_op *op);

/* The users to whom the step returns None without such an excuse, as a set: bit 0 is the first. */
uint32_t none_returned(const struct plan *plan, const uint64_t *from, const struct step *step);

/* One of them for whom a good result is possible in that state, record set and its blob there: the
 * first, from 1; 0: for nobody. */
unsigned none_needless(const struct plan *plan, const uint64_t *state, uint32_t users);

#endif
