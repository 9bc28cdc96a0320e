/*
 * Sequence diagrams of schedules.
 */
#ifndef HEDDLE_EXPORT_PICTURE_SEQUENCE_H
#define HEDDLE_EXPORT_PICTURE_SEQUENCE_H

#include "export/picture/annotated_run.h"

/* Appends the schedule in Mermaid, for a fenced block in Markdown. */
void sequence_mermaid(const struct annotated_run *run, struct buf *out);

/* markdown.c: appends text escaped for Markdown, including table cells. */
void markdown_text(struct buf *out, const char *text);

#endif
