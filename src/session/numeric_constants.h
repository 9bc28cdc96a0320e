/*
 * Constants that are numbers:  Servers == 1..2.
 *
 * heddle's constants are names.  TLC shows a function over 1..2 as a sequence, and over other numbers with
 * numeric keys.  A number in a field that holds a constant is a constant too.
 */
#ifndef HEDDLE_SESSION_NUMERIC_CONSTANTS_H
#define HEDDLE_SESSION_NUMERIC_CONSTANTS_H

struct arena;
struct design;
struct system;
struct trace;
struct value;

/* The trace with each numeric constant replaced by a name, "1" for 1; the same trace if there are none.
 * `design` says what is a constant; null: any design in the vocabulary.  New parts live in `arena`, the rest
 * is shared with `trace`. */
const struct trace *numbers_named(const struct design *design, const struct trace *trace,
                                  struct arena *arena);

/* One state, by the declared types of a system's variables; the same state if it has none
 * (numeric_declared.c). */
const struct value *numbers_declared(const struct system *system, const struct value *state,
                                     struct arena *arena);

#endif
