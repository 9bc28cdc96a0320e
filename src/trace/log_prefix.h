/*
 * What loggers, containers and mail programs put in front of every line of TLC's output:
 * "2026-01-05T10:11:12Z ", "tlc_1  | ", "> "; and the colours that others put inside its lines.
 */
#ifndef HEDDLE_TRACE_LOG_PREFIX_H
#define HEDDLE_TRACE_LOG_PREFIX_H

#include <stdbool.h>
#include <stddef.h>

/* Takes the head of a state, "State 3: <", off the text at *at: returns whether one is there, and
 * then *at is behind its number and *number is that (any above a million is a million and one). */
bool log_prefix_state_head(const char *text, size_t length, size_t *at, size_t *number);

/* When heads of states or frames of -tool stand in the text, but each behind something, or with
 * colours in them: a copy of the text, as long as it is, with blanks for that; the caller frees it.
 * Null otherwise. */
char *log_prefix_blanked(const char *text, size_t length);

#endif
