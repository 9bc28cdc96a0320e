/*
 * Why a step of a design never happened in a check that saw everything within its bounds.
 *
 * A property that holds where a step never happens may hold for want of that step.  So it is decided, exactly
 * where the abstractions of docs/unbounded.md cover the design: either the step cannot happen
 * whatever the bounds are, or here are numbers of a scope with which it does.
 */
#ifndef HEDDLE_VACUOUS_H
#define HEDDLE_VACUOUS_H

#include <heddle/check.h>
#include <heddle/scope.h>

struct buf;
struct design;

enum vacuous_why {
	VACUOUS_NEVER, /* it never happens with this scope, whatever bounds operations, hours and failures */
	VACUOUS_ALONE, /* the same, but it does happen with another process, which is no bound */
	VACUOUS_BOUND, /* it happens with larger bounds, or another constant */
	VACUOUS_UNKNOWN, /* the search for such numbers found none, and ended before all was seen */
};

enum { VACUOUS_WAYS_MAX = 3 };

struct vacuous {
	unsigned action;
	enum vacuous_why why;
	/* VACUOUS_BOUND and VACUOUS_ALONE: what to raise, and to what; other members are SCOPE_DEFAULT.
	 * Each of the ways is enough. */
	struct scope ways[VACUOUS_WAYS_MAX];
	unsigned way_count;
	/* VACUOUS_NEVER: the control state that it starts from, if no step leads there; else null. */
	char *control;
};

struct vacuous_options {
	bool unbounded; /* the check had no bounds on operations, hours and failures */
	bool in_steps;  /* use no abstraction: raise bounds by and by, as for a design that they do not cover
	                 */
	uint64_t max_states, max_memory; /* of a search; 0: a few million, half a gigabyte */
	bool (*go_on)(void *ctx);        /* asked often; false ends the search; may be null */
	void *ctx;
};

struct vacuous_report {
	struct vacuous *steps; /* in the order of actions */
	size_t count;
	unsigned *untaken; /* the actions that no process of the scope takes: others, which have no reasons */
	size_t untaken_count;
	bool unbounded;    /* as of the options */
	const char *ended; /* for VACUOUS_UNKNOWN: how the search ended, in words */
};

/* Whether a role's steps can be taken by some process of the model at all. */
bool vacuous_has_taker(const struct model *model, unsigned action);

/*
 * The steps of `model`, a design at a scope, that the check of it never took, with the reason of each.  None
 * where the check did not see everything.
 */
void vacuous_find(const struct design *design, const struct model *model, const struct check_result *result,
                  const struct vacuous_options *options, struct vacuous_report *report);
void vacuous_release(struct vacuous_report *report);

/* Whether a bound keeps one of them out of reach, or may do so. */
bool vacuous_by_bound(const struct vacuous_report *report);

/* Appends "A and B never happen (max-time 3 ends first), and C never happens whatever the bounds". */
void vacuous_words(const struct vacuous_report *report, const struct model *model, const struct scope *scope,
                   struct buf *out);
/* Appends a line for each way to let a step happen: "A happens with --max-time 5.\n" */
void vacuous_remedies(const struct vacuous_report *report, const struct model *model, struct buf *out);

#endif
