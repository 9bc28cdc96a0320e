/*
 * Checks a compiled design, including properties of futures.
 *
 * Gives the same verdict as check_run, but faster if the state space is large: it decides a property of
 * futures in the model without bounds on operations and hours, which has far fewer states, and accepts a
 * counterexample only if it stays within the bounds.
 */
#ifndef HEDDLE_CHECK_DESIGN_H
#define HEDDLE_CHECK_DESIGN_H

#include <heddle/check.h>

/* As check_run; caches in `model` what it learns about futures. */
void check_design(const struct model *model, const struct check_options *options,
                  struct check_result *result);

#endif
