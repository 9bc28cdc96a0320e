/*
 * A journal beside every running playground, so that a crash, a kill or a
 * hang-up loses nothing.
 *
 * Invariant: while a tracked session has something unsaved and journal_holds, a file in
 * $XDG_STATE_HOME/heddle (by default ~/.local/state/heddle) holds all of it: the session as it
 * was at its first unsaved change, and a line for each change since, handed to the
 * kernel before journal_track returns.  The file is locked as long as its
 * playground lives; one that nobody locks was left behind.  A change that cannot be written is
 * written with the next one; a journal that somebody removed is begun again.
 *
 * A journal that was left behind is removed when the session in it is held by another journal, was
 * saved or was given up, and otherwise only when somebody asks for it.
 */
#ifndef HEDDLE_JOURNAL_H
#define HEDDLE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include <heddle/err.h>

struct journal;
struct buf;
struct session;

struct journal *journal_new(void);

/* To be called after every change of the session, and when another one is played; null: none is.
 * A session that was left for another with something unsaved leaves its journal behind, unless the other
 * goes on with it (session->follows) and has it all. */
void journal_track(struct journal *journal, struct session *session);

/* Whether all that is unsaved in the tracked session is in its journal. */
bool journal_holds(const struct journal *journal);

/* Why it is not, once each time that begins; null when there is nothing (more) to say.  The caller frees
 * it. */
char *journal_message(struct journal *journal);

/* At a clean exit.  The journal goes, unless something in it is still unsaved.  Null allowed. */
void journal_free(struct journal *journal);

/* --- what was left behind ---------------------------------------------------- */

struct journal_left {
	char *path;     /* of the journal */
	char *name;     /* of it, for people to type; no two have the same */
	char *what;     /* "naive", or the file that was played; "" when it cannot be read */
	char *broken;   /* why it cannot be restored; null: it can, as far as is known before it is tried */
	bool unknown;   /* its first line means nothing to this heddle: a later one may have written it */
	size_t steps;   /* in its tree */
	size_t changes; /* lines written after the journal was begun */
	time_t when;    /* of the last one */
};

/* Lists all of them: those that can be restored first, latest first.  The caller frees the list with
 * journal_left_free. */
size_t journal_leftovers(struct journal_left **list);
void journal_left_free(struct journal_left *list, size_t count);

/* What a restored session does not have of its journal. */
struct journal_lost {
	size_t changes; /* that no longer fit: steps, notes and moves */
	size_t line;    /* of the journal, from 1: the first that is damaged; 0: none */
	size_t behind;  /* lines after that one, which are left out with it */
	bool head; /* it is of the session that the journal begins with, and what follows was not left out */
};

/* Makes the session again, with everything still unsaved.  The journal stays.  Nothing behind a damaged line
 * is played: without that line, what follows may mean something else. */
int journal_restore(const char *path, struct session **session, struct journal_lost *lost, struct err *err);
/* Appends what is lost: "line 12 of the journal is damaged; everything before it is restored".  Nothing when
 * nothing is lost. */
void journal_say_lost(const struct journal_lost *lost, struct buf *out);

/* The tracked session has everything that the journal at `path` has: it is removed as soon as the
 * tracked one holds that too, or nothing is unsaved any more.  Returns whether it is removed by now. */
bool journal_replaces(struct journal *journal, const char *path);

/* Removes a journal, unless a living playground writes it or heddle does not know what it is. */
int journal_discard(const struct journal_left *left, struct err *err);

#endif
