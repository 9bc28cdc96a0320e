/*
 * States and steps with numbers, in any order: the content of TLC's -dumpTrace json and tla, where they are
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

/* The parts of a location, as both dumps name them; the fifth is "module". */
extern const char *const numbered_location_keys[4];
const char *numbered_location(struct arena *arena, const int64_t numbers[4], const char *module);
/* Reads a step's location (or null) into its parts.  Returns false, and notes what is lost, if it has other
 * parts. */
bool numbered_location_parse(const char *text, struct location *location, struct buf *lost);

/* Calls `put` for the steps that the dumps contain: those with a name, and the one that closes the loop. */
typedef void numbered_put(struct buf *out, const struct trace *trace, size_t from, size_t to,
                          const struct trace_step *step, struct buf *lost);
void numbered_put_steps(const struct trace *trace, numbered_put *put, struct buf *out, struct buf *lost);

#endif
