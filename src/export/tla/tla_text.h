/*
 * Texts in TLA+ modules.
 */
#ifndef HEDDLE_EXPORT_TLA_TLA_TEXT_H
#define HEDDLE_EXPORT_TLA_TLA_TEXT_H

#include <stdbool.h>

struct arena;
struct buf;

/* Appends `text` as comment lines of at most 80 columns, each indented by `indent`. */
void module_comment(struct buf *out, unsigned indent, const char *text);
/* Appends a comment to the end of a line, and ends the line. */
void module_remark(struct buf *out, const char *text);
/* Append the first and the last line of a module. */
void module_open(struct buf *out, const char *module);
void module_close(struct buf *out);
void module_heading(struct buf *out, const char *text);
/* Appends a string, with its quotes; or returns it, in the arena. */
void module_text(struct buf *out, const char *text);
const char *module_quoted(struct arena *arena, const char *text);

/* Whether TLC's configuration takes the name for a model value. */
bool module_is_model_value(const char *name);

#endif
