/*
 * Blanks and colours are skipped once, when a line is opened.
 */
#include <string.h>

#include <heddle/trace.h>

#include "trace/log_line.h"

size_t line_end(const char *text, size_t length, size_t at)
{
	const char *end = memchr(text + at, '\n', length - at);

	return end ? (size_t)(end - text) : length;
}

size_t after_escape(const char *text, size_t at, size_t end)
{
	if (end - at < 2 || memcmp(text + at, "\x1b[", 2) != 0)
		return at;
	for (at += 2; at < end && text[at] < '@';)
		at++;
	return at + (at < end);
}

static void trim(struct log_line *line)
{
	const char *text = line->text, *escape;

	for (size_t start = line->end; start != line->at;) {
		start = line->at;
		line->at = after_escape(text, line->at, line->end);
		if (line->at < line->end && strchr(" \t\r", text[line->at]))
			line->at++;
	}
	escape = memchr(text + line->at, '\x1b', line->end - line->at);
	if (escape)
		line->end = (size_t)(escape - text);
	while (line->end > line->at && strchr(" \t\r", text[line->end - 1]))
		line->end--;
}

bool line_at(const char *text, size_t length, size_t at, struct log_line *line)
{
	if (at >= length)
		return false;
	*line = (struct log_line){ text, length, at, line_end(text, length, at) };
	trim(line);
	return true;
}

size_t line_next(const char *text, size_t length, size_t at)
{
	size_t end = line_end(text, length, at);

	return end < length ? end + 1 : length;
}

bool line_takes(struct log_line *line, const char *mark)
{
	size_t size = strlen(mark);

	if (line->end - line->at < size || memcmp(line->text + line->at, mark, size) != 0)
		return false;
	line->at += size;
	return true;
}

bool line_starts(struct log_line line, const char *const *marks)
{
	while (*marks && !line_takes(&line, *marks))
		marks++;
	return *marks;
}

bool line_takes_number(struct log_line *line, size_t *number)
{
	size_t at = line->at, found = 0;

	for (; at < line->end && line->text[at] >= '0' && line->text[at] <= '9'; at++)
		if (found <= TRACE_STATES_MAX)
			found = found * 10 + (size_t)(line->text[at] - '0');
	if (at == line->at)
		return false;
	line->at = at;
	*number = found <= TRACE_STATES_MAX ? found : TRACE_STATES_MAX + 1;
	return true;
}

bool line_takes_heading(struct log_line *line, size_t *number)
{
	return (line_takes(line, "State ") || line_takes(line, "STATE ")) &&
	       line_takes_number(line, number) && line_takes(line, ":");
}
