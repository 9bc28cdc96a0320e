/*
 * The steps that a check never took, and why.
 */
#ifndef HEDDLE_CLI_CHECK_VACUOUS_H
#define HEDDLE_CLI_CHECK_VACUOUS_H

#include <heddle/vacuous.h>

/*
 * Finds the steps that a complete check of `model` never took, with reasons.  Subject to the check's limits
 * on time and memory, and to Ctrl-C.  Released with vacuous_release.
 */
void check_vacuous_find(const struct design *design, const struct model *model,
                        const struct check_options *options, const struct check_result *result,
                        bool unbounded, struct vacuous_report *report);

/* Appends ", \"vacuous\": [names], \"vacuous_why\": […]". */
void check_vacuous_json(const struct vacuous_report *vacuous, const struct model *model, struct buf *out);

#endif
