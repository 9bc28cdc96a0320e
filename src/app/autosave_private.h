/*
 * The layout of a journal, which autosave.c writes and autosave_restore.c reads.
 * Texts have \n, \r and \\ for line feeds, returns and backslashes:
 *
 *   heddle-journal 1
 *   what naive
 *   path /home/me/x.itf.json      where the session was loaded from; empty: nowhere
 *   nodes 12                      of the session in `base`
 *   base {"#meta": …}             the session as ITF
 *   step 11 s1 StartWrite u1 …    taken from node 11; its node is the next number
 *   at 4                          the cursor
 *   note 4 why
 *   bookmark 4 here
 *   watch TypeOk,ConsistentReads
 *
 * A line without its end was torn, and is ignored.
 */
#ifndef AUTOSAVE_PRIVATE_H
#define AUTOSAVE_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

#define JOURNAL_FIRST_LINE "heddle-journal 1"
#define JOURNAL_ENDING     ".journal"

/* Appends the folder of journals; false when there is no home to put it in. */
bool journal_folder(struct buf *out);

void journal_escape(struct buf *out, const char *text);
void journal_unescape(struct buf *out, const char *text, size_t length);

#endif
