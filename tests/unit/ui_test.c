/* The playground without a terminal: keys, commands, clicks and files, and that nothing crashes. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/grid.h>
#include <heddle/session.h>

#include "play.h"
#include "screen.h"
#include "ui/ui_private.h"

static char folder[] = "/tmp/heddle-ui-XXXXXX", top[PATH_MAX];

static int set_up(void **state)
{
	(void)state;
	open_ui(opened("storage-cleaner-naive", NULL, NULL));
	return 0;
}

static const char *last_row(void)
{
	const char *text = screen();
	const char *row = text;

	for (const char *at = text; *at; at++)
		if (*at == '\n' && at[1])
			row = at + 1;
	return row;
}

/* --- the tables ------------------------------------------------------------- */

static void every_key_runs_a_command_that_exists(void **state)
{
	(void)state;
	for (const struct key *key = keymap; key->name; key++) {
		const char *line = key->command + (*key->command == ':');
		char name[40];

		snprintf(name, sizeof(name), "%.*s", (int)strcspn(line, " "), line);
		if (*name && strcmp(name, "/") != 0 && !command_named(name))
			fail_msg("key %s runs %s", key->name, key->command);
		if (strncmp(line, "view ", 5) == 0 && !view_named(line + 5))
			fail_msg("key %s shows %s", key->name, line);
		if (key->view && strcmp(key->view, "search") != 0 && strcmp(key->view, "elsewhere") != 0 &&
		    !view_named(key->view))
			fail_msg("key %s is for the view %s", key->name, key->view);
		assert_non_null(key->section);
	}
}

static void no_key_is_bound_twice_in_one_view(void **state)
{
	(void)state;
	for (const struct key *a = keymap; a->name; a++)
		for (const struct key *b = a + 1; b->name; b++)
			if (strcmp(a->name, b->name) == 0 &&
			    (a->view ? b->view && strcmp(a->view, b->view) == 0 : !b->view))
				fail_msg("%s is \"%s\" and \"%s\"", a->name, a->command, b->command);
}

static void a_digit_on_the_start_screen_plays_that_chapter(void **state)
{
	(void)state;
	struct ui *old = ui;

	ui = ui_new(NULL, false);
	ui_resize(ui, 80, 24);
	ui_key(ui, "9");
	assert_null(ui->scene.session);
	assert_int_equal(ui->message_kind, MESSAGE_ERROR);
	ui_key(ui, "4");
	assert_string_equal(ui->scene.session->model->name, "storage-cleaner-naive");
	/* From there on digits take steps again. */
	ui_key(ui, "2");
	depth_is(1);
	ui_free(ui);
	ui = old;
}

static void letters_that_take_steps_have_no_other_use(void **state)
{
	(void)state;
	for (const char *letter = step_letters; *letter; letter++) {
		if (strchr(letter + 1, *letter))
			fail_msg("%c is there twice", *letter);
		for (const struct key *key = keymap; key->name; key++)
			if (key->name[0] == *letter && !key->name[1])
				fail_msg("%c is also \"%s\"", *letter, key->command);
	}
	for (int number = 1; step_key(number); number++)
		assert_int_equal(step_number(step_key(number)), number);
	assert_int_equal(step_number('u'), 0);
	assert_int_equal(step_number('\0'), 0);
}

static void every_view_but_a_picker_has_a_key(void **state)
{
	(void)state;
	for (int i = 0; views[i]; i++) {
		bool found = views[i]->overlay;
		char command[60];

		snprintf(command, sizeof(command), "view %s", views[i]->name);
		for (const struct key *key = keymap; key->name; key++)
			found |= strcmp(key->command, command) == 0 ||
			         strcmp(key->command, views[i]->name) == 0;
		if (!found)
			fail_msg("no key shows %s", views[i]->name);
	}
}

static void names_of_commands_are_all_different(void **state)
{
	(void)state;
	for (const struct command *a = commands; a->name; a++)
		assert_ptr_equal(command_named(a->name), a);
}

/* Whether a command writes no file, whatever its argument. */
static bool is_safe(const char *command)
{
	return strncmp(command, "save", 4) != 0;
}

static void every_command_survives_any_argument_on_any_screen(void **state)
{
	static const char *const arguments[] = { "",          "x",          "1",
		                                 "-1",        "0",          "999999999999",
		                                 "on",        "next",       "up 3",
		                                 "servers=2", "=",          "servers=",
		                                 "\xff\x1b[", "TypeOk off", "page-down 100000000" };

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (const struct command *row = commands; row->name; row++) {
			for (size_t i = 0; i < sizeof(arguments) / sizeof(arguments[0]); i++) {
				char line[100];

				snprintf(line, sizeof(line), "%s %s", row->name, arguments[i]);
				if (!is_safe(row->name) && *arguments[i])
					continue;
				if (round == 1 && !is_safe(row->name))
					continue;
				ui->message_kind = MESSAGE_NONE;
				if (ui_run(ui, line) < 0)
					assert_int_equal(ui->message_kind, MESSAGE_ERROR);
				screen();
				ui_key(ui, "Esc"); /* answers a question */
			}
		}
		open_ui(NULL);
	}
}

/* --- playing ---------------------------------------------------------------- */

static void a_digit_opens_a_group_and_enter_takes_its_first_choice(void **state)
{
	(void)state;
	type("1");
	depth_is(0);
	type("<Enter>");
	depth_is(1);
	shows("WRITE u1 m1 i1");
}

static void a_digit_takes_a_step_without_choices_at_once(void **state)
{
	(void)state;
	type("3");
	depth_is(1);
	shows("got_blob_keys");
}

static void the_tenth_step_has_a_letter_that_takes_it(void **state)
{
	char key[2] = { step_key(10) };
	int last = 0;

	(void)state;
	runs("scope! servers=4 readers=6");
	ui_resize(ui, 100, 60);
	type("<Esc>");

	const struct steps_list *steps = steps_of(&ui->scene);

	for (size_t i = 0; i < steps->count; i++)
		last += steps->rows[i].kind != ROW_DISABLED;
	assert_true(last > 10);
	screen();
	for (size_t i = 0, n = 0; i < steps->count; i++)
		if (steps->rows[i].kind != ROW_DISABLED && ++n == 10) {
			char shown[40];

			snprintf(shown, sizeof(shown), "%s %s", key,
			         ui->scene.session->model->processes[steps->rows[i].process].name);
			shows(shown);
		}
	type(key);
	assert_true(ui->scene.session->now.depth == 1 || steps->open_action >= 0);
}

static void undo_and_redo_walk_the_same_line(void **state)
{
	(void)state;
	type("31");
	depth_is(1);
	type("<Esc>2<Left><Left>u");
	depth_is(0);
	type("<Right><C-r>l");
	depth_is(2);
	type("0");
	depth_is(0);
	type("$");
	depth_is(2);
}

static void a_step_that_cannot_be_taken_is_refused_with_the_reason(void **state)
{
	(void)state;
	refuses("do c1 CleanerFinished");
	assert_int_equal(ui->message_kind, MESSAGE_ERROR);
	depth_is(0);
	type("G<Enter>");
	assert_int_equal(ui->message_kind, MESSAGE_ERROR);
	message_is("cannot take");
}

static void branches_are_kept_and_can_be_visited(void **state)
{
	(void)state;
	runs("do s1 ServerStartWrite u1 m1 i1");
	type("u");
	runs("do s1 ServerStartRead u1");
	type("}");
	shows("WRITE u1 m1 i1");
	type("}");
	shows("started_read");
	type("{");
	shows("WRITE u1 m1 i1");
}

static void bookmarks_and_numbers_can_be_jumped_to(void **state)
{
	(void)state;
	type("3<Esc>mseen keys<Enter>u");
	depth_is(0);
	type(":jump seen keys<Enter>");
	depth_is(1);
	type(":0<Enter>");
	depth_is(0);
	type(":jump +1<Enter>");
	depth_is(1);
	refuses("jump 12");
	refuses("jump sen keys");
	message_is("seen keys");
}

static void brackets_stop_at_notes(void **state)
{
	(void)state;
	type("3<Esc>");
	type("nhere it is<Enter>");
	type("1<Esc>0]");
	depth_is(1);
	shows("here it is");
	type("n");
	input_is("note here it is");
}

static void another_scope_replays_the_same_steps(void **state)
{
	(void)state;
	type("3");
	runs("scope! servers=2 readers=1");
	assert_int_equal(ui->scene.session->scope.of[SCOPE_SERVERS], 2);
	depth_is(1);
	shows("2 servers");
	shows("the one step fits");
	refuses("scope! servers=99");
	assert_int_equal(ui->scene.session->scope.of[SCOPE_SERVERS], 2);
}

static void another_design_takes_the_steps_that_it_allows(void **state)
{
	(void)state;
	type("3");
	runs("design! storage-cleaner-working");
	assert_string_equal(ui->scene.session->model->name, "storage-cleaner-working");
	depth_is(1);
	runs("design naive");
	depth_is(0);
	message_is("0 of 1 steps fit: naive has no cleaner; 1 step that cannot be taken stays in the tree");
}

/* Nothing is asked, and nothing is lost. */
static void another_design_and_back_is_as_before(void **state)
{
	struct session *session;

	(void)state;
	type("1<Enter>1<Enter>33nfour<Enter>muhu<Enter>u2<Esc>nbranch<Enter>");
	runs("scope servers=2 cleaners=2");
	type("nof two<Enter>");
	session = ui->scene.session;
	size_t count = history_count(session->history);
	uint32_t node = session->now.node;

	runs("design naive");
	assert_false(ui->prompting);
	assert_int_equal(history_count(ui->scene.session->history), count);
	assert_int_not_equal(ui->scene.session->now.node, node);
	type("t");
	shows("in brackets cannot be taken here");
	shows("(c1 Cleaner");
	runs("design storage-cleaner-naive");
	assert_int_equal(ui->scene.session->scope.of[SCOPE_CLEANERS],
	                 2); /* as it was before there were none */
	assert_int_equal(ui->scene.session->now.node, node);
	runs("scope servers=1 cleaners=1");
	hides("in brackets");
	assert_int_equal(history_count(ui->scene.session->history), count);
}

static void an_inert_step_is_refused_with_its_reason(void **state)
{
	(void)state;
	type("3<Esc>mhere<Enter>");
	runs("design naive");
	type("tG<Enter>");
	assert_int_equal(ui->message_kind, MESSAGE_ERROR);
	message_is("step 1 cannot be taken here: belongs to storage-cleaner-naive: naive has no cleaner");
	type("<Esc>:jump here<Enter>");
	message_is("step 1 cannot be taken here");
	refuses("branch next");
	assert_int_equal(ui->message_kind, MESSAGE_ERROR);
	type("$]]}{");
	depth_is(0);
	type("2");
	depth_is(1);
	type(":design storage-cleaner-naive<Enter>:jump here<Enter>");
	depth_is(1);
	shows("got_blob_keys");
}

static void a_note_says_what_it_was_written_for(void **state)
{
	(void)state;
	type("2<Esc>nit reads<Enter>");
	hides("written for");
	runs("design storage-cleaner-improved");
	shows("(written for storage-cleaner-naive) it reads");
	runs("design storage-cleaner-naive");
	hides("written for");
}

/* The state that a note describes is there in any scope that has its steps. */
static void a_note_is_marked_in_another_scope_only_where_its_step_cannot_be_taken(void **state)
{
	(void)state;
	type("2<Esc>nit reads<Enter>");
	runs("scope servers=2");
	shows("✎ it reads");
	hides("written for");
	runs("do s2 ServerStartRead u1");
	type("nso does this one<Enter>t");
	hides("written for");
	runs("scope servers=1");
	type("t");
	shows("✎ it reads");
	shows("(s2 ServerStartRead u1)  ✎ (other scope) so does this one  belongs to");
	ui_resize(ui, 120, 24);
	shows("✎ (written for 2 servers · 1 cleaner) so does this one");
	ui_resize(ui, 80, 24);
	runs("scope servers=2");
	type("t");
	hides("written for");
}

static void a_long_note_is_not_crowded_out_by_what_it_was_written_for(void **state)
{
	(void)state;
	type("2<Esc>nThe read begins before anything was written, so it finds no record, and returns "
	     "nothing at all<Enter>");
	runs("design storage-cleaner-improved");
	type("t");
	shows("✎ (other design) The read begins");
	type("p");
	shows("(written for storage-cleaner-naive) The read begins");
	shows("returns nothing at all");
	ui_resize(ui, 80, 14);
	shows("✎ (other design) The read begins before anything was written");
	ui_resize(ui, 80, 24);
}

/* --- views ------------------------------------------------------------------ */

static void help_covers_the_view_and_esc_brings_it_back(void **state)
{
	(void)state;
	type("P?");
	assert_string_equal(ui->view->name, "help");
	type("<Space><Space>G<Esc>");
	assert_string_equal(ui->view->name, "program");
	type("?q");
	assert_string_equal(ui->view->name, "program");
	assert_false(ui->quit);
}

static void v_cycles_through_all_views(void **state)
{
	const struct view *first = ui->view;
	int count = 0;

	(void)state;
	do {
		type("v");
		count++;
	} while (ui->view != first && count < 50);
	assert_in_range(count, 3, 20);
	type("vV");
	assert_ptr_equal(ui->view, first);
}

static void a_search_goes_through_its_matches_until_esc(void **state)
{
	struct steps_list *steps = steps_of(&ui->scene);

	(void)state;
	type("/cleaner<Enter>");
	assert_true(ui->searching);
	int first = steps->list.cursor;

	type("n");
	assert_int_not_equal(steps->list.cursor, first);
	type("N");
	assert_int_equal(steps->list.cursor, first);
	type("<Esc>n");
	assert_true(ui->prompting);
	type("<Esc>/no such thing<Enter>");
	assert_int_equal(ui->message_kind, MESSAGE_ERROR);
	message_is("pattern not found");
	type("n"); /* searches again instead of opening the prompt for a note */
	assert_false(ui->prompting);
	message_is("pattern not found");
	type("<Esc>n");
	assert_true(ui->prompting);
}

static void the_footer_always_ends_in_help_and_fits(void **state)
{
	(void)state;
	for (int ascii = 0; ascii < 2; ascii++) {
		ui->scene.ascii = ascii;
		for (ui->scene.width = 40; ui->scene.width <= 220; ui->scene.width++)
			if (!strstr(last_row(), "? help\n"))
				fail_msg("at %d columns: %s", ui->scene.width, last_row());
	}
}

static void a_window_that_is_too_small_gets_a_message(void **state)
{
	(void)state;
	for (int height = 1; height < 12; height++) {
		ui_resize(ui, 39, height);
		shows("The window is");
	}
	ui_resize(ui, 1, 1);
	screen();
	ui_resize(ui, 40, 12);
	hides("The window is");
}

static void every_view_draws_at_every_size_and_in_ascii(void **state)
{
	(void)state;
	type("1<Enter>1<Enter>3<Esc>na note<Enter>u2<Esc>");
	for (int i = 0; views[i]; i++) {
		ui_show(ui, views[i]);
		for (int width = 40; width <= 210; width += 17)
			for (int height = 12; height <= 64; height += 13) {
				ui_resize(ui, width, height);
				ui->scene.ascii = true;
				for (const char *at = screen(); *at; at++)
					if (*at != '\n')
						assert_in_range(*at, ' ', '~');
				ui->scene.ascii = false;
				screen();
			}
	}
}

static void unknown_keys_and_commands_say_where_to_look(void **state)
{
	(void)state;
	type("<F9>");
	message_is("F9");
	message_is("?");
	refuses("scehdule");
	message_is("schedule");
	refuses("s");
	message_is("ambiguous");
	message_is("start and schedule");
	refuses("do s1 ServerStratW");
	message_is("StartWrite");
	refuses("do s1 Strat");
	message_is("StartWrite");
	refuses("undo now");
}

static void the_start_screen_refuses_what_needs_a_session(void **state)
{
	(void)state;
	open_ui(NULL);
	type("n");
	assert_false(ui->prompting);
	assert_int_equal(ui->message_kind, MESSAGE_ERROR);
	type("u$0}]m");
	type("<Enter>");
	assert_non_null(ui->scene.session);
	assert_string_equal(ui->scene.session->model->name, "naive");
}

static void without_a_session_only_the_start_screen_and_help_can_be_shown(void **state)
{
	(void)state;
	open_ui(NULL);
	for (int i = 0; views[i]; i++) {
		if (i == 0 || strcmp(views[i]->name, "help") == 0)
			runs("view %s", views[i]->name);
		else
			refuses("view %s", views[i]->name);
		screen();
	}
}

/* --- mouse ------------------------------------------------------------------ */

static void a_click_on_a_step_takes_it_and_one_on_the_footer_presses_the_key(void **state)
{
	char *text, *found;
	int y = 0;

	(void)state;
	text = strdup(screen());
	found = strstr(text, "StartGetBlobKeys");
	assert_non_null(found);
	for (char *at = text; at < found; at++)
		y += *at == '\n';
	free(text);
	ui_click(ui, 5, y);
	depth_is(1);
	screen();
	ui_click(ui, 11, ui->scene.height - 1);
	depth_is(0);
	ui_click(ui, -1, -1);
	ui_click(ui, 10000, 10000);
}

static void the_wheel_moves_the_cursor(void **state)
{
	struct steps_list *steps = steps_of(&ui->scene);

	(void)state;
	screen();
	ui_wheel(ui, 1, 15, 3);
	assert_int_equal(steps->list.cursor, 3);
	ui_wheel(ui, 1, 15, -100);
	assert_int_equal(steps->list.cursor, 0);
}

/* --- files ------------------------------------------------------------------ */

static void saving_asks_before_it_replaces_and_quitting_before_it_loses(void **state)
{
	(void)state;
	type("3");
	runs("save %s/a.itf.json", folder);
	shows("saved");
	assert_false(ui->scene.session->dirty);
	type("<Esc>1<Enter>");
	assert_true(ui->scene.session->dirty);
	runs("save %s/a.itf.json", folder);
	assert_true(ui->prompting);
	type("n");
	assert_true(ui->scene.session->dirty);
	type("q");
	shows("You have unsaved steps. Quit anyway? [y/N]");
	type("n");
	assert_false(ui->quit);
	runs("save %s/a.itf.json", folder);
	type("y");
	assert_false(ui->scene.session->dirty);
	type("q");
	assert_true(ui->quit);
}

static void a_folder_is_refused_before_anything_is_asked(void **state)
{
	(void)state;
	type("3");
	refuses("save %s", folder);
	assert_false(ui->prompting);
	shows("is a folder");
}

static void unsaved_changes_are_shown(void **state)
{
	(void)state;
	hides("not saved");
	type("3<Esc>");
	assert_true(ui->scene.session->dirty);
	shows("not saved");
}

static void another_trace_of_the_file_can_be_played(void **state)
{
	(void)state;
	char open[PATH_MAX + 50];
	snprintf(open, sizeof(open), ":open %s/tests/traces/continue.txt<Enter>", top);
	type(open);
	assert_true(ui->prompting); /* which one? */
	type("2<Enter>");
	assert_int_equal(ui->scene.session->trace_number, 2);
	assert_int_equal(history_count(ui->scene.session->history), 8);
	type(":trace 1<Enter>");
	assert_int_equal(history_count(ui->scene.session->history), 7);
	type(":trace 3<Enter>");
	message_is("from 1 to 2");
	assert_int_equal(ui->scene.session->trace_number, 1);
	type("$1<Enter>"); /* a new step */
	assert_true(ui->scene.session->dirty);
	type(":trace 2<Enter>n");
	assert_int_equal(ui->scene.session->trace_number, 1);
	type(":trace 2<Enter>y");
	assert_int_equal(ui->scene.session->trace_number, 2);
	type(":open naive<Enter>:trace 2<Enter>");
	message_is("not from a file with several traces");
}

static void open_copy(const char *name)
{
	char command[200];

	snprintf(command, sizeof(command), "mkdir -p %s/theirs", folder);
	assert_int_equal(system(command), 0);
	runs("save! %s/theirs/%s", folder, name);
	runs("open! %s/theirs/%s", folder, name);
}

static void a_trace_of_another_tool_is_saved_elsewhere_after_showing_the_name(void **state)
{
	(void)state;
	type("3");
	open_copy("trace.tla");
	runs("save");
	assert_true(ui->prompting);
	input_is("save trace.itf.json");
	type("<Esc>w");
	input_is("save trace.itf.json");
	type("<Esc>");
}

static void the_proposed_name_is_in_this_folder_whatever_the_design_is_called(void **state)
{
	static const char design[] = "{\"extends\":\"naive\",\"name\":\"../../pwn\"}";
	char command[200];

	(void)state;
	snprintf(command, sizeof(command), "%s/pwn.json", folder);
	assert_int_equal(file_write(command, design, sizeof(design) - 1, true, NULL), 0);
	runs("open! %s/pwn.json", folder);
	type("w");
	input_is("save _._.._pwn.itf.json");
	type("<Esc>");
}

static void what_heddle_wrote_is_saved_where_it_was_whatever_its_ending(void **state)
{
	char expected[100];

	(void)state;
	type("3");
	open_copy("mine.json");
	type("w");
	snprintf(expected, sizeof(expected), "save %s/theirs/mine.json", folder);
	input_is(expected);
	type("<Esc>");
}

static void a_file_that_cannot_be_opened_leaves_everything_as_it_was(void **state)
{
	const struct session *before = ui->scene.session;

	(void)state;
	type("3");
	refuses("open! /no/such/file");
	assert_ptr_equal(ui->scene.session, before);
	depth_is(1);
	assert_true(ui->scene.session->dirty);
	refuses("save /no/such/folder/file");
	assert_true(ui->scene.session->dirty);
}

static void a_design_file_is_read_again_when_it_is_replayed_again(void **state)
{
	static const char first[] = "{\"extends\":\"naive\",\"name\":\"first-try\"}";
	static const char second[] = "{\"extends\":\"naive\",\"name\":\"second-try\"}";

	(void)state;
	type("2");
	assert_int_equal(file_write("try.json", first, sizeof(first) - 1, true, NULL), 0);
	runs("replay ./try.json");
	shows("first-try");
	assert_int_equal(file_write("try.json", second, sizeof(second) - 1, true, NULL), 0);
	runs("replay ./try.json");
	shows("second-try");
	hides("first-try");
}

static int changes;

static void count_change(void *ctx)
{
	(void)ctx;
	changes++;
}

static void every_change_is_reported_to_the_journal_once(void **state)
{
	(void)state;
	ui->changed = count_change;
	changes = 0;
	type("jk?<Esc>");
	assert_int_equal(changes, 0);
	type("3");
	assert_int_equal(changes, 1);
	type("nwhy<Enter>");
	assert_int_equal(changes, 2);
	type("u");
	assert_int_equal(changes, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, close_ui)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_key_runs_a_command_that_exists),
		TEST(no_key_is_bound_twice_in_one_view),
		TEST(a_digit_on_the_start_screen_plays_that_chapter),
		TEST(letters_that_take_steps_have_no_other_use),
		TEST(the_tenth_step_has_a_letter_that_takes_it),
		TEST(a_folder_is_refused_before_anything_is_asked),
		TEST(unsaved_changes_are_shown),
		TEST(another_trace_of_the_file_can_be_played),
		TEST(a_trace_of_another_tool_is_saved_elsewhere_after_showing_the_name),
		TEST(what_heddle_wrote_is_saved_where_it_was_whatever_its_ending),
		TEST(every_view_but_a_picker_has_a_key),
		TEST(names_of_commands_are_all_different),
		TEST(every_command_survives_any_argument_on_any_screen),
		TEST(a_digit_opens_a_group_and_enter_takes_its_first_choice),
		TEST(a_digit_takes_a_step_without_choices_at_once),
		TEST(undo_and_redo_walk_the_same_line),
		TEST(a_step_that_cannot_be_taken_is_refused_with_the_reason),
		TEST(branches_are_kept_and_can_be_visited),
		TEST(bookmarks_and_numbers_can_be_jumped_to),
		TEST(brackets_stop_at_notes),
		TEST(another_scope_replays_the_same_steps),
		TEST(another_design_takes_the_steps_that_it_allows),
		TEST(another_design_and_back_is_as_before),
		TEST(an_inert_step_is_refused_with_its_reason),
		TEST(a_note_says_what_it_was_written_for),
		TEST(a_note_is_marked_in_another_scope_only_where_its_step_cannot_be_taken),
		TEST(a_long_note_is_not_crowded_out_by_what_it_was_written_for),
		TEST(help_covers_the_view_and_esc_brings_it_back),
		TEST(v_cycles_through_all_views),
		TEST(a_search_goes_through_its_matches_until_esc),
		TEST(the_proposed_name_is_in_this_folder_whatever_the_design_is_called),
		TEST(the_footer_always_ends_in_help_and_fits),
		TEST(a_window_that_is_too_small_gets_a_message),
		TEST(every_view_draws_at_every_size_and_in_ascii),
		TEST(unknown_keys_and_commands_say_where_to_look),
		TEST(the_start_screen_refuses_what_needs_a_session),
		TEST(without_a_session_only_the_start_screen_and_help_can_be_shown),
		TEST(a_click_on_a_step_takes_it_and_one_on_the_footer_presses_the_key),
		TEST(the_wheel_moves_the_cursor),
		TEST(saving_asks_before_it_replaces_and_quitting_before_it_loses),
		TEST(a_file_that_cannot_be_opened_leaves_everything_as_it_was),
		TEST(a_design_file_is_read_again_when_it_is_replayed_again),
		TEST(every_change_is_reported_to_the_journal_once),
	};

	if (!getcwd(top, sizeof(top)) || !mkdtemp(folder) || chdir(folder) < 0)
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	char command[100];

	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command) || failed;
}
