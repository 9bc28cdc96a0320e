/*
 * Phrases: where they are read, what they stand for, and what is told of those that are not known.
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
	step_aid_phrase(&aid, PHRASE_VALUE, "K's book", "books[K]", NULL);
	step_aid_phrase(&aid, PHRASE_VALUE, "keys N or more hours old",
	                "{i ∈ Keys: some q ∈ queue: q.id = i and q.after + N ≤ time}", NULL);
	step_aid_phrase(&aid, PHRASE_VALUE, "the oldest key", "queue[1].id", NULL);
	step_aid_phrase(&aid, PHRASE_CONDITION, "book of K is set", "K's book ≠ UNSET", NULL);
	step_aid_phrase(&aid, PHRASE_CONDITION, "book is unset", "books[key] = UNSET", NULL);
	step_aid_phrase(&aid, PHRASE_CONDITION, "book is set", "book of key is set", NULL);
	step_aid_phrase(&aid, PHRASE_CONDITION, "K is free", "all d ∈ clerks: d.key ≠ K", NULL);
	step_aid_phrase(&aid, PHRASE_CONDITION, "all keys are free", "all k ∈ Keys: k is free", NULL);
	step_aid_phrase(&aid, PHRASE_CONDITION, "started N or more hours ago", "start + N ≤ time", NULL);
	step_aid_phrase(&aid, PHRASE_CONDITION, "book is unchanged", "books[key].title ≠ UNSET",
	                "books[key].edition = edition");
	step_aid_phrase(&aid, PHRASE_CONDITION, "desk is quiet", "state = idle", "seen = {}");
	step_aid_phrase(&aid, PHRASE_CHOICE, "a free key", "choose other ∈ Keys: book of other is set", NULL);
	step_aid_phrase(&aid, PHRASE_EFFECT, "keep key", "key := id", NULL);
	step_aid_phrase(&aid, PHRASE_EFFECT, "note time", "start := time", "noted := time");
	step_aid_phrase(&aid, PHRASE_EFFECT, "keep all", "keep key", "note time");
	step_aid_phrase(&aid, PHRASE_EFFECT, "log READ", "append {type: READ, key: key} to log", NULL);
	step_aid_phrase(&aid, PHRASE_EFFECT, "log WRITE", "append {type: WRITE, key: key} to log", NULL);
	step_aid_phrase(&aid, PHRASE_EFFECT, "note K in D", "add K to desks[D].seen", NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	step_aid_release(&aid);
	return 0;
}

/* Reads an item; the phrase that it is, its trees, or the error behind "!". */
static void read_item(const char *text, enum phrase_kind kind, struct buf *out)
{
	struct expr_item item;
	struct err err = { 0 };

	buf_clear(out);
	if (expr_read_item(text, kind, &aid.context, aid.arena, &item, &err) < 0) {
		buf_printf(out, "!%s: %s; %s", err.place, err.what, err.remedy);
		return;
	}
	if (item.phrase)
		buf_printf(out, "[%s] ", item.phrase->spelling);
	for (unsigned i = 0; i < item.count; i++) {
		buf_add_text(out, i ? " & " : "");
		expr_show(out, item.trees[i], false);
	}
}

static void expect(enum phrase_kind kind, const char *const (*rows)[2], size_t count)
{
	struct buf out;

	buf_init(&out);
	for (size_t i = 0; i < count; i++) {
		read_item(rows[i][0], kind, &out);
		if (strcmp(out.data, rows[i][1]) != 0)
			fail_msg("%s\n  is        %s\n  and not   %s", rows[i][0], out.data, rows[i][1]);
	}
	buf_release(&out);
}

#define EXPECT(kind, rows) expect(kind, rows, sizeof(rows) / sizeof(*(rows)))

static void a_phrase_is_a_whole_item(void **unused)
{
	static const char *const conditions[][2] = {
		{ "book is set", "[book is set] books[key] ≠ UNSET" },
		{ " book  of  k1 is set ", "[book of K is set] books[k1] ≠ UNSET" },
		{ "started 1 or more hour ago", "[started N or more hours ago] start + 1 ≤ time" },
		{ "started 1 or more hours ago", "[started N or more hours ago] start + 1 ≤ time" },
		{ "started 3 or more hours ago", "[started N or more hours ago] start + 3 ≤ time" },
		{ "the chosen id is free", "[K is free] all d ∈ clerks: d.key ≠ the chosen id" },
		{ "desk is quiet", "[desk is quiet] state = idle & seen = {}" },
	};
	static const char *const choices[][2] = {
		{ "a free key", "[a free key] choose other ∈ Keys: books[other] ≠ UNSET" },
	};
	static const char *const effects[][2] = {
		{ "keep key", "[keep key] key := the chosen id" },
		{ "log READ", "[log READ] append {type: READ, key: key} to log" },
		{ "log WRITE", "[log WRITE] append {type: WRITE, key: key} to log" },
		{ "note the chosen id in d2", "[note K in D] add the chosen id to desks[d2].seen" },
		{ "note the oldest key in self", "[note K in D] add queue[1].id to desks[self].seen" },
		{ "note (if true then k1 else k2) in self",
		  "[note K in D] add if true then k1 else k2 to desks[self].seen" },
		{ "key's book := {title: w1, copies: 1}", "books[key] := {title: w1, copies: 1}" },
	};

	(void)unused;
	EXPECT(PHRASE_CONDITION, conditions);
	EXPECT(PHRASE_CHOICE, choices);
	EXPECT(PHRASE_EFFECT, effects);
}

static void conditions_and_values_are_parts_of_expressions(void **unused)
{
	static const char *const rows[][2] = {
		{ "not book is set or time = 1", "not books[key] ≠ UNSET or time = 1" },
		{ "all k ∈ Keys: book of k is set or k's book.copies = 0",
		  "all k ∈ Keys: books[k] ≠ UNSET or books[k].copies = 0" },
		{ "(book is set) and book of (id) is set",
		  "books[key] ≠ UNSET & books[the chosen id] ≠ UNSET" },
		{ "book of queue[1].id is set and key is free",
		  "books[queue[1].id] ≠ UNSET & all d ∈ clerks: d.key ≠ key" },
		{ "keys 2 or more hours old = {}",
		  "{i ∈ Keys: some q ∈ queue: q.id = i and q.after + 2 ≤ time} = {}" },
		{ "keys 1 or more hour old ⊆ seen",
		  "{i ∈ Keys: some q ∈ queue: q.id = i and q.after + 1 ≤ time} ⊆ seen" },
		{ "all keys are free and all k ∈ Keys: true",
		  "all k ∈ Keys, d ∈ clerks: d.key ≠ k & all k ∈ Keys: true" },
		{ "the oldest key is free ⇒ the oldest key's book = key's book",
		  "(all d ∈ clerks: d.key ≠ queue[1].id) ⇒ books[queue[1].id] = books[key]" },
		{ "desk is quiet or desk is quiet",
		  "state = idle and seen = {} or state = idle and seen = {}" },
	};

	(void)unused;
	EXPECT(PHRASE_CONDITION, rows);
}

static void what_a_phrase_binds_does_not_hide_an_argument(void **unused)
{
	static const char *const rows[][2] = {
		{ "some d ∈ clerks: d.key is free", "some d ∈ clerks: all d2 ∈ clerks: d2.key ≠ d.key" },
		{ "some d ∈ {d2}: d.key is free", "some d ∈ {d2}: all d2 ∈ clerks: d2.key ≠ d.key" },
		{ "some d, d2 ∈ clerks: (if true then d.key else d2.key) is free",
		  "some d, d2 ∈ clerks: all d3 ∈ clerks: d3.key ≠ (if true then d.key else d2.key)" },
	};

	(void)unused;
	EXPECT(PHRASE_CONDITION, rows);
}

static void optional_parts_are_left_out_where_a_name_is_missing(void **unused)
{
	static const char *const conditions[][2] = {
		{ "book is unchanged", "[book is unchanged] books[key].title ≠ UNSET" },
		{ "book is unchanged or time = 1", "books[key].title ≠ UNSET or time = 1" },
		{ "all key ∈ Keys: book is unchanged", "all key ∈ Keys: books[key].title ≠ UNSET" },
	};
	static const char *const effects[][2] = {
		{ "note time", "[note time] start := time" },
		{ "keep all", "[keep all] key := the chosen id & start := time" },
	};

	(void)unused;
	EXPECT(PHRASE_CONDITION, conditions);
	EXPECT(PHRASE_EFFECT, effects);
}

/* But an error in the argument, or of another kind, is one. */
static void only_a_missing_name_leaves_a_part_out(void **unused)
{
	static const char *const rows[][2] = {
		{ "j1 is known", "!column 1: unknown name \"j1\"; did you mean \"k1\"?" },
		{ "key is odd", "!column 1: key is one of Keys; expected something like "
		                "time, a number; " },
	};

	(void)unused;
	step_aid_phrase(&aid, PHRASE_CONDITION, "K is known", "true", "K ≠ UNSET");
	step_aid_phrase(&aid, PHRASE_CONDITION, "K is odd", "true", "time = K");
	EXPECT(PHRASE_CONDITION, rows);
}

static void an_error_in_a_meaning_names_the_phrase_and_its_use(void **unused)
{
	static const char *const rows[][2] = {
		{ "time = 1 and shelf is full",
		  "!column 14: in \"shelf is full\": unknown name \"shelf\"; did you mean \"self\"?" },
		{ "book of time is set", "!column 9: time is a number; expected a key of the table; " },
		{ "book of j1 is set", "!column 9: unknown name \"j1\"; did you mean \"k1\"?" },
	};

	(void)unused;
	step_aid_phrase(&aid, PHRASE_CONDITION, "shelf is full", "count(shelf) = 3", NULL);
	EXPECT(PHRASE_CONDITION, rows);
}

static void an_unknown_phrase_is_told_with_the_nearest(void **unused)
{
	static const char *const conditions[][2] = {
		{ "book is st", "!column 1: unknown phrase \"book is st\"; did you mean \"book is set\"?" },
		{ "book of k1 is st",
		  "!column 1: unknown phrase \"book of k1 is st\"; did you mean \"book of K is set\"?" },
		{ "all k ∈ Keys: bok of k is set or time = 1",
		  "!column 15: unknown phrase \"bok of k is set\"; did you mean \"book of K is set\"?" },
		{ "book is set now",
		  "!column 1: unknown phrase \"book is set now\"; did you mean \"book is set\"?" },
		{ "keep key", "!column 1: \"keep key\" is an effect; expected a condition; " },
		{ "time = 1 key", "!column 10: expected an operator or the end, not key; " },
		{ "tme = 1", "!column 1: unknown name \"tme\"; did you mean \"time\"?" },
		{ "book is set )", "!column 13: expected an operator or the end, not ); " },
	};
	static const char *const effects[][2] = {
		{ "kep key", "!column 1: unknown phrase \"kep key\"; did you mean \"keep key\"?" },
		{ "keep", "!column 1: unknown phrase \"keep\"; did you mean \"keep key\"?" },
		{ "book is set", "!column 1: \"book is set\" is a condition; expected an effect; " },
		{ "log STORE", "!column 1: unknown phrase \"log STORE\"; did you mean \"log WRITE\"?" },
		{ "take the last of queue", "!column 1: unknown phrase \"take the last of queue\"; did you "
		                            "mean \"take the first of …\"?" },
	};

	(void)unused;
	EXPECT(PHRASE_CONDITION, conditions);
	EXPECT(PHRASE_EFFECT, effects);
}

static void properties_are_written_with_phrases(void **unused)
{
	struct expr_context context = aid.context;
	struct err err = { 0 };
	struct expr *expr;
	struct buf out;

	(void)unused;
	context.locals = NULL;
	context.local_count = context.chosen_count = 0;
	context.self = NULL;
	buf_init(&out);
	if (expr_read("all k ∈ Keys: k is free or book of k is set", &context, VALUE_TYPE_BOOL, aid.arena,
	              &expr, &err) < 0)
		fail_msg("%s: %s", err.place, err.what);
	expr_show(&out, expr, false);
	assert_string_equal(out.data, "all k ∈ Keys: (all d ∈ clerks: d.key ≠ k) or books[k] ≠ UNSET");
	buf_release(&out);
}

/* --- adding phrases ------------------------------------------------------------------- */

static void add(enum phrase_kind kind, const char *spelling, const char *part, struct buf *out)
{
	struct phrase_part parts[] = { { "true", false }, { part, false } };
	bool one = kind == PHRASE_VALUE || kind == PHRASE_CHOICE;
	struct phrase phrase = { .spelling = spelling,
		                 .kind = kind,
		                 .parts = one ? parts + 1 : parts,
		                 .part_count = one ? 1 : 2 };
	struct err err = { 0 };

	buf_clear(out);
	if (expr_phrases_add(aid.phrases, &phrase, &err) < 0)
		buf_printf(out, "%s: %s", err.place, err.what);
}

static void a_phrase_that_cannot_be_read_is_refused(void **unused)
{
	static const struct {
		enum phrase_kind kind;
		const char *spelling, *part, *message;
	} rows[] = {
		{ PHRASE_CONDITION, "x is y",
		  "z = ", "part 2, column 5: expected a name, a number or \"(\" at the end" },
		{ PHRASE_VALUE, "x of y", "z[", "column 3: expected a name, a number or \"(\" at the end" },
		{ PHRASE_CHOICE, "an x", "y := 1", "column 3: expected \"in\" and a set, not :=" },
		{ PHRASE_VALUE, "", "1", ": a phrase needs a word that is no parameter" },
		{ PHRASE_VALUE, "K N", "1", ": a phrase needs a word that is no parameter" },
		{ PHRASE_VALUE, "a K of K", "1", "column 8: the parameter K is there twice" },
		{ PHRASE_VALUE, "a A B C D E", "1", "column 11: a phrase has at most 4 parameters" },
		{ PHRASE_VALUE, "a $", "1", "column 3: unexpected character \"$\"" },
		{ PHRASE_VALUE, "a\tb", "1", ": the phrase cannot be printed" },
		{ PHRASE_CONDITION, "x is y", "x is y", "part 2, column 1: unknown phrase \"x is y\"" },
	};
	struct buf out;

	(void)unused;
	buf_init(&out);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		add(rows[i].kind, rows[i].spelling, rows[i].part, &out);
		assert_string_equal(out.data, rows[i].message);
	}
	buf_release(&out);
}

static void a_phrase_of_the_same_spelling_is_replaced(void **unused)
{
	static const char *const rows[][2] = { { "book is set", "[book is set] time = 1" } };
	unsigned count = 0, again = 0;

	(void)unused;
	while (expr_phrases_nth(aid.phrases, count))
		count++;
	step_aid_phrase(&aid, PHRASE_CONDITION, "book is set", "time = 1", NULL);
	while (expr_phrases_nth(aid.phrases, again))
		again++;
	assert_int_equal(count, again);
	EXPECT(PHRASE_CONDITION, rows);
}

static void what_phrases_stand_for_is_bounded(void **unused)
{
	char spelling[40], part[80];
	struct err err = { 0 };
	struct buf out;
	int i;

	(void)unused;
	buf_init(&out);
	add(PHRASE_CONDITION, "it grows 0", "time = 1", &out);
	for (i = 1; i < 30 && out.length == 0; i++) {
		snprintf(spelling, sizeof(spelling), "it grows %d", i);
		snprintf(part, sizeof(part), "it grows %d and it grows %d", i - 1, i - 1);
		add(PHRASE_CONDITION, spelling, part, &out);
	}
	assert_true(i < 30);
	assert_non_null(strstr(out.data, "more than 5000 parts"));
	(void)err;
	buf_release(&out);
}

/* Each parenthesis is read once, however many phrases could begin there. */
static void nested_arguments_are_read_in_no_time(void **unused)
{
	struct buf text, out;

	(void)unused;
	buf_init(&text);
	buf_init(&out);
	for (int i = 0; i < 10; i++) {
		char spelling[40];

		snprintf(spelling, sizeof(spelling), "inner of K is %c", 'a' + i);
		step_aid_phrase(&aid, PHRASE_VALUE, spelling, "K", NULL);
	}
	for (int i = 0; i < 12; i++)
		buf_add_text(&text, "inner of (");
	buf_add_text(&text, "key");
	for (int i = 0; i < 12; i++)
		buf_add_text(&text, ") is j");
	buf_add_text(&text, " = k1");
	read_item(text.data, PHRASE_CONDITION, &out);
	assert_string_equal(out.data, "key = k1");
	buf_release(&text);
	buf_release(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_phrase_is_a_whole_item),
		TEST(conditions_and_values_are_parts_of_expressions),
		TEST(what_a_phrase_binds_does_not_hide_an_argument),
		TEST(optional_parts_are_left_out_where_a_name_is_missing),
		TEST(only_a_missing_name_leaves_a_part_out),
		TEST(an_error_in_a_meaning_names_the_phrase_and_its_use),
		TEST(an_unknown_phrase_is_told_with_the_nearest),
		TEST(properties_are_written_with_phrases),
		TEST(a_phrase_that_cannot_be_read_is_refused),
		TEST(a_phrase_of_the_same_spelling_is_replaced),
		TEST(what_phrases_stand_for_is_bounded),
		TEST(nested_arguments_are_read_in_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
