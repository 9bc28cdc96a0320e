/* What the playground asks and says about journals that were left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "heddle/design.h"
#include "journals.h"
#include "screen.h"

static struct autosave *autosave;

static void changed(void *ctx)
{
	(void)ctx;
	autosave_track(autosave, ui->session);
	free(autosave_message(autosave));
}

static int set_up(void **state)
{
	if (journals_set_up(state) != 0)
		return -1;
	autosave = autosave_new();
	ui = ui_new(NULL, false);
	ui_resize(ui, 100, 24);
	ui->journal = autosave;
	ui->changed = changed;
	return 0;
}

static int tear_down(void **state)
{
	autosave_free(autosave);
	close_ui(state);
	return journals_tear_down(state);
}

static void improved(struct session *session, struct autosave *of)
{
	journals_take(session, of, "s1 StartRead u1");
}

/* Whether a text is on the screen, wherever its lines break. */
static bool on_screen(const char *text)
{
	static char flat[100 * 24 * 4];
	size_t length = 0;

	for (const char *c = screen(); *c; c++)
		if ((*c != ' ' && *c != '\n') || (length && flat[length - 1] != ' '))
			flat[length++] = *c == '\n' ? ' ' : *c;
	flat[length] = '\0';
	return strstr(flat, text) != NULL;
}

static void shows(const char *text)
{
	if (!on_screen(text))
		fail_msg("\"%s\" is not on\n%s", text, screen());
}

static void the_answer_is_about_what_was_asked(void **state)
{
	(void)state;
	journals_die();
	ui_offer_recovery(ui);
	shows("naive (3 steps");
	journals_die_playing("improved", improved); /* while the question waits */
	type("y");
	assert_string_equal(ui->session->model->name, "naive");
	shows("naive is restored, and still unsaved; 1 more journal is left, :recover lists it");
	assert_int_equal(journals_count(false), 2);
	type(":recover<Enter>");
	assert_string_equal(ui->session->model->name, "improved");
	shows("improved is restored"); /* and the other one is left now */
	shows("1 more journal is left");
	assert_int_equal(journals_count(false), 2);
}

static void what_is_thrown_away_is_what_was_asked_about(void **state)
{
	struct autosave_left *left;

	(void)state;
	journals_die();
	ui_offer_recovery(ui);
	journals_die_playing("improved", improved);
	type("d");
	shows("what was left of naive is thrown away; 1 more");
	assert_int_equal(autosave_leftovers(&left), 1);
	assert_string_equal(left->what, "improved");
	autosave_left_free(left, 1);
}

static void another_playground_that_restored_it_first_is_told(void **state)
{
	(void)state;
	journals_die();
	ui_offer_recovery(ui);
	journals_count(true);
	type("y");
	assert_null(ui->session);
	shows("no journal is called \"naive-");
}

static void several_are_told_listed_and_reached(void **state)
{
	(void)state;
	journals_put("broken.journal", "heddle-journal 7\n");
	journals_die();
	journals_die_playing("improved", improved);
	ui_offer_recovery(ui);
	shows("3 playgrounds ended without saving, :recover lists them. The latest:");
	type("n:recover<Enter>");
	shows("3 journals are left");
	shows("naive (3 steps");
	shows("improved (1 step");
	shows("broken.journal (is a journal of another");
	assert_null(ui->session);
	type(":recover nai<Tab><Enter>");
	assert_string_equal(ui->session->model->name, "naive");
	type(":forget impr<Tab><Enter>");
	shows("what was left of improved is thrown away; 1 more journal is left");
	type(":forget broken<Enter>");
	shows("a later heddle may have written it");
	type(":recover broken<Enter>");
	shows("is a journal of another version of heddle");
	type(":recover nothing<Enter>");
	shows("no journal is called \"nothing\"");
	assert_int_equal(journals_count(false), 2);
}

static void what_cannot_be_restored_is_said(void **state)
{
	(void)state;
	journals_put("torn.journal", "heddle-journal 1\nwhat naive\n");
	ui_offer_recovery(ui);
	assert_false(ui->prompting);
	shows("cannot be restored");
	shows("torn.journal (ends, or is damaged, before");
	assert_int_equal(journals_count(false), 1);
	type(":forget<Enter>");
	assert_int_equal(journals_count(false), 0);
	type(":forget<Enter>");
	shows("nothing unsaved was left behind");
}

static void what_fits_only_in_part_is_said_and_kept(void **state)
{
	struct autosave_left *left;
	FILE *file;

	(void)state;
	journals_die();
	assert_int_equal(autosave_leftovers(&left), 1);
	file = fopen(left->path, "a");
	fputs("step 2 s1 Nowhere\n", file);
	fclose(file);
	type(":recover<Enter>");
	shows("naive is restored in part, and still unsaved: 1 change no longer fits; the journal "
	      "is kept");
	assert_int_equal(access(left->path, F_OK), 0);
	assert_int_equal(journals_count(false), 2);
	autosave_left_free(left, 1);
}

static void where_nothing_keeps_a_session_its_journal_stays(void **state)
{
	(void)state;
	ui->journal = NULL; /* as under heddle render */
	ui->changed = NULL;
	journals_die();
	type(":recover<Enter>");
	assert_int_equal(ui->session->now.node, 2);
	shows("its journal stays until another one holds the session");
	assert_int_equal(journals_count(false), 1);
	type(":recover<Enter>"); /* which would lose what is unsaved here */
	shows("what you played is not saved, and no journal holds it");
}

static void as_long_as_no_journal_holds_it_the_title_says_so(void **state)
{
	FILE *file = fopen(journals, "w"); /* a file where the folder should be */

	(void)state;
	fclose(file);
	type(":open naive<Enter>1<Enter>");
	shows("not saved no journal");
	type("jj");
	shows("not saved no journal");
	unlink(journals);
	mkdir(journals, 0700);
	type("nnow<Enter>");
	shows("not saved");
	assert_false(on_screen("no journal"));
}

/* Steps, a branch and a note, then another design on which most of it is inert, and more. */
static void change(struct session *session, struct autosave *of)
{
	struct session *fresh;
	struct design *design;
	struct scope scope = scope_unset();

	autosave_track(of, session);
	journals_take(session, of, "s1 ServerStartWrite u1 m1 i1");
	journals_take(session, of, "s1 ServerWriteBlob ui1");
	session_note(session, 2, "before");
	autosave_track(of, session);
	if (design_open("naive", &design, NULL) != 0 ||
	    session_change(session, design, &scope, &fresh, NULL) != 0)
		abort();
	autosave_track(of, fresh);
	session_free(session);
	if (journals_count(false) != 1)
		abort();
	journals_take(fresh, of, "s1 WriteMetadata");
	session_note(fresh, fresh->now.node, "after");
	autosave_track(of, fresh);
}

static void what_is_of_another_version_is_in_the_journal_too(void **state)
{
	(void)state;
	journals_die_playing("storage-cleaner-naive", change);
	assert_int_equal(journals_count(false), 1);
	type(":recover<Enter>");
	assert_string_equal(ui->session->model->name, "naive");

	struct history *history = ui->session->history;

	assert_int_equal(history_count(history), 4);
	assert_true(history_is_inert(history, 2));
	assert_string_equal(history_words(history, 2), "s1 ServerWriteBlob ui1");
	assert_string_equal(history_note(history, 2), "before");
	assert_string_equal(history_note(history, 3), "after");
	assert_int_equal(ui->session->now.node, 3);
	type(":design storage-cleaner-naive<Enter>");
	assert_false(history_is_inert(ui->session->history, 2));
	assert_true(history_is_inert(ui->session->history, 3));
	assert_int_equal(journals_count(false), 1);
	type("q");
	shows("You have unsaved steps");
	type("y");
	assert_int_equal(journals_count(false), 0);
}

static void a_name_too_long_to_ask_about_is_not_asked_about_by_half(void **state)
{
	char line[2 * UI_LINE_MAX];

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	ui_ask(ui, "Really?", line);
	assert_false(ui->prompting);
	shows("too long to be asked about");
	ui_ask(ui, line, "quit!");
	assert_true(ui->prompting);
	assert_int_equal(strncmp(ui->line, "xxx", 3), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_answer_is_about_what_was_asked),
		TEST(what_is_thrown_away_is_what_was_asked_about),
		TEST(another_playground_that_restored_it_first_is_told),
		TEST(several_are_told_listed_and_reached),
		TEST(what_cannot_be_restored_is_said),
		TEST(what_fits_only_in_part_is_said_and_kept),
		TEST(where_nothing_keeps_a_session_its_journal_stays),
		TEST(as_long_as_no_journal_holds_it_the_title_says_so),
		TEST(what_is_of_another_version_is_in_the_journal_too),
		TEST(a_name_too_long_to_ask_about_is_not_asked_about_by_half),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
