/*
 * Shared by match_design.c, which chooses between designs, and match_trace.c, which walks a trace along
 * one.
 */
#ifndef HEDDLE_SESSION_MATCH_PRIVATE_H
#define HEDDLE_SESSION_MATCH_PRIVATE_H

#include <heddle/match.h>

/* What the trace tells before any design is tried. */
struct evidence {
	struct constants constants; /* seen in the trace, or saved by heddle */
	struct scope shown;         /* large enough for what the trace shows */
	struct scope saved;         /* saved by heddle; all SCOPE_DEFAULT if it saved none */
};

/* What the trace tells of a design; null: of any in the vocabulary. */
struct evidence evidence_gather(const struct trace *trace, const struct design *design, struct arena *arena);

/* One design tried on a trace.  Texts and steps live in the match's arena. */
struct attempt {
	struct match_attempt result;
	struct model *model; /* null: the design does not compile at the trace's scope */
	struct scope scope;
	struct constants constants;
	struct step *steps; /* `result.matched` of them are valid */
	bool closes;
	struct step closing;
};

/* Walks `trace` along `design` as far as it fits. */
void attempt_run(struct attempt *attempt, const struct design *design, const struct trace *trace,
                 const struct evidence *seen, struct arena *arena);

#endif
