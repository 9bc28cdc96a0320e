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

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/file.h>

#include "journal_aid.h"

struct session *session;
struct journal *journal;
struct journal_left *left;
struct journal_lost lost;

static void forget_left(void)
{
	journal_left_free(left, left ? 1 : 0);
	left = NULL;
}

void stop(void)
{
	journal_free(journal);
	session_free(session);
	journal = NULL;
	session = NULL;
}

int journal_tear_down(void **state)
{
	stop();
	forget_left();
	return journals_tear_down(state);
}

void play(const char *what)
{
	session = journals_open(what);
	journal = journal_new();
}

void take_step(const char *text)
{
	journals_take(session, journal, text);
}

void find_left(void)
{
	forget_left();
	assert_int_equal(journal_leftovers(&left), 1);
}

void die(void)
{
	journals_die();
	find_left();
}

static void note_on_trace(struct session *played, struct journal *kept)
{
	size_t length;
	const uint32_t *line = history_line(played->history, &length);
	uint32_t last = line[length - 1];

	session_jump(played, last);
	session_note(played, last, "broken here");
	journal_track(kept, played);
}

void die_on_trace(const char *file)
{
	journals_die_playing(file, note_on_trace);
	find_left();
}

void restore(void)
{
	struct err err = { 0 };
	char text[1500];

	session_free(session);
	session = NULL;
	lost = (struct journal_lost){ 0 };
	if (journal_restore(left->path, &session, &lost, &err) != 0)
		fail_msg("%s", err_format(&err, text, sizeof text));
}

size_t read_left(char **text)
{
	size_t length;

	assert_int_equal(file_read(left->path, FILE_READ_MAX, text, &length, NULL), 0);
	return length;
}

void write_left(const char *text, size_t length)
{
	FILE *file = fopen(left->path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	fclose(file);
}

void append_to_left(const char *text)
{
	FILE *file = fopen(left->path, "a");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

void cut_left(size_t bytes)
{
	struct stat info;

	assert_int_equal(stat(left->path, &info), 0);
	assert_int_equal(truncate(left->path, info.st_size - (off_t)bytes), 0);
}

void make_left_old(void)
{
	char *text;
	struct buf old;

	read_left(&text);
	buf_init(&old);
	buf_add_text(&old, "heddle-journal 1\n");
	for (const char *line = strchr(text, '\n') + 1; *line; line = strchr(line, '\n') + 1)
		buf_add(&old, line + 9, strcspn(line + 9, "\n") + 1);
	write_left(old.data, old.length);
	buf_release(&old);
	free(text);
}
