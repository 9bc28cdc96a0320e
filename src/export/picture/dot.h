/*
 * Shared by the graphs of designs and of traces for Graphviz.
 */
#ifndef HEDDLE_EXPORT_PICTURE_DOT_H
#define HEDDLE_EXPORT_PICTURE_DOT_H

struct buf;
struct err;
struct export;
struct export_options;
struct model;
struct step;
struct value;

/* Adds a text inside quotes. */
void dot_text(struct buf *out, const char *text);
/* The same as a left-aligned line, cut if it would make the box too wide. */
void dot_line(struct buf *out, const char *text);
/* Appends the start of a graph whose first state is s0. */
void dot_head(struct buf *out, const char *name, const char *caption);
/* Appends "s1 WriteBlob ui1": a step without its role's common prefix. */
void dot_step(const struct model *model, const struct step *step, struct buf *out);

/* The parts of a record without their names, "m1 ui1", or the value itself. */
void dot_entry(struct buf *out, const struct value *value);

/* dot_states.c */
int dot_states(const struct model *model, const struct export_options *options, struct export *out,
               struct err *err);

#endif
