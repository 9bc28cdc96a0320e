/*
 * A list of lines that grows.
 */
#ifndef HEDDLE_WHY_LINE_H
#define HEDDLE_WHY_LINE_H

#include <heddle/buf.h>
#include <heddle/why.h>

struct line_list {
	struct why_line *lines;
	size_t count, room;
};

/* Adds a line; takes the text.  The line is borrowed until the next one is added. */
struct why_line *line_add(struct line_list *list, const char *head, struct buf *text);
__attribute__((format(printf, 3, 4))) struct why_line *line_printf(struct line_list *list, const char *head,
                                                                   const char *fmt, ...);

/* Appends "c1 DeletingKeys ui1": the action without its role. */
void line_step_name(struct buf *out, const struct model *model, const struct step *step);
/* Appends "8 c1 DeletingKeys ui1". */
void line_step(struct buf *out, const struct model *model, const struct step *steps, uint32_t number);

/* What the functions that write lines share. */
struct line_writer {
	const struct why *why;
	struct line_list list;
	const char *unset; /* how no value is written */
	bool ascii;
};

struct line_writer lines_begin(const struct why *why, bool ascii);
void lines_step(const struct line_writer *writer, struct buf *out, uint32_t number);
void lines_add_reasons(struct line_writer *writer);

#endif
