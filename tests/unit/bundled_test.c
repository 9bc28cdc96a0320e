/*
 * The annotated traces that heddle comes with: each opens on its design, breaks it at its last
 * step and not before, is as short as can be, and says something on the way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/bundled.h>
#include <heddle/check.h>
#include <heddle/design.h>
#include <heddle/file.h>
#include <heddle/mem.h>
#include <heddle/trace.h>

#include "play.h"

/* Nobody reads more than three lines of 75 columns while somebody else talks. */
enum { NOTE_MOST = 225 };

/* What is looked for at most to see that a trace is a shortest one.  It leaves one out, that of
 * storage-cleaner-kill: it takes five million states. */
enum { STATES_MOST = 1000000 };

static struct session *open_at_end(const struct bundled *row)
{
	struct session *session = opened(row->name, NULL, NULL);

	while (session_redo(session))
		;
	return session;
}

static void all_designs_with_a_counterexample_have_a_trace(void **state)
{
	(void)state;
	static const char *const designs[] = { "naive", "improved", "storage-cleaner-naive",
		                               "storage-cleaner-improved", "storage-cleaner-kill" };

	for (size_t i = 0; i < sizeof(designs) / sizeof(*designs); i++) {
		char name[100] = "traces/";
		struct session *session = opened(strcat(name, designs[i]), NULL, NULL);

		assert_non_null(session->design);
		assert_string_equal(design_name(session->design), designs[i]);
		session_free(session);
	}
}

static void bundled_traces_are_the_files_in_traces(void **state)
{
	(void)state;
	for (const struct bundled *row = bundled_traces; row->name; row++) {
		char path[200];
		char *text;
		size_t length;
		struct err err = { 0 };

		snprintf(path, sizeof(path), "%s.itf.json", row->name);
		assert_int_equal(file_read(path, 1 << 20, &text, &length, &err), 0);
		assert_int_equal(length, row->length);
		assert_memory_equal(text, row->text, length);
		free(text);
	}
}

static void bundled_traces_fit_the_current_designs(void **state)
{
	(void)state;
	for (const struct bundled *row = bundled_traces; row->name; row++) {
		struct trace *trace;
		struct err err = { 0 };
		struct session *session;

		assert_int_equal(trace_parse(row->text, row->length, row->name, &trace, &err), 0);
		assert_non_null(trace->heddle);
		session = opened(row->name, NULL, NULL);
		assert_non_null(session->design);
		assert_string_equal(design_name(session->design), trace->heddle->design);
		assert_string_equal(design_checksum(session->design), trace->heddle->checksum);
		assert_int_equal(session->now.depth, 0);
		session_free(session);
		trace_free(trace);
	}
}

static void bundled_traces_break_a_property_only_at_their_last_step(void **state)
{
	(void)state;
	for (const struct bundled *row = bundled_traces; row->name; row++) {
		struct session *session = open_at_end(row);
		unsigned last = session->now.depth;

		assert_true(last > 0);
		assert_true(session->now.broken != 0);
		while (session_undo(session))
			assert_int_equal(session->now.broken, 0);
		session_free(session);
	}
}

static void bundled_traces_have_notes(void **state)
{
	(void)state;
	for (const struct bundled *row = bundled_traces; row->name; row++) {
		struct session *session = open_at_end(row);
		unsigned noted = 0, steps = session->now.depth;

		assert_true(session->title && *session->title);
		assert_true(session->description && *session->description);
		do {
			const char *note = history_note(session->history, session->now.node);

			assert_true(note || (session->now.depth != 0 && session->now.depth != steps));
			if (note)
				assert_in_range(strlen(note), 20, NOTE_MOST);
			noted += note != NULL;
		} while (session_undo(session));
		assert_true(noted > steps / 2);
		session_free(session);
	}
}

static void bundled_traces_are_shortest_counterexamples(void **state)
{
	(void)state;
	for (const struct bundled *row = bundled_traces; row->name; row++) {
		struct session *session = open_at_end(row);
		struct check_options options = { .properties = session->properties,
			                         .max_states = STATES_MOST };
		struct check_result result;
		struct scope scope = session->scope;
		struct model *model;
		struct err err = { 0 };

		assert_int_equal(design_compile(session->design, &scope, NULL, true, &model, &err), 0);
		check_run(model, &options, &result);
		if (result.verdict != CHECK_LIMIT) {
			assert_int_equal(result.verdict, CHECK_VIOLATED);
			assert_int_equal(result.traces[0].length, session->now.depth);
		}
		check_result_release(&result);
		model_free(model);
		session_free(session);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_designs_with_a_counterexample_have_a_trace),
		cmocka_unit_test(bundled_traces_are_the_files_in_traces),
		cmocka_unit_test(bundled_traces_fit_the_current_designs),
		cmocka_unit_test(bundled_traces_break_a_property_only_at_their_last_step),
		cmocka_unit_test(bundled_traces_have_notes),
		cmocka_unit_test(bundled_traces_are_shortest_counterexamples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
