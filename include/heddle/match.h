/*
 * Binding a trace to a design: which design allows exactly these states, and
 * where the others part from them.
 *
 * The states decide, not the names of actions: a step fits if some enabled
 * step of the design leads to exactly the recorded next state.  Names and
 * arguments only choose between steps that lead there.  What the trace claims
 * to violate is not believed but computed again.
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

/* How far one design gets along the trace.  Steps count from 1. */
struct match_attempt {
	const char *design;
	bool fits;
	size_t matched;            /* steps, from the start */
	size_t diverges_at;        /* the step that does not fit; 0: the first state does not, or all fits
	                            */
	const char *reason;        /* in words; null when it fits */
	size_t agreeing;           /* steps whose action is called as in the trace */
	size_t contradicted;       /* steps that the trace calls by the name of another action, or of
	                            * another process */
	size_t contradiction;      /* the first of them */
	const char *called, *does; /* that one in the trace, and here */
	bool related;              /* the trace has one of the design's variables */
	bool alike;                /* and its first state could be one of the design's, if not the first */
	size_t apart;              /* parts of the trace's first state that are not the design's */
};

struct match {
	struct design *design; /* the one that fits, and its model (without bounds); null: none */
	struct model *model;
	struct scope scope;         /* settled */
	struct constants constants; /* complete, in `arena` */
	struct step *steps;         /* one for each step of the trace, in `arena` */
	size_t step_count;
	bool closes; /* `closing` leads from the last state to the start of the lasso's loop */
	struct step closing;
	uint32_t broken;                /* properties that the trace breaks where it first breaks one */
	size_t broken_at;               /* after this many steps */
	struct match_attempt *attempts; /* one a design that was tried */
	size_t attempt_count;
	size_t best;        /* the attempt that fits; or else the one that came furthest */
	bool other_version; /* heddle saved the trace with a design of another checksum */
	struct arena *arena;
};

/*
 * Tries the design called `design_name` (a bundled one or a file), or, when it is null, the one
 * that heddle saved the trace with, or else all bundled designs.  `over` (null allowed) overrides
 * the scope that the trace shows.  Returns 0 whether or not a design fits; -1 when there is
 * nothing to try: no such design, no state in the trace, or a scope in which the steps that
 * fit are not possible.  On 0 the caller releases the match.
 */
int match_find(const struct trace *trace, const char *design_name, const struct scope *over,
               struct match *match, struct err *err);

/* Appends which steps of the trace are not what it calls them; there has to be one. */
void match_attempt_misnamed(const struct match_attempt *said, struct buf *out);

/* Frees all that is still in it; a caller that takes the design or the model sets it to null. */
void match_release(struct match *match);

#endif
