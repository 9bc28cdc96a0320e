/* Edge cases of keys, clicks and questions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/grid.h>
#include <heddle/session.h>
#include <heddle/trace.h>

#include "play.h"
#include "screen.h"
#include "ui/ui_private.h"

static int set_up(void **state)
{
	(void)state;
	ui = ui_new(opened("naive", NULL, NULL), false);
	return 0;
}

static void is_in(const char *view)
{
	assert_string_equal(ui->view->name, view);
}

static void a_click_hits_the_cells_of_its_target_and_no_other(void **state)
{
	(void)state;
	static const struct {
		int x;
		const char *view;
	} clicks[] = { { 9, "play" }, { 10, "lanes" }, { 14, "lanes" }, { 15, "play" } };

	for (size_t i = 0; i < sizeof(clicks) / sizeof(clicks[0]); i++) {
		ui_show(ui, view_named("play"));
		screen();
		ui->scene.hit_count = 0;
		scene_hit(&ui->scene, (struct rect){ 10, 5, 5, 1 }, "view lanes");
		ui_click(ui, clicks[i].x, 5);
		is_in(clicks[i].view);
	}
}

static void of_two_targets_the_one_on_top_is_hit(void **state)
{
	(void)state;
	screen();
	scene_hit(&ui->scene, (struct rect){ 0, 5, 80, 1 }, "view lanes");
	scene_hit(&ui->scene, (struct rect){ 10, 5, 5, 1 }, "view tree");
	ui_click(ui, 12, 5);
	is_in("tree");
}

static void another_view_ends_a_search(void **state)
{
	(void)state;
	type("/write<Enter>");
	assert_true(ui->searching);
	ui_show(ui, view_named("lanes"));
	assert_false(ui->searching);
}

static void plain_ascii_shows_at_once(void **state)
{
	(void)state;
	shows("─");
	ui->scene.ascii = true;
	hides("─");
}

static void a_message_that_is_too_long_is_cut_between_characters(void **state)
{
	char text[2 * UI_TEXT_MAX];

	(void)state;
	for (size_t shift = 0; shift < 3; shift++) {
		memset(text, 'x', shift);
		text[shift] = '\0';
		while (strlen(text) < UI_TEXT_MAX + 10)
			strcat(text, "—");
		ui_say(ui, "%s", text);
		assert_true(strlen(ui->message) < UI_TEXT_MAX);
		assert_true(strlen(ui->message) >= UI_TEXT_MAX - 6);
		assert_string_equal(ui->message + strlen(ui->message) - strlen("—…"), "—…");
	}
}

/* The command line of a question is run as a whole or not at all. */
static void a_command_that_is_too_long_to_be_asked_about_is_refused(void **state)
{
	char command[sizeof(ui->question_command) + 1];

	(void)state;
	memset(command, 'x', sizeof(command));
	command[sizeof(command) - 1] = '\0';
	ui_ask(ui, "Really?", command);
	assert_false(ui->prompting);
	assert_int_equal(ui->message_kind, MESSAGE_ERROR);
	command[sizeof(command) - 2] = '\0';
	ui_ask(ui, "Really?", command);
	assert_true(ui->prompting);
	assert_string_equal(ui->question_command, command);
}

static void an_offer_gives_way_to_what_is_done_instead_and_a_question_does_not(void **state)
{
	(void)state;
	ui_offer(ui, "Restore it?", "quit!");
	type("j");
	assert_false(ui->prompting);
	ui_ask(ui, "Really?", "quit!");
	type("j");
	assert_true(ui->prompting);
	assert_false(ui->quit);
}

static void a_name_that_no_key_can_have_is_refused(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(ui_type(ui, "<aaaaaaaaaaaaaaaaaaaa>", &err), -1);
	assert_int_equal(ui_type(ui, "<>", &err), -1);
	assert_int_equal(ui_type(ui, "<aaaaaaaaaaaaaaaaaaa>", &err), 0);
}

static void what_is_opened_in_another_session_stays_open(void **state)
{
	(void)state;
	type("2");
	depth_is(1);
	ui_begin(ui);
	ui_set_session(ui, opened("naive", NULL, NULL));
	ui_show(ui, view_named("help"));
	ui_end(ui);
	is_in("help");
}

static void further_violations_on_the_line_are_counted(void **state)
{
	static const char *const story[] = { "s1 StartWrite u1 m1 i1", "s1 WriteMetadata",
		                             "s1 FailWrite",           "s1 StartRead u1",
		                             "s1 ReadMetadata",        "s1 ReadBlobAndReturn",
		                             "s1 StartRead u1",        "s1 ReadMetadata",
		                             "s1 ReadBlobAndReturn" };

	(void)state;
	for (size_t i = 0; i < sizeof(story) / sizeof(story[0]); i++)
		assert_int_equal(session_do_text(ui->scene.session, story[i], NULL), 0);
	session_jump(ui->scene.session, 0);
	shows("✗ at step 6 +1");
}

static void the_first_time_around_a_loop_is_round_one(void **state)
{
	struct session *session;

	(void)state;
	ui_set_session(ui, opened("tests/traces/storage-cleaner-working-lasso.txt", NULL, NULL));
	session = ui->scene.session;
	while (history_cursor(session->history) != session->loop_end)
		assert_true(session_redo(session));
	hides("round");
	assert_true(session_redo(session));
	shows(", round 2");
	assert_true(session_undo(session));
	hides("round");
	assert_int_equal(history_cursor(session->history), session->loop_end);
}

static void why_a_run_ended_is_said_at_its_ends(void **state)
{
	struct session *session = ui->scene.session;

	(void)state;
	assert_int_equal(session_do_text(session, "s1 StartRead u1", NULL), 0);
	assert_int_equal(session_do_text(session, "s1 ReadMetadata", NULL), 0);
	session->ended = strdup("it was tired");
	shows("it was tired");
	session_jump(session, 1);
	session_jump(session, 1);
	assert_true(session_undo(session));
	shows("it was tired");
	assert_true(session_redo(session));
	hides("it was tired");
}

/* Beyond the maximum, the oldest are dropped and freed. */
static void the_oldest_of_many_lines_is_forgotten(void **state)
{
	(void)state;
	for (int i = 0; i < 210; i++) {
		char line[40];

		snprintf(line, sizeof(line), ":view lanes %d<Enter>", i);
		type(line);
	}
	type(":<Up>");
	input_is("view lanes 209");
	for (int i = 0; i < 300; i++)
		type("<Up>");
	input_is("view lanes 10");
	type("<Esc>");
}

/* The style of the first cell of `text` on the screen. */
static unsigned style_of(const char *text)
{
	const char *all = screen(), *at = strstr(all, text);
	int y = 0;

	assert_non_null(at);
	for (const char *c = all; c < at; c++)
		y += *c == '\n';
	for (int x = 0; x < ui->screen.width; x++) {
		const struct cell *cell = &ui->screen.cells[y * ui->screen.width + x];

		if (cell->point == (uint32_t)*text && cell[1].point == (uint32_t)text[1])
			return cell->style;
	}
	fail_msg("%s is not on the screen", text);
	return 0;
}

static void a_branch_that_is_longer_than_the_line_is_not_taken_for_it(void **state)
{
	(void)state;
	assert_int_equal(session_do_text(ui->scene.session, "s1 StartWrite u1 m1 i1", NULL), 0);
	assert_int_equal(session_do_text(ui->scene.session, "s1 WriteMetadata", NULL), 0);
	assert_int_equal(session_do_text(ui->scene.session, "s1 FailWrite", NULL), 0);
	ui_show(ui, view_named("tree"));
	assert_int_not_equal(style_of("FailWrite"), STYLE_DIM);
	session_jump(ui->scene.session, 0);
	assert_int_equal(session_do_text(ui->scene.session, "s1 StartRead u1", NULL), 0);
	assert_int_equal(style_of("FailWrite"), STYLE_DIM);
	assert_int_not_equal(style_of("StartRead"), STYLE_DIM);
}

enum { ENTRIES = 40 };

/* A recording whose log has ENTRIES records, with a field that is never set. */
static struct session *recorded_log(const char *name)
{
	struct session *session = NULL;
	struct trace *trace = NULL;
	struct buf text;

	buf_init(&text);
	buf_add_text(&text, "{\"vars\":[\"log\",\"other\"],\"states\":[{\"other\":7,\"log\":[");
	for (int i = 0; i < ENTRIES; i++)
		buf_printf(&text, "%s{\"name\":%s,\"more\":\"UNSET\"}", i ? "," : "", name);
	buf_add_text(&text, "]}]}");
	assert_int_equal(trace_parse(text.data, text.length, "log.itf.json", &trace, NULL), 0);
	assert_int_equal(session_open_trace(trace, NULL, NULL, NULL, &session, NULL), 0);
	trace_free(trace);
	buf_release(&text);
	return session;
}

static unsigned count_of(const char *text, const char *part)
{
	unsigned count = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		count++;
	return count;
}

static void entries_that_have_no_room_are_counted(void **state)
{
	(void)state;
	ui_set_session(ui, recorded_log("\"entry\""));
	for (int height = 12; height < 60; height++) {
		unsigned earlier = 0;

		ui_resize(ui, 80, height);
		const char *text = screen(), *told = strstr(text, " earlier");

		while (told && told > text && told[-1] != '+')
			told--;
		if (told)
			earlier = (unsigned)strtoul(told, NULL, 10);
		if (count_of(text, "entry") + earlier != ENTRIES)
			fail_msg("%u and %u:\n%s", count_of(text, "entry"), earlier, text);
	}
}

static void fields_of_which_none_is_ever_set_are_still_shown(void **state)
{
	(void)state;
	ui_set_session(ui, recorded_log("\"UNSET\""));
	shows("more");
}

/* Writing the note again means that it is true of this design too. */
static void a_note_that_is_written_again_belongs_to_the_present_design(void **state)
{
	(void)state;
	assert_int_equal(session_do_text(ui->scene.session, "s1 StartRead u1", NULL), 0);
	session_note(ui->scene.session, 1, "why");
	runs("design working");
	assert_non_null(session_note_other(ui->scene.session, 1));
	session_note(ui->scene.session, 1, "why");
	assert_null(session_note_other(ui->scene.session, 1));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, close_ui)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_click_hits_the_cells_of_its_target_and_no_other),
		TEST(of_two_targets_the_one_on_top_is_hit),
		TEST(another_view_ends_a_search),
		TEST(plain_ascii_shows_at_once),
		TEST(a_command_that_is_too_long_to_be_asked_about_is_refused),
		TEST(an_offer_gives_way_to_what_is_done_instead_and_a_question_does_not),
		TEST(a_name_that_no_key_can_have_is_refused),
		TEST(what_is_opened_in_another_session_stays_open),
		TEST(further_violations_on_the_line_are_counted),
		TEST(a_message_that_is_too_long_is_cut_between_characters),
		TEST(why_a_run_ended_is_said_at_its_ends),
		TEST(the_oldest_of_many_lines_is_forgotten),
		TEST(a_branch_that_is_longer_than_the_line_is_not_taken_for_it),
		TEST(entries_that_have_no_room_are_counted),
		TEST(fields_of_which_none_is_ever_set_are_still_shown),
		TEST(a_note_that_is_written_again_belongs_to_the_present_design),
		TEST(the_first_time_around_a_loop_is_round_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
