/*
 * What the files of TLC's log share.
 */
#ifndef HEDDLE_TRACE_TLC_TEXT_H
#define HEDDLE_TRACE_TLC_TEXT_H

#include "trace/format.h"

/* As in struct trace_format. */
int tlc_text_write(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err);

/* A copy of the text, as long as it is, with blanks for the lines that TLC prints while it runs,
 * wherever they come: progress, statistics, the ends of messages; the caller frees it.  Null when
 * there are none. */
char *tlc_text_quieted(const char *text, size_t length);

#endif
