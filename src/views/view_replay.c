/*
 * The current line on other designs: first a list of all designs with how far each goes along,
 * then one of them beside the line, step by step.
 *
 * A replay is made when it is looked at and kept until the line changes.  What a step has on the
 * other side is on its very row, so that the eye finds where the two part without
 * reading.  Rejected: a merged list as diff prints it, in which equal steps with different names
 * take two rows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/design.h>
#include <heddle/mem.h>
#include <heddle/replay.h>
#include <heddle/trace.h>
#include <heddle/utf8.h>

#include "views/views.h"

enum { NUMBER_WIDTH = 6, VERDICT_MOST = 7, VERDICT_LEAST = 20 };

struct replayed_row {
	char *name;            /* of a bundled design, or the path of a file */
	struct design *design; /* null until it is needed */
	struct replay replay;
	bool done;
	char *failure; /* why there is no replay; null: there is */
};

struct replayed {
	uint32_t tip; /* of the line that was replayed */
	struct replayed_row *rows;
	size_t count, room;
	int chosen; /* row; -1: the list of designs */
	struct list designs, steps;
};

/* --- what was replayed ------------------------------------------------------ */

static void forget_row(struct replayed_row *row)
{
	if (row->done && !row->failure)
		replay_release(&row->replay);
	free(row->failure);
	row->failure = NULL;
	row->done = false;
}

static void begin(void *replayed)
{
	((struct replayed *)replayed)->chosen = -1;
}

static void release(void *of)
{
	struct replayed *replayed = of;

	for (size_t i = 0; i < replayed->count; i++) {
		forget_row(&replayed->rows[i]);
		design_free(replayed->rows[i].design);
		free(replayed->rows[i].name);
	}
	free(replayed->rows);
}

static const struct keeper keeper = { .size = sizeof(struct replayed), .begin = begin, .release = release };

/* Takes the design, which may be null. */
static int add_row(struct replayed *replayed, const char *name, struct design *design)
{
	replayed->rows =
	        mem_grow(replayed->rows, &replayed->room, replayed->count + 1, sizeof(*replayed->rows));
	replayed->rows[replayed->count] = (struct replayed_row){ .name = mem_strdup(name), .design = design };
	return (int)replayed->count++;
}

static bool is_own(const struct scene *scene, const struct replayed_row *row)
{
	return scene->session->design && strcmp(row->design ? design_name(row->design) : row->name,
	                                        design_name(scene->session->design)) == 0;
}

static uint32_t line_tip(struct session *session)
{
	size_t length;
	const uint32_t *line = history_line(session->history, &length);

	return line[length - 1];
}

/* The designs, with what is known of the line that is current. */
static struct replayed *replayed_now(struct scene *scene)
{
	struct replayed *replayed = scene_kept(scene, &keeper);
	uint32_t tip = line_tip(scene->session);

	if (!replayed->count) {
		replayed->tip = tip;
		for (const struct bundled *row = bundled_designs; row->name; row++) {
			int at = add_row(replayed, row->name, NULL);

			if (is_own(scene, &replayed->rows[at]))
				replayed->designs.cursor = at;
		}
	}
	for (size_t i = 0; replayed->tip != tip && i < replayed->count; i++)
		forget_row(&replayed->rows[i]);
	replayed->tip = tip;
	return replayed;
}

/* A recording is bound to designs by its states. */
static int replay_recording(struct session *session, const char *name, struct replay *replay, struct err *err)
{
	struct trace *trace = session_trace(session);
	int result = replay_trace(trace, name, NULL, replay, err);

	trace_free(trace);
	return result;
}

static const struct replayed_row *look_at(struct scene *scene, size_t at)
{
	struct replayed_row *row = &replayed_now(scene)->rows[at];
	struct err err = { 0 };
	int result = 0;

	if (row->done)
		return row;
	if (!row->design)
		result = design_open(row->name, &row->design, &err);
	if (result == 0 && scene->session->design)
		result = replay_session(scene->session, row->design, NULL, &row->replay, &err);
	else if (result == 0)
		result = replay_recording(scene->session, row->name, &row->replay, &err);
	row->done = true;
	row->failure = result == 0 ? NULL : mem_strdup(err.what);
	return row;
}

/* --- in words --------------------------------------------------------------- */

static void add_verdict(const struct replayed_row *row, struct buf *out)
{
	const struct replay *replay = &row->replay;

	if (row->failure)
		buf_add_text(out, row->failure);
	else if (replay->fits) {
		buf_printf(out, replay->steps == 1 ? "the one step fits" : "all %zu steps fit",
		           replay->steps);
		replay_ending(replay, out);
	} else {
		buf_add_text(out, "diverges ");
		replay_where(replay, out);
	}
}

static void add_violation(const struct replayed_row *row, bool facts, struct buf *out)
{
	const struct replay *replay = &row->replay;

	buf_printf(out, "%s broken at step %zu", replay->model->properties[replay->property].name,
	           replay->violated_at);
	if (facts && replay->facts)
		buf_printf(out, ": %s", replay->facts);
}

static int wrapped_rows(const char *text, int width)
{
	struct grid nowhere = { .width = 10000 };

	return grid_wrap(&nowhere, 0, 0, width, VERDICT_MOST, STYLE_PLAIN, text);
}

/* What came of one design, in full, at the bottom of the area; returns the rows above it. */
static int draw_verdict(struct scene *scene, struct grid *grid, struct rect area,
                        const struct replayed_row *row)
{
	const struct replay *replay = &row->replay;
	struct buf fits, breaks;
	int width = area.width - 2, rows, y;

	if (area.height < 6 || area.width < VERDICT_LEAST)
		return area.height;
	buf_init(&fits);
	buf_init(&breaks);
	add_verdict(row, &fits);
	if (!row->failure && replay->reason)
		buf_printf(&fits, ": %s", replay->reason);
	if (!row->failure && replay->property >= 0) {
		buf_printf(&breaks, "%s ", scene_symbol(scene, SYMBOL_BROKEN));
		add_violation(row, true, &breaks);
	} else if (!row->failure && replay->starved) {
		buf_printf(&breaks, "%s ", scene_symbol(scene, SYMBOL_BROKEN));
		replay_starved(replay, &breaks);
	} else if (!row->failure && replay->model) {
		buf_add_text(&breaks, replay->fits ? "no property is broken on the way"
		                                   : "no property is broken up to there");
	}
	rows = wrapped_rows(fits.data, width) + (breaks.length ? wrapped_rows(breaks.data, width) : 0);
	if (rows > VERDICT_MOST)
		rows = VERDICT_MOST;
	if (rows > area.height / 2)
		rows = area.height / 2;
	y = area.y + area.height - rows;
	panel_rule(scene, grid, area.x, y - 1, area.width);
	y += grid_wrap(grid, area.x + 1, y, width, rows,
	               !row->failure && replay->fits ? STYLE_GOOD : STYLE_ERROR, fits.data);
	if (breaks.length && y < area.y + area.height)
		grid_wrap(grid, area.x + 1, y, width, area.y + area.height - y,
		          replay->property >= 0 || replay->starved ? STYLE_BROKEN : STYLE_DIM, breaks.data);
	buf_release(&breaks);
	buf_release(&fits);
	return area.height - rows - 1;
}

/* --- the list of designs ---------------------------------------------------- */

static void draw_design(struct scene *scene, struct grid *grid, struct rect area, size_t at, bool selected)
{
	const struct replayed_row *row = look_at(scene, at);
	const struct replay *replay = &row->replay;
	struct pen pen = pen_at(grid, area.x, area.y, area.width);
	struct buf text;

	buf_init(&text);
	pen_text(&pen, STYLE_BOLD, selected ? scene_symbol(scene, SYMBOL_HERE) : " ");
	pen_text(&pen, is_own(scene, row) ? STYLE_BOLD : STYLE_PLAIN, row->name);
	pen_to(&pen, area.x + (area.width < 76 ? 24 : 37));
	add_verdict(row, &text);
	pen_printf(&pen, !row->failure && replay->fits ? STYLE_GOOD : STYLE_PLAIN, " %s", text.data);
	if (!row->failure && replay->property >= 0) {
		buf_clear(&text);
		buf_printf(&text, " %s ", scene_symbol(scene, SYMBOL_BROKEN));
		if (area.width >= 100)
			add_violation(row, false, &text);
		else
			buf_printf(&text, "at step %zu", replay->violated_at);
		pen_to(&pen, area.x + (area.width < 76 ? 50 : 64));
		pen_text(&pen, STYLE_BROKEN, text.data);
	}
	buf_release(&text);
	if (selected)
		panel_select(grid, area);
	scene_hit(scene, area, "row %zu", at + 1);
}

static void draw_designs(struct scene *scene, struct grid *grid, struct rect area, struct replayed *replayed)
{
	struct list *list = &replayed->designs;
	char title[80];
	size_t length;

	history_line(scene->session->history, &length);
	snprintf(title, sizeof(title), "the %zu step%s of this branch on every design", length - 1,
	         length == 2 ? "" : "s");
	list_settle(list, (int)replayed->count, 1);

	int rows = draw_verdict(scene, grid, area, look_at(scene, (size_t)list->cursor)) - 1;

	panel_heading(grid, rect_columns(area, 1, area.width), title, NULL);
	list_settle(list, (int)replayed->count, rows);
	for (int i = 0; i < rows && list->top + i < list->count; i++)
		draw_design(scene, grid, rect_rows(area, 1 + i, 1), (size_t)list->top + (size_t)i,
		            list->top + i == list->cursor);
}

/* --- side by side ----------------------------------------------------------- */

static void pen_step(struct pen *pen, const struct model *model, const struct step *step)
{
	bool silent = model->processes[step->process].silent;
	struct buf text;

	buf_init(&text);
	step_show(model, step, &text);
	pen_text(pen, silent ? STYLE_PLAIN : process_style(step->process), text.data);
	buf_release(&text);
}

static void pen_broken(struct scene *scene, struct pen *pen)
{
	pen_text(pen, STYLE_PLAIN, " ");
	pen_text(pen, STYLE_BROKEN, scene_symbol(scene, SYMBOL_BROKEN));
}

static void draw_pair(struct scene *scene, struct grid *grid, struct rect row, const struct replay *replay,
                      size_t number)
{
	const struct session *session = scene->session;
	int half = (row.width - NUMBER_WIDTH) / 2, x = row.x + NUMBER_WIDTH;
	struct pen left = pen_at(grid, x, row.y, half - 1);
	struct pen right = pen_at(grid, x + half, row.y, row.width - NUMBER_WIDTH - half);
	size_t length;
	const uint32_t *line = history_line(scene->session->history, &length);
	bool parts = !replay->fits && !replay->other_start && number == replay->diverges_at;

	bool back = replay->closes && number > replay->steps;
	struct buf place;

	buf_init(&place);

	if (back)
		grid_text(grid, row.x + 1, row.y, NUMBER_WIDTH - 2, parts ? STYLE_ERROR : STYLE_DIM, "back");
	else
		grid_printf(grid, row.x, row.y, NUMBER_WIDTH - 1, parts ? STYLE_ERROR : STYLE_DIM, "%*zu",
		            NUMBER_WIDTH - 2, number);
	pen_step(&left, session->model, history_step(session->history, line[number]));
	node_place(scene->session, line[number], &place);
	pen_text(&left, STYLE_DIM, place.data);
	if (session_breaks_at(scene->session, line[number]))
		pen_broken(scene, &left);
	if ((number <= replay->matched || (back && replay->fits)) && replay->taken) {
		pen_step(&right, replay->model, &replay->taken[number - 1]);
		if (replay->property >= 0 && replay->violated_at == number)
			pen_broken(scene, &right);
	} else if (number <= replay->matched) {
		pen_text(&right, STYLE_DIM, "the same");
	} else if (parts) {
		pen_printf(&right, STYLE_ERROR, "%s cannot", scene_symbol(scene, SYMBOL_RULE));
	} else {
		pen_text(&right, STYLE_DIM, scene_symbol(scene, SYMBOL_FUTURE));
	}
	buf_release(&place);
}

/* Where the eye should go first. */
static size_t turning_point(const struct replay *replay)
{
	if (!replay->fits)
		return replay->diverges_at;
	return replay->property >= 0 ? replay->violated_at : replay->steps;
}

static void draw_sides(struct scene *scene, struct grid *grid, struct rect area, struct replayed *replayed)
{
	const struct replayed_row *row = look_at(scene, (size_t)replayed->chosen);
	struct list *list = &replayed->steps;
	int half = (area.width - NUMBER_WIDTH) / 2;
	int rows = draw_verdict(scene, grid, area, row) - 1;
	size_t length;

	history_line(scene->session->history, &length);
	grid_text(grid, area.x + 1, area.y, NUMBER_WIDTH - 1, STYLE_DIM, "step");
	grid_text(grid, area.x + NUMBER_WIDTH, area.y, half - 1, STYLE_TITLE, scene->session->model->name);
	bool crowded = area.width < 100 && (int)length - 1 > rows;

	grid_text(grid, area.x + NUMBER_WIDTH + half, area.y,
	          area.width - NUMBER_WIDTH - half - (crowded ? 20 : 0), STYLE_TITLE,
	          row->failure ? row->name : row->replay.design);
	if (row->failure)
		return;
	list_settle(list, (int)length - 1, rows);
	for (int i = 0; i < rows && list->top + i < list->count; i++) {
		struct rect at = rect_rows(area, 1 + i, 1);

		draw_pair(scene, grid, at, &row->replay, (size_t)list->top + (size_t)i + 1);
		if (list->top + i == list->cursor)
			panel_select(grid, at);
		scene_hit(scene, at, "row %d", list->top + i + 1);
	}
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, 1 }, list);
}

/* --- the view --------------------------------------------------------------- */

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct replayed *replayed = replayed_now(scene);

	if (replayed->chosen < 0)
		draw_designs(scene, grid, area, replayed);
	else
		draw_sides(scene, grid, area, replayed);
}

static bool available(const struct scene *scene)
{
	return scene->session != NULL;
}

static struct list *list(struct scene *scene)
{
	struct replayed *replayed = replayed_now(scene);

	return replayed->chosen < 0 ? &replayed->designs : &replayed->steps;
}

static void choose(struct scene *scene, int at)
{
	struct replayed *replayed = replayed_now(scene);
	const struct replayed_row *row = look_at(scene, (size_t)at);
	size_t length;

	history_line(scene->session->history, &length);
	replayed->designs.cursor = replayed->chosen = at;
	replayed->steps = (struct list){ .count = (int)length - 1 };
	if (!row->failure && turning_point(&row->replay) > 0)
		replayed->steps.cursor = (int)turning_point(&row->replay) - 1;
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	struct replayed *replayed = replayed_now(scene);

	if (replayed->chosen < 0)
		choose(scene, replayed->designs.cursor);
	else
		buf_add_text(command, "adopt");
	(void)err;
	return 0;
}

static void row_text(struct scene *scene, int at, struct buf *out)
{
	struct replayed *replayed = replayed_now(scene);
	size_t length;
	const uint32_t *line = history_line(scene->session->history, &length);

	if (replayed->chosen < 0)
		buf_add_text(out, replayed->rows[at].name);
	else
		session_step_words(scene->session, line[at + 1], out);
}

const struct view view_replay = {
	.name = "replay",
	.title = "replay",
	.summary = "these steps on every design, and on one of them side by side",
	.available = available,
	.draw = draw,
	.enter = enter,
	.overlay = true,
	.list = list,
	.row_text = row_text,
};

/* --- for its commands ------------------------------------------------------- */

int replayed_choose(struct scene *scene, const char *name, struct err *err)
{
	struct replayed *replayed = replayed_now(scene);
	struct design *design;
	int at = -1;

	if (!*name) {
		replayed->chosen = -1;
		return 0;
	}
	for (size_t i = 0; i < replayed->count && at < 0; i++)
		if (strcmp(replayed->rows[i].name, name) == 0)
			at = (int)i;
	if (at >= (int)replayed->count - 1 && at >= 0 && strchr(name, '/'))
		forget_row(&replayed->rows[at]);
	if (at < 0) {
		if (design_open(name, &design, err) < 0)
			return -1;
		at = add_row(replayed, name, design);
	}
	choose(scene, at);
	return 0;
}

struct replay *replayed_chosen(struct scene *scene, struct design **design, struct err *err)
{
	struct replayed *replayed = replayed_now(scene);
	struct replayed_row *row;

	if (replayed->chosen < 0) {
		err_set(err, "no design is chosen to play these steps on");
		err_remedy(err, "choose one with Enter, or :replay DESIGN");
		return NULL;
	}
	look_at(scene, (size_t)replayed->chosen);
	row = &replayed->rows[replayed->chosen];
	if (row->failure || !row->replay.model) {
		err_set(err, "there is nothing to play: %s",
		        row->failure ? row->failure : row->replay.reason);
		return NULL;
	}
	*design = row->design;
	row->design = NULL; /* opened again when it is needed */
	return &row->replay;
}
