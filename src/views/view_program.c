/*
 * The program: every action of every role, in full.
 *
 * Enter takes the action under the cursor if it can be taken in only one way.
 */
#include <stdlib.h>

#include <heddle/buf.h>

#include "views/views.h"

enum { DETAIL = 4, LEGEND_LEAST = 60 };

struct kept {
	struct list list;
	uint64_t followed; /* generation at which the cursor followed the list of steps */
	int followed_row;  /* the row of that list then */
};

static const struct keeper keeper = { .size = sizeof(struct kept) };

/* Scrolls so that rows [from, to) are visible and, if possible, the heading of their role; does nothing if
 * they are visible. */
static void scroll_to(struct list *list, const struct program_row *rows, int from, int to, int height)
{
	int heading = from;

	while (heading > 0 && rows[heading].kind != PROGRAM_ROLE)
		heading--;
	if (from >= list->top && to <= list->top + height)
		return;
	list->top = to - heading <= height ? heading : from;
}

/* Puts the cursor on the step under the cursor of the list of steps, when that or the state has changed. */
static void follow(struct scene *scene, const struct program_row *rows, size_t count, int height)
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
	while (from < count && (rows[from].kind != PROGRAM_ACTION ||
	                        rows[from].action != steps->rows[steps->list.cursor].action))
		from++;
	if (from == count)
		return;
	for (to = from + 1; to < count && rows[to].kind > PROGRAM_ACTION;)
		to++;
	kept->list.cursor = (int)from;
	scroll_to(&kept->list, rows, (int)from, (int)to, height);
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct kept *kept = scene_kept(scene, &keeper);
	size_t count;
	struct program_row *rows = program_rows(scene->session->model, DETAIL, area.width, &count);
	struct rect body = rect_rows(area, 1, area.height);

	follow(scene, rows, count, body.height);
	list_settle(&kept->list, (int)count, body.height);
	panel_heading(grid, rect_columns(area, 1, area.width), "program");
	if (area.width >= LEGEND_LEAST)
		grid_printf(grid, area.x + 11, area.y, area.width - 11, STYLE_DIM, "%s can be taken now",
		            scene_symbol(scene, SYMBOL_HERE));
	for (int i = 0; i < body.height && kept->list.top + i < (int)count; i++) {
		int at = kept->list.top + i;
		struct rect row = rect_rows(body, i, 1);

		program_draw_row(scene, grid, row, &rows[at]);
		if (at == kept->list.cursor)
			panel_select(grid, row);
		scene_hit(scene, row, "row %d", at + 1);
	}
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, area.height > 0 }, &kept->list);
	free(rows);
}

static bool available(const struct scene *scene)
{
	return scene->session && !scene->session->model->recording;
}

static struct list *list(struct scene *scene)
{
	struct kept *kept = scene_kept(scene, &keeper);
	size_t count;

	free(program_rows(scene->session->model, DETAIL, scene->width, &count));
	kept->list.count = (int)count;
	return &kept->list;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	size_t count;
	struct program_row *rows = program_rows(scene->session->model, DETAIL, scene->width, &count);

	if ((size_t)row < count)
		program_row_text(scene->session->model, &rows[row], out);
	free(rows);
}

/* The step of a row's action; null: there is none, or more than one. */
static const struct step *only_step(struct scene *scene, const struct program_row *row)
{
	const struct session_now *now = &scene->session->now;
	const struct step *found = NULL;

	if (row->kind == PROGRAM_ROLE || row->kind == PROGRAM_BLANK)
		return NULL;
	for (size_t i = 0; i < now->step_count; i++) {
		if (now->steps[i].action != row->action)
			continue;
		if (found)
			return NULL;
		found = &now->steps[i];
	}
	return found;
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	struct kept *kept = scene_kept(scene, &keeper);
	size_t count;
	struct program_row *rows = program_rows(scene->session->model, DETAIL, scene->width, &count);
	const struct step *only = NULL;

	if ((size_t)kept->list.cursor < count)
		only = only_step(scene, &rows[kept->list.cursor]);
	free(rows);
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
