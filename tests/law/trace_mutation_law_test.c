/*
 * A file that was truncated or edited is either rejected, or each state has for each variable exactly the
 * value in the file, or that value is marked as unread.
 *
 * For a log, the expected values come from a second reader, below, which knows lines but not values.  For a
 * module or a JSON file they are the states of the original file, which no change here replaces by others.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "share.h"
#include "trace_aid.h"

enum { STATES_MAX = 40, VARS_MAX = 24 };

/* What is put behind a value; none of it makes another value of it. */
static const char *const behind[] = {
	" garbage",
	" \\cup {7}",
	".5",
	" \\X {1}",
	" \\o <<9>>",
	"(",
	"\"",
	"}",
	" <-- this one",
	"\n  \\cup {7}",
	"\n\n\\cup {7}",
	"\ntorn off",
	" @@ (1 :> 2)",
	" /\\ FALSE",
};
/* And what may be between two lines without changing what they say. */
static const char *const between[] = {
	("\nProgress(12) at 2024-01-02 03:04:05: 100 states generated (100 s/min), 10 distinct "
	 "states found."),
	"\nCheckpointing of run states/24-01-02-03-04-05",
	"   \\* a remark, with a comma",
};

/* --- the second reader: a log as lines -------------------------------------------- */

struct said {
	size_t number;
	size_t count;
	char *names[VARS_MAX], *texts[VARS_MAX];
};

struct plain {
	size_t count;
	struct said states[STATES_MAX];
};

static void forget(struct plain *plain)
{
	for (size_t i = 0; i < plain->count; i++)
		for (size_t j = 0; j < plain->states[i].count; j++) {
			free(plain->states[i].names[j]);
			free(plain->states[i].texts[j]);
		}
}

/* Without blanks outside of strings, and without remarks. */
static char *squeezed(const char *text, size_t length)
{
	char *out = malloc(length + 1);
	size_t kept = 0;
	bool quoted = false;

	assert_non_null(out);
	for (size_t i = 0; i < length; i++) {
		if (!quoted && text[i] == '\\' && i + 1 < length && text[i + 1] == '*') {
			while (i < length && text[i] != '\n')
				i++;
			continue;
		}
		if (text[i] == '"' && !(quoted && text[i - 1] == '\\'))
			quoted = !quoted;
		if (quoted || !isspace((unsigned char)text[i]))
			out[kept++] = text[i];
	}
	out[kept] = '\0';
	return out;
}

static bool begins(const char *line, size_t length, const char *mark)
{
	return length >= strlen(mark) && memcmp(line, mark, strlen(mark)) == 0;
}

/* Whether a line is a variable, `/\ name =` or, alone in its state, `name =`. */
static bool is_variable(const char *line, size_t length, bool lone, size_t *name, size_t *size, size_t *value)
{
	size_t at = 0;

	if (begins(line, length, "/\\ "))
		at = 3;
	else if (!lone)
		return false;
	*name = at;
	while (at < length && (isalnum((unsigned char)line[at]) || line[at] == '_'))
		at++;
	*size = at - *name;
	*value = at + 2;
	return *size && length - at >= 2 && line[at] == ' ' && line[at + 1] == '=' &&
	       !(length - at > 2 && strchr("=><", line[at + 2]));
}

static bool is_heading(const char *line, size_t length, bool framed, size_t *number)
{
	size_t at = begins(line, length, "State ") ? 6 : begins(line, length, "STATE_") ? 6 : 0, from = at;

	if (!at && !framed)
		return false;
	*number = 0;
	while (at < length && isdigit((unsigned char)line[at]))
		*number = *number * 10 + (size_t)(line[at++] - '0');
	return at > from && begins(line + at, length - at, begins(line, length, "STATE_") ? " ==" : ":");
}

static bool is_dots(const char *line, size_t length)
{
	return length == 3 && memcmp(line, "...", 3) == 0;
}

static void append(char **text, const char *line, size_t length)
{
	size_t old = *text ? strlen(*text) : 0;

	*text = realloc(*text, old + length + 2);
	assert_non_null(*text);
	if (old)
		(*text)[old++] = '\n';
	memcpy(*text + old, line, length);
	(*text)[old + length] = '\0';
}

/* The states of the first trace in a text. */
static void read_plainly(const char *text, struct plain *plain)
{
	struct said *state = NULL;
	char **open = NULL; /* the text that a line may go on with */
	bool framed = false;

	*plain = (struct plain){ 0 };
	for (const char *line = text; *line;) {
		size_t length = strcspn(line, "\n"), number, name, size, value;
		size_t shown = length && line[length - 1] == '\r' ? length - 1 : length;

		if (is_heading(line, shown, framed, &number)) {
			if (plain->count && number == 1)
				return;
			if (memmem(line, shown, "Stuttering", 10)) {
				state = NULL;
			} else {
				assert_true(plain->count < STATES_MAX);
				state = &plain->states[plain->count++];
				state->number = number;
			}
			open = NULL;
		} else if (begins(line, shown, "Error: ") || begins(line, shown, "Back to state") ||
		           begins(line, shown, "====")) {
			state = NULL;
			open = NULL;
		} else if (state && is_variable(line, shown, !state->count, &name, &size, &value)) {
			assert_true(state->count < VARS_MAX);
			state->names[state->count] = strndup(line + name, size);
			state->texts[state->count] = NULL;
			open = &state->texts[state->count++];
			append(open, line + value, shown - value);
		} else if (!shown || begins(line, shown, "@!@!@") || is_dots(line, shown) ||
		           begins(line, shown, "/\\") || (shown == 1 && *line == '/')) {
			open = NULL;
		} else if (open && !begins(line, shown, "Progress(") &&
		           !begins(line, shown, "Checkpointing") && !begins(line, shown, "\\*")) {
			append(open, line, shown);
		}
		if (shown)
			framed = begins(line, shown, "@!@!@STARTMSG 2217");
		line += length + (line[length] == '\n');
	}
}

/* --- comparing --------------------------------------------------------------------- */

static size_t cells_same, cells_marked;

static bool is_marked(const struct value *value)
{
	bool found = value->kind == VALUE_OPAQUE;

	if (value->kind == VALUE_SET || value->kind == VALUE_TUPLE)
		for (uint32_t i = 0; i < value->count && !found; i++)
			found = is_marked(value->items[i]);
	if (value->kind == VALUE_RECORD || value->kind == VALUE_FUNCTION)
		for (uint32_t i = 0; i < value->count && !found; i++)
			found = is_marked(value->pairs[i].key) || is_marked(value->pairs[i].value);
	return found;
}

static bool says_difftrace(const struct trace *trace)
{
	for (size_t i = 0; i < trace->remark_count; i++)
		if (strstr(trace->remarks[i], "-difftrace"))
			return true;
	return false;
}

/* Sets may be spelled in any order: whether the text alone is the value. */
static bool is_value_of(const struct value *value, const char *text)
{
	struct trace *trace;
	struct buf log;
	bool same;

	buf_init(&log);
	buf_printf(&log, "State 1: <Initial predicate>\nx =%s\n\n", text);
	trace = aid_parse(log.data);
	same = value_compare(trace->states[0]->pairs[0].value, value) == 0;
	trace_free(trace);
	buf_release(&log);
	return same;
}

static void assert_cell(const struct trace *trace, size_t at, const struct value_pair *cell,
                        const struct said *said, const char *text)
{
	struct buf spelled;
	char *ours, *theirs;
	size_t i = 0;

	if (is_marked(cell->value)) {
		cells_marked++;
		return;
	}
	while (i < said->count && strcmp(said->names[i], cell->key->text) != 0)
		i++;
	if (i == said->count) {
		if (!at || !says_difftrace(trace) ||
		    value_compare(value_get(trace->states[at - 1], cell->key->text), cell->value) != 0)
			fail_msg("%s of state %zu is filled in:\n%s", cell->key->text, said->number, text);
		return;
	}
	buf_init(&spelled);
	value_tla(&spelled, cell->value);
	ours = squeezed(spelled.data, spelled.length);
	theirs = squeezed(said->texts[i], strlen(said->texts[i]));
	if (strcmp(ours, theirs) != 0 && !is_value_of(cell->value, said->texts[i]))
		fail_msg("%s of state %zu is %s, not %s:\n%s", cell->key->text, said->number, ours, theirs,
		         text);
	cells_same++;
	free(ours);
	free(theirs);
	buf_release(&spelled);
}

/* Reads the text both ways; returns whether heddle read it at all. */
static bool compare_log(const char *text)
{
	static struct plain plain;
	struct trace *trace = NULL;
	struct err err = { .file = "" };
	size_t number = 0;

	if (trace_parse(text, strlen(text), "file", &trace, &err)) {
		assert_string_not_equal(err.what, "");
		return false;
	}
	read_plainly(text, &plain);
	if (trace->state_count > plain.count)
		fail_msg("%zu states instead of %zu:\n%s", trace->state_count, plain.count, text);
	for (size_t i = 0; i < trace->state_count; i++) {
		number = i ? number + 1 + trace->steps[i - 1].skipped : plain.states[0].number;
		assert_int_equal(number, plain.states[i].number);
		for (uint32_t j = 0; j < trace->states[i]->count; j++)
			assert_cell(trace, i, &trace->states[i]->pairs[j], &plain.states[i], text);
	}
	forget(&plain);
	trace_free(trace);
	return true;
}

/* Every state is one of the original's, but for what is marked. */
static const struct trace *original;

static bool is_state_of(const struct value *state, const struct value *real)
{
	if (state->count != real->count)
		return false;
	for (uint32_t i = 0; i < state->count; i++) {
		const struct value *cell = state->pairs[i].value;
		const struct value *same = value_get(real, state->pairs[i].key->text);

		if (!same || (!is_marked(cell) && value_compare(cell, same) != 0))
			return false;
	}
	return true;
}

static bool compare_states(const char *text)
{
	struct trace *trace = NULL;
	struct err err = { .file = "" };

	if (trace_parse(text, strlen(text), "file", &trace, &err)) {
		assert_string_not_equal(err.what, "");
		return false;
	}
	for (size_t i = 0; i < trace->state_count; i++) {
		size_t j = 0;

		while (j < original->state_count && !is_state_of(trace->states[i], original->states[j]))
			j++;
		if (j == original->state_count)
			fail_msg("state %zu is none of the file's:\n%s", i + 1, text);
		for (uint32_t k = 0; k < trace->states[i]->count; k++)
			cells_same += !is_marked(trace->states[i]->pairs[k].value);
	}
	trace_free(trace);
	return true;
}

/* --- changes ----------------------------------------------------------------------- */

typedef bool compare_fn(const char *text);

static size_t accepted;

static void try_text(compare_fn *compare, const char *text, size_t length, size_t from, size_t to,
                     const char *put)
{
	static unsigned nth;

	if (!share_has(nth++))
		return;

	struct buf changed;

	buf_init(&changed);
	buf_add(&changed, text, from);
	buf_add_text(&changed, put);
	buf_add(&changed, text + to, length - to);
	accepted += compare(changed.data);
	buf_release(&changed);
}

static void cut_everywhere(compare_fn *compare, const char *text, size_t length)
{
	for (size_t cut = 0; cut < length; cut++)
		try_text(compare, text, length, cut, length, "");
}

static void each_line(compare_fn *compare, const char *text, size_t length)
{
	for (size_t at = 0, end; at < length; at = end + 1) {
		struct buf line;

		end = at + strcspn(text + at, "\n");
		try_text(compare, text, length, at, end < length ? end + 1 : end, "");
		buf_init(&line);
		buf_add(&line, text + at, end - at);
		buf_add_char(&line, '\n');
		try_text(compare, text, length, at, at, line.data);
		buf_release(&line);
	}
}

/* Behind each line of a log that holds a variable. */
static void behind_lines(const char *text, size_t length)
{
	for (size_t at = 0, end; at < length; at = end + 1) {
		size_t name, size, value;

		end = at + strcspn(text + at, "\n");
		if (!is_variable(text + at, end - at, true, &name, &size, &value))
			continue;
		for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++)
			try_text(compare_log, text, length, end, end, behind[i]);
		/* In its own files TLC writes nothing between the lines. */
		for (size_t i = strstr(text, "STATE_1") ? 2 : 0; i < sizeof(between) / sizeof(between[0]);
		     i++) {
			size_t before = cells_marked;

			try_text(compare_log, text, length, end, end, between[i]);
			if (cells_marked != before)
				fail_msg("\"%s\" behind \"%.*s\" leaves a value unread", between[i],
				         (int)(end - at), text + at);
		}
	}
}

/* Before everything in a module that can follow a value. */
static void behind_values(const char *text, size_t length)
{
	bool quoted = false;

	for (size_t at = 0; at < length; at++) {
		quoted ^= text[at] == '"' && !(at && text[at - 1] == '\\');
		/* Behind an opening bracket is no value. */
		if (quoted || !strchr(",]})>", text[at]) || (at && strchr("-<{[(", text[at - 1])))
			continue;
		for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++)
			try_text(compare_states, text, length, at, at, behind[i]);
	}
}

static char *read_file(const char *name, size_t *length)
{
	char path[100], *text;

	snprintf(path, sizeof(path), "tests/traces/%s", name);
	assert_int_equal(file_read(path, FILE_READ_MAX, &text, length, NULL), 0);
	return text;
}

static void start(void)
{
	accepted = cells_same = cells_marked = 0;
}

/* --- the laws ------------------------------------------------------------------------ */

static const char *const logs[] = { "naive.txt",      "lasso.txt",
	                            "lasso-tool.txt", "deadlock.txt",
	                            "simulate.txt",   "two-phase.txt",
	                            "continue.txt",   "storage-cleaner-working-lasso.txt" };

static void a_log_that_was_changed_gives_what_it_says_or_marks_it(void **state)
{
	(void)state;
	start();
	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
		size_t length, before = cells_marked;
		char *text = read_file(logs[i], &length);

		assert_true(compare_log(text));
		assert_int_equal(cells_marked, before);
		cut_everywhere(compare_log, text, length);
		each_line(compare_log, text, length);
		behind_lines(text, length);
		free(text);
	}
	/* Or the law would hold for want of what was read. */
	assert_true(accepted > share_of(10000) && cells_same > share_of(100000) &&
	            cells_marked > share_of(1000));
}

/* Cuts and changes the file everywhere, and compares with the states of the whole one. */
static void change_file(const char *name)
{
	size_t length;
	char *text = read_file(name, &length);
	struct trace *trace = aid_parse(text);

	original = trace;
	cut_everywhere(compare_states, text, length);
	each_line(compare_states, text, length);
	behind_values(text, length);
	trace_free(trace);
	free(text);
}

static void a_module_that_was_changed_gives_what_it_says_or_marks_it(void **state)
{
	static const char *const files[] = { "lasso-counterexample.tla", "lasso-plain.tla",
		                             "lasso-ttrace.tla", "naive.tla" };

	(void)state;
	start();
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		change_file(files[i]);
	assert_true(accepted > share_of(1000) && cells_same > share_of(10000));
}

static void a_toolbox_export_that_was_changed_gives_what_it_says_or_marks_it(void **state)
{
	struct trace *trace = aid_open("tests/traces/naive.txt");
	struct buf text;

	(void)state;
	start();
	aid_write(trace, "toolbox", &text, NULL);
	original = trace;
	cut_everywhere(compare_states, text.data, text.length);
	each_line(compare_states, text.data, text.length);
	behind_values(text.data, text.length);
	assert_true(accepted > share_of(1000) && cells_same > share_of(10000));
	buf_release(&text);
	trace_free(trace);
}

static void json_that_was_changed_gives_what_it_says_or_is_refused(void **state)
{
	static const char *const files[] = { "quint.itf.json", "lasso.json", "values.json",
		                             "naive-states-only.json" };

	(void)state;
	start();
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		change_file(files[i]);
	assert_true(accepted > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_log_that_was_changed_gives_what_it_says_or_marks_it),
		cmocka_unit_test(a_module_that_was_changed_gives_what_it_says_or_marks_it),
		cmocka_unit_test(a_toolbox_export_that_was_changed_gives_what_it_says_or_marks_it),
		cmocka_unit_test(json_that_was_changed_gives_what_it_says_or_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
