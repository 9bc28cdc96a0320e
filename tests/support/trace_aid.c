#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "trace_aid.h"
#include "value_match.h"

enum { LINE = 1500 };

struct trace *aid_open(const char *path)
{
	struct trace *trace = NULL;
	struct err err = { .file = "" };
	char line[LINE];

	if (trace_read_nth(path, 1, &trace, &err))
		fail_msg("%s", err_format(&err, line, sizeof(line)));
	assert_string_equal(err.what, "");
	return trace;
}

struct trace *aid_parse(const char *text)
{
	struct trace *trace = NULL;
	struct err err = { .file = "" };
	char line[LINE];
	/* Without its NUL, so that a sanitizer sees a reader that goes too far. */
	size_t length = strlen(text);
	char *copy = malloc(length + 1);

	assert_non_null(copy);
	memcpy(copy, text, length);
	copy = realloc(copy, length ? length : 1);
	if (trace_parse(copy, length, "text", &trace, &err))
		fail_msg("%s\n%s", err_format(&err, line, sizeof(line)), text);
	free(copy);
	return trace;
}

struct trace *aid_parsef(const char *fmt, ...)
{
	struct trace *trace;
	struct buf text;
	va_list args;

	buf_init(&text);
	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	trace = aid_parse(text.data);
	buf_release(&text);
	return trace;
}

void aid_write(const struct trace *trace, const char *format, struct buf *out, struct buf *lost)
{
	struct err err = { .file = "" };
	char line[LINE];

	buf_init(out);
	if (trace_format_named(format)->write(trace, out, lost, &err))
		fail_msg("%s", err_format(&err, line, sizeof(line)));
	assert_string_equal(err.what, "");
}

struct trace *aid_again(const struct trace *trace, const char *format)
{
	struct trace *again;
	struct buf text;

	aid_write(trace, format, &text, NULL);
	again = aid_parse(text.data);
	buf_release(&text);
	return again;
}

void aid_assert_writes(const struct trace *trace, const char *format, const char *text, const char *lost)
{
	struct buf written, missing;

	buf_init(&missing);
	aid_write(trace, format, &written, &missing);
	if (!strstr(written.data, text))
		fail_msg("%s is not written:\n%s", text, written.data);
	if (lost && !strstr(missing.data, lost))
		fail_msg("%s lost: %s; expected %s", format, missing.data, lost);
	buf_release(&written);
	buf_release(&missing);
}

void aid_assert_rewrites(const char *path, const char *format, const char *from)
{
	struct trace *trace = aid_open(path);
	struct buf written;
	char *text;
	size_t length;

	assert_int_equal(file_read(path, FILE_READ_MAX, &text, &length, NULL), 0);
	aid_write(trace, format, &written, NULL);
	while (length && text[length - 1] == '\n')
		text[--length] = '\0';
	while (written.length && written.data[written.length - 1] == '\n')
		written.data[--written.length] = '\0';
	assert_string_equal(from ? strstr(written.data, from) : written.data,
	                    from ? strstr(text, from) : text);
	buf_release(&written);
	trace_free(trace);
	free(text);
}

static void assert_spelled(const struct trace *trace, size_t state, const char *path, const char *expected,
                           bool tla)
{
	const struct value *part = value_at(trace->states[state], path);
	struct buf text;

	assert_non_null(part);
	buf_init(&text);
	if (tla)
		value_tla(&text, part);
	else
		value_show(&text, part, false);
	assert_string_equal(text.data, expected);
	buf_release(&text);
}

void aid_assert_shown(const struct trace *trace, size_t state, const char *path, const char *expected)
{
	assert_spelled(trace, state, path, expected, false);
}

void aid_assert_shows(const struct trace *trace, size_t state, const char *path, const char *expected)
{
	assert_spelled(trace, state, path, expected, true);
}

static void assert_same_text(const char *a, const char *b)
{
	if (a && b)
		assert_string_equal(a, b);
	else
		assert_true(a == b);
}

static void assert_same_value(const struct value *a, const struct value *b)
{
	if (value_compare(a, b) == 0)
		return;

	struct buf left, right;

	buf_init(&left);
	buf_init(&right);
	value_tla(&left, a);
	value_tla(&right, b);
	fail_msg("%s\nis not\n%s", left.data, right.data);
}

static void assert_same_step(const struct trace_step *a, const struct trace_step *b)
{
	assert_same_text(a->action, b->action);
	assert_same_text(a->location, b->location);
	assert_int_equal(a->skipped, b->skipped);
	assert_int_equal(a->arg_count, b->arg_count);
	for (size_t i = 0; i < a->arg_count; i++) {
		assert_same_value(a->args[i], b->args[i]);
		if (a->arg_names && b->arg_names)
			assert_string_equal(a->arg_names[i], b->arg_names[i]);
	}
}

void aid_assert_same(const struct trace *a, const struct trace *b)
{
	assert_int_equal(a->var_count, b->var_count);
	assert_int_equal(a->state_count, b->state_count);
	assert_int_equal(a->loop, b->loop);
	assert_int_equal(a->types_lost, b->types_lost);
	assert_same_text(a->claims, b->claims);
	assert_same_text(a->ended, b->ended);
	for (size_t i = 0; i < a->var_count; i++)
		assert_string_equal(a->vars[i], b->vars[i]);
	for (size_t i = 0; i < a->state_count; i++)
		assert_same_value(a->states[i], b->states[i]);
	for (size_t i = 0; i + 1 < a->state_count; i++)
		assert_same_step(&a->steps[i], &b->steps[i]);
	assert_same_step(&a->back, &b->back);
}

void aid_assert_matches(const struct trace *seen, const struct trace *real)
{
	assert_int_equal(seen->state_count, real->state_count);
	for (size_t i = 0; i < seen->state_count; i++)
		assert_true(value_matches(seen->states[i], real->states[i]));
}
