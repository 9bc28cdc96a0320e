/* The history tree, on the toy model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/history.h>
#include <heddle/mem.h>

#include "toy_model.h"

static struct model *model;
static struct history *history;

static int set_up(void **state)
{
	(void)state;
	model = toy_model_new(100000);
	history = history_new(model);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	history_free(history);
	model_free(model);
	return 0;
}

static uint32_t take(const char *text)
{
	struct step step = toy_step(model, text);
	uint32_t node = UINT32_MAX;
	assert_int_equal(history_do(history, &step, &node), APPLY_OK);
	assert_int_equal(node, history_cursor(history));
	return node;
}

static void line_is(size_t count, const uint32_t *expected)
{
	size_t length;
	const uint32_t *line = history_line(history, &length);
	assert_int_equal(length, count);
	assert_memory_equal(line, expected, count * sizeof *line);
}

static void a_new_history_holds_only_the_initial_state(void **state)
{
	(void)state;
	assert_int_equal(history_count(history), 1);
	assert_null(history_step(history, 0));
	assert_false(history_undo(history));
	assert_false(history_redo(history));
	line_is(1, (const uint32_t[]){ 0 });
	uint64_t initial;
	model->ops->initial(model, &initial);
	assert_memory_equal(history_state(history, 0), &initial, sizeof initial);
}

static void undo_and_redo_move_along_the_line(void **state)
{
	(void)state;
	uint32_t one = take("a Walk near left"), two = take("Tick");
	assert_true(history_undo(history));
	assert_int_equal(history_cursor(history), one);
	line_is(3, (const uint32_t[]){ 0, one, two });
	assert_true(history_redo(history));
	assert_int_equal(history_cursor(history), two);
	assert_false(history_redo(history));
}

static void the_same_step_leads_to_the_same_node(void **state)
{
	(void)state;
	uint32_t one = take("Tick");
	history_undo(history);
	assert_int_equal(take("Tick"), one);
	assert_int_equal(history_count(history), 2);
}

static void a_new_branch_keeps_the_old_one(void **state)
{
	(void)state;
	uint32_t one = take("Tick"), two = take("Tick"), three = take("Tick");
	history_jump(history, one);
	uint32_t other = take("a Walk near left");
	line_is(3, (const uint32_t[]){ 0, one, other });
	assert_int_equal(history_count(history), 5);
	assert_int_equal(history_child(history, one, 0), two);
	assert_int_equal(history_child(history, one, 1), other);
	assert_int_equal(history_child(history, one, 2), UINT32_MAX);
	assert_int_equal(history_parent(history, three), two);
}

static void the_line_follows_the_child_that_was_visited_last(void **state)
{
	(void)state;
	uint32_t one = take("Tick"), two = take("Tick"), three = take("Tick");
	history_jump(history, one);
	uint32_t other = take("a Walk near left");
	history_jump(history, two);
	line_is(4, (const uint32_t[]){ 0, one, two, three });
	history_jump(history, 0);
	line_is(4, (const uint32_t[]){ 0, one, two, three });
	history_jump(history, other);
	line_is(3, (const uint32_t[]){ 0, one, other });
}

static void retaking_a_step_restores_its_line(void **state)
{
	(void)state;
	uint32_t one = take("Tick"), two = take("Tick");
	history_jump(history, 0);
	take("a Walk near left");
	history_jump(history, 0);
	take("Tick");
	line_is(3, (const uint32_t[]){ 0, one, two });
}

static void a_disabled_step_changes_nothing(void **state)
{
	(void)state;
	take("Tick");
	struct step step = toy_step(model, "a Rest");
	assert_int_equal(history_do(history, &step, NULL), APPLY_DISABLED);
	assert_int_equal(history_count(history), 2);
	assert_int_equal(history_cursor(history), 1);
}

static void every_state_of_a_long_play_can_be_recomputed(void **state)
{
	(void)state;
	enum { STEPS = 1000 };
	static uint64_t states[STEPS + 1];
	const char *const texts[] = { "a Walk wide right", "Tick", "b Walk near left", "Tick", "Tick" };
	memcpy(&states[0], history_state(history, 0), sizeof states[0]);
	for (int i = 1; i <= STEPS; i++) {
		uint32_t node = take(texts[i % 5]);
		memcpy(&states[i], history_state(history, node), sizeof states[i]);
	}
	srand(7);
	for (int i = 0; i < 2000; i++) {
		uint32_t node = (uint32_t)(rand() % (STEPS + 1));
		assert_memory_equal(history_state(history, node), &states[node], sizeof states[0]);
	}
}

static void the_last_requested_states_stay_valid(void **state)
{
	(void)state;
	for (int i = 0; i < 800; i++)
		take("Tick");
	const uint32_t nodes[] = { 31, 191, 319, 415, 703 };
	const uint64_t *given[5];
	uint64_t copies[5];
	for (int i = 0; i < 5; i++) {
		given[i] = history_state(history, nodes[i]);
		copies[i] = *given[i];
		if (i >= 3)
			for (int k = i - 3; k <= i; k++)
				assert_true(*given[k] == copies[k]);
	}
}

static void a_full_model_is_replaced_by_a_larger_one(void **state)
{
	(void)state;
	struct model *small = toy_model_new(40);
	history_free(history);
	history = history_new(small);
	struct step tick = toy_step(small, "Tick");
	for (int i = 0; i < 40; i++)
		assert_int_equal(history_do(history, &tick, NULL), APPLY_OK);
	uint64_t before = *(const uint64_t *)history_state(history, 40);
	assert_int_equal(history_do(history, &tick, NULL), APPLY_FULL);
	assert_int_equal(history_count(history), 41);
	assert_true(history_grow(history, &small));
	assert_true(before == *(const uint64_t *)history_state(history, 40));
	assert_int_equal(history_do(history, &tick, NULL), APPLY_OK);
	history_free(history);
	history = history_new(model);
	model_free(small);
}

static void notes_and_bookmarks_stay_on_their_node(void **state)
{
	(void)state;
	uint32_t one = take("Tick");
	history_set_note(history, one, "why");
	history_set_bookmark(history, 0, "start");
	assert_string_equal(history_note(history, one), "why");
	assert_null(history_note(history, 0));
	assert_string_equal(history_bookmark(history, 0), "start");
	history_set_note(history, one, history_note(history, one));
	assert_string_equal(history_note(history, one), "why");
	history_set_note(history, one, "");
	assert_null(history_note(history, one));
	history_set_bookmark(history, 0, NULL);
	assert_null(history_bookmark(history, 0));
}

static void checkpoints_stay_within_their_limit(void **state)
{
	(void)state;
	enum { STEPS = 5000 };
	size_t most = 10 * model->state_size;
	uint32_t nodes[STEPS];
	uint64_t *states = mem_array(STEPS, sizeof *states);
	history_limit(history, most);
	for (int i = 0; i < STEPS; i++) {
		nodes[i] = take("Tick");
		memcpy(&states[i], history_state(history, nodes[i]), sizeof *states);
		assert_true(history_kept(history) <= most);
	}
	for (int i = STEPS - 1; i >= 0; i -= 7)
		assert_memory_equal(history_state(history, nodes[i]), &states[i], sizeof *states);
	assert_true(history_kept(history) <= most);
	assert_true(history_kept(history) > most / 3);
	free(states);
}

#define HISTORY_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HISTORY_TEST(a_new_history_holds_only_the_initial_state),
		HISTORY_TEST(undo_and_redo_move_along_the_line),
		HISTORY_TEST(the_same_step_leads_to_the_same_node),
		HISTORY_TEST(a_new_branch_keeps_the_old_one),
		HISTORY_TEST(the_line_follows_the_child_that_was_visited_last),
		HISTORY_TEST(retaking_a_step_restores_its_line),
		HISTORY_TEST(a_disabled_step_changes_nothing),
		HISTORY_TEST(every_state_of_a_long_play_can_be_recomputed),
		HISTORY_TEST(the_last_requested_states_stay_valid),
		HISTORY_TEST(a_full_model_is_replaced_by_a_larger_one),
		HISTORY_TEST(notes_and_bookmarks_stay_on_their_node),
		HISTORY_TEST(checkpoints_stay_within_their_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
