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

static void the_nearest_name_is_suggested_and_of_equals_the_first(void **state)
{
	(void)state;
	assert_string_equal(nearest_of("naiv", "nerve", "naive"), "naive");
	assert_string_equal(nearest_of("naiv", "naive", "nerve"), "naive");
	assert_string_equal(nearest_of("lane", "lake", "land"), "lake");
	assert_string_equal(nearest_of("lane", "land", "lake"), "land");
}

static void a_common_prefix_of_three_letters_is_enough(void **state)
{
	(void)state;
	assert_string_equal(nearest_of("Ser", "ServerWriteBlob", "FailWrite"), "ServerWriteBlob");
	assert_null(nearest_of("Se", "ServerWriteBlob", "FailWrite"));
	assert_string_equal(nearest_of("ServerWriteBlob", "FailWrite", "Ser"), "Ser");
	assert_null(nearest_of("xyz", "ServerWriteBlob", "FailWrite"));
}

static const char *remedy_for(const char *word, size_t count)
{
	static const char *const names[] = { "aaaa", "bbbb", "cccc", "aaaa", "dddd", "eeee", "ffff", "gggg",
		                             "hhhh", "iiii", "jjjj", "kkkk", "llll", "mmmm", "nnnn" };
	struct nearest nearest = nearest_to(word);
	static struct err err;

	err = (struct err){ 0 };
	for (size_t i = 0; i < count; i++)
		nearest_offer(&nearest, names[i]);
	assert_int_equal(nearest_err(&nearest, "letter", &err), -1);
	assert_string_equal(err.what, word[0] == 'z' ? "unknown letter \"zzzz\"" : "unknown letter \"aaab\"");
	return err.remedy;
}

static void where_none_is_near_all_are_listed_once(void **state)
{
	(void)state;
	assert_string_equal(remedy_for("aaab", 4), "did you mean \"aaaa\"?");
	assert_string_equal(remedy_for("zzzz", 4), "known: aaaa, bbbb, cccc");
	assert_string_equal(remedy_for("zzzz", 15), "known: aaaa, bbbb, cccc, dddd, eeee, ffff, gggg, hhhh, "
	                                            "iiii, jjjj, kkkk, llll and 2 more");
	assert_string_equal(remedy_for("zzzz", 0), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_name_is_suggested_and_of_equals_the_first),
		cmocka_unit_test(a_common_prefix_of_three_letters_is_enough),
		cmocka_unit_test(where_none_is_near_all_are_listed_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
