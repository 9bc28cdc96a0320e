/* The list of steps: grouping, order, where its cursor goes. */
#include "play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/ui.h>

static struct ui *playing(const char *design, const char *const *steps)
{
	struct session *session = opened(design, NULL, NULL);

	for (; *steps; steps++)
		take(session, *steps);
	struct ui *ui = ui_new(session, false);

	ui_step_rows(ui);
	return ui;
}

static const char *action_name(const struct ui *ui, const struct step_row *row)
{
	return ui->session->model->actions[row->action].name;
}

static void choices_of_one_action_stand_in_one_row(void **state)
{
	(void)state;
	struct ui *ui = playing("naive", (const char *[]){ NULL });

	assert_string_equal(action_name(ui, &ui->step_rows[0]), "StartWrite");
	assert_int_equal(ui->step_rows[0].kind, ROW_GROUP);
	assert_int_equal(ui->step_rows[0].count, 4);
	assert_string_equal(action_name(ui, &ui->step_rows[1]), "StartRead");
	assert_int_equal(ui->step_rows[1].kind, ROW_STEP);
	ui_free(ui);
}

static void an_open_group_has_its_choices_below_it(void **state)
{
	(void)state;
	struct ui *ui = playing("naive", (const char *[]){ NULL });

	ui->open_process = ui->step_rows[0].process;
	ui->open_action = (int)ui->step_rows[0].action;
	ui_step_rows(ui);
	for (uint32_t i = 0; i < 4; i++) {
		assert_int_equal(ui->step_rows[1 + i].kind, ROW_STEP);
		assert_true(ui->step_rows[1 + i].inside);
		assert_int_equal(ui->step_rows[1 + i].first, i);
	}
	assert_false(ui->step_rows[5].inside);
	ui_free(ui);
}

static void a_group_that_is_gone_is_closed(void **state)
{
	(void)state;
	struct ui *ui = playing("naive", (const char *[]){ NULL });

	ui->open_process = ui->step_rows[0].process;
	ui->open_action = (int)ui->step_rows[0].action;
	ui_step_rows(ui);
	take(ui->session, "s1 StartRead u1");
	ui_step_rows(ui);
	assert_int_equal(ui->open_action, -1);
	ui_free(ui);
}

static void the_cursor_stays_with_the_process_that_took_the_step(void **state)
{
	(void)state;
	struct ui *ui = playing("storage-cleaner-naive", (const char *[]){ NULL });
	struct step_row row;

	for (ui->steps.cursor = 0; ui->steps.cursor < ui->steps.count; ui->steps.cursor++)
		if (strcmp(action_name(ui, &ui->step_rows[ui->steps.cursor]),
		           "CleanerStartGetBlobKeys") == 0)
			break;
	row = ui->step_rows[ui->steps.cursor];
	take(ui->session, "c1 CleanerStartGetBlobKeys");
	ui_step_rows(ui);
	assert_int_equal(ui->step_rows[ui->steps.cursor].process, row.process);
	assert_int_not_equal(ui->step_rows[ui->steps.cursor].kind, ROW_DISABLED);
	ui_free(ui);
}

static void the_cursor_stands_on_the_step_that_the_line_takes_next(void **state)
{
	(void)state;
	struct ui *ui = playing("naive", (const char *[]){ "s1 StartWrite u1 m1 i1", "s1 FailWrite", NULL });

	session_undo(ui->session);
	ui_step_rows(ui);
	assert_string_equal(action_name(ui, &ui->step_rows[ui->steps.cursor]), "FailWrite");
	session_undo(ui->session);
	ui_step_rows(ui);
	assert_string_equal(action_name(ui, &ui->step_rows[ui->steps.cursor]), "StartWrite");
	ui_free(ui);
}

static void steps_that_only_a_guard_forbids_come_before_those_far_away(void **state)
{
	(void)state;
	struct ui *ui = playing("improved", (const char *[]){ "s1 StartRead u1", NULL });
	size_t first = 0;

	/* There is no record yet, so of the two readings only the empty one can be taken. */
	while (ui->step_rows[first].kind != ROW_DISABLED)
		first++;
	assert_string_equal(action_name(ui, &ui->step_rows[first]), "ReadMetadata");
	for (size_t i = first; i < ui->step_row_count; i++)
		assert_int_equal(ui->step_rows[i].kind, ROW_DISABLED);
	ui_free(ui);
}

static void disabled_steps_can_be_left_out(void **state)
{
	(void)state;
	struct ui *ui = playing("naive", (const char *[]){ NULL });
	size_t all = ui->step_row_count;

	ui->show_disabled = false;
	ui_step_rows(ui);
	assert_int_equal(ui->step_row_count, 2);
	assert_int_equal(all, 2 + ui->session->now.disabled_count);
	ui_free(ui);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(choices_of_one_action_stand_in_one_row),
		cmocka_unit_test(an_open_group_has_its_choices_below_it),
		cmocka_unit_test(a_group_that_is_gone_is_closed),
		cmocka_unit_test(the_cursor_stays_with_the_process_that_took_the_step),
		cmocka_unit_test(the_cursor_stands_on_the_step_that_the_line_takes_next),
		cmocka_unit_test(steps_that_only_a_guard_forbids_come_before_those_far_away),
		cmocka_unit_test(disabled_steps_can_be_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
