/*
 * The label that TLC gives a step, between angle brackets:
 * `StartWrite(s1) line 145, col 5 to line 169, col 50 of module naive`.
 * Older versions print no arguments, and some steps have no location.
 */
#ifndef HEDDLE_TRACE_LABEL_H
#define HEDDLE_TRACE_LABEL_H

#include <heddle/trace.h>

/* Reads a label, without its brackets, into `step`.  Never fails: arguments that are not values are omitted.
 */
void label_read(const char *text, size_t length, struct arena *arena, struct trace_step *step);

/* Appends <label>; `lost` as in struct trace_format. */
void label_write(struct buf *out, const struct trace_step *step, struct buf *lost);

#endif
