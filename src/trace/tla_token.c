/*
 * Tokens are taken off the text where a value is expected; lines and columns
 * are counted only when something is wrong.  Rejected: a tokenizer in front,
 * which would have to know where in a log the values are.
 */
#include "tla_value.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "format.h"
#include "heddle/buf.h"
#include "heddle/mem.h"
#include "heddle/utf8.h"

void tla_open(struct tla_reader *reader, const char *text, size_t length, struct arena *arena,
              struct err *err)
{
	*reader = (struct tla_reader){ .text = text, .length = length, .arena = arena, .err = err };
}

void tla_close(struct tla_reader *reader)
{
	pile_release(&reader->pile);
}

/* --- complaints ---------------------------------------------------------------- */

int tla_fail(const struct tla_reader *reader, size_t at, const char *fmt, ...)
{
	struct buf text;
	va_list args;

	if (!reader->err)
		return -1;
	buf_init(&text);
	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	err_set(reader->err, "%s", text.data);
	err_place_at(reader->err, reader->text, reader->length, at);
	err_remedy(reader->err, "mend the file there, or export it again");
	buf_release(&text);
	return -1;
}

int tla_broken(const struct tla_reader *reader, size_t at, const char *expected)
{
	if (at >= reader->length) {
		tla_fail(reader, reader->length, "the text ends too early; expected %s", expected);
		return err_remedy(reader->err, "the file may be cut short: export it again");
	}

	uint32_t point;
	size_t size = utf8_decode(reader->text + at, reader->length - at, &point);

	return tla_fail(reader, at, "found '%.*s'; expected %s", (int)size, reader->text + at,
	                expected);
}

int tla_count(struct tla_reader *reader, size_t more)
{
	reader->values += more;
	if (reader->values <= VALUES_MAX)
		return 0;
	tla_fail(reader, reader->at, "more values than fit in memory; at most %d are read",
	         VALUES_MAX);
	return err_remedy(reader->err, "cut the trace down to that");
}

/* --- tokens --------------------------------------------------------------------- */

int tla_peek(const struct tla_reader *reader)
{
	return reader->at < reader->length ? (unsigned char)reader->text[reader->at] : -1;
}

bool tla_starts(const struct tla_reader *reader, const char *token)
{
	size_t size = strlen(token);

	return reader->length - reader->at >= size &&
	       memcmp(reader->text + reader->at, token, size) == 0;
}

/* Comments nest.  One that never ends goes to the end of the text. */
static void skip_comment(struct tla_reader *reader)
{
	size_t depth = 0;

	do {
		if (tla_starts(reader, "(*"))
			depth++, reader->at += 2;
		else if (tla_starts(reader, "*)"))
			depth--, reader->at += 2;
		else
			reader->at++;
	} while (depth && reader->at < reader->length);
}

static void skip_line(struct tla_reader *reader)
{
	while (reader->at < reader->length && reader->text[reader->at] != '\n')
		reader->at++;
}

/* ESC [ parameters letter. */
static void skip_escape(struct tla_reader *reader)
{
	reader->at += 2;
	while (tla_peek(reader) >= 0x20 && tla_peek(reader) <= 0x3f)
		reader->at++;
	if (tla_peek(reader) >= 0x40 && tla_peek(reader) <= 0x7e)
		reader->at++;
}

void tla_space(struct tla_reader *reader)
{
	for (;;) {
		switch (tla_peek(reader)) {
		case ' ':
		case '\t':
		case '\r':
		case '\n':
			reader->at++;
			continue;
		case '(':
			if (!tla_starts(reader, "(*"))
				return;
			skip_comment(reader);
			continue;
		case '\\':
			if (!tla_starts(reader, "\\*"))
				return;
			skip_line(reader);
			continue;
		case '\x1b':
			if (!tla_starts(reader, "\x1b["))
				return;
			skip_escape(reader);
			continue;
		default:
			return;
		}
	}
}

bool tla_take(struct tla_reader *reader, const char *token)
{
	tla_space(reader);
	if (!tla_starts(reader, token))
		return false;
	reader->at += strlen(token);
	return true;
}

int tla_expect(struct tla_reader *reader, const char *token)
{
	char expected[40];

	if (tla_take(reader, token))
		return 0;
	snprintf(expected, sizeof(expected), "'%s'", token);
	return tla_broken(reader, reader->at, expected);
}

bool tla_is_word(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

size_t tla_word(const struct tla_reader *reader)
{
	size_t end = reader->at;

	while (end < reader->length && tla_is_word((unsigned char)reader->text[end]))
		end++;
	return end - reader->at;
}

int tla_number(struct tla_reader *reader, size_t least, size_t most, size_t *number)
{
	size_t found = 0, at;

	tla_space(reader);
	at = reader->at;
	if (tla_peek(reader) < '0' || tla_peek(reader) > '9')
		return tla_broken(reader, at, "a number");
	for (; tla_peek(reader) >= '0' && tla_peek(reader) <= '9'; reader->at++) {
		found = found * 10 + (size_t)(tla_peek(reader) - '0');
		if (found > most)
			break;
	}
	if (found < least || found > most)
		return tla_fail(reader, at, "the number is out of range; expected %zu to %zu",
		                least, most);
	*number = found;
	return 0;
}
