/* Names are shortened and stay distinct. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/labels.h>
#include <heddle/utf8.h>

#include "random.h"

enum { NAMES_MOST = 40 };

static void become(const char *const *names, size_t count, int width, const char *const *expected)
{
	int widths[NAMES_MOST] = { 0 };
	char **cut;

	for (size_t i = 0; i < count; i++)
		widths[i] = width;
	cut = short_names(names, widths, count, false);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(cut[i], expected[i]);
	short_names_free(cut, count);
}

static void names_that_fit_stay(void **state)
{
	(void)state;
	static const char *const names[] = { "s1", "server2" };

	become(names, 2, 7, names);
}

static void the_end_gives_way_where_that_tells_them_apart(void **state)
{
	(void)state;
	static const char *const names[] = { "coordinator", "participant" };

	become(names, 2, 5, (const char *const[]){ "coor…", "part…" });
}

static void the_middle_gives_way_to_a_number_at_the_end(void **state)
{
	(void)state;
	static const char *const names[] = { "node_00", "node_01", "node_12" };

	become(names, 3, 5, (const char *const[]){ "n…_00", "n…_01", "n…_12" });
	become(names, 3, 2, (const char *const[]){ "00", "01", "12" });
}

static void what_all_begin_and_end_with_gives_way_to_what_is_between(void **state)
{
	(void)state;
	static const char *const names[] = { "node_a_of_the_ring", "node_b_of_the_ring" };

	become(names, 2, 3, (const char *const[]){ "a_…", "b_…" });
	become(names, 2, 1, (const char *const[]){ "a", "b" });
}

static void characters_stay_whole(void **state)
{
	(void)state;
	static const char *const names[] = { "größe_é1", "größe_é2", "größe_漢2" };

	become(names, 3, 4, (const char *const[]){ "g…é1", "g…é2", "g…2" });
}

static bool distinct(char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = i + 1; k < count; k++)
			if (strcmp(names[i], names[k]) == 0)
				return false;
	return true;
}

/* Names with a common beginning, a number and a common end, for all numbers of some width. */
static void numbered_names_are_distinct_wherever_their_numbers_fit(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 300; seed++) {
		char texts[NAMES_MOST][64];
		const char *names[NAMES_MOST];
		int widths[NAMES_MOST], before, after, width;
		size_t count;
		char **cut;

		random_from(seed);
		count = 1 + random_below(NAMES_MOST);
		before = (int)random_below(12);
		after = (int)random_below(8);
		width = 2 + (int)random_below(10);
		for (size_t i = 0; i < count; i++) {
			snprintf(texts[i], sizeof(texts[i]), "%.*s%02zu%.*s", before, "processnumber", i,
			         after, "_of_them");
			names[i] = texts[i];
			widths[i] = width;
		}
		cut = short_names(names, widths, count, seed % 2);
		assert_true(distinct(cut, count));
		for (size_t i = 0; i < count; i++)
			assert_true(utf8_width(cut[i]) <= (size_t)width);
		short_names_free(cut, count);
	}
}

static void equal_names_and_none_do_no_harm(void **state)
{
	(void)state;
	static const char *const names[] = { "same", "same", "" };

	become(names, 3, 2, (const char *const[]){ "s…", "s…", "" });
	become(names, 0, 2, names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_fit_stay),
		cmocka_unit_test(the_end_gives_way_where_that_tells_them_apart),
		cmocka_unit_test(the_middle_gives_way_to_a_number_at_the_end),
		cmocka_unit_test(what_all_begin_and_end_with_gives_way_to_what_is_between),
		cmocka_unit_test(characters_stay_whole),
		cmocka_unit_test(numbered_names_are_distinct_wherever_their_numbers_fit),
		cmocka_unit_test(equal_names_and_none_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
