/*
 * Shared by all drawings: a style sheet with a light and a dark scheme, and a few shapes.
 *
 * Coordinates are pixels; y grows downwards.  Prose is in a sans-serif font, names of steps and values in a
 * monospaced one.
 */
#ifndef HEDDLE_EXPORT_PICTURE_SVG_CANVAS_H
#define HEDDLE_EXPORT_PICTURE_SVG_CANVAS_H

#include <stdbool.h>

struct buf;

enum { SVG_CANVAS_MARGIN = 24, SVG_CANVAS_LINE = 15 };

/* An upper bound on the width in pixels of a text of 12 px, in the monospaced and the sans-serif font. */
double svg_canvas_mono(const char *text);
double svg_canvas_sans(const char *text);

/* Appends the start of a picture: its title (for screen readers), style and background; and its end. */
void svg_canvas_open(struct buf *out, double width, double height, const char *title);
void svg_canvas_close(struct buf *out);

void svg_canvas_text(struct buf *out, double x, double y, const char *class, const char *text);
/* The same, wrapped at `columns`.  Returns the number of lines. */
int svg_canvas_wrap(struct buf *out, double x, double y, const char *class, const char *text, int columns);
void svg_canvas_line(struct buf *out, double x1, double y1, double x2, double y2, const char *class);
void svg_canvas_box(struct buf *out, double x, double y, double width, double height, const char *class);

#endif
