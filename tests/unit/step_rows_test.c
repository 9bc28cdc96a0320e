/* The list of steps: groups, order, and its cursor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "play.h"
#include "screen.h"
#include "ui/ui_private.h"

static struct steps_list *playing(const char *design, const char *const *steps)
{
	struct session *session = opened(design, NULL, NULL);

	for (; *steps; steps++)
		take(session, *steps);
	open_ui(session);
	step_rows_settle(&ui->scene);
	return steps_of(&ui->scene);
}

static const char *action_name(const struct step_row *row)
{
	return ui->scene.session->model->actions[row->action].name;
}

static void choices_of_one_action_share_a_row(void **state)
{
	(void)state;
	struct steps_list *steps = playing("naive", (const char *[]){ NULL });

	assert_string_equal(action_name(&steps->rows[0]), "StartWrite");
	assert_int_equal(steps->rows[0].kind, ROW_GROUP);
	assert_int_equal(steps->rows[0].count, 4);
	assert_string_equal(action_name(&steps->rows[1]), "StartRead");
	assert_int_equal(steps->rows[1].kind, ROW_STEP);
}

static void an_open_group_has_its_choices_below_it(void **state)
{
	(void)state;
	struct steps_list *steps = playing("naive", (const char *[]){ NULL });

	steps->open_process = steps->rows[0].process;
	steps->open_action = (int)steps->rows[0].action;
	step_rows_settle(&ui->scene);
	for (uint32_t i = 0; i < 4; i++) {
		assert_int_equal(steps->rows[1 + i].kind, ROW_STEP);
		assert_true(steps->rows[1 + i].inside);
		assert_int_equal(steps->rows[1 + i].first, i);
	}
	assert_false(steps->rows[5].inside);
}

static void a_group_that_is_gone_is_closed(void **state)
{
	(void)state;
	struct steps_list *steps = playing("naive", (const char *[]){ NULL });

	steps->open_process = steps->rows[0].process;
	steps->open_action = (int)steps->rows[0].action;
	step_rows_settle(&ui->scene);
	take(ui->scene.session, "s1 StartRead u1");
	step_rows_settle(&ui->scene);
	assert_int_equal(steps->open_action, -1);
}

static void the_cursor_stays_with_the_process_that_took_the_step(void **state)
{
	(void)state;
	struct steps_list *steps = playing("storage-cleaner-naive", (const char *[]){ NULL });
	struct step_row row;

	for (steps->list.cursor = 0; steps->list.cursor < steps->list.count; steps->list.cursor++)
		if (strcmp(action_name(&steps->rows[steps->list.cursor]), "CleanerStartGetBlobKeys") == 0)
			break;
	row = steps->rows[steps->list.cursor];
	take(ui->scene.session, "c1 CleanerStartGetBlobKeys");
	step_rows_settle(&ui->scene);
	assert_int_equal(steps->rows[steps->list.cursor].process, row.process);
	assert_int_not_equal(steps->rows[steps->list.cursor].kind, ROW_DISABLED);
}

static void the_cursor_is_on_the_next_step_of_the_line(void **state)
{
	(void)state;
	struct steps_list *steps =
	        playing("naive", (const char *[]){ "s1 StartWrite u1 m1 i1", "s1 FailWrite", NULL });

	session_undo(ui->scene.session);
	step_rows_settle(&ui->scene);
	assert_string_equal(action_name(&steps->rows[steps->list.cursor]), "FailWrite");
	session_undo(ui->scene.session);
	step_rows_settle(&ui->scene);
	assert_string_equal(action_name(&steps->rows[steps->list.cursor]), "StartWrite");
}

static void steps_that_only_a_guard_forbids_come_before_those_far_away(void **state)
{
	(void)state;
	struct steps_list *steps = playing("improved", (const char *[]){ "s1 StartRead u1", NULL });
	size_t first = 0;

	/* There is no record yet, so only the read that finds nothing can be taken. */
	while (steps->rows[first].kind != ROW_DISABLED)
		first++;
	assert_string_equal(action_name(&steps->rows[first]), "ReadMetadata");
	for (size_t i = first; i < steps->count; i++)
		assert_int_equal(steps->rows[i].kind, ROW_DISABLED);
}

static void disabled_steps_can_be_left_out(void **state)
{
	(void)state;
	struct steps_list *steps = playing("naive", (const char *[]){ NULL });
	size_t all = steps->count;

	ui->scene.show_disabled = false;
	step_rows_settle(&ui->scene);
	assert_int_equal(steps->count, 2);
	assert_int_equal(all, 2 + ui->scene.session->now.disabled_count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(choices_of_one_action_share_a_row, close_ui),
		cmocka_unit_test_teardown(an_open_group_has_its_choices_below_it, close_ui),
		cmocka_unit_test_teardown(a_group_that_is_gone_is_closed, close_ui),
		cmocka_unit_test_teardown(the_cursor_stays_with_the_process_that_took_the_step, close_ui),
		cmocka_unit_test_teardown(the_cursor_is_on_the_next_step_of_the_line, close_ui),
		cmocka_unit_test_teardown(steps_that_only_a_guard_forbids_come_before_those_far_away,
		                          close_ui),
		cmocka_unit_test_teardown(disabled_steps_can_be_left_out, close_ui),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
