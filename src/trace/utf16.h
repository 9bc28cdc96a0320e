/*
 * UTF-16, which a Windows shell writes when a checker's output is sent to a file.
 */
#ifndef HEDDLE_TRACE_UTF16_H
#define HEDDLE_TRACE_UTF16_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;

/* Whether the text begins with the mark of UTF-16, in either order of bytes. */
bool utf16_begins(const char *text, size_t length);

/* Appends a text that so begins as UTF-8, without the mark.  Fails on half a
 * character; then `err` says in which line. */
int utf16_to_utf8(const char *text, size_t length, struct buf *out, struct err *err);

#endif
