/*
 * Files that are broken or mean harm: each is refused with its name, the
 * place, what was expected and what to do, and nothing of it is left behind.
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
#include <heddle/model.h>
#include <heddle/recording.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "trace_aid.h"
#include "value_match.h"

enum { MANY = 1000000 };

/* Parses a copy without a NUL behind it.  Returns what trace_parse did; checks what every
 * failure owes. */
static int try_parse(const char *text, size_t length, struct err *err)
{
	struct trace *const untouched = (struct trace *)&untouched;
	struct trace *trace = untouched;
	char *copy = malloc(length ? length : 1);

	assert_non_null(copy);
	memcpy(copy, text, length);
	*err = (struct err){ .file = "" };

	int status = trace_parse(copy, length, "hostile", &trace, err);

	free(copy);
	if (!status) {
		assert_string_equal(err->what, "");
		trace_free(trace);
		return 0;
	}
	assert_int_equal(status, -1);
	assert_ptr_equal(trace, untouched);
	assert_string_equal(err->file, "hostile");
	assert_string_not_equal(err->what, "");
	assert_string_not_equal(err->remedy, "");
	return -1;
}

#define ITF(x)    "{\"vars\":[\"x\"],\"states\":[{\"x\":" x "}]}"
#define LOG(x)    "State 1: <Initial predicate>\nx = " x "\n\nState 2: <Next>\nx = 1\n"
#define META(m)   "{\"#meta\":{\"heddle\":{\"version\":1," m "}},\"vars\":[\"x\"],\"states\":[{\"x\":1}]}"
#define NATIVE(x) "{\"#meta\":{\"heddle\":{\"version\":1}},\"vars\":[\"x\"],\"states\":[{\"x\":" x "}]}"
#define STATE(n)  "State " n ": <Next>\nx = 1\n\n"
#define MODULE(x) "---- MODULE M ----\nCounterExample == \n" x "\n====\n"

// clang-format off
static const struct {
	const char *text, *place, *what; /* parts of what must be said */
	size_t length;                   /* 0: up to the NUL */
} cases[] = {
	{ "", "", "empty", 0 },
	{ "\n\n", "", "empty", 0 },
	{ "once upon a time", "", "not a trace", 0 },
	{ "{\"a\":1}", "", "members a, which is neither a trace nor", 0 },
	{ "[{\"x\":1},{\"y\":1},{\"x\":1,\"y\":2}]", "state 2", "no variable x", 0 },
	{ "PASS #0: SanyParser\nThe outcome is: Error\nEXITCODE: ERROR (12)\n", "",
	  "the console output of Apalache; expected", 0 },
	{ "PASS #0: SanyParser\nThe outcome is: NoError\nEXITCODE: OK\n", "", "which found no error", 0 },
	{ "pan:1: assertion violated (x==1) (at depth 4)\npan: wrote x.pml.trail\n", "",
	  "Spin's verifier", 0 },
	{ "{\"vars\":[\"x\"],\"states\":[{\"x\":1}]}\n{\"vars\":[]}\n", "", "JSON Lines", 0 },
	{ "{\"a\":}", "line 1, column 6", "expected a JSON value", 0 },
	{ "\xff{", "line 1, column 1", "0xff is not UTF-8", 0 },
	{ "\xff\xfe{", "line 1, column 1", "half a character of UTF-16", 0 },
	{ "\xfe\xff\x20{\xd8{\x20{", "line 1, column 2", "half a character of UTF-16", 0 },
	{ "\xfe\xff\xdc{\x20{", "line 1, column 1", "half a character of UTF-16", 0 },
	{ ITF("\"\xc3\x28\""), "line 1, column 31", "0xc3 is not UTF-8", 0 },
	{ ITF("\"\xed\xa0\x80\""), "line 1", "UTF-8", 0 },
	{ "{\"vars\":[\"x\"],\"states\":[{\"x\":\"a\0b\"}]}", "line 1, column 32", "NUL", 37 },
	{ "State 1: <Initial predicate>\nx = \0", "line 2, column 5", "NUL", 34 },
	/* JSON */
	{ "{\"vars\":[\"x\"],\n\"states\":[{\"x\":1},]}", "line 2, column 19",
	  "expected a JSON value", 0 },
	{ "{\"vars\":[\"x\"],\"states\":[{\"x\":1}]", "line 1, column 33", "too early", 0 },
	{ "{\"vars\":[\"x\"],\"states\":[{\"x\":1}]} x", "line 1, column 35", "nothing after", 0 },
	{ ITF("01"), "line 1", "leading zero", 0 },
	{ ITF("1."), "line 1", "a digit", 0 },
	{ ITF("+1"), "line 1", "a JSON value", 0 },
	{ ITF("\"\n\""), "line 1", "closing quote", 0 },
	{ ITF("\"\\x\""), "line 1", "after a backslash", 0 },
	{ ITF("\"\\u0000\""), "line 1", "NUL", 0 },
	{ ITF("\"\\ud800\""), "line 1", "surrogates", 0 },
	{ ITF("\"\\udc00\""), "line 1", "surrogates", 0 },
	{ ITF("{\"a\":1,\"a\":2}"), "states[0].x", "\"a\" is given twice", 0 },
	{ ITF("1e400"), "states[0].x", "whole number", 0 },
	{ ITF("1.5"), "states[0].x", "whole number", 0 },
	{ ITF("15e-1"), "states[0].x", "whole number", 0 },
	{ ITF("1.00000000000000000001"), "line 1, column 30", "would be read as 1", 0 },
	{ ITF("9007199254740990.6"), "line 1", "would be read as 9007199254740991", 0 },
	{ ITF("-100000000000000000001e-20"), "line 1", "would be read as -1", 0 },
	{ ITF("1e-400"), "line 1", "would be read as 0", 0 },
	{ ITF("9007199254740993"), "states[0].x", "whole number", 0 },
	{ ITF("1000000000000000000000000000000000000000000000000000000000000000"), "line 1",
	  "at most 60", 0 },
	/* ITF */
	{ ITF("{\"#bigint\":\"x\"}"), "states[0].x.#bigint", "digits", 0 },
	{ ITF("{\"#bigint\":5}"), "states[0].x.#bigint", "found a number; expected a text", 0 },
	{ ITF("{\"#set\":{}}"), "states[0].x.#set", "found an object; expected a list", 0 },
	{ ITF("{\"#set\":[],\"b\":1}"), "states[0].x", "only one of them", 0 },
	{ ITF("{\"#new\":[]}"), "states[0].x", "#new", 0 },
	{ ITF("{\"#map\":[[1,2],[1,3]]}"), "states[0].x.#map[1]", "twice", 0 },
	{ ITF("{\"#map\":[[1]]}"), "states[0].x.#map[0]", "a key and a value", 0 },
	{ "{\"vars\":[\"x\"],\"states\":[]}", "", "no states", 0 },
	{ "{\"vars\":[\"x\",\"x\"],\"states\":[]}", "vars[1]", "twice", 0 },
	{ "{\"vars\":[\"#meta\"],\"states\":[{}]}", "vars[0]", "reserved", 0 },
	{ "{\"vars\":[1],\"states\":[{}]}", "vars[0]", "expected a text", 0 },
	{ "{\"vars\":{},\"states\":[{}]}", "vars", "expected a list", 0 },
	{ "{\"vars\":[],\"states\":{}}", "states", "expected a list", 0 },
	{ "{\"vars\":[\"x\"],\"states\":[{}]}", "state 1", "no variable x", 0 },
	{ "{\"vars\":[],\"states\":[{}],\"loop\":1}", "loop", "from 0 to 0", 0 },
	{ "{\"vars\":[],\"states\":[{}],\"loop\":-1}", "loop", "from 0 to 0", 0 },
	{ "{\"vars\":[],\"states\":[{\"#meta\":{\"index\":1}},{\"#meta\":{\"index\":1}}]}",
	  "states[1].#meta.index", "after 1", 0 },
	{ META("\"x\":1"), "#meta.heddle.x", "not a field", 0 },
	{ META("\"claims\":1"), "#meta.heddle.claims", "expected a text", 0 },
	{ META("\"nodes\":[]"), "#meta.heddle.nodes", "empty", 0 },
	{ META("\"nodes\":[{\"parent\":0}],\"cursor\":1,\"tip\":0"), "#meta.heddle.cursor",
	  "from 0 to 0", 0 },
	{ META("\"nodes\":[{\"parent\":0},{\"parent\":1,\"step\":\"a\"}],\"cursor\":0,\"tip\":0"),
	  "#meta.heddle.nodes[1].parent", "from 0 to 0", 0 },
	{ META("\"nodes\":[{\"parent\":0},{\"parent\":0}],\"cursor\":0,\"tip\":0"),
	  "#meta.heddle.nodes[1].step", "missing", 0 },
	{ META("\"nodes\":[{\"parent\":0},{\"parent\":0,\"step\":\"a\"}],\"cursor\":0,\"tip\":1"),
	  "#meta.heddle.tip", "1 steps", 0 },
	{ META("\"scope\":{\"servers\":1.5}"), "#meta.heddle.scope.servers", "whole number", 0 },
	{ "{\"#meta\":{\"heddle\":{\"version\":3}},\"vars\":[],\"states\":[{}]}",
	  "#meta.heddle.version", "version 3", 0 },
	{ "{\"#meta\":{\"heddle\":[]},\"vars\":[],\"states\":[{}]}", "#meta.heddle", "an object",
	  0 },
	{ NATIVE("{\"tag\":\"#model\",\"value\":1}"), "states[0].x.value", "after the tag #model",
	  0 },
	{ NATIVE("{\"tag\":\"#new\",\"value\":1}"), "states[0].x.value", "after the tag #new", 0 },
	{ NATIVE("{\"tag\":\"#record\",\"value\":1}"), "states[0].x.value.#map", "missing", 0 },
	{ NATIVE("{\"tag\":\"#record\",\"value\":{\"#map\":[[1,2]]}}"), "states[0].x.value.#map[0]",
	  "not a string", 0 },
	{ NATIVE("{\"tag\":\"#record\",\"value\":{\"#map\":[[\"a\",2],[\"a\",2]]}}"),
	  "states[0].x.value.#map", "twice", 0 },
	/* TLC JSON */
	{ "{\"counterexample\":[]}", "counterexample", "expected an object", 0 },
	{ "{\"counterexample\":{}}", "counterexample.state", "missing", 0 },
	{ "{\"state\":[[1,{\"x\":1}],[1,{\"x\":2}]],\"vars\":[]}", "state[1][1]", "number 1", 0 },
	{ "{\"state\":[[4,{\"x\":1}],[2,{\"x\":1}]],\"vars\":[]}", "state[0][0]", "from 2 to 3", 0 },
	{ "{\"state\":[[-1,{\"x\":1}]],\"vars\":[]}", "state[0][0]", "from 1 to 1", 0 },
	{ "{\"state\":[[0,{}],[1,{}]],\"action\":[[[1,{}],{},[2,{}]]]}", "action[0][2][0]",
	  "from 0 to 1", 0 },
	{ "{\"state\":[[1,{\"x\":1}],[2,{\"y\":1}]],\"vars\":[]}", "state 2", "x", 0 },
	{ "{\"state\":[[1,{}]],\"action\":[[[1,{}],{\"name\":\"A\"},[2,{}]]],\"vars\":[]}",
	  "action[0][2][0]", "from 1 to 1", 0 },
	{ "{\"state\":[[1,{}],[2,{}],[3,{}]],\"action\":[[[2,{}],{},[1,{}]]]}", "action[0]",
	  "state 2 to state 1", 0 },
	{ "{\"state\":[[1,{}],[2,{}]],\"action\":[[[1,{}],{},[2,{}]],[[1,{}],{},[2,{}]]]}",
	  "action[1]", "second step", 0 },
	{ "{\"state\":[[1,{}]],\"action\":[[[1,{}],{},[1,{}]],[[1,{}],{},[1,{}]]]}", "action[1]",
	  "second step that closes", 0 },
	{ "{\"state\":[[1,{}]],\"action\":[[1]]}", "action[0]", "source", 0 },
	{ "[{\"x\":1},[]]", "[1]", "an object", 0 },
	/* the site's list */
	{ "[{\"no\":1,\"name\":\"a\",\"state\":{}},{\"no\":1,\"name\":\"b\",\"state\":{}}]",
	  "[1].no", "expected 2", 0 },
	{ "[{\"no\":1,\"name\":\"a\",\"state\":[]}]", "[0].state", "an object", 0 },
	/* TLC text */
	{ STATE("1") STATE("2") STATE("2"), "line 7", "expected state 3", 0 },
	{ STATE("1") "State 99999999999999999999: <A>\n", "line 4", "expected state 2", 0 },
	{ STATE("1") "Back to state 2: <A>\n", "line 4", "from 1 to 1", 0 },
	{ STATE("1") "Back to state 0: <A>\n", "line 4", "from 1 to 1", 0 },
	{ STATE("1") "Back to state 1: <A>\n" STATE("2"), "line 5", "follows the end", 0 },
	{ "State 1: Stuttering\n", "line 1", "stuttering", 0 },
	{ "State 1: <Init>\n", "line 2", "a variable and its value", 0 },
	{ "TLC2 Version 2026\nModel checking completed. No error has been found.\n", "",
	  "no states", 0 },
	/* modules */
	{ MODULE(""), "line 4", "'['", 0 },
	{ MODULE("[action |-> {}]"), "", "no states", 0 },
	{ MODULE("[state |-> {<<1, [x |-> 1]>>, <<1, [x |-> 2]>>}]"), "line 3", "number 1", 0 },
	{ MODULE("[state |-> {<<3, [x |-> 1]>>, <<1, [x |-> 1]>>}]"), "line 3", "number 3 among 2",
	  0 },
	{ MODULE("[state |-> {<<1, 2>>}]"), "line 3, column 18", "a record of variables", 0 },
	{ MODULE("[state |-> {}, state |-> {}]"), "line 3", "each once", 0 },
	{ MODULE("[action |-> {<<<<1, [x |-> 1]>>, [name |-> \"A\"], <<5, [x |-> 1]>>>>}, "
	         "state |-> {<<1, [x |-> 1]>>}]"),
	  "line 3", "state 1 to state 5", 0 },
	{ "Trace ==\n <<[x |-> 1], [y |-> 1]>>\n", "state 2", "x", 0 },
	{ "STATE_1 ==\nx = 0\nSTATE_1 ==\nx = 0\n", "line 3", "expected state 2", 0 },
	{ "<<[_TEAction |-> [position |-> 1], x |-> 1], [x |-> 2]>>", "line 1, column 46",
	  "no _TEAction", 0 },
	{ "<<[_TEAction |-> [position |-> 1], x |-> 1], [_TEAction |-> [position |-> 1], x |-> "
	  "2]>>",
	  "line 1, column 46", "expected 2", 0 },
	{ "_TETrace\ntrace ==\n IODeserialize(\"a.bin\", TRUE)\n", "line 3", "binary", 0 },
	{ "_TETrace\ntrace == <<[x |-> 1]>>\n_TTraceLassoStart = 2\n_TTraceLassoEnd = 1\n",
	  "the loop", "back to state 2", 0 },
	{ "_TETrace\ntrace == <<[x |-> 1]>>\n_TTraceLassoStart = 1\n_TTraceLassoEnd = 7\n",
	  "the loop", "from state 7", 0 },
	/* schedules */
	{ "# heddle schedule: design\na b\n", "line 1, column 26", "'='", 0 },
	{ "# heddle schedule: servers=x\na b\n", "line 1, column 28", "a number", 0 },
	{ "# heddle schedule: servers=9999999999\na b\n", "line 1, column 28", "out of range", 0 },
	{ "# heddle schedule: design=a\na \x1b b\n", "line 2, column 3", "control", 0 },
};
// clang-format on

static void what_is_broken_is_refused_with_place_and_remedy(void **state)
{
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t length = cases[i].length ? cases[i].length : strlen(cases[i].text);
		struct err err;
		char line[1500];

		if (!try_parse(cases[i].text, length, &err))
			print_error("accepted: %s\n", cases[i].text), bad++;
		else if (!strstr(err.place, cases[i].place) || !strstr(err.what, cases[i].what))
			bad++, print_error("%s\nsays: %s\nexpected: %s: %s\n", cases[i].text,
			                   err_format(&err, line, sizeof(line)), cases[i].place,
			                   cases[i].what);
		/* What is quoted from a file cannot reach the terminal raw. */
		for (const char *at = err.what; *at; at++)
			assert_true((unsigned char)*at >= ' ' && *at != 0x7f);
	}
	assert_int_equal(bad, 0);
}

static void repeat(struct buf *out, const char *text, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_add_text(out, text);
}

static void a_million_open_brackets_are_refused_in_every_format(void **state)
{
	static const struct {
		const char *before, *open, *what;
	} deep[] = {
		{ "{\"vars\":[\"x\"],\"states\":[{\"x\":", "[", "too deep" },
		{ "{\"vars\":[\"x\"],\"states\":[{\"x\":", "{\"a\":", "too deep" },
		{ "{\"counterexample\":", "[", "too deep" },
		{ "[", "[", "too deep" },
		{ "[{\"no\":1,\"name\":\"\",\"state\":", "[", "too deep" },
		{ "State 1: <Init>\nx = ", "<<", "nested more than" },
		{ "State 1: <Init>\nx = ", "{", "nested more than" },
		{ "State 1: <Init>\nx = ", "(", "nested more than" },
		{ "State 1: <Init>\nx = ", "[a |-> ", "nested more than" },
		{ "State 1: <Init>\nx = ", "(1 :> ", "nested more than" },
		{ "State 1: <Init>\nx = ", "Variant(\"a\", ", "nested more than" },
		{ "CounterExample == [state |-> {<<1, [x |-> ", "{", "nested more than" },
		{ "Trace == <<", "(", "nested more than" },
		{ "<<[_TEAction |-> ", "[a |-> ", "nested more than" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(deep) / sizeof(deep[0]); i++) {
		struct buf text;
		struct err err;

		buf_init(&text);
		buf_add_text(&text, deep[i].before);
		repeat(&text, deep[i].open, MANY);
		assert_int_equal(try_parse(text.data, text.length, &err), -1);
		if (!strstr(err.what, deep[i].what))
			fail_msg("%s…: %s", deep[i].before, err.what);
		buf_release(&text);
	}
}

static void values_are_as_deep_as_the_limit_says(void **state)
{
	(void)state;
	for (size_t depth = 197; depth <= 202; depth++) {
		struct buf json, text;
		struct err err;
		bool fits = depth <= 199; /* and the state around them makes 200 */

		buf_init(&json);
		buf_add_text(&json, "{\"vars\":[\"x\"],\"states\":[{\"x\":");
		repeat(&json, "{\"#set\":[", depth);
		repeat(&json, "]}", depth);
		buf_add_text(&json, "}]}");
		assert_int_equal(try_parse(json.data, json.length, &err), fits ? 0 : -1);
		buf_init(&text);
		buf_add_text(&text, "State 1: <Init>\nx = ");
		repeat(&text, "{", depth);
		repeat(&text, "}", depth);
		buf_add_text(&text, "\n");
		assert_int_equal(try_parse(text.data, text.length, &err), fits ? 0 : -1);
		buf_release(&json);
		buf_release(&text);
	}
}

static void too_many_values_or_states_are_refused_with_the_limit(void **state)
{
	struct buf text;
	struct err err;

	(void)state;
	buf_init(&text);
	buf_add_text(&text, "{\"vars\":[],\"states\":[");
	repeat(&text, "[],", 8000001);
	buf_add_text(&text, "[]]}");
	assert_int_equal(try_parse(text.data, text.length, &err), -1);
	assert_non_null(strstr(err.what, "at most 8000000"));
	buf_clear(&text);
	buf_add_text(&text, "{\"vars\":[],\"states\":[");
	repeat(&text, "{},", TRACE_STATES_MAX);
	buf_add_text(&text, "{}]}");
	assert_int_equal(try_parse(text.data, text.length, &err), -1);
	assert_non_null(strstr(err.what, "1000000 states"));
	buf_release(&text);
}

static void a_text_that_is_too_long_is_refused_with_the_limit(void **state)
{
	static const struct {
		const char *before, *after;
	} files[] = {
		{ "{\"vars\":[\"x\"],\"states\":[{\"x\":\"", "\"}]}" },
		{ "{\"vars\":[\"x\"],\"states\":[{\"x\":{\"#unserializable\":\"", "\"}}]}" },
		{ "{\"state\":[[1,{\"x\":\"", "\"}]],\"vars\":[\"x\"]}" },
		{ "State 1: <Init>\nx = \"", "\"\n\n" },
		{ "State 1: <Init>\nx = SUBSET {", "}\n\n" },
		{ "Trace ==\n <<[x |-> \"", "\"]>>\n" },
		{ "Trace ==\n <<[x |-> SUBSET {", "}]>>\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		for (int more = 0; more < 2; more++) {
			struct buf text;
			struct err err;

			buf_init(&text);
			buf_add_text(&text, files[i].before);
			repeat(&text, "a", more ? TRACE_TEXT_MAX + 1 : TRACE_TEXT_MAX - 20);
			buf_add_text(&text, files[i].after);
			assert_int_equal(try_parse(text.data, text.length, &err), more ? -1 : 0);
			if (more && !strstr(err.what, "at most 1000000 are"))
				fail_msg("%s…: %s", files[i].before, err.what);
			buf_release(&text);
		}
	}
}

/* Each format's reader, recordings and writers: what is quadratic in variables ends long after this. */
static void a_hundred_thousand_variables_are_read_and_written(void **state)
{
	enum { VARS = 100000, STATES = 3 };
	struct buf text, out;
	struct trace *trace, *again;

	(void)state;
	buf_init(&text);
	for (int i = 1; i <= STATES; i++) {
		buf_printf(&text, "State %d: <Go(p%d) line 1, col 1 to line 1, col 2 of module M>\n", i, i);
		for (int k = 0; k < VARS; k++)
			buf_printf(&text, "/\\ v%d = %d\n", k, k % 7 ? k : k + i);
		buf_add_char(&text, '\n');
	}
	trace = aid_parse(text.data);
	assert_int_equal(trace->var_count, VARS);
	model_free(recording_new(trace));
	for (size_t i = 0; trace_formats[i]; i++) {
		if (!trace_formats[i]->read || !trace_formats[i]->write || trace_formats[i]->of_steps)
			continue;
		aid_write(trace, trace_formats[i]->name, &out, NULL);
		again = aid_parse(out.data);
		assert_int_equal(again->var_count, VARS);
		for (size_t k = 0; k < STATES; k++)
			assert_true(value_matches(trace_value(again, k, VARS - 1),
			                          trace_value(trace, k, VARS - 1)));
		trace_free(again);
		buf_release(&out);
	}
	trace_free(trace);
	buf_release(&text);
}

static void a_file_cut_anywhere_is_read_or_refused_but_never_half(void **state)
{
	static const struct {
		const char *name;
		bool whole; /* nothing but the whole file is a trace */
	} files[] = {
		{ "lasso.json", true },       { "stuttering.json", true },
		{ "values.json", true },      { "lasso.txt", false },
		{ "lasso-tool.txt", false },  { "lasso-counterexample.tla", false },
		{ "lasso-plain.tla", false }, { "lasso-ttrace.tla", false },
		{ "simulate.txt", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char path[100], *text;
		size_t length;
		struct err err;

		snprintf(path, sizeof(path), "tests/traces/%s", files[i].name);
		assert_int_equal(file_read(path, FILE_READ_MAX, &text, &length, &err), 0);
		while (length && text[length - 1] == '\n')
			length--;
		for (size_t cut = 0; cut < length; cut++) {
			int status = try_parse(text, cut, &err);

			assert_true(status == -1 || !files[i].whole);
		}
		assert_int_equal(try_parse(text, length, &err), 0);
		free(text);
	}
}

static void a_file_that_cannot_be_read_is_an_error_with_its_name(void **state)
{
	struct trace *trace = NULL;
	struct err err = { .file = "" };

	(void)state;
	assert_int_equal(trace_read_nth("tests/traces/no-such-file", 1, &trace, &err), -1);
	assert_null(trace);
	assert_string_equal(err.file, "tests/traces/no-such-file");
	assert_int_equal(trace_parse_nth("", 0, "f", 0, &trace, &err), -1);
	assert_null(trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_broken_is_refused_with_place_and_remedy),
		cmocka_unit_test(a_million_open_brackets_are_refused_in_every_format),
		cmocka_unit_test(values_are_as_deep_as_the_limit_says),
		cmocka_unit_test(too_many_values_or_states_are_refused_with_the_limit),
		cmocka_unit_test(a_text_that_is_too_long_is_refused_with_the_limit),
		cmocka_unit_test(a_hundred_thousand_variables_are_read_and_written),
		cmocka_unit_test(a_file_cut_anywhere_is_read_or_refused_but_never_half),
		cmocka_unit_test(a_file_that_cannot_be_read_is_an_error_with_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
