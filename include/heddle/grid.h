/*
 * A screen in memory: a grid of cells, each with a character and a style.
 *
 * Views draw on a grid and do not know about curses; src/tui paints a grid on the terminal, and
 * `heddle render` writes one as text or SVG.  Coordinates are cells, from (0, 0) at the top left.
 * Drawing outside the grid does nothing.
 *
 * Invariant: a double-width character is followed by a cell whose point is 0.  The grid owns its cells;
 * texts passed in are borrowed for the call.
 */
#ifndef HEDDLE_GRID_H
#define HEDDLE_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* The role of a cell's text.  style.h maps it to colours and attributes, for terminals with 256, 16 and no
 * colours. */
enum style {
	STYLE_PLAIN,
	STYLE_DIM, /* disabled steps, rules, asides */
	STYLE_BOLD,
	STYLE_TITLE,
	STYLE_RULE,
	STYLE_KEY,     /* a key in the footer */
	STYLE_CHANGED, /* changed by the last step */
	STYLE_OLD,     /* the previous value */
	STYLE_ORPHAN,  /* a part that nothing refers to */
	STYLE_BROKEN,  /* a mark where a property is broken */
	STYLE_BANNER,  /* the violation banner, the whole row */
	STYLE_GOOD,    /* a property that holds */
	STYLE_NOTE,
	STYLE_PROMPT,
	STYLE_ERROR,     /* an error message */
	STYLE_HINT,      /* distance to a violation */
	STYLE_PROCESS_1, /* six hues; process i has STYLE_PROCESS_1 + i % 6 */
	STYLE_PROCESS_2,
	STYLE_PROCESS_3,
	STYLE_PROCESS_4,
	STYLE_PROCESS_5,
	STYLE_PROCESS_6,
	STYLE_COUNT
};

/* Flags, or'ed to a style. */
enum {
	STYLE_SELECTED = 0x40, /* the row under a list's cursor */
	STYLE_STRONG = 0x80,   /* bold, in addition */
};

struct cell {
	uint32_t point;   /* Unicode code point; 0: the right half of a double-width character */
	uint32_t mark[2]; /* combining characters; 0: none */
	uint8_t style;    /* enum style with its flags */
};

struct grid {
	int width, height;
	bool ascii;             /* grid_text replaces other characters: see symbol_ascii */
	int cursor_x, cursor_y; /* position of the text cursor; -1: hidden */
	struct cell *cells;     /* row by row, width * height of them */
};

/* Allocates a blank grid of at least 1 x 1 cells; the caller releases it. */
void grid_init(struct grid *grid, int width, int height, bool ascii);
void grid_release(struct grid *grid);

/* Makes every cell a blank in STYLE_PLAIN and hides the cursor. */
void grid_clear(struct grid *grid);

/* Changes the size and clears the grid. */
void grid_resize(struct grid *grid, int width, int height);

/* Makes `grid`, which is initialised, a copy of `from`. */
void grid_copy(struct grid *grid, const struct grid *from);

/* The ASCII substitute of a character, "->" for an arrow; "?" when it has none. */
const char *symbol_ascii(uint32_t point);

/* Draws `text` on row `y` from column `x`, at most `width` columns wide; a longer text is cut and ends
 * in "…".  Unprintable characters are escaped (utf8_escape).  Returns the columns used. */
int grid_text(struct grid *grid, int x, int y, int width, unsigned style, const char *text);
int grid_printf(struct grid *grid, int x, int y, int width, unsigned style, const char *fmt, ...)
        __attribute__((format(printf, 6, 7)));

/* Repeats the character `point` over `width` cells. */
void grid_fill(struct grid *grid, int x, int y, int width, unsigned style, uint32_t point);

/* Changes the style of `width` cells and keeps their characters. */
void grid_restyle(struct grid *grid, int x, int y, int width, unsigned style);

/* The bytes of a text that fit in a row of `width` columns, without the blanks at which it is broken; in a
 * word longer than the row it is broken anywhere.  *next: where the next row begins.  The text has no control
 * characters. */
size_t grid_row_length(const char *text, size_t length, int width, size_t *next);

/* The number of rows that grid_wrap needs for a text, at most `most`. */
int grid_wrapped_rows(const char *text, int width, int most, bool ascii);

/* Draws text wrapped at spaces in a box of `width` columns and `height` rows.  Returns the rows used. */
int grid_wrap(struct grid *grid, int x, int y, int width, int height, unsigned style, const char *text);

/* Appends the grid as rows of text, each ended by \n, without trailing blanks.  With `styled`, colours are
 * ANSI sequences. */
void grid_show(const struct grid *grid, struct buf *out, bool styled);

enum grid_theme {
	GRID_AUTO, /* follows the viewer's colour scheme */
	GRID_LIGHT,
	GRID_DARK,
};

/* Appends the grid as an SVG picture in the colours of a 256-colour terminal. */
void grid_svg(const struct grid *grid, enum grid_theme theme, struct buf *out);

#endif
