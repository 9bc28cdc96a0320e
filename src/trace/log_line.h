/*
 * Lines of a log: parts of a text that are looked at from their beginning.
 */
#ifndef HEDDLE_TRACE_LOG_LINE_H
#define HEDDLE_TRACE_LOG_LINE_H

#include <stdbool.h>
#include <stddef.h>

/* What is left to look at of a line, without the blanks and colours around it. */
struct log_line {
	const char *text; /* the whole text, of `length` bytes */
	size_t length;
	size_t at, end; /* of the line in it */
};

/* The line that holds text[at]; false at the end of the text. */
bool line_at(const char *text, size_t length, size_t at, struct log_line *line);
/* Where the line after the one that holds text[at] begins. */
size_t line_next(const char *text, size_t length, size_t at);

/* Takes a mark off the line; false when something else is there. */
bool line_takes(struct log_line *line, const char *mark);
/* Takes digits; false when there are none.  A number beyond what a trace has is that and one. */
bool line_takes_number(struct log_line *line, size_t *number);

/* Takes the head of a state in TLC's log, "State 7:". */
bool line_takes_heading(struct log_line *line, size_t *number);

static inline bool line_is_empty(const struct log_line *line)
{
	return line->at == line->end;
}
/* Whether the text ends with the line, which may be cut short then. */
static inline bool line_is_last(const struct log_line *line)
{
	return line->end == line->length;
}

#endif
