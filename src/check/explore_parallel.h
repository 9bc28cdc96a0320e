/*
 * The fast explorer: any model that has a stepper, with any number of threads.
 *
 * Counts, depth and counterexample are those of the plain explorer; which step finds a state
 * first, and so the new states by action, may differ with more than one thread.
 */
#ifndef HEDDLE_CHECK_EXPLORE_PARALLEL_H
#define HEDDLE_CHECK_EXPLORE_PARALLEL_H

#include <heddle/check.h>

/* As check_run, for a start that is within the bounds and breaks nothing; `result` is zeroed and
 * has its coverage allocated. False, with nothing done: the model has no fast way to take steps. */
bool explore_parallel(const struct model *model, const struct check_options *options, const void *start,
                      struct check_result *result);

#endif
