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
#include "ui/ui_private.h"

struct screen {
	struct ui *ui;
	struct grid grid;
	struct buf text;
};

static struct screen screen_of(struct session *session, int width, int height)
{
	struct screen screen = { .ui = ui_new(session, false) };

	ui_resize(screen.ui, width, height);
	grid_init(&screen.grid, width, height, false);
	buf_init(&screen.text);
	return screen;
}

static void release(struct screen *screen)
{
	ui_free(screen->ui);
	grid_release(&screen->grid);
	buf_release(&screen->text);
}

static const char *drawn(struct screen *screen)
{
	buf_clear(&screen->text);
	ui_draw(screen->ui, &screen->grid);
	grid_show(&screen->grid, &screen->text, false);
	return screen->text.data;
}

static void press(struct screen *screen, const char *keys)
{
	struct err err = { 0 };

	assert_int_equal(ui_type(screen->ui, keys, &err), 0);
}

static void shows(struct screen *screen, const char *text)
{
	if (!strstr(drawn(screen), text))
		fail_msg("\"%s\" is not on the screen:\n%s", text, screen->text.data);
}

/* --- stability -------------------------------------------------------------- */

static bool is_bold(const struct cell *cell)
{
	return cell->style == STYLE_TITLE;
}

/* Where every heading stands: the text of the grid in the style of titles, the rest blank.  The counts
 * of what does not fit are not in that style. */
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
	struct screen screen = screen_of(session, width, height);
	struct buf before, after;

	buf_init(&before);
	buf_init(&after);
	drawn(&screen);
	headings(&screen.grid, &before);
	for (int i = 0; i < 60; i++) {
		seed = seed * 1664525u + 1013904223u;
		if (session->now.step_count == 0)
			break;
		struct step step = session->now.steps[(seed >> 8) % session->now.step_count];

		assert_int_equal(session_do(session, &step, NULL), 0);
		drawn(&screen);
		headings(&screen.grid, &after);
		if (strcmp(before.data, after.data) != 0)
			fail_msg("%s at %dx%d: a heading moved at step %d: \"%.20s\" was \"%.20s\"", design,
			         width, height, i + 1, after.data + difference(before.data, after.data),
			         before.data + difference(before.data, after.data));
	}
	buf_release(&before);
	buf_release(&after);
	release(&screen);
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

/* Draws are asked for of views directly: a frame refuses to be very small, a view must not. */
static void every_view_draws_into_any_rectangle(void **state)
{
	(void)state;
	static const char *const opens[] = { "storage-cleaner-working", "tests/traces/lasso.json",
		                             "tests/traces/values.json" };

	for (size_t i = 0; i < 3; i++) {
		struct screen screen = screen_of(opened(opens[i], NULL, NULL), 90, 30);

		for (int v = 0; views[v]; v++) {
			if (!view_available(views[v], &screen.ui->scene))
				continue;
			screen.ui->view = views[v];
			for (int width = 0; width <= 90; width += width < 12 ? 1 : 13)
				for (int height = 0; height <= 30; height += height < 6 ? 1 : 8)
					views[v]->draw(&screen.ui->scene, &screen.grid,
					               (struct rect){ 0, 0, width, height });
		}
		release(&screen);
	}
}

/* --- what stands there ------------------------------------------------------ */

// clang-format off
static const char *const story[] = {
	"s1 ServerStartWrite u1 m1 i1", "s1 ServerWriteBlob ui1", "c1 CleanerStartGetBlobKeys",
	"c1 CleanerGetUnusedKeys",      "s1 ServerWriteMetadataAndReturn", "s1 ServerStartRead u1",
	"s1 ServerReadMetadata",        "c1 CleanerDeletingKeys ui1",      "s1 ServerReadBlobAndReturn",
};
// clang-format on

/* The story up to before step `count`. */
static struct screen story_screen(size_t count, int width, int height)
{
	struct session *session = opened("storage-cleaner-naive", NULL, NULL);

	for (size_t i = 0; i < count; i++)
		take(session, story[i]);
	return screen_of(session, width, height);
}

static void what_is_wrong_stands_in_the_row_where_it_is(void **state)
{
	(void)state;
	struct screen screen = story_screen(2, 80, 24);

	shows(&screen, "ui1    i1 ○ orphan");
	release(&screen);
	screen = story_screen(8, 80, 24);
	shows(&screen, "ui1 ✗ no blob");
	shows(&screen, "*ui1    ─  was i1, deleted by c1");
	release(&screen);
}

static void a_violation_turns_the_head_into_a_banner(void **state)
{
	(void)state;
	struct screen screen = story_screen(9, 80, 24);

	shows(&screen, "✗ ConsistentReads broken at step 9 by s1 ReadBlobAndReturn\n");
	shows(&screen, "READ u1 returned m1 with no image; no WRITE of that pair exists");
	shows(&screen, "*2 READ u1 m1 ─ ✗");
	for (int x = 0; x < 80; x++)
		for (int y = 1; y <= 2; y++)
			assert_int_equal(screen.grid.cells[y * 80 + x].style, STYLE_BANNER);
	press(&screen, "u");
	shows(&screen, "● ConsistentReads");
	shows(&screen, "✗ at step 9");
	release(&screen);
}

static void the_step_under_the_cursor_says_what_it_would_change(void **state)
{
	(void)state;
	struct screen screen = story_screen(8, 80, 24);

	shows(&screen, "→ operations + READ u1 m1 ─");
	release(&screen);
}

static void a_step_that_cannot_be_taken_says_why_in_full(void **state)
{
	(void)state;
	struct screen screen = story_screen(3, 80, 24);

	press(&screen, "jjjj");
	while (steps_of(&screen.ui->scene)->rows[steps_of(&screen.ui->scene)->list.cursor].kind !=
	       ROW_DISABLED)
		press(&screen, "j");
	shows(&screen, " cannot ");
	release(&screen);
}

static void the_current_step_and_the_future_are_told_apart(void **state)
{
	(void)state;
	struct screen screen = story_screen(3, 80, 24);

	press(&screen, "u");
	shows(&screen, "▸ 2   WriteBlob ui1");
	shows(&screen, "3   ·");
	release(&screen);
}

static void lanes_jump_to_the_step_under_their_cursor(void **state)
{
	(void)state;
	struct screen screen = story_screen(9, 80, 24);

	press(&screen, ":view lanes<Enter>kkk<Enter>");
	assert_int_equal(screen.ui->scene.session->now.depth, 6);
	shows(&screen, "▸ 6      StartRead u1");
	release(&screen);
}

static void the_tree_shows_branches_and_goes_to_them(void **state)
{
	(void)state;
	struct screen screen = story_screen(2, 80, 24);

	press(&screen, "u");
	take(screen.ui->scene.session, "s1 ServerFailWrite");
	press(&screen, ":view tree<Enter>");
	shows(&screen, "├─ 2  s1 FailWrite");
	press(&screen, "G<Enter>");
	assert_int_equal(screen.ui->scene.session->now.depth, 2);
	shows(&screen, "▸ 2  s1 WriteBlob ui1");
	release(&screen);
}

static void the_program_marks_who_stands_where(void **state)
{
	(void)state;
	struct screen screen = story_screen(2, 200, 60);

	press(&screen, ":view program<Enter>");
	shows(&screen, " s1      ▸ServerWriteMetadataAndReturn");
	shows(&screen, " c1      ▸CleanerStartGetBlobKeys");
	release(&screen);
}

static void the_program_opens_where_the_cursor_is(void **state)
{
	(void)state;
	struct screen screen = screen_of(opened("storage-cleaner-naive", NULL, NULL), 80, 24);

	press(&screen, "P");
	shows(&screen, " server\n s1      ▸ServerStartWrite\n");
	assert_int_equal(ui_list(screen.ui)->top, 0);
	press(&screen, "pg");
	while (steps_of(&screen.ui->scene)->rows[steps_of(&screen.ui->scene)->list.cursor].process != 1)
		press(&screen, "j");
	press(&screen, "P");
	shows(&screen, " cleaner\n c1      ▸CleanerStartGetBlobKeys\n");
	release(&screen);
}

static void the_program_takes_the_one_step_under_its_cursor(void **state)
{
	(void)state;
	struct screen screen = screen_of(opened("storage-cleaner-naive", NULL, NULL), 80, 24);

	press(&screen, "P/ServerStartRead<Enter>");
	shows(&screen, "▸ServerStartRead");
	press(&screen, "<Enter>");
	assert_int_equal(screen.ui->scene.session->now.depth, 1);
	schedule_is(screen.ui->scene.session, "s1 ServerStartRead u1");
	assert_string_equal(screen.ui->view->name, "program");
	release(&screen);
}

static void the_program_takes_no_step_where_there_are_several_or_none(void **state)
{
	(void)state;
	static const char *const searched[] = { "ServerStartWrite", "ServerWriteBlob" };
	struct screen screen = screen_of(opened("storage-cleaner-naive", NULL, NULL), 80, 24);

	for (int i = 0; i < 2; i++) {
		press(&screen, "P/");
		press(&screen, searched[i]);
		press(&screen, "<Enter><Enter>");
		assert_int_equal(screen.ui->scene.session->now.depth, 0);
		shows(&screen, "there is no single step to take here; choose one in the list of steps");
	}
	press(&screen, "g<Enter>"); /* the heading of a role */
	assert_int_equal(screen.ui->scene.session->now.depth, 0);
	release(&screen);
}

static void the_program_is_searched_through_and_round(void **state)
{
	(void)state;
	struct screen screen = screen_of(opened("storage-cleaner-naive", NULL, NULL), 80, 24);
	int first;

	press(&screen, "P/ServerRead<Enter>");
	first = ui_list(screen.ui)->cursor;
	press(&screen, "n");
	assert_int_not_equal(ui_list(screen.ui)->cursor, first);
	press(&screen, "N");
	assert_int_equal(ui_list(screen.ui)->cursor, first);
	press(&screen, "/no such words<Enter>");
	assert_int_equal(ui_list(screen.ui)->cursor, first);
	shows(&screen, "pattern not found: \"no such words\"");
	release(&screen);
}

static struct screen crowd_screen(const char *design, int width, int height)
{
	struct scope scope = scope_unset();

	scope.of[SCOPE_SERVERS] = 6;
	scope.of[SCOPE_READERS] = 2;
	return screen_of(opened(design, NULL, &scope), width, height);
}

static void the_program_marks_all_who_stand_at_a_step(void **state)
{
	(void)state;
	struct screen screen = crowd_screen("storage-cleaner-naive", 200, 60);

	press(&screen, "P");
	shows(&screen, " s1 s2 s3 s4 s5 s6 r1 r2 ");
	shows(&screen, "▸ServerStartRead ");
	release(&screen);
}

static void every_process_keeps_its_row(void **state)
{
	(void)state;
	struct screen screen = crowd_screen("storage-cleaner-naive", 80, 24);
	static const char *const rows[] = { "s1 ", "s2 ", "s3 ", "s4 ", "s5 ", "s6 " };

	for (int step = 0; step < 12; step++) {
		const char *line = drawn(&screen);

		for (int y = 0; y < 3; y++)
			line = strchr(line, '\n') + 1;
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			if (strncmp(line + 1, rows[i], strlen(rows[i])) != 0)
				fail_msg("no %sin its row at step %d:\n%s", rows[i], step, screen.text.data);
			line = strchr(line, '\n') + 1;
		}
		press(&screen, ":walk 1<Enter>");
	}
	release(&screen);
}

static void values_fold_and_unfold(void **state)
{
	(void)state;
	struct screen screen = story_screen(2, 80, 24);

	press(&screen, ":view state<Enter>");
	shows(&screen, "▸ databaseState  [u1: ");
	press(&screen, "g<Enter>");
	shows(&screen, "▾ databaseState  1\n");
	press(&screen, "<Enter>");
	shows(&screen, "▸ databaseState  [u1: ");
	release(&screen);
}

static void a_changed_part_deep_inside_a_value_stands_out(void **state)
{
	(void)state;
	struct screen screen = story_screen(1, 120, 24);
	const struct grid *grid = &screen.grid;
	int changed = 0, plain = 0;

	press(&screen, ":view state<Enter>");
	drawn(&screen);
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
	assert_true(plain > 0); /* imageId is as it was */
	release(&screen);
}

static void notes_are_shown_in_full_where_they_belong(void **state)
{
	(void)state;
	struct screen screen = story_screen(9, 80, 24);

	session_note(screen.ui->scene.session, 0, "Everything is empty.");
	session_note(screen.ui->scene.session, history_cursor(screen.ui->scene.session->history),
	             "The record still points at what is gone, and the reader finds out.");
	shows(&screen, "✎ The record still points at what is gone, and the reader finds out.");
	press(&screen, "0");
	shows(&screen, "✎ Everything is empty.");
	release(&screen);
}

static void functions_over_the_same_keys_are_one_table(void **state)
{
	(void)state;
	struct screen screen = screen_of(opened("tests/traces/lasso.json", NULL, NULL), 80, 24);

	press(&screen, "l");
	shows(&screen, "*a  go");
	release(&screen);
}

static void a_click_on_a_step_takes_it(void **state)
{
	(void)state;
	struct screen screen = story_screen(2, 80, 24);
	const char *text = drawn(&screen), *at = strstr(text, "2 s1 FailWrite");
	int y = 0;

	assert_non_null(at);
	for (const char *c = text; c < at; c++)
		y += *c == '\n';
	ui_click(screen.ui, 6, y);
	assert_int_equal(screen.ui->scene.session->now.depth, 3);
	release(&screen);
}

static void start_lists_every_chapter_and_opens_it(void **state)
{
	(void)state;
	struct screen screen = screen_of(NULL, 80, 40);

	shows(&screen, "1 naive ");
	shows(&screen, "7 storage-cleaner-working ");
	press(&screen, "<Enter>");
	assert_non_null(screen.ui->scene.session);
	assert_string_equal(screen.ui->scene.session->model->name, "naive");
	release(&screen);
}

static void help_names_every_key_and_command(void **state)
{
	(void)state;
	struct screen screen = screen_of(NULL, 200, 120);

	press(&screen, "?");
	drawn(&screen);
	for (const struct command *command = commands; command->name; command++)
		if (!strstr(screen.text.data, command->name))
			fail_msg("%s is not in the help", command->name);
	release(&screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(panels_keep_their_places_while_stepping),
		cmocka_unit_test(every_view_draws_into_any_rectangle),
		cmocka_unit_test(what_is_wrong_stands_in_the_row_where_it_is),
		cmocka_unit_test(a_violation_turns_the_head_into_a_banner),
		cmocka_unit_test(the_step_under_the_cursor_says_what_it_would_change),
		cmocka_unit_test(a_step_that_cannot_be_taken_says_why_in_full),
		cmocka_unit_test(the_current_step_and_the_future_are_told_apart),
		cmocka_unit_test(lanes_jump_to_the_step_under_their_cursor),
		cmocka_unit_test(the_tree_shows_branches_and_goes_to_them),
		cmocka_unit_test(the_program_marks_who_stands_where),
		cmocka_unit_test(the_program_opens_where_the_cursor_is),
		cmocka_unit_test(the_program_marks_all_who_stand_at_a_step),
		cmocka_unit_test(the_program_takes_the_one_step_under_its_cursor),
		cmocka_unit_test(the_program_takes_no_step_where_there_are_several_or_none),
		cmocka_unit_test(the_program_is_searched_through_and_round),
		cmocka_unit_test(every_process_keeps_its_row),
		cmocka_unit_test(values_fold_and_unfold),
		cmocka_unit_test(a_changed_part_deep_inside_a_value_stands_out),
		cmocka_unit_test(notes_are_shown_in_full_where_they_belong),
		cmocka_unit_test(functions_over_the_same_keys_are_one_table),
		cmocka_unit_test(a_click_on_a_step_takes_it),
		cmocka_unit_test(start_lists_every_chapter_and_opens_it),
		cmocka_unit_test(help_names_every_key_and_command),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
