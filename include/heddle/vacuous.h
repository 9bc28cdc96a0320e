/*
 * Vacuity: why a step of a design never happened in a complete check.
 *
 * A property may hold only because some step never happens.  This decides, exactly for designs that the
 * abstractions of docs/unbounded.md cover, whether the step is impossible whatever the bounds, or finds a
 * scope at which it happens.
 */
#ifndef HEDDLE_VACUOUS_H
#define HEDDLE_VACUOUS_H

#include <heddle/check.h>
#include <heddle/scope.h>

struct buf;
struct design;

enum vacuous_why {
	VACUOUS_NEVER,   /* it never happens at this scope, whatever the bounds */
	VACUOUS_ALONE,   /* the same, but it happens with one more process */
	VACUOUS_BOUND,   /* it happens with larger bounds or more constants */
	VACUOUS_UNKNOWN, /* the search for such a scope ended without an answer */
};

enum { VACUOUS_WAYS_MAX = 3 };

struct vacuous {
	unsigned action;
	enum vacuous_why why;
	/* For VACUOUS_BOUND and VACUOUS_ALONE, alternatives: the members to raise, and their values; other
	 * members are SCOPE_DEFAULT. */
	struct scope ways[VACUOUS_WAYS_MAX];
	unsigned way_count;
	/* For VACUOUS_NEVER, the unreachable control state that the step starts from; else null. */
	char *control;
};

struct vacuous_options {
	bool unbounded; /* the check had no bounds on operations, hours and failures */
	bool in_steps;  /* use no abstraction but raise bounds step by step, as for designs that they do not
	                 * cover */
	uint64_t max_states,
	        max_memory;       /* of one search; memory in bytes; 0: a few million, half a gigabyte */
	bool (*go_on)(void *ctx); /* called often; false stops the search; may be null */
	void *ctx;
};

struct vacuous_report {
	const struct scope_row *rows; /* of the scopes; the design's */
	struct vacuous *steps;        /* steps that never happened, in the order of actions */
	size_t count;
	unsigned *untaken; /* actions of roles without a process at this scope */
	size_t untaken_count;
	bool unbounded;    /* copied from the options */
	const char *ended; /* for VACUOUS_UNKNOWN: how the search ended, as text */
};

/* Whether the model has a process whose role takes the action. */
bool vacuous_has_taker(const struct model *model, unsigned action);

/*
 * Reports the steps of `model`, a design at a scope, that its check never took, with reasons.  Reports none
 * if the check was not complete.  All inputs are borrowed; the caller releases the report.
 */
void vacuous_find(const struct design *design, const struct model *model, const struct check_result *result,
                  const struct vacuous_options *options, struct vacuous_report *report);
void vacuous_release(struct vacuous_report *report);

/* Whether a bound prevents, or may prevent, one of the steps. */
bool vacuous_by_bound(const struct vacuous_report *report);

/* Appends "A and B never happen (max-time 3 ends first), and C never happens whatever the bounds". */
void vacuous_summary(const struct vacuous_report *report, const struct model *model,
                     const struct scope *scope, struct buf *out);
/* Appends a line for each scope at which a step happens: "A happens with --max-time 5.\n" */
void vacuous_remedies(const struct vacuous_report *report, const struct model *model, struct buf *out);

#endif
