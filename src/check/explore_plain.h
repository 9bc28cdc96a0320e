/*
 * The plain explorer: any model, by nothing but the model interface.
 *
 * It is what the fast explorer is measured and tested against, and what checks models that
 * have no packed form (recordings).
 */
#ifndef HEDDLE_CHECK_EXPLORE_PLAIN_H
#define HEDDLE_CHECK_EXPLORE_PLAIN_H

#include <heddle/check.h>

/* As check_run; `result` is zeroed and has its coverage allocated. */
void explore_plain(const struct model *model, const struct check_options *options,
                   struct check_result *result);

#endif
