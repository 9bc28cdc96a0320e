/*
 * Whole files, in and out.
 *
 * Saving is atomic: the text goes to a fresh file in the same folder, is
 * flushed to disk and renamed over the target, so that a crash leaves either
 * the old file or the new one.
 */
#ifndef HEDDLE_FILE_H
#define HEDDLE_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct err;

/* Largest input that is read whole, in bytes. */
#define FILE_READ_MAX ((size_t)1 << 30)

/* Reads `path` ("-" is standard input) into a NUL-terminated block that the
 * caller frees; *length does not count the NUL.  Refuses folders, files that cannot be read and
 * files above `max` bytes. */
int file_read(const char *path, size_t max, char **data, size_t *length, struct err *err);

/* Writes `path` atomically.  Unless `replace`, an existing file is refused and
 * left alone (atomically too: two writers cannot both win).  Replacing follows
 * symbolic links and keeps the file's mode; a new file follows the umask.  Pipes
 * and character devices are written to as they are, with or without `replace`. */
int file_write(const char *path, const char *data, size_t length, bool replace, struct err *err);

bool file_exists(const char *path);

#endif
