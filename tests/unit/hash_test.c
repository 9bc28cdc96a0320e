/* Hashing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <heddle/hash.h>

static void the_hash_sees_every_byte_and_the_length(void **state)
{
	(void)state;
	unsigned char bytes[100];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 7);
	for (size_t length = 1; length <= sizeof(bytes); length++) {
		uint64_t hash = hash_bytes(bytes, length);

		assert_true(hash != hash_bytes(bytes, length - 1));
		for (size_t i = 0; i < length; i++) {
			bytes[i] ^= 1;
			assert_true(hash != hash_bytes(bytes, length));
			bytes[i] ^= 1;
		}
		assert_true(hash == hash_bytes(bytes, length));
	}
}

static void zeros_of_different_lengths_have_different_hashes(void **state)
{
	(void)state;
	static const unsigned char zeros[64];
	uint64_t seen[65];

	for (size_t i = 0; i <= 64; i++) {
		seen[i] = hash_bytes(zeros, i);
		for (size_t j = 0; j < i; j++)
			assert_true(seen[i] != seen[j]);
	}
}

static void one_changed_bit_flips_about_half_of_the_hash(void **state)
{
	(void)state;
	unsigned char bytes[40] = { 0 };
	uint64_t hash = hash_bytes(bytes, sizeof(bytes));

	for (size_t bit = 0; bit < 8 * sizeof(bytes); bit++) {
		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);

		int flipped = __builtin_popcountll(hash ^ hash_bytes(bytes, sizeof(bytes)));

		assert_in_range(flipped, 10, 54);
		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
}

static void text_hashes_as_its_bytes(void **state)
{
	(void)state;
	assert_true(hash_text("s1") == hash_bytes("s1", 2));
	assert_true(hash_text("s1") != hash_text("s2"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hash_sees_every_byte_and_the_length),
		cmocka_unit_test(zeros_of_different_lengths_have_different_hashes),
		cmocka_unit_test(one_changed_bit_flips_about_half_of_the_hash),
		cmocka_unit_test(text_hashes_as_its_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
