#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "trace_aid.h"

enum { LINE = 1500 };

struct trace *aid_open(const char *path)
{
	struct trace *trace = NULL;
	struct err err = { .file = "" };
	char line[LINE];

	if (trace_read(path, &trace, &err))
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

void aid_write(const struct trace *trace, const char *format, struct buf *out, struct buf *lost)
{
	struct err err = { .file = "" };
	char line[LINE];

	buf_init(out);
	if (trace_format_named(format)->write(trace, out, lost, &err))
		fail_msg("%s", err_format(&err, line, sizeof(line)));
	assert_string_equal(err.what, "");
}

void aid_assert_shows(const struct trace *trace, size_t state, const char *path, const char *expected)
{
	const struct value *part = value_at(trace->states[state], path);
	struct buf text;

	assert_non_null(part);
	buf_init(&text);
	value_tla(&text, part);
	assert_string_equal(text.data, expected);
	buf_release(&text);
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
