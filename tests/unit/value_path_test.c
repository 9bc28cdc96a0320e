/* Paths to parts of values, and differences. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "value_aid.h"

/* --- looking inside ---------------------------------------------------------- */

static void fields_are_found_by_string_or_model_value(void **state)
{
	(void)state;
	val record = RECORD(S("a"), I(1), S("b"), I(2));

	assert_int_equal(value_get(record, "b")->number, 2);
	assert_null(value_get(record, "c"));
	assert_int_equal(value_get(FUNCTION(M("s1"), I(3)), "s1")->number, 3);
	assert_null(value_get(FUNCTION(I(1), I(3)), "1"));
	assert_null(value_get(I(1), "a"));
	assert_string_equal(value_text(M("m")), "m");
	assert_null(value_text(value_opaque(arena, "?")));
	assert_null(value_text(N("99999999999999999999")));
	assert_null(value_text(I(1)));
}

static val sample_state(void)
{
	return RECORD(S("serverStates"), FUNCTION(M("s1"), RECORD(S("state"), S("waiting"))), S("operations"),
	              TUPLE(S("x"), S("y")), S("odd"),
	              FUNCTION(S("a b]\"["), I(1), I(5), I(2), TUPLE(I(1), I(2)), TUPLE(I(7))), S("msg"),
	              value_variant(arena, "Some", RECORD(S("f"), I(8))));
}

static void paths_lead_to_parts(void **state)
{
	(void)state;
	val all = sample_state();

	assert_string_equal(value_at(all, "serverStates.s1.state")->text, "waiting");
	assert_string_equal(value_at(all, "operations[2]")->text, "y");
	assert_int_equal(value_at(all, "odd[5]")->number, 2);
	assert_int_equal(value_at(all, "odd[\"a b]\\\"[\"]")->number, 1);
	assert_int_equal(value_at(all, "odd[<<1, 2>>][1]")->number, 7);
	assert_int_equal(value_at(all, "msg.Some.f")->number, 8);
	assert_ptr_equal(value_at(all, ""), all);
}

static void paths_that_lead_nowhere_give_null(void **state)
{
	(void)state;
	static const char *const paths[] = {
		"none",
		"serverStates.s2",
		"operations[0]",
		"operations[3]",
		"operations[-1]",
		"operations[]",
		"operations[1",
		"operations[18446744073709551617]",
		"operations.1",
		".operations",
		"operations.",
		"serverStates..s1",
		"odd[5",
		"odd[\"a",
		"msg.None",
		"serverStates.s1.state.x",
		"[",
		"]",
		".",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (value_at(sample_state(), paths[i]))
			fail_msg("%s leads somewhere", paths[i]);
}

/* --- differences ------------------------------------------------------------- */

static void note(void *ctx, const char *path, val old_value, val new_value)
{
	struct buf *out = ctx;

	buf_printf(out, "%s: ", path);
	if (old_value)
		value_show(out, old_value, true);
	else
		buf_add_text(out, "nothing");
	buf_add_text(out, " to ");
	if (new_value)
		value_show(out, new_value, true);
	else
		buf_add_text(out, "nothing");
	buf_add_text(out, "; ");
}

static void assert_differs(val old_value, val new_value, const char *expected)
{
	struct buf out;

	buf_init(&out);
	value_diff(old_value, new_value, note, &out);
	assert_string_equal(out.data, expected);
	buf_release(&out);
}

static void equal_values_do_not_differ(void **state)
{
	(void)state;
	val all = one_of_each();

	assert_differs(all, value_copy(arena, all), "");
	assert_differs(RECORD(S("a"), I(1), S("b"), I(2)), RECORD(S("b"), I(2), S("a"), I(1)), "");
}

static void differences_name_the_smallest_parts(void **state)
{
	(void)state;
	assert_differs(RECORD(S("s"), FUNCTION(M("s1"), RECORD(S("at"), S("x"), S("k"), I(1)))),
	               RECORD(S("s"), FUNCTION(M("s1"), RECORD(S("at"), S("y"), S("k"), I(1)))),
	               "s.s1.at: x to y; ");
	assert_differs(I(1), S("one"), ": 1 to one; ");
	assert_differs(TUPLE(I(1), I(2)), TUPLE(I(1), I(3)), "[2]: 2 to 3; ");
}

static void sets_are_compared_as_a_whole(void **state)
{
	(void)state;
	assert_differs(RECORD(S("k"), SET(I(1), I(2))), RECORD(S("k"), SET(I(1))), "k: {1, 2} to {1}; ");
}

static void added_and_removed_parts_differ_from_nothing(void **state)
{
	(void)state;
	assert_differs(TUPLE(I(1)), TUPLE(I(1), I(2)), "[2]: nothing to 2; ");
	assert_differs(TUPLE(I(1), I(2)), TUPLE(I(1)), "[2]: 2 to nothing; ");
	assert_differs(FUNCTION(I(1), S("a"), I(2), S("b")), FUNCTION(I(2), S("b"), I(3), S("c")),
	               "[1]: a to nothing; [3]: nothing to c; ");
	assert_differs(none(VALUE_RECORD), RECORD(S("a"), I(1)), "a: nothing to 1; ");
	assert_differs(NULL, I(1), ": nothing to 1; ");
	assert_differs(NULL, NULL, "");
}

static void variants_differ_inside_only_with_the_same_tag(void **state)
{
	(void)state;
	assert_differs(value_variant(arena, "Some", I(1)), value_variant(arena, "Some", I(2)),
	               "Some: 1 to 2; ");
	assert_differs(value_variant(arena, "Some", I(1)), value_variant(arena, "None", I(1)),
	               ": Some(1) to None(1); ");
}

struct visit {
	val old_whole, new_whole;
	size_t count;
};

static void assert_path_leads_to_both(void *ctx, const char *path, val old_value, val new_value)
{
	struct visit *visit = ctx;

	visit->count++;
	assert_ptr_equal(value_at(visit->old_whole, path), old_value);
	assert_ptr_equal(value_at(visit->new_whole, path), new_value);
}

static void every_path_of_a_difference_leads_to_the_parts_it_names(void **state)
{
	(void)state;
	seed = 3;
	for (int i = 0; i < 300; i++) {
		struct value_pair old_pairs[] = { { S("v"), random_value(3) }, { S("w"), random_value(3) } };
		struct value_pair new_pairs[] = { { S("v"), random_value(3) }, { S("w"), random_value(3) } };
		struct visit visit = { value_record(arena, old_pairs, 2), value_record(arena, new_pairs, 2),
			               0 };

		value_diff(visit.old_whole, visit.new_whole, assert_path_leads_to_both, &visit);
		assert_int_equal(visit.count == 0, value_compare(visit.old_whole, visit.new_whole) == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fields_are_found_by_string_or_model_value),
		TEST(paths_lead_to_parts),
		TEST(paths_that_lead_nowhere_give_null),
		TEST(equal_values_do_not_differ),
		TEST(differences_name_the_smallest_parts),
		TEST(sets_are_compared_as_a_whole),
		TEST(added_and_removed_parts_differ_from_nothing),
		TEST(variants_differ_inside_only_with_the_same_tag),
		TEST(every_path_of_a_difference_leads_to_the_parts_it_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
