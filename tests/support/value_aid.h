/*
 * What tests of values share: an arena for each test, and short spellings for building values.  Include after
 * cmocka.h.
 */
#ifndef TESTS_SUPPORT_VALUE_AID_H
#define TESTS_SUPPORT_VALUE_AID_H

#include <stdint.h>

#include <heddle/mem.h>
#include <heddle/value.h>

static struct arena *arena;

static inline int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static inline int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* Short spellings for building values. */
typedef const struct value *val;

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#define COUNT(...)    (sizeof((val[]){ __VA_ARGS__ }) / sizeof(val))
#define SET(...)      value_set(arena, (val[]){ __VA_ARGS__ }, COUNT(__VA_ARGS__))
#define TUPLE(...)    value_tuple(arena, (val[]){ __VA_ARGS__ }, COUNT(__VA_ARGS__))
#define RECORD(...)   pairs_of(value_record, (val[]){ __VA_ARGS__ }, COUNT(__VA_ARGS__))
#define FUNCTION(...) pairs_of(value_function, (val[]){ __VA_ARGS__ }, COUNT(__VA_ARGS__))

typedef val pairs_fn(struct arena *to, const struct value_pair *pairs, size_t count);

/* `parts` are keys and values by turns. */
static inline val pairs_of(pairs_fn *make, const val *parts, size_t count)
{
	struct value_pair pairs[16];

	assert_in_range(count / 2, 0, 16);
	for (size_t i = 0; i < count / 2; i++)
		pairs[i] = (struct value_pair){ parts[2 * i], parts[2 * i + 1] };
	return make(arena, pairs, count / 2);
}

static inline val S(const char *text)
{
	return value_string(arena, text);
}

static inline val M(const char *name)
{
	return value_model(arena, name);
}

static inline val I(int64_t number)
{
	return value_int(arena, number);
}

static inline val N(const char *digits)
{
	return value_number(arena, digits);
}

static inline val none(enum value_kind kind)
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
static inline val nest(val inner, unsigned depth)
{
	while (depth-- > 0)
		inner = TUPLE(inner);
	return inner;
}

static inline void assert_same(val a, val b)
{
	assert_int_equal(value_compare(a, b), 0);
	assert_int_equal(value_compare(b, a), 0);
}

static inline void assert_less(val a, val b)
{
	assert_true(value_compare(a, b) < 0);
	assert_true(value_compare(b, a) > 0);
}

static inline val one_of_each(void)
{
	return TUPLE(value_bool(arena, true), I(-3), N("99999999999999999999"), S("s"), M("m"),
	             SET(I(1), I(2)), TUPLE(I(2), I(1)), RECORD(S("f"), I(1)), FUNCTION(M("k"), I(1)),
	             value_variant(arena, "Some", I(1)), value_opaque(arena, "?"), none(VALUE_SET),
	             none(VALUE_RECORD));
}

static uint32_t seed;

static inline uint32_t dice(uint32_t sides)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 16) % sides;
}

static inline val random_value(unsigned depth)
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

#endif
