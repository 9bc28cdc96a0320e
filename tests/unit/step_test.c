/*
 * The steps of designs: choices, effects and what a step can name; what is refused and where, values.
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

#include "step_aid.h"

static struct step_aid aid;

static int set_up(void **state)
{
	(void)state;
	step_aid_init(&aid);
	step_aid_choose(&aid, "id", "Key");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	step_aid_release(&aid);
	return 0;
}

/* Reads an item; its trees, each on a line, or the error behind "!". */
static void read_item(const char *text, enum phrase_kind kind, bool ascii, struct buf *out)
{
	struct expr_item item;
	struct err err = { 0 };

	buf_clear(out);
	if (expr_read_item(text, kind, &aid.context, aid.arena, &item, &err) < 0) {
		buf_printf(out, "!%s: %s; %s", err.place, err.what, err.remedy);
		return;
	}
	for (unsigned i = 0; i < item.count; i++) {
		buf_add_text(out, i ? " & " : "");
		expr_show(out, item.trees[i], ascii);
	}
}

static void expect(enum phrase_kind kind, const char *const (*rows)[2], size_t count)
{
	struct buf out, again;

	buf_init(&out);
	buf_init(&again);
	for (size_t i = 0; i < count; i++) {
		read_item(rows[i][0], kind, false, &out);
		if (strcmp(out.data, rows[i][1]) != 0)
			fail_msg("%s\n  is        %s\n  and not   %s", rows[i][0], out.data, rows[i][1]);
		if (*out.data == '!')
			continue;
		for (int ascii = 0; ascii < 2 && !strstr(out.data, " & "); ascii++) {
			read_item(rows[i][0], kind, ascii, &again);
			read_item(arena_strdup(aid.arena, again.data), kind, false, &again);
			assert_string_equal(again.data, out.data);
		}
	}
	buf_release(&out);
	buf_release(&again);
}

#define EXPECT(kind, rows) expect(kind, rows, sizeof(rows) / sizeof(*(rows)))

static void a_choice_is_from_a_set_with_a_condition(void **unused)
{
	static const char *const rows[][2] = {
		{ "choose k in Keys", "choose k ∈ Keys" },
		{ "choose k ∈ Keys where books[k].title = UNSET", "choose k ∈ Keys: books[k].title = UNSET" },
		{ "k ∈ seen: books[the chosen k] ≠ UNSET", "choose k ∈ seen: books[k] ≠ UNSET" },
		{ "choose k ∈ {k ∈ Keys: k ∈ seen}: k ≠ id",
		  "choose k ∈ {k ∈ Keys: k ∈ seen}: k ≠ the chosen id" },
		{ "choose k ∈ Keys: some k ∈ seen: k = the chosen k",
		  "choose k ∈ Keys: some k ∈ seen: k = the chosen k" },
		{ "choose d ∈ clerks: d.state = idle and d ≠ self",
		  "choose d ∈ clerks: d.state = idle and d ≠ self" },
		{ "choose n ∈ {1, 2}",
		  "!column 12: {1, 2} is written out, but what is chosen needs a declared type; choose "
		  "from a variable with this initial value (\"set of T\"), or write a step for each" },
		{ "choose id ∈ Keys", "!column 1: id is chosen already; give it another name" },
		{ "choose k ∈ queue", "!column 12: queue is a list of records; expected a set; " },
		{ "choose k ∈ Keys: k", "!column 18: the chosen k is one of Keys; expected a condition; " },
		{ "choose k", "!column 9: expected \"in\" and a set at the end; " },
		{ "choose k ∈ Keys: the chosen j = k", "!column 18: unknown choice \"j\"; known: id" },
		{ "choose k ∈ Keys k", "!column 17: expected an operator or the end, not k; " },
	};

	(void)unused;
	EXPECT(PHRASE_CHOICE, rows);
}

static void effects_change_variables_and_fields_of_the_process(void **unused)
{
	static const char *const rows[][2] = {
		{ "key := id", "key := the chosen id" },
		{ "books[key].title:=w1", "books[key].title := w1" },
		{ "books[the chosen id] := {title: w1, copies: 2}",
		  "books[the chosen id] := {title: w1, copies: 2}" },
		{ "books[id] := UNSET", "books[the chosen id] := UNSET" },
		{ "d1.state := idle", "d1.state := idle" },
		{ "self.start := time + 1", "self.start := time + 1" },
		{ "seen := {k in Keys: books[k] != UNSET}", "seen := {k ∈ Keys: books[k] ≠ UNSET}" },
		{ "add key to seen", "add key to seen" },
		{ "add if key = k1 then k2 else k3 to seen", "add if key = k1 then k2 else k3 to seen" },
		{ "remove the chosen id from desks[self].seen",
		  "remove the chosen id from desks[self].seen" },
		{ "append {id: id, after: time + 1} to queue",
		  "append {id: the chosen id, after: time + 1} to queue" },
		{ "append {type: WRITE, key: key} to log", "append {type: WRITE, key: key} to log" },
		{ "take the first of queue", "take the first of queue" },
		{ "owner := self", "owner := self" },
		{ "queue[1].after := 3", "queue[1].after := 3" },

		{ "id := k1", "!column 1: the chosen id cannot change: expected a variable, a field of the "
		              "process, or a part of one; " },
		{ "Keys := {}",
		  "!column 1: Keys cannot change: expected a variable, a field of the process, or a "
		  "part of one; " },
		{ "self := d1",
		  "!column 1: self cannot change: expected a variable, a field of the process, or a "
		  "part of one; " },
		{ "clerks := {}",
		  "!column 1: clerks cannot change: expected a variable, a field of the process, "
		  "or a part of one; " },
		{ "(if true then key else key) := k1",
		  "!column 2: if true then key else key cannot change: expected a variable, a field of the "
		  "process, or a part of one; " },
		{ "key := time", "!column 8: time is a number; expected something like key, one of Keys; " },
		{ "key := w1", "!column 8: unknown value \"w1\"; did you mean \"k1\"?" },
		{ "state := bsuy", "!column 10: unknown name \"bsuy\"; did you mean \"busy\"?" },
		{ "state := READ", "!column 10: unknown value \"READ\"; known: busy, idle" },
		{ "owner := id",
		  "!column 10: the chosen id is one of Keys; expected something like owner, one "
		  "of Processes; " },
		{ "add time to seen", "!column 5: time is a number; expected one of Keys; " },
		{ "add key to queue", "!column 12: queue is a list of records; expected a set; " },
		{ "append key to queue", "!column 8: key is one of Keys; expected a record with the fields "
		                         "after, id; " },
		{ "take the first of seen", "!column 19: seen is a set of names; expected a list; " },
		{ "add key seen", "!column 9: expected \"to\", not seen; " },
		{ "add key to", "!column 11: expected a name, a number or \"(\" at the end; " },
		{ "key = id", "!column 5: expected \":=\", not =; " },
		{ "key := id and", "!column 14: expected a name, a number or \"(\" at the end; " },
		{ "take the last of queue", "!column 10: expected \"first\", not last; " },
	};

	(void)unused;
	EXPECT(PHRASE_EFFECT, rows);
}

static void words_of_effects_can_be_names(void **unused)
{
	static const char *const rows[][2] = {
		{ "add := 1", "add := 1" },
		{ "add add to to", "!column 12: to is a number; expected a set; " },
		{ "take := add", "take := add" },
	};
	static struct expr_variable named[] = { { .name = "add" }, { .name = "take" }, { .name = "to" } };
	static const struct value_type number = { .kind = VALUE_TYPE_NUMBER };

	(void)unused;
	for (unsigned i = 0; i < 3; i++)
		named[i].type = &number;
	aid.context.variables = named;
	aid.context.count = 3;
	aid.context.role_count = 0;
	EXPECT(PHRASE_EFFECT, rows);
}

static void a_condition_gives_a_tree_for_each_conjunct(void **unused)
{
	static const char *const rows[][2] = {
		{ "state = busy and (time > 1 and id ∈ seen)",
		  "state = busy & time > 1 & the chosen id ∈ seen" },
		{ "state = busy and time > 1 or time = 0", "state = busy and time > 1 or time = 0" },
		{ "all d ∈ clerks: d.state = idle", "all d ∈ clerks: d.state = idle" },
		{ "some d ∈ clerks: d.owner = self and d1.owner = d",
		  "some d ∈ clerks: d.owner = self and d1.owner = d" },
		{ "time", "!column 1: time is a number; expected a condition; " },
		{ "key.state = idle", "!column 1: key is one of Keys; expected a record or a table; " },
		{ "self.stte = idle", "!column 6: unknown field \"stte\"; did you mean \"state\"?" },
		{ "all clerk ∈ clerk: true", "!column 13: unknown name \"clerk\"; did you mean \"clerks\"?" },
	};

	(void)unused;
	EXPECT(PHRASE_CONDITION, rows);
}

/* A tree that was checked, copied and checked again means the same. */
static void what_stands_for_a_role_is_not_hidden_in_a_copy(void **unused)
{
	struct expr_item item;
	struct err err = { 0 };
	struct expr *copy;

	(void)unused;
	assert_int_equal(expr_read_item("all desks, d ∈ clerks: desks.state = d.state", PHRASE_CONDITION,
	                                &aid.context, aid.arena, &item, &err),
	                 0);
	copy = expr_copy(item.trees[0], aid.arena);
	assert_int_equal(expr_check(copy, "", &aid.context, VALUE_TYPE_BOOL, aid.arena, &err), 0);
	assert_true(expr_equal(copy, item.trees[0]));
	copy = copy->part[1]->part[1]->part[0]; /* the left side */
	assert_int_equal(copy->part[0]->kind, EXPR_AT);
	assert_int_equal(copy->part[0]->part[0]->meaning, EXPR_NAME_VARIABLE);
	assert_int_equal(copy->part[0]->part[1]->meaning, EXPR_NAME_BOUND);
}

static void evaluate(const char *text, struct buf *out)
{
	struct expr_state state = step_aid_state(&aid);
	struct expr_item item;
	struct err err = { 0 };
	const struct value *value;

	buf_clear(out);
	if (expr_read_item(text, PHRASE_VALUE, &aid.context, aid.arena, &item, &err) < 0)
		fail_msg("%s: %s: %s", text, err.place, err.what);
	value = expr_value(item.trees[0], &state, aid.arena, &err);
	if (value)
		value_show(out, value, false);
	else
		buf_printf(out, "!%s", err.what);
}

static void names_of_a_step_have_values(void **unused)
{
	static const char *const rows[][2] = {
		{ "key", "k1" },
		{ "the chosen id", "k2" },
		{ "self", "d1" },
		{ "self.state", "busy" },
		{ "books[key].copies + start", "3" },
		{ "{d ∈ clerks: d.state = idle}", "{d2}" },
		{ "clerks = Desks and desks = UNSET", "FALSE" },
		{ "d2.owner = self", "TRUE" },
		/* A table has no entry for UNSET, and any part of UNSET is UNSET. */
		{ "books[d2.key]", "─" },
		{ "books[d2.key].title = UNSET", "TRUE" },
		{ "desks[owner].start < 3", "!desks[owner].start < 3 has no value: not a number: ─" },
	};
	struct buf out;

	(void)unused;
	buf_init(&out);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		evaluate(rows[i][0], &out);
		assert_string_equal(out.data, rows[i][1]);
	}
	buf_release(&out);
}

static void names_of_a_step_have_no_value_outside_of_one(void **unused)
{
	static const char *const texts[] = { "key", "self", "the chosen id" };

	(void)unused;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct expr_state state = { .now = step_aid_state(&aid).now };
		struct expr_item item;
		struct err err = { 0 };

		assert_int_equal(expr_read_item(texts[i], PHRASE_VALUE, &aid.context, aid.arena, &item, &err),
		                 0);
		assert_null(expr_value(item.trees[0], &state, aid.arena, &err));
		assert_non_null(strstr(err.what, "no process takes a step"));
	}
}

static void a_guard_that_is_not_met_is_told_with_its_values(void **unused)
{
	static const char *const rows[][2] = {
		{ "time < start + 1", "time < start + 1: 2 < 2" },
		{ "start + 2 ≤ time", "start + 2 ≤ time: 3 ≤ 2" },
		{ "state = idle", "state = idle: it is busy" },
		{ "seen = {}", "seen = {}: it is {k1, k3}" },
		{ "owner ≠ UNSET", "owner ≠ UNSET: it is ─" },
		{ "books[key].title = books[id].title",
		  "books[key].title = books[the chosen id].title: w1 = ─" },
		{ "id ∈ seen", "the chosen id ∈ seen: k2 ∈ {k1, k3}" },
		{ "key ∉ seen", "key ∉ seen: k1 ∉ {k1, k3}" },
		{ "all d ∈ clerks: d.state = idle",
		  "all d ∈ clerks: d.state = idle: d = d1: d.state is busy, not idle" },
		{ "time = 5 or start > time",
		  "time = 5 or start > time: time is 2, not 5; start > time: 1 > 2" },
		{ "not time > start", "not time > start: time > start holds: 2 > 1" },
	};
	struct expr_state state = step_aid_state(&aid);
	struct buf out;

	(void)unused;
	buf_init(&out);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct expr_item item;
		struct err err = { 0 };

		buf_clear(&out);
		if (expr_read_item(rows[i][0], PHRASE_CONDITION, &aid.context, aid.arena, &item, &err) < 0)
			fail_msg("%s: %s: %s", rows[i][0], err.place, err.what);
		assert_int_equal(expr_holds(item.trees[0], &state, aid.arena, &err), 0);
		expr_explain_unmet(item.trees[0], &state, aid.arena, false, &out, NULL, NULL);
		assert_string_equal(out.data, rows[i][1]);
	}
	buf_release(&out);
}

static void offer(void *ctx, const char *name)
{
	buf_printf(ctx, " %s ", name);
}

static void what_a_step_can_name_is_offered(void **unused)
{
	static const char *const names[] = { " id ", " key ", " self ", " clerks ", " a b ", " w2 " };
	struct buf out;

	(void)unused;
	buf_init(&out);
	step_aid_phrase(&aid, PHRASE_CONDITION, "a b", "true", NULL);
	expr_names(&aid.context, offer, &out);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_non_null(strstr(out.data, names[i]));
	buf_release(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_choice_is_from_a_set_with_a_condition),
		TEST(effects_change_variables_and_fields_of_the_process),
		TEST(words_of_effects_can_be_names),
		TEST(a_condition_gives_a_tree_for_each_conjunct),
		TEST(what_stands_for_a_role_is_not_hidden_in_a_copy),
		TEST(names_of_a_step_have_values),
		TEST(names_of_a_step_have_no_value_outside_of_one),
		TEST(a_guard_that_is_not_met_is_told_with_its_values),
		TEST(what_a_step_can_name_is_offered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
