/* Which name was meant by a word that is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <heddle/err.h>
#include <heddle/suggest.h>

static const char *nearest_of(const char *word, const char *one, const char *two)
{
	struct nearest nearest = nearest_to(word);

	nearest_offer(&nearest, one);
	nearest_offer(&nearest, two);
	return nearest.name;
}

static void the_nearer_name_was_meant_and_of_two_as_near_the_first(void **state)
{
	(void)state;
	assert_string_equal(nearest_of("naiv", "nerve", "naive"), "naive");
	assert_string_equal(nearest_of("naiv", "naive", "nerve"), "naive");
	assert_string_equal(nearest_of("lane", "lake", "land"), "lake");
	assert_string_equal(nearest_of("lane", "land", "lake"), "land");
}

static void three_letters_at_the_front_are_enough(void **state)
{
	(void)state;
	assert_string_equal(nearest_of("Ser", "ServerWriteBlob", "FailWrite"), "ServerWriteBlob");
	assert_null(nearest_of("Se", "ServerWriteBlob", "FailWrite"));
	assert_string_equal(nearest_of("ServerWriteBlob", "FailWrite", "Ser"), "Ser");
	assert_null(nearest_of("xyz", "ServerWriteBlob", "FailWrite"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearer_name_was_meant_and_of_two_as_near_the_first),
		cmocka_unit_test(three_letters_at_the_front_are_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
