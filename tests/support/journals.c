#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/err.h>

#include "journals.h"

char journals[100];
static char folder[64];

int journals_set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/heddle-journal-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(journals, sizeof journals, "%s/heddle", folder);
	return setenv("XDG_STATE_HOME", folder, 1);
}

unsigned journals_count(bool remove)
{
	unsigned count = 0;
	DIR *entries = opendir(journals);
	for (struct dirent *entry; entries && (entry = readdir(entries));) {
		char path[400];
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
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

int journals_tear_down(void **state)
{
	(void)state;
	journals_count(true);
	rmdir(journals);
	return rmdir(folder);
}

struct session *journals_open(const char *what)
{
	struct session *session = NULL;
	struct err err = { 0 };
	if (session_open(what, NULL, NULL, &session, &err) != 0)
		fail_msg("%s", err.what);
	return session;
}

void journals_take(struct session *session, struct journal *journal, const char *text)
{
	if (session_do_text(session, text, NULL) != 0)
		abort();
	journal_track(journal, session);
}

void journals_die_playing(const char *what, void (*play)(struct session *, struct journal *))
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct session *session = journals_open(what);
		struct journal *journal = journal_new();
		play(session, journal);
		raise(SIGKILL);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

static void play_a_while(struct session *session, struct journal *journal)
{
	journal_track(journal, session);
	journals_take(session, journal, "s1 StartWrite u1 m1 i1");
	journals_take(session, journal, "s1 WriteMetadata");
	session_note(session, 1, "two\nlines; and a \\");
	journal_track(journal, session);
	session_undo(session);
	journal_track(journal, session);
	journals_take(session, journal, "s1 FailWrite");
	session_bookmark(session, 3, "fork");
	journal_track(journal, session);
	session_set_properties(session, 1);
	journal_track(journal, session);
	session_jump(session, 2);
	journal_track(journal, session);
}

void journals_die(void)
{
	journals_die_playing("naive", play_a_while);
}

void journals_put(const char *name, const char *text)
{
	char path[300];
	mkdir(journals, 0700);
	snprintf(path, sizeof path, "%s/%s", journals, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}
