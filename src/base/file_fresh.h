/*
 * A new file in another file's folder, made to replace it.
 */
#ifndef HEDDLE_BASE_FILE_FRESH_H
#define HEDDLE_BASE_FILE_FRESH_H

#include <stdbool.h>
#include <stddef.h>

#include <heddle/buf.h>

struct fresh {
	int fd;
	const char *target; /* the file to replace; borrowed */
	struct buf name;    /* "": none yet */
};

/* Opens an empty file in the folder of `target`.  Returns 0 or an errno. */
int fresh_open(struct fresh *fresh, const char *target);
/* Gives it the target's name unless that exists.  Returns 0 or an errno; EAGAIN: call fresh_open again. */
int fresh_place(struct fresh *fresh);
/* The same, but replaces an existing target. */
int fresh_replace(struct fresh *fresh);
/* Closes it; a file that was not placed disappears. */
void fresh_close(struct fresh *fresh);
/* Removes fresh files in the folder of `target` that killed processes left. */
void fresh_clear_stale(const char *target);

/* Both return 0 or an errno.  A file system that cannot flush is not an error. */
int fresh_write(int fd, const char *data, size_t length);
int fresh_flush(int fd);

/* Appends `path` up to its last slash; nothing for the working folder. */
void fresh_folder(struct buf *folder, const char *path);

#endif
