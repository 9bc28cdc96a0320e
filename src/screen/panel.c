/*
 * Rectangles, and the parts of a screen that several views share.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/pen.h>

struct rect rect_rows(struct rect area, int from, int count)
{
	if (from > area.height)
		from = area.height;
	if (count > area.height - from)
		count = area.height - from;
	return (struct rect){ area.x, area.y + from, area.width, count < 0 ? 0 : count };
}

struct rect rect_columns(struct rect area, int from, int count)
{
	if (from > area.width)
		from = area.width;
	if (count > area.width - from)
		count = area.width - from;
	return (struct rect){ area.x + from, area.y, count < 0 ? 0 : count, area.height };
}

void panel_heading(struct grid *grid, struct rect area, const char *title)
{
	if (area.height > 0)
		grid_text(grid, area.x, area.y, area.width, STYLE_TITLE, title);
}

void panel_rule(struct grid *grid, int x, int y, int width)
{
	grid_fill(grid, x, y, width, STYLE_RULE, U'─');
}

void panel_more(struct grid *grid, struct rect area, const struct list *list)
{
	int above = list->top, below = list->count - list->top - list->rows;
	char text[60] = "";

	if (above > 0 && below > 0)
		snprintf(text, sizeof(text), "+%d above, +%d more", above, below);
	else if (above > 0)
		snprintf(text, sizeof(text), "+%d above", above);
	else if (below > 0)
		snprintf(text, sizeof(text), "+%d more", below);

	int width = (int)strlen(text);

	if (width && width <= area.width && area.height > 0)
		grid_text(grid, area.x + area.width - width, area.y, width, STYLE_DIM, text);
}

void panel_select(struct grid *grid, struct rect row)
{
	for (int i = row.x; row.y < grid->height && i < row.x + row.width && i < grid->width; i++) {
		const struct cell *cell = &grid->cells[(size_t)row.y * (size_t)grid->width + (size_t)i];

		grid_restyle(grid, i, row.y, 1, cell->style | STYLE_SELECTED);
	}
}
