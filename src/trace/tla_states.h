/*
 * States written as lines of `/\ x = 1`, one state after the other; a spec with one variable has no `/\`.
 *
 * Text that is not a value is kept as text (VALUE_OPAQUE): a value with something after it on its line or on
 * the lines that follow immediately, up to the next variable or the end of the state.  Lines that TLC prints
 * between others, and lines after a blank line, are not part of a value.
 *
 * A variable has no value (VALUE_OPAQUE, "") in a state that does not mention it, in a state that gives it
 * two different values, and, if the first state does not have it, in the states before its first value.
 *
 * With -difftrace, TLC prints only the variables that changed; the others keep their values.  States are read
 * this way if the caller allows it (DIFF_MAYBE, only for logs) and
 *   1. the first state has all variables, and a later one omits some,
 *   2. no state repeats the previous value of a variable, except the last, which TLC may print whole, and
 *   3. variables are omitted in at least two places, so that lines lost in one place do not explain it; or
 * the text mentions -difftrace (DIFF_NAMED). A variable then has no value after missing states, in a state
 * with dots instead of variables or with a line that cannot be read as a variable and its value (a remark
 * says so), and in a state that the text ends with.
 */
#ifndef HEDDLE_TRACE_TLA_STATES_H
#define HEDDLE_TRACE_TLA_STATES_H

#include <heddle/string_set.h>

#include "trace/format.h"
#include "trace/tla_value.h"

/* The value of one variable in one state. */
struct tla_cell {
	const struct value *value;
	uint32_t variable;
};

/* One state as read. */
struct tla_block {
	size_t first_cell; /* in `cells` */
	bool dots;         /* someone cut something here */
	bool lost;         /* a line of it could not be read */
	bool at_end;       /* the text ends with it, */
	bool open;         /* and no blank line says that it is whole */
};

enum tla_diff { DIFF_NO, DIFF_MAYBE, DIFF_NAMED };

/* Which state had a variable last. */
struct tla_seen {
	size_t state; /* 1 + its index; 0: none */
	size_t cell;  /* in `cells` */
};

struct tla_states {
	struct draft draft;
	struct string_set vars; /* marks are 1 + the index of the variable */
	const struct value **names;
	size_t var_count, name_room;
	size_t first_count; /* variables of the first state, which come before the others */
	struct tla_cell *cells;
	size_t cell_count, cell_room;
	struct tla_block *blocks; /* one a state of the draft */
	size_t block_room;
	size_t lost;           /* lines of states that could not be read, */
	size_t first_lost;     /* and where the first of them begins */
	struct tla_seen *seen; /* by variable */
	size_t seen_room;
};

void tla_states_open(struct tla_states *states, struct trace *trace);
void tla_states_close(struct tla_states *states);

/* Reads the variables of one state from the reader's position to `end`, and leaves the reader there. */
int tla_states_read(struct tla_states *states, struct tla_reader *reader, size_t end,
                    const struct trace_step *into);

/* Notes a line with a variable after a state: it belongs to that state if variables are missing there. */
void tla_states_stray(struct tla_states *states, size_t at);

/* In the last state, TLC writes `null` for a variable that was not assigned. */
void tla_states_unassigned(struct tla_states *states, struct arena *arena);

/* Puts the states together and fills the trace (draft_finish). */
int tla_states_finish(struct tla_states *states, struct tla_reader *reader, enum tla_diff diff);

/* Whether a line that begins at `at` begins with `/\ name =`. */
bool tla_begins_variable(const struct tla_reader *reader, size_t at);
/* Whether the line from `at` to `end` is dots and brackets only: "...", "[…]". */
bool tla_is_dots(const char *text, size_t at, size_t end);

/* Whether the text can be a name before '='. */
bool tla_is_variable(const char *name);

/* --- one variable (tla_assignment.c) --- */

/* Takes `/\ name =` (or `name =`, if `bare`) after blanks.  Returns false, without moving the reader, if it
 * is not there. */
bool tla_take_variable(struct tla_reader *reader, bool bare, size_t *name, size_t *length);
/* Reads the value that follows, which ends before `end`, or the text in its place.  *dots: a line of dots
 * follows.  Null if a limit was reached. */
const struct value *tla_assigned(struct tla_reader *reader, size_t end, bool *dots);
/* The position after blanks, comments and colours; a comment may end on a later line. */
size_t tla_after_blanks(const struct tla_reader *reader, size_t at);
size_t tla_line_end(const struct tla_reader *reader, size_t at);

#endif
