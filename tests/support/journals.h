/*
 * A temporary folder of journals for the running test, and playgrounds that are killed.  Include after
 * cmocka.h.
 */
#ifndef TESTS_SUPPORT_JOURNALS_H
#define TESTS_SUPPORT_JOURNALS_H

#include <stdbool.h>

#include <heddle/journal.h>
#include <heddle/session.h>

extern char journals[100]; /* the folder */

int journals_set_up(void **state);
int journals_tear_down(void **state);

/* The number of files in the folder, which are removed on request. */
unsigned journals_count(bool remove);

struct session *journals_open(const char *what);
/* Takes a step and updates the journal. */
void journals_take(struct session *session, struct journal *journal, const char *text);
/* Plays in a child that is then killed. */
void journals_die_playing(const char *what, void (*play)(struct session *, struct journal *));
/* The same with a few steps, notes and moves in naive. */
void journals_die(void);
/* Puts a file into the folder. */
void journals_put(const char *name, const char *text);

#endif
