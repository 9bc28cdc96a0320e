/*
 * Sequence diagrams of schedules.
 */
#ifndef HEDDLE_EXPORT_PICTURE_SEQUENCE_H
#define HEDDLE_EXPORT_PICTURE_SEQUENCE_H

#include "export/picture/annotated_run.h"

/* Appends the schedule in Mermaid; an annotated_run_put. */
void sequence_mermaid(struct buf *out, const struct annotated_run *run, const struct trace *trace);

/* markdown.c: appends text escaped for Markdown, including table cells. */
void markdown_text(struct buf *out, const char *text);

#endif
