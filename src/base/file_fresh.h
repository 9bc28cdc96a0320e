/*
 * A file that is made beside another one, to take its place.
 */
#ifndef HEDDLE_BASE_FILE_FRESH_H
#define HEDDLE_BASE_FILE_FRESH_H

#include <stdbool.h>
#include <stddef.h>

#include <heddle/buf.h>

struct fresh {
	int fd;
	const char *target; /* whose place it is to take; borrowed */
	struct buf name;    /* of the file; "": it has none yet */
};

/* Opens an empty file in the folder of `target`.  Returns 0 or an errno. */
int fresh_open(struct fresh *fresh, const char *target);
/* Gives it the target's name, if nothing has that yet.  Returns 0 or an errno; EAGAIN: it has to be
 * made again. */
int fresh_place(struct fresh *fresh);
/* The same in place of what has the name. */
int fresh_replace(struct fresh *fresh);
/* Closes it; a file that took no place is gone. */
void fresh_close(struct fresh *fresh);
/* Removes what was left in the folder of `target` by processes that were killed while they saved.
 */
void fresh_clear_stale(const char *target);

/* Both return 0 or an errno; a file system that cannot flush is taken as it is. */
int fresh_write(int fd, const char *data, size_t length);
int fresh_flush(int fd);

/* Appends the part of `path` up to and with the last slash; nothing: the working folder. */
void fresh_folder(struct buf *folder, const char *path);

#endif
