/*
 * The steps that a check never took: why, and what --json says of them.
 */
#ifndef HEDDLE_CLI_CHECK_VACUOUS_H
#define HEDDLE_CLI_CHECK_VACUOUS_H

#include <heddle/vacuous.h>

/*
 * Finds the steps that a complete check of `model` never took, and the reason of each.  The time, the memory
 * and the signals that end a check end this too; only a step that never happened costs any.  vacuous_release
 * releases the report.
 */
void check_vacuous_find(const struct design *design, const struct model *model,
                        const struct check_options *options, const struct check_result *result,
                        bool unbounded, struct vacuous_report *report);

/* Appends ", \"vacuous\": [names], \"vacuous_why\": […]". */
void check_vacuous_json(const struct vacuous_report *vacuous, const struct model *model, struct buf *out);

#endif
