/*
 * States and steps with numbers, in any order.  TLC's -dumpTrace writes them so because in TLA+ they are
 * sets.
 *
 * A step leads from a state to the next one.  The exception is a step from the last state to an earlier one,
 * which closes a lasso, or to itself, which is stuttering; its name is meaningless and dropped.
 */
#ifndef HEDDLE_TRACE_NUMBERED_STATES_H
#define HEDDLE_TRACE_NUMBERED_STATES_H

#include "trace/format.h"

struct numbered {
	struct trace *trace;
	const struct value **states; /* by number - first; null: not read yet */
	struct trace_step *into;     /* by number - first; the step to it */
	bool *have;                  /* by number - first; that step was read */
	size_t first, count;
	bool closed; /* the step that closes a loop was read */
};

/* For `count` states from number `first`: TLC counts from 1, but a cut or handwritten trace may not.  Memory
 * belongs to the trace. */
void numbered_init(struct numbered *numbered, struct trace *trace, size_t first, size_t count);
/* Numbers are from first to first + count - 1.  Errors have no place yet. */
int numbered_state(struct numbered *numbered, size_t number, const struct value *state, struct err *err);
int numbered_step(struct numbered *numbered, size_t from, size_t to, const struct trace_step *step,
                  struct err *err);
/* Fills the trace (draft_finish).  All states given to numbered_init must have been read. */
int numbered_finish(struct numbered *numbered, struct err *err);

#endif
