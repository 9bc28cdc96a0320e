/*
 * The schedule, to be worked on: a step a row, in the order that the user makes of them.
 *
 * What is being made is kept until it is played or the session is replaced, so looking elsewhere loses
 * nothing. The last row is the place after all steps.  Struck steps are dim, since terminals agree on no
 * strikethrough.
 */
#include <stdlib.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/rework.h>
#include <heddle/utf8.h>

#include "views/views.h"

enum { FOOT_ROWS = 3, TEXT_MOST = 60 };

struct editing {
	struct rework *rework;
	uint64_t generation; /* of the session when it was made */
	struct err why;      /* it could not be made */
	struct list list;
};

static void release(void *of)
{
	rework_free(((struct editing *)of)->rework);
}

static const struct keeper keeper = { .size = sizeof(struct editing), .release = release };

static struct editing *editing_now(struct scene *scene)
{
	struct editing *editing = scene_kept(scene, &keeper);
	uint64_t generation = scene->session->generation;

	if (editing->generation != generation && !(editing->rework && rework_changed(editing->rework))) {
		rework_free(editing->rework);
		editing->why = (struct err){ 0 };
		editing->rework = rework_new(scene->session, &editing->why);
		editing->generation = generation;
		editing->list.cursor = (int)scene->session->now.depth - (scene->session->now.depth > 0);
	}
	editing->list.count = editing->rework ? (int)rework_count(editing->rework) + 1 : 0;
	return editing;
}

struct rework *edited(struct scene *scene, size_t *row, struct err *err)
{
	struct editing *editing = editing_now(scene);

	if (!editing->rework && err)
		*err = editing->why;
	*row = (size_t)clamp(editing->list.cursor, 0, editing->list.count);
	return editing->rework;
}

void edited_select(struct scene *scene, size_t row)
{
	editing_now(scene)->list.cursor = (int)row;
}

void edited_played(struct scene *scene)
{
	struct editing *editing = scene_kept(scene, &keeper);

	rework_free(editing->rework);
	editing->rework = NULL;
	editing->generation = 0;
}

/* --- drawing ---------------------------------------------------------------- */

static void add_step(const struct scene *scene, const struct rework_step *step, struct buf *out)
{
	step_show(scene->session->model, &step->step, out);
}

static int step_width(const struct scene *scene, const struct rework *rework)
{
	struct buf text;
	int width = 20;

	buf_init(&text);
	for (size_t i = 0; i < rework_count(rework); i++) {
		int own;

		buf_clear(&text);
		add_step(scene, rework_at(rework, i), &text);
		own = (int)utf8_width(text.data);
		width = own > width ? own : width;
	}
	buf_release(&text);
	return clamp(width, 0, TEXT_MOST);
}

static void draw_breaks(struct scene *scene, struct pen *pen, uint32_t breaks)
{
	const struct model *model = scene->session->model;

	pen_text(pen, STYLE_BROKEN, scene_symbol(scene, SYMBOL_BROKEN));
	for (unsigned p = 0; p < model->property_count; p++)
		if (breaks >> p & 1)
			pen_printf(pen, STYLE_BROKEN, " %s", model->properties[p].name);
}

static void draw_step(struct scene *scene, struct grid *grid, struct rect row, const struct editing *editing,
                      size_t at, int width)
{
	const struct rework_step *step = rework_at(editing->rework, at);
	struct pen pen = pen_at(grid, row.x + 1, row.y, row.width - 2);
	unsigned style = step->reason ? STYLE_DIM : STYLE_PROCESS_1 + step->step.process % 6;
	struct buf text;

	buf_init(&text);
	add_step(scene, step, &text);
	pen_printf(&pen, STYLE_DIM, "%4zu  ", at + 1);
	pen_text(&pen, style, text.data);
	pen_to(&pen, row.x + 9 + width);
	if (step->reason)
		pen_printf(&pen, STYLE_ERROR, "struck: %s", step->reason);
	else if (step->breaks)
		draw_breaks(scene, &pen, step->breaks);
	else if (step->commutes)
		pen_text(&pen, STYLE_DIM, "commutes with the next");
	buf_release(&text);
}

static void draw_heading(struct grid *grid, struct rect area, const struct rework *rework)
{
	size_t struck = rework_struck(rework), count = rework_count(rework);
	struct buf text;

	buf_init(&text);
	buf_printf(&text, "edit: %zu step%s", count, count == 1 ? "" : "s");
	if (struck)
		buf_printf(&text, ", %zu of them struck", struck);
	if (rework_changed(rework))
		buf_add_text(&text, ", not yet a branch");
	panel_heading(grid, rect_columns(area, 1, area.width), text.data);
	buf_release(&text);
}

/* The whole reason of the row under the cursor. */
static void draw_foot(struct grid *grid, struct rect area, const struct editing *editing)
{
	size_t at = (size_t)editing->list.cursor;

	if (area.height < 1 || at >= rework_count(editing->rework))
		return;
	if (rework_at(editing->rework, at)->reason)
		grid_wrap(grid, area.x + 1, area.y, area.width - 2, area.height, STYLE_ERROR,
		          rework_at(editing->rework, at)->reason);
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct editing *editing = editing_now(scene);
	int foot = area.height > 3 * FOOT_ROWS ? FOOT_ROWS : 0, width;
	struct rect rows = rect_rows(area, 1, area.height - 1 - foot);

	if (!editing->rework) {
		grid_wrap(grid, area.x + 1, area.y, area.width - 2, area.height, STYLE_DIM,
		          editing->why.what);
		return;
	}
	draw_heading(grid, area, editing->rework);
	width = step_width(scene, editing->rework);
	list_settle(&editing->list, editing->list.count, rows.height);
	for (int i = 0; i < rows.height && editing->list.top + i < editing->list.count; i++) {
		struct rect row = rect_rows(rows, i, 1);
		size_t at = (size_t)(editing->list.top + i);

		if (at < rework_count(editing->rework))
			draw_step(scene, grid, row, editing, at, width);
		else
			grid_text(grid, row.x + 7, row.y, row.width - 8, STYLE_DIM, "the end");
		if ((int)at == editing->list.cursor)
			panel_select(grid, row);
		scene_hit(scene, row, "row %zu", at + 1);
	}
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, 1 }, &editing->list);
	draw_foot(grid, rect_rows(area, area.height - foot, foot), editing);
}

static struct list *list(struct scene *scene)
{
	return &editing_now(scene)->list;
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	(void)scene;
	(void)err;
	buf_add_text(command, "edit play");
	return 0;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	const struct editing *editing = editing_now(scene);

	if ((size_t)row < rework_count(editing->rework))
		add_step(scene, rework_at(editing->rework, (size_t)row), out);
	else
		buf_add_text(out, "the end");
}

static bool available(const struct scene *scene)
{
	return scene->session && scene->session->design;
}

const struct view view_edit = {
	.name = "edit",
	.title = "edit the schedule",
	.summary =
	        "work on the schedule: move, leave out, repeat and add steps; the rest is run again at once",
	.available = available,
	.wants = "open a design, or a trace of one",
	.draw = draw,
	.enter = enter,
	.overlay = true,
	.list = list,
	.row_text = row_text,
};
