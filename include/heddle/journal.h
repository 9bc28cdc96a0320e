/*
 * A journal next to every running playground, so that a crash, a kill or a hang-up loses nothing.
 *
 * Invariant: while a tracked session has unsaved changes and journal_holds, a file in
 * $XDG_STATE_HOME/heddle (by default ~/.local/state/heddle) contains all of it: the session at its first
 * unsaved change, and a line for each change since, handed to the kernel before journal_track returns.  The
 * file is locked while its process lives; an unlocked one was left behind.  A change that cannot be written
 * is retried with the next one; a journal that someone removed is started again.
 *
 * A journal that was left behind is removed when its session was saved, discarded or taken over by another
 * journal, and otherwise only on request.
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

/* Call this after every change of the session, and when another one is played; null: none is.  If the
 * previous session has unsaved changes, its journal stays behind, unless the new session continues it
 * (session->follows) and its journal has everything. */
void journal_track(struct journal *journal, struct session *session);

/* Whether the journal contains all unsaved changes of the tracked session. */
bool journal_holds(const struct journal *journal);

/* Why it does not, reported once per failure; null: nothing to report.  The caller frees it. */
char *journal_message(struct journal *journal);

/* For a clean exit: removes the journal unless it has unsaved changes.  Null allowed. */
void journal_free(struct journal *journal);

/* --- journals left behind ----------------------------------------------------- */

struct journal_left {
	char *path;     /* of the journal */
	char *name;     /* unique, for people to type */
	char *what;     /* "naive", or the file being played; "": unreadable */
	char *broken;   /* why it cannot be restored; null: no reason known yet */
	bool unknown;   /* its format is unknown; a later version of heddle may have written it */
	size_t steps;   /* in the tree */
	size_t changes; /* changes after the first unsaved one */
	time_t when;    /* of the last change */
};

/* Lists all of them, restorable ones first, then the latest first.  The caller frees the list with
 * journal_left_free. */
size_t journal_leftovers(struct journal_left **list);
void journal_left_free(struct journal_left *list, size_t count);

/* What could not be restored. */
struct journal_lost {
	size_t changes; /* steps, notes and moves that no longer fit */
	size_t line;    /* the first damaged line, from 1; 0: none */
	size_t behind;  /* lines after that one, which are skipped too */
	bool head;      /* the damaged line is in the header, and the following ones were not skipped */
};

/* Restores a session, with everything still unsaved.  The journal stays.  Stops at a damaged line: without
 * it, later lines may mean something else. */
int journal_restore(const char *path, struct session **session, struct journal_lost *lost, struct err *err);
/* Appends what was lost:  "line 12 of the journal is damaged; everything before it is restored".  Appends
 * nothing if nothing was lost. */
void journal_say_lost(const struct journal_lost *lost, struct buf *out);

/* Declares that the tracked session has everything in the journal at `path`.  That one is removed once the
 * tracked journal holds it too, or nothing is unsaved.  Returns whether it is removed already. */
bool journal_replaces(struct journal *journal, const char *path);

/* Removes a journal, unless a running playground writes it or its format is unknown. */
int journal_discard(const struct journal_left *left, struct err *err);

#endif
