/*
 * The report of heddle check, as text and as JSON.
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
	const struct idle *idle;                /* options without effect */
	const struct vacuous_report *vacuous;   /* steps that never happened */
	const struct possible_report *possible; /* what --possible asked for; or null */
	const struct told_stories *stories;     /* what --count asked for */
	const struct demands *demands;          /* those of the whole system */
	const char *unsaved; /* file that a counterexample would have been saved to; or null */
	const char *saved;   /* file that the counterexample was saved to; or null */
	const char *unshown; /* why the counterexamples cannot be shown; or null */
	bool unbounded;      /* counts are of abstract states; traces are those of `model` */
	bool ascii;
};

void check_report_text(const struct check_report *report, struct buf *out);
void check_report_json(const struct check_report *report, struct buf *out);

/* The exit status for the verdict. */
int check_report_status(const struct check_report *report);

/* The verdict of everything that was checked. */
enum check_verdict check_report_verdict(const struct check_report *report);

/* Whether the action was taken and has no effects and keeps its control state.  A step whose effects repeat
 * the present values is not found; that would take a comparison for every step. */
bool check_report_unchanging(const struct check_report *report, unsigned action);
/* Appends the facts of the violation at the end of a trace. */
void check_report_facts(const struct model *model, const struct check_trace *trace, struct buf *out);

/* Appends where the counterexample was saved, or that nothing was written to `unsaved`; both may be null. */
void check_report_file(const char *saved, const char *unsaved, bool violated, struct buf *out);

/* "the memory limit was reached", for a limit of check.h or liveness.h. */
const char *check_limit_text(const char *limit);

int check_verdict_status(enum check_verdict verdict);
const char *check_verdict_name(enum check_verdict verdict);

/* The progress line, for the terminal. */
void check_report_progress(const struct check_progress *now, struct buf *out);

#endif
