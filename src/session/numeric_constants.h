/*
 * Constants that are numbers: Servers == 1..2.
 *
 * To heddle a constant is a name.  TLC shows a function over 1..2 as a sequence, and over other
 * numbers with numbers for keys; a number in a field that holds a constant is one too.
 */
#ifndef HEDDLE_SESSION_NUMERIC_CONSTANTS_H
#define HEDDLE_SESSION_NUMERIC_CONSTANTS_H

struct arena;
struct trace;

/* The trace with a name in place of each number that is a constant, "1" for 1; the trace itself when
 * there is none.  What is new lives in the arena, the rest is the trace's. */
const struct trace *numbers_named(const struct trace *trace, struct arena *arena);

#endif
