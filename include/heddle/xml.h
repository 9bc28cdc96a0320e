/*
 * Text inside XML and HTML: escaped, and without what XML cannot carry.
 */
#ifndef HEDDLE_XML_H
#define HEDDLE_XML_H

#include <stddef.h>

struct buf;

/* Appends `text` for use between tags or in a quoted attribute; control characters and what hides or turns
 * text are spelled out (utf8_escape). */
void xml_text(struct buf *out, const char *text);

/* Appends `text` as <tspan> lines of at most `width` columns, broken at spaces, `height` units apart, each
 * starting at x; returns the lines. */
int xml_lines(struct buf *out, const char *text, double x, double height, int width);

/* The bytes of the next such line; *next is where the one after it starts. */
size_t xml_next_line(const char *text, int width, const char **next);

/* How many lines that takes. */
int xml_line_count(const char *text, int width);

#endif
