/*
 * Paints a grid with curses.  Rows that did not change since the last time are skipped; of the others curses
 * sends only the differences.
 */
#include <stdlib.h>
#include <string.h>

#include <curses.h>

#include <heddle/grid.h>
#include <heddle/mem.h>
#include <heddle/style.h>

#include "tui/terminal.h"

static struct {
	attr_t attributes[256]; /* by style, with its flags */
	short pairs[256];
	struct grid shown; /* what is on the screen */
	bool known;        /* `shown` is valid */
	cchar_t *row;
	int row_room;
} paint;

static int count_colours(void)
{
	const char *none = getenv("NO_COLOR"); /* no-color.org: set and not empty */

	if ((none && *none) || !has_colors())
		return 0;
	start_color();
	return COLORS;
}

static void learn_style(unsigned style, int colours, bool keeps_background)
{
	struct style_attributes wanted = style_attributes_of(style, colours);
	attr_t attributes = A_NORMAL;

	if (wanted.bold)
		attributes |= A_BOLD;
	if (wanted.dim)
		attributes |= A_DIM;
	if (wanted.underline)
		attributes |= A_UNDERLINE;
	if (wanted.reverse)
		attributes |= A_REVERSE;
	paint.attributes[style] = attributes;
	if (wanted.ink < 0 && wanted.paper < 0)
		return;
	if (!keeps_background && wanted.ink < 0)
		wanted.ink = COLOR_WHITE;
	if (!keeps_background && wanted.paper < 0)
		wanted.paper = COLOR_BLACK;

	short pair = (short)((style & 0x3f) + 1);

	if (init_pair(pair, wanted.ink, wanted.paper) != ERR)
		paint.pairs[style] = pair;
}

void paint_start(void)
{
	int colours = count_colours();
	bool keeps_background = colours > 0 && use_default_colors() != ERR;

	memset(paint.attributes, 0, sizeof(paint.attributes));
	memset(paint.pairs, 0, sizeof(paint.pairs));
	for (unsigned flags = 0; flags < 256; flags += STYLE_SELECTED)
		for (unsigned style = 0; style < STYLE_COUNT; style++)
			learn_style(style | flags, colours, keeps_background);
	grid_init(&paint.shown, 1, 1, false);
	paint.known = false;
}

static void paint_row(const struct grid *grid, int y)
{
	const struct cell *cell = &grid->cells[(size_t)y * (size_t)grid->width];
	int count = 0;

	for (int x = 0; x < grid->width; x++, cell++) {
		wchar_t text[4] = { (wchar_t)cell->point, (wchar_t)cell->mark[0], (wchar_t)cell->mark[1], 0 };

		if (cell->point != 0)
			setcchar(&paint.row[count++], text, paint.attributes[cell->style],
			         paint.pairs[cell->style], NULL);
	}
	mvadd_wchnstr(y, 0, paint.row, count);
}

void paint_grid(const struct grid *grid)
{
	size_t row_size = (size_t)grid->width * sizeof(*grid->cells);

	if (paint.shown.width != grid->width || paint.shown.height != grid->height) {
		grid_resize(&paint.shown, grid->width, grid->height);
		paint.known = false;
	}
	if (paint.row_room < grid->width) {
		paint.row = mem_resize(paint.row, (size_t)grid->width, sizeof(*paint.row));
		paint.row_room = grid->width;
	}
	for (int y = 0; y < grid->height; y++) {
		size_t from = (size_t)y * (size_t)grid->width;

		if (paint.known && memcmp(&paint.shown.cells[from], &grid->cells[from], row_size) == 0)
			continue;
		paint_row(grid, y);
		memcpy(&paint.shown.cells[from], &grid->cells[from], row_size);
	}
	paint.known = true;
	if (grid->cursor_x >= 0) {
		move(grid->cursor_y, grid->cursor_x);
		curs_set(1);
	} else {
		move(grid->height - 1, 0);
		curs_set(0);
	}
	refresh();
}

void paint_forget(void)
{
	paint.known = false;
	clearok(curscr, TRUE);
}

void paint_end(void)
{
	grid_release(&paint.shown);
	free(paint.row);
	paint.row = NULL;
	paint.row_room = 0;
}
