/* Journals: what a dead playground leaves behind, and how it comes back. */
#include <heddle/autosave.h>

#include <heddle/session.h>

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64], journals[100];

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/heddle-autosave-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(journals, sizeof journals, "%s/heddle", folder);
	return setenv("XDG_STATE_HOME", folder, 1);
}

static unsigned files(bool remove)
{
	unsigned count = 0;
	DIR *entries = opendir(journals);
	for (struct dirent *entry; entries && (entry = readdir(entries));) {
		char path[400];
		if (entry->d_name[0] == '.')
			continue;
		count++;
		snprintf(path, sizeof path, "%s/%s", journals, entry->d_name);
		if (remove)
			unlink(path);
	}
	if (entries)
		closedir(entries);
	return count;
}

static int tear_down(void **state)
{
	(void)state;
	files(true);
	rmdir(journals);
	return rmdir(folder);
}

static struct session *opened(const char *what)
{
	struct session *session = NULL;
	struct err err = { 0 };
	if (session_open(what, NULL, NULL, &session, &err) != 0)
		fail_msg("%s", err.what);
	return session;
}

/* Plays in a child that then dies without a word. */
static void die_playing(const char *what, void (*play)(struct session *, struct autosave *))
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct session *session = opened(what);
		struct autosave *autosave = autosave_new();
		play(session, autosave);
		raise(SIGKILL);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

static void take(struct session *session, struct autosave *autosave, const char *text)
{
	if (session_do_text(session, text, NULL) != 0)
		abort();
	autosave_track(autosave, session);
}

static void play_a_while(struct session *session, struct autosave *autosave)
{
	autosave_track(autosave, session);
	take(session, autosave, "s1 StartWrite u1 m1 i1");
	take(session, autosave, "s1 WriteMetadata");
	session_note(session, 1, "two\nlines; and a \\");
	autosave_track(autosave, session);
	session_undo(session);
	autosave_track(autosave, session);
	take(session, autosave, "s1 FailWrite");
	session_bookmark(session, 3, "fork");
	autosave_track(autosave, session);
	session_watch(session, 1);
	autosave_track(autosave, session);
	session_jump(session, 2);
	autosave_track(autosave, session);
}

static struct autosave_left *only_leftover(void)
{
	struct autosave_left *left;
	assert_int_equal(autosave_leftovers(&left), 1);
	return left;
}

static struct session *restored(const char *path)
{
	struct session *session = NULL;
	struct err err = { 0 };
	char text[1500];
	if (autosave_restore(path, &session, &err) != 0)
		fail_msg("%s", err_format(&err, text, sizeof text));
	return session;
}

static void what_was_played_survives_a_kill(void **state)
{
	(void)state;
	die_playing("naive", play_a_while);
	struct autosave_left *left = only_leftover();
	assert_string_equal(left->what, "naive");
	struct session *session = restored(left->path);
	assert_int_equal(history_count(session->history), 4);
	assert_int_equal(session->now.node, 2);
	assert_string_equal(history_note(session->history, 1), "two\nlines; and a \\");
	assert_string_equal(history_bookmark(session->history, 3), "fork");
	assert_int_equal(session->properties, 1);
	assert_int_equal(history_parent(session->history, 3), 1);
	assert_true(session->dirty);
	assert_non_null(strstr(session->origin, "naive, recovered"));
	session_free(session);
	autosave_discard(left->path);
	autosave_left_free(left, 1);
	assert_int_equal(files(false), 0);
}

static void note_on_trace(struct session *session, struct autosave *autosave)
{
	size_t length;
	const uint32_t *line = history_line(session->history, &length);
	uint32_t last = line[length - 1];
	session_jump(session, last);
	session_note(session, last, "broken here");
	autosave_track(autosave, session);
}

static void a_trace_that_was_played_comes_back_with_its_path(void **state)
{
	(void)state;
	die_playing("tests/traces/naive.json", note_on_trace);
	struct autosave_left *left = only_leftover();
	assert_string_equal(left->what, "tests/traces/naive.json");
	struct session *session = restored(left->path);
	assert_string_equal(session->path, "tests/traces/naive.json");
	assert_int_equal(session->now.depth, 6);
	assert_string_equal(history_note(session->history, 6), "broken here");
	session_free(session);
	autosave_left_free(left, 1);
}

static void a_recording_survives_too(void **state)
{
	(void)state;
	die_playing("tests/traces/lasso.json", note_on_trace);
	struct autosave_left *left = only_leftover();
	struct session *session = restored(left->path);
	assert_true(session->model->recording);
	session_free(session);
	autosave_left_free(left, 1);
}

static void looking_around_leaves_nothing(void **state)
{
	(void)state;
	struct session *session = opened("tests/traces/naive.json");
	struct autosave *autosave = autosave_new();
	session_redo(session);
	autosave_track(autosave, session);
	assert_int_equal(files(false), 0);
	autosave_free(autosave);
	session_free(session);
}

static void the_journal_of_a_living_playground_is_no_leftover(void **state)
{
	(void)state;
	struct session *session = opened("naive");
	struct autosave *autosave = autosave_new();
	struct autosave_left *left;
	take(session, autosave, "s1 StartWrite u1 m1 i1");
	assert_int_equal(files(false), 1);
	assert_int_equal(autosave_leftovers(&left), 0);
	autosave_left_free(left, 0);
	autosave_free(autosave);
	session_free(session);
}

static void a_clean_exit_keeps_what_is_unsaved_and_only_that(void **state)
{
	(void)state;
	struct session *session = opened("naive");
	struct autosave *autosave = autosave_new();
	take(session, autosave, "s1 StartWrite u1 m1 i1");
	autosave_free(autosave);
	assert_int_equal(files(true), 1);
	autosave = autosave_new();
	autosave_track(autosave, session);
	assert_int_equal(files(false), 1);
	session->dirty = false; /* as saving leaves it */
	autosave_track(autosave, session);
	assert_int_equal(files(false), 0);
	autosave_free(autosave);
	session_free(session);
}

static void playing_another_session_leaves_the_unsaved_one_behind(void **state)
{
	(void)state;
	struct session *one = opened("naive"), *two = opened("improved");
	struct autosave *autosave = autosave_new();
	struct autosave_left *left;
	take(one, autosave, "s1 StartWrite u1 m1 i1");
	autosave_track(autosave, two);
	session_free(one);
	assert_int_equal(autosave_leftovers(&left), 1);
	assert_string_equal(left->what, "naive");
	autosave_left_free(left, 1);
	take(two, autosave, "s1 StartRead u1");
	assert_int_equal(files(false), 2);
	autosave_free(autosave);
	session_free(two);
}

/* Cuts `bytes` off the end of a file. */
static void tear(const char *path, off_t bytes)
{
	struct stat info;
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(truncate(path, info.st_size - bytes), 0);
}

static void a_torn_last_line_is_left_out(void **state)
{
	(void)state;
	die_playing("naive", play_a_while);
	struct autosave_left *left = only_leftover();
	size_t changes = left->changes;
	tear(left->path, 1);
	autosave_left_free(left, 1);
	left = only_leftover();
	assert_int_equal(left->changes, changes - 1);
	struct session *session = restored(left->path);
	assert_int_equal(session->now.node, 3); /* not the jump that came last */
	session_free(session);
	autosave_left_free(left, 1);
}

static void a_journal_torn_anywhere_is_restored_or_refused(void **state)
{
	(void)state;
	die_playing("naive", play_a_while);
	struct autosave_left *left = only_leftover();
	struct stat info;
	assert_int_equal(stat(left->path, &info), 0);
	for (off_t size = info.st_size; size > 0; size -= 7) {
		struct session *session = NULL;
		struct err err = { 0 };
		tear(left->path, size > 7 ? 7 : size);
		if (autosave_restore(left->path, &session, &err) == 0)
			session_free(session);
		else
			assert_true(*err.what != '\0');
	}
	autosave_left_free(left, 1);
}

static void changes_that_make_no_sense_are_left_out_with_what_follows(void **state)
{
	(void)state;
	die_playing("naive", play_a_while);
	struct autosave_left *left = only_leftover();
	FILE *file = fopen(left->path, "a");
	assert_non_null(file);
	fputs("step 99 s1 FailWrite\nat 0\n", file);
	fclose(file);
	struct session *session = restored(left->path);
	assert_int_equal(session->now.node, 2);
	assert_non_null(strstr(session->origin, "2 more no longer fit"));
	session_free(session);
	autosave_left_free(left, 1);
}

static void a_folder_that_cannot_be_written_is_told_once_and_play_goes_on(void **state)
{
	(void)state;
	FILE *file = fopen(journals, "w"); /* a file where the folder should be */
	assert_non_null(file);
	fclose(file);
	struct session *session = opened("naive");
	struct autosave *autosave = autosave_new();
	assert_null(autosave_message(autosave));
	take(session, autosave, "s1 StartWrite u1 m1 i1");
	take(session, autosave, "s1 WriteMetadata");
	assert_non_null(strstr(autosave_message(autosave), "nothing is kept"));
	assert_null(autosave_message(autosave));
	autosave_free(autosave);
	session_free(session);
	unlink(journals);
	mkdir(journals, 0700);
}

#define AUTOSAVE_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AUTOSAVE_TEST(what_was_played_survives_a_kill),
		AUTOSAVE_TEST(a_trace_that_was_played_comes_back_with_its_path),
		AUTOSAVE_TEST(a_recording_survives_too),
		AUTOSAVE_TEST(looking_around_leaves_nothing),
		AUTOSAVE_TEST(the_journal_of_a_living_playground_is_no_leftover),
		AUTOSAVE_TEST(a_clean_exit_keeps_what_is_unsaved_and_only_that),
		AUTOSAVE_TEST(playing_another_session_leaves_the_unsaved_one_behind),
		AUTOSAVE_TEST(a_torn_last_line_is_left_out),
		AUTOSAVE_TEST(a_journal_torn_anywhere_is_restored_or_refused),
		AUTOSAVE_TEST(changes_that_make_no_sense_are_left_out_with_what_follows),
		AUTOSAVE_TEST(a_folder_that_cannot_be_written_is_told_once_and_play_goes_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
