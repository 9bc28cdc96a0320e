/*
 * Reading and writing whole files.
 *
 * Saving is atomic where possible: the text goes to a fresh file in the same folder, is flushed to disk and
 * renamed, so that a crash leaves either the old file or the new one.  A file is written in place if renaming
 * would lose something (hard links, an ACL, attributes, an owner or group that a fresh file cannot get) or if
 * the folder is not writable.
 */
#ifndef HEDDLE_FILE_H
#define HEDDLE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

/* The largest input, in bytes. */
#define FILE_READ_MAX ((size_t)1 << 30)

/* Reads `path` ("-" is standard input) into a NUL-terminated block that the caller frees; *length does not
 * count the NUL.  Returns -1 with `err` set for folders, unreadable files and files of more than `max` bytes.
 */
int file_read(const char *path, size_t max, char **data, size_t *length, struct err *err);

/* Writes `path`.  Unless `replace`, returns -1 if the file exists; the test is atomic, so two writers cannot
 * both succeed.  Replacing follows symbolic links and keeps the file's mode, owner and hard links; a new file
 * follows the umask.  Pipes and character devices are written directly, with or without `replace`; a pipe
 * without a reader is an error.  The caller handles SIGPIPE and SIGXFSZ, which a write may raise. */
int file_write(const char *path, const char *data, size_t length, bool replace, struct err *err);

/* Whether file_write could replace `path`, as far as that can be known before; 0, or -1 with `err` set. */
int file_may_replace(const char *path, struct err *err);

/* Appends a file name made from any `text` and an ending such as ".svg".  The name is printable, has no
 * folder, does not start with '.' or '-', and is short enough for any file system. */
void file_name(struct buf *out, const char *text, const char *ending);

bool file_exists(const char *path);
/* Whether it is a regular file, not a pipe or a device. */
bool file_is_plain(const char *path);

/* Identifies a version of a file, as far as the system can tell; all zero: absent. */
struct file_stamp {
	uint64_t device, inode, size, seconds, nanoseconds;
};
struct file_stamp file_stamp_of(const char *path);
/* Whether the file is unchanged since the stamp was taken. */
bool file_stamp_fits(const struct file_stamp *stamp, const char *path);

#endif
