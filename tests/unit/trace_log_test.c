/*
 * Logs of TLC: states, steps, verdicts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/err.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "trace_aid.h"

static void a_log_has_states_steps_and_the_violated_invariant(void **state)
{
	struct trace *trace = aid_open("tests/traces/naive.txt");

	(void)state;
	assert_string_equal(trace->format, "tlc-text");
	assert_string_equal(trace->claims, "ConsistentReads");
	assert_int_equal(trace->state_count, 7);
	assert_false(trace->types_lost);
	assert_string_equal(trace->steps[0].action, "StartWrite");
	assert_int_equal(trace->steps[0].args[0]->kind, VALUE_MODEL);
	assert_string_equal(trace->steps[0].location, "line 145, col 5 to line 169, col 50 of module naive");
	aid_assert_shows(trace, 3, "databaseState", "(u1 :> m1)");
	aid_assert_shows(trace, 6, "operations[2].image", "\"UNSET\"");
	trace_free(trace);
}

static void a_deadlock_is_claimed_and_lone_variables_need_no_bullet(void **state)
{
	struct trace *trace = aid_open("tests/traces/deadlock.txt");

	(void)state;
	assert_string_equal(trace->claims, TRACE_DEADLOCK);
	assert_int_equal(trace->state_count, 3);
	aid_assert_shows(trace, 2, "x", "2");
	trace_free(trace);
}

static void stuttering_ends_a_log_and_a_frame(void **state)
{
	static const char *const logs[] = {
		"State 1: <Initial predicate>\nx = 0\n\nState 2: Stuttering\n",
		"@!@!@STARTMSG 2217:4 @!@!@\n1: <Initial predicate>\nx = 0\n\n@!@!@ENDMSG 2217 "
		"@!@!@\n"
		"@!@!@STARTMSG 2218:4 @!@!@\n2: Stuttering\n@!@!@ENDMSG 2218 @!@!@\n",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct trace *trace = aid_parse(logs[i]);

		assert_int_equal(trace->state_count, 1);
		assert_int_equal(trace->loop, 0);
		trace_free(trace);
	}
}

static void a_violated_initial_state_is_in_the_message_itself(void **state)
{
	static const char *const logs[] = {
		"TLC2 Version 2\nError: Invariant I is violated by the initial state:\n/\\ x = 0\n"
		"/\\ y = {}\n\nFinished in 01s\n",
		"@!@!@STARTMSG 2107:1 @!@!@\nInvariant I is violated by the initial state:\n"
		"/\\ x = 0\n/\\ y = {}\n\n@!@!@ENDMSG 2107 @!@!@\n",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct trace *trace = aid_parse(logs[i]);

		assert_int_equal(trace->state_count, 1);
		assert_string_equal(trace->claims, "I");
		aid_assert_shows(trace, 0, "y", "{}");
		trace_free(trace);
	}
}

static const char several[] = "Error: Invariant A is violated.\n"
                              "Error: The behavior up to this point is:\n"
                              "State 1: <Initial predicate>\nx = 0\n\n"
                              "State 2: <Up line 1, col 1 to line 1, col 2 of module M>\nx = 1\n\n"
                              "Progress(2) at 2026-11-22\n"
                              "Error: Invariant B is violated.\n"
                              "State 1: <Initial predicate>\nx = 5\n\n"
                              "3 states generated\n";

static void a_log_of_several_traces_is_read_by_number(void **state)
{
	struct trace *trace = aid_parse(several), *second = NULL, *third = NULL;
	struct err err = { .file = "" };

	(void)state;
	assert_int_equal(trace->of, 2);
	assert_int_equal(trace->state_count, 2);
	assert_string_equal(trace->claims, "A");
	assert_int_equal(trace_parse_nth(several, sizeof(several) - 1, "log", 2, &second, &err), 0);
	assert_int_equal(second->which, 2);
	assert_int_equal(second->state_count, 1);
	assert_string_equal(second->claims, "B");
	aid_assert_shows(second, 0, "x", "5");
	assert_int_equal(trace_parse_nth(several, sizeof(several) - 1, "log", 3, &third, &err), -1);
	assert_null(third);
	assert_string_equal(err.file, "log");
	assert_non_null(strstr(err.what, "2 traces"));
	assert_non_null(strstr(err.remedy, "1 to 2"));
	trace_free(trace);
	trace_free(second);
}

static void a_difftrace_keeps_what_it_does_not_repeat(void **state)
{
	struct trace *trace = aid_parse("State 1: <Initial predicate>\n/\\ x = 0\n/\\ y = <<>>\n\n"
	                                "State 2: <A line 1, col 1 to line 1, col 2 of module M>\n"
	                                "/\\ y = <<1>>\n\n"
	                                "State 3: <B line 1, col 1 to line 1, col 2 of module M>\n\n"
	                                "State 4: <B line 1, col 1 to line 1, col 2 of module M>\n"
	                                "x = 2\n\nFinished\n");

	(void)state;
	assert_int_equal(trace->state_count, 4);
	aid_assert_shows(trace, 1, "x", "0");
	aid_assert_shows(trace, 2, "y", "<<1>>");
	aid_assert_shows(trace, 3, "x", "2");
	trace_free(trace);
}

static void colours_line_ends_and_prints_do_not_matter(void **state)
{
	struct trace *trace =
	        aid_parse("<<\"State 7:\", 3>>\r\n\x1b[31mError: Invariant I is violated.\x1b[0m\r\n"
	                  "\x1b[1mState 1: <Initial predicate>\x1b[0m\r\n/\\ \x1b[32mx = 0\x1b[0m\r\n"
	                  "/\\ y = <<1,\r\n  2>>\r\n\r\n"
	                  "State 2: <Next>\r\n/\\ x = 1\r\n/\\ y = <<>>\r\n\r\n"
	                  "Progress(9)\r\n");

	(void)state;
	assert_string_equal(trace->claims, "I");
	assert_int_equal(trace->state_count, 2);
	assert_string_equal(trace->steps[0].action, "Next");
	aid_assert_shows(trace, 0, "y", "<<1, 2>>");
	trace_free(trace);
}

/* As TLC prints them, but for the states between. */
static void why_the_run_ended_is_quoted_from_the_log(void **state)
{
	static const char first[] = "State 1: <Initial predicate>\n/\\ x = 0\n/\\ y = <<>>\n\n";
	static const struct {
		const char *before, *after, *claims, *ended;
	} cases[] = {
		{ "Error: The first argument of Assert evaluated to FALSE; the second argument was:\n"
		  "\"too \\\"big\\\" now\"\nError: The behavior up to this point is:\n",
		  "Error: The error occurred when TLC was evaluating the nested\n"
		  "expressions at the following positions:\n0. Line 5, column 9 to line 5, column 64 in M\n",
		  NULL,
		  "The first argument of Assert evaluated to FALSE; the second argument was: "
		  "\"too \\\"big\\\" now\"" },
		{ "Error: Attempted to apply Head to the empty sequence.\n"
		  "Error: The behavior up to this point is:\n",
		  "", NULL, "Attempted to apply Head to the empty sequence." },
		{ "Error: Evaluating invariant Inv failed.\n"
		  "Attempted to apply Head to the empty sequence.\n"
		  "Error: The behavior up to this point is:\n",
		  "", NULL,
		  "Evaluating invariant Inv failed. Attempted to apply Head to the empty sequence." },
		{ "Error: TLC threw an unexpected exception.\n"
		  "This was probably caused by an error in the spec or model.\n"
		  "See the User Output or TLC Console for clues to what happened.\n"
		  "The exception was a java.lang.RuntimeException\n"
		  ": Attempted to check equality of string \"a\" with non-string:\n1\n"
		  "Error: The behavior up to this point is:\n",
		  "Error: TLC was unable to fingerprint.\n", NULL,
		  "Attempted to check equality of string \"a\" with non-string: 1" },
		{ "Error: Invariant is violated.\nError: The behavior up to this point is:\n", "", NULL,
		  "Invariant is violated." },
		{ "@!@!@STARTMSG 2110:1 @!@!@\nInvariant is violated.\n@!@!@ENDMSG 2110 @!@!@\n", "", NULL,
		  "Invariant is violated." },
		{ "@!@!@STARTMSG 2132:1 @!@!@\n"
		  "The first argument of Assert evaluated to FALSE; the second argument was:\n"
		  "<<\"too big\", 2>>\n@!@!@ENDMSG 2132 @!@!@\n@!@!@STARTMSG 2121:1 @!@!@\n"
		  "The behavior up to this point is:\n@!@!@ENDMSG 2121 @!@!@\n",
		  "", NULL,
		  "The first argument of Assert evaluated to FALSE; the second argument was: <<\"too big\", "
		  "2>>" },
		{ "Error: Temporal properties P and Q were violated.\n\n"
		  "Error: The following behavior constitutes a counter-example:\n\n",
		  "", NULL, "Temporal properties P and Q were violated." },
		{ "Error: Temporal properties were violated.\n", "", NULL,
		  "Temporal properties were violated." },
		{ "Error: Temporal property Live was violated.\n\n"
		  "Error: The following behavior constitutes a counter-example:\n\n",
		  "", "Live", NULL },
		{ "Error: Action property P is violated.\n", "", "P", NULL },
		{ "Error: Deadlock reached.\nError: The behavior up to this point is:\n", "", TRACE_DEADLOCK,
		  NULL },
		{ "Error: Invariant Inv is violated.\n", "", "Inv", NULL },
		{ "Warning: something else\n", "", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct trace *trace = aid_parsef("TLC2 Version 2026\n%s%s%s1 states generated\n",
		                                 cases[i].before, first, cases[i].after);

		assert_true(!trace->claims == !cases[i].claims && !trace->ended == !cases[i].ended);
		if (cases[i].claims)
			assert_string_equal(trace->claims, cases[i].claims);
		if (cases[i].ended)
			assert_string_equal(trace->ended, cases[i].ended);
		assert_int_equal(trace->remark_count, 0);
		aid_assert_shows(trace, 0, "y", "<<>>");
		trace_free(trace);
	}
}

static void a_variable_that_was_not_assigned_has_no_value(void **state)
{
	struct trace *trace = aid_parse(
	        "Error: Successor state is not completely specified by the next-state action. The following "
	        "variable is not defined: y.\n\nError: The behavior up to this point is:\n"
	        "State 1: <Initial predicate>\n/\\ x = null\n/\\ y = <<>>\n\n"
	        "State 2: <Next line 5, col 9 to line 5, col 39 of module M>\n/\\ x = 1\n/\\ y = null\n\n");

	(void)state;
	assert_int_equal(value_get(trace->states[0], "x")->kind, VALUE_MODEL);
	assert_int_equal(value_get(trace->states[1], "y")->kind, VALUE_OPAQUE);
	assert_non_null(strstr(trace->ended, "variable is not defined: y."));
	trace_free(trace);
	trace = aid_parse("Error: current state is not a legal state\nWhile working on the initial state:\n"
	                  "/\\ x = 0\n/\\ y = null\n\nFinished in 01s\n");
	assert_int_equal(trace->state_count, 1);
	assert_int_equal(value_get(trace->states[0], "y")->kind, VALUE_OPAQUE);
	assert_string_equal(trace->ended, "current state is not a legal state");
	trace_free(trace);
	/* Elsewhere it is a model value like any other. */
	trace = aid_parse("Error: Deadlock reached.\nState 1: <Initial predicate>\nx = null\n\n");
	assert_int_equal(value_get(trace->states[0], "x")->kind, VALUE_MODEL);
	trace_free(trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_log_has_states_steps_and_the_violated_invariant),
		cmocka_unit_test(a_deadlock_is_claimed_and_lone_variables_need_no_bullet),
		cmocka_unit_test(stuttering_ends_a_log_and_a_frame),
		cmocka_unit_test(a_violated_initial_state_is_in_the_message_itself),
		cmocka_unit_test(a_log_of_several_traces_is_read_by_number),
		cmocka_unit_test(a_difftrace_keeps_what_it_does_not_repeat),
		cmocka_unit_test(colours_line_ends_and_prints_do_not_matter),
		cmocka_unit_test(why_the_run_ended_is_quoted_from_the_log),
		cmocka_unit_test(a_variable_that_was_not_assigned_has_no_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
