/*
 * What heddle check tells: for people, and as JSON.
 */
#ifndef HEDDLE_CLI_CHECK_REPORT_H
#define HEDDLE_CLI_CHECK_REPORT_H

#include <heddle/check.h>
#include <heddle/scope.h>
#include <heddle/vacuous.h>

struct buf;

struct check_report {
	const struct design *design;
	const struct model *model;
	const struct scope *scope;
	const struct check_options *options;
	const struct check_result *result;
	const struct idle *idle;              /* options without effect */
	const struct vacuous_report *vacuous; /* the steps that never happened */
	const char *unsaved;                  /* file that a counterexample would have gone to; null: none */
	const char *saved;                    /* file of the counterexample; null: none */
	const char *unshown; /* why the steps of the violations cannot be shown; null: they can */
	bool unbounded;      /* the counts are of abstract states; traces are those of `model` */
	bool ascii;
};

void check_report_words(const struct check_report *report, struct buf *out);
void check_report_json(const struct check_report *report, struct buf *out);

/* The exit status that says the verdict. */
int check_report_status(const struct check_report *report);

/* Appends ", \"scope\": {…}". */
void check_report_scope(const struct scope *scope, struct buf *out);

/* The line that is on the terminal while it runs. */
void check_report_progress(const struct check_progress *now, struct buf *out);

#endif
