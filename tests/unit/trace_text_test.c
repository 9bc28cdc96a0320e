/*
 * The formats that are TLA+ text, a list for the site, or a line of steps.
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
#include <heddle/value.h>

#include "trace_aid.h"

static void a_log_tells_states_steps_and_the_violated_invariant(void **state)
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

static void all_forms_of_one_counterexample_say_the_same(void **state)
{
	static const char *const names[] = { "naive", "improved", "storage-cleaner-naive-published" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char path[100];
		struct trace *traces[3];
		static const char *const ends[] = { "txt", "tla", "json" };

		for (size_t j = 0; j < 3; j++) {
			snprintf(path, sizeof(path), "tests/traces/%s.%s", names[i], ends[j]);
			traces[j] = aid_open(path);
		}
		traces[0]->claims = NULL;
		aid_assert_same(traces[0], traces[1]);
		aid_assert_matches(traces[2], traces[1]);
		for (size_t j = 0; j < 3; j++)
			trace_free(traces[j]);
	}
}

static void a_lasso_is_the_same_in_every_form_that_can_tell_it(void **state)
{
	static const struct {
		const char *file, *format;
		bool named, claims;
	} files[] = {
		{ "lasso.txt", "tlc-text", true, true },
		{ "lasso-tool.txt", "tlc-text", true, true },
		{ "lasso-counterexample.tla", "tlc-tla", true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char path[100];

		snprintf(path, sizeof(path), "tests/traces/%s", files[i].file);

		struct trace *trace = aid_open(path);

		assert_string_equal(trace->format, files[i].format);
		assert_int_equal(trace->state_count, 4);
		assert_int_equal(trace->loop, 2);
		assert_string_equal(trace->back.action, "Back");
		assert_string_equal(trace->steps[1].action, "Go");
		assert_string_equal(trace->steps[1].args[0]->text, "b");
		assert_int_equal(trace->steps[2].arg_count, 0);
		if (files[i].claims)
			assert_string_equal(trace->claims, "Live");
		else
			assert_null(trace->claims);
		aid_assert_shows(trace, 2, "f", "(a :> \"go\" @@ b :> \"go\")");
		trace_free(trace);
	}
}

static void a_sequence_of_states_has_no_steps(void **state)
{
	struct trace *trace = aid_open("tests/traces/lasso-plain.tla");

	(void)state;
	assert_string_equal(trace->format, "tlc-plain");
	assert_int_equal(trace->state_count, 4);
	assert_null(trace->steps[0].action);
	assert_int_equal(trace->loop, -1);
	trace_free(trace);
}

static void a_trace_module_tells_its_loop_in_the_config(void **state)
{
	struct trace *trace = aid_open("tests/traces/lasso-ttrace.tla");

	(void)state;
	assert_string_equal(trace->format, "ttrace");
	assert_int_equal(trace->state_count, 4);
	assert_int_equal(trace->loop, 2);
	aid_assert_shows(trace, 3, "q", "<<a, a>>");
	trace_free(trace);
}

static void an_older_trace_module_tells_its_loop_in_next(void **state)
{
	struct trace *trace = aid_parse("---- MODULE M ----\n_next ==\n  \\/ /\\ j = i + 1\n"
	                                "  \\/ /\\ i = 2\n     /\\ j = 1\n----\n"
	                                "_TETrace == <<[x |-> 0], ([x |-> 1])>>\n====\n");

	(void)state;
	assert_string_equal(trace->format, "ttrace");
	assert_int_equal(trace->loop, 0);
	trace_free(trace);
}

static void a_simulation_has_its_steps_in_comments(void **state)
{
	struct trace *trace = aid_open("tests/traces/simulate.txt");

	(void)state;
	assert_string_equal(trace->format, "tlc-simulate");
	assert_int_equal(trace->state_count, 3);
	assert_string_equal(trace->steps[1].action, "Next");
	aid_assert_shows(trace, 2, "x", "2");
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

static void a_violated_initial_state_stands_in_the_message_itself(void **state)
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

static void every_kind_of_tla_value_is_read(void **state)
{
	static const struct {
		const char *text, *same;
	} cases[] = {
		{ "\"q\\\"x\\\\y\\n\\t\"", NULL },
		{ "\"\"", NULL },
		{ "m1", NULL },
		{ "2pc", NULL },
		{ "<<1, <<>>, <<a>>>>", NULL },
		{ "{ 3,\n 1,2 , 1}", "{1, 2, 3}" },
		{ "[a|->1,b |-> [c |-> {}]]", "[a |-> 1, b |-> [c |-> {}]]" },
		{ "( s2 :>\n 1 @@ s1 :> 2 )", "(s1 :> 2 @@ s2 :> 1)" },
		{ "({1} :> (<<1>> :> \"x\"))", NULL },
		{ "-5", NULL },
		{ "123456789012345678901234567890", NULL },
		{ "-9223372036854775808", NULL },
		{ "TRUE", NULL },
		{ "1..3", "{1, 2, 3}" },
		{ "-1 .. 1", "{-1, 0, 1}" },
		{ "3..1", "{}" },
		{ "((4))", "4" },
		{ "Variant(\"Some\", <<1>>)", NULL },
		{ "(* a (* comment *) *) 1 \\* more", "1" },
		{ "\"\x1b[2J\xe2\x80\xae\"", "\"\\\\e[2J\\\\u{202e}\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[300];

		snprintf(text, sizeof(text), "State 1: <Initial predicate>\n/\\ x = %s\n/\\ y = 0\n",
		         cases[i].text);

		struct trace *trace = aid_parse(text);

		aid_assert_shows(trace, 0, "x", cases[i].same ? cases[i].same : cases[i].text);
		trace_free(trace);
	}
}

static const char exported[] = "<<\n[\n _TEAction |-> [\n   position |-> 1,\n"
                               "   name |-> \"Initial predicate\",\n"
                               "   location |-> \"Unknown location\"\n ],\n x |-> FALSE,\n"
                               " y |-> <<m, 1>>\n],\n[\n _TEAction |-> [\n   position |-> 2,\n"
                               "   name |-> \"B\",\n"
                               "   location |-> \"line 14, col 6 to line 16, col 19 of module M\"\n"
                               " ],\n x |-> TRUE,\n y |-> <<>>\n]\n>>\n";

static void the_toolboxs_export_is_found_in_its_surroundings_and_written_alike(void **state)
{
	char text[1000];
	struct buf out;

	(void)state;
	snprintf(text, sizeof(text), "ErrorTrace == \n%s\n====\n", exported);

	struct trace *trace = aid_parse(text);

	assert_string_equal(trace->format, "toolbox");
	assert_int_equal(trace->state_count, 2);
	assert_int_equal(trace->var_count, 2);
	assert_string_equal(trace->steps[0].action, "B");
	assert_non_null(strstr(trace->steps[0].location, "line 14"));
	aid_write(trace, "toolbox", &out, NULL);
	assert_string_equal(out.data, exported);
	buf_release(&out);
	trace_free(trace);
}

static void the_module_is_written_as_tlc_writes_it(void **state)
{
	static const char *const files[] = { "naive", "improved", "storage-cleaner-naive-published",
		                             "lasso-counterexample" };

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char path[100], *text, *body;
		size_t length;
		struct err err;
		struct buf out;

		snprintf(path, sizeof(path), "tests/traces/%s.tla", files[i]);
		assert_int_equal(file_read(path, FILE_READ_MAX, &text, &length, &err), 0);

		struct trace *trace = aid_open(path);

		aid_write(trace, "tlc-tla", &out, NULL);
		while (length && text[length - 1] == '\n')
			text[--length] = '\0';
		while (out.length && out.data[out.length - 1] == '\n')
			out.data[--out.length] = '\0';
		/* The name of the module is free. */
		body = strchr(text, '\n');
		assert_string_equal(strchr(out.data, '\n'), body);
		buf_release(&out);
		trace_free(trace);
		free(text);
	}
}

static void the_sites_list_is_read_and_written(void **state)
{
	static const char list[] = "[{\"no\":1,\"name\":\"Initial predicate\",\"state\":{\"x\":[]}},"
	                           "{\"no\":2,\"name\":\"Up\",\"state\":{\"x\":[\"a\"]}}]\n";
	struct trace *trace = aid_parse(list);
	struct buf out;

	(void)state;
	assert_string_equal(trace->format, "tutorial");
	assert_true(trace->types_lost);
	assert_string_equal(trace->steps[0].action, "Up");
	aid_write(trace, "tutorial", &out, NULL);
	assert_string_equal(out.data, list);
	buf_release(&out);
	trace_free(trace);
}

static void a_schedule_has_steps_and_no_states(void **state)
{
	static const char text[] =
	        "# heddle schedule: design=naive checksum=0123456789abcdef servers=1 users=2\n"
	        "s1 StartWrite u1 m1 i1; s1 WriteMetadata; TimePasses\n";
	struct trace *trace = aid_parse(text);
	const struct trace_meta *meta = trace->heddle;
	struct buf out, lost;
	struct err err = { .file = "" };

	(void)state;
	assert_string_equal(trace->format, "schedule");
	assert_int_equal(trace->state_count, 0);
	assert_string_equal(meta->design, "naive");
	assert_string_equal(meta->checksum, "0123456789abcdef");
	assert_int_equal(meta->scope_count, 2);
	assert_string_equal(meta->scope[1].option, "users");
	assert_int_equal(meta->scope[1].number, 2);
	assert_int_equal(meta->node_count, 4);
	assert_int_equal(meta->nodes[3].parent, 2);
	assert_string_equal(meta->nodes[1].step, "s1 StartWrite u1 m1 i1");
	assert_int_equal(meta->tip, 3);
	buf_init(&lost);
	aid_write(trace, "schedule", &out, &lost);
	assert_string_equal(out.data, text);
	assert_string_equal(lost.data, "");
	buf_clear(&out);
	for (size_t i = 0; trace_formats[i]; i++)
		if (trace_formats[i]->write && strcmp(trace_formats[i]->name, "schedule") != 0)
			assert_int_equal(trace_formats[i]->write(trace, &out, NULL, &err), -1);
	assert_string_equal(out.data, "");
	buf_release(&out);
	buf_release(&lost);
	trace_free(trace);
}

static void what_a_writer_cannot_spell_is_left_out_and_named(void **state)
{
	static const char text[] =
	        "{\"#meta\":{\"heddle\":{\"version\":1,\"claims\":\"a\\nb\","
	        "\"model-values\":[\"k\"]}},\"vars\":[\"x\",\"y z\"],\"states\":["
	        "{\"x\":{\"#map\":[[\"m\",1],[{\"tag\":\"#model\",\"value\":\"m\"},2],[3,4]]},"
	        "\"y z\":1},{\"#meta\":{\"action\":\"A<b>\",\"location\":\"nowhere\"},"
	        "\"x\":2,\"y z\":{\"#bigint\":\"9007199254740993\"}}]}";
	static const struct {
		const char *format, *lost;
	} cases[] = {
		{ "tlc-text", "variables with odd names" },
		{ "tlc-text", "odd names of steps" },
		{ "tlc-text", "locations" },
		{ "tlc-text", "odd name" },
		{ "toolbox", "variables with odd names" },
		{ "tlc-json", "keys that are spelled alike" },
		{ "tlc-json", "numbers beyond 2^53" },
		{ "tlc-json", "locations" },
		{ "tlc-tla", "locations" },
	};
	struct trace *trace = aid_parse(text);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out, lost;
		struct trace *again;

		buf_init(&lost);
		aid_write(trace, cases[i].format, &out, &lost);
		if (!strstr(lost.data, cases[i].lost))
			fail_msg("%s lost: %s", cases[i].format, lost.data);
		again = aid_parse(out.data);
		assert_int_equal(again->state_count, 2);
		trace_free(again);
		buf_release(&out);
		buf_release(&lost);
	}
	trace_free(trace);
}

static void a_loop_to_a_state_that_is_not_in_the_file_is_told(void **state)
{
	static const struct {
		const char *end, *remark;
		size_t states;
	} cases[] = {
		{ "...\n\nState 4: <Go>\nx = 4\n\nBack to state 3: <Go>\n",
		  "the loop goes back to state 3, which is not in the file", 2 },
		{ "...\n\nState 4: <Go>\nx = 4\n\nBack to state 1: <Go>\n",
		  "the loop goes back to state 1, which is not in the file", 2 },
		{ "State 5: Stuttering\n", "the trace stutters in a state that is not in the file", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[200];

		snprintf(text, sizeof(text), "State 2: <Go>\nx = 2\n\n%s", cases[i].end);

		struct trace *trace = aid_parse(text);

		assert_int_equal(trace->state_count, cases[i].states);
		assert_int_equal(trace->loop, -1);
		assert_null(trace->back.action);
		assert_string_equal(trace->remarks[trace->remark_count - 1], cases[i].remark);
		trace_free(trace);
	}
}

#define MISSING_ARGUMENT                                                                                     \
	"State 1: <Initial predicate>\nx = 1\n\nState 2: <Go(1, [a |-> ]) line 5, col 7 to line 5, col 8 "   \
	"of "                                                                                                \
	"module M>\nx = 2\n"

static void what_could_not_be_read_again_is_not_written(void **state)
{
	static const struct {
		const char *text, *format, *what;
	} cases[] = {
		{ "[{\"y z\":1}]", "tlc-text", "no variable" },
		{ "[{\"#meta\":1}]", "itf", "#meta" },
		{ MISSING_ARGUMENT, "tlc-json", "argument 2 of step 1" },
		{ MISSING_ARGUMENT, "tlc-text", "argument 2 of step 1" },
		{ MISSING_ARGUMENT, "tlc-tla", "argument 2 of step 1" },
		{ "[{\"x\":1}]", "schedule", "no schedule" },
		{ "{\"#meta\":{\"heddle\":{\"version\":1,\"nodes\":[{\"parent\":0},{\"parent\":0,"
		  "\"step\":\"a\"}],\"cursor\":0,\"tip\":1}},\"vars\":[],\"states\":[{},{}]}",
		  "schedule", "no schedule" },
		{ "{\"#meta\":{\"heddle\":{\"version\":1,\"design\":\"d\",\"nodes\":[{\"parent\":0},"
		  "{\"parent\":0,\"step\":\"a;b\"}],\"cursor\":0,\"tip\":1}},\"vars\":[],"
		  "\"states\":[{},{}]}",
		  "schedule", "a;b" },
		{ "{\"#meta\":{\"heddle\":{\"version\":1,\"design\":\"d\",\"scope\":{\"a "
		  "b\":1},\"nodes\":[{\"parent\":0}],"
		  "\"cursor\":0,\"tip\":0}},\"vars\":[],\"states\":[{}]}",
		  "schedule", "a b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct trace *trace = aid_parse(cases[i].text);
		struct err err = { .file = "" };
		struct buf out;

		buf_init(&out);
		assert_int_equal(trace_format_named(cases[i].format)->write(trace, &out, NULL, &err), -1);
		if (!strstr(err.what, cases[i].what))
			fail_msg("%s", err.what);
		assert_string_not_equal(err.remedy, "");
		assert_string_equal(out.data, "");
		buf_release(&out);
		trace_free(trace);
	}
}

static void bare_steps_are_a_schedule_without_a_design(void **state)
{
	struct trace *trace = aid_parse("s1 Up; s2 Up\ns1 Down\n");

	(void)state;
	assert_null(trace->heddle->design);
	assert_int_equal(trace->heddle->node_count, 4);
	trace_free(trace);
}

static void a_files_name_and_a_formats_name_lead_to_its_row(void **state)
{
	(void)state;
	assert_string_equal(trace_format_for_path("a/b.itf.json")->name, "itf");
	assert_string_equal(trace_format_for_path("b.json")->name, "itf");
	assert_string_equal(trace_format_for_path("b.tlc.json")->name, "tlc-json");
	assert_string_equal(trace_format_for_path("b.txt")->name, "tlc-text");
	assert_null(trace_format_for_path("b.pdf"));
	assert_null(trace_format_for_path(".json"));
	assert_null(trace_format_named("nothing"));
	for (size_t i = 0; trace_formats[i]; i++)
		assert_ptr_equal(trace_format_named(trace_formats[i]->name), trace_formats[i]);
}

static void a_module_that_lost_the_ends_of_its_loop_is_refused(void **state)
{
	char *text, *config;
	size_t length;
	struct trace *trace;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(file_read("tests/traces/lasso-ttrace.tla", 100000, &text, &length, NULL), 0);
	config = strstr(text, "---- CONFIG");
	assert_non_null(config);
	assert_int_equal(trace_parse(text, (size_t)(config - text), "cut", &trace, &err), -1);
	assert_non_null(strstr(err.what, "loop"));
	assert_non_null(strstr(err.remedy, "CONFIG"));
	free(text);
}

/* As TLC prints them, but for the states between. */
static void why_the_run_ended_is_told_in_the_words_of_the_log(void **state)
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
		char text[1500];

		snprintf(text, sizeof(text), "TLC2 Version 2026\n%s%s%s1 states generated\n", cases[i].before,
		         first, cases[i].after);

		struct trace *trace = aid_parse(text);

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
		cmocka_unit_test(a_module_that_lost_the_ends_of_its_loop_is_refused),
		cmocka_unit_test(why_the_run_ended_is_told_in_the_words_of_the_log),
		cmocka_unit_test(a_variable_that_was_not_assigned_has_no_value),
		cmocka_unit_test(a_log_tells_states_steps_and_the_violated_invariant),
		cmocka_unit_test(all_forms_of_one_counterexample_say_the_same),
		cmocka_unit_test(a_lasso_is_the_same_in_every_form_that_can_tell_it),
		cmocka_unit_test(a_sequence_of_states_has_no_steps),
		cmocka_unit_test(a_trace_module_tells_its_loop_in_the_config),
		cmocka_unit_test(an_older_trace_module_tells_its_loop_in_next),
		cmocka_unit_test(a_simulation_has_its_steps_in_comments),
		cmocka_unit_test(a_deadlock_is_claimed_and_lone_variables_need_no_bullet),
		cmocka_unit_test(stuttering_ends_a_log_and_a_frame),
		cmocka_unit_test(a_violated_initial_state_stands_in_the_message_itself),
		cmocka_unit_test(a_log_of_several_traces_is_read_by_number),
		cmocka_unit_test(a_difftrace_keeps_what_it_does_not_repeat),
		cmocka_unit_test(colours_line_ends_and_prints_do_not_matter),
		cmocka_unit_test(every_kind_of_tla_value_is_read),
		cmocka_unit_test(the_toolboxs_export_is_found_in_its_surroundings_and_written_alike),
		cmocka_unit_test(the_module_is_written_as_tlc_writes_it),
		cmocka_unit_test(the_sites_list_is_read_and_written),
		cmocka_unit_test(a_schedule_has_steps_and_no_states),
		cmocka_unit_test(what_a_writer_cannot_spell_is_left_out_and_named),
		cmocka_unit_test(a_loop_to_a_state_that_is_not_in_the_file_is_told),
		cmocka_unit_test(what_could_not_be_read_again_is_not_written),
		cmocka_unit_test(bare_steps_are_a_schedule_without_a_design),
		cmocka_unit_test(a_files_name_and_a_formats_name_lead_to_its_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
