/*
 * Matching a trace to a design: which design allows exactly these states, and where the others diverge.
 *
 * States decide, not the names of actions: a step fits if some enabled step of the design leads to exactly
 * the recorded next state.  Names and arguments only choose among several such steps.  The violation that the
 * trace claims is not trusted but recomputed.
 */
#ifndef HEDDLE_MATCH_H
#define HEDDLE_MATCH_H

#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/model.h>
#include <heddle/scope.h>

struct arena;
struct buf;
struct trace;

/* How far one design follows the trace.  Steps count from 1. */
struct match_attempt {
	const char *design;
	bool fits;
	size_t matched;            /* steps, from the start */
	size_t diverges_at;        /* the first step that does not fit; 0: the first state does not, or all
	                            * steps fit */
	const char *reason;        /* why it diverges; null if it fits */
	size_t agreeing;           /* steps whose action has the name in the trace */
	size_t contradicted;       /* steps to which the trace gives another action or process of the
	                            * design */
	size_t contradiction;      /* the first of those */
	const char *called, *does; /* its text in the trace, and in the design */
	bool related;              /* the trace has one of the design's variables */
	bool alike;   /* and its first state could be a state of the design, if not the initial one */
	size_t apart; /* parts in which the trace's first state differs from the design's */
};

struct match {
	struct design *design; /* the design that fits, and its model without bounds; null: none */
	struct model *model;
	struct scope scope;         /* settled */
	struct constants constants; /* complete, in `arena` */
	struct step *steps;         /* the trace's steps, in `arena` */
	size_t step_count;
	bool closes; /* `closing` leads from the last state to the start of the lasso's loop */
	struct step closing;
	uint32_t broken;                /* the properties of the trace's first violation (bits) */
	size_t broken_at;               /* after that many steps */
	struct match_attempt *attempts; /* one for each design tried */
	size_t attempt_count;
	size_t best;        /* the attempt that fits, or else the one that went furthest */
	bool other_version; /* heddle saved the trace with another version of the design */
	struct arena *arena;
};

/*
 * Tries the design `design_name` (a bundled one or a file).  If that is null, tries the design that heddle
 * saved the trace with, or else all bundled designs.  `over` (may be null) overrides the scope that the trace
 * implies.  Returns 0 whether or not a design fits; then the caller releases the match.  Returns -1 with
 * `err` set if there is no such design, the trace has no states, or the matched steps are not possible at the
 * scope.
 */
int match_find(const struct trace *trace, const char *design_name, const struct scope *over,
               struct match *match, struct err *err);

/* Appends which steps of the trace have the wrong name; there must be one. */
void match_attempt_misnamed(const struct match_attempt *attempt, struct buf *out);

/* Frees everything in it; a caller that takes the design or the model first sets that member to null. */
void match_release(struct match *match);

#endif
