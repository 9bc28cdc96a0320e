/*
 * The Informal Trace Format: heddle's own files, and those of Apalache and Quint.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "trace_aid.h"

static void itf_has_every_kind_of_value(void **state)
{
	static const struct {
		const char *itf, *tla;
	} cases[] = {
		{ "1", "1" },
		{ "-9007199254740991", "-9007199254740991" },
		{ "{\"#bigint\":\"-12\"}", "-12" },
		{ "{\"#bigint\":\"170141183460469231731687303715884105727\"}",
		  "170141183460469231731687303715884105727" },
		{ "true", "TRUE" },
		{ "\"a\\u00e9\"", "\"aé\"" },
		{ "[1,[]]", "<<1, <<>>>>" },
		{ "{\"#tup\":[1,2]}", "<<1, 2>>" },
		{ "{\"#set\":[2,1,2]}", "{1, 2}" },
		{ "{\"#map\":[[1,\"b\"],[0,\"a\"]]}", "(0 :> \"a\" @@ 1 :> \"b\")" },
		{ "{\"b\":1,\"a\":{}}", "[b |-> 1, a |-> <<>>]" },
		{ "{\"tag\":\"Some\",\"value\":3}", "Variant(\"Some\", 3)" },
		{ "{\"tag\":1,\"value\":3}", "[tag |-> 1, value |-> 3]" },
		{ "{\"#unserializable\":\"Nat\"}", "\"Nat\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct trace *trace = aid_parsef("{\"vars\":[\"x\"],\"states\":[{\"x\":%s}]}", cases[i].itf);

		aid_assert_shows(trace, 0, "x", cases[i].tla);
		trace_free(trace);
	}
}

static void quints_steps_are_in_variables_that_are_kept(void **state)
{
	struct trace *trace =
	        aid_parse("{\"#meta\":{\"format\":\"ITF\",\"status\":\"violation\",\"timestamp\":1.5},"
	                  "\"vars\":[\"mbt::actionTaken\",\"mbt::nondetPicks\",\"x\"],\"states\":["
	                  "{\"#meta\":{\"index\":0},\"mbt::actionTaken\":\"init\",\"mbt::nondetPicks\":{},"
	                  "\"x\":0},"
	                  "{\"#meta\":{\"index\":1},\"mbt::actionTaken\":\"mint\",\"mbt::nondetPicks\":"
	                  "{\"amount\":{\"tag\":\"Some\",\"value\":{\"#bigint\":\"5\"}},"
	                  "\"who\":{\"tag\":\"None\",\"value\":{\"#tup\":[]}},\"to\":\"eve\"},\"x\":5}],"
	                  "\"loop\":0}");

	(void)state;
	assert_int_equal(trace->var_count, 3);
	assert_int_equal(trace->states[1]->count, 3);
	assert_string_equal(trace->steps[0].action, "mint");
	assert_int_equal(trace->steps[0].arg_count, 2);
	assert_int_equal(trace->steps[0].args[0]->number, 5);
	assert_string_equal(trace->steps[0].arg_names[1], "to");
	assert_string_equal(trace->steps[0].args[1]->text, "eve");
	assert_int_equal(trace->loop, 0);
	trace_free(trace);
}

static void constants_of_itf_are_shown_in_every_state_and_written_as_such(void **state)
{
	struct trace *trace = aid_parse("{\"#meta\":{\"format\":\"ITF\",\"varTypes\":{\"x\":\"Int\"},"
	                                "\"description\":\"d\"},"
	                                "\"params\":[\"N\"],\"vars\":[\"x\"],"
	                                "\"states\":[{\"#meta\":{\"index\":0},\"N\":4,\"x\":1},{\"#"
	                                "meta\":{\"index\":1},\"x\":2}]}");

	struct trace *again;

	(void)state;
	assert_null(trace->heddle);
	assert_false(trace->types_lost);
	assert_int_equal(trace->param_count, 1);
	assert_string_equal(trace->vars[1], "N");
	for (size_t i = 0; i < 2; i++)
		aid_assert_shows(trace, i, "N", "4");
	aid_assert_writes(trace, "itf", "\"params\": [\"N\"],\n  \"vars\": [\"x\"]", NULL);
	again = aid_again(trace, "itf");
	aid_assert_same(trace, again);
	assert_int_equal(again->param_count, 1);
	trace_free(again);
	aid_assert_writes(trace, "tlc-text", "/\\ N = 4", "constants");
	trace_free(trace);

	/* A constant that the first state does not give has no value. */
	trace = aid_parse("{\"params\":[\"N\"],\"vars\":[\"x\"],\"states\":[{\"x\":1}]}");
	assert_int_equal(trace->var_count, 1);
	assert_string_equal(trace->remarks[0], "the constant N has no value in the file");
	trace_free(trace);
}

static void unlisted_fields_are_kept_after_the_variables(void **state)
{
	struct trace *trace =
	        aid_parse("{\"vars\":[\"x\"],\"states\":["
	                  "{\"x\":0,\"mbt::actionTaken\":\"init\",\"q::lastTrace\":[]},"
	                  "{\"x\":1,\"mbt::actionTaken\":\"up\",\"mbt::nondetPicks\":{\"n\":1}}]}");
	struct trace *again;

	(void)state;
	assert_int_equal(trace->var_count, 4);
	assert_int_equal(trace->extra_count, 3);
	assert_string_equal(trace->vars[0], "x");
	assert_string_equal(trace->steps[0].action, "up");
	assert_int_equal(trace->steps[0].arg_count, 1);
	assert_int_equal(value_get(trace->states[1], "q::lastTrace")->kind, VALUE_OPAQUE);
	aid_assert_writes(trace, "itf", "\"vars\": [\"x\"]", NULL);
	again = aid_again(trace, "itf");
	aid_assert_same(trace, again);
	assert_int_equal(again->extra_count, 3);
	trace_free(again);
	trace_free(trace);
}

/* {"tag": …, "value": …} is what other tools take for a record of the two, and for a variant. */
static void a_record_of_tag_and_value_is_written_as_one(void **state)
{
	static const struct {
		const char *value, *written, *type;
	} cases[] = {
		{ "[tag |-> \"Ack\", value |-> 1]", "{\"tag\": \"Ack\", \"value\": 1}",
		  "{ tag: Str, value: Int }" },
		{ "{[tag |-> \"Ack\", value |-> 1]}", "{\"#set\": [{\"tag\": \"Ack\", \"value\": 1}]}",
		  "Set({ tag: Str, value: Int })" },
		{ "<<[value |-> <<>>, tag |-> \"Ack\"]>>", "[{\"value\": [], \"tag\": \"Ack\"}]",
		  "Seq({ value: Seq(Str), tag: Str })" },
		{ "Variant(\"Ack\", 1)", "{\"tag\": \"Ack\", \"value\": 1}", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct trace *trace = aid_parsef("State 1: <Initial predicate>\nm = %s\n\n", cases[i].value);
		struct trace *again = aid_again(trace, "itf");
		char member[200];

		snprintf(member, sizeof(member), "\"m\": %s}", cases[i].written);
		aid_assert_writes(trace, "itf", member, NULL);
		snprintf(member, sizeof(member), "\"varTypes\": {\"m\": \"%s\"}",
		         cases[i].type ? cases[i].type : "");
		if (cases[i].type)
			aid_assert_writes(trace, "itf", member, NULL);
		aid_assert_same(trace, again);
		trace_free(again);
		trace_free(trace);
	}
}

static void apalaches_types_distinguish_a_record_of_tag_and_value_from_a_variant(void **state)
{
	static const struct {
		const char *type;
		enum value_kind kind;
	} cases[] = {
		{ "{ tag: Str, value: Int }", VALUE_RECORD },
		{ "Ack(Int) | Nack(Str)", VALUE_VARIANT },
		{ "Ack(Int)", VALUE_VARIANT },
		{ "{ tag: Str, value: Int } | b", VALUE_VARIANT },
		{ "Int", VALUE_VARIANT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct trace *trace =
		        aid_parsef("{\"#meta\":{\"varTypes\":{\"m\":\"%s\"}},\"vars\":[\"m\"],\"states\":["
		                   "{\"m\":{\"tag\":\"Ack\",\"value\":1}}]}",
		                   cases[i].type);

		assert_int_equal(value_get(trace->states[0], "m")->kind, cases[i].kind);
		trace_free(trace);
	}
}

static void states_that_an_index_skips_are_reported(void **state)
{
	struct trace *trace = aid_parse("{\"vars\":[\"x\"],\"states\":[{\"#meta\":{\"index\":1},\"x\":1},"
	                                "{\"#meta\":{\"index\":4},\"x\":4}]}");
	struct trace *again = aid_again(trace, "itf");

	(void)state;
	assert_int_equal(trace->steps[0].skipped, 2);
	assert_int_equal(trace->remark_count, 2);
	assert_int_equal(again->steps[0].skipped, 2);
	assert_int_equal(again->remark_count, 2);
	trace_free(again);
	trace_free(trace);
}

static void how_quints_run_ended_is_read(void **state)
{
	struct trace *trace = aid_parse("{\"#meta\":{\"status\":\"violation\"},\"vars\":[\"x\"],"
	                                "\"states\":[{\"x\":1}]}");

	(void)state;
	assert_string_equal(trace->ended, "status violation");
	trace_free(trace);
	trace = aid_parse("{\"#meta\":{\"status\":\"ok\"},\"vars\":[\"x\"],\"states\":[{\"x\":null}]}");
	assert_null(trace->ended);
	assert_non_null(strstr(trace->remarks[0], "status ok"));
	assert_int_equal(value_get(trace->states[0], "x")->kind, VALUE_OPAQUE);
	trace_free(trace);
}

static void terminal_controls_are_escaped_and_read_back(void **state)
{
	struct trace *trace = aid_parse("{\"vars\":[\"x\"],\"states\":[{\"x\":"
	                                "\"a\\u202eb\\u009bc\\udb40\\udc01 \\u00e9\\u65e5\\u0007\\\\\"}]}");
	struct trace *again = aid_again(trace, "itf");

	(void)state;
	aid_assert_writes(trace, "itf", "\"a\\u202eb\\u009bc\\udb40\\udc01 \xc3\xa9\xe6\x97\xa5\\u0007\\\\\"",
	                  NULL);
	assert_int_equal(value_compare(trace->states[0], again->states[0]), 0);
	trace_free(again);
	trace_free(trace);
}

static void variables_have_the_types_that_apalache_needs(void **state)
{
	struct trace *trace = aid_parse(
	        "{\"vars\":[\"n\",\"mixed\",\"late\",\"never\",\"deep\",\"fields\",\"order\"],\"states\":["
	        "{\"n\":{\"#bigint\":\"7\"},\"mixed\":1,\"late\":[],\"never\":{\"#set\":[]},"
	        "\"deep\":{\"#map\":[[1,{\"f\":true,\"g\":[\"a\"]}]]},\"fields\":{\"a\":1},"
	        "\"order\":{\"a\":1,\"b\":\"t\"}},"
	        "{\"n\":1,\"mixed\":\"UNSET\",\"late\":[{\"#set\":[2]}],\"never\":{\"#set\":[]},"
	        "\"deep\":{\"#map\":[]},\"fields\":{\"b\":1},\"order\":{\"b\":\"t\",\"a\":1}}]}");
	struct buf out;

	(void)state;
	aid_assert_writes(trace, "itf",
	                  "\"varTypes\": {\"n\": \"Int\", \"late\": \"Seq(Set(Int))\", "
	                  "\"never\": \"Set(Str)\", "
	                  "\"deep\": \"(Int -> { f: Bool, g: Seq(Str) })\", "
	                  "\"order\": \"{ a: Int, b: Str }\"}",
	                  NULL);
	trace_free(trace);
	/* JSON without types: a list may be a set, and nothing is claimed. */
	trace = aid_open("tests/traces/values.json");
	aid_write(trace, "itf", &out, NULL);
	assert_null(strstr(out.data, "varTypes"));
	trace_free(trace);
	buf_release(&out);
	/* A model value that is spelled like a text, and a record that looks like a value of ITF, are written
	 * as other readers do not expect them: no type is claimed either. */
	trace = aid_parse(
	        "State 1: <Init>\n/\\ m = p1\n/\\ s = \"p1\"\n/\\ set = {p1}\n/\\ n = 1\n/\\ q = p2\n"
	        "/\\ r = (1 :> [tag |-> \"#a\", value |-> 1])\n\n");
	aid_assert_writes(trace, "itf", "\"varTypes\": {\"s\": \"Str\", \"n\": \"Int\", \"q\": \"Str\"}",
	                  NULL);
	trace_free(trace);
}

/* The message has the number of the file, or an approximation. */
static void an_unrepresentable_number_is_not_reported_as_another(void **state)
{
	static const struct {
		const char *number, *found;
	} cases[] = {
		{ "1.5", "found 1.5;" },
		{ "0.1", "found 0.1;" },
		{ "9007199254740993", "found about 9.01e+15;" },
		{ "-12345678901234567890", "found about -1.23e+19;" },
		{ "1e400", "found a number beyond 1e308;" },
		{ "-1e400", "found a number beyond -1e308;" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct trace *trace = NULL;
		struct err err = { .file = "" };
		char text[100];

		snprintf(text, sizeof(text), "{\"vars\":[\"x\"],\"states\":[{\"x\":%s}]}", cases[i].number);
		assert_int_equal(trace_parse(text, strlen(text), "f", &trace, &err), -1);
		assert_non_null(strstr(err.what, cases[i].found));
	}
}

static const char session[] =
        "{\"#meta\":{\"heddle\":{\"version\":1,\"claims\":\"ConsistentReads\",\"types-lost\":true,"
        "\"model-values\":[\"s1\"],\"back\":{\"action\":\"Round\"},"
        "\"design\":\"naive\",\"checksum\":\"0123456789abcdef\",\"design-text\":\"{}\","
        "\"title\":\"A \\\"title\\\"\",\"description\":\"Two\\nlines\",\"scope\":{\"servers\":2},"
        "\"nodes\":[{\"parent\":0,\"note\":\"start\"},{\"parent\":0,\"step\":\"s1 Up\"},"
        "{\"parent\":0,\"step\":\"s2 Up\",\"bookmark\":\"b\"}],\"cursor\":1,\"tip\":2}},"
        "\"vars\":[\"x\",\"p\"],\"states\":[{\"x\":1,\"p\":\"s1\"},"
        "{\"#meta\":{\"index\":1,\"action\":\"Up\",\"arguments\":[\"s1\",\"s2\"],"
        "\"parameters\":[\"a\",\"b\"],\"location\":\"here\"},\"p\":{\"#set\":[\"s1\"]},\"x\":2}],"
        "\"loop\":1}";

static void assert_is_the_session(const struct trace *trace)
{
	const struct trace_meta *meta = trace->heddle;

	assert_string_equal(trace->claims, "ConsistentReads");
	assert_true(trace->types_lost);
	assert_int_equal(trace->loop, 1);
	assert_string_equal(trace->back.action, "Round");
	assert_non_null(meta);
	assert_string_equal(meta->design, "naive");
	assert_string_equal(meta->checksum, "0123456789abcdef");
	assert_string_equal(meta->design_text, "{}");
	assert_string_equal(meta->title, "A \"title\"");
	assert_string_equal(meta->description, "Two\nlines");
	assert_int_equal(meta->scope_count, 1);
	assert_string_equal(meta->scope[0].option, "servers");
	assert_int_equal(meta->scope[0].number, 2);
	assert_int_equal(meta->node_count, 3);
	assert_null(meta->nodes[0].step);
	assert_string_equal(meta->nodes[0].note, "start");
	assert_string_equal(meta->nodes[2].step, "s2 Up");
	assert_string_equal(meta->nodes[2].bookmark, "b");
	assert_int_equal(meta->cursor, 1);
	assert_int_equal(meta->tip, 2);
	assert_int_equal(trace->states[0]->pairs[1].value->kind, VALUE_MODEL);
	aid_assert_shows(trace, 1, "p", "{s1}");
	assert_string_equal(trace->steps[0].action, "Up");
	assert_string_equal(trace->steps[0].location, "here");
	assert_int_equal(trace->steps[0].arg_count, 2);
	assert_int_equal(trace->steps[0].args[0]->kind, VALUE_MODEL);
	assert_int_equal(trace->steps[0].args[1]->kind, VALUE_STRING);
	assert_string_equal(trace->steps[0].arg_names[1], "b");
}

static void a_saved_session_is_read_back_whole(void **state)
{
	struct trace *trace = aid_parse(session), *again;
	struct buf out, lost;

	(void)state;
	assert_is_the_session(trace);
	buf_init(&lost);
	aid_write(trace, "itf", &out, &lost);
	assert_string_equal(lost.data, "");
	again = aid_parse(out.data);
	assert_is_the_session(again);
	trace_free(trace);
	trace_free(again);
	buf_release(&out);
	buf_release(&lost);
}

static void a_model_value_and_a_string_with_the_same_text_stay_different(void **state)
{
	static const char text[] =
	        "{\"#meta\":{\"heddle\":{\"version\":1}},\"vars\":[\"m\",\"r\",\"s\",\"v\"],"
	        "\"states\":[{"
	        "\"m\":{\"tag\":\"#model\",\"value\":\"a\"},\"s\":\"a\","
	        "\"r\":{\"tag\":\"#record\",\"value\":{\"#map\":[[\"#set\",[]],[\"t\",0]]}},"
	        "\"v\":{\"tag\":\"#variant\",\"value\":[\"#model\",\"z\"]}}]}";
	struct trace *trace = aid_parse(text), *again;
	struct buf out;

	(void)state;
	aid_write(trace, "itf", &out, NULL);
	again = aid_parse(out.data);
	assert_int_equal(value_compare(trace->states[0], again->states[0]), 0);
	assert_int_equal(value_get(again->states[0], "m")->kind, VALUE_MODEL);
	assert_int_equal(value_get(again->states[0], "s")->kind, VALUE_STRING);
	assert_int_equal(value_get(again->states[0], "r")->kind, VALUE_RECORD);
	assert_int_equal(value_get(again->states[0], "v")->kind, VALUE_VARIANT);
	assert_string_equal(value_get(again->states[0], "v")->text, "#model");
	trace_free(trace);
	trace_free(again);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(itf_has_every_kind_of_value),
		cmocka_unit_test(quints_steps_are_in_variables_that_are_kept),
		cmocka_unit_test(constants_of_itf_are_shown_in_every_state_and_written_as_such),
		cmocka_unit_test(unlisted_fields_are_kept_after_the_variables),
		cmocka_unit_test(a_record_of_tag_and_value_is_written_as_one),
		cmocka_unit_test(apalaches_types_distinguish_a_record_of_tag_and_value_from_a_variant),
		cmocka_unit_test(states_that_an_index_skips_are_reported),
		cmocka_unit_test(how_quints_run_ended_is_read),
		cmocka_unit_test(terminal_controls_are_escaped_and_read_back),
		cmocka_unit_test(variables_have_the_types_that_apalache_needs),
		cmocka_unit_test(an_unrepresentable_number_is_not_reported_as_another),
		cmocka_unit_test(a_saved_session_is_read_back_whole),
		cmocka_unit_test(a_model_value_and_a_string_with_the_same_text_stay_different),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
