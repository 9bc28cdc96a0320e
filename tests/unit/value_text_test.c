/* Values as text, for people and in TLA+. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "value_aid.h"

static void assert_shows(val value, const char *expected)
{
	struct buf out;

	buf_init(&out);
	value_show(&out, value, false);
	assert_string_equal(out.data, expected);
	buf_release(&out);
}

static void assert_tla(val value, const char *expected)
{
	struct buf out;

	buf_init(&out);
	value_tla(&out, value);
	assert_string_equal(out.data, expected);
	buf_release(&out);
}

static void values_show_on_one_line(void **state)
{
	(void)state;
	assert_shows(one_of_each(), "<<TRUE, -3, 99999999999999999999, s, m, {1, 2}, <<2, 1>>, "
	                            "[f: 1], [k: 1], Some(1), ‹?›, {}, []>>");
}

static void unset_shows_as_a_dash(void **state)
{
	(void)state;
	struct buf out;

	assert_shows(TUPLE(S("UNSET"), M("UNSET")), "<<─, ─>>");
	buf_init(&out);
	value_show(&out, S("UNSET"), true);
	assert_string_equal(out.data, "-");
	buf_release(&out);
}

static void strings_are_bare_only_where_unambiguous(void **state)
{
	(void)state;
	assert_shows(S("waiting"), "waiting");
	assert_shows(S("a/b.c:d-e_1"), "a/b.c:d-e_1");
	assert_shows(S("10th"), "10th");
	assert_shows(S("two words"), "\"two words\"");
	assert_shows(S(""), "\"\"");
	assert_shows(S("12"), "\"12\"");
	assert_shows(S("-12"), "\"-12\"");
	assert_shows(S("-"), "\"-\"");
	assert_shows(S("TRUE"), "\"TRUE\"");
	assert_shows(S("─"), "\"─\"");
	assert_shows(S("a\"b\\c"), "\"a\\\"b\\\\c\"");
}

static void shown_values_carry_no_terminal_codes(void **state)
{
	(void)state;
	assert_shows(S("\x1b[2J"), "\"\\e[2J\"");
	assert_shows(M("\x1b[2J"), "\\e[2J");
	assert_shows(value_opaque(arena, "\x9b\n"), "‹\\x9b\\n›");
	assert_shows(value_opaque(arena, ""), "‹no value›");
	assert_shows(value_variant(arena, "\x07", I(1)), "\\x07(1)");
}

static void values_become_tla(void **state)
{
	(void)state;
	assert_tla(one_of_each(), "<<TRUE, -3, 99999999999999999999, \"s\", m, {1, 2}, <<2, 1>>, "
	                          "[f |-> 1], (k :> 1), Variant(\"Some\", 1), \"?\", {}, <<>>>>");
	assert_tla(FUNCTION(M("s2"), I(2), M("s1"), I(1)), "(s1 :> 1 @@ s2 :> 2)");
	assert_tla(RECORD(S("b"), I(1), S("a"), I(2)), "[b |-> 1, a |-> 2]");
	assert_tla(RECORD(S("b"), I(1), S("a c"), I(2)), "(\"b\" :> 1 @@ \"a c\" :> 2)");
	assert_tla(none(VALUE_FUNCTION), "<<>>");
}

static void tla_strings_use_the_escapes_of_tla(void **state)
{
	(void)state;
	assert_tla(S("a\"b\\c\n\t\f\r"), "\"a\\\"b\\\\c\\n\\t\\f\\r\"");
	assert_tla(S("\x1b"), "\"\\\\e\"");
	assert_tla(M("not a name"), "\"not a name\"");
	assert_tla(M("12"), "\"12\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(values_show_on_one_line),
		TEST(unset_shows_as_a_dash),
		TEST(strings_are_bare_only_where_unambiguous),
		TEST(shown_values_carry_no_terminal_codes),
		TEST(values_become_tla),
		TEST(tla_strings_use_the_escapes_of_tla),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
