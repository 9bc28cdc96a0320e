/*
 * Sequence diagrams of schedules.
 */
#ifndef HEDDLE_EXPORT_PICTURE_SEQUENCE_H
#define HEDDLE_EXPORT_PICTURE_SEQUENCE_H

#include "export/picture/annotated_run.h"

/* Appends the schedule in Mermaid, as it stands between the fences of a Markdown file. */
void sequence_mermaid(const struct annotated_run *run, struct buf *out);

/* markdown.c: appends text that Markdown leaves alone, in a table's cell too. */
void markdown_text(struct buf *out, const char *text);

#endif
