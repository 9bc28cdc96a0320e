/* Keys act only on what is visible: every key, in every view, under every prompt and question, and in windows
 * that are too small.  No unsaved step is lost to a key pressed twice. */
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
#include <heddle/session.h>
#include <heddle/trace.h>

#include "screen.h"
#include "share.h"
#include "ui/ui_private.h"

static char folder[] = "/tmp/heddle-unseen-XXXXXX";

/* --- what is played, and what is seen -------------------------------------------- */

/* Everything that a key can change, except the screen itself. */
static char *played(void)
{
	struct steps_list *steps = steps_of(&ui->scene);
	struct buf text;

	buf_init(&text);
	buf_add_text(&text, "");
	if (ui->scene.session) {
		struct trace *trace = session_trace(ui->scene.session);

		trace_format_named("itf")->write(trace, &text, NULL, NULL);
		trace_free(trace);
		buf_printf(&text, "\n%s at %u of %p, properties %u",
		           ui->scene.session->path ? ui->scene.session->path : "",
		           (unsigned)ui->scene.session->now.node, (const void *)ui->scene.session,
		           (unsigned)ui->scene.session->properties);
	}
	/* What would make the next key mean something else in play. */
	buf_printf(&text, "\ngroup %d %d, disabled %d", steps->open_process, steps->open_action,
	           ui->scene.show_disabled);
	return buf_detach(&text);
}

static char *seen(void)
{
	return strdup(screen());
}

static bool is_in_sight(void)
{
	return ui->scene.width >= 40 && ui->scene.height >= 12 &&
	       !view_covers(ui->view, ui->scene.session != NULL);
}

/* --- the table ---------------------------------------------------------------------- */

/* Characters, and all other keys that anything is bound to. */
static const char *nth_key(size_t n)
{
	static const char *const others[] = { "Enter", "Esc",  "Tab",    "S-Tab", "Backspace", "Delete",
		                              "Up",    "Down", "Left",   "Right", "Home",      "End",
		                              "PgUp",  "PgDn", "F1",     "F2",    "F10",       "C-a",
		                              "C-b",   "C-c",  "C-d",    "C-e",   "C-f",       "C-g",
		                              "C-k",   "C-l",  "C-n",    "C-p",   "C-r",       "C-u",
		                              "C-w",   "C-z",  "Insert", "é" };
	static char character[2];

	if (n < '~' - ' ' + 1) {
		character[0] = (char)(' ' + n);
		return character;
	}
	n -= '~' - ' ' + 1;
	return n < sizeof(others) / sizeof(others[0]) ? others[n] : NULL;
}

static const struct place {
	const char *name, *keys; /* that lead there */
	int width, height;
} places[] = {
	{ "play", "", 80, 24 },
	{ "a group in play", "1", 80, 24 },
	{ "start", "<F10>", 80, 24 },
	{ "lanes", "s", 80, 24 },
	{ "program", "P", 80, 24 },
	{ "tree", "t", 80, 24 },
	{ "state", "S", 80, 24 },
	{ "log", "L", 80, 24 },
	{ "properties", "i", 80, 24 },
	{ "watch", "S=T", 80, 24 },
	{ "replay", "O", 80, 24 },
	{ "one replay", "O<Enter>", 80, 24 },
	{ "schedule", "y", 80, 24 },
	{ "help", "?", 80, 24 },
	{ "help over lanes", "s?", 80, 24 },
	{ "help over the replay", "O?", 80, 24 },
	{ "a search", "/s1<Enter>", 80, 24 },
	{ "a search in vain", "/nowhere<Enter>", 80, 24 },
	{ "a command", ":und", 80, 24 },
	{ "a command over help", "?:und", 80, 24 },
	{ "a note", "n", 80, 24 },
	{ "a pattern", "/s", 80, 24 },
	{ "leaving", "q", 80, 24 },
	{ "opening another", ":open naive<Enter>", 80, 24 },
	{ "a window too narrow", "", 39, 24 },
	{ "a window too low", "", 80, 11 },
	{ "a window too low, with a note begun", "n", 80, 11 },
	{ "a window too low, leaving", "q", 80, 11 },
	{ "a window too small, over help", "?", 10, 3 },
};

/* A session with steps, a branch and a note, none of it saved. */
static void go_to(const struct place *place)
{
	struct session *session;
	struct err err = { 0 };

	if (session_open("storage-cleaner-naive", NULL, NULL, &session, &err) < 0)
		fail_msg("%s", err.what);
	ui = ui_new(session, false);
	type("1<Enter>1<Enter>nwhy<Enter>3u3u");
	type(place->keys);
	ui_resize(ui, place->width, place->height);
	screen();
}

static bool is_asked(void)
{
	return ui->prompting && ui->prompt_kind == '?';
}

/* Presses a key in a place.  Returns whether nothing changed, except a message. */
static bool press_one(const struct place *place, const char *key)
{
	char *before = played(), *shown = seen();
	bool small = !(ui->scene.width >= 40 && ui->scene.height >= 12), asked = is_asked();
	bool may_quit = asked && strcasecmp(key, "y") == 0;
	const struct key *row = key_named(key, ui->view->name);
	/* A view's own keys do what it says. */
	bool covered = !ui->prompting && view_covers(ui->view, true) && !(row && row->view);

	ui_key(ui, key);

	char *after = played(), *then = seen();

	if (strcmp(before, after) != 0 && !may_quit) {
		if (!is_in_sight())
			fail_msg("%s changes what is played unseen in %s", key, place->name);
		if (strcmp(shown, then) == 0)
			fail_msg("what %s changes in %s is not to be seen", key, place->name);
		if (covered)
			fail_msg("%s changes in %s what is covered", key, place->name);
	}
	if (small && strcmp(shown, then) != 0 && !asked && !is_asked())
		fail_msg("%s does something in %s", key, place->name);
	if (ui->quit && !may_quit)
		fail_msg("%s leaves from %s with unsaved steps", key, place->name);
	ui->message_kind = MESSAGE_NONE;
	ui->stale = true;
	free(then);
	then = seen();

	bool same = strcmp(before, after) == 0 && strcmp(shown, then) == 0 && !ui->quit;

	free(before);
	free(after);
	free(shown);
	free(then);
	return same;
}

static void no_key_changes_what_cannot_be_seen(void **state)
{
	unsigned nth = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		go_to(&places[i]);
		for (size_t n = 0; nth_key(n); n++) {
			if (strchr("crRH", nth_key(n)[0]) && !nth_key(n)[1])
				continue; /* they search the whole space */
			if (!share_has(nth++))
				continue;
			if (!press_one(&places[i], nth_key(n))) {
				ui_free(ui);
				go_to(&places[i]);
			}
		}
		ui_free(ui);
	}
}

static void a_command_over_help_uncovers_what_it_changes(void **state)
{
	(void)state;
	go_to(&(struct place){ "", "s?:undo<Enter>", 80, 24 });
	assert_string_equal(ui->view->name, "lanes");
	type("?");
	ui_paste(ui, "s1 ServerStartRead u1");
	assert_string_equal(ui->view->name, "lanes");
	type("<F10>:undo<Enter>");
	assert_string_equal(ui->view->name, "play");
	ui_free(ui);
}

static void clicks_wheels_and_pastes_do_nothing_in_a_window_too_small(void **state)
{
	(void)state;
	go_to(&(struct place){ "", "", 39, 24 });

	const struct steps_list *steps = steps_of(&ui->scene);

	char *before = played();
	int cursor = steps->list.cursor;

	for (int y = 0; y < 24; y++)
		ui_click(ui, 5, y);
	ui_wheel(ui, 1, 1, 3);
	ui_paste(ui, "s1 ServerStartRead u1");

	char *after = played();

	assert_string_equal(before, after);
	assert_int_equal(steps->list.cursor, cursor);
	free(before);
	free(after);
	ui_free(ui);
}

/* --- leaving ------------------------------------------------------------------------- */

static void q_closes_every_view_but_play_and_start(void **state)
{
	(void)state;
	for (size_t i = 0; views[i]; i++) {
		go_to(&places[0]);
		ui->scene.session->dirty = false;
		if (strcmp(views[i]->name, "watch") == 0)
			ui_run(ui, "watch serverStates");
		ui_show(ui, views[i]);
		ui_key(ui, "q");
		assert_int_equal(ui->quit, i < 2);
		if (!ui->quit) {
			assert_string_equal(ui->view->name, "play");
			ui_show(ui, views[i]);
			ui_key(ui, "Esc");
			assert_string_equal(ui->view->name, "play");
		}
		ui_free(ui);
	}
}

static void nothing_pressed_in_a_hurry_leaves_with_unsaved_steps(void **state)
{
	static const char *const hurries[] = { "qq",
		                               "qqqq",
		                               "<C-c><C-c>",
		                               "<C-c><C-c><C-c>",
		                               "q<C-c>",
		                               "<C-c>q",
		                               "q<Esc>q",
		                               "?qq",
		                               "?qqq",
		                               "sqqq",
		                               "q<Enter>q",
		                               "<F10>qq",
		                               ":q<Enter><Enter>",
		                               "q1q",
		                               "qjq<Space>" };

	(void)state;
	for (int small = 0; small < 2; small++)
		for (size_t i = 0; i < sizeof(hurries) / sizeof(hurries[0]); i++) {
			go_to(&(struct place){ "", "", small ? 30 : 80, small ? 5 : 24 });
			type(hurries[i]);
			assert_false(ui->quit);
			if (is_asked())
				shows("[y/N]");
			ui_free(ui);
		}
}

static void a_window_too_small_can_be_left(void **state)
{
	(void)state;
	go_to(&(struct place){ "", "n<C-u>begun", 30, 5 });
	type("x1q");
	shows("You have unsaved");
	type("n");
	ui_resize(ui, 80, 24);
	type("n<Up>"); /* what was being typed is not lost */
	input_is("note begun");
	type("<Esc>");
	ui_resize(ui, 30, 5);
	type("qy");
	assert_true(ui->quit);
	ui_free(ui);
}

static void a_question_says_what_is_no_answer(void **state)
{
	(void)state;
	go_to(&(struct place){ "", "q", 80, 24 });
	shows("You have unsaved steps. Quit anyway? [y/N]");
	type("x");
	shows("x is not an answer: press y or n");
	type("n");
	assert_false(ui->prompting);
	ui_free(ui);
}

static void an_offer_gives_way_to_what_is_done_instead(void **state)
{
	(void)state;
	go_to(&places[0]);
	ui_offer(ui, "Restore it?", "quit!");
	type("3");
	assert_false(ui->prompting);
	assert_false(ui->quit);
	depth_is(3);
	ui_offer(ui, "Restore it?", "quit!");
	ui_click(ui, 5, 12);
	assert_false(ui->prompting);
	ui_offer(ui, "Restore it?", "quit!");
	type("y");
	assert_true(ui->quit);
	ui_free(ui);
	ui = ui_new(NULL, false);
	ui_offer(ui, "Restore it?", "quit!");
	type("4");
	assert_string_equal(ui->scene.session->model->name, "storage-cleaner-naive");
	ui_free(ui);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_key_changes_what_cannot_be_seen),
		cmocka_unit_test(a_command_over_help_uncovers_what_it_changes),
		cmocka_unit_test(clicks_wheels_and_pastes_do_nothing_in_a_window_too_small),
		cmocka_unit_test(q_closes_every_view_but_play_and_start),
		cmocka_unit_test(nothing_pressed_in_a_hurry_leaves_with_unsaved_steps),
		cmocka_unit_test(a_window_too_small_can_be_left),
		cmocka_unit_test(a_question_says_what_is_no_answer),
		cmocka_unit_test(an_offer_gives_way_to_what_is_done_instead),
	};

	if (!mkdtemp(folder) || chdir(folder) < 0)
		return 1;
	int failed = cmocka_run_group_tests_name("unseen", tests, NULL, NULL);
	char command[100];

	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command) || failed;
}
