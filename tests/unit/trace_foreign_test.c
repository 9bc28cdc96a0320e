/*
 * Traces as older versions, shells and loggers leave them.
 */
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

#include "trace_aid.h"

/* Every line of a file behind one of the margins in turn. */
static struct trace *behind(const char *path, const char *const *margins, size_t count)
{
	char *text, *rest, *line;
	size_t length, i = 0;
	struct buf out;

	assert_int_equal(file_read(path, FILE_READ_MAX, &text, &length, NULL), 0);
	buf_init(&out);
	for (rest = text; (line = strsep(&rest, "\n"));)
		buf_printf(&out, "%s%s\n", margins[i++ % count], line);
	free(text);

	struct trace *trace = aid_parse(out.data);

	buf_release(&out);
	return trace;
}

static void a_prefix_of_every_line_of_a_log_does_not_matter(void **state)
{
	static const char *const margins[][3] = {
		{ "2026-01-05T10:11:12.3456789Z ", "2026-01-05T10:11:13.0000000Z ",
		  "2027-10-31T00:00:00.9999999Z " },
		{ "tlc_1  | ", "tlc_1  | ", "tlc_1  | " },
		{ "> ", "> ", "> " },
		{ "\x1b[2m[12:00:00]\x1b[0m ", "\x1b[2m[12:00:01]\x1b[0m ", "\x1b[2m[12:59:59]\x1b[0m " },
	};
	static const char *const files[] = { "naive.txt", "lasso-tool.txt", "deadlock.txt" };

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char path[100];

		snprintf(path, sizeof(path), "tests/traces/%s", files[i]);

		struct trace *plain = aid_open(path);

		for (size_t j = 0; j < sizeof(margins) / sizeof(margins[0]); j++) {
			struct trace *trace = behind(path, margins[j], 3);

			assert_string_equal(trace->format, "tlc-text");
			aid_assert_same(trace, plain);
			trace_free(trace);
		}
		trace_free(plain);
	}
}

static void colours_in_the_headings_of_a_log_do_not_matter(void **state)
{
	struct trace *trace = aid_parse(
	        "TLC2 Version 2026\n"
	        "\x1b[31mError: Temporal property \x1b[1mLive\x1b[0m was violated.\n\n"
	        "\x1b[1mState\x1b[22m \x1b[32m1:\x1b[0m <Initial predicate>\n/\\ x = 1\n\n"
	        "State \x1b[01;31m\x1b[K2\x1b[m\x1b[K: \x1b[32m<A(1) line 1, col 1 to line 1, col 2 "
	        "of module M>\x1b[0m\r\n/\\ x = 2\n\n"
	        "\x1b[31mBack to state \x1b[1m1\x1b[0m: <B line 1, col 1 to line 1, col 2 of "
	        "module M>\n");

	(void)state;
	assert_int_equal(trace->state_count, 2);
	assert_string_equal(trace->claims, "Live");
	assert_string_equal(trace->steps[0].action, "A");
	assert_int_equal(trace->steps[0].arg_count, 1);
	assert_string_equal(trace->back.action, "B");
	assert_int_equal(trace->loop, 0);
	trace_free(trace);
}

static void a_blank_line_may_have_lost_the_end_of_its_prefix(void **state)
{
	struct trace *trace = aid_parse("tlc | State 1: <Initial predicate>\r\n"
	                                "tlc | /\\ x = 1\r\n"
	                                "tlc |\r\n"
	                                "tlc | State 2: <A line 1, col 1 to line 1, col 2 of "
	                                "module M>\r\n"
	                                "tlc | /\\ x = 2\r\n");

	(void)state;
	assert_int_equal(trace->state_count, 2);
	assert_string_equal(trace->steps[0].action, "A");
	trace_free(trace);
}

static void places_after_a_prefix_are_those_of_the_file(void **state)
{
	static const char text[] =
	        "> State 1: <Initial predicate>\n> /\\ x = <<1,\n>   2>>\n> Back to state 9: <A>\n";
	struct trace *trace;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(trace_parse(text, strlen(text), "text", &trace, &err), -1);
	assert_string_equal(err.place, "line 4, column 19");
}

static void a_log_without_its_beginning_starts_with_the_first_state_it_has(void **state)
{
	struct trace *trace = aid_parse("   2>>\n\n"
	                                "State 3: <A line 1, col 1 to line 1, col 2 of module M>\n"
	                                "/\\ x = 3\n\n"
	                                "State 4: <B line 1, col 1 to line 1, col 2 of module M>\n"
	                                "/\\ x = 4\n\n"
	                                "Back to state 3: <C line 1, col 1 to line 1, col 2 of "
	                                "module M>\n");

	(void)state;
	assert_string_equal(trace->format, "tlc-text");
	assert_int_equal(trace->state_count, 2);
	aid_assert_shows(trace, 0, "x", "3");
	assert_string_equal(trace->steps[0].action, "B");
	assert_int_equal(trace->loop, 0);
	assert_string_equal(trace->back.action, "C");
	trace_free(trace);
}

static void the_first_tlc_wrote_its_states_in_capitals(void **state)
{
	struct trace *trace = aid_parse("Error: Temporal properties were violated.\n"
	                                "The following behaviour constitutes a counter-example:\n\n"
	                                "STATE 1: <Initial predicate>\n/\\ x = 0\n\n"
	                                "STATE 2: <Action line 9, col 9 to line 9, col 18 of module S>\n"
	                                "/\\ x = 1\n\n"
	                                "STATE 3: Stuttering\n");

	(void)state;
	assert_int_equal(trace->state_count, 2);
	assert_int_equal(trace->loop, 1);
	trace_free(trace);
}

static void a_log_that_a_windows_shell_wrote_is_utf_16(void **state)
{
	static const char said[] = "State 1: <Initial predicate>\r\nx = \"";
	struct trace *plain = aid_parse("State 1: <Initial predicate>\nx = \"é𝒳\"\n");

	(void)state;
	for (int little = 0; little < 2; little++) {
		static const uint16_t units[] = { 0xe9, 0xd835, 0xdcb3, '"', '\r', '\n' };
		char text[200];
		size_t length = 0;
		struct trace *trace;

		text[length++] = little ? '\xff' : '\xfe';
		text[length++] = little ? '\xfe' : '\xff';
		for (size_t i = 0; i < strlen(said) + 6; i++) {
			uint16_t unit = i < strlen(said) ? (uint16_t)said[i] : units[i - strlen(said)];

			text[length++] = (char)(little ? unit & 0xff : unit >> 8);
			text[length++] = (char)(little ? unit >> 8 : unit & 0xff);
		}
		assert_int_equal(trace_parse(text, length, "text", &trace, NULL), 0);
		aid_assert_same(trace, plain);
		trace_free(trace);
	}
	trace_free(plain);
}

static void the_first_trace_explorer_modules_substituted_a_definition_for_the_trace(void **state)
{
	struct trace *trace =
	        aid_parse("---- CONFIG M_TTrace ----\nCONSTANTS\n_TETrace <- def_ov_16\n\n"
	                  "INIT _SpecTEInit\n================\n\n"
	                  "---- MODULE M_TTrace ----\n"
	                  "def_ov_16 == TTraceTraceDef!def_ov_16\n"
	                  "_SpecTENext ==\n  \\E i,j \\in DOMAIN _TETrace:\n"
	                  "    \\/ j = i + 1\n    \\/ /\\ i = 2\n       /\\ j = 1\n"
	                  "================\n\n"
	                  "---- MODULE TTraceTraceDef ----\ndef_ov_16 == \n    <<\n"
	                  "    ([x |-> (0 :> \"a\")]),\n    ([x |-> (0 :> \"b\")])\n    >>\n----\n");

	(void)state;
	assert_string_equal(trace->format, "ttrace");
	assert_int_equal(trace->state_count, 2);
	aid_assert_shows(trace, 1, "x", "(0 :> \"b\")");
	assert_int_equal(trace->loop, 0);
	trace_free(trace);
}

static void states_may_be_counted_from_any_number(void **state)
{
	static const char *const texts[] = {
		"{\"state\":[[1,{\"x\":6}],[0,{\"x\":5}]],\"vars\":[\"x\"],"
		"\"action\":[[[0,{}],{\"name\":\"A\"},[1,{}]],[[1,{}],{\"name\":\"B\"},[0,{}]]]}",
		"{\"counterexample\":{\"state\":[[8,{\"x\":5}],[9,{\"x\":6}]],"
		"\"action\":[[[8,{}],{\"name\":\"A\"},[9,{}]],[[9,{}],{\"name\":\"B\"},[8,{}]]]}}",
		"CounterExample == [state |-> {<<8, [x |-> 5]>>, <<9, [x |-> 6]>>}, action |-> {"
		"<<<<8, [x |-> 5]>>, [name |-> \"A\"], <<9, [x |-> 6]>>>>, "
		"<<<<9, [x |-> 6]>>, [name |-> \"B\"], <<8, [x |-> 5]>>>>}]",
		"[{\"no\":0,\"name\":\"I\",\"state\":{\"x\":5}},{\"no\":1,\"name\":\"A\",\"state\":"
		"{\"x\":6}}]",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct trace *trace = aid_parse(texts[i]);

		assert_int_equal(trace->state_count, 2);
		aid_assert_shows(trace, 0, "x", "5");
		assert_string_equal(trace->steps[0].action, "A");
		assert_int_equal(trace->loop, i < 3 ? 0 : -1);
		trace_free(trace);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_prefix_of_every_line_of_a_log_does_not_matter),
		cmocka_unit_test(colours_in_the_headings_of_a_log_do_not_matter),
		cmocka_unit_test(a_blank_line_may_have_lost_the_end_of_its_prefix),
		cmocka_unit_test(places_after_a_prefix_are_those_of_the_file),
		cmocka_unit_test(a_log_without_its_beginning_starts_with_the_first_state_it_has),
		cmocka_unit_test(the_first_tlc_wrote_its_states_in_capitals),
		cmocka_unit_test(a_log_that_a_windows_shell_wrote_is_utf_16),
		cmocka_unit_test(the_first_trace_explorer_modules_substituted_a_definition_for_the_trace),
		cmocka_unit_test(states_may_be_counted_from_any_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
