/* Matching values that lost their types with typed ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <heddle/mem.h>
#include <heddle/value.h>

#include "value_aid.h"
#include "value_match.h"

static void every_value_matches_itself(void **state)
{
	(void)state;
	val all = one_of_each();

	assert_true(value_matches(all, all));
	seed = 11;
	for (int i = 0; i < 300; i++) {
		val value = random_value(4), other = random_value(4);

		assert_true(value_matches(value, value_copy(arena, value)));
		if (value_compare(value, other) == 0)
			assert_true(value_matches(value, other));
	}
}

static void a_string_can_be_a_model_value_but_not_the_other_way_round(void **state)
{
	(void)state;
	assert_true(value_matches(S("s1"), M("s1")));
	assert_false(value_matches(S("s1"), M("s2")));
	assert_false(value_matches(M("s1"), S("s1")));
	assert_false(value_matches(S("1"), I(1)));
}

static void a_list_can_be_a_tuple_a_set_or_a_function_from_1(void **state)
{
	(void)state;
	val list = TUPLE(S("b"), S("a"));

	assert_true(value_matches(list, TUPLE(M("b"), M("a"))));
	assert_false(value_matches(list, TUPLE(M("a"), M("b"))));
	assert_true(value_matches(list, SET(M("a"), M("b"))));
	assert_false(value_matches(list, SET(M("a"), M("c"))));
	assert_false(value_matches(list, SET(M("a"), M("b"), M("c"))));
	assert_true(value_matches(list, FUNCTION(I(1), M("b"), I(2), M("a"))));
	assert_false(value_matches(list, FUNCTION(I(0), M("b"), I(1), M("a"))));
	assert_false(value_matches(TUPLE(I(1), I(1)), SET(I(1))));
	assert_false(value_matches(SET(I(1)), TUPLE(I(1))));
}

static void empty_lists_and_objects_match_what_they_may_have_been(void **state)
{
	(void)state;
	val list = none(VALUE_TUPLE), object = none(VALUE_RECORD);

	assert_true(value_matches(list, none(VALUE_SET)));
	assert_true(value_matches(list, none(VALUE_FUNCTION)));
	assert_true(value_matches(object, none(VALUE_FUNCTION)));
	assert_false(value_matches(list, SET(I(1))));
	assert_false(value_matches(object, none(VALUE_SET)));
}

static void an_object_can_be_a_function_by_the_text_of_its_keys(void **state)
{
	(void)state;
	val object = RECORD(S("s2"), I(2), S("s1"), I(1));

	assert_true(value_matches(object, FUNCTION(M("s1"), I(1), M("s2"), I(2))));
	assert_true(value_matches(object, RECORD(S("s1"), I(1), S("s2"), I(2))));
	assert_false(value_matches(object, FUNCTION(M("s1"), I(2), M("s2"), I(1))));
	assert_false(value_matches(object, FUNCTION(M("s1"), I(1))));
	assert_true(value_matches(RECORD(S("5"), I(1), S("<<1, 2>>"), I(2)),
	                          FUNCTION(TUPLE(I(1), I(2)), I(2), I(5), I(1))));
}

static void a_written_out_function_can_be_a_record_or_a_tuple(void **state)
{
	(void)state;
	assert_true(value_matches(FUNCTION(S("a"), I(1)), RECORD(S("a"), I(1))));
	assert_false(value_matches(FUNCTION(M("a"), I(1)), RECORD(S("a"), I(1))));
	assert_true(value_matches(FUNCTION(I(1), S("x")), TUPLE(S("x"))));
	assert_false(value_matches(FUNCTION(I(2), S("x")), TUPLE(S("x"))));
	assert_true(value_matches(FUNCTION(S("s1"), I(1), S("s2"), I(2)),
	                          FUNCTION(M("s2"), I(2), M("s1"), I(1))));
}

static void a_set_of_lists_finds_the_one_pairing_that_works(void **state)
{
	(void)state;
	/* <<1, 2>> fits both parts, and only one of them is left for <<2, 1>>. */
	val a = TUPLE(I(1), I(2)), b = TUPLE(I(2), I(1)), set = SET(I(1), I(2));

	assert_true(value_matches(TUPLE(a, b), SET(set, TUPLE(I(1), I(2)))));
	assert_true(value_matches(TUPLE(b, a), SET(set, TUPLE(I(1), I(2)))));
	assert_true(value_matches(TUPLE(b, a), SET(set, TUPLE(I(2), I(1)))));
	assert_true(value_matches(TUPLE(a, b), SET(set, TUPLE(I(2), I(1)))));
	assert_false(value_matches(TUPLE(a, a), SET(set, TUPLE(I(2), I(1)), I(3))));
	assert_false(value_matches(TUPLE(a, b), SET(TUPLE(I(1), I(2)), TUPLE(I(1), I(3)))));
}

static void a_variant_matches_by_tag_and_payload(void **state)
{
	(void)state;
	val some = value_variant(arena, "Some", TUPLE(I(1)));

	assert_true(value_matches(some, value_variant(arena, "Some", SET(I(1)))));
	assert_false(value_matches(some, value_variant(arena, "None", SET(I(1)))));
	assert_false(value_matches(some, value_variant(arena, "Some", SET(I(2)))));
}

static void an_unwritten_value_matches_anything(void **state)
{
	(void)state;
	assert_true(value_matches(value_opaque(arena, "?"), SET(I(1))));
	assert_false(value_matches(SET(I(1)), value_opaque(arena, "?")));
}

static void matching_a_long_list_with_a_set_needs_no_table(void **state)
{
	(void)state;
	enum { MANY = 3000 };
	val *items = mem_array(MANY, sizeof(*items));
	val *turned = mem_array(MANY, sizeof(*turned));

	for (int i = 0; i < MANY; i++) {
		items[i] = I(i);
		turned[MANY - 1 - i] = items[i];
	}

	val set = value_set(arena, items, MANY);

	assert_true(value_matches(value_tuple(arena, turned, MANY), set));
	turned[7] = I(-1);
	assert_false(value_matches(value_tuple(arena, turned, MANY), set));
	free(items);
	free(turned);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_value_matches_itself),
		TEST(a_string_can_be_a_model_value_but_not_the_other_way_round),
		TEST(a_list_can_be_a_tuple_a_set_or_a_function_from_1),
		TEST(empty_lists_and_objects_match_what_they_may_have_been),
		TEST(an_object_can_be_a_function_by_the_text_of_its_keys),
		TEST(a_written_out_function_can_be_a_record_or_a_tuple),
		TEST(a_set_of_lists_finds_the_one_pairing_that_works),
		TEST(a_variant_matches_by_tag_and_payload),
		TEST(an_unwritten_value_matches_anything),
		TEST(matching_a_long_list_with_a_set_needs_no_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
