/*
 * What all drawings have in common: one style sheet with a light and a dark scheme, and
 * the few shapes that they are made of.
 *
 * Coordinates are pixels, y grows downwards.  Words stand in a sans-serif font of
 * unknown width, names of steps and values in a monospaced one, which can be measured.
 */
#ifndef HEDDLE_EXPORT_PICTURE_SVG_CANVAS_H
#define HEDDLE_EXPORT_PICTURE_SVG_CANVAS_H

#include <stdbool.h>

struct buf;

enum { SVG_CANVAS_MARGIN = 24, SVG_CANVAS_LINE = 15 };

/* Pixels that text of 12 px takes at most, in the monospaced font and in the other. */
double svg_canvas_mono(const char *text);
double svg_canvas_sans(const char *text);

/* The beginning of a picture: its title (for whoever cannot see it), style and background. */
void svg_canvas_open(struct buf *out, double width, double height, const char *title);
void svg_canvas_close(struct buf *out);

void svg_canvas_text(struct buf *out, double x, double y, const char *class, const char *text);
/* Wrapped at `columns`; returns the lines that it took. */
int svg_canvas_wrap(struct buf *out, double x, double y, const char *class, const char *text, int columns);
void svg_canvas_line(struct buf *out, double x1, double y1, double x2, double y2, const char *class);
void svg_canvas_box(struct buf *out, double x, double y, double width, double height, const char *class);

#endif
