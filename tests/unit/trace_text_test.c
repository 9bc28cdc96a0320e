/*
 * The formats that are TLA+ text, the site's list, and schedules.
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

static void a_lasso_is_the_same_in_every_form_that_has_it(void **state)
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

static void a_trace_module_has_its_loop_in_the_config(void **state)
{
	struct trace *trace = aid_open("tests/traces/lasso-ttrace.tla");

	(void)state;
	assert_string_equal(trace->format, "ttrace");
	assert_int_equal(trace->state_count, 4);
	assert_int_equal(trace->loop, 2);
	aid_assert_shows(trace, 3, "q", "<<a, a>>");
	trace_free(trace);
}

static void an_older_trace_module_has_its_loop_in_next(void **state)
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
		struct trace *trace =
		        aid_parsef("State 1: <Initial predicate>\n/\\ x = %s\n/\\ y = 0\n", cases[i].text);

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
	struct trace *trace = aid_parsef("ErrorTrace == \n%s\n====\n", exported);
	struct buf out;

	(void)state;

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
	static const char *const files[] = {
		"tests/traces/naive.tla",
		"tests/traces/improved.tla",
		"tests/traces/storage-cleaner-naive-published.tla",
		"tests/traces/lasso-counterexample.tla",
	};

	(void)state;
	/* The name of the module in the first line is free. */
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		aid_assert_rewrites(files[i], "tlc-tla", "\n");
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

static void what_a_writer_cannot_represent_is_omitted_and_named(void **state)
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
		struct trace *again = aid_again(trace, cases[i].format);

		aid_assert_writes(trace, cases[i].format, "", cases[i].lost);
		assert_int_equal(again->state_count, 2);
		trace_free(again);
	}
	trace_free(trace);
}

static void a_loop_to_a_state_that_is_not_in_the_file_is_reported(void **state)
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

static void formats_are_found_by_file_name_and_by_name(void **state)
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_module_that_lost_the_ends_of_its_loop_is_refused),
		cmocka_unit_test(all_forms_of_one_counterexample_say_the_same),
		cmocka_unit_test(a_lasso_is_the_same_in_every_form_that_has_it),
		cmocka_unit_test(a_sequence_of_states_has_no_steps),
		cmocka_unit_test(a_trace_module_has_its_loop_in_the_config),
		cmocka_unit_test(an_older_trace_module_has_its_loop_in_next),
		cmocka_unit_test(a_simulation_has_its_steps_in_comments),
		cmocka_unit_test(every_kind_of_tla_value_is_read),
		cmocka_unit_test(the_toolboxs_export_is_found_in_its_surroundings_and_written_alike),
		cmocka_unit_test(the_module_is_written_as_tlc_writes_it),
		cmocka_unit_test(the_sites_list_is_read_and_written),
		cmocka_unit_test(a_schedule_has_steps_and_no_states),
		cmocka_unit_test(what_a_writer_cannot_represent_is_omitted_and_named),
		cmocka_unit_test(a_loop_to_a_state_that_is_not_in_the_file_is_reported),
		cmocka_unit_test(what_could_not_be_read_again_is_not_written),
		cmocka_unit_test(bare_steps_are_a_schedule_without_a_design),
		cmocka_unit_test(formats_are_found_by_file_name_and_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
