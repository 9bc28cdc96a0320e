/*
 * States that are written as `/\ x = 1` lines, one after the other; a state may leave out
 * what did not change (-difftrace), and a spec with one variable has no `/\`.
 */
#ifndef HEDDLE_TRACE_TLA_STATES_H
#define HEDDLE_TRACE_TLA_STATES_H

#include "format.h"
#include "tla_value.h"
#include "words.h"

struct tla_states {
	struct draft draft;
	struct words vars;          /* marks are 1 + the index of the variable */
	const struct value **given; /* by variable; null: not in the state being read */
	size_t var_count;
};

void tla_states_open(struct tla_states *states, struct trace *trace);
void tla_states_close(struct tla_states *states);

/* Reads the assignments where the reader stands, leaves it behind the last one, and appends
 * the state. */
int tla_states_read(struct tla_states *states, struct tla_reader *reader,
                    const struct trace_step *into);

/* Whether a name can stand before '='. */
bool tla_is_variable(const char *name);

#endif
