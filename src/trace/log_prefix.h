/*
 * Removes what loggers, containers and mail programs put before each line of TLC's output
 * ("2026-01-05T10:11:12Z ", "tlc_1  | ", "> "), and colours inside its lines.
 */
#ifndef HEDDLE_TRACE_LOG_PREFIX_H
#define HEDDLE_TRACE_LOG_PREFIX_H

#include <stddef.h>

/* If the text has headings of states or frames of -tool, but all with a prefix or colours: a copy of the same
 * length with blanks instead, which the caller frees.  Otherwise null. */
char *log_prefix_blanked(const char *text, size_t length);

#endif
