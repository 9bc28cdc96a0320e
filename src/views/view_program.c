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

struct kept {
	struct list list;
	uint64_t followed; /* generation at which the cursor was put on the step of the list of steps, */
	int followed_row;  /* and the row of that list */
};

static const struct keeper keeper = { .size = sizeof(struct kept) };

static struct kept *kept_in(struct scene *scene)
{
	return scene_kept(scene, &keeper);
}

/* Brings lines [from, to) and, if there is room, the heading of their role into sight; what is in sight
 * already stays where it is. */
static void show_lines(struct scene *scene, const struct program_line *lines, int from, int to, int rows)
{
	struct list *list = &kept_in(scene)->list;
	int heading = from;

	while (heading > 0 && lines[heading].kind != PROGRAM_ROLE)
		heading--;
	if (from >= list->top && to <= list->top + rows)
		return;
	list->top = to - heading <= rows ? heading : from;
}

/* The cursor goes where the one in the list of steps is, when that, or the state, has changed. */
static void follow(struct scene *scene, const struct program_line *lines, size_t count, int rows)
{
	struct steps_list *steps = steps_of(scene);
	struct kept *kept = scene_kept(scene, &keeper);
	const struct session *session = scene->session;
	size_t from = 0, to;

	step_rows_settle(scene);
	if (kept->followed == session->generation && kept->followed_row == steps->list.cursor)
		return;
	kept->followed = session->generation;
	kept->followed_row = steps->list.cursor;
	if ((size_t)steps->list.cursor >= steps->count)
		return;
	while (from < count && (lines[from].kind != PROGRAM_ACTION ||
	                        lines[from].action != steps->rows[steps->list.cursor].action))
		from++;
	if (from == count)
		return;
	for (to = from + 1; to < count && lines[to].kind > PROGRAM_ACTION;)
		to++;
	kept_in(scene)->list.cursor = (int)from;
	show_lines(scene, lines, (int)from, (int)to, rows);
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct kept *kept = kept_in(scene);
	size_t count;
	struct program_line *lines = program_lines(scene->session->model, DETAIL, area.width, &count);

	struct rect rows = rect_rows(area, 1, area.height);

	follow(scene, lines, count, rows.height);
	list_settle(&kept->list, (int)count, rows.height > 0 ? rows.height : 1);
	panel_heading(grid, rect_columns(area, 1, area.width), "program", NULL);
	if (area.width >= LEGEND_LEAST)
		grid_printf(grid, area.x + 11, area.y, area.width - 11, STYLE_DIM, "%s can be taken now",
		            scene_symbol(scene, SYMBOL_HERE));
	for (int i = 0; i < rows.height && kept->list.top + i < (int)count; i++) {
		int at = kept->list.top + i;
		struct rect row = rect_rows(rows, i, 1);

		program_line(scene, grid, row, &lines[at]);
		if (at == kept->list.cursor)
			panel_select(grid, row);
		scene_hit(scene, row, "row %d", at + 1);
	}
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, area.height > 0 }, &kept->list);
	free(lines);
}

static bool available(const struct scene *scene)
{
	return scene->session && !scene->session->model->recording;
}

static struct list *list(struct scene *scene)
{
	struct kept *kept = kept_in(scene);
	size_t count;

	free(program_lines(scene->session->model, DETAIL, scene->width, &count));
	kept->list.count = (int)count;
	return &kept->list;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	size_t count;
	struct program_line *lines = program_lines(scene->session->model, DETAIL, scene->width, &count);

	if ((size_t)row < count)
		program_line_text(scene->session->model, &lines[row], out);
	free(lines);
}

/* The only step of the action under the cursor; null when there is none, or more than one. */
static const struct step *only_step(struct scene *scene, const struct program_line *line)
{
	const struct session_now *now = &scene->session->now;
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

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	struct kept *kept = kept_in(scene);
	size_t count;
	struct program_line *lines = program_lines(scene->session->model, DETAIL, scene->width, &count);
	const struct step *only = NULL;

	if ((size_t)kept->list.cursor < count)
		only = only_step(scene, &lines[kept->list.cursor]);
	free(lines);
	if (!only) {
		err_set(err, "there is no single step to take here");
		return err_remedy(err, "choose one in the list of steps");
	}
	buf_add_text(command, "do ");
	step_show(scene->session->model, only, command);
	return 0;
}

const struct view view_program = {
	.name = "program",
	.title = "program",
	.summary = "the program of each role, and where each process is",
	.available = available,
	.draw = draw,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
