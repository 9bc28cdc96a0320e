/* Messages and questions about journals of crashed playgrounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/file.h>

#include "journals.h"
#include "screen.h"
#include "ui/ui_private.h"

static int set_up(void **state)
{
	if (journals_set_up(state) != 0)
		return -1;
	ui = ui_new(journals_open("naive"), false);
	return 0;
}

static int tear_down(void **state)
{
	close_ui(state);
	return journals_tear_down(state);
}

static unsigned times(const char *text, const char *part)
{
	unsigned count = 0;

	while ((text = strstr(text, part))) {
		text += strlen(part);
		count++;
	}
	return count;
}

static void leave(unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		journals_die();
}

static void replace_in(const char *path, const char *old, const char *new)
{
	char *text;
	size_t length;

	assert_int_equal(file_read(path, FILE_READ_MAX, &text, &length, NULL), 0);
	assert_non_null(strstr(text, old));
	memcpy(strstr(text, old), new, strlen(new));

	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	fclose(file);
	free(text);
}

static void five_journals_are_listed_once_each(void **state)
{
	struct journal_left *left;

	(void)state;
	leave(4);
	journals_put("broken.journal", "heddle-journal 1\nwhat naive\n");
	type(":recover<Enter>");
	assert_int_equal(journal_leftovers(&left), 5);
	for (int i = 0; i < 5; i++)
		assert_int_equal(times(screen(), left[i].name), 1);
	journal_left_free(left, 5);
	assert_int_equal(times(screen(), ": 3 steps, "), 4);
	shows("\n broken: cannot be restored, is truncated or damaged");
	hides("more");
	hides("…, ");
}

static void journals_that_do_not_fit_the_screen_are_counted(void **state)
{
	char rest[40];

	(void)state;
	leave(15);
	type(":recover<Enter>");

	unsigned seen = times(screen(), ": 3 steps, ");

	assert_in_range(seen, 5, 14);
	snprintf(rest, sizeof(rest), "\n …, %u more\n", 15 - seen);
	shows(rest);
	shows("15 journals are left");
}

static void a_journal_is_deleted_only_after_a_question(void **state)
{
	(void)state;
	leave(1);
	ui_offer_recovery(ui);
	shows("[y/N/d]");
	shows("delete it");
	type("d");
	shows("Delete the journal of naive (3 steps");
	shows("[y/N]");
	assert_int_equal(journals_count(false), 1);
	type("d");
	shows("d is not an answer");
	type("<Enter>");
	assert_int_equal(journals_count(false), 1);
	ui_offer_recovery(ui);
	type("dy");
	assert_int_equal(journals_count(false), 0);
	shows("deleted the journal of naive");
}

static void forget_asks_too_unless_it_has_an_exclamation_mark(void **state)
{
	(void)state;
	leave(1);
	type(":forget<Enter>n");
	assert_int_equal(journals_count(false), 1);
	type(":forget!<Enter>");
	assert_int_equal(journals_count(false), 0);
	type(":forget<Enter>");
	shows("no unsaved session to restore");
}

static void a_damaged_line_is_reported_and_its_journal_kept(void **state)
{
	struct journal_left *left;

	(void)state;
	leave(1);
	assert_int_equal(journal_leftovers(&left), 1);
	replace_in(left->path, "step 1 s1 FailWrite", "step 1 s1 FailWritf");
	type(":recover<Enter>");
	shows("naive is restored in part, and still unsaved: line 10 of the journal is");
	shows("damaged; everything before it is restored; 4 lines after it are skipped");
	message_is("the journal is kept and offered again until :forget ");
	message_is(left->name);
	assert_int_equal(access(left->path, F_OK), 0);
	assert_int_equal(history_count(ui->scene.session->history), 3);
	journal_left_free(left, 1);
}

static void what_cannot_be_restored_says_how_it_is_deleted(void **state)
{
	(void)state;
	journals_put("broken.journal", "heddle-journal 1\nwhat naive\n");
	ui_offer_recovery(ui);
	message_is(":forget broken deletes it");
	type(":recover broken<Enter>");
	message_is("the journal is kept until :forget broken");
	type(":forget broken<Enter>y");
	assert_int_equal(journals_count(false), 0);
}

static void a_journal_of_a_later_version_is_not_offered_for_deletion(void **state)
{
	(void)state;
	journals_put("later.journal", "heddle-journal 7\nwho naive\n");
	ui_offer_recovery(ui);
	message_is("(\"heddle-journal 7\"; this one reads");
	assert_null(strstr(screen(), ":forget"));
	type(":forget later<Enter>");
	assert_null(strstr(screen(), "[y/N]"));
	message_is("a later version of heddle may have written it");
	assert_int_equal(journals_count(false), 1);
}

static void a_playground_without_a_journal_keeps_the_one_it_restored(void **state)
{
	(void)state;
	leave(1);
	type(":recover<Enter>");
	shows("naive is restored, and still unsaved; this session writes no journal, so");
	assert_int_equal(journals_count(false), 1);
}

#define RECOVER_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RECOVER_TEST(five_journals_are_listed_once_each),
		RECOVER_TEST(journals_that_do_not_fit_the_screen_are_counted),
		RECOVER_TEST(a_journal_is_deleted_only_after_a_question),
		RECOVER_TEST(a_damaged_line_is_reported_and_its_journal_kept),
		RECOVER_TEST(what_cannot_be_restored_says_how_it_is_deleted),
		RECOVER_TEST(a_journal_of_a_later_version_is_not_offered_for_deletion),
		RECOVER_TEST(a_playground_without_a_journal_keeps_the_one_it_restored),
		RECOVER_TEST(forget_asks_too_unless_it_has_an_exclamation_mark),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
