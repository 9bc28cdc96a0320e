/*
 * Pens, which write along a row of cells, and parts of a screen that several views share.
 *
 * A pen draws immediately and remembers only its position.  Text that does not fit is cut and ends in "…".
 */
#ifndef HEDDLE_PEN_H
#define HEDDLE_PEN_H

#include <heddle/scene.h>
#include <heddle/value.h>

/* More bytes of a value's text than fit on any row. */
enum { ROW_BYTES = 16000 };

/* --- a pen ------------------------------------------------------------------ */

struct pen {
	struct grid *grid;
	int x, y, end;
	bool full;
};
struct pen pen_at(struct grid *grid, int x, int y, int width);
void pen_text(struct pen *pen, unsigned style, const char *text);
void pen_printf(struct pen *pen, unsigned style, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void pen_gap(struct pen *pen, int columns);
/* Moves on to column x; never back. */
void pen_to(struct pen *pen, int x);
/* A value.  With `compare`, what differs from `before` (null: everything) is in STYLE_CHANGED; where parts
 * were removed, the brackets are, and where the change is cut off, the ellipsis is. */
void pen_value(struct pen *pen, unsigned style, const struct value *value, const struct value *before,
               bool compare);
/* "old → new", the new one in `style`; either may be null. */
void pen_change(struct pen *pen, unsigned style, const struct change *change);
/* "gone, was old". */
void pen_gone(struct pen *pen, const struct value *old);
/* The sign of a change, or a blank, one column wide. */
void pen_sign(struct scene *scene, struct pen *pen, bool changed);

/* The columns of a value; those of a very long one are not counted beyond what a screen has. */
int value_width(const struct value *value, bool ascii);

/* --- parts of a screen ------------------------------------------------------------- */

/* `count` rows or columns of `area` from number `from`, as far as they exist. */
struct rect rect_rows(struct rect area, int from, int count);
struct rect rect_columns(struct rect area, int from, int count);
/* A heading on the first row of `area`. */
void panel_heading(struct grid *grid, struct rect area, const char *title);
void panel_rule(struct grid *grid, int x, int y, int width);
/* At the right end of the first row of `area`, the number of rows above and below those shown: "+3 more".
 * Call it after list_settle. */
void panel_more(struct grid *grid, struct rect area, const struct list *list);

/* Marks the row under the cursor of a list.  Restyles what is drawn there, so it comes after the text. */
void panel_select(struct grid *grid, struct rect row);

#endif
