/* What a scene keeps for drawing code, and for how long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/scene.h>

struct kept {
	char *text;
};

static int begun, released;

static void begin(void *of)
{
	((struct kept *)of)->text = strdup("begun");
	begun++;
}

static void release(void *of)
{
	free(((struct kept *)of)->text);
	released++;
}

static const struct keeper passing = { .size = sizeof(struct kept), .begin = begin, .release = release };
static const struct keeper lasting = {
	.size = sizeof(struct kept), .begin = begin, .release = release, .outlasts_session = true
};

static struct scene scene;

static int set_up(void **state)
{
	(void)state;
	begun = released = 0;
	scene_init(&scene, false);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	scene_release(&scene);
	return 0;
}

static void what_is_kept_is_made_once(void **state)
{
	struct kept *first = scene_kept(&scene, &passing), *other = scene_kept(&scene, &lasting);

	(void)state;
	assert_ptr_not_equal(first, other);
	assert_ptr_equal(scene_kept(&scene, &passing), first);
	assert_ptr_equal(scene_kept(&scene, &lasting), other);
	assert_string_equal(first->text, "begun");
	assert_int_equal(begun, 2);
}

static void another_session_forgets_all_but_what_outlasts_it(void **state)
{
	struct kept *last = scene_kept(&scene, &lasting);

	(void)state;
	scene_kept(&scene, &passing);
	scene_hit(&scene, (struct rect){ 0, 0, 1, 1 }, "quit");
	scene_show(&scene, NULL);
	assert_int_equal(released, 1);
	assert_int_equal(scene.hit_count, 0);
	assert_ptr_equal(scene_kept(&scene, &lasting), last);
	assert_int_equal(begun, 2);
	scene_kept(&scene, &passing);
	assert_int_equal(begun, 3);
}

static void all_that_is_kept_is_released_once_at_the_end(void **state)
{
	(void)state;
	scene_kept(&scene, &passing);
	scene_kept(&scene, &lasting);
	scene_show(&scene, NULL);
	scene_kept(&scene, &passing);
	scene_release(&scene);
	assert_int_equal(begun, 3);
	assert_int_equal(released, 3);
	scene_init(&scene, false);
}

static void click_targets_beyond_the_maximum_are_ignored(void **state)
{
	(void)state;
	for (int i = 0; i < SCENE_HITS_MAX + 3; i++)
		scene_hit(&scene, (struct rect){ 0, i, 1, 1 }, "row %d", i);
	assert_int_equal(scene.hit_count, SCENE_HITS_MAX);
	for (int i = 0; i < SCENE_HITS_MAX; i++)
		assert_int_equal(scene.hits[i].at.y, i);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_kept_is_made_once),
		TEST(another_session_forgets_all_but_what_outlasts_it),
		TEST(all_that_is_kept_is_released_once_at_the_end),
		TEST(click_targets_beyond_the_maximum_are_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
