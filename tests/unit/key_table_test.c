/* Keys of one size and their numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/key_table.h>

enum { KEYS = 1000, SIZE = 12 };

/* Keys whose size is not a whole number of words, and which differ in their last byte too. */
static void make_key(unsigned char *key, unsigned number)
{
	memset(key, 7, SIZE);
	key[0] = (unsigned char)(number >> 8);
	key[SIZE - 1] = (unsigned char)number;
}

static void every_key_is_found_under_its_own_number(void **unused)
{
	static unsigned char keys[KEYS + 1][SIZE];
	struct key_table table;

	(void)unused;
	key_table_init(&table, SIZE);
	for (unsigned i = 0; i <= KEYS; i++)
		make_key(keys[i], i);
	for (unsigned i = 0; i < KEYS; i++) {
		assert_int_equal(key_table_find(&table, keys, keys[i]), KEY_NONE);
		assert_true(key_table_reserve(&table, keys));
		key_table_add(&table, keys);
	}
	for (unsigned i = 0; i < KEYS; i++)
		assert_int_equal(key_table_find(&table, keys, keys[i]), i);
	assert_int_equal(key_table_find(&table, keys, keys[KEYS]), KEY_NONE);
	key_table_clear(&table);
	assert_int_equal(key_table_find(&table, keys, keys[0]), KEY_NONE);
	key_table_release(&table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_is_found_under_its_own_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
