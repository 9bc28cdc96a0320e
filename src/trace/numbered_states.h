/*
 * States and steps that come with numbers, in any order: how TLC's -dumpTrace
 * writes them, because to TLA+ they are sets.
 *
 * A step leads from a state to the next; the one exception, from the last
 * state back to an earlier one, closes a lasso, and from the last state to
 * itself it is stuttering, whose name means nothing and is dropped.
 */
#ifndef HEDDLE_TRACE_NUMBERED_STATES_H
#define HEDDLE_TRACE_NUMBERED_STATES_H

#include "trace/format.h"

struct numbered {
	struct trace *trace;
	const struct value **states; /* by number - first; null: not come yet */
	struct trace_step *into;     /* by number - first; the step that leads to it */
	bool *have;                  /* by number - first; whether that step came */
	size_t first, count;
	bool closed; /* the step that closes a loop came */
};

/* For `count` states from the one with number `first` on: TLC counts from 1, who cuts a trace or
 * writes one himself may not.  Memory is the trace's. */
void numbered_init(struct numbered *numbered, struct trace *trace, size_t first, size_t count);
/* Numbers are from first to first + count - 1.  Errors have no place yet. */
int numbered_state(struct numbered *numbered, size_t number, const struct value *state, struct err *err);
int numbered_step(struct numbered *numbered, size_t from, size_t to, const struct trace_step *step,
                  struct err *err);
/* Fills the trace (draft_finish).  As many states must have come as numbered_init was told. */
int numbered_finish(struct numbered *numbered, struct err *err);

#endif
