/*
 * Shared by the readers of TLC's log.
 */
#ifndef HEDDLE_TRACE_TLC_TEXT_H
#define HEDDLE_TRACE_TLC_TEXT_H

#include "trace/format.h"

/* As in struct trace_format. */
int tlc_text_write(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err);

/* A copy of the text of the same length, with blanks instead of the lines that TLC prints while it runs:
 * progress, statistics, the ends of messages.  The caller frees it.  Null if there are none. */
char *tlc_text_quieted(const char *text, size_t length);

#endif
