/*
 * The program: every step of every role, in full.
 *
 * The cursor moves from line to line; Enter takes the action under it where one process can
 * take it in one way only.
 */
#include <stdlib.h>

#include <heddle/buf.h>
#include "views/views.h"

enum { DETAIL = 4, LEGEND_LEAST = 60 };

/* Brings lines [from, to) and, if there is room, the heading of their role into sight; what is in sight
 * already stays where it is. */
static void show_lines(struct ui *ui, const struct program_line *lines, int from, int to, int rows)
{
	struct list *list = &ui->program;
	int heading = from;

	while (heading > 0 && lines[heading].kind != PROGRAM_ROLE)
		heading--;
	if (from >= list->top && to <= list->top + rows)
		return;
	list->top = to - heading <= rows ? heading : from;
}

/* The cursor goes where the one in the list of steps is, when that, or the state, has changed. */
static void follow(struct ui *ui, const struct program_line *lines, size_t count, int rows)
{
	struct views_memory *memory = views_memory(ui);
	const struct session *session = ui->session;
	size_t from = 0, to;

	ui_step_rows(ui);
	if (memory->programmed == session->generation &&
	    memory->programmed_row == ui->steps.cursor)
		return;
	memory->programmed = session->generation;
	memory->programmed_row = ui->steps.cursor;
	if ((size_t)ui->steps.cursor >= ui->step_row_count)
		return;
	while (from < count && (lines[from].kind != PROGRAM_ACTION ||
	                        lines[from].action != ui->step_rows[ui->steps.cursor].action))
		from++;
	if (from == count)
		return;
	for (to = from + 1; to < count && lines[to].kind > PROGRAM_ACTION;)
		to++;
	ui->program.cursor = (int)from;
	show_lines(ui, lines, (int)from, (int)to, rows);
}

static void draw(struct ui *ui, struct grid *grid, struct rect area)
{
	size_t count;
	struct program_line *lines = program_lines(ui->session->model, DETAIL, area.width, &count);

	struct rect rows = rect_rows(area, 1, area.height);

	follow(ui, lines, count, rows.height);
	list_settle(&ui->program, (int)count, rows.height > 0 ? rows.height : 1);
	panel_heading(grid, rect_columns(area, 1, area.width), "program", NULL);
	if (area.width >= LEGEND_LEAST)
		grid_printf(grid, area.x + 11, area.y, area.width - 11, STYLE_DIM,
		            "%s can be taken now", ui_symbol(ui, SYMBOL_HERE));
	for (int i = 0; i < rows.height && ui->program.top + i < (int)count; i++) {
		int at = ui->program.top + i;
		struct rect row = rect_rows(rows, i, 1);

		program_line(ui, grid, row, &lines[at]);
		if (at == ui->program.cursor)
			panel_select(grid, row);
		ui_hit(ui, row, "row %d", at + 1);
	}
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, area.height > 0 },
	           &ui->program);
	free(lines);
}

static bool available(const struct ui *ui)
{
	return ui->session && !ui->session->model->recording;
}

static struct list *list(struct ui *ui)
{
	size_t count;

	free(program_lines(ui->session->model, DETAIL, ui->width, &count));
	ui->program.count = (int)count;
	return &ui->program;
}

static void row_text(struct ui *ui, int row, struct buf *out)
{
	size_t count;
	struct program_line *lines = program_lines(ui->session->model, DETAIL, ui->width, &count);

	if ((size_t)row < count)
		program_line_text(ui->session->model, &lines[row], out);
	free(lines);
}

/* The only step of the action under the cursor; null when there is none, or more than one. */
static const struct step *only_step(struct ui *ui, const struct program_line *line)
{
	const struct session_now *now = &ui->session->now;
	const struct step *found = NULL;

	if (line->kind == PROGRAM_ROLE || line->kind == PROGRAM_BLANK)
		return NULL;
	for (size_t i = 0; i < now->step_count; i++) {
		if (now->steps[i].action != line->action)
			continue;
		if (found)
			return NULL;
		found = &now->steps[i];
	}
	return found;
}

static void enter(struct ui *ui)
{
	size_t count;
	struct program_line *lines = program_lines(ui->session->model, DETAIL, ui->width, &count);
	const struct step *only = NULL;
	struct err err = { 0 };

	if ((size_t)ui->program.cursor < count)
		only = only_step(ui, &lines[ui->program.cursor]);
	free(lines);
	if (!only) {
		ui_say(ui, "no one step to take here: choose it in the list of steps");
		return;
	}

	struct step step = *only;

	if (session_do(ui->session, &step, &err) != 0)
		ui_complain(ui, &err);
}

const struct view view_program = {
	.name = "program",
	.title = "program",
	.summary = "the steps of each role as a listing, and who stands where",
	.available = available,
	.draw = draw,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
