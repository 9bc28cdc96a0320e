/*
 * What reading and writing files share.
 */
#ifndef HEDDLE_BASE_FILE_PRIVATE_H
#define HEDDLE_BASE_FILE_PRIVATE_H

#include <stddef.h>

struct err;

/* Sets the error for a call that left `code` in errno, with what the user can do.  Returns -1. */
int file_fail(struct err *err, const char *path, const char *what, int code);

/* Writes to a pipe, a terminal or a device as it is. */
int file_write_stream(const char *path, const char *data, size_t length, struct err *err);

#endif
