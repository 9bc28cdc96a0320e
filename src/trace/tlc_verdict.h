/*
 * Why TLC stopped, as its log tells it before the states.
 */
#ifndef HEDDLE_TRACE_TLC_VERDICT_H
#define HEDDLE_TRACE_TLC_VERDICT_H

#include "trace/log_line.h"

struct arena;

struct tlc_verdict {
	const char *claims; /* the violated property, or TRACE_DEADLOCK; null: none is named */
	const char *ended;  /* why the run ended, in TLC's words, where that says more; null: nothing */
};

/*
 * Looks at the line that begins at *at, plain or the first of a message of -tool that is an
 * error (`framed`).  When it tells why the run ended, sets *verdict, whose texts live in
 * `arena`, leaves *at behind what tells it, and returns true; *initial: the violating state
 * follows.
 */
bool tlc_verdict_read(const char *text, size_t length, size_t *at, bool framed, struct arena *arena,
                      struct tlc_verdict *verdict, bool *initial);

/* Whether the words of an end say that the last state has variables without values. */
bool tlc_verdict_unassigned(const char *ended);

/* Whether a line begins a message that is no part of a state. */
bool tlc_verdict_begins(struct log_line line);

#endif
