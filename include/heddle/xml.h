/*
 * Text in XML and HTML: escaped, and without characters that XML does not allow.
 */
#ifndef HEDDLE_XML_H
#define HEDDLE_XML_H

#include <stddef.h>

struct buf;

/* Appends `text` escaped for use between tags or in a quoted attribute.  Control characters, and characters
 * that hide text or change its direction, are spelled out (utf8_escape). */
void xml_text(struct buf *out, const char *text);

/* Appends `text` as <tspan> lines of at most `width` columns, broken at spaces, `height` units apart, each
 * starting at x.  Returns the number of lines. */
int xml_lines(struct buf *out, const char *text, double x, double height, int width);

/* The length in bytes of the next such line; *next is the start of the one after it. */
size_t xml_next_line(const char *text, int width, const char **next);

/* The number of lines that xml_lines writes. */
int xml_line_count(const char *text, int width);

#endif
