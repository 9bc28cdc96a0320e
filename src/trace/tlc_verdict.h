/*
 * Why TLC stopped, according to the lines of its log before the states.
 */
#ifndef HEDDLE_TRACE_TLC_VERDICT_H
#define HEDDLE_TRACE_TLC_VERDICT_H

#include "trace/log_line.h"

struct arena;

struct tlc_verdict {
	const char *claims; /* the violated property, or TRACE_DEADLOCK; null: none is named */
	const char *ended;  /* the error that ended the run, as TLC words it, if that says more; or null */
};

/*
 * Reads the line at *at, plain or the first of an error message of -tool (`framed`).  If it says why the run
 * ended, sets *verdict, whose texts live in `arena`, moves *at past it and returns true; *initial: the
 * violating state follows.
 */
bool tlc_verdict_read(const char *text, size_t length, size_t *at, bool framed, struct arena *arena,
                      struct tlc_verdict *verdict, bool *initial);

/* Whether an error means that the last state has variables without values. */
bool tlc_verdict_unassigned(const char *ended);

/* Whether a line starts a message, which is not part of a state. */
bool tlc_verdict_begins(struct log_line line);

#endif
