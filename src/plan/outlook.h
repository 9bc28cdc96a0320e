/*
 * Answers of the questions about futures, for explanations.
 */
#ifndef HEDDLE_PLAN_OUTLOOK_H
#define HEDDLE_PLAN_OUTLOOK_H

#include "plan/future.h"

/* Calls `fn` for each possible write, until it returns false. */
void outlook_each_write(const struct plan *plan, bool (*fn)(void *ctx, struct logged write), void *ctx);

/* The first process for which a property of futures does not hold in the state; -1: none.  *wide becomes the
 * wider plan, which lives as long as `plan`. */
int outlook_broken_by(const struct plan *plan, const uint64_t *state, unsigned property,
                      const struct plan **wide);

/* For a question whose answer is no even with steps of others: how many states can follow `state`; 0 if they
 * were not counted because there was a quicker argument. */
uint32_t outlook_followers(const struct plan *plan, const uint64_t *state, const struct question *question);

#endif
