/*
 * Shared by the reader and the writer of TLC's JSON.
 */
#ifndef HEDDLE_TRACE_TLC_JSON_H
#define HEDDLE_TRACE_TLC_JSON_H

#include "trace/format.h"

/* As in struct trace_format. */
int tlc_json_write(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err);

#endif
