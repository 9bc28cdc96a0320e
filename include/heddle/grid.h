/*
 * Screens without a terminal: a grid of cells, each a character and a style.
 *
 * Views draw on a grid and know nothing of curses; src/tui paints one, render
 * writes one as text.  Drawing outside the grid or a clip is harmless and does nothing.
 * A double-width character takes its cell and leaves the next with point 0.
 */
#ifndef HEDDLE_GRID_H
#define HEDDLE_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* What a cell says, not how it looks; src/tui has one table from this to colours and
 * attributes for 256, 16 and no colours. */
enum style {
	STYLE_PLAIN,
	STYLE_DIM, /* what cannot be done, rules, hints */
	STYLE_BOLD,
	STYLE_TITLE,
	STYLE_RULE,
	STYLE_KEY,     /* a key in the footer */
	STYLE_CHANGED, /* changed by the last step */
	STYLE_OLD,     /* the value before */
	STYLE_ORPHAN,
	STYLE_BROKEN, /* a mark where something is wrong */
	STYLE_BANNER, /* the violation banner, whole line */
	STYLE_GOOD,   /* property holds */
	STYLE_NOTE,
	STYLE_PROMPT,
	STYLE_ERROR,     /* a message that something did not work */
	STYLE_HINT,      /* distance to a violation */
	STYLE_PROCESS_1, /* six hues; process i has STYLE_PROCESS_1 + i % 6 */
	STYLE_PROCESS_2,
	STYLE_PROCESS_3,
	STYLE_PROCESS_4,
	STYLE_PROCESS_5,
	STYLE_PROCESS_6,
	STYLE_COUNT
};

/* Or'ed to a style. */
enum {
	STYLE_SELECTED = 0x40, /* under the cursor of a list */
	STYLE_STRONG = 0x80,   /* bold on top */
};

struct cell {
	uint32_t point;
	uint32_t mark[2]; /* combining characters on it; 0: none */
	uint8_t style;
};

struct grid {
	int width, height;
	bool ascii;             /* draw with ASCII only: grid_text maps what the symbol table knows */
	int cursor_x, cursor_y; /* where the text cursor stands; -1: hidden */
	struct cell *cells;
};

void grid_init(struct grid *grid, int width, int height, bool ascii);
void grid_release(struct grid *grid);
void grid_clear(struct grid *grid);
void grid_resize(struct grid *grid, int width, int height);
/* Makes `grid` what `from` is, size and all. */
void grid_copy(struct grid *grid, const struct grid *from);

/* What stands for a character where only ASCII can be shown ("->"); "?" when nothing does. */
const char *symbol_ascii(uint32_t point);

/* Draws `text` (made safe on the way: utf8_escape) at most `width` columns wide; what does not fit
 * ends in "…".  Returns the columns used. */
int grid_text(struct grid *grid, int x, int y, int width, unsigned style, const char *text);
int grid_printf(struct grid *grid, int x, int y, int width, unsigned style, const char *fmt, ...)
        __attribute__((format(printf, 6, 7)));
void grid_fill(struct grid *grid, int x, int y, int width, unsigned style, uint32_t point);
/* Sets the style of cells that are already drawn. */
void grid_restyle(struct grid *grid, int x, int y, int width, unsigned style);

/* Rows that grid_wrap uses for a text, at most `most`. */
int grid_wrapped_rows(const char *text, int width, int most, bool ascii);
/* Draws text wrapped at spaces; returns the rows used, at most `height`. */
int grid_wrap(struct grid *grid, int x, int y, int width, int height, unsigned style, const char *text);

/* Appends the grid as lines of text, blanks at the ends cut.  With `styled`, ANSI colours. */
void grid_show(const struct grid *grid, struct buf *out, bool styled);

enum grid_theme {
	GRID_AUTO, /* light or dark, as whoever looks at it prefers */
	GRID_LIGHT,
	GRID_DARK,
};

/* Appends the grid as an SVG picture, with the colours of a terminal of 256. */
void grid_svg(const struct grid *grid, enum grid_theme theme, struct buf *out);

#endif
