/*
 * Whole files, in and out.
 *
 * Saving is atomic where that changes nothing but the text: it goes to a fresh file in the same folder, is
 * flushed to disk and takes the name, so that a crash leaves either the old file or the new one.  A file
 * with several names (hard links), with an ACL or attributes, with an owner or group that a fresh file could
 * not be given, or in a folder where none can be made, is written in place.
 */
#ifndef HEDDLE_FILE_H
#define HEDDLE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

/* Largest input that is read whole, in bytes. */
#define FILE_READ_MAX ((size_t)1 << 30)

/* Reads `path` ("-" is standard input) into a NUL-terminated block that the
 * caller frees; *length does not count the NUL.  Refuses folders, files that cannot be read and
 * files above `max` bytes. */
int file_read(const char *path, size_t max, char **data, size_t *length, struct err *err);

/* Writes `path`.  Unless `replace`, an existing file is refused and
 * left alone (atomically: two writers cannot both win).  Replacing follows
 * symbolic links and keeps the file's mode, owner and names; a new file follows the umask.  Pipes
 * and character devices are written to as they are, with or without `replace`; a pipe that nobody reads is
 * refused.  SIGPIPE and SIGXFSZ, which a write may raise, are the caller's. */
int file_write(const char *path, const char *data, size_t length, bool replace, struct err *err);

/* Appends a name for a file, made from `text` and an ending such as ".svg": whatever the text is, the name
 * has no folder in it, is not hidden and no option, prints as it is, and is short enough for any file system.
 */
void file_name(struct buf *out, const char *text, const char *ending);

bool file_exists(const char *path);
/* Whether it is a file that keeps what is written to it: no pipe, no device. */
bool file_is_plain(const char *path);

/* What a file was at a moment, as far as the system tells; all zero: not there. */
struct file_stamp {
	uint64_t device, inode, size, seconds, nanoseconds;
};
struct file_stamp file_stamp_of(const char *path);
/* Whether the file is as it was when the stamp was taken. */
bool file_stamp_fits(const struct file_stamp *stamp, const char *path);

#endif
