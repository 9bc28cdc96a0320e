/*
 * Text that is not a value is kept as text, and does not affect the rest of the trace.
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

/* Texts of a variable's value, and how the value is shown. */
static const struct {
	const char *text, *shown;
} texts[] = {
	/* what TLC does not evaluate */
	{ "SUBSET (1..15)", "‹SUBSET (1..15)›" },
	{ "SUBSET {{1, 2}, {3}}", "‹SUBSET {{1, 2}, {3}}›" },
	{ "UNION({{1}, {2}})", "‹UNION({{1}, {2}})›" },
	{ "[{1, 2} -> {3, 4}]", "‹[{1, 2} -> {3, 4}]›" },
	{ "[a: {1, 2}, b: BOOLEAN]", "‹[a: {1, 2}, b: BOOLEAN]›" },
	{ "({1, 2} \\X {3})", "‹({1, 2} \\X {3})›" },
	{ "{1, 2} \\X {3}", "‹{1, 2} \\X {3}›" },
	{ "{1} \\cup {2}", "‹{1} \\cup {2}›" },
	{ "{1} \\ {2}", "‹{1} \\ {2}›" },
	{ "{x \\in {1, 2} : <expression 0> }", "‹{x \\in {1, 2} : <expression 0> }›" },
	{ "{x : x \\in {1, 2}}", "‹{x : x \\in {1, 2}}›" },
	{ "[p \\in {1, 2} |-> <expression 0>]", "‹[p \\in {1, 2} |-> <expression 0>]›" },
	{ "<LAZY x>", "‹<LAZY x>›" },
	{ "<Operator F>", "‹<Operator F>›" },
	{ "{ <1, 2, 3>, <4, 5, 6>}", "‹{ <1, 2, 3>, <4, 5, 6>}›" },
	{ "Nat", "‹Nat›" },
	{ "Seq({1, 2})", "‹Seq({1, 2})›" },
	{ "STRING", "‹STRING›" },
	{ "UNDEF", "‹UNDEF›" },
	{ "1..1000000", "‹1..1000000›" },
	{ "CHOOSE x \\in {1, 2} : TRUE", "‹CHOOSE x \\in {1, 2} : TRUE›" },
	{ "(1 :> 2) @@ (3 :> 4)", "‹(1 :> 2) @@ (3 :> 4)›" },
	{ "[a |-> 1] @@ [b |-> 2]", "‹[a |-> 1] @@ [b |-> 2]›" },
	{ "[f EXCEPT ![1] = 2]", "‹[f EXCEPT ![1] = 2]›" },
	/* what is not a value at all */
	{ "1.5", "‹1.5›" },
	{ "<<1>> \\o <<2>>", "‹<<1>> \\o <<2>>›" },
	{ "5 - 3", "‹5 - 3›" },
	{ "{1}   <-- note the 1 here", "‹{1}   <-- note the 1 here›" },
	{ "{1} /\\ TRUE", "‹{1} /\\ TRUE›" },
	{ "", "‹no value›" },
	{ "(* no value *)", "‹no value›" },
	{ "0x10", "‹0x10›" },
	{ "0XfF", "‹0XfF›" },
	{ "0b101", "‹0b101›" },
	{ "0o17", "‹0o17›" },
	{ "1e5", "‹1e5›" },
	{ "<<0x10, 1>>", "<<‹0x10›, 1>>" },
	{ "{0x10}", "‹{0x10}›" },
	{ "0x", "0x" },
	{ "2pc", "2pc" },
	{ "NEW", "NEW" },
	{ "f[1]", "‹f[1]›" },
	{ "M!x", "‹M!x›" },
	{ "\"abc", "‹\"abc›" },
	{ "\"a\\qb\"", "‹\"a\\qb\"›" },
	{ "<<1, 2", "‹<<1, 2›" },
	{ "{1, }", "‹{1, }›" },
	{ "1}", "‹1}›" },
	{ "-", "‹-›" },
	{ "[a |-> 1, a |-> 2]", "‹[a |-> 1, a |-> 2]›" },
	{ "(a :> 1 @@ a :> 2)", "‹(a :> 1 @@ a :> 2)›" },
	{ "SetAsFun({<<1, 2>>, <<1, 3>>})", "‹SetAsFun({<<1, 2>>, <<1, 3>>})›" },
	{ "Variant(1, 2)", "‹Variant(1, 2)›" },
	{ "{1, 2}\n  \\cup {3}", "‹{1, 2} \\cup {3}›" },
	{ "{1, 2}\ntorn", "‹{1, 2} torn›" },
	{ "{1, 2}\n\n  \\cup {3}", "‹{1, 2} \\cup {3}›" },
	{ "{1, 2} \\cup {\n\n 3}", "‹{1, 2} \\cup { 3}›" },
	/* in a part whose position is certain, only that part */
	{ "[p |-> <expression 0>, q |-> 1]", "[p: ‹<expression 0>›, q: 1]" },
	{ "[r |-> ,x |-> 1]", "[r: ‹no value›, x: 1]" },
	{ "<<1, Nat, SUBSET {1, 2}>>", "<<1, ‹Nat›, ‹SUBSET {1, 2}›>>" },
	{ "(1 :> [{1} -> {2}] @@ 2 :> 3)", "[1: ‹[{1} -> {2}]›, 2: 3]" },
	{ "<<[a |-> <<1>> \\o <<2>>]>>", "<<[a: ‹<<1>> \\o <<2>>›]>>" },
	/* in a set, whose number of items is then unknown, the whole set */
	{ "<<{1, Nat}, 2>>", "<<‹{1, Nat}›, 2>>" },
	{ "(Nat :> 1)", "‹(Nat :> 1)›" },
	{ "<<\\E x, y \\in {1} : TRUE, 2>>", "‹<<\\E x, y \\in {1} : TRUE, 2>>›" },
	/* values */
	{ "BOOLEAN", "{FALSE, TRUE}" },
	{ "SetAsFun({ <<\"a\", 1>>, <<\"b\", 2>> })", "[a: 1, b: 2]" },
	{ "SetAsFun({})", "[]" },
	{ "{1} \\* a remark, with a comma", "{1}" },
	{ "{1} (* a remark\n over lines *)", "{1}" },
	{ "{ [a |-> 1],\n  [a |-> 2] }", "{[a: 1], [a: 2]}" },
	{ "1\n\nsome words in between", "1" },
	{ "1\nProgress(12) at 2024-01-02 03:04:05: 100 states generated (1 s/min)", "1" },
	{ "1\nCheckpointing of run states/24-01-02-03-04-05", "1" },
	{ "1\n12,345 states generated, 10 distinct states found, 3 states left on queue.", "1" },
	{ "1\n@!@!@ENDMSG 2217 @!@!@\n@!@!@STARTMSG 2200:0 @!@!@\nProgress(1)\n@!@!@ENDMSG 2200 "
	  "@!@!@",
	  "1" },
};

static void text_that_is_not_a_value_is_kept_whole_and_ends_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct trace *trace =
		        aid_parsef("State 1: <Initial predicate>\n/\\ a = 0\n/\\ b = 0\n/\\ c = 0\n\n"
		                   "State 2: <Go line 1, col 1 to line 1, col 2 of module M>\n"
		                   "/\\ a = 1\n/\\ b = %s\n/\\ c = 1\n\n"
		                   "State 3: <Go line 1, col 1 to line 1, col 2 of module M>\n"
		                   "/\\ a = 2\n/\\ b = 2\n/\\ c = %s\n\n",
		                   texts[i].text, texts[i].text);

		assert_int_equal(trace->state_count, 3);
		aid_assert_shown(trace, 1, "a", "1");
		aid_assert_shown(trace, 1, "b", texts[i].shown);
		aid_assert_shown(trace, 1, "c", "1");
		aid_assert_shown(trace, 2, "a", "2");
		aid_assert_shown(trace, 2, "b", "2");
		aid_assert_shown(trace, 2, "c", texts[i].shown);
		assert_true(!!strstr(texts[i].shown, "‹") == (trace->remark_count > 0));
		trace_free(trace);
	}
}

static void a_simulation_keeps_the_same_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (strstr(texts[i].text, "Progress") || strstr(texts[i].text, "states") ||
		    strstr(texts[i].text, "Checkpointing"))
			continue; /* only logs have these */

		struct trace *trace =
		        aid_parsef("---- MODULE tr ----\n\\* <Init>\nSTATE_1 == \n/\\ a = %s\n/\\ b = 1\n\n"
		                   "\\* <Go line 1, col 1 to line 1, col 2 of module M>\n"
		                   "STATE_2 == \n/\\ a = 2\n/\\ b = %s\n\n====\n",
		                   texts[i].text, texts[i].text);

		assert_string_equal(trace->format, "tlc-simulate");
		assert_int_equal(trace->state_count, 2);
		aid_assert_shown(trace, 0, "a", texts[i].shown);
		aid_assert_shown(trace, 0, "b", "1");
		aid_assert_shown(trace, 1, "b", texts[i].shown);
		assert_string_equal(trace->steps[0].action, "Go");
		trace_free(trace);
	}
}

/* Texts in the records of modules: if it is uncertain where one ends, the file is refused. */
static void a_modules_text_is_kept_where_its_end_is_certain(void **state)
{
	static const struct {
		const char *name, *before, *between, *after;
	} modules[] = {
		{ "tlc-plain", "Trace ==\n <<", "", ">>\n" },
		{ "ttrace", "---- MODULE M_TTrace_1 ----\n_TETrace\ntrace ==\n  <<\n", "", "\n  >>\n----\n" },
		{ "tlc-tla", "---- MODULE M ----\nCounterExample ==\n [action |-> {}, state |-> {", "1",
		  "}]\n====\n" },
		{ "toolbox", "<<", "T", ">>" },
	};

	(void)state;
	for (size_t m = 0; m < sizeof(modules) / sizeof(modules[0]); m++) {
		for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
			struct buf file;
			struct trace *trace = NULL;
			struct err err = { .file = "" };

			buf_init(&file);
			buf_add_text(&file, modules[m].before);
			for (int k = 1; k <= 2; k++) {
				if (k == 2)
					buf_add_text(&file, ", ");
				if (modules[m].between[0] == '1')
					buf_printf(&file, "<<%d, ", k);
				buf_printf(&file, "[");
				if (modules[m].between[0] == 'T')
					buf_printf(&file, "_TEAction |-> [position |-> %d, name |-> \"A\"], ",
					           k);
				buf_printf(&file, "a |-> %d, b |-> %s, c |-> %d]", k,
				           k == 1 ? "0" : texts[i].text, k);
				if (modules[m].between[0] == '1')
					buf_printf(&file, ">>");
			}
			buf_add_text(&file, modules[m].after);
			if (trace_parse(file.data, file.length, "file", &trace, &err)) {
				assert_non_null(strstr(err.place, "line"));
				assert_null(trace);
			} else if (trace->state_count == 2) {
				assert_string_equal(trace->format, modules[m].name);
				aid_assert_shown(trace, 1, "a", "2");
				aid_assert_shown(trace, 1, "c", "2");

				const struct value *b = value_get(trace->states[1], "b");

				/* A text of several lines ends elsewhere in a module. */
				if (!strchr(texts[i].text, '\n') || b->kind != VALUE_OPAQUE)
					aid_assert_shown(trace, 1, "b", texts[i].shown);
			} else {
				/* Cut inside the second state. */
				assert_true(trace->remark_count > 0);
			}
			trace_free(trace);
			buf_release(&file);
		}
	}
}

static void only_files_of_difftrace_carry_values_over(void **state)
{
	/* As TLC prints it: the last state whole. */
	struct trace *trace = aid_parse("State 1: <Initial predicate>\n/\\ x = 0\n/\\ y = 0\n/\\ z = 0\n\n"
	                                "State 2: <Next>\n/\\ x = 1\n\n"
	                                "State 3: <Next>\n/\\ x = 2\n\n"
	                                "State 4: <Next>\n/\\ x = 3\n/\\ y = 1\n/\\ z = 0\n\n");

	(void)state;
	aid_assert_shown(trace, 2, "x", "2");
	aid_assert_shown(trace, 2, "y", "0");
	aid_assert_shown(trace, 3, "z", "0");
	assert_int_equal(trace->remark_count, 1);
	assert_non_null(strstr(trace->remarks[0], "-difftrace"));
	trace_free(trace);

	/* If a state in the middle repeats a value, the others have lost theirs. */
	trace = aid_parse("State 1: <Initial predicate>\n/\\ x = 0\n/\\ y = 0\n\n"
	                  "State 2: <Next>\n/\\ x = 1\n\n"
	                  "State 3: <Next>\n/\\ x = 1\n/\\ y = 1\n\n"
	                  "State 4: <Next>\n/\\ x = 2\n/\\ y = 1\n\n");
	aid_assert_shown(trace, 1, "x", "1");
	aid_assert_shown(trace, 1, "y", "‹no value›");
	aid_assert_shown(trace, 2, "y", "1");
	trace_free(trace);

	/* After dots instead of variables, or a gap before a state, missing variables have no value. */
	trace = aid_parse("State 1: <Initial predicate>\n/\\ x = 0\n/\\ y = 0\n\n"
	                  "State 2: <Next>\n/\\ x = 1\n...\n\n"
	                  "State 3: <Next>\n/\\ x = 2\n\n"
	                  "...\n\n"
	                  "State 7: <Next>\n/\\ x = 3\n\n"
	                  "State 8: <Next>\n/\\ y = 4\n\n");
	assert_int_equal(trace->state_count, 5);
	for (size_t i = 1; i < 4; i++)
		aid_assert_shown(trace, i, "y", "‹no value›");
	assert_int_equal(trace->steps[2].skipped, 3);
	aid_assert_shown(trace, 4, "x", "3");
	trace_free(trace);
}

/* A line of a state that cannot be read is reported, and the variable it may have been has no value. */
static void a_line_that_is_not_a_variable_and_its_value_is_never_dropped_silently(void **state)
{
	static const char *const lines[] = { "/\\ x.y = 1",      "/\\ x[1] = 2", "/\\ x' = 1",
		                             "/\\ \xc3\xa9 = 1", "/\\ TRUE",     "/\\",
		                             "/\\ x == 1",       "/\\ M!x = 1",  "/\\ x \\in {1}",
		                             "/\\ x\x1by = 1" };
	static const char *const between[] = {
		"@!@!@STARTMSG 1000:0 @!@!@\nprinted\n@!@!@ENDMSG 1000 @!@!@",
		"Error: something else happened.",
	};
	static const char *const remarks[] = {
		"State 1: <Init>\n/\\ a = 1\n/\\ b = 1\n\nState 2: <Next>\n/\\ a = 2 (* note\n/\\ b = 2\n\n"
		"State 3: <Next>\n/\\ a = 3\n/\\ b = 3\n\n",
		"State 1: <Init>\n/\\ a = 1\n/\\ b = 1\n\nState 2: <Next>\n/\\ a = 2 (* note\n/\\ b = 2 "
		"*)\n\n"
		"State 3: <Next>\n/\\ a = 3\n/\\ b = 3\n\n",
	};
	struct trace *trace;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		for (unsigned first = 0; first < 2; first++) {
			trace = aid_parsef("State 1: <Initial predicate>\n%s%s/\\ b = 1\n%s%s\n",
			                   first ? lines[i] : "", first ? "\n" : "", first ? "" : lines[i],
			                   first ? "" : "\n");
			aid_assert_shown(trace, 0, "b", "1");
			assert_int_equal(trace->var_count, 1);
			assert_int_equal(trace->remark_count, 1);
			assert_non_null(strstr(trace->remarks[0], first ? "line 2 looks" : "line 3 looks"));
			trace_free(trace);
		}
	}
	/* Words instead of a variable are such a line; comments, dots and blanks are not. */
	trace = aid_parse("State 1: <Initial predicate>\n\xe2\x88\xa7 x = 1\n/\\ b = 1\n\n");
	assert_int_equal(trace->remark_count, 1);
	trace_free(trace);
	trace = aid_parse("State 1: <Initial predicate>\n\n(* a\n remark *)\n/\\ b = 1\n\n");
	assert_int_equal(trace->remark_count, 0);
	trace_free(trace);
	/* Nor does a comment hide a variable if it is not closed, or closed too late. */
	for (size_t i = 0; i < sizeof(remarks) / sizeof(remarks[0]); i++) {
		trace = aid_parse(remarks[i]);
		aid_assert_shown(trace, 1, "a", "2");
		aid_assert_shown(trace, 1, "b", i ? "‹2 *)›" : "2");
		aid_assert_shown(trace, 2, "b", "3");
		trace_free(trace);
	}
	/* After a message, or an error, in the middle of a state. */
	for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++) {
		trace = aid_parsef(
		        "@!@!@STARTMSG 2217:4 @!@!@\n1: <Initial predicate>\n/\\ a = 0\n/\\ b = 0\n\n"
		        "@!@!@ENDMSG 2217 @!@!@\n@!@!@STARTMSG 2217:4 @!@!@\n2: <Next>\n/\\ a = 1\n%s\n"
		        "/\\ b = 1\n\n@!@!@ENDMSG 2217 @!@!@\n",
		        between[i]);
		aid_assert_shown(trace, 1, "a", "1");
		aid_assert_shown(trace, 1, "b", "‹no value›");
		assert_true(trace->remark_count > 0);
		assert_non_null(strstr(trace->remarks[0], "looks like part of a state"));
		trace_free(trace);
	}
	/* It does not make the log a -difftrace, and its state gets no values from the one before. */
	trace = aid_parse("State 1: <Initial predicate>\n/\\ x = 0\n/\\ y = 0\n\n"
	                  "State 2: <Next>\n/\\ x = 1\n/\\ y.a = 1\n\n"
	                  "State 3: <Next>\n/\\ x = 2\n/\\ y = 2\n\n");
	aid_assert_shown(trace, 1, "y", "‹no value›");
	for (size_t i = 0; i < trace->remark_count; i++)
		assert_null(strstr(trace->remarks[i], "-difftrace"));
	trace_free(trace);
}

static void lines_lost_in_one_place_are_not_taken_for_difftrace(void **state)
{
	static const char tail[] = "State 3: <Next>\n/\\ x = 2\n/\\ y = 2\n/\\ z = 2\n\n";
	static const struct {
		const char *head, *second, *y;
	} cases[] = {
		{ "", "/\\ x = 1\n/\\ z = 1\n", "‹no value›" },
		{ "", "/\\ x = 1\n", "‹no value›" },
		{ "", "/\\ y = 1\n", "1" },
		{ "$ tlc -difftrace M\n", "/\\ x = 1\n/\\ z = 1\n", "0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool alone = i < 2;
		struct trace *trace =
		        aid_parsef("%sState 1: <Initial predicate>\n/\\ x = 0\n/\\ y = 0\n/\\ z = 0\n\n"
		                   "State 2: <Next>\n%s\n%s",
		                   cases[i].head, cases[i].second, tail);

		aid_assert_shown(trace, 1, "y", cases[i].y);
		assert_non_null(strstr(trace->remarks[0], alone ? "does not say whether" : "(-difftrace)"));
		trace_free(trace);
	}
}

static void an_extra_or_repeated_variable_does_not_affect_the_others(void **state)
{
	static const char *const remarks[] = { "state 2 has a variable z that the first one lacks",
		                               "state 3 gives x two values: neither is used",
		                               "state 4 gives y the same value twice" };
	struct trace *trace = aid_parse("State 1: <Initial predicate>\n/\\ x = 0\n/\\ y = 0\n\n"
	                                "State 2: <Next>\n/\\ x = 1\n/\\ z = 7\n/\\ y = 1\n\n"
	                                "State 3: <Next>\n/\\ x = 2\n/\\ x = 3\n/\\ y = 2\n\n"
	                                "State 4: <Next>\n/\\ x = 4\n/\\ y = 3\n/\\ y = 3\n\n");

	(void)state;
	assert_int_equal(trace->state_count, 4);
	aid_assert_shown(trace, 0, "z", "‹no value›");
	aid_assert_shown(trace, 1, "z", "7");
	aid_assert_shown(trace, 1, "y", "1");
	aid_assert_shown(trace, 2, "x", "‹no value›");
	aid_assert_shown(trace, 2, "y", "2");
	aid_assert_shown(trace, 3, "x", "4");
	aid_assert_shown(trace, 3, "y", "3");
	assert_int_equal(trace->remark_count, 4);
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(trace->remarks[i], remarks[i]);
	assert_string_equal(trace->remarks[3], "4 values are missing, the first z in state 1");
	trace_free(trace);
}

static void missing_values_are_marked_or_refused_and_never_filled_in(void **state)
{
	static const char *const refuse[] = { "tlc-json", "tlc-tla", "toolbox", "tutorial" };
	struct trace *trace = aid_parse("{\"vars\":[\"x\"],\"states\":[{\"x\":1,\"q\":2},{\"x\":2},"
	                                "{\"x\":3,\"q\":{\"#unserializable\":\"0x10\"}}]}");
	struct trace *again;
	struct buf out;

	(void)state;
	for (size_t i = 0; i < sizeof(refuse) / sizeof(refuse[0]); i++) {
		struct err err = { .file = "" };

		buf_init(&out);
		assert_int_equal(trace_format_named(refuse[i])->write(trace, &out, NULL, &err), -1);
		assert_non_null(strstr(err.what, "q has no value in state 2"));
		assert_non_null(strstr(err.remedy, "itf"));
		buf_release(&out);
	}
	aid_assert_writes(trace, "tlc-text", "q = (* no value *)\n", NULL);
	aid_assert_writes(trace, "tlc-text", "q = 0x10\n", NULL);
	again = aid_again(trace, "tlc-text");
	aid_assert_shown(again, 1, "q", "‹no value›");
	aid_assert_shown(again, 2, "q", "‹0x10›");
	trace_free(again);
	trace_free(trace);
}

static void fields_named_like_keywords_are_written_as_function_keys(void **state)
{
	static const char *const formats[] = { "tlc-text", "tlc-tla", "toolbox" };
	struct trace *trace =
	        aid_parse("{\"vars\":[\"x\"],\"states\":[{\"x\":{\"IF\":1,\"WF_a\":2,\"if\":3}}]}");

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct trace *again = aid_again(trace, formats[i]);

		aid_assert_writes(trace, formats[i], "(\"IF\" :> 1 @@ \"WF_a\" :> 2 @@ \"if\" :> 3)",
		                  "now functions");
		aid_assert_shown(again, 0, "x", "[IF: 1, WF_a: 2, if: 3]");
		trace_free(again);
	}
	trace_free(trace);
}

static void text_that_is_not_a_value_survives_itf(void **state)
{
	struct trace *trace =
	        aid_parse("State 1: <Initial predicate>\n/\\ a = SUBSET (1..15)\n/\\ b =\n/\\ c = 1\n\n");
	static const char *const others[] = { "tlc-json", "tlc-tla", "toolbox", "tutorial" };
	struct trace *again;

	(void)state;
	aid_assert_writes(trace, "itf", "\"a\": {\"#unserializable\": \"SUBSET (1..15)\"}", NULL);
	again = aid_again(trace, "itf");
	aid_assert_same(trace, again);
	trace_free(again);
	trace_free(trace);
	trace = aid_parse("State 1: <Initial predicate>\n/\\ a = SUBSET (1..15)\n/\\ c = 1\n\n");
	/* Formats that have only values name what is lost. */
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		aid_assert_writes(trace, others[i], "", "texts in place of values");
	trace_free(trace);
}

static void a_truncated_text_gives_its_complete_states(void **state)
{
	static const struct {
		const char *text;
		size_t states;
		const char *remark, *y; /* of the last state; null: as ever, 1 */
	} cases[] = {
		{ "Trace ==\n <<[x |-> 1, y |-> 1], [x |-> 2, y |-> 1], [x |-> 3, y", 2,
		  "only complete states", NULL },
		{ "Trace ==\n <<[x |-> 1, y |-> 1], [x |-> 2, y |-> 1]", 2, "only complete states", NULL },
		{ "<<[_TEAction |-> [position |-> 1], x |-> 1, y |-> 1], [_TEAction |-> [posi", 1,
		  "only complete states", NULL },
		{ "CounterExample == [action |-> {<<<<1, [x |-> 1]>>, [name |-> \"A\"], <<2, [x "
		  "|-> 2]>>>>}, "
		  "state |-> {<<1, [x |-> 1, y |-> 1]>>, <<2, [x |-> ",
		  1, "only complete states", NULL },
		{ "State 1: <I>\n/\\ x = 1\n/\\ y = 1\n\nState 2: <A line 1, co", 1, "in the heading", NULL },
		{ "State 1: <I>\n/\\ x = 1\n/\\ y = 1\n\nState 2: <A>\n/\\ x = 2\n/\\ y", 2,
		  "inside its last state", "‹no value›" },
		{ "State 1: <I>\n/\\ x = 1\n/\\ y = 1\n\nState 2: <A>\n/\\ x = 2\n/\\ y = <<1, ", 2,
		  "kept as text", "‹<<1,›" },
		{ "State 1: <I>\n/\\ x = 1\n/\\ y = 1\n\nState 2: <A>\n/\\ x = 2\n/\\ y = 1", 2,
		  "may be cut short", NULL },
		{ "State 1: <I>\n/\\ x = 1\n/\\ y = 1\n\nBack to state 1", 1, "closes the loop", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct trace *trace = aid_parse(cases[i].text);
		bool reported = false;

		assert_int_equal(trace->state_count, cases[i].states);
		assert_int_equal(trace->loop, -1);
		aid_assert_shown(trace, cases[i].states - 1, "y", cases[i].y ? cases[i].y : "1");
		for (size_t k = 0; k < trace->remark_count; k++)
			reported |= !!strstr(trace->remarks[k], cases[i].remark);
		if (!reported)
			fail_msg("%s: no remark about \"%s\"", cases[i].text, cases[i].remark);
		trace_free(trace);
	}
}

static void a_trace_that_cannot_be_read_does_not_hide_the_others_of_its_file(void **state)
{
	static const char text[] = "Error: Invariant A is violated.\n"
	                           "State 1: <Initial predicate>\n/\\ x = 0\n\nBack to state 7: <A>\n\n"
	                           "Error: Invariant B is violated.\n"
	                           "State 1: <Initial predicate>\nx = 5\n\n"
	                           "State 2: <A line 1, col 1 to line 1, col 2 of module M>\nx = 6\n\n";
	struct trace *trace;
	struct err err = { .file = "" };

	(void)state;
	assert_int_equal(trace_parse(text, strlen(text), "log", &trace, &err), -1);
	assert_string_equal(err.place, "trace 1 of 2, line 5, column 17");
	assert_non_null(strstr(err.remedy, "--trace 2"));
	assert_int_equal(trace_parse_nth(text, strlen(text), "log", 2, &trace, NULL), 0);
	assert_int_equal(trace->state_count, 2);
	assert_int_equal(trace->of, 2);
	assert_string_equal(trace->claims, "B");
	trace_free(trace);
}

static void a_heading_that_was_broken_over_lines_is_read_whole(void **state)
{
	static const char *const headings[] = {
		"<SendToAll(r1) line 123, col 5 to line 129, col 41 of mod\nule Replication>",
		"<SendToAll(r1) line 123, col 5 to line 129, col 41 of\nmodule Replication>",
		"<SendToAll(r1) line 123, col 5 to\nline 129, col 41\nof module Replication>",
		"<SendToA\nll(r1) line 123, col 5 to line 129, col 41 of module Replication>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++) {
		struct trace *trace =
		        aid_parsef("State 1: <Initial predicate>\n/\\ x = 0\n/\\ y = 0\n\nState 2: %s\n/\\ "
		                   "x = 1\n/\\ y = 1\n",
		                   headings[i]);

		assert_string_equal(trace->steps[0].action, "SendToAll");
		assert_int_equal(trace->steps[0].arg_count, 1);
		assert_string_equal(trace->steps[0].location,
		                    "line 123, col 5 to line 129, col 41 of module Replication");
		aid_assert_shown(trace, 1, "x", "1");
		aid_assert_shown(trace, 1, "y", "1");
		trace_free(trace);
	}
}

static void the_states_of_a_dump_are_not_a_trace(void **state)
{
	static const struct {
		const char *text;
		size_t remarks;
	} cases[] = {
		{ "State 1:\n/\\ x = 0\n\nState 2:\n/\\ x = 1\n\n", 1 },
		{ "State 1: <Init>\n/\\ x = 0\n\nState 2: <Go>\n/\\ x = 1\n\n", 0 },
		/* As TLC prints the states of some errors. */
		{ "Error: Deadlock reached.\nState 1:\n/\\ x = 0\n\nState 2:\n/\\ x = 1\n\n", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct trace *trace = aid_parse(cases[i].text);

		assert_int_equal(trace->state_count, 2);
		assert_int_equal(trace->remark_count, cases[i].remarks);
		trace_free(trace);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_that_is_not_a_value_is_kept_whole_and_ends_nothing),
		cmocka_unit_test(a_simulation_keeps_the_same_texts),
		cmocka_unit_test(a_modules_text_is_kept_where_its_end_is_certain),
		cmocka_unit_test(only_files_of_difftrace_carry_values_over),
		cmocka_unit_test(a_line_that_is_not_a_variable_and_its_value_is_never_dropped_silently),
		cmocka_unit_test(the_states_of_a_dump_are_not_a_trace),
		cmocka_unit_test(lines_lost_in_one_place_are_not_taken_for_difftrace),
		cmocka_unit_test(an_extra_or_repeated_variable_does_not_affect_the_others),
		cmocka_unit_test(missing_values_are_marked_or_refused_and_never_filled_in),
		cmocka_unit_test(fields_named_like_keywords_are_written_as_function_keys),
		cmocka_unit_test(text_that_is_not_a_value_survives_itf),
		cmocka_unit_test(a_truncated_text_gives_its_complete_states),
		cmocka_unit_test(a_trace_that_cannot_be_read_does_not_hide_the_others_of_its_file),
		cmocka_unit_test(a_heading_that_was_broken_over_lines_is_read_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
