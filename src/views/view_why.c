/*
 * Why: the explanation of a violation, or of a step, as lines; Enter goes to what a line tells, or plays it.
 *
 * A line takes as many rows as it needs, up to a few; only the fact may be longer, and it is also in
 * properties.  Rejected: a table of reasons, which beginners cannot read aloud.
 */
#include <stdio.h>

#include <heddle/buf.h>
#include <heddle/number.h>

#include "views/explanation.h"

enum { HEAD = 13, ROWS_MOST = 3, LEAST_WIDTH = 30 };

struct layout {
	const struct scene *scene;
	const struct explained *explained;
	int head, width, height;
	int fact; /* the most rows of the fact */
};

static int most_rows(const struct layout *l, size_t line)
{
	return line == 1 ? l->fact : ROWS_MOST;
}

static int rows_of(const struct layout *l, size_t line)
{
	int rows = grid_wrapped_rows(l->explained->lines[line].text, l->width, most_rows(l, line),
	                             l->scene->ascii);

	return rows < 1 ? 1 : rows;
}

/* How many lines from `first` fit. */
static int lines_that_fit(const struct layout *l, int first)
{
	int fit = 0, height = l->height;

	for (size_t i = (size_t)first; i < l->explained->line_count; i++, fit++) {
		height -= rows_of(l, i);
		if (height < 0)
			break;
	}
	return fit < 1 ? 1 : fit;
}

/* The fact gives way first. */
static struct layout lay_out(const struct scene *scene, struct rect area, const struct explained *explained)
{
	struct layout l = { .scene = scene,
		            .explained = explained,
		            .head = area.width < LEAST_WIDTH + HEAD ? 0 : HEAD,
		            .height = area.height,
		            .fact = ROWS_MOST };

	l.width = area.width - l.head - 2;
	while (l.fact > 1 && lines_that_fit(&l, 0) < (int)explained->line_count)
		l.fact--;
	return l;
}

static unsigned style_of(const struct why_line *line, size_t at)
{
	if (at == 0)
		return STYLE_BROKEN;
	return line->run ? STYLE_HINT : STYLE_PLAIN;
}

static void draw_lines(struct scene *scene, struct grid *grid, struct rect area, struct explanation *e)
{
	const struct explained *explained = &e->explained;
	struct layout l = lay_out(scene, area, explained);
	int y = 0;

	/* Scrolls by lines: as many as fit from the top, tried twice since scrolling moves the top. */
	for (int pass = 0; pass < 2; pass++)
		list_settle(&e->list, (int)explained->line_count, lines_that_fit(&l, e->list.top));
	for (size_t i = (size_t)e->list.top; i < explained->line_count && y < area.height; i++) {
		const struct why_line *line = &explained->lines[i];
		struct pen pen = pen_at(grid, area.x + 1, area.y + y, l.head > 1 ? l.head - 1 : 0);
		int most = area.height - y < most_rows(&l, i) ? area.height - y : most_rows(&l, i);
		int rows = grid_wrap(grid, area.x + 1 + l.head, area.y + y, l.width, most,
		                     explained->kind == EXPLAINED_VIOLATION ? style_of(line, i) : STYLE_PLAIN,
		                     line->text);

		pen_text(&pen, STYLE_BOLD, line->head);
		if ((int)i == e->list.cursor)
			panel_select(grid, rect_rows(area, y, 1));
		rows = rows < 1 ? 1 : rows;
		scene_hit(scene, rect_rows(area, y, rows), "row %zu", i + 1);
		y += rows;
	}
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct explanation *e = explanation_of(scene);

	if (!e->explained.line_count) {
		grid_wrap(grid, area.x + 1, area.y, area.width - 2, area.height, STYLE_DIM,
		          *e->refused.what ? e->refused.what : "nothing to explain");
		return;
	}
	draw_lines(scene, grid, e->awaited ? rect_rows(area, 0, area.height - 1) : area, e);
	if (e->awaited)
		grid_text(grid, area.x + 1, area.y + area.height - 1, area.width - 2, STYLE_DIM,
		          "still searching for what is not known yet");
}

static struct list *list(struct scene *scene)
{
	return &explanation_of(scene)->list;
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	(void)err;
	buf_printf(command, "why %d", list(scene)->cursor + 1);
	return 0;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	const struct why_line *line = &explanation_of(scene)->explained.lines[row];

	buf_printf(out, "%s %s", line->head, line->text);
}

const struct view view_why = {
	.name = "why",
	.title = "why",
	.summary = "why this happened; Enter goes to what a line tells, or plays it",
	.draw = draw,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
