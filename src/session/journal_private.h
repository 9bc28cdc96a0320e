/*
 * What the files of the journal share: its layout, which journal.c writes and journal_restore.c
 * reads, and the file on disk (journal_file.c).
 *
 * Texts have \n, \r and \\ for line feeds, returns and backslashes:
 *
 *   heddle-journal 2
 *   what naive
 *   path /home/me/x.itf.json      where the session was loaded from; empty: nowhere
 *   nodes 12                      of the session in `base`
 *   base {"#meta": …}             the session as ITF
 *   step 11 s1 StartWrite u1 …    taken from node 11; its node is the next number
 *   at 4                          the cursor
 *   note 4 why
 *   bookmark 4 here
 *   watch TypeOk,ConsistentReads
 *   file 2049 131 1258 1700000000 5   the stamp of the file at `path`
 *
 * Every line but the first begins with the checksum of the rest of it, eight hexadecimal digits and a
 * blank, left out above.  Version 1 had none; it is read, and no longer written.
 *
 * A line without its end was torn, and is ignored.
 */
#ifndef HEDDLE_SESSION_JOURNAL_PRIVATE_H
#define HEDDLE_SESSION_JOURNAL_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <heddle/buf.h>
#include <heddle/file.h>

struct err;

#define JOURNAL_WORD       "heddle-journal "
#define JOURNAL_FIRST_LINE JOURNAL_WORD "2"
#define JOURNAL_OLD_LINE   JOURNAL_WORD "1"
#define JOURNAL_ENDING     ".journal"

/* Appends the folder of journals; false when there is no home to put it in. */
bool journal_folder(struct buf *out);

/* --- journal_text.c: lines ---------------------------------------------------- */

void journal_escape(struct buf *out, const char *text);
void journal_unescape(struct buf *out, const char *text, size_t length);

/* Adds whole lines, each with its checksum in front. */
void journal_add_lines(struct buf *out, const struct buf *lines);

struct journal_lines {
	const char *at, *end;
	size_t number;  /* of the line before `at` */
	bool summed;    /* they have checksums */
	size_t damaged; /* number of the first line whose checksum is not its own; 0: none so far */
};

struct journal_line {
	const char *text; /* after the word and its blank, as it is in the file */
	size_t length;
	char word[16];
	bool damaged;
};

/* The next whole line; false at the end, or where a torn one begins. */
bool journal_next_line(struct journal_lines *lines, struct journal_line *line);
/* Its text as it was before it was escaped; what is not UTF-8 is replaced. */
void journal_line_text(const struct journal_line *line, struct buf *out);

struct journal_header {
	struct buf what, path, nodes, base;
};

void journal_header_init(struct journal_header *header);
void journal_header_release(struct journal_header *header);
/* Whether the first line is one that this heddle reads. */
bool journal_known(const char *text, size_t length);
/* Reads the head, up to and with `base`.  Returns -1 with the error set when it is not whole.  Of a
 * damaged line for path or nodes nothing is read. */
int journal_read_header(struct journal_lines *lines, struct journal_header *header, struct err *err);

/* The stamp of the session's file, as a line. */
void journal_add_stamp(const struct file_stamp *stamp, struct buf *out);
bool journal_read_stamp(const char *text, struct file_stamp *stamp);

/* --- journal_file.c: one journal on disk ------------------------------------ */

/*
 * A journal that is being written.  It is locked while it is open, so that others see that its
 * session lives; the lock ends with the process, however it ends.  A journal always ends with a
 * whole line: what could be written only in part is cut off again.
 */
struct journal_file {
	int fd;     /* -1: closed, and then nothing below counts */
	char *path; /* owned */
	off_t length;
};

/* Makes a journal that holds `text`; `what` is for its name.  Returns 0, or -1 with the reason in
 * `why`; then no file is left behind. */
int journal_file_create(struct journal_file *file, const char *what, const struct buf *text, struct buf *why);
/* Adds lines.  Returns 0 or an errno; then the journal is as it was. */
int journal_file_append(struct journal_file *file, const struct buf *text);
/* Whether the file still has its name and everything that was written: someone may have removed,
 * replaced or cut it. */
bool journal_file_intact(const struct journal_file *file);
/* Waits until the disk has it.  Returns 0 or an errno. */
int journal_file_sync(const struct journal_file *file);
/* Closes it; the file itself stays only if `keep`. */
void journal_file_close(struct journal_file *file, bool keep);

/* Opens a file and locks it: `exclusive` to remove it, else to look at it.  Returns the descriptor, whose
 * closing gives the lock back, or -1 when another process has it locked or it cannot be opened;
 * *alive says which.  Where locks do not work, no journal counts as locked. */
int journal_lock(const char *path, bool exclusive, bool *alive);

#endif
