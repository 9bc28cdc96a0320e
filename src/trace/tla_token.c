/*
 * Tokens are read where a value is expected; lines and columns are counted only on an error.  Rejected: a
 * separate tokenizer pass, which would need to know where in a log the values are.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "trace/format.h"
#include "trace/tla_value.h"

void tla_open(struct tla_reader *reader, const char *text, size_t length, struct arena *arena,
              struct err *err)
{
	*reader = (struct tla_reader){ .text = text, .length = length, .arena = arena, .err = err };
}

void tla_close(struct tla_reader *reader)
{
	value_stack_release(&reader->stack);
}

/* --- errors ---------------------------------------------------------------- */

/* An error that may be discarded does not count lines: a file may have many. */
static int fail_with(struct tla_reader *reader, size_t at, const char *remedy, const char *what)
{
	if (reader->fault) {
		reader->fault->at = at;
		reader->fault->remedy = remedy;
		snprintf(reader->fault->what, sizeof(reader->fault->what), "%s", what);
		return -1;
	}
	if (!reader->err)
		return -1;
	err_set(reader->err, "%s", what);
	err_place_at(reader->err, reader->text, reader->length, at);
	return err_remedy(reader->err, "%s", remedy);
}

int tla_report(struct tla_reader *reader, const struct tla_fault *fault)
{
	return fail_with(reader, fault->at, fault->remedy, fault->what);
}

static int fail_va(struct tla_reader *reader, size_t at, const char *remedy, const char *fmt, va_list args)
{
	char what[ERR_TEXT_MAX];

	vsnprintf(what, sizeof(what), fmt, args);
	return fail_with(reader, at, remedy, what);
}

int tla_fail(struct tla_reader *reader, size_t at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fail_va(reader, at, "fix the file there, or export it again", fmt, args);
	va_end(args);
	return -1;
}

int tla_broken(struct tla_reader *reader, size_t at, const char *expected)
{
	char what[ERR_TEXT_MAX];
	uint32_t point;
	size_t size;

	if (at >= reader->length) {
		snprintf(what, sizeof(what), "the text ends too early; expected %s", expected);
		reader->cut = true;
		return fail_with(reader, reader->length, "the file may be cut short: export it again", what);
	}
	size = utf8_decode(reader->text + at, reader->length - at, &point);
	return tla_fail(reader, at, "found '%.*s'; expected %s", (int)size, reader->text + at, expected);
}

int tla_limit(struct tla_reader *reader, size_t at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	reader->stopped = true;
	fail_va(reader, at, "shorten the trace", fmt, args);
	va_end(args);
	return -1;
}

int tla_count(struct tla_reader *reader, size_t more)
{
	reader->values += more;
	if (reader->values <= VALUES_MAX)
		return 0;
	return tla_limit(reader, reader->at, "too many values; at most %d are read", VALUES_MAX);
}

/* --- tokens --------------------------------------------------------------------- */

int tla_peek(const struct tla_reader *reader)
{
	return reader->at < reader->length ? (unsigned char)reader->text[reader->at] : -1;
}

bool tla_token_at(const struct tla_reader *reader, size_t at, const char *token)
{
	size_t size = strlen(token);

	return reader->length - at >= size && memcmp(reader->text + at, token, size) == 0;
}

bool tla_starts(const struct tla_reader *reader, const char *token)
{
	return tla_token_at(reader, reader->at, token);
}

size_t tla_after_comment(const struct tla_reader *reader, size_t at)
{
	size_t depth = 0;

	if (tla_token_at(reader, at, "\\*")) {
		while (at < reader->length && reader->text[at] != '\n')
			at++;
		return at;
	}
	if (!tla_token_at(reader, at, "(*"))
		return at;
	/* Comments nest.  An unclosed one extends to the end of the text. */
	do {
		if (tla_token_at(reader, at, "(*"))
			depth++, at += 2;
		else if (tla_token_at(reader, at, "*)"))
			depth--, at += 2;
		else
			at++;
	} while (depth && at < reader->length);
	return at;
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
	size_t after;

	for (;;) {
		switch (tla_peek(reader)) {
		case ' ':
		case '\t':
		case '\r':
		case '\n':
			reader->at++;
			continue;
		case '(':
		case '\\':
			after = tla_after_comment(reader, reader->at);
			if (after == reader->at)
				return;
			reader->at = after;
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
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
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
		return tla_fail(reader, at, "the number is out of range; expected %zu to %zu", least, most);
	*number = found;
	return 0;
}
