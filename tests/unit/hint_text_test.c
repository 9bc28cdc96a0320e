/* The text of hints: a bound is never shown as a distance, nor the hints of one state for the steps of
 * another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>

#include "play.h"
#include "views/views.h"

enum { STEPS = 3 };

static struct session *session;
static struct hint hints[STEPS];
static struct scene scene;

static int set_up(void **state)
{
	(void)state;
	session = opened("naive", NULL, NULL);
	scene = (struct scene){ .session = session, .width = 80, .height = 24 };
	scene.hints.on = true;
	scene.hints.generation = session->generation;
	scene.hints.steps = hints;
	scene.hints.count = STEPS;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	session_free(session);
	return 0;
}

static void says(const char *expected, size_t first, size_t count)
{
	struct buf text;

	buf_init(&text);
	hint_text_nearest(&scene, first, count, &text);
	assert_string_equal(text.data, expected);
	buf_release(&text);
}

static void the_state_says(const char *expected)
{
	struct buf text;

	buf_init(&text);
	hint_text(&scene, SIZE_MAX, &text);
	assert_string_equal(text.data, expected);
	buf_release(&text);
}

static void a_distance_has_its_number_and_a_bound_says_that_it_is_one(void **state)
{
	(void)state;
	hints[0] = (struct hint){ HINT_EXACT, 4 };
	hints[1] = (struct hint){ HINT_LEAST, 4 };
	hints[2] = (struct hint){ HINT_SAFE, 0 };
	says("▲ 4", 0, 1);
	says("▲ ≥4", 1, 1);
	says("safe", 2, 1);
	hints[0].kind = HINT_UNKNOWN;
	says("▲ …", 0, 1);
	scene.hints.here = (struct hint){ HINT_LEAST, 7 };
	the_state_says("▲ ≥7");
}

static void of_several_steps_the_nearest_counts_and_a_distance_before_the_same_bound(void **state)
{
	(void)state;
	hints[0] = (struct hint){ HINT_LEAST, 3 };
	hints[1] = (struct hint){ HINT_EXACT, 3 };
	hints[2] = (struct hint){ HINT_LEAST, 3 };
	says("▲ 3", 0, 2);
	says("▲ 3", 1, 2);
	hints[0] = (struct hint){ HINT_LEAST, 2 };
	says("▲ ≥2", 0, 3);
	hints[1] = (struct hint){ HINT_SAFE, 0 };
	says("▲ ≥2", 0, 2);
	hints[0] = (struct hint){ HINT_SAFE, 0 };
	says("safe", 0, 2);
	hints[0] = (struct hint){ HINT_EXACT, 0 };
	hints[1] = (struct hint){ HINT_UNKNOWN, 0 };
	says("▲ …", 0, 3);
}

static void hints_of_another_state_are_not_shown(void **state)
{
	(void)state;
	for (int i = 0; i < STEPS; i++)
		hints[i] = (struct hint){ HINT_EXACT, 5 };
	scene.hints.here = hints[0];
	says("▲ 5", 0, STEPS);
	says("▲ …", 0, STEPS + 1);
	says("▲ …", STEPS, 1);
	session->generation++;
	says("▲ …", 0, STEPS);
	the_state_says("▲ …");
	assert_int_equal(hint_style(&scene, 0, 1), STYLE_DIM);
}

static void only_the_step_that_breaks_something_has_its_colour(void **state)
{
	(void)state;
	hints[0] = (struct hint){ HINT_EXACT, 0 };
	hints[1] = (struct hint){ HINT_EXACT, 1 };
	hints[2] = (struct hint){ HINT_LEAST, 0 };
	assert_int_equal(hint_style(&scene, 0, 1), STYLE_BROKEN);
	assert_int_equal(hint_style(&scene, 1, 1), STYLE_HINT);
	assert_int_equal(hint_style(&scene, 2, 1), STYLE_DIM);
	hints[2].kind = HINT_SAFE;
	assert_int_equal(hint_style(&scene, 2, 1), STYLE_GOOD);
}

static void another_session_has_no_hints_yet(void **state)
{
	(void)state;
	scene.hints.here = hints[0] = (struct hint){ HINT_EXACT, 5 };
	scene_show(&scene, session); /* with the same generation as the first one */
	says("▲ …", 0, 1);
	the_state_says("▲ …");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_distance_has_its_number_and_a_bound_says_that_it_is_one,
		                                set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		        of_several_steps_the_nearest_counts_and_a_distance_before_the_same_bound, set_up,
		        tear_down),
		cmocka_unit_test_setup_teardown(hints_of_another_state_are_not_shown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(only_the_step_that_breaks_something_has_its_colour, set_up,
		                                tear_down),
		cmocka_unit_test_setup_teardown(another_session_has_no_hints_yet, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
