/*
 * What is known of the futures of a plan's states; each answer is found once.
 */
#ifndef HEDDLE_PLAN_OUTLOOK_H
#define HEDDLE_PLAN_OUTLOOK_H

#include <heddle/plan.h>

/* Calls `fn` for each write that there is; false ends that. */
void outlook_each_write(const struct plan *plan, bool (*fn)(void *ctx, struct logged write), void *ctx);

/* The first process of which the property, one of the future, does not hold in the state; -1: none.
 * *wide becomes the plan in which its runs are looked for, which lives as long as `plan`. */
int outlook_broken_by(const struct plan *plan, const uint64_t *state, unsigned property,
                      const struct plan **wide);

/* How many states can follow one in which a process cannot become idle again; 0: they were not
 * counted, because it was shown in another way. */
uint32_t outlook_followers(const struct plan *plan, const uint64_t *state, unsigned process);

#endif
