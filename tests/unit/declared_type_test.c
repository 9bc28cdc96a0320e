/*
 * Declared types: what is read, the one way in which it is shown, what is refused and where.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/declared_type.h>
#include <heddle/err.h>
#include <heddle/mem.h>

static const struct declared_set set_rows[] = {
	{ "User", "Users", NULL },        { "Metadata", "Metadatas", NULL },
	{ "Key", "Keys", NULL },          { "Server", "Servers", "Processes" },
	{ "Process", "Processes", NULL },
};
static const struct declared_sets sets = { set_rows, 5 };
static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const struct declared_type *parse(const char *text)
{
	const struct declared_type *type = NULL;
	struct err err = { 0 };

	if (declared_type_parse(text, &sets, "max-operations", arena, &type, &err) < 0)
		fail_msg("%s: %s: %s", text, err.place, err.what);
	return type;
}

static void types_are_read_and_shown_in_one_form(void **unused)
{
	static const char *const rows[][2] = {
		{ "User", "User" },
		{ " Metadata ? ", "Metadata?" },
		{ "pending|committed", "pending | committed" },
		{ "(pending | committed)?", "(pending | committed)?" },
		{ "bool", "bool" },
		{ "0..9", "0..9" },
		{ "-2 .. 3", "-2..3" },
		{ "4..4", "4" },
		{ "hours", "hours" },
		{ "count?", "count?" },
		{ "set of User?", "set of User?" },
		{ "(set of User)?", "(set of User)?" },
		{ "set of a | b", "set of a | b" },
		{ "list of User at most 4", "list of User at most 4" },
		{ "list of set of 0..3", "list of set of 0..3" },
		{ "list of (list of User) at most 2", "list of (list of User) at most 2" },
		{ "list of (list of User at most 3) at most 2", "list of list of User at most 3 at most 2" },
		{ "list of (list of User at most 3)", "list of list of User at most 3" },
		{ "{key: Key, version: 0..3}", "{key: Key, version: 0..3}" },
		{ "Key -> bool", "Key → bool" },
		{ "Key→User?", "Key → User?" },
		{ "(Key -> User)?", "(Key → User)?" },
		{ "Key -> User -> a | b", "Key → User → a | b" },
		{ "{status: UNSET, image: UNSET} | {image: Key, created: hours}",
		  "{status: UNSET, image: UNSET} | {image: Key, created: hours}" },
		{ "{type: \"miss\"} | {type: \"hit\", at: User}",
		  "{type: \"miss\"} | {type: \"hit\", at: User}" },
		{ "({a: bool} | {b: bool})?", "({a: bool} | {b: bool})?" },
		{ "\"User\" | \"two words\" | x", "\"User\" | \"two words\" | x" },
		{ "\"bool\" | \"x\"", "\"bool\" | x" },
		{ "{set: bool, list: set of count}", "{set: bool, list: set of count}" },
	};
	struct buf out;

	(void)unused;
	buf_init(&out);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (int ascii = 0; ascii < 2; ascii++) {
			const struct declared_type *type = parse(rows[i][0]);

			buf_clear(&out);
			declared_type_show(&out, type, &sets, ascii);
			if (!ascii)
				assert_string_equal(out.data, rows[i][1]);
			for (size_t c = 0; c < out.length && ascii; c++)
				assert_true((unsigned char)out.data[c] < 0x80);
			assert_true(declared_type_equal(type, parse(out.data)));
		}
	buf_release(&out);
}

static void a_type_keeps_order_limits_and_sets(void **unused)
{
	const struct declared_type *type = parse("Key -> {b: 1..4, a: list of Server? at most 3, c: count}");

	(void)unused;
	assert_int_equal(type->kind, DECLARED_TABLE);
	assert_string_equal(type->key->all, "Keys");
	type = type->item;
	assert_string_equal(type->names[0], "b");
	assert_string_equal(type->names[1], "a");
	assert_int_equal(declared_type_field(type, "b")->least, 1);
	assert_int_equal(declared_type_field(type, "b")->most, 4);
	assert_null(declared_type_field(type, "d"));
	assert_string_equal(declared_type_field(type, "c")->bound, "max-operations");
	assert_null(declared_type_field(type, "a")->bound);
	assert_int_equal(declared_type_field(type, "a")->most, 3);
	assert_true(declared_type_field(type, "a")->item->optional);
	assert_string_equal(declared_type_field(type, "a")->item->within, "Processes");
	assert_string_equal(parse("hours")->bound, "max-time");
	assert_string_equal(parse("list of User")->bound, "max-operations");
	assert_true(parse("UNSET")->optional);
	assert_int_equal(parse("UNSET")->count, 0);
}

static void what_is_wrong_is_told_with_its_column(void **unused)
{
	static const char *const rows[][2] = {
		{ "", ": a type is missing; write a type, for example bool or 0..9" },
		{ "Usr", "column 1: unknown type \"Usr\"; did you mean \"User\"?" },
		{ "set of Metdata?", "column 8: unknown type \"Metdata\"; did you mean \"Metadata\"?" },
		{ "zzz", "column 1: unknown type \"zzz\"; known: User, Metadata, Key, Server, Process, bool, "
		         "hours, count, set, list, UNSET" },
		{ "a | b?", "column 6: \"?\" binds tighter than \"|\"; write (a | b)?" },
		{ "a | User",
		  "column 5: User is a type, and cannot be one of several names; write it in quotes" },
		{ "a | UNSET",
		  "column 5: UNSET is a type, and cannot be one of several names; write (a | b)?" },
		{ "a | b | a", "column 9: the name a is given twice; " },
		{ "a | \"\"", "column 5: a name must not be empty or UNSET; " },
		{ "User | a",
		  "column 1: User is a type, and cannot be one of several names; write it in quotes" },
		{ "bool? | a", "column 7: only names and records have alternatives; " },
		{ "9..0", "column 1: no number is from 9 to 0; write 0..9" },
		{ "0..", "column 4: expected a number at the end; " },
		{ "0..1000001", "column 4: numbers in types go from -1000000 to 1000000; " },
		{ "list of User at most 65", "column 22: a list has at most 1 to 64 items; " },
		{ "list of User at 4", "column 17: expected \"most\", not 4; " },
		{ "0..3 -> User", "column 1: the keys of a table are the constants of a set; " },
		{ "User? -> User", "column 1: the keys of a table are the constants of a set; " },
		{ "{a: User, a: User}", "column 11: the field a is given twice; " },
		{ "{}", "column 2: expected the name of a field, not }; " },
		{ "{a: User", "column 9: expected \",\" or \"}\" at the end; " },
		{ "{a: bool} | User", "column 13: expected another record, not User; " },
		{ "{a: bool} | {b: bool}?", "column 22: \"?\" binds tighter than \"|\"; write ({…} | {…})?" },
		{ "{a: bool} | {a: User}", "column 13: nothing tells this record from record 1; give both a "
		                           "field with a fixed value, for example type: \"hit\"" },
		{ "User bool", "column 6: expected the end of the type, not bool; " },
		{ "User $", "column 6: unexpected character \"$\"; " },
		{ "99999999999999999999", "column 1: the number is too large; " },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct declared_type *type;
		struct err err = { 0 };
		struct buf out;

		buf_init(&out);
		if (declared_type_parse(rows[i][0], &sets, "max-operations", arena, &type, &err) == 0)
			fail_msg("%s is read", rows[i][0]);
		buf_printf(&out, "%s: %s; %s", err.place, err.what, err.remedy);
		assert_string_equal(out.data, rows[i][1]);
		buf_release(&out);
	}
}

static void what_has_no_limit_is_refused(void **unused)
{
	static const char *const texts[] = { "count", "list of User", "{a: set of count}" };

	(void)unused;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const struct declared_type *type;
		struct err err = { 0 };

		assert_int_equal(declared_type_parse(texts[i], &sets, NULL, arena, &type, &err), -1);
		assert_non_null(strstr(err.what, "needs a limit"));
	}
}

/* `repeated` may contain one %d. */
static void refuse_long(const char *repeated, const char *limit)
{
	const struct declared_type *type;
	struct err err = { 0 };
	struct buf text;

	buf_init(&text);
	for (int i = 0; i < 70; i++)
		buf_printf(&text, repeated, i);
	buf_add_text(&text, "User");
	assert_int_equal(declared_type_parse(text.data, &sets, NULL, arena, &type, &err), -1);
	assert_non_null(strstr(err.what, limit));
	buf_release(&text);
}

static void length_depth_and_names_are_bounded(void **unused)
{
	(void)unused;
	refuse_long("(", "nested more than 12 deep");
	refuse_long("set of ", "nested more than 12 deep");
	refuse_long("a%d | ", "more than 64 names");
	refuse_long("                                        ", "longer than 2000 bytes");
}

static const char *const *constants(void *ctx, const char *all, unsigned *count)
{
	static const char *const names[] = { "u2", "u1" };

	(void)ctx;
	*count = strcmp(all, "Users") == 0 ? 2 : 0;
	return names;
}

static const struct value_type *value_type(const char *text, declared_constants_fn *fn)
{
	return declared_value_type(parse(text), fn, NULL, arena);
}

static void a_declared_type_is_also_a_value_type(void **unused)
{
	const struct value_type *type;

	(void)unused;
	type = value_type("User -> {b: 0..3, a: pending | done}?", constants);
	assert_int_equal(type->kind, VALUE_TYPE_TABLE);
	assert_string_equal(type->key->names[0], "u1");
	assert_string_equal(type->key->all, "Users");
	assert_true(type->item->unset);
	assert_int_equal(value_type_field(type->item, "b")->kind, VALUE_TYPE_NUMBER);
	assert_int_equal(value_type_field(type->item, "a")->count, 2);

	/* A field that one of several records lacks may be UNSET. */
	type = value_type("{type: \"miss\"} | {type: \"hit\", at: User}", constants);
	assert_int_equal(value_type_field(type, "type")->count, 2);
	assert_false(value_type_field(type, "type")->unset);
	assert_true(value_type_field(type, "at")->unset);
	assert_int_equal(value_type_field(type, "at")->count, 2);
}

static void sets_are_told_apart_without_their_constants(void **unused)
{
	const struct value_type *user = value_type("User?", NULL), *key = value_type("Key?", NULL);
	const struct value_type *server = value_type("Server", NULL), *process = value_type("Process?", NULL);
	const struct value_type *unset = value_type("UNSET", NULL);

	(void)unused;
	assert_false(value_type_comparable(user, key));
	assert_true(value_type_comparable(user, user));
	assert_true(value_type_comparable(user, unset));
	/* A server is a process. */
	assert_true(value_type_comparable(server, process));
	assert_string_equal(value_type_join(arena, server, process)->all, "Processes");
	assert_string_equal(value_type_join(arena, process, server)->all, "Processes");
	assert_null(value_type_join(arena, user, key)->all);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(types_are_read_and_shown_in_one_form),        TEST(a_type_keeps_order_limits_and_sets),
		TEST(what_is_wrong_is_told_with_its_column),       TEST(what_has_no_limit_is_refused),
		TEST(length_depth_and_names_are_bounded),          TEST(a_declared_type_is_also_a_value_type),
		TEST(sets_are_told_apart_without_their_constants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
