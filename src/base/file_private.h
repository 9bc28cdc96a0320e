/*
 * Shared by the file_*.c files.
 */
#ifndef HEDDLE_BASE_FILE_PRIVATE_H
#define HEDDLE_BASE_FILE_PRIVATE_H

#include <stddef.h>

struct err;

/* Sets the error for errno `code`, with a remedy.  Returns -1. */
int file_fail(struct err *err, const char *path, const char *what, int code);

/* Writes directly to a pipe, a terminal or a device. */
int file_write_stream(const char *path, const char *data, size_t length, struct err *err);

#endif
