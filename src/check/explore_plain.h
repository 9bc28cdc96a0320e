/*
 * The plain explorer: for any model; uses only the model interface.
 *
 * It is the oracle for the parallel explorer, and checks models without a packed form (recordings).
 */
#ifndef HEDDLE_CHECK_EXPLORE_PLAIN_H
#define HEDDLE_CHECK_EXPLORE_PLAIN_H

#include <heddle/check.h>

/* Like check_run; `result` is zeroed and has its coverage allocated. */
void explore_plain(const struct model *model, const struct check_options *options,
                   struct check_result *result);

#endif
