/*
 * heddle check --possible: conditions that some state must satisfy.
 *
 * A design that does nothing violates nothing.  What it has to be able to do is said in this way.
 */
#ifndef HEDDLE_CLI_CHECK_POSSIBLE_H
#define HEDDLE_CLI_CHECK_POSSIBLE_H

#include <heddle/check.h>

struct buf;
struct cli_args;
struct design;
struct model;
struct err;
struct scope;

struct possible_report {
	char **conditions; /* "NAME: CONDITION" each */
	size_t count;
	bool *met;
	size_t *steps;   /* to the nearest state that satisfies it, if it is met */
	bool complete;   /* all states were explored */
	uint32_t beyond; /* the bounds that were reached (bits) */
	const char *const *bounds;
};

/* Explores the design for what --possible asks and for what the model `declares`; if that is nothing, the
 * report is empty.  The caller releases it.  Returns -1 with `err` set if a text is no condition. */
int check_possible_find(const struct cli_args *args, const struct design *design,
                        const struct model *declares, const struct scope *scope,
                        const struct check_options *options, struct possible_report *report, struct err *err);
void check_possible_release(struct possible_report *report);

/* In what follows a null report has no conditions. */

/* Whether some condition was not met, and a bound or limit may be the reason. */
bool check_possible_by_bound(const struct possible_report *report);
/* Appends "A is not possible within these bounds", of the conditions that were not met; false: nothing. */
bool check_possible_unmet(const struct possible_report *report, struct buf *out);
/* Appends a line for those that were met: "A is possible, after 3 steps."; and, if wanted, for the others. */
void check_possible_words(const struct possible_report *report, bool unmet_too, struct buf *out);
/* Appends ", \"possible\": {…}". */
void check_possible_json(const struct possible_report *report, struct buf *out);

#endif
