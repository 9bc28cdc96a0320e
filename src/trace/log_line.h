/*
 * Lines of a log, parsed from the start.
 */
#ifndef HEDDLE_TRACE_LOG_LINE_H
#define HEDDLE_TRACE_LOG_LINE_H

#include <stdbool.h>
#include <stddef.h>

/* The unread rest of a line, without the blanks and colours around it. */
struct log_line {
	const char *text; /* the whole text, of `length` bytes */
	size_t length;
	size_t at, end; /* of the line in it */
};

/* The position after the terminal escape sequence at text[at]; `at` if there is none. */
size_t after_escape(const char *text, size_t at, size_t end);

/* The line that holds text[at]; false at the end of the text. */
bool line_at(const char *text, size_t length, size_t at, struct log_line *line);
/* The end of the line that holds text[at], and the start of the next one. */
size_t line_end(const char *text, size_t length, size_t at);
size_t line_next(const char *text, size_t length, size_t at);

/* Takes a mark off the line; false if it does not start with it. */
bool line_takes(struct log_line *line, const char *mark);
/* Takes digits; false if there are none.  A number beyond the limit of a trace becomes the limit plus one. */
bool line_takes_number(struct log_line *line, size_t *number);

/* Whether the line starts with one of the marks, which a null ends. */
bool line_starts(struct log_line line, const char *const *marks);

/* Takes the heading of a state in TLC's log, "State 7:". */
bool line_takes_heading(struct log_line *line, size_t *number);

static inline bool line_is_empty(const struct log_line *line)
{
	return line->at == line->end;
}
/* Whether the text ends with the line, which may then be truncated. */
static inline bool line_is_last(const struct log_line *line)
{
	return line->end == line->length;
}

#endif
