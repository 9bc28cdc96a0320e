/*
 * TLC's JSON: what the samples contain, and that what is written is what TLC writes, byte for byte.
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
#include <heddle/trace.h>
#include <heddle/value.h>

#include "trace_aid.h"

static void a_counterexample_has_its_states_steps_arguments_and_places(void **state)
{
	struct trace *trace = aid_open("tests/traces/naive.json");

	(void)state;
	assert_string_equal(trace->format, "tlc-json");
	assert_int_equal(trace->state_count, 7);
	assert_int_equal(trace->var_count, 4);
	assert_string_equal(trace->vars[0], "databaseState");
	assert_true(trace->types_lost);
	assert_int_equal(trace->loop, -1);
	assert_null(trace->claims);
	assert_null(trace->heddle);
	assert_string_equal(trace->steps[0].action, "StartWrite");
	assert_int_equal(trace->steps[0].arg_count, 1);
	assert_string_equal(trace->steps[0].args[0]->text, "s1");
	assert_string_equal(trace->steps[0].arg_names[0], "s");
	assert_string_equal(trace->steps[0].location, "line 145, col 5 to line 169, col 50 of module naive");
	assert_string_equal(trace->steps[5].action, "ReadBlobAndReturn");
	aid_assert_shows(trace, 6, "operations[2].type", "\"READ\"");
	trace_free(trace);
}

static void a_step_back_is_a_lasso_and_a_step_to_the_same_state_is_stuttering(void **state)
{
	struct trace *lasso = aid_open("tests/traces/lasso.json");
	struct trace *stutter = aid_open("tests/traces/stuttering.json");

	(void)state;
	assert_int_equal(lasso->state_count, 4);
	assert_int_equal(lasso->loop, 2);
	assert_string_equal(lasso->back.action, "Back");
	assert_int_equal(stutter->state_count, 2);
	assert_int_equal(stutter->loop, 1);
	assert_null(stutter->back.action);
	trace_free(lasso);
	trace_free(stutter);
}

static void states_alone_and_a_lone_initial_state_are_traces(void **state)
{
	struct trace *alone = aid_open("tests/traces/naive-states-only.json");
	struct trace *initial = aid_open("tests/traces/initial-state-violated.json");

	(void)state;
	assert_int_equal(alone->state_count, 7);
	assert_null(alone->steps[0].action);
	assert_int_equal(initial->state_count, 1);
	assert_null(initial->steps);
	aid_assert_shows(initial, 0, "v.f0", "(\"0\" :> 0 @@ \"1\" :> 1)");
	trace_free(alone);
	trace_free(initial);
}

static void the_older_shapes_are_read_as_well(void **state)
{
	struct trace *bare = aid_parse("{\"vars\":[\"x\"],\"state\":[[2,{\"x\":1}],[1,{\"x\":0}]],"
	                               "\"action\":[[[1,{}],{\"name\":\"Up\",\"context\":{\"p\":3}},"
	                               "[2,{}]]]}");
	struct trace *list = aid_parse("[{\"x\":0,\"y\":[]},{\"y\":[1],\"x\":1}]");

	(void)state;
	aid_assert_shows(bare, 1, "x", "1");
	assert_string_equal(bare->steps[0].action, "Up");
	assert_int_equal(bare->steps[0].args[0]->number, 3);
	assert_string_equal(list->format, "tlc-json");
	aid_assert_shows(list, 1, "y", "<<1>>");
	assert_string_equal(list->vars[1], "y");
	trace_free(bare);
	trace_free(list);
}

static void tlc_json_is_written_as_tlc_writes_it(void **state)
{
	static const char *const files[] = {
		"tests/traces/naive.json",
		"tests/traces/improved.json",
		"tests/traces/storage-cleaner-naive-published.json",
		"tests/traces/lasso.json",
		"tests/traces/stuttering.json",
		"tests/traces/initial-state-violated.json",
		"tests/traces/values.json",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		aid_assert_rewrites(files[i], "tlc-json", NULL);
}

static void what_tlc_json_cannot_carry_is_named(void **state)
{
	static const char written[] =
	        "{\"counterexample\":{\"action\":[],\"state\":[[1,{\"x\":[1]}]]},\"vars\":[]}";
	struct trace *trace = aid_parse("{\"#meta\":{\"violated\":\"P\"},\"vars\":[\"x\"],"
	                                "\"states\":[{\"x\":{\"#set\":[1]}}]}");

	(void)state;
	aid_assert_writes(trace, "tlc-json", written, "types");
	aid_assert_writes(trace, "tlc-json", written, "property");
	trace_free(trace);
}

/* TLC's -loadTrace compares the listed variables, as sequences, records and strings. */
static void variables_that_json_changes_are_not_listed_but_read_back(void **state)
{
	static const char keeps[] = "\"a\":[1,{\"f\":\"t\"}],\"b\":{\"#map\":[[\"k\",1]]},"
	                            "\"c\":{\"#map\":[[1,true],[2,false]]}";
	static const char loses[] = "\"d\":{\"r\":[{\"#set\":[]}]},\"e\":{\"#map\":[[0,1]]},"
	                            "\"f\":{\"#bigint\":\"4294967296\"},"
	                            "\"g\":{\"tag\":\"A\",\"value\":1},\"h\":{\"#set\":[]}";
	char text[1000];
	struct buf out;

	(void)state;
	/* In the first state h holds what JSON keeps: one state that does not is enough. */
	snprintf(text, sizeof(text),
	         "{\"vars\":[\"h\",\"c\",\"b\",\"d\",\"e\",\"f\",\"g\",\"a\"],\"states\":["
	         "{%s,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1},{%s,%s}]}",
	         keeps, keeps, loses);

	struct trace *trace = aid_parse(text);

	aid_write(trace, "tlc-json", &out, NULL);
	assert_non_null(strstr(out.data, "\"vars\":[\"c\",\"b\",\"a\"]"));
	trace_free(trace);
	trace = aid_parse(out.data);
	assert_int_equal(trace->var_count, 8);
	assert_string_equal(trace->vars[0], "c");
	assert_string_equal(trace->vars[2], "a");
	assert_non_null(value_get(trace->states[1], "h"));
	trace_free(trace);
	buf_release(&out);
}

/* Whatever the format; a log is read on its own, as variables may be left out of it. */
static void a_state_without_some_variables_is_kept(void **state)
{
	static const char *const texts[] = {
		"[{\"x\":1},{\"y\":2,\"x\":3},{\"y\":4}]",
		"{\"state\":[[1,{\"x\":1}],[2,{\"x\":3,\"y\":2}],[3,{\"y\":4}]],\"action\":[],\"vars\":["
		"\"x\",\"y\"]}",
		"---- MODULE M ----\nTrace == <<\n[x |-> 1],\n[x |-> 3, y |-> 2],\n[y |-> 4]\n>>\n====\n",
		"---- MODULE M_TETrace ----\ntrace == <<\n([x |-> 1]),\n([x |-> 3, y |-> 2]),\n([y |-> "
		"4])\n>>\n"
		"====\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct trace *trace = NULL;
		struct err err = { 0 };

		/* The third state has none of the variables that the first one names. */
		assert_int_equal(trace_parse(texts[i], strlen(texts[i]), "f", &trace, &err), -1);
		assert_string_equal(err.place, "state 3");
		assert_string_equal(err.what, "the state has no variable x");

		char *text = strdup(texts[i]), *last = strrchr(text, '4');

		last[1 + strcspn(last + 1, "}]")] = '\0';
		struct buf whole;

		buf_init(&whole);
		buf_printf(&whole, "%s%s%s", text, strchr(text, '|') ? ", x |-> 5" : ",\"x\":5",
		           texts[i] + strlen(text));
		trace = aid_parse(whole.data);
		assert_int_equal(trace->state_count, 3);
		aid_assert_shows(trace, 0, "x", "1");
		aid_assert_shows(trace, 1, "x", "3");
		aid_assert_shows(trace, 1, "y", "2");
		aid_assert_shows(trace, 2, "x", "5");
		aid_assert_shows(trace, 2, "y", "4");
		assert_int_equal(value_get(trace->states[0], "y")->kind, VALUE_OPAQUE);
		assert_int_equal(trace->remark_count, 2);
		assert_string_equal(trace->remarks[0], "state 2 has a variable y that the first one lacks");
		assert_string_equal(trace->remarks[1], "1 value is missing: y in state 1");
		trace_free(trace);
		buf_release(&whole);
		free(text);
	}
}

static void states_that_the_steps_give_differently_are_reported(void **state)
{
	static const struct {
		const char *target;
		size_t remarks;
	} cases[] = {
		{ "[2,{\"x\":2,\"f\":{\"a\":[1,true]}}]", 0 },
		{ "[2,{\"f\":{\"a\":[1,true]},\"x\":2}]", 0 },
		{ "[2,{\"x\":3,\"f\":{\"a\":[1,true]}}]", 1 },
		{ "[2,{\"f\":{\"a\":[1,true]},\"x\":3}]", 1 },
		{ "[2,{\"x\":2,\"f\":{\"a\":[1,false]}}]", 1 },
		{ "[2,{\"x\":2,\"f\":{\"a\":[1]}}]", 1 },
		{ "[2,{\"x\":\"2\",\"f\":{\"a\":[1,true]}}]", 1 },
		{ "[2,{\"alias\":7}]", 0 },
		{ "[2]", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[400];

		snprintf(text, sizeof(text),
		         "{\"state\":[[1,{\"x\":1,\"f\":{}}],[2,{\"x\":2,\"f\":{\"a\":[1,true]}}]],"
		         "\"action\":[[[1,{\"x\":1,\"f\":{}}],{\"name\":\"Go\"},%s]]}",
		         cases[i].target);

		struct trace *trace = aid_parse(text);

		aid_assert_shows(trace, 1, "x", "2");
		assert_int_equal(trace->remark_count, cases[i].remarks);
		assert_true(!trace->remark_count || strstr(trace->remarks[0], "gives state 2 differently"));
		trace_free(trace);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_counterexample_has_its_states_steps_arguments_and_places),
		cmocka_unit_test(a_step_back_is_a_lasso_and_a_step_to_the_same_state_is_stuttering),
		cmocka_unit_test(states_alone_and_a_lone_initial_state_are_traces),
		cmocka_unit_test(the_older_shapes_are_read_as_well),
		cmocka_unit_test(tlc_json_is_written_as_tlc_writes_it),
		cmocka_unit_test(variables_that_json_changes_are_not_listed_but_read_back),
		cmocka_unit_test(what_tlc_json_cannot_carry_is_named),
		cmocka_unit_test(a_state_without_some_variables_is_kept),
		cmocka_unit_test(states_that_the_steps_give_differently_are_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
