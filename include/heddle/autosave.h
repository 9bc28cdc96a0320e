/*
 * A journal beside every running playground, so that a crash, a kill or a
 * hang-up loses nothing.
 *
 * Invariant: while a tracked session has something unsaved, a file in
 * $XDG_STATE_HOME/heddle (by default ~/.local/state/heddle) holds all of it: the session as it
 * was at its first unsaved change, and a line for each change since, handed to the
 * kernel before autosave_track returns.  The file is locked as long as its
 * playground lives; one that nobody locks was left behind.  A folder that
 * cannot be written switches the journal off, and play goes on.
 */
#ifndef HEDDLE_AUTOSAVE_H
#define HEDDLE_AUTOSAVE_H

#include <heddle/err.h>

#include <stddef.h>
#include <time.h>

struct autosave;
struct session;

struct autosave *autosave_new(void);

/* To be called after every change of the session, and when another one is played; null: none is.
 * A session that was left for another with something unsaved leaves its journal behind. */
void autosave_track(struct autosave *autosave, struct session *session);

/* Why nothing is kept, once; null when there is nothing (more) to say.  Valid until autosave_free.
 */
const char *autosave_message(struct autosave *autosave);

/* At a clean exit.  The journal goes, unless something in it is still unsaved.  Null allowed. */
void autosave_free(struct autosave *autosave);

/* What a playground that died left behind. */
struct autosave_left {
	char *path;     /* of the journal */
	char *what;     /* "naive", or the file that was played */
	size_t changes; /* after the journal was begun */
	time_t when;    /* of the last one */
};

/* Lists them, latest first.  The caller frees the list with autosave_left_free. */
size_t autosave_leftovers(struct autosave_left **list);
void autosave_left_free(struct autosave_left *list, size_t count);

/* Makes the session again, with everything still unsaved.  The journal stays until it is
 * discarded, which is best done once the session is tracked. */
int autosave_restore(const char *path, struct session **session, struct err *err);
void autosave_discard(const char *path);

#endif
