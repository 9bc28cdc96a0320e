/* Values: construction, order, and deep nesting. */
#include <limits.h>
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
#include "value_match.h"

/* --- making ------------------------------------------------------------------ */

static void numbers_are_canonical(void **state)
{
	(void)state;
	assert_int_equal(N("0007")->number, 7);
	assert_int_equal(N("+7")->number, 7);
	assert_int_equal(N("-0")->number, 0);
	assert_int_equal(N("000")->number, 0);
	assert_int_equal(N("-00000000000000000000000000042")->number, -42);
	assert_int_equal(N("-0")->kind, VALUE_INT);
	assert_string_equal(N("+00099999999999999999999")->text, "99999999999999999999");
	assert_string_equal(N("-00099999999999999999999")->text, "-99999999999999999999");
}

static void numbers_change_kind_exactly_where_64_bits_end(void **state)
{
	(void)state;
	assert_true(N("9223372036854775807")->number == INT64_MAX);
	assert_true(N("-9223372036854775808")->number == INT64_MIN);
	assert_int_equal(N("-9223372036854775808")->kind, VALUE_INT);
	assert_int_equal(N("9223372036854775808")->kind, VALUE_BIGINT);
	assert_int_equal(N("-9223372036854775809")->kind, VALUE_BIGINT);
	assert_int_equal(N("18446744073709551617")->kind, VALUE_BIGINT);
}

static void text_that_is_not_a_number_gives_null(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "-", "+", "+-1", "1.5", "1e3", " 1", "1 ", "0x1" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_null(N(bad[i]));
}

static void sets_are_sorted_without_duplicates(void **state)
{
	(void)state;
	val set = SET(S("b"), S("a"), S("b"), I(3), S("a"));

	assert_int_equal(set->count, 3);
	assert_same(set->items[0], I(3));
	assert_same(set->items[1], S("a"));
	assert_same(set->items[2], S("b"));
	assert_same(set, SET(I(3), S("a"), S("b")));
}

static void of_two_equal_keys_of_a_function_the_first_is_kept(void **state)
{
	(void)state;
	val function = FUNCTION(I(2), S("x"), I(1), S("y"), I(2), S("z"), I(1), S("w"));

	assert_int_equal(function->count, 2);
	assert_string_equal(function->pairs[0].value->text, "y");
	assert_string_equal(function->pairs[1].value->text, "x");
}

static void records_keep_the_order_of_their_fields(void **state)
{
	(void)state;
	val record = RECORD(S("b"), I(1), S("a"), I(2));

	assert_string_equal(record->pairs[0].key->text, "b");
	assert_string_equal(record->pairs[1].key->text, "a");
}

static void construction_copies_the_array_and_the_text(void **state)
{
	(void)state;
	char text[] = "s1";
	val items[] = { value_string(arena, text) };
	val tuple = value_tuple(arena, items, 1);

	text[0] = 'x';
	items[0] = NULL;
	assert_string_equal(tuple->items[0]->text, "s1");
}

static void a_copy_is_equal_and_independent(void **state)
{
	(void)state;
	struct arena *other = arena_new();
	val original = one_of_each();
	struct buf before, after;

	buf_init(&before);
	buf_init(&after);
	value_tla(&before, original);

	val twin = value_copy(other, original);

	assert_same(original, twin);
	arena_clear(arena); /* wipes what the original was made of */
	value_tla(&after, twin);
	assert_string_equal(before.data, after.data);
	buf_release(&before);
	buf_release(&after);
	arena_free(other);
}

/* --- order ------------------------------------------------------------------- */

static void integers_compare_by_number_however_large(void **state)
{
	(void)state;
	static const char *const rising[] = {
		"-100000000000000000000",
		"-99999999999999999999",
		"-9223372036854775809",
		"-9223372036854775808",
		"-10",
		"-9",
		"0",
		"9",
		"10",
		"9223372036854775807",
		"9223372036854775808",
		"99999999999999999999",
		"100000000000000000000",
	};
	size_t count = sizeof(rising) / sizeof(rising[0]);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			int order = value_compare(N(rising[i]), N(rising[j]));

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
		}
}

static void values_of_different_kinds_differ(void **state)
{
	(void)state;
	val all = one_of_each();

	for (uint32_t i = 0; i < all->count; i++)
		for (uint32_t j = 0; j < all->count; j++)
			if (i != j)
				assert_int_not_equal(value_compare(all->items[i], all->items[j]), 0);
	assert_int_not_equal(value_compare(S("a"), M("a")), 0);
	assert_int_not_equal(value_compare(SET(I(1)), TUPLE(I(1))), 0);
}

static void records_are_equal_whatever_the_order_of_fields(void **state)
{
	(void)state;
	val ab = RECORD(S("a"), I(1), S("b"), I(2)), ba = RECORD(S("b"), I(2), S("a"), I(1));

	assert_same(ab, ba);
	assert_same(SET(ab, ba), SET(ba));
	assert_int_equal(SET(ab, ba)->count, 1);
	assert_less(ab, RECORD(S("b"), I(3), S("a"), I(1)));
	assert_less(ab, RECORD(S("a"), I(1), S("c"), I(2)));
	assert_less(RECORD(S("z"), I(9)), ab);
}

static void the_order_of_records_does_not_depend_on_how_they_were_written(void **state)
{
	(void)state;
	/* By field a: low < high, although field b, written first, says otherwise. */
	val low = RECORD(S("b"), I(9), S("a"), I(1)), high = RECORD(S("b"), I(1), S("a"), I(2));
	val turned = RECORD(S("a"), I(2), S("b"), I(1));

	assert_less(low, high);
	assert_less(low, turned);
	assert_same(high, turned);
}

static int sign(int order)
{
	return (order > 0) - (order < 0);
}

static void the_order_is_total(void **state)
{
	(void)state;
	enum { VALUES = 90 };
	val values[VALUES];

	seed = 7;
	for (size_t i = 0; i < VALUES; i++)
		values[i] = random_value(3);
	for (size_t i = 0; i < VALUES; i++)
		for (size_t j = 0; j < VALUES; j++) {
			int order = sign(value_compare(values[i], values[j]));

			assert_int_equal(order, -sign(value_compare(values[j], values[i])));
			for (size_t k = 0; k < VALUES; k++)
				if (order <= 0 && value_compare(values[j], values[k]) <= 0)
					assert_true(value_compare(values[i], values[k]) <= 0);
		}
}

/* --- depth ------------------------------------------------------------------- */

static void count_difference(void *ctx, const char *path, val old_value, val new_value)
{
	(void)path, (void)old_value, (void)new_value;
	++*(int *)ctx;
}

static void values_as_deep_as_readers_allow_are_walked_to_the_bottom(void **state)
{
	(void)state;
	val a = nest(I(1), VALUE_DEPTH_MAX), b = nest(I(2), VALUE_DEPTH_MAX);
	int differences = 0;

	assert_same(a, nest(I(1), VALUE_DEPTH_MAX));
	assert_same(a, value_copy(arena, a));
	assert_less(a, b);
	assert_true(value_matches(a, nest(I(1), VALUE_DEPTH_MAX)));
	assert_false(value_matches(a, b));
	value_diff(a, b, count_difference, &differences);
	assert_int_equal(differences, 1);
}

static void deeper_values_end_every_walk_early_and_never_compare_equal(void **state)
{
	(void)state;
	enum { FAR = 500000 }; /* would overrun the stack */
	val a = nest(I(1), FAR), b = nest(I(1), FAR);
	struct buf out;
	int differences = 0;

	assert_same(a, a);
	assert_int_not_equal(value_compare(a, b), 0);
	assert_int_equal(sign(value_compare(a, b)), -sign(value_compare(b, a)));
	assert_false(value_matches(a, b));
	value_diff(a, b, count_difference, &differences);
	assert_int_equal(differences, 1);
	value_copy(arena, a);
	buf_init(&out);
	value_show(&out, a, true);
	assert_non_null(strstr(out.data, "<...>"));
	assert_in_range(out.length, 1, 10 * VALUE_DEPTH_MAX);
	buf_clear(&out);
	value_tla(&out, a);
	assert_in_range(out.length, 1, 10 * VALUE_DEPTH_MAX);
	buf_release(&out);
}

/* Twice the work per level would not end before the sun does. */
static void deep_comparisons_visit_each_part_once(void **state)
{
	(void)state;
	val a = I(1), b = I(2);

	for (int i = 0; i < VALUE_DEPTH_MAX; i++) {
		a = i % 2 ? RECORD(S("y"), a, S("x"), I(0)) : SET(a, S("z"));
		b = i % 2 ? RECORD(S("x"), I(0), S("y"), b) : SET(S("z"), b);
	}
	assert_int_not_equal(value_compare(a, b), 0);
	assert_false(value_matches(a, b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(numbers_are_canonical),
		TEST(numbers_change_kind_exactly_where_64_bits_end),
		TEST(text_that_is_not_a_number_gives_null),
		TEST(sets_are_sorted_without_duplicates),
		TEST(of_two_equal_keys_of_a_function_the_first_is_kept),
		TEST(records_keep_the_order_of_their_fields),
		TEST(construction_copies_the_array_and_the_text),
		TEST(a_copy_is_equal_and_independent),
		TEST(integers_compare_by_number_however_large),
		TEST(values_of_different_kinds_differ),
		TEST(records_are_equal_whatever_the_order_of_fields),
		TEST(the_order_of_records_does_not_depend_on_how_they_were_written),
		TEST(the_order_is_total),
		TEST(values_as_deep_as_readers_allow_are_walked_to_the_bottom),
		TEST(deeper_values_end_every_walk_early_and_never_compare_equal),
		TEST(deep_comparisons_visit_each_part_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
