/*
 * `/\ x = value`: the name, the value, and any text after it.
 *
 * Text after a value means that the value is incomplete, so all of it is kept as text.  Its extent depends on
 * lines: those that follow immediately belong to it; after a blank line, only one that can only be a
 * continuation.  Rejected: refusing the trace, since the rest of it is fine.
 */
#include <string.h>

#include <heddle/mem.h>

#include "trace/log_line.h"
#include "trace/tla_states.h"

/* Names of Quint's variables may contain "::". */
static size_t name_length(const struct tla_reader *reader, size_t at)
{
	struct tla_reader here = *reader;
	size_t length = 0, more;

	here.at = at;
	while ((more = tla_word(&here))) {
		here.at += more;
		length = here.at - at;
		if (!tla_starts(&here, "::"))
			break;
		here.at += 2;
	}
	return length;
}

bool tla_is_variable(const char *name)
{
	struct tla_reader reader;

	tla_open(&reader, name, strlen(name), NULL, NULL);
	return reader.length && name_length(&reader, 0) == reader.length;
}

/* The position after blanks, comments and colours that begin on the line. */
static size_t after_blanks(const struct tla_reader *reader, size_t at, size_t end)
{
	const char *text = reader->text;

	for (size_t start = end; at < end && at != start;) {
		start = at;
		at = tla_after_comment(reader, at);
		at = at == start ? after_escape(text, at, end) : at;
		at += at == start && text[at] && strchr(" \t\r", text[at]);
	}
	return at < end ? at : end;
}

/* Whether `name =` is at `at`, and no other operator that begins with '='.  *value is the position after it.
 */
static bool takes_name(const struct tla_reader *reader, size_t at, size_t *length, size_t *value)
{
	size_t size = name_length(reader, at);
	size_t equals = after_blanks(reader, at + size, reader->length);

	if (!size || equals == reader->length || reader->text[equals] != '=' ||
	    (equals + 1 < reader->length && strchr("=><", reader->text[equals + 1])))
		return false;
	*length = size;
	*value = equals + 1;
	return true;
}

/* Whether `/\ name =` is at `at`; then *name, *length and *value are set. */
static bool takes_bullet(const struct tla_reader *reader, size_t at, size_t *name, size_t *length,
                         size_t *value)
{
	if (!tla_token_at(reader, at, "/\\"))
		return false;
	*name = after_blanks(reader, at + 2, reader->length);
	return takes_name(reader, *name, length, value);
}

bool tla_begins_variable(const struct tla_reader *reader, size_t at)
{
	size_t name, length, value;

	return takes_bullet(reader, after_blanks(reader, at, reader->length), &name, &length, &value);
}

bool tla_take_variable(struct tla_reader *reader, bool bare, size_t *name, size_t *length)
{
	size_t at = after_blanks(reader, reader->at, reader->length), value;

	if (!takes_bullet(reader, at, name, length, &value)) {
		*name = at;
		if (!bare || !takes_name(reader, at, length, &value))
			return false;
	}
	reader->at = value;
	return true;
}

size_t tla_after_blanks(const struct tla_reader *reader, size_t at)
{
	return after_blanks(reader, at, reader->length);
}

size_t tla_line_end(const struct tla_reader *reader, size_t at)
{
	return line_end(reader->text, reader->length, at);
}

bool tla_is_dots(const char *text, size_t at, size_t end)
{
	static const char ellipsis[] = "\xe2\x80\xa6";
	size_t dots = 0;

	while (at < end) {
		if (end - at >= 3 && memcmp(text + at, ellipsis, 3) == 0) {
			dots += 3;
			at += 3;
		} else if (strchr(". \t\r[]()", text[at])) {
			dots += text[at++] == '.';
		} else {
			return false;
		}
	}
	return dots >= 3;
}

/* --- text ----------------------------------------------------------------------- */

/* Whether a line that starts like this continues the text above, even after a blank line. */
static bool continues(const struct tla_reader *reader, size_t at)
{
	static const char *const tokens[] = { "\\", ",", "}", "]", ")", ">>", "@@", ":>", "..", "|->", NULL };

	return tla_stops(reader, at, tokens);
}

/* Whether the next variable, or what is left of it, begins at `at`: no value has a line that begins like
 * that. */
static bool ends_value(const struct tla_reader *reader, size_t at)
{
	return tla_begins_variable(reader, at) || tla_token_at(reader, at, "/\\") ||
	       (reader->length - at == 1 && reader->text[at] == '/');
}

/* The end of the first line from `at` on that leaves no bracket open; the first blank line if they are never
 * closed.  A variable outside brackets also ends the text. */
static size_t text_end(const struct tla_reader *reader, size_t at)
{
	struct tla_scan scan = { .at = at };
	size_t blank = 0;

	while (scan.at < reader->length) {
		if (reader->text[scan.at] == '\n') {
			size_t next = after_blanks(reader, scan.at + 1, reader->length);

			if (!scan.depth || scan.broken)
				return scan.at;
			if (!blank && (next == reader->length || reader->text[next] == '\n'))
				blank = scan.at;
		} else if (!scan.depth && reader->text[scan.at] == '/' &&
		           tla_begins_variable(reader, scan.at)) {
			return scan.at;
		}
		tla_scan_next(reader, &scan);
	}
	return scan.depth && blank ? blank : reader->length;
}

/* The end of the text that belongs to what ends at `at`; `at` itself if there is none.  *dots: a line of dots
 * follows. */
static size_t attached(const struct tla_reader *reader, size_t at, bool *dots)
{
	size_t end = at;
	bool same_line = true, blank = false;

	while ((at = after_blanks(reader, at, reader->length)) < reader->length) {
		if (reader->text[at] == '\n') {
			blank |= !same_line;
			same_line = false;
			at++;
			continue;
		}
		if (same_line ? tla_begins_variable(reader, at) : ends_value(reader, at))
			break;
		*dots = !same_line && tla_is_dots(reader->text, at, tla_line_end(reader, at));
		if (*dots || (blank && !continues(reader, at)))
			break;
		at = end = text_end(reader, at);
		same_line = true;
		blank = false;
	}
	return end;
}

const struct value *tla_assigned(struct tla_reader *reader, size_t end, bool *dots)
{
	struct tla_fault fault = { 0 }, *outer = reader->fault;
	size_t start = reader->at, length = reader->length, after;
	const struct value *value;

	*dots = false;
	reader->length = end;
	reader->fault = &fault;
	value = tla_value(reader, 2);
	reader->fault = outer;
	after = value ? attached(reader, reader->at, dots) : end;
	if (reader->stopped) {
		tla_report(reader, &fault);
	} else if (!value || after > reader->at) {
		after = attached(reader, text_end(reader, start), dots);
		reader->at = start;
		tla_space(reader);
		/* Comments alone do not count as text. */
		value = tla_kept_text(reader, reader->at < after ? start : after, after);
	}
	reader->at = after;
	reader->length = length;
	return value;
}
