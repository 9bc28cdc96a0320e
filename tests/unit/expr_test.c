/*
 * Expressions: what is read, what is refused and where, values, and which part is false.
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
#include <heddle/expr.h>
#include <heddle/mem.h>
#include <heddle/trace.h>

#include "expr_aid.h"

static struct expr_aid aid;
static struct expr_state at;

static int set_up(void **state)
{
	(void)state;
	expr_aid_init(&aid);
	at = (struct expr_state){ .now = aid.trace->states[1] };
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	expr_aid_release(&aid);
	return 0;
}

/* --- the notation -------------------------------------------------------------------- */

static void parse(const char *text, struct expr **expr)
{
	struct err err = { 0 };

	if (expr_parse(text, strlen(text), aid.arena, expr, &err) < 0)
		fail_msg("%s: %s: %s", text, err.place, err.what);
}

/* What is written and the one way in which it is shown. */
static void every_spelling_is_read_and_one_is_written(void **unused)
{
	static const char *const rows[][2] = {
		{ "x=1", "x = 1" },
		{ "x # 1 /\\ y /= 2 && z != 3 and w ≠ 4", "x ≠ 1 and y ≠ 2 and z ≠ 3 and w ≠ 4" },
		{ "/\\ a\n/\\ b \\/ c", "a and b or c" },
		{ "a => b => c", "a ⇒ b ⇒ c" },
		{ "(a => b) => c", "(a ⇒ b) ⇒ c" },
		{ "~a \\/ ¬ b || !c or not (a and b)", "not a or not b or not c or not (a and b)" },
		{ "x <= 1 or x =< 1 or x \\leq 1", "x ≤ 1 or x ≤ 1 or x ≤ 1" },
		{ "x \\in S \\cup T and y not in {} and z \\notin S", "x ∈ S ∪ T and y ∉ {} and z ∉ S" },
		{ "\\A x \\in S : \\E y \\in T : x = y", "all x ∈ S: some y ∈ T: x = y" },
		{ "∀ x, y ∈ S, z in T: x = z", "all x, y ∈ S, z ∈ T: x = z" },
		{ "(all x in S: p) and q", "(all x ∈ S: p) and q" },
		{ "q and (all x in S: p)", "q and all x ∈ S: p" },
		{ "(q and (all x in S: p)) or r", "q and (all x ∈ S: p) or r" },
		{ "not (x = 1)", "not x = 1" },
		{ "(a - b) - c + (d - e)", "a - b - c + (d - e)" },
		{ "S \\ T \\intersect U", "S ∖ T ∩ U" },
		{ "(S \\ T) ∩ U", "(S ∖ T) ∩ U" },
		{ "a.b[c].d'", "a.b[c].d'" },
		{ "[\"x-y\"].z = [\"in\"]", "[\"x-y\"].z = in" },
		{ "all /\\ [\"if\"] \\in S", "[\"all\"] and [\"if\"] ∈ S" },
		{ "{(x \\in S) = y, x \\in S}", "{((x ∈ S) = y), x ∈ S}" },
		{ "if a then 1 else if b then 2 else 3", "if a then 1 else if b then 2 else 3" },
		{ "(if a then x else y) = 1", "(if a then x else y) = 1" },
		{ "{k: 1, v : {x \\in S: x > -3}}", "{k: 1, v: {x ∈ S: x > -3}}" },
		{ "{a, \"two words\"} ⊆ {}", "{a, \"two words\"} ⊆ {}" },
		{ "Cardinality(S)=Len(l) and DOMAIN f = keys(g)",
		  "count(S) = count(l) and keys(f) = keys(g)" },
		{ "some w in log before r : TRUE", "some w ∈ log before r: true" },
		{ "<<1, <<>>>> = UNSET", "<<1, <<>>>> = UNSET" },
		{ "mod::x = inner and index = 2", "mod::x = inner and index = 2" },
	};
	struct buf out;

	(void)unused;
	buf_init(&out);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct expr *expr, *again;

		for (int ascii = 0; ascii < 2; ascii++) {
			parse(rows[i][0], &expr);
			buf_clear(&out);
			expr_show(&out, expr, ascii);
			if (!ascii)
				assert_string_equal(out.data, rows[i][1]);
			for (size_t c = 0; c < out.length && ascii; c++)
				assert_true((unsigned char)out.data[c] < 0x80);
			parse(out.data, &again);
			assert_true(expr_equal(expr, again));
		}
	}
	buf_release(&out);
}

/* --- values ------------------------------------------------------------------------------ */

/* Evaluates; the text of the value, or of the error behind "!". */
static void evaluate(const char *text, struct buf *out)
{
	struct err err = { 0 };
	struct expr *expr;
	const struct value *value;

	buf_clear(out);
	if (expr_read(text, &aid.context, VALUE_TYPE_ANY, aid.arena, &expr, &err) < 0) {
		buf_printf(out, "!%s: %s; %s", err.place, err.what, err.remedy);
		return;
	}
	value = expr_value(expr, &at, aid.arena, &err);
	if (value)
		value_show(out, value, false);
	else
		buf_printf(out, "!%s", err.what);
}

static void expect(const char *const (*rows)[2], size_t count)
{
	struct buf out;

	buf_init(&out);
	for (size_t i = 0; i < count; i++) {
		evaluate(rows[i][0], &out);
		if (strcmp(out.data, rows[i][1]) != 0)
			fail_msg("%s\n  is        %s\n  and not   %s", rows[i][0], out.data, rows[i][1]);
	}
	buf_release(&out);
}

#define EXPECT(rows) expect(rows, sizeof(rows) / sizeof(*(rows)))

static void an_expression_has_a_value_in_a_state(void **unused)
{
	static const char *const rows[][2] = {
		{ "n + 1 - 10", "-2" },
		{ "rm.r1", "prepared" },
		{ "rm[r2] = \"working\" and rm[r1] = prepared", "TRUE" },
		{ "tm.phase = wait ⇒ tm.seen = {r1}", "TRUE" },
		{ "all r ∈ keys(rm): rm[r] = working or r ∈ tm.seen", "TRUE" },
		{ "some m ∈ msgs: m.type = \"Prepared\" and m.rm = r1", "TRUE" },
		{ "some m ∈ msgs: m.rm = UNSET", "TRUE" },
		{ "{r ∈ keys(rm): rm[r] = working}", "{r2}" },
		{ "count(log) = 3 and count(msgs) = 2 and count(rm) = 2", "TRUE" },
		{ "log[1].v", "v1" },
		{ "all r ∈ log: r.op = R ⇒ some w ∈ log before r: w.op = W and w.v = r.v", "FALSE" },
		{ "tm.seen ∪ {r2} = keys(rm) and tm.seen ∩ {r2} = {} and keys(rm) ∖ tm.seen = {r2}", "TRUE" },
		{ "tm.seen ⊆ keys(rm)", "TRUE" },
		/* A name may hide the set that it is bound to. */
		{ "all log, r in log: r.op = log.op or {r.op, log.op} = {W, R}", "TRUE" },
		{ "if n > 5 then tm.phase else \"none\"", "wait" },
		{ "<<r1, n>> = <<r1, 7>> and {phase: wait, seen: {r1}} = tm", "TRUE" },
		{ "{seen: {r1}, phase: wait} ≠ tm", "FALSE" },
		{ "log[9].op = UNSET", "!log[9] has no value: there is no entry for 9" },
		{ "n > 9 and log[9].op = R", "FALSE" },
		{ "lost = 3", "TRUE" },
		{ "9223372036854775806 + n",
		  "!9223372036854775806 + n has no value: the numbers are too large" },
	};

	(void)unused;
	EXPECT(rows);
}

static void what_is_not_set_equals_unset(void **unused)
{
	static const char *const rows[][2] = {
		{ "store.k1 = UNSET", "TRUE" },
		{ "store.k2 ≠ UNSET", "TRUE" },
		{ "store.k1 = \"UNSET\"", "TRUE" },
		{ "store.k1.value", "─" },
		{ "lost = 3", "!lost = 3 has no value: a part of it is unknown in the trace" },
		{ "store.k1.at < 3", "!store.k1.at < 3 has no value: not a number: ─" },
	};

	(void)unused;
	at.now = aid.trace->states[0];
	EXPECT(rows);
}

static void a_step_has_values_before_and_after_it(void **unused)
{
	static const char *const rows[][2] = {
		{ "n' = n + 7", "TRUE" },
		{ "rm'.r1", "prepared" },
		{ "(rm.r1)'", "prepared" },
		{ "all r ∈ keys(rm): rm'[r] = rm[r] or r ∈ tm'.seen", "TRUE" },
		{ "(n + n')'", "!column 7: primes cannot be nested: only one step is known; " },
		{ "(all r ∈ log: count(log before r) < 3)'", "TRUE" },
		/* The log may be shorter after the step. */
		{ "all r ∈ log': (some w ∈ log before r: true)'",
		  "!column 36: after \"before\" expected an entry of log'; bind it: all r in log': … log' "
		  "before r" },
	};

	(void)unused;
	aid.context.steps = true;
	at = (struct expr_state){ .now = aid.trace->states[0], .after = aid.trace->states[1] };
	EXPECT(rows);
}

static void what_is_wrong_is_told_with_its_column_and_the_nearest_name(void **unused)
{
	static const char *const rows[][2] = {
		{ "tm.phas = wait", "!column 4: unknown field \"phas\"; did you mean \"phase\"?" },
		{ "tm.phase = wai", "!column 12: unknown name \"wai\"; did you mean \"wait\"?" },
		{ "rm.r9 = working", "!column 4: unknown key \"r9\"; did you mean \"r1\"?" },
		{ "rm[k1] = working", "!column 4: unknown key \"k1\"; did you mean \"r1\"?" },
		{ "rm[working] = working", "!column 4: unknown key \"working\"; the keys are r1, r2" },
		{ "n = prepared", "!column 5: prepared is a name; expected something like n, a number; " },
		{ "n ∈ tm.seen", "!column 1: n is a number; expected a name; " },
		{ "n ∈ n", "!column 5: n is a number; expected a set; " },
		{ "not n", "!column 5: n is a number; expected a condition; " },
		{ "all r ∈ rm: true", "!column 9: rm is a table of names; expected a set or a list; keys(…) "
		                      "is the set of its keys" },
		{ "n' = 1", "!column 2: x' is the value after a step, and this is about one state; " },
		{ "n = ", "!column 5: expected a name, a number or \"(\" at the end; " },
		{ "≠", "!column 1: expected a name, a number or \"(\", not ≠; " },
		{ "n = 1 n", "!column 7: expected an operator or the end, not n; " },
		{ "n = 1.5", "!column 5: only whole numbers are allowed; " },
		{ "n = cuont(log)", "!column 5: unknown function \"cuont\"; did you mean \"count\"?" },
		{ "size(log) = n", "!column 1: unknown function \"size\"; there are count(S) and keys(T)" },
		{ "n = a", "!column 5: unknown name \"a\"; write texts in quotes: \"a\"" },
		{ "n = soma", "!column 5: unknown name \"soma\"; write texts in quotes: \"soma\"" },
		{ "(n = 1", "!column 7: expected \")\" at the end; " },
		{ "é ≠ $", "!column 5: unexpected character \"$\"; " },
		{ "1 < n < 3", "!column 7: comparisons cannot be chained; write a < b and b < c" },
		{ "some w ∈ log before n: true", "!column 21: after \"before\" expected an entry of log; "
		                                 "bind it: all r in log: … log before r" },
		{ "all l ∈ {<<1, 2>>}: all r ∈ l: all l ∈ {<<>>}: count(l before r) = 0",
		  "!column 63: after \"before\" expected an entry of l; bind it: all r in l: … l before r" },
		{ "", "!: an expression is missing; write a condition, for example x = 1" },
		{ "99999999999999999999 = n", "!column 1: the number is too large; " },
		{ "{a: 1, a: 2} = n", "!column 8: the field a is given twice; " },
	};

	(void)unused;
	EXPECT(rows);
}

static void depth_and_length_are_bounded(void **unused)
{
	struct buf text, out;

	(void)unused;
	buf_init(&text);
	buf_init(&out);
	buf_add_repeat(&text, '(', 1000);
	evaluate(text.data, &out);
	assert_non_null(strstr(out.data, "nested more than 100 deep"));
	buf_clear(&text);
	buf_add_repeat(&text, '1', 10001);
	evaluate(text.data, &out);
	assert_non_null(strstr(out.data, "longer than 10000 bytes"));
	buf_clear(&text);
	for (int i = 0; i < 2000; i++)
		buf_add_text(&text, "1 + ");
	evaluate(text.data, &out);
	assert_non_null(strstr(out.data, "more than 100 operands in a row"));
	buf_release(&text);
	buf_release(&out);
}

/* --- what is false ------------------------------------------------------------------------ */

static void add_cell(void *ctx, const char *path)
{
	struct buf *cells = ctx;

	buf_printf(cells, " %s", path);
}

static void the_false_part_is_told_with_values_and_cells(void **unused)
{
	static const char *const rows[][3] = {
		{ "n = 7 and rm.r1 = working", "rm.r1 is prepared, not working", " rm.r1" },
		{ "n = 1 or n = 2", "n is 7, not 1; n is 7, not 2", " n n" },
		{ "all r ∈ keys(rm): rm[r] = working", "r = r1: rm[r] is prepared, not working", " rm.r1" },
		{ "tm.phase = wait ⇒ n = 0", "tm.phase is wait; n is 7, not 0", " tm.phase n" },
		{ "all r ∈ log: r.op = R ⇒ some w ∈ log before r: w.op = W and w.v = r.v",
		  "r = [op: R, v: v2]: r.op is R; some w ∈ log before r: w.op = W and w.v = "
		  "r.v "
		  "is false: log before r is <<[op: W, v: v1], [op: R, v: v1]>>",
		  "" },
		{ "not (n = 7)", "n is 7", " n" },
		{ "store.k1.value = store.k2.value", "store.k1.value is v2, not store.k2.value, which is v1",
		  " store.k1.value store.k2.value" },
		{ "count(log) ≤ 2", "count(log) ≤ 2: 3 ≤ 2", " log" },
		{ "if n = 7 then log[1].op = R else true", "log[1].op is W, not R", " log[1].op" },
	};
	struct buf out, cells;

	(void)unused;
	buf_init(&out);
	buf_init(&cells);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct err err = { 0 };
		struct expr *expr;

		buf_clear(&out);
		buf_clear(&cells);
		if (expr_read(rows[i][0], &aid.context, VALUE_TYPE_BOOL, aid.arena, &expr, &err) < 0)
			fail_msg("%s: %s: %s", rows[i][0], err.place, err.what);
		assert_int_equal(expr_holds(expr, &at, aid.arena, &err), 0);
		expr_explain_false(expr, &at, aid.arena, false, &out, add_cell, &cells);
		assert_string_equal(out.data, rows[i][1]);
		assert_string_equal(cells.data, rows[i][2]);
	}
	buf_release(&out);
	buf_release(&cells);
}

static void offer(void *ctx, const char *name)
{
	buf_printf(ctx, " %s ", name);
}

static void names_that_can_be_written_are_offered(void **unused)
{
	static const char *const names[] = { "rm", "prepared", "r2", "keys", "all", "UNSET" };
	struct buf out;

	(void)unused;
	buf_init(&out);
	expr_names(&aid.context, offer, &out);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_non_null(strstr(out.data, names[i]));
	buf_release(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_spelling_is_read_and_one_is_written),
		TEST(an_expression_has_a_value_in_a_state),
		TEST(what_is_not_set_equals_unset),
		TEST(a_step_has_values_before_and_after_it),
		TEST(what_is_wrong_is_told_with_its_column_and_the_nearest_name),
		TEST(depth_and_length_are_bounded),
		TEST(the_false_part_is_told_with_values_and_cells),
		TEST(names_that_can_be_written_are_offered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
