/*
 * UTF-16, which a Windows shell writes when a checker's output is redirected to a file.
 */
#ifndef HEDDLE_TRACE_UTF16_H
#define HEDDLE_TRACE_UTF16_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;

/* Whether the text starts with a UTF-16 byte order mark, in either order. */
bool utf16_begins(const char *text, size_t length);

/* Appends such a text as UTF-8, without the mark.  Returns -1 with `err` set, naming the line, on half a
 * character. */
int utf16_to_utf8(const char *text, size_t length, struct buf *out, struct err *err);

#endif
