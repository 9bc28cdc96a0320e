/*
 * Sequence diagrams of schedules.
 */
#ifndef EXPORT_SEQUENCE_H
#define EXPORT_SEQUENCE_H

#include "story.h"

/* Appends the schedule in Mermaid, as it stands between the fences of a Markdown file. */
void sequence_mermaid(const struct story *story, struct buf *out);

#endif
