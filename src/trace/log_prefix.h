/*
 * Removes what loggers, containers and mail programs put before each line of TLC's output
 * ("2026-01-05T10:11:12Z ", "tlc_1  | ", "> "), and colours inside its lines.
 */
#ifndef HEDDLE_TRACE_LOG_PREFIX_H
#define HEDDLE_TRACE_LOG_PREFIX_H

#include <stdbool.h>
#include <stddef.h>

/* Reads a state head, "State 3: <", at *at.  Returns whether there is one; then *at is after its number and
 * *number is the number (limited to a million and one). */
bool log_prefix_state_head(const char *text, size_t length, size_t *at, size_t *number);

/* If the text has state heads or frames of -tool, but all with a prefix or colours: a copy of the same length
 * with blanks instead, which the caller frees.  Otherwise null. */
char *log_prefix_blanked(const char *text, size_t length);

#endif
