/*
 * Shared by the readers of TLC's log.
 */
#ifndef HEDDLE_TRACE_TLC_TEXT_H
#define HEDDLE_TRACE_TLC_TEXT_H

#include "trace/format.h"
#include "trace/log_line.h"

struct tla_reader;

#define TLC_FRAME "@!@!@STARTMSG " /* of a message of -tool */

/* As in struct trace_format. */
int tlc_text_write(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err);

/* A copy of the text of the same length, with blanks instead of the lines that TLC prints while it runs:
 * progress, statistics, the ends of messages.  The caller frees it.  Null if there are none. */
char *tlc_text_quieted(const char *text, size_t length);

/* tlc_label.c: whether a line starts something that is not part of a state, or ends a label. */
bool tlc_begins_part(struct log_line line);
bool tlc_ends_label(const struct log_line *line);
/* Reads the label between angle brackets at the end of a line, which may continue on the next lines.  Returns
 * the position after it. */
size_t tlc_take_label(const struct tla_reader *reader, const struct log_line *line, struct trace_step *step);

#endif
