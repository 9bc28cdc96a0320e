/*
 * Checking a compiled design, properties of the future included.
 *
 * Says what check_run says, and sooner where a state space is large: whether a property of the
 * future holds is then found out without bounds on operations and hours, where there are far fewer
 * states, and a counterexample is one of the bounded model if it keeps its bounds.
 */
#ifndef HEDDLE_CHECK_DESIGN_H
#define HEDDLE_CHECK_DESIGN_H

#include <heddle/check.h>

/* As check_run; what is known of the futures of `model` is kept in it. */
void check_design(const struct model *model, const struct check_options *options,
                  struct check_result *result);

#endif
