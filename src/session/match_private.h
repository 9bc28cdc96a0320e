/*
 * What match_design.c, which chooses between designs, and match_trace.c, which walks a
 * trace along one of them, share.
 */
#ifndef HEDDLE_SESSION_MATCH_PRIVATE_H
#define HEDDLE_SESSION_MATCH_PRIVATE_H

#include <heddle/match.h>

/* What is known before a design is tried. */
struct evidence {
	struct constants constants; /* shown, or saved by heddle */
	struct scope shown;         /* as large as what the trace shows */
	struct scope saved;         /* by heddle; of defaults only when it did not */
};

/* One design tried on a trace.  Texts and steps live in the arena of the match. */
struct attempt {
	struct match_attempt said;
	struct model *model; /* null when the design cannot even be compiled for the trace */
	struct scope scope;
	struct constants constants;
	struct step *steps; /* `said.matched` of them are filled in */
	bool closes;
	struct step closing;
};

/* Walks `trace` along `design` as far as it fits. */
void attempt_run(struct attempt *attempt, const struct design *design, const struct trace *trace,
                 const struct evidence *seen, struct arena *arena);

#endif
