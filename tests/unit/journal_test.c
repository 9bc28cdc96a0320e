/* Journals: what a killed playground leaves behind, and how it comes back. */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/file.h>
#include <heddle/journal.h>
#include <heddle/session.h>
#include <heddle/utf8.h>

#include "journal_aid.h"

/* If set, locks fail with this errno. */
static int flock_fails;

int flock(int file, int operation)
{
	if (!flock_fails)
		return (int)syscall(SYS_flock, file, operation);
	errno = flock_fails;
	return -1;
}

/* If set, an unnamed file cannot be linked. */
static bool linkat_fails;

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
	if (!linkat_fails)
		return (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
	errno = EOPNOTSUPP;
	return -1;
}

/* Limits the size of files, as on a full disk; -1: no limit. */
static void limit_files(long size)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = size < 0 ? limit.rlim_max : (rlim_t)size;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* --- restoring ---------------------------------------------------------------- */

static void everything_played_survives_a_kill(void **state)
{
	(void)state;
	die();
	assert_string_equal(left->what, "naive");
	restore();
	assert_int_equal(history_count(session->history), 4);
	assert_int_equal(session->now.node, 2);
	assert_string_equal(history_note(session->history, 1), "two\nlines; and a \\");
	assert_string_equal(history_bookmark(session->history, 3), "fork");
	assert_int_equal(session->properties, 1);
	assert_int_equal(history_parent(session->history, 3), 1);
	assert_true(session->dirty);
	assert_non_null(strstr(session->origin, "naive, recovered"));
	assert_int_equal(journal_discard(left, NULL), 0);
	assert_int_equal(journals_count(false), 0);
}

static void a_trace_comes_back_with_its_path(void **state)
{
	(void)state;
	die_on_trace("tests/traces/naive.json");
	assert_string_equal(left->what, "tests/traces/naive.json");
	restore();
	assert_string_equal(session->path, "tests/traces/naive.json");
	assert_true(file_stamp_fits(&session->stamp, session->path));
	assert_int_equal(session->now.depth, 6);
	assert_string_equal(history_note(session->history, 6), "broken here");
}

static void a_recording_comes_back(void **state)
{
	(void)state;
	die_on_trace("tests/traces/lasso.json");
	restore();
	assert_true(session->model->recording);
}

static void only_heddles_own_files_are_saved_in_place(void **state)
{
	(void)state;
	static const char *const files[] = { "traces/storage-cleaner-naive.itf.json",
		                             "tests/traces/naive.json" };

	for (int i = 0; i < 2; i++) {
		die_on_trace(files[i]);
		restore();
		assert_int_equal(session->own_file, i == 0);
		journals_count(true);
	}
}

static unsigned mode_of(const char *path)
{
	struct stat info;

	assert_int_equal(stat(path, &info), 0);
	return info.st_mode & 07777;
}

static void only_its_owner_can_read_a_journal(void **state)
{
	(void)state;
	mode_t before = umask(0);

	for (int named = 0; named < 2; named++) {
		linkat_fails = named;
		die();
		linkat_fails = false;
		assert_int_equal(mode_of(left->path), 0600);
		assert_int_equal(mode_of(journals), 0700);
		journals_count(true);
		assert_int_equal(rmdir(journals), 0);
	}
	umask(before);
}

/* --- when there is a journal -------------------------------------------------- */

static void moving_around_leaves_nothing(void **state)
{
	(void)state;
	play("tests/traces/naive.json");
	session_redo(session);
	journal_track(journal, session);
	assert_int_equal(journals_count(false), 0);
}

static void the_journal_of_a_running_playground_is_not_listed(void **state)
{
	(void)state;
	play("naive");
	take_step("s1 StartWrite u1 m1 i1");
	assert_int_equal(journals_count(false), 1);
	assert_int_equal(journal_leftovers(&left), 0);
}

static void a_clean_exit_keeps_only_unsaved_changes(void **state)
{
	(void)state;
	play("naive");
	take_step("s1 StartWrite u1 m1 i1");
	journal_free(journal);
	assert_int_equal(journals_count(true), 1);
	journal = journal_new();
	journal_track(journal, session);
	assert_int_equal(journals_count(false), 1);
	session->dirty = false; /* as saving leaves it */
	journal_track(journal, session);
	assert_int_equal(journals_count(false), 0);
}

static void opening_another_session_leaves_the_unsaved_one_behind(void **state)
{
	(void)state;
	play("naive");

	struct session *other = journals_open("improved");

	take_step("s1 StartWrite u1 m1 i1");
	journal_track(journal, other);
	session_free(session);
	session = other;
	find_left();
	assert_string_equal(left->what, "naive");
	take_step("s1 StartRead u1");
	assert_int_equal(journals_count(false), 2);
}

/* --- full disks --------------------------------------------------------------- */

static void an_unwritable_folder_is_reported_once_and_play_goes_on(void **state)
{
	(void)state;
	FILE *file = fopen(journals, "w"); /* a file in place of the folder */

	assert_non_null(file);
	fclose(file);
	play("naive");
	assert_null(journal_message(journal));
	assert_true(journal_holds(journal));
	take_step("s1 StartWrite u1 m1 i1");
	take_step("s1 WriteMetadata");

	char *message = journal_message(journal);

	assert_non_null(strstr(message, "a crash would lose"));
	free(message);
	assert_null(journal_message(journal));
	assert_false(journal_holds(journal));
	unlink(journals);
	session_note(session, 2, "again");
	journal_track(journal, session);
	assert_true(journal_holds(journal));
	stop();
	find_left();
	restore();
	assert_int_equal(history_count(session->history), 3);
}

static void a_change_that_was_not_written_is_written_with_the_next(void **state)
{
	(void)state;
	struct stat info;

	play("naive");
	take_step("s1 StartWrite u1 m1 i1");
	journal_free(journal);
	find_left();
	assert_int_equal(stat(left->path, &info), 0);
	journals_count(true);

	/* The second step is torn in the middle of its line. */
	journal = journal_new();
	journal_track(journal, session);
	limit_files(info.st_size + 5);
	take_step("s1 WriteMetadata");
	assert_false(journal_holds(journal));
	take_step("s1 WriteBlobAndReturn");
	limit_files(-1);
	session_note(session, 1, "now");
	journal_track(journal, session);
	assert_true(journal_holds(journal));
	assert_null(journal_message(journal)); /* no longer true */
	stop();
	find_left();
	restore();
	assert_int_equal(history_count(session->history), 4);
	assert_string_equal(history_note(session->history, 1), "now");
	assert_null(strstr(session->origin, "no longer fit"));
}

/* Restores a journal on a full disk; the new journal cannot be written. */
static void restore_on_full_disk(void)
{
	die();
	restore();
	journal = journal_new();
	limit_files(100);
	journal_track(journal, session);
	assert_false(journal_replaces(journal, left->path));
}

static void a_restored_session_keeps_its_journal_until_another_holds_it(void **state)
{
	(void)state;
	struct journal_left *others;

	restore_on_full_disk();
	assert_int_equal(journals_count(false), 1);
	assert_int_equal(journal_leftovers(&others), 0); /* it is in use */
	journal_left_free(others, 0);
	session_note(session, 1, "still full");
	journal_track(journal, session);
	assert_int_equal(access(left->path, F_OK), 0);
	limit_files(-1);
	session_note(session, 1, "no longer full");
	journal_track(journal, session);
	assert_int_equal(access(left->path, F_OK), -1);
	assert_int_equal(journals_count(false), 1);
}

static void a_second_crash_on_a_full_disk_loses_nothing(void **state)
{
	(void)state;
	restore_on_full_disk();
	stop(); /* with everything unsaved, as after a hang-up */
	limit_files(-1);
	restore();
	assert_int_equal(history_count(session->history), 4);
}

static void a_restored_session_that_is_saved_or_discarded_leaves_no_journal(void **state)
{
	(void)state;
	restore_on_full_disk();
	limit_files(-1);
	session->dirty = false;
	journal_track(journal, session);
	assert_int_equal(journals_count(false), 0);
}

/* --- files that others touch -------------------------------------------------- */

static void a_journal_that_was_removed_replaced_or_cut_is_started_again(void **state)
{
	(void)state;
	for (int how = 0; how < 3; how++) {
		stop();
		play("naive");
		take_step("s1 StartWrite u1 m1 i1");
		flock_fails = ENOLCK; /* so that it is listed while in use */
		find_left();
		flock_fails = 0;
		if (how < 2)
			unlink(left->path);
		if (how == 1)
			append_to_left("of another program\n");
		if (how == 2)
			cut_left(3);
		take_step("s1 WriteMetadata");
		assert_true(journal_holds(journal));
		stop();
		if (how == 1)
			unlink(left->path);
		find_left();
		restore();
		assert_int_equal(history_count(session->history), 3);
		journals_count(true);
	}
}

static void a_file_in_place_of_the_journal_is_left_alone(void **state)
{
	(void)state;
	char path[400] = "";

	play("naive");
	take_step("s1 StartWrite u1 m1 i1");

	DIR *entries = opendir(journals);

	for (struct dirent *entry; (entry = readdir(entries));)
		if (*entry->d_name != '.')
			snprintf(path, sizeof path, "%s", entry->d_name);
	closedir(entries);
	assert_int_equal(journals_count(true), 1);
	journals_put(path, "mine");
	session->dirty = false; /* as saving leaves it */
	journal_track(journal, session);
	stop();
	assert_int_equal(journals_count(false), 1);
}

static void only_a_lock_means_that_a_playground_is_running(void **state)
{
	(void)state;
	die();
	flock_fails = ENOLCK;
	find_left();
	flock_fails = EWOULDBLOCK;
	journal_left_free(left, 1);
	assert_int_equal(journal_leftovers(&left), 0);
	flock_fails = 0;
}

static void every_journal_is_listed_and_unknown_ones_are_kept(void **state)
{
	(void)state;
	struct journal_left *all;

	journals_put("a.journal", "heddle-journal 1\nwhat naive\npath \nnodes 1\nbase {\"vars");
	journals_put("b.journal", "heddle-journal 3\nand something new\n");
	journals_put("c.journal", "\xff\xfe");
	journals_put("d.journal", "");
	journals_die();
	journals_die();
	journals_put("e.journal", "heddle-jour");
	assert_int_equal(journal_leftovers(&all), 6);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(all[i].broken != NULL, i >= 2);
		assert_true(utf8_valid(all[i].name, strlen(all[i].name)));

		bool torn = strcmp(all[i].name, "a") == 0;

		assert_int_equal(all[i].unknown, i >= 2 && !torn);
		assert_int_equal(journal_discard(&all[i], NULL), all[i].unknown ? -1 : 0);
		assert_int_equal(access(all[i].path, F_OK), all[i].unknown ? 0 : -1);
	}
	assert_int_equal(strncmp(all[0].name, "naive-", 6), 0);
	journal_left_free(all, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		JOURNAL_TEST(everything_played_survives_a_kill),
		JOURNAL_TEST(a_trace_comes_back_with_its_path),
		JOURNAL_TEST(a_recording_comes_back),
		JOURNAL_TEST(only_heddles_own_files_are_saved_in_place),
		JOURNAL_TEST(only_its_owner_can_read_a_journal),
		JOURNAL_TEST(moving_around_leaves_nothing),
		JOURNAL_TEST(the_journal_of_a_running_playground_is_not_listed),
		JOURNAL_TEST(a_clean_exit_keeps_only_unsaved_changes),
		JOURNAL_TEST(opening_another_session_leaves_the_unsaved_one_behind),
		JOURNAL_TEST(an_unwritable_folder_is_reported_once_and_play_goes_on),
		JOURNAL_TEST(a_change_that_was_not_written_is_written_with_the_next),
		JOURNAL_TEST(a_restored_session_keeps_its_journal_until_another_holds_it),
		JOURNAL_TEST(a_second_crash_on_a_full_disk_loses_nothing),
		JOURNAL_TEST(a_restored_session_that_is_saved_or_discarded_leaves_no_journal),
		JOURNAL_TEST(a_journal_that_was_removed_replaced_or_cut_is_started_again),
		JOURNAL_TEST(a_file_in_place_of_the_journal_is_left_alone),
		JOURNAL_TEST(only_a_lock_means_that_a_playground_is_running),
		JOURNAL_TEST(every_journal_is_listed_and_unknown_ones_are_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
