/*
 * heddle check --always-possible, --always-eventually, --leads-to, and the demands that a model declares.
 */
#ifndef HEDDLE_CLI_CHECK_DEMANDS_H
#define HEDDLE_CLI_CHECK_DEMANDS_H

#include <heddle/demand.h>
#include <heddle/design.h>

struct cli_args;
struct err;

struct demand_row {
	struct demand demand;
	struct demand_result result;
	struct model *own; /* the model that its steps are of; null: the one that is checked */
	bool unbounded;    /* decided without bounds on operations, hours and failures */
	bool closes;       /* the loop ends in exactly the state where it starts */
};

struct demands {
	struct arena *arena;
	struct demand_row *rows;
	size_t count;
	bool chosen;       /* some are from the command line */
	bool behaviours;   /* some are about whole behaviours */
	bool has_fairness; /* `assumed` is what they rest on, unless they name fair roles */
	struct assumptions assumed;
};

/* Collects the demands to check: those of the command line, or else those that `model` declares.  All are
 * read once, so that errors come before an hour of checking.  The caller releases *demands, also on failure.
 */
int demands_init(const struct cli_args *args, const struct model *model, struct demands *demands,
                 struct err *err);
void demands_release(struct demands *demands);

/* Checks them on `model`, which was compiled from `design` (`unbounded`: without bounds); where possible
 * first without bounds.  `spent`: seconds of the limits that are used already. */
int demands_run(const struct cli_args *args, const struct design *design, const struct model *model,
                bool unbounded, const struct check_options *limits, double spent, struct demands *demands,
                struct err *err);

/* Saves the counterexample of one, replacing the file.  `model`: the one that was checked. */
int demands_save(const struct demand_row *row, const struct model *model, const char *design_name,
                 const char *path, struct err *err);

/* The first violated one; null if none is. */
const struct demand_row *demands_violated(const struct demands *demands);
/* The worst verdict. */
enum check_verdict demands_verdict(const struct demands *demands);

/* --- check_demands_report.c ------------------------------------------------------------------ */

/* What is reported about the model that is checked. */
struct demands_about {
	const struct design *design;
	const struct model *model;
	const struct scope *scope;
	bool unbounded, ascii;
};

/* Appends those that are violated, with their steps, and those that are not decided. */
void demands_text(const struct demands *demands, const struct demands_about *about, struct buf *out);
/* Appends ", A, B", the names of those that hold, without the first ", " if `names` is 0; adds to *names.
 * Returns whether some hold only within the bounds. */
bool demands_holding(const struct demands *demands, unsigned *names, struct buf *out);
/* Appends "A is demanded of nobody, as there is no s ∈ cleaners"; false: nothing. */
bool demands_empty(const struct demands *demands, struct buf *out);
/* Appends lines about what the answers rest on. */
void demands_remarks(const struct demands *demands, const struct demands_about *about, struct buf *out);
/* Appends ", \"demands\": […]". */
void demands_json(const struct demands *demands, const struct demands_about *about, struct buf *out);

#endif
