/*
 * The prefix is the text before the first state head.  Lines with the same prefix, except for digits, lose
 * it.  Blanks replace it, so that places in errors remain those of the file.  Rejected: a list of known
 * loggers.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/log_prefix.h"

enum { MARGIN_MAX = 200 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool log_prefix_state_head(const char *text, size_t length, size_t *at, size_t *number)
{
	static const char *const words[] = { "State ", "STATE " };
	size_t end = *at + strlen(words[0]), found = 0, digits;

	if (end >= length ||
	    (memcmp(text + *at, words[0], end - *at) != 0 && memcmp(text + *at, words[1], end - *at) != 0))
		return false;
	for (digits = end; end < length && is_digit(text[end]); end++)
		if (found <= TRACE_STATES_MAX)
			found = found * 10 + (size_t)(text[end] - '0');
	if (end == digits || end == length || text[end] != ':')
		return false;
	*at = end;
	*number = found <= TRACE_STATES_MAX ? found : TRACE_STATES_MAX + 1;
	return true;
}

/* A line that TLC prints at least once if it prints states. */
static bool has_head(const char *text, size_t length, size_t at)
{
	static const char *const marks[] = { "@!@!@STARTMSG ", "Error: " };
	size_t number;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (length - at >= strlen(marks[i]) && memcmp(text + at, marks[i], strlen(marks[i])) == 0)
			return true;
	return log_prefix_state_head(text, length, &at, &number);
}

/* The position after the blanks and colours at the start of a line. */
static size_t behind_blanks(const char *text, size_t at, size_t end)
{
	while (at < end) {
		if (end - at >= 2 && memcmp(text + at, "\x1b[", 2) == 0)
			for (at += 2; at < end && text[at] < '@';)
				at++;
		else if (text[at] != ' ' && text[at] != '\t')
			break;
		at += at < end;
	}
	return at;
}

static size_t line_end(const char *text, size_t length, size_t at)
{
	const char *end = memchr(text + at, '\n', length - at);

	return end ? (size_t)(end - text) : length;
}

/* The prefix of the first line with a head after a prefix; false if there is none, or a head without a
 * prefix. */
static bool find_margin(const char *text, size_t length, size_t *from, size_t *width)
{
	bool found = false;

	for (size_t at = 0, end; at < length; at = end + 1) {
		size_t start = behind_blanks(text, at, end = line_end(text, length, at));

		if (has_head(text, end, start))
			return false;
		for (size_t i = start; i < end && i - at <= MARGIN_MAX && !found; i++) {
			if (!strchr("S@E", text[i]) || !has_head(text, end, i))
				continue;
			found = true;
			*from = at;
			*width = i - at;
		}
	}
	return found;
}

/* The length of a line's prefix: the whole line if the rest was trimmed, else 0 or `width`. */
static size_t margin_width(const char *line, size_t length, const char *margin, size_t width)
{
	size_t i = 0;

	while (i < width && i < length &&
	       (line[i] == margin[i] || (is_digit(line[i]) && is_digit(margin[i]))))
		i++;
	if (i < width && i == length - (length && line[length - 1] == '\r'))
		return i;
	return i == width ? width : 0;
}

/* Moves a line's visible text together and fills up with blanks. */
static void lose_colours(char *line, size_t length)
{
	size_t kept = 0;

	for (size_t i = 0; i < length; i++) {
		if (length - i >= 2 && memcmp(line + i, "\x1b[", 2) == 0)
			for (i += 2; i < length && line[i] < '@';)
				i++;
		else
			line[kept++] = line[i];
	}
	memset(line + kept, ' ', length - kept);
}

/* A copy of the text without the colours of lines with a head; null: they had none.  Values keep theirs,
 * which may be part of a string. */
static char *plain_heads(const char *text, size_t length)
{
	static const char back[] = "Back to state ";
	char *copy = NULL;

	for (size_t at = 0, end; at < length; at = end + 1) {
		end = line_end(text, length, at);
		if (!memchr(text + at, '\x1b', end - at))
			continue;
		if (!copy)
			copy = memcpy(mem_alloc(length + 1), text, length);
		lose_colours(copy + at, end - at);

		size_t start = behind_blanks(copy, at, end);

		if (!has_head(copy, end, start) &&
		    (end - start < sizeof(back) - 1 || memcmp(copy + start, back, sizeof(back) - 1) != 0))
			memcpy(copy + at, text + at, end - at);
	}
	return copy;
}

static char *blanked(const char *text, size_t length)
{
	size_t from = 0, width = 0;

	if (!find_margin(text, length, &from, &width))
		return NULL;

	char *copy = memcpy(mem_alloc(length + 1), text, length);

	for (size_t at = 0, end; at < length; at = end + 1) {
		end = line_end(text, length, at);
		memset(copy + at, ' ', margin_width(text + at, end - at, text + from, width));
	}
	return copy;
}

char *log_prefix_blanked(const char *text, size_t length)
{
	char *plain = plain_heads(text, length);
	char *copy = blanked(plain ? plain : text, length);

	if (!copy)
		return plain;
	free(plain);
	return copy;
}
