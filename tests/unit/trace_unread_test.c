/*
 * What is no value: kept as the text that it is, with all else of the trace as the file has it.
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
#include <heddle/mem.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "trace_aid.h"

static void assert_shown(const struct trace *trace, size_t state, const char *path, const char *expected)
{
	const struct value *part = value_at(trace->states[state], path);
	struct buf text;

	assert_non_null(part);
	buf_init(&text);
	value_show(&text, part, false);
	assert_string_equal(text.data, expected);
	buf_release(&text);
}

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
	/* what is no value at all */
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
	/* in a part whose place is certain, only that part */
	{ "[p |-> <expression 0>, q |-> 1]", "[p: ‹<expression 0>›, q: 1]" },
	{ "[r |-> ,x |-> 1]", "[r: ‹no value›, x: 1]" },
	{ "<<1, Nat, SUBSET {1, 2}>>", "<<1, ‹Nat›, ‹SUBSET {1, 2}›>>" },
	{ "(1 :> [{1} -> {2}] @@ 2 :> 3)", "[1: ‹[{1} -> {2}]›, 2: 3]" },
	{ "<<[a |-> <<1>> \\o <<2>>]>>", "<<[a: ‹<<1>> \\o <<2>>›]>>" },
	/* in a set, whose number of items is not known then, all of it */
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

static void a_text_that_is_no_value_ends_nothing_and_is_never_shortened(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct buf log;

		buf_init(&log);
		buf_printf(&log,
		           "State 1: <Initial predicate>\n/\\ a = 0\n/\\ b = 0\n/\\ c = 0\n\n"
		           "State 2: <Go line 1, col 1 to line 1, col 2 of module M>\n"
		           "/\\ a = 1\n/\\ b = %s\n/\\ c = 1\n\n"
		           "State 3: <Go line 1, col 1 to line 1, col 2 of module M>\n"
		           "/\\ a = 2\n/\\ b = 2\n/\\ c = %s\n\n",
		           texts[i].text, texts[i].text);

		struct trace *trace = aid_parse(log.data);

		assert_int_equal(trace->state_count, 3);
		assert_shown(trace, 1, "a", "1");
		assert_shown(trace, 1, "b", texts[i].shown);
		assert_shown(trace, 1, "c", "1");
		assert_shown(trace, 2, "a", "2");
		assert_shown(trace, 2, "b", "2");
		assert_shown(trace, 2, "c", texts[i].shown);
		assert_true(!!strstr(texts[i].shown, "‹") == (trace->remark_count > 0));
		trace_free(trace);
		buf_release(&log);
	}
}

static void a_simulations_file_keeps_texts_alike(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct buf file;

		if (strstr(texts[i].text, "Progress") || strstr(texts[i].text, "states") ||
		    strstr(texts[i].text, "Checkpointing"))
			continue; /* a log only has these */
		buf_init(&file);
		buf_printf(&file,
		           "---- MODULE tr ----\n\\* <Init>\nSTATE_1 == \n/\\ a = %s\n/\\ b = 1\n\n"
		           "\\* <Go line 1, col 1 to line 1, col 2 of module M>\n"
		           "STATE_2 == \n/\\ a = 2\n/\\ b = %s\n\n====\n",
		           texts[i].text, texts[i].text);

		struct trace *trace = aid_parse(file.data);

		assert_string_equal(trace->format, "tlc-simulate");
		assert_int_equal(trace->state_count, 2);
		assert_shown(trace, 0, "a", texts[i].shown);
		assert_shown(trace, 0, "b", "1");
		assert_shown(trace, 1, "b", texts[i].shown);
		assert_string_equal(trace->steps[0].action, "Go");
		trace_free(trace);
		buf_release(&file);
	}
}

/* Texts in the records of modules: what cannot be told where it ends is refused there. */
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
				assert_shown(trace, 1, "a", "2");
				assert_shown(trace, 1, "c", "2");

				const struct value *b = value_get(trace->states[1], "b");

				/* A text that goes over lines in a log ends elsewhere in a module.
				 */
				if (!strchr(texts[i].text, '\n') || b->kind != VALUE_OPAQUE)
					assert_shown(trace, 1, "b", texts[i].shown);
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
	assert_shown(trace, 2, "x", "2");
	assert_shown(trace, 2, "y", "0");
	assert_shown(trace, 3, "z", "0");
	assert_int_equal(trace->remark_count, 1);
	assert_non_null(strstr(trace->remarks[0], "-difftrace"));
	trace_free(trace);

	/* One that repeats a value in its middle has lost what it lacks. */
	trace = aid_parse("State 1: <Initial predicate>\n/\\ x = 0\n/\\ y = 0\n\n"
	                  "State 2: <Next>\n/\\ x = 1\n\n"
	                  "State 3: <Next>\n/\\ x = 1\n/\\ y = 1\n\n"
	                  "State 4: <Next>\n/\\ x = 2\n/\\ y = 1\n\n");
	assert_shown(trace, 1, "x", "1");
	assert_shown(trace, 1, "y", "‹no value›");
	assert_shown(trace, 2, "y", "1");
	trace_free(trace);

	/* Dots in the place of variables, and a gap before a state, leave what is not there
	 * unknown. */
	trace = aid_parse("State 1: <Initial predicate>\n/\\ x = 0\n/\\ y = 0\n\n"
	                  "State 2: <Next>\n/\\ x = 1\n...\n\n"
	                  "State 3: <Next>\n/\\ x = 2\n\n"
	                  "...\n\n"
	                  "State 7: <Next>\n/\\ x = 3\n\n"
	                  "State 8: <Next>\n/\\ y = 4\n\n");
	assert_int_equal(trace->state_count, 5);
	for (size_t i = 1; i < 4; i++)
		assert_shown(trace, i, "y", "‹no value›");
	assert_int_equal(trace->steps[2].skipped, 3);
	assert_shown(trace, 4, "x", "3");
	trace_free(trace);
}

/* A line of a state that is not read is told of, and leaves what it may have said unknown. */
static void a_line_that_is_no_variable_and_its_value_is_never_dropped_unsaid(void **state)
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
			struct buf log;

			buf_init(&log);
			buf_printf(&log, "State 1: <Initial predicate>\n%s%s/\\ b = 1\n%s%s\n",
			           first ? lines[i] : "", first ? "\n" : "", first ? "" : lines[i],
			           first ? "" : "\n");
			trace = aid_parse(log.data);
			assert_shown(trace, 0, "b", "1");
			assert_int_equal(trace->var_count, 1);
			assert_int_equal(trace->remark_count, 1);
			assert_non_null(strstr(trace->remarks[0], first ? "line 2 seems" : "line 3 seems"));
			trace_free(trace);
			buf_release(&log);
		}
	}
	/* Words in the place of a variable are such a line; a remark of TLA+, dots and blanks are none. */
	trace = aid_parse("State 1: <Initial predicate>\n\xe2\x88\xa7 x = 1\n/\\ b = 1\n\n");
	assert_int_equal(trace->remark_count, 1);
	trace_free(trace);
	trace = aid_parse("State 1: <Initial predicate>\n\n(* a\n remark *)\n/\\ b = 1\n\n");
	assert_int_equal(trace->remark_count, 0);
	trace_free(trace);
	/* Nor does a remark hide a variable: one that is not closed, and one that is closed too late. */
	for (size_t i = 0; i < sizeof(remarks) / sizeof(remarks[0]); i++) {
		trace = aid_parse(remarks[i]);
		assert_shown(trace, 1, "a", "2");
		assert_shown(trace, 1, "b", i ? "‹2 *)›" : "2");
		assert_shown(trace, 2, "b", "3");
		trace_free(trace);
	}
	/* Behind a message, or an error, in the middle of a state. */
	for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++) {
		struct buf log;

		buf_init(&log);
		buf_printf(&log,
		           "@!@!@STARTMSG 2217:4 @!@!@\n1: <Initial predicate>\n/\\ a = 0\n/\\ b = 0\n\n"
		           "@!@!@ENDMSG 2217 @!@!@\n@!@!@STARTMSG 2217:4 @!@!@\n2: <Next>\n/\\ a = 1\n%s\n"
		           "/\\ b = 1\n\n@!@!@ENDMSG 2217 @!@!@\n",
		           between[i]);
		trace = aid_parse(log.data);
		assert_shown(trace, 1, "a", "1");
		assert_shown(trace, 1, "b", "‹no value›");
		assert_true(trace->remark_count > 0);
		assert_non_null(strstr(trace->remarks[0], "seems to be a part of a state"));
		trace_free(trace);
		buf_release(&log);
	}
	/* It makes no -difftrace of a log, and nothing is carried over into its state. */
	trace = aid_parse("State 1: <Initial predicate>\n/\\ x = 0\n/\\ y = 0\n\n"
	                  "State 2: <Next>\n/\\ x = 1\n/\\ y.a = 1\n\n"
	                  "State 3: <Next>\n/\\ x = 2\n/\\ y = 2\n\n");
	assert_shown(trace, 1, "y", "‹no value›");
	for (size_t i = 0; i < trace->remark_count; i++)
		assert_null(strstr(trace->remarks[i], "-difftrace"));
	trace_free(trace);
}

static void lines_lost_at_one_place_are_not_taken_for_difftrace(void **state)
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
		struct buf log;

		buf_init(&log);
		buf_printf(&log,
		           "%sState 1: <Initial predicate>\n/\\ x = 0\n/\\ y = 0\n/\\ z = 0\n\n"
		           "State 2: <Next>\n%s\n%s",
		           cases[i].head, cases[i].second, tail);

		struct trace *trace = aid_parse(log.data);

		assert_shown(trace, 1, "y", cases[i].y);
		assert_non_null(strstr(trace->remarks[0], alone ? "does not tell whether" : "(-difftrace)"));
		trace_free(trace);
		buf_release(&log);
	}
}

static void a_variable_too_many_or_given_twice_leaves_all_else_as_it_is(void **state)
{
	static const char *const remarks[] = { "state 2 has a variable z that the first one has not",
		                               "state 3 gives x two values: neither is taken",
		                               "state 4 gives y the same value twice" };
	struct trace *trace = aid_parse("State 1: <Initial predicate>\n/\\ x = 0\n/\\ y = 0\n\n"
	                                "State 2: <Next>\n/\\ x = 1\n/\\ z = 7\n/\\ y = 1\n\n"
	                                "State 3: <Next>\n/\\ x = 2\n/\\ x = 3\n/\\ y = 2\n\n"
	                                "State 4: <Next>\n/\\ x = 4\n/\\ y = 3\n/\\ y = 3\n\n");

	(void)state;
	assert_int_equal(trace->state_count, 4);
	assert_shown(trace, 0, "z", "‹no value›");
	assert_shown(trace, 1, "z", "7");
	assert_shown(trace, 1, "y", "1");
	assert_shown(trace, 2, "x", "‹no value›");
	assert_shown(trace, 2, "y", "2");
	assert_shown(trace, 3, "x", "4");
	assert_shown(trace, 3, "y", "3");
	assert_int_equal(trace->remark_count, 4);
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(trace->remarks[i], remarks[i]);
	assert_string_equal(trace->remarks[3], "4 values are missing, the first z in state 1");
	trace_free(trace);
}

static void what_is_missing_is_marked_or_refused_and_never_filled_in(void **state)
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
	aid_write(trace, "tlc-text", &out, NULL);
	assert_non_null(strstr(out.data, "q = (* no value *)\n"));
	assert_non_null(strstr(out.data, "q = 0x10\n"));
	again = aid_parse(out.data);
	assert_shown(again, 1, "q", "‹no value›");
	assert_shown(again, 2, "q", "‹0x10›");
	buf_release(&out);
	trace_free(again);
	trace_free(trace);
}

static void fields_named_like_words_of_tla_are_written_so_that_it_can_read_them(void **state)
{
	static const char *const formats[] = { "tlc-text", "tlc-tla", "toolbox" };
	struct trace *trace =
	        aid_parse("{\"vars\":[\"x\"],\"states\":[{\"x\":{\"IF\":1,\"WF_a\":2,\"if\":3}}]}");

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct buf out, lost;
		struct trace *again;

		buf_init(&lost);
		aid_write(trace, formats[i], &out, &lost);
		assert_non_null(strstr(out.data, "(\"IF\" :> 1 @@ \"WF_a\" :> 2 @@ \"if\" :> 3)"));
		assert_non_null(strstr(lost.data, "now functions"));
		again = aid_parse(out.data);
		assert_shown(again, 0, "x", "[IF: 1, WF_a: 2, if: 3]");
		buf_release(&out);
		buf_release(&lost);
		trace_free(again);
	}
	trace_free(trace);
}

static void a_text_stays_what_it_is_through_itf(void **state)
{
	struct trace *trace =
	        aid_parse("State 1: <Initial predicate>\n/\\ a = SUBSET (1..15)\n/\\ b =\n/\\ c = 1\n\n");
	static const char *const others[] = { "tlc-json", "tlc-tla", "toolbox", "tutorial" };
	struct trace *again;
	struct buf out, lost;

	(void)state;
	aid_write(trace, "itf", &out, NULL);
	assert_non_null(strstr(out.data, "\"a\": {\"#unserializable\": \"SUBSET (1..15)\"}"));
	again = aid_parse(out.data);
	aid_assert_same(trace, again);
	buf_release(&out);
	trace_free(again);
	trace_free(trace);
	trace = aid_parse("State 1: <Initial predicate>\n/\\ a = SUBSET (1..15)\n/\\ c = 1\n\n");
	/* Formats that have values only say what they make of it. */
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		buf_init(&lost);
		aid_write(trace, others[i], &out, &lost);
		assert_non_null(strstr(lost.data, "texts in place of values"));
		buf_release(&lost);
		buf_release(&out);
	}
	trace_free(trace);
}

static void the_states_that_are_whole_are_kept_of_a_text_that_is_cut(void **state)
{
	static const struct {
		const char *text;
		size_t states;
		const char *remark, *y; /* of the last state; null: as ever, 1 */
	} cases[] = {
		{ "Trace ==\n <<[x |-> 1, y |-> 1], [x |-> 2, y |-> 1], [x |-> 3, y", 2,
		  "those that are whole", NULL },
		{ "Trace ==\n <<[x |-> 1, y |-> 1], [x |-> 2, y |-> 1]", 2, "those that are whole", NULL },
		{ "<<[_TEAction |-> [position |-> 1], x |-> 1, y |-> 1], [_TEAction |-> [posi", 1,
		  "those that are whole", NULL },
		{ "CounterExample == [action |-> {<<<<1, [x |-> 1]>>, [name |-> \"A\"], <<2, [x "
		  "|-> 2]>>>>}, "
		  "state |-> {<<1, [x |-> 1, y |-> 1]>>, <<2, [x |-> ",
		  1, "those that are whole", NULL },
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
		bool told = false;

		assert_int_equal(trace->state_count, cases[i].states);
		assert_int_equal(trace->loop, -1);
		assert_shown(trace, cases[i].states - 1, "y", cases[i].y ? cases[i].y : "1");
		for (size_t k = 0; k < trace->remark_count; k++)
			told |= !!strstr(trace->remarks[k], cases[i].remark);
		if (!told)
			fail_msg("%s: no word of \"%s\"", cases[i].text, cases[i].remark);
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
		struct buf log;

		buf_init(&log);
		buf_printf(&log,
		           "State 1: <Initial predicate>\n/\\ x = 0\n/\\ y = 0\n\nState 2: %s\n/\\ "
		           "x = 1\n/\\ y = 1\n",
		           headings[i]);

		struct trace *trace = aid_parse(log.data);

		assert_string_equal(trace->steps[0].action, "SendToAll");
		assert_int_equal(trace->steps[0].arg_count, 1);
		assert_string_equal(trace->steps[0].location,
		                    "line 123, col 5 to line 129, col 41 of module Replication");
		assert_shown(trace, 1, "x", "1");
		assert_shown(trace, 1, "y", "1");
		trace_free(trace);
		buf_release(&log);
	}
}

static void states_of_a_dump_are_told_from_a_trace(void **state)
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
		cmocka_unit_test(a_text_that_is_no_value_ends_nothing_and_is_never_shortened),
		cmocka_unit_test(a_simulations_file_keeps_texts_alike),
		cmocka_unit_test(a_modules_text_is_kept_where_its_end_is_certain),
		cmocka_unit_test(only_files_of_difftrace_carry_values_over),
		cmocka_unit_test(a_line_that_is_no_variable_and_its_value_is_never_dropped_unsaid),
		cmocka_unit_test(states_of_a_dump_are_told_from_a_trace),
		cmocka_unit_test(lines_lost_at_one_place_are_not_taken_for_difftrace),
		cmocka_unit_test(a_variable_too_many_or_given_twice_leaves_all_else_as_it_is),
		cmocka_unit_test(what_is_missing_is_marked_or_refused_and_never_filled_in),
		cmocka_unit_test(fields_named_like_words_of_tla_are_written_so_that_it_can_read_them),
		cmocka_unit_test(a_text_stays_what_it_is_through_itf),
		cmocka_unit_test(the_states_that_are_whole_are_kept_of_a_text_that_is_cut),
		cmocka_unit_test(a_trace_that_cannot_be_read_does_not_hide_the_others_of_its_file),
		cmocka_unit_test(a_heading_that_was_broken_over_lines_is_read_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
