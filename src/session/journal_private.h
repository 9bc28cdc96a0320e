/*
 * Shared by the files of the journal: its format and the file on disk.
 *
 * A journal has a header, up to `base`, and a line for each change.  \n, \r and \\ stand for line feeds,
 * returns and backslashes:
 *
 *   heddle-journal 2
 *   what naive
 *   path /home/me/x.itf.json      the session's file; empty: none
 *   nodes 12                      in `base`
 *   base {"#meta": …}             the session as ITF
 *   step 11 s1 StartWrite u1 …    taken at node 11; its own node is the next number
 *   at 4                          the cursor
 *   note 4 why
 *   bookmark 4 here
 *   watch TypeOk,ConsistentReads  the checked properties
 *   file 2049 131 1258 1700000000 5   the stamp of the file at `path`
 *
 * Every line but the first starts with a checksum of the rest, eight hexadecimal digits and a blank, not
 * shown above.  Version 1 had none; it is read but no longer written.  An incomplete last line is ignored.
 */
#ifndef HEDDLE_SESSION_JOURNAL_PRIVATE_H
#define HEDDLE_SESSION_JOURNAL_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <heddle/buf.h>
#include <heddle/file.h>

struct err;

#define JOURNAL_MAGIC      "heddle-journal "
#define JOURNAL_FIRST_LINE JOURNAL_MAGIC "2"
#define JOURNAL_OLD_LINE   JOURNAL_MAGIC "1"
#define JOURNAL_ENDING     ".journal"

/* Appends the folder of journals; false: there is no home folder. */
bool journal_folder(struct buf *out);

/* --- journal_text.c: lines ---------------------------------------------------- */

void journal_escape(struct buf *out, const char *text);

/* Appends complete lines, each after its checksum. */
void journal_add_lines(struct buf *out, const struct buf *lines);

struct journal_lines {
	const char *at, *end;
	size_t number;  /* of the line before `at`, from 1 */
	bool summed;    /* lines have checksums */
	size_t damaged; /* number of the first damaged line; 0: none so far */
};

struct journal_line {
	const char *text; /* after the keyword and a blank, escaped */
	size_t length;
	char key[16];
	bool damaged;
};

/* Reads the next complete line; false at the end or at a torn line. */
bool journal_next_line(struct journal_lines *lines, struct journal_line *line);
/* The line's text, unescaped; invalid UTF-8 is replaced. */
void journal_line_text(const struct journal_line *line, struct buf *out);

struct journal_header {
	struct buf what, path, nodes, base;
};

void journal_header_init(struct journal_header *header);
void journal_header_release(struct journal_header *header);
/* True if this version of heddle reads the journal's format. */
bool journal_known(const char *text, size_t length);
/* Reads the header, up to and including `base`.  Returns -1 with `err` set if it is incomplete.  Leaves
 * `path` or `nodes` empty if its line is damaged. */
int journal_read_header(struct journal_lines *lines, struct journal_header *header, struct err *err);

/* Appends the stamp of the session's file as a line. */
void journal_add_stamp(const struct file_stamp *stamp, struct buf *out);
bool journal_read_stamp(const char *text, struct file_stamp *stamp);

/* --- journal_file.c: one journal on disk ------------------------------------ */

/*
 * A journal being written.  It stays locked while open, which shows others that its session is alive; the
 * lock ends with the process.  It always ends with a complete line: a partial write is truncated.
 */
struct journal_file {
	int fd;     /* -1: closed; the other members are then unused */
	char *path; /* owned */
	off_t length;
};

/* Creates a journal with `text`; its file name is made from `what`.  Returns 0, or -1 with the reason in
 * `why` and no file left behind. */
int journal_file_create(struct journal_file *file, const char *what, const struct buf *text, struct buf *why);
/* Appends lines.  Returns 0 or an errno; on failure the journal is unchanged. */
int journal_file_append(struct journal_file *file, const struct buf *text);
/* False if the file was removed, replaced or truncated by someone else. */
bool journal_file_intact(const struct journal_file *file);
/* Flushes to disk.  Returns 0 or an errno. */
int journal_file_sync(const struct journal_file *file);
/* Closes it, and removes the file unless `keep`. */
void journal_file_close(struct journal_file *file, bool keep);

/* Opens and locks a journal:  `exclusive` to remove it, otherwise to read it.  Returns the descriptor,
 * whose close releases the lock, or -1:  *alive tells whether another process holds the lock.  Where locks
 * do not work, no journal counts as locked. */
int journal_lock(const char *path, bool exclusive, bool *alive);

#endif
