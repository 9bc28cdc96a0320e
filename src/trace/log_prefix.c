/*
 * The prefix is the text before the first heading of a state.  Blanks replace it in all lines that have it,
 * except for digits, so that places in errors remain those of the file.  Rejected: a list of known loggers.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "trace/log_line.h"
#include "trace/log_prefix.h"

enum { PREFIX_MAX = 200 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether a line of the kinds that TLC prints at least once with its states is between two positions. */
static bool has_heading(const char *text, size_t at, size_t end)
{
	static const char *const marks[] = { "@!@!@STARTMSG ", "Error: ", NULL };
	struct log_line line = { .text = text, .length = end, .at = at, .end = end };
	size_t number;

	return line_starts(line, marks) || line_takes_heading(&line, &number);
}

/* The position after the blanks and colours at the start of a line. */
static size_t after_blanks(const char *text, size_t at, size_t end)
{
	for (size_t start = end; start != at;) {
		start = at;
		at = after_escape(text, at, end);
		at += at < end && (text[at] == ' ' || text[at] == '\t');
	}
	return at;
}

/* The prefix of the first heading; false if there is no heading, or one without a prefix. */
static bool find_prefix(const char *text, size_t length, size_t *from, size_t *width)
{
	bool found = false;

	for (size_t at = 0, end; at < length; at = end + 1) {
		size_t start = after_blanks(text, at, end = line_end(text, length, at));

		if (has_heading(text, start, end))
			return false;
		for (size_t i = start; i < end && i - at <= PREFIX_MAX && !found; i++) {
			if (!strchr("S@E", text[i]) || !has_heading(text, i, end))
				continue;
			found = true;
			*from = at;
			*width = i - at;
		}
	}
	return found;
}

/* The length of a line's prefix: the whole line if the rest was trimmed, else 0 or `width`. */
static size_t prefix_width(const char *line, size_t length, const char *prefix, size_t width)
{
	size_t i = 0;

	while (i < width && i < length &&
	       (line[i] == prefix[i] || (is_digit(line[i]) && is_digit(prefix[i]))))
		i++;
	if (i < width && i == length - (length && line[length - 1] == '\r'))
		return i;
	return i == width ? width : 0;
}

/* Closes the gaps that colours leave, and fills the end of the line with blanks. */
static void remove_colours(char *line, size_t length)
{
	size_t kept = 0;

	for (size_t i = 0, after; i < length; i = after) {
		after = after_escape(line, i, length);
		if (after == i)
			line[kept++] = line[after++];
	}
	memset(line + kept, ' ', length - kept);
}

/* A copy of the text without the colours of headings; null if they have none.  Values keep theirs, which may
 * be part of a string. */
static char *plain_headings(const char *text, size_t length)
{
	static const char back[] = "Back to state ";
	char *copy = NULL;

	for (size_t at = 0, end; at < length; at = end + 1) {
		end = line_end(text, length, at);
		if (!memchr(text + at, '\x1b', end - at))
			continue;
		if (!copy)
			copy = memcpy(mem_alloc(length + 1), text, length);
		remove_colours(copy + at, end - at);

		size_t start = after_blanks(copy, at, end);

		if (!has_heading(copy, start, end) &&
		    (end - start < sizeof(back) - 1 || memcmp(copy + start, back, sizeof(back) - 1) != 0))
			memcpy(copy + at, text + at, end - at);
	}
	return copy;
}

static char *blanked(const char *text, size_t length)
{
	size_t from = 0, width = 0;

	if (!find_prefix(text, length, &from, &width))
		return NULL;

	char *copy = memcpy(mem_alloc(length + 1), text, length);

	for (size_t at = 0, end; at < length; at = end + 1) {
		end = line_end(text, length, at);
		memset(copy + at, ' ', prefix_width(text + at, end - at, text + from, width));
	}
	return copy;
}

char *log_prefix_blanked(const char *text, size_t length)
{
	char *plain = plain_headings(text, length);
	char *copy = blanked(plain ? plain : text, length);

	if (!copy)
		return plain;
	free(plain);
	return copy;
}
