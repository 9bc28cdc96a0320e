/* What the views show, and that nothing jumps while stepping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>

#include "play.h"
#include "screen.h"
#include "ui/ui_private.h"
#include "views/views.h"

static void show(struct session *session, int width, int height)
{
	open_ui(session);
	ui_resize(ui, width, height);
}

// clang-format off
static const char *const story[] = {
	"s1 ServerStartWrite u1 m1 i1", "s1 ServerWriteBlob ui1", "c1 CleanerStartGetBlobKeys",
	"c1 CleanerGetUnusedKeys",      "s1 ServerWriteMetadataAndReturn", "s1 ServerStartRead u1",
	"s1 ServerReadMetadata",        "c1 CleanerDeletingKeys ui1",      "s1 ServerReadBlobAndReturn",
};
// clang-format on

/* The story up to before step `count`. */
static void show_story(size_t count, int width, int height)
{
	struct session *session = opened("storage-cleaner-naive", NULL, NULL);

	for (size_t i = 0; i < count; i++)
		take(session, story[i]);
	show(session, width, height);
}

static void numbers_are_clamped_and_digits_counted(void **state)
{
	(void)state;
	assert_int_equal(clamp(3, 3, 5), 3);
	assert_int_equal(clamp(2, 3, 5), 3);
	assert_int_equal(clamp(5, 3, 5), 5);
	assert_int_equal(clamp(6, 3, 5), 5);
	assert_int_equal(clamp(4, 3, 1), 3); /* an empty range */
	assert_int_equal(digit_count(0), 1);
	assert_int_equal(digit_count(9), 1);
	assert_int_equal(digit_count(10), 2);
	assert_int_equal(digit_count(99), 2);
	assert_int_equal(digit_count(100), 3);
}

/* --- stability -------------------------------------------------------------- */

static bool is_bold(const struct cell *cell)
{
	return cell->style == STYLE_TITLE;
}

/* The cells in the style of titles, with blanks for the others.  The numbers of what does not fit are in
 * another style. */
static void headings(const struct grid *grid, struct buf *out)
{
	buf_clear(out);
	for (int i = 0; i < grid->width * grid->height; i++)
		buf_add_char(out, is_bold(&grid->cells[i]) ? (char)grid->cells[i].point : ' ');
}

static size_t difference(const char *a, const char *b)
{
	size_t at = 0;

	while (a[at] && a[at] == b[at])
		at++;
	return at;
}

static void headings_stay(const char *design, int width, int height, unsigned seed)
{
	struct session *session = opened(design, NULL, NULL);
	show(session, width, height);
	struct buf before, after;

	buf_init(&before);
	buf_init(&after);
	screen();
	headings(&ui->screen, &before);
	for (int i = 0; i < 60; i++) {
		seed = seed * 1664525u + 1013904223u;
		if (session->now.step_count == 0)
			break;
		struct step step = session->now.steps[(seed >> 8) % session->now.step_count];

		assert_int_equal(session_do(session, &step, NULL), 0);
		screen();
		headings(&ui->screen, &after);
		if (strcmp(before.data, after.data) != 0)
			fail_msg("%s at %dx%d: a heading moved at step %d: \"%.20s\" was \"%.20s\"", design,
			         width, height, i + 1, after.data + difference(before.data, after.data),
			         before.data + difference(before.data, after.data));
	}
	buf_release(&before);
	buf_release(&after);
}

static void panels_keep_their_places_while_stepping(void **state)
{
	(void)state;
	static const char *const designs[] = { "naive", "working", "storage-cleaner-naive",
		                               "storage-cleaner-working" };
	static const int sizes[][2] = { { 40, 12 }, { 80, 24 }, { 120, 40 }, { 200, 60 } };

	for (size_t i = 0; i < 4; i++)
		for (size_t j = 0; j < 4; j++)
			headings_stay(designs[i], sizes[j][0], sizes[j][1], (unsigned)(i * 4 + j));
}

static int kind_index(enum variable_kind kind)
{
	const struct model *model = ui->scene.session->model;
	unsigned variable = 0;

	while (model->variables[variable].kind != kind)
		variable++;
	return (int)variable;
}

/* At its natural width a table is not squeezed: a wider one looks the same. */
static void a_table_fits_into_its_natural_width(void **state)
{
	(void)state;
	static const enum variable_kind kinds[] = { VARIABLE_PROCESSES, VARIABLE_TABLE };
	struct grid exact, wider;

	show_story(2, 80, 24);
	for (size_t k = 0; k < 2; k++) {
		unsigned variable = (unsigned)kind_index(kinds[k]);
		int width = table_natural_width(&ui->scene, variable, false);

		grid_init(&exact, width, 4, false);
		grid_init(&wider, width + 1, 4, false);
		panel_table(&ui->scene, &exact, (struct rect){ 0, 0, width, 4 }, variable);
		panel_table(&ui->scene, &wider, (struct rect){ 0, 0, width + 1, 4 }, variable);
		assert_int_not_equal(exact.cells[1].point, ' '); /* the title */
		for (int y = 0; y < 4; y++)
			assert_memory_equal(&exact.cells[y * width], &wider.cells[y * (width + 1)],
			                    (size_t)width * sizeof(struct cell));
		grid_release(&exact);
		grid_release(&wider);
	}
}

/* Calls the views directly, since the playground refuses very small windows. */
static void every_view_draws_into_any_rectangle(void **state)
{
	(void)state;
	static const char *const opens[] = { "storage-cleaner-working", "tests/traces/lasso.json",
		                             "tests/traces/values.json" };

	for (size_t i = 0; i < 3; i++) {
		show(opened(opens[i], NULL, NULL), 90, 30);

		for (int v = 0; views[v]; v++) {
			if (!view_available(views[v], &ui->scene))
				continue;
			ui->view = views[v];
			for (int width = 0; width <= 90; width += width < 12 ? 1 : 13)
				for (int height = 0; height <= 30; height += height < 6 ? 1 : 8)
					views[v]->draw(&ui->scene, &ui->screen,
					               (struct rect){ 0, 0, width, height });
		}
	}
}

/* --- contents --------------------------------------------------------------- */

static void what_is_wrong_is_shown_in_its_row(void **state)
{
	(void)state;
	show_story(2, 80, 24);

	shows("ui1    i1 ○ orphan");
	show_story(8, 80, 24);
	shows("ui1 ✗ no blob");
	shows("*ui1    ─  was i1, deleted by c1");
}

static void a_violation_turns_the_head_into_a_banner(void **state)
{
	(void)state;
	show_story(9, 80, 24);

	shows("✗ ConsistentReads broken at step 9 by s1 ReadBlobAndReturn\n");
	shows("READ u1 returned m1 with no image; no WRITE of that pair exists");
	shows("*2 READ u1 m1 ─ ✗");
	for (int x = 0; x < 80; x++)
		for (int y = 1; y <= 2; y++)
			assert_int_equal(ui->screen.cells[y * 80 + x].style, STYLE_BANNER);
	type("u");
	shows("● ConsistentReads");
	shows("✗ at step 9");
}

static void the_step_under_the_cursor_says_what_it_would_change(void **state)
{
	(void)state;
	show_story(8, 80, 24);

	shows("→ operations + READ u1 m1 ─");
}

static void a_step_that_cannot_be_taken_says_why_in_full(void **state)
{
	(void)state;
	show_story(3, 80, 24);

	type("jjjj");
	while (steps_of(&ui->scene)->rows[steps_of(&ui->scene)->list.cursor].kind != ROW_DISABLED)
		type("j");
	shows(" cannot ");
}

static void the_current_step_and_the_future_differ(void **state)
{
	(void)state;
	show_story(3, 80, 24);

	type("u");
	shows("▸ 2   WriteBlob ui1");
	shows("3   ·");
}

static void lanes_jump_to_the_step_under_their_cursor(void **state)
{
	(void)state;
	show_story(9, 80, 24);

	type(":view lanes<Enter>kkk<Enter>");
	depth_is(6);
	shows("▸ 6      StartRead u1");
}

static void the_tree_shows_branches_and_goes_to_them(void **state)
{
	(void)state;
	show_story(2, 80, 24);

	type("u");
	take(ui->scene.session, "s1 ServerFailWrite");
	type(":view tree<Enter>");
	shows("├─ 2  s1 FailWrite");
	type("G<Enter>");
	depth_is(2);
	shows("▸ 2  s1 WriteBlob ui1");
}

/* Nine steps are ten rows: the column of their numbers has two digits from then on. */
static void the_tree_has_room_for_the_number_of_rows(void **state)
{
	(void)state;
	show_story(8, 80, 24);
	type("t");
	shows("▸ 8  c1 DeletingKeys ui1");
	show_story(9, 80, 24);
	type("t");
	shows("▸  9  s1 ReadBlobAndReturn");
}

static void the_program_shows_the_process_at_each_step(void **state)
{
	(void)state;
	show_story(2, 200, 60);

	type(":view program<Enter>");
	shows(" s1      ▸ServerWriteMetadataAndReturn");
	shows(" c1      ▸CleanerStartGetBlobKeys");
}

static void the_program_opens_where_the_cursor_is(void **state)
{
	(void)state;
	show(opened("storage-cleaner-naive", NULL, NULL), 80, 24);

	type("P");
	shows(" server\n s1      ▸ServerStartWrite\n");
	assert_int_equal(ui_list(ui)->top, 0);
	type("pg");
	while (steps_of(&ui->scene)->rows[steps_of(&ui->scene)->list.cursor].process != 1)
		type("j");
	type("P");
	shows(" cleaner\n c1      ▸CleanerStartGetBlobKeys\n");
}

static void the_program_takes_the_one_step_under_its_cursor(void **state)
{
	(void)state;
	show(opened("storage-cleaner-naive", NULL, NULL), 80, 24);

	type("P/ServerStartRead<Enter>");
	shows("▸ServerStartRead");
	type("<Enter>");
	depth_is(1);
	schedule_is(ui->scene.session, "s1 ServerStartRead u1");
	assert_string_equal(ui->view->name, "program");
}

static void the_program_takes_no_step_where_there_are_several_or_none(void **state)
{
	(void)state;
	static const char *const searched[] = { "ServerStartWrite", "ServerWriteBlob" };
	show(opened("storage-cleaner-naive", NULL, NULL), 80, 24);

	for (int i = 0; i < 2; i++) {
		type("P/");
		type(searched[i]);
		type("<Enter><Enter>");
		depth_is(0);
		shows("there is no single step to take here; choose one in the list of steps");
	}
	type("g<Enter>"); /* the heading of a role */
	depth_is(0);
}

static void a_search_in_the_program_wraps(void **state)
{
	(void)state;
	show(opened("storage-cleaner-naive", NULL, NULL), 80, 24);
	int first;

	type("P/ServerRead<Enter>");
	first = ui_list(ui)->cursor;
	type("n");
	assert_int_not_equal(ui_list(ui)->cursor, first);
	type("N");
	assert_int_equal(ui_list(ui)->cursor, first);
	type("/no such words<Enter>");
	assert_int_equal(ui_list(ui)->cursor, first);
	shows("pattern not found: \"no such words\"");
}

static void show_crowd(const char *design, int width, int height)
{
	struct scope scope = scope_unset();

	scope.of[SCOPE_SERVERS] = 6;
	scope.of[SCOPE_READERS] = 2;
	show(opened(design, NULL, &scope), width, height);
}

static void the_program_shows_all_processes_at_a_step(void **state)
{
	(void)state;
	show_crowd("storage-cleaner-naive", 200, 60);

	type("P");
	shows(" s1 s2 s3 s4 s5 s6 r1 r2 ");
	shows("▸ServerStartRead ");
}

static void the_last_watched_path_stays_visible(void **state)
{
	(void)state;
	show_story(2, 80, 24);
	runs("watch serverStates.s1.state");
	runs("watch operations");
	type("T");
	shows("s1 state");
	type(">>>>>>");
	hides("s1 state");
	shows("operations");
	type("<lt>");
	shows("s1 state");
}

static void every_process_keeps_its_row(void **state)
{
	(void)state;
	show_crowd("storage-cleaner-naive", 80, 24);
	static const char *const rows[] = { "s1 ", "s2 ", "s3 ", "s4 ", "s5 ", "s6 " };

	for (int step = 0; step < 12; step++) {
		const char *line = screen();

		for (int y = 0; y < 3; y++)
			line = strchr(line, '\n') + 1;
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			if (strncmp(line + 1, rows[i], strlen(rows[i])) != 0)
				fail_msg("no %sin its row at step %d:\n%s", rows[i], step, screen());
			line = strchr(line, '\n') + 1;
		}
		type(":walk 1<Enter>");
	}
}

static void values_fold_and_unfold(void **state)
{
	(void)state;
	show_story(2, 80, 24);

	type(":view state<Enter>");
	shows("▸ databaseState  [u1: ");
	type("g<Enter>");
	shows("▾ databaseState  1\n");
	type("<Enter>");
	shows("▸ databaseState  [u1: ");
}

static void a_changed_part_deep_inside_a_value_is_highlighted(void **state)
{
	(void)state;
	show_story(1, 120, 24);
	const struct grid *grid = &ui->screen;
	int changed = 0, plain = 0;

	type(":view state<Enter>");
	screen();
	for (int y = 0; y < grid->height; y++) {
		const struct cell *row = &grid->cells[y * grid->width];

		if (row[3].point != 's' || row[4].point != 'e')
			continue;
		for (int x = 20; x < grid->width; x++) {
			changed += row[x].style == STYLE_CHANGED;
			plain += row[x].style == STYLE_PLAIN && row[x].point != ' ';
		}
	}
	assert_true(changed > 0);
	assert_true(plain > 0); /* imageId did not change */
}

static void notes_are_shown_in_full_where_they_belong(void **state)
{
	(void)state;
	show_story(9, 80, 24);

	session_note(ui->scene.session, 0, "Everything is empty.");
	session_note(ui->scene.session, history_cursor(ui->scene.session->history),
	             "The record still points at what is gone, and the reader finds out.");
	shows("✎ The record still points at what is gone, and the reader finds out.");
	type("0");
	shows("✎ Everything is empty.");
}

static void functions_over_the_same_keys_are_one_table(void **state)
{
	(void)state;
	show(opened("tests/traces/lasso.json", NULL, NULL), 80, 24);

	type("l");
	shows("*a  go");
}

static void a_click_on_a_step_takes_it(void **state)
{
	(void)state;
	show_story(2, 80, 24);
	const char *text = screen(), *at = strstr(text, "2 s1 FailWrite");
	int y = 0;

	assert_non_null(at);
	for (const char *c = text; c < at; c++)
		y += *c == '\n';
	ui_click(ui, 6, y);
	depth_is(3);
}

static void start_lists_every_chapter_and_opens_it(void **state)
{
	(void)state;
	show(NULL, 80, 40);

	shows("1 naive ");
	shows("7 storage-cleaner-working ");
	type("<Enter>");
	assert_non_null(ui->scene.session);
	assert_string_equal(ui->scene.session->model->name, "naive");
}

static void help_names_every_key_and_command(void **state)
{
	(void)state;
	show(NULL, 200, 120);

	type("?");
	screen();
	for (const struct command *command = commands; command->name; command++)
		if (!strstr(screen(), command->name))
			fail_msg("%s is not in the help", command->name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(panels_keep_their_places_while_stepping, close_ui),
		cmocka_unit_test_teardown(every_view_draws_into_any_rectangle, close_ui),
		cmocka_unit_test_teardown(a_table_fits_into_its_natural_width, close_ui),
		cmocka_unit_test_teardown(the_tree_has_room_for_the_number_of_rows, close_ui),
		cmocka_unit_test(numbers_are_clamped_and_digits_counted),
		cmocka_unit_test_teardown(what_is_wrong_is_shown_in_its_row, close_ui),
		cmocka_unit_test_teardown(a_violation_turns_the_head_into_a_banner, close_ui),
		cmocka_unit_test_teardown(the_step_under_the_cursor_says_what_it_would_change, close_ui),
		cmocka_unit_test_teardown(a_step_that_cannot_be_taken_says_why_in_full, close_ui),
		cmocka_unit_test_teardown(the_current_step_and_the_future_differ, close_ui),
		cmocka_unit_test_teardown(lanes_jump_to_the_step_under_their_cursor, close_ui),
		cmocka_unit_test_teardown(the_tree_shows_branches_and_goes_to_them, close_ui),
		cmocka_unit_test_teardown(the_program_shows_the_process_at_each_step, close_ui),
		cmocka_unit_test_teardown(the_program_opens_where_the_cursor_is, close_ui),
		cmocka_unit_test_teardown(the_program_shows_all_processes_at_a_step, close_ui),
		cmocka_unit_test_teardown(the_program_takes_the_one_step_under_its_cursor, close_ui),
		cmocka_unit_test_teardown(the_program_takes_no_step_where_there_are_several_or_none,
		                          close_ui),
		cmocka_unit_test_teardown(a_search_in_the_program_wraps, close_ui),
		cmocka_unit_test_teardown(the_last_watched_path_stays_visible, close_ui),
		cmocka_unit_test_teardown(every_process_keeps_its_row, close_ui),
		cmocka_unit_test_teardown(values_fold_and_unfold, close_ui),
		cmocka_unit_test_teardown(a_changed_part_deep_inside_a_value_is_highlighted, close_ui),
		cmocka_unit_test_teardown(notes_are_shown_in_full_where_they_belong, close_ui),
		cmocka_unit_test_teardown(functions_over_the_same_keys_are_one_table, close_ui),
		cmocka_unit_test_teardown(a_click_on_a_step_takes_it, close_ui),
		cmocka_unit_test_teardown(start_lists_every_chapter_and_opens_it, close_ui),
		cmocka_unit_test_teardown(help_names_every_key_and_command, close_ui),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
