/* What several formats of traces share: numbered states, and labels of steps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/trace.h>

#include "trace/label.h"
#include "trace/numbered_states.h"

static void a_loop_is_closed_once_and_from_the_last_state(void **state)
{
	struct trace *trace = trace_new();
	struct trace_step step = { 0 };
	struct numbered numbered;
	struct err err = { 0 };

	(void)state;
	numbered_init(&numbered, trace, 1, 3);
	assert_int_equal(numbered_step(&numbered, 1, 2, &step, &err), 0);
	assert_int_equal(numbered_step(&numbered, 1, 2, &step, &err), -1);
	assert_int_equal(numbered_step(&numbered, 2, 1, &step, &err), -1);
	assert_int_equal(numbered_step(&numbered, 3, 3, &step, &err), 0);
	assert_int_equal(trace->loop, 2);
	assert_int_equal(numbered_step(&numbered, 3, 1, &step, &err), -1);
	assert_string_equal(err.what, "a second step that closes the loop; expected one");
	assert_int_equal(trace->loop, 2);
	trace_free(trace);
}

static void a_label_is_a_name_arguments_and_a_place(void **state)
{
	static const struct {
		const char *text, *action;
		size_t arguments;
		const char *location;
	} labels[] = {
		{ "Next", "Next", 0, NULL },
		{ "Do it  (1, {2})", "Do it", 2, NULL },
		{ "Next  line 3, col 1 to line 4, col 2 of module M", "Next", 0,
		  "line 3, col 1 to line 4, col 2 of module M" },
		{ "Next(7)  line 3", "Next", 1, "line 3" },
		{ " ", NULL, 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		struct arena *arena = arena_new();
		struct trace_step step;

		label_read(labels[i].text, strlen(labels[i].text), arena, &step);
		assert_int_equal(!step.action, !labels[i].action);
		if (step.action)
			assert_string_equal(step.action, labels[i].action);
		assert_int_equal(step.arg_count, labels[i].arguments);
		assert_int_equal(!step.location, !labels[i].location);
		if (step.location)
			assert_string_equal(step.location, labels[i].location);
		arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_loop_is_closed_once_and_from_the_last_state),
		cmocka_unit_test(a_label_is_a_name_arguments_and_a_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
