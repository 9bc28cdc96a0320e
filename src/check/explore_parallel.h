/*
 * The parallel explorer: for models with a stepper, with any number of threads.
 *
 * Counts, depth and counterexample equal those of the plain explorer.  Which step finds a state first, and
 * hence the new states by action, may differ with several threads.
 */
#ifndef HEDDLE_CHECK_EXPLORE_PARALLEL_H
#define HEDDLE_CHECK_EXPLORE_PARALLEL_H

#include <heddle/check.h>

/* Like check_run, for a start that is within the bounds and breaks nothing.  `result` is zeroed and has its
 * coverage allocated.  Returns false, and does nothing, if the model has no stepper. */
bool explore_parallel(const struct model *model, const struct check_options *options, const void *start,
                      struct check_result *result);

#endif
