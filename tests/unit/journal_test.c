/* Journals: what a dead playground leaves behind, and how it comes back. */
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

#include <heddle/buf.h>
#include <heddle/file.h>
#include <heddle/journal.h>
#include <heddle/session.h>
#include <heddle/trace.h>
#include <heddle/utf8.h>

#include "journals.h"

/* A disk on which locks do not work, once this is set. */
static int flock_fails;

int flock(int file, int operation)
{
	if (!flock_fails)
		return (int)syscall(SYS_flock, file, operation);
	errno = flock_fails;
	return -1;
}

/* A disk on which a file cannot get its name later, once this is set. */
static bool linkat_fails;

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
	if (!linkat_fails)
		return (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
	errno = EOPNOTSUPP;
	return -1;
}

/* Files may grow no further than `size`, as on a full disk; -1: as far as they like. */
static void limit_files(long size)
{
	struct rlimit limit;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = size < 0 ? limit.rlim_max : (rlim_t)size;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static struct journal_left *only_leftover(void)
{
	struct journal_left *left;
	assert_int_equal(journal_leftovers(&left), 1);
	return left;
}

static struct session *restored(const char *path)
{
	struct session *session = NULL;
	struct err err = { 0 };
	char text[1500];
	struct journal_lost lost;
	if (journal_restore(path, &session, &lost, &err) != 0)
		fail_msg("%s", err_format(&err, text, sizeof text));
	return session;
}

static void what_was_played_survives_a_kill(void **state)
{
	(void)state;
	journals_die();
	struct journal_left *left = only_leftover();
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
	assert_int_equal(journal_discard(left, NULL), 0);
	journal_left_free(left, 1);
	assert_int_equal(journals_count(false), 0);
}

static void note_on_trace(struct session *session, struct journal *journal)
{
	size_t length;
	const uint32_t *line = history_line(session->history, &length);
	uint32_t last = line[length - 1];
	session_jump(session, last);
	session_note(session, last, "broken here");
	journal_track(journal, session);
}

static void a_trace_that_was_played_comes_back_with_its_path(void **state)
{
	(void)state;
	journals_die_playing("tests/traces/naive.json", note_on_trace);
	struct journal_left *left = only_leftover();
	assert_string_equal(left->what, "tests/traces/naive.json");
	struct session *session = restored(left->path);
	assert_string_equal(session->path, "tests/traces/naive.json");
	assert_true(file_stamp_fits(&session->stamp, session->path));
	assert_int_equal(session->now.depth, 6);
	assert_string_equal(history_note(session->history, 6), "broken here");
	session_free(session);
	journal_left_free(left, 1);
}

static unsigned mode_of(const char *path)
{
	struct stat info;
	assert_int_equal(stat(path, &info), 0);
	return info.st_mode & 07777;
}

static void nobody_else_may_read_a_journal(void **state)
{
	(void)state;
	mode_t before = umask(0);
	for (int named = 0; named < 2; named++) {
		linkat_fails = named;
		journals_die();
		linkat_fails = false;
		struct journal_left *left = only_leftover();
		assert_int_equal(mode_of(left->path), 0600);
		assert_int_equal(mode_of(journals), 0700);
		journal_left_free(left, 1);
		journals_count(true);
		assert_int_equal(rmdir(journals), 0);
	}
	umask(before);
}

static void a_recording_survives_too(void **state)
{
	(void)state;
	journals_die_playing("tests/traces/lasso.json", note_on_trace);
	struct journal_left *left = only_leftover();
	struct session *session = restored(left->path);
	assert_true(session->model->recording);
	session_free(session);
	journal_left_free(left, 1);
}

static void looking_around_leaves_nothing(void **state)
{
	(void)state;
	struct session *session = journals_open("tests/traces/naive.json");
	struct journal *journal = journal_new();
	session_redo(session);
	journal_track(journal, session);
	assert_int_equal(journals_count(false), 0);
	journal_free(journal);
	session_free(session);
}

static void the_journal_of_a_living_playground_is_no_leftover(void **state)
{
	(void)state;
	struct session *session = journals_open("naive");
	struct journal *journal = journal_new();
	struct journal_left *left;
	journals_take(session, journal, "s1 StartWrite u1 m1 i1");
	assert_int_equal(journals_count(false), 1);
	assert_int_equal(journal_leftovers(&left), 0);
	journal_left_free(left, 0);
	journal_free(journal);
	session_free(session);
}

static void a_clean_exit_keeps_what_is_unsaved_and_only_that(void **state)
{
	(void)state;
	struct session *session = journals_open("naive");
	struct journal *journal = journal_new();
	journals_take(session, journal, "s1 StartWrite u1 m1 i1");
	journal_free(journal);
	assert_int_equal(journals_count(true), 1);
	journal = journal_new();
	journal_track(journal, session);
	assert_int_equal(journals_count(false), 1);
	session->dirty = false; /* as saving leaves it */
	journal_track(journal, session);
	assert_int_equal(journals_count(false), 0);
	journal_free(journal);
	session_free(session);
}

static void playing_another_session_leaves_the_unsaved_one_behind(void **state)
{
	(void)state;
	struct session *one = journals_open("naive"), *two = journals_open("improved");
	struct journal *journal = journal_new();
	struct journal_left *left;
	journals_take(one, journal, "s1 StartWrite u1 m1 i1");
	journal_track(journal, two);
	session_free(one);
	assert_int_equal(journal_leftovers(&left), 1);
	assert_string_equal(left->what, "naive");
	journal_left_free(left, 1);
	journals_take(two, journal, "s1 StartRead u1");
	assert_int_equal(journals_count(false), 2);
	journal_free(journal);
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
	journals_die();
	struct journal_left *left = only_leftover();
	size_t changes = left->changes;
	tear(left->path, 1);
	journal_left_free(left, 1);
	left = only_leftover();
	assert_int_equal(left->changes, changes - 1);
	struct session *session = restored(left->path);
	assert_int_equal(session->now.node, 3); /* not the jump that came last */
	session_free(session);
	journal_left_free(left, 1);
}

static void a_journal_torn_anywhere_is_restored_or_refused(void **state)
{
	(void)state;
	journals_die();
	struct journal_left *left = only_leftover();
	struct stat info;
	assert_int_equal(stat(left->path, &info), 0);
	for (off_t size = info.st_size; size > 0; size -= 7) {
		struct session *session = NULL;
		struct err err = { 0 };
		struct journal_lost lost;
		tear(left->path, size > 7 ? 7 : size);
		if (journal_restore(left->path, &session, &lost, &err) == 0)
			session_free(session);
		else
			assert_true(*err.what != '\0');
	}
	journal_left_free(left, 1);
}

static void append(const char *path, const char *text)
{
	FILE *file = fopen(path, "a");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* Makes a journal of version 1 of it, whose lines had no checksums. */
static void make_old(const char *path)
{
	char *text;
	size_t length;
	assert_int_equal(file_read(path, FILE_READ_MAX, &text, &length, NULL), 0);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("heddle-journal 1\n", file);
	for (const char *line = strchr(text, '\n') + 1; *line; line = strchr(line, '\n') + 1)
		fprintf(file, "%.*s", (int)strcspn(line + 9, "\n") + 1, line + 9);
	fclose(file);
	free(text);
}

static void journals_of_version_1_are_still_read(void **state)
{
	(void)state;
	journals_die();
	struct journal_left *left = only_leftover();
	make_old(left->path);
	journal_left_free(left, 1);
	left = only_leftover();
	assert_null(left->broken);
	assert_int_equal(left->steps, 3);
	struct session *session = restored(left->path);
	assert_int_equal(history_count(session->history), 4);
	assert_string_equal(history_note(session->history, 1), "two\nlines; and a \\");
	assert_string_equal(session->origin, "naive, recovered with its last 9 changes");
	session_free(session);
	journal_left_free(left, 1);
}

/* Its bytes are what it is: a later heddle has to read them. */
static void a_journal_of_version_2_is_read_as_it_was_written(void **state)
{
	(void)state;
	journals_die();
	struct journal_left *left = only_leftover();
	char *text;
	size_t length;
	assert_int_equal(file_read(left->path, FILE_READ_MAX, &text, &length, NULL), 0);
	assert_int_equal(strncmp(text, "heddle-journal 2\n", 17), 0);
	assert_non_null(strstr(text, "5d988b4f what naive\n"));
	assert_non_null(strstr(text, "e17e6b92 step 1 s1 WriteMetadata\n"));
	free(text);
	journal_left_free(left, 1);
}

static void changes_that_make_no_sense_are_left_out_alone(void **state)
{
	(void)state;
	journals_die();
	struct journal_left *left = only_leftover();
	make_old(left->path);
	append(left->path, "step 99 s1 FailWrite\nstep 4 s1 Nothing\nat 5\nnote 2 here\nat 0\n");
	struct session *session = NULL;
	struct journal_lost lost;
	assert_int_equal(journal_restore(left->path, &session, &lost, NULL), 0);
	assert_int_equal(lost.changes, 3);
	assert_non_null(strstr(session->origin, "3 changes no longer fit"));
	assert_string_equal(history_note(session->history, 2), "here");
	assert_int_equal(session->now.node, 0);
	session_free(session);
	journal_left_free(left, 1);
}

static void put_bytes(const char *path, const char *text, size_t length)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	fclose(file);
}

static void a_change_that_cannot_be_made_does_not_move_the_cursor(void **state)
{
	(void)state;
	journals_die_playing("tests/traces/naive.json", note_on_trace);
	struct journal_left *left = only_leftover();
	make_old(left->path);
	append(left->path, "step 1 s1 StartWrite u1 m1 i1\n");
	struct session *session = NULL;
	struct journal_lost lost;
	assert_int_equal(journal_restore(left->path, &session, &lost, NULL), 0);
	assert_int_equal(lost.changes, 1);
	assert_int_equal(session->now.node, 6); /* as in the file */
	session_free(session);
	journal_left_free(left, 1);
}

static void a_step_that_was_never_played_is_said_nothing_of(void **state)
{
	(void)state;
	journals_die(); /* after three steps */
	struct journal_left *left = only_leftover();
	make_old(left->path);
	append(left->path, "note 4 nowhere\n");
	struct session *session = NULL;
	struct journal_lost lost;
	assert_int_equal(journal_restore(left->path, &session, &lost, NULL), 0);
	assert_int_equal(lost.changes, 1);
	assert_null(history_note(session->history, 0));
	session_free(session);
	journal_left_free(left, 1);
}

static void a_file_that_took_the_place_of_the_journal_is_left_alone(void **state)
{
	(void)state;
	struct session *session = journals_open("naive");
	struct journal *journal = journal_new();
	journals_take(session, journal, "s1 StartWrite u1 m1 i1");
	DIR *entries = opendir(journals);
	char path[400] = "";
	for (struct dirent *entry; (entry = readdir(entries));)
		if (*entry->d_name != '.')
			snprintf(path, sizeof path, "%s/%s", journals, entry->d_name);
	closedir(entries);
	assert_int_equal(unlink(path), 0);
	put_bytes(path, "mine", 4);
	session->dirty = false; /* as saving leaves it */
	journal_track(journal, session);
	journal_free(journal);
	assert_int_equal(journals_count(false), 1);
	session_free(session);
}

static void only_a_session_of_heddles_own_is_saved_where_it_was(void **state)
{
	(void)state;
	static const char *const files[] = { "traces/storage-cleaner-naive.itf.json",
		                             "tests/traces/naive.json" };
	for (int i = 0; i < 2; i++) {
		journals_die_playing(files[i], note_on_trace);
		struct journal_left *left = only_leftover();
		struct session *session = restored(left->path);
		assert_int_equal(session->own_file, i == 0);
		session_free(session);
		journal_left_free(left, 1);
		journals_count(true);
	}
}

static void a_line_that_is_cut_is_told_and_never_completed(void **state)
{
	(void)state;
	/* A line that ends early, by damage and by a crash in the middle of it. */
	static const char *const cut[] = { "step 1 s1 WriteMeta\n", "step 1 s1 WriteMetadata" };

	for (size_t i = 0; i < 2; i++) {
		struct session *whole = journals_open("naive");
		struct journal *journal = journal_new();
		journals_take(whole, journal, "s1 StartWrite u1 m1 i1");
		journal_free(journal);
		session_free(whole);
		struct journal_left *left = only_leftover();
		append(left->path, cut[i]);
		struct session *session = NULL;
		struct journal_lost lost;
		assert_int_equal(journal_restore(left->path, &session, &lost, NULL), 0);
		assert_int_equal(lost.line, 6);
		assert_int_equal(lost.changes + lost.behind, 0);
		assert_non_null(strstr(session->origin,
		                       "line 6 of the journal is damaged; everything before it is restored"));
		assert_int_equal(history_count(session->history), 2);
		session_free(session);
		unlink(left->path);
		journal_left_free(left, 1);
	}
}

/* --- disks that are full ------------------------------------------------------ */

static void a_folder_that_cannot_be_written_is_told_once_and_play_goes_on(void **state)
{
	(void)state;
	FILE *file = fopen(journals, "w"); /* a file where the folder should be */
	assert_non_null(file);
	fclose(file);
	struct session *session = journals_open("naive");
	struct journal *journal = journal_new();
	assert_null(journal_message(journal));
	assert_true(journal_holds(journal));
	journals_take(session, journal, "s1 StartWrite u1 m1 i1");
	journals_take(session, journal, "s1 WriteMetadata");
	char *message = journal_message(journal);
	assert_non_null(strstr(message, "a crash would lose"));
	free(message);
	assert_null(journal_message(journal));
	assert_false(journal_holds(journal));
	unlink(journals); /* and then it can */
	session_note(session, 2, "again");
	journal_track(journal, session);
	assert_true(journal_holds(journal));
	journal_free(journal);
	session_free(session);
	struct journal_left *left = only_leftover();
	session = restored(left->path);
	assert_int_equal(history_count(session->history), 3);
	session_free(session);
	journal_left_free(left, 1);
}

static void a_change_that_was_not_written_is_written_with_the_next(void **state)
{
	(void)state;
	struct session *session = journals_open("naive");
	struct journal *journal = journal_new();
	journals_take(session, journal, "s1 StartWrite u1 m1 i1");
	journal_free(journal);
	struct journal_left *left = only_leftover();
	struct stat info;
	assert_int_equal(stat(left->path, &info), 0);
	journal_left_free(left, 1);
	journals_count(true);

	/* The second step is torn in the middle of its line. */
	journal = journal_new();
	journal_track(journal, session);
	limit_files(info.st_size + 5);
	journals_take(session, journal, "s1 WriteMetadata");
	assert_false(journal_holds(journal));
	journals_take(session, journal, "s1 WriteBlobAndReturn");
	limit_files(-1);
	session_note(session, 1, "now");
	journal_track(journal, session);
	assert_true(journal_holds(journal));
	assert_null(journal_message(journal)); /* it is no longer true */
	journal_free(journal);
	session_free(session);
	left = only_leftover();
	session = restored(left->path);
	assert_int_equal(history_count(session->history), 4);
	assert_string_equal(history_note(session->history, 1), "now");
	assert_null(strstr(session->origin, "no longer fit"));
	session_free(session);
	journal_left_free(left, 1);
}

static void what_is_restored_keeps_its_journal_until_another_holds_it(void **state)
{
	(void)state;
	journals_die();
	struct journal_left *left = only_leftover(), *others;
	struct session *session = restored(left->path);
	struct journal *journal = journal_new();
	limit_files(100);
	journal_track(journal, session);
	assert_false(journal_replaces(journal, left->path));
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
	journal_free(journal);
	session_free(session);
	journal_left_free(left, 1);
}

static void a_second_crash_on_a_full_disk_loses_nothing_either(void **state)
{
	(void)state;
	journals_die();
	struct journal_left *left = only_leftover();
	struct session *session = restored(left->path);
	struct journal *journal = journal_new();
	limit_files(100);
	journal_track(journal, session);
	journal_replaces(journal, left->path);
	journal_free(journal); /* with all of it unsaved, as after a hang-up */
	session_free(session);
	limit_files(-1);
	session = restored(left->path);
	assert_int_equal(history_count(session->history), 4);
	session_free(session);
	journal_left_free(left, 1);
}

static void what_is_restored_and_saved_or_given_up_leaves_no_journal(void **state)
{
	(void)state;
	journals_die();
	struct journal_left *left = only_leftover();
	struct session *session = restored(left->path);
	struct journal *journal = journal_new();
	limit_files(100);
	journal_track(journal, session);
	journal_replaces(journal, left->path);
	limit_files(-1);
	session->dirty = false;
	journal_track(journal, session);
	assert_int_equal(journals_count(false), 0);
	journal_free(journal);
	session_free(session);
	journal_left_free(left, 1);
}

/* --- files that others touch -------------------------------------------------- */

static void a_journal_that_was_removed_replaced_or_cut_is_begun_again(void **state)
{
	(void)state;
	for (int how = 0; how < 3; how++) {
		struct session *session = journals_open("naive");
		struct journal *journal = journal_new();
		struct journal_left *left;
		journals_take(session, journal, "s1 StartWrite u1 m1 i1");
		flock_fails = ENOLCK; /* so that it is listed though it lives */
		left = only_leftover();
		flock_fails = 0;
		if (how < 2)
			unlink(left->path);
		if (how == 1)
			append(left->path, "of another program\n");
		if (how == 2)
			tear(left->path, 3);
		journals_take(session, journal, "s1 WriteMetadata");
		assert_true(journal_holds(journal));
		journal_free(journal);
		session_free(session);
		if (how == 1)
			unlink(left->path);
		journal_left_free(left, 1);
		left = only_leftover();
		session = restored(left->path);
		assert_int_equal(history_count(session->history), 3);
		session_free(session);
		journal_left_free(left, 1);
		journals_count(true);
	}
}

static void only_a_lock_means_that_a_playground_lives(void **state)
{
	(void)state;
	journals_die();
	flock_fails = ENOLCK;
	journal_left_free(only_leftover(), 1);
	flock_fails = EWOULDBLOCK;
	struct journal_left *left;
	assert_int_equal(journal_leftovers(&left), 0);
	flock_fails = 0;
	journal_left_free(left, 0);
}

static void all_that_is_left_is_listed_and_what_cannot_be_read_hides_nothing(void **state)
{
	(void)state;
	struct journal_left *left;
	journals_put("a.journal", "heddle-journal 1\nwhat naive\npath \nnodes 1\nbase {\"vars");
	journals_put("b.journal", "heddle-journal 3\nand something new\n");
	journals_put("c.journal", "\xff\xfe");
	journals_put("d.journal", "");
	journals_die();
	journals_die();
	journals_put("e.journal", "heddle-jour");
	assert_int_equal(journal_leftovers(&left), 6);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(left[i].broken != NULL, i >= 2);
		assert_true(utf8_valid(left[i].name, strlen(left[i].name)));
		bool torn = strcmp(left[i].name, "a") == 0;
		assert_int_equal(left[i].unknown, i >= 2 && !torn);
		/* What heddle does not know, it does not remove. */
		assert_int_equal(journal_discard(&left[i], NULL), left[i].unknown ? -1 : 0);
		assert_int_equal(access(left[i].path, F_OK), left[i].unknown ? 0 : -1);
	}
	assert_int_equal(strncmp(left[0].name, "naive-", 6), 0);
	journal_left_free(left, 6);
}

/* --- bytes that flip ---------------------------------------------------------- */

/* Saves the session as a file would have it, and opens that. */
static void saves_and_opens(struct session *session, size_t at, int bit)
{
	struct trace *trace = session_trace(session), *again = NULL;
	struct err err = { 0 };
	struct buf text;
	buf_init(&text);
	assert_int_equal(trace_format_named("itf")->write(trace, &text, NULL, &err), 0);
	if (trace_parse(text.data, text.length, "saved", &again, &err) != 0)
		fail_msg("byte %zu, bit %d: %s: %s", at, bit, err.place, err.what);
	trace_free(again);
	trace_free(trace);
	buf_release(&text);
}

/* It has the first steps of `whole`, with the notes that they have there. */
static void is_beginning_of(const struct session *session, const struct session *whole)
{
	struct buf one, other;
	buf_init(&one);
	buf_init(&other);
	assert_true(history_count(session->history) <= history_count(whole->history));
	for (uint32_t i = 1; i < history_count(session->history); i++) {
		buf_clear(&one);
		buf_clear(&other);
		session_step_words(session, i, &one);
		session_step_words(whole, i, &other);
		assert_string_equal(one.data, other.data);
		assert_int_equal(history_parent(session->history, i), history_parent(whole->history, i));
		if (history_note(session->history, i))
			assert_string_equal(history_note(session->history, i),
			                    history_note(whole->history, i));
	}
	buf_release(&other);
	buf_release(&one);
}

static size_t line_at(const char *text, size_t at)
{
	size_t line = 1;
	for (size_t i = 0; i < at; i++)
		line += text[i] == '\n';
	return line;
}

static void a_byte_that_flipped_is_told_and_nothing_else_is_played_for_it(void **state)
{
	(void)state;
	journals_die();
	struct journal_left *left = only_leftover();
	struct session *whole = restored(left->path);
	char *text;
	size_t length;
	assert_int_equal(file_read(left->path, FILE_READ_MAX, &text, &length, NULL), 0);
	size_t base = (size_t)(strstr(text, " step ") - 8 - text);
	for (size_t at = base; at < length; at++)
		for (int bit = (int)(at % 3); bit < 8; bit += 3) {
			struct session *session = NULL;
			struct journal_lost lost;
			text[at] = (char)(text[at] ^ 1 << bit);
			put_bytes(left->path, text, length);
			text[at] = (char)(text[at] ^ 1 << bit);
			/* Behind the base, nothing hides the rest. */
			assert_int_equal(journal_restore(left->path, &session, &lost, NULL), 0);
			assert_int_equal(lost.line, line_at(text, at));
			assert_false(lost.head);
			assert_int_equal(lost.changes, 0);
			is_beginning_of(session, whole);
			if (bit == 7 || at % 5 == 0)
				saves_and_opens(session, at, bit);
			session_free(session);
		}
	free(text);
	session_free(whole);
	journal_left_free(left, 1);
}

static void a_byte_that_flipped_in_the_head_is_told_or_refused(void **state)
{
	(void)state;
	journals_die();
	struct journal_left *left = only_leftover();
	char *text;
	size_t length, opened = 0;
	assert_int_equal(file_read(left->path, FILE_READ_MAX, &text, &length, NULL), 0);
	size_t base = (size_t)(strstr(text, " step ") - 8 - text);
	for (size_t at = 0; at < base; at++) {
		struct session *session = NULL;
		struct journal_lost lost = { 0 };
		struct err err = { 0 };
		text[at] ^= 1;
		put_bytes(left->path, text, length);
		text[at] ^= 1;
		if (journal_restore(left->path, &session, &lost, &err) != 0) {
			assert_true(*err.what != '\0');
			continue;
		}
		opened++;
		assert_true(lost.head);
		assert_int_equal(lost.line, line_at(text, at));
		assert_non_null(strstr(session->origin, "is damaged, so this may not be what was played"));
		saves_and_opens(session, at, 0);
		session_free(session);
	}
	assert_true(opened > 0);
	free(text);
	journal_left_free(left, 1);
}

static void a_byte_that_flipped_in_a_note_of_the_base_costs_no_more_than_that_note(void **state)
{
	(void)state;
	struct session *session = journals_open("naive");
	struct journal *journal = journal_new();
	session_do_text(session, "s1 StartWrite u1 m1 i1", NULL);
	session_note(session, 1, "a note worth reading");
	journal_track(journal, session);
	journal_free(journal);
	session_free(session);
	struct journal_left *left = only_leftover();
	char *text;
	size_t length;
	assert_int_equal(file_read(left->path, FILE_READ_MAX, &text, &length, NULL), 0);
	*strstr(text, "worth") = (char)0xf7;
	put_bytes(left->path, text, length);
	session = restored(left->path);
	assert_int_equal(history_count(session->history), 2);
	assert_string_equal(history_note(session->history, 1), "a note \xef\xbf\xbdorth reading");
	saves_and_opens(session, 0, 0);
	session_free(session);
	free(text);
	journal_left_free(left, 1);
}

#define AUTOSAVE_TEST(f) cmocka_unit_test_setup_teardown(f, journals_set_up, journals_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AUTOSAVE_TEST(what_was_played_survives_a_kill),
		AUTOSAVE_TEST(a_trace_that_was_played_comes_back_with_its_path),
		AUTOSAVE_TEST(nobody_else_may_read_a_journal),
		AUTOSAVE_TEST(a_recording_survives_too),
		AUTOSAVE_TEST(looking_around_leaves_nothing),
		AUTOSAVE_TEST(the_journal_of_a_living_playground_is_no_leftover),
		AUTOSAVE_TEST(a_clean_exit_keeps_what_is_unsaved_and_only_that),
		AUTOSAVE_TEST(playing_another_session_leaves_the_unsaved_one_behind),
		AUTOSAVE_TEST(a_torn_last_line_is_left_out),
		AUTOSAVE_TEST(a_journal_torn_anywhere_is_restored_or_refused),
		AUTOSAVE_TEST(a_line_that_is_cut_is_told_and_never_completed),
		AUTOSAVE_TEST(changes_that_make_no_sense_are_left_out_alone),
		AUTOSAVE_TEST(a_change_that_cannot_be_made_does_not_move_the_cursor),
		AUTOSAVE_TEST(a_step_that_was_never_played_is_said_nothing_of),
		AUTOSAVE_TEST(a_file_that_took_the_place_of_the_journal_is_left_alone),
		AUTOSAVE_TEST(only_a_session_of_heddles_own_is_saved_where_it_was),
		AUTOSAVE_TEST(a_folder_that_cannot_be_written_is_told_once_and_play_goes_on),
		AUTOSAVE_TEST(a_change_that_was_not_written_is_written_with_the_next),
		AUTOSAVE_TEST(what_is_restored_keeps_its_journal_until_another_holds_it),
		AUTOSAVE_TEST(a_second_crash_on_a_full_disk_loses_nothing_either),
		AUTOSAVE_TEST(what_is_restored_and_saved_or_given_up_leaves_no_journal),
		AUTOSAVE_TEST(a_journal_that_was_removed_replaced_or_cut_is_begun_again),
		AUTOSAVE_TEST(only_a_lock_means_that_a_playground_lives),
		AUTOSAVE_TEST(all_that_is_left_is_listed_and_what_cannot_be_read_hides_nothing),
		AUTOSAVE_TEST(journals_of_version_1_are_still_read),
		AUTOSAVE_TEST(a_journal_of_version_2_is_read_as_it_was_written),
		AUTOSAVE_TEST(a_byte_that_flipped_is_told_and_nothing_else_is_played_for_it),
		AUTOSAVE_TEST(a_byte_that_flipped_in_the_head_is_told_or_refused),
		AUTOSAVE_TEST(a_byte_that_flipped_in_a_note_of_the_base_costs_no_more_than_that_note),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
