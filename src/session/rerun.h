/*
 * Steps run again from the first state, beside a session.
 */
#ifndef HEDDLE_SESSION_RERUN_H
#define HEDDLE_SESSION_RERUN_H

#include <heddle/session.h>

struct rerun {
	struct history *history;
	struct model *own; /* in place of the session's, once that is full */
	const struct model *model;
};

struct rerun rerun_begin(const struct session *session);
void rerun_end(struct rerun *run);
/* Takes a step.  Returns false if it is not possible. */
bool rerun_take(struct rerun *run, const struct step *step);

/* Whether neither of two footprints writes what the other touches. */
bool footprints_apart(const struct model *model, const struct footprint *a, const struct footprint *b);

#endif
