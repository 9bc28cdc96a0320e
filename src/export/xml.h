/*
 * Text inside XML and HTML: escaped, and without what XML cannot carry.
 */
#ifndef EXPORT_XML_H
#define EXPORT_XML_H

struct buf;

/* Appends `text` for use between tags or in a quoted attribute; control characters and what hides or turns
 * text are spelled out (utf8_escape). */
void xml_text(struct buf *out, const char *text);

/* Appends `text` as <tspan> lines of at most `width` columns, broken at spaces, `height` units apart, each
 * starting at x; returns the lines. */
int xml_lines(struct buf *out, const char *text, double x, double height, int width);

/* How many lines that takes. */
int xml_line_count(const char *text, int width);

#endif
