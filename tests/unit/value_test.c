/*
 * Values: making, order, matching, text, paths and differences.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/value.h>

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

/* Short spellings for building values. */
typedef const struct value *val;

#define COUNT(...)    (sizeof((val[]){ __VA_ARGS__ }) / sizeof(val))
#define SET(...)      value_set(arena, (val[]){ __VA_ARGS__ }, COUNT(__VA_ARGS__))
#define TUPLE(...)    value_tuple(arena, (val[]){ __VA_ARGS__ }, COUNT(__VA_ARGS__))
#define RECORD(...)   pairs_of(value_record, (val[]){ __VA_ARGS__ }, COUNT(__VA_ARGS__))
#define FUNCTION(...) pairs_of(value_function, (val[]){ __VA_ARGS__ }, COUNT(__VA_ARGS__))

typedef val pairs_fn(struct arena *to, const struct value_pair *pairs, size_t count);

/* `parts` are keys and values by turns. */
static val pairs_of(pairs_fn *make, const val *parts, size_t count)
{
	struct value_pair pairs[16];

	assert_in_range(count / 2, 0, 16);
	for (size_t i = 0; i < count / 2; i++)
		pairs[i] = (struct value_pair){ parts[2 * i], parts[2 * i + 1] };
	return make(arena, pairs, count / 2);
}

static val S(const char *text)
{
	return value_string(arena, text);
}

static val M(const char *name)
{
	return value_model(arena, name);
}

static val I(int64_t number)
{
	return value_int(arena, number);
}

static val N(const char *digits)
{
	return value_number(arena, digits);
}

static val none(enum value_kind kind)
{
	switch (kind) {
	case VALUE_SET:
		return value_set(arena, NULL, 0);
	case VALUE_RECORD:
		return value_record(arena, NULL, 0);
	case VALUE_FUNCTION:
		return value_function(arena, NULL, 0);
	default:
		return value_tuple(arena, NULL, 0);
	}
}

/* `inner` in `depth` brackets. */
static val nest(val inner, unsigned depth)
{
	while (depth-- > 0)
		inner = TUPLE(inner);
	return inner;
}

static void assert_same(val a, val b)
{
	assert_int_equal(value_compare(a, b), 0);
	assert_int_equal(value_compare(b, a), 0);
}

static void assert_less(val a, val b)
{
	assert_true(value_compare(a, b) < 0);
	assert_true(value_compare(b, a) > 0);
}

/* --- making ----------------------------------------------------------------- */

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

static void what_is_no_number_gives_null(void **state)
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

static void the_first_of_two_equal_keys_of_a_function_stays(void **state)
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

static void making_copies_the_array_and_the_text(void **state)
{
	(void)state;
	char text[] = "s1";
	val items[] = { value_string(arena, text) };
	val tuple = value_tuple(arena, items, 1);

	text[0] = 'x';
	items[0] = NULL;
	assert_string_equal(tuple->items[0]->text, "s1");
}

static val one_of_each(void)
{
	return TUPLE(value_bool(arena, true), I(-3), N("99999999999999999999"), S("s"), M("m"),
	             SET(I(1), I(2)), TUPLE(I(2), I(1)), RECORD(S("f"), I(1)), FUNCTION(M("k"), I(1)),
	             value_variant(arena, "Some", I(1)), value_opaque(arena, "?"), none(VALUE_SET),
	             none(VALUE_RECORD));
}

static void a_copy_is_equal_and_needs_nothing_of_the_original(void **state)
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

/* --- order ------------------------------------------------------------------ */

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

static uint32_t seed;

static uint32_t dice(uint32_t sides)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 16) % sides;
}

static val random_value(unsigned depth)
{
	static const char *const names[] = { "a", "b", "c" };
	val parts[6];
	struct value_pair pairs[3];
	size_t count = dice(3);

	switch (dice(depth ? 9 : 4)) {
	case 0:
		return value_bool(arena, dice(2));
	case 1:
		return I((int64_t)dice(3) - 1);
	case 2:
		return S(names[dice(3)]);
	case 3:
		return M(names[dice(3)]);
	case 4:
	case 5:
		for (size_t i = 0; i < count; i++)
			parts[i] = random_value(depth - 1);
		return dice(2) ? value_set(arena, parts, count) : value_tuple(arena, parts, count);
	case 6: {
		size_t first = dice(3);

		for (size_t i = 0; i < count; i++)
			pairs[i] = (struct value_pair){ S(names[(first + i) % 3]), random_value(depth - 1) };
		return value_record(arena, pairs, count);
	}
	case 7:
		for (size_t i = 0; i < count; i++)
			pairs[i] = (struct value_pair){ random_value(depth - 1), random_value(depth - 1) };
		return value_function(arena, pairs, count);
	default:
		return value_variant(arena, names[dice(3)], random_value(depth - 1));
	}
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

/* --- matching --------------------------------------------------------------- */

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

static void what_a_tool_could_not_write_may_have_been_anything(void **state)
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

/* --- text ------------------------------------------------------------------- */

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

static void strings_show_bare_only_where_nothing_else_looks_like_them(void **state)
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

/* --- looking inside --------------------------------------------------------- */

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

/* --- differences ------------------------------------------------------------ */

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

static void sets_differ_as_a_whole(void **state)
{
	(void)state;
	assert_differs(RECORD(S("k"), SET(I(1), I(2))), RECORD(S("k"), SET(I(1))), "k: {1, 2} to {1}; ");
}

static void parts_that_come_and_go_differ_from_nothing(void **state)
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

/* --- depth ------------------------------------------------------------------ */

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

static void deeper_values_end_every_walk_early_and_are_never_taken_for_equal(void **state)
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
static void deep_comparisons_look_at_each_part_once(void **state)
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

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(numbers_are_canonical),
		TEST(numbers_change_kind_exactly_where_64_bits_end),
		TEST(what_is_no_number_gives_null),
		TEST(sets_are_sorted_without_duplicates),
		TEST(the_first_of_two_equal_keys_of_a_function_stays),
		TEST(records_keep_the_order_of_their_fields),
		TEST(making_copies_the_array_and_the_text),
		TEST(a_copy_is_equal_and_needs_nothing_of_the_original),
		TEST(integers_compare_by_number_however_large),
		TEST(values_of_different_kinds_differ),
		TEST(records_are_equal_whatever_the_order_of_fields),
		TEST(the_order_of_records_does_not_depend_on_how_they_were_written),
		TEST(the_order_is_total),
		TEST(every_value_matches_itself),
		TEST(a_string_can_be_a_model_value_but_not_the_other_way_round),
		TEST(a_list_can_be_a_tuple_a_set_or_a_function_from_1),
		TEST(empty_lists_and_objects_match_what_they_may_have_been),
		TEST(an_object_can_be_a_function_by_the_text_of_its_keys),
		TEST(a_written_out_function_can_be_a_record_or_a_tuple),
		TEST(a_set_of_lists_finds_the_one_pairing_that_works),
		TEST(a_variant_matches_by_tag_and_payload),
		TEST(what_a_tool_could_not_write_may_have_been_anything),
		TEST(matching_a_long_list_with_a_set_needs_no_table),
		TEST(values_show_on_one_line),
		TEST(unset_shows_as_a_dash),
		TEST(strings_show_bare_only_where_nothing_else_looks_like_them),
		TEST(shown_values_carry_no_terminal_codes),
		TEST(values_become_tla),
		TEST(tla_strings_use_the_escapes_of_tla),
		TEST(fields_are_found_by_string_or_model_value),
		TEST(paths_lead_to_parts),
		TEST(paths_that_lead_nowhere_give_null),
		TEST(equal_values_do_not_differ),
		TEST(differences_name_the_smallest_parts),
		TEST(sets_differ_as_a_whole),
		TEST(parts_that_come_and_go_differ_from_nothing),
		TEST(variants_differ_inside_only_with_the_same_tag),
		TEST(every_path_of_a_difference_leads_to_the_parts_it_names),
		TEST(values_as_deep_as_readers_allow_are_walked_to_the_bottom),
		TEST(deeper_values_end_every_walk_early_and_are_never_taken_for_equal),
		TEST(deep_comparisons_look_at_each_part_once),
	};

	return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}
