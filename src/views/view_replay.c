/*
 * The line on other designs: first a list of all designs with the verdict on each, then one design side by
 * side with the line.
 *
 * Corresponding steps are in one row, so that the point of divergence stands out.  Rejected: a merged list as
 * diff prints it, in which equal steps with different names take two rows.
 */
#include <stdio.h>

#include <heddle/buf.h>

#include "views/replayed.h"

enum { NUMBER_WIDTH = 6, VERDICT_MOST = 7, VERDICT_LEAST = 20 };

/* --- verdicts --------------------------------------------------------------- */

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

/* The verdict on one design in full, at the bottom of the area.  Returns the number of rows above it. */
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
	rows = grid_wrapped_rows(fits.data, width, VERDICT_MOST, scene->ascii);
	if (breaks.length)
		rows += grid_wrapped_rows(breaks.data, width, VERDICT_MOST, scene->ascii);
	rows = clamp(clamp(rows, 0, VERDICT_MOST), 0, area.height / 2);
	y = area.y + area.height - rows;
	panel_rule(grid, area.x, y - 1, area.width);
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
	const struct replayed_row *row = replayed_row(scene, at);
	const struct replay *replay = &row->replay;
	struct pen pen = pen_at(grid, area.x, area.y, area.width);
	struct buf text;

	buf_init(&text);
	pen_text(&pen, STYLE_BOLD, selected ? scene_symbol(scene, SYMBOL_HERE) : " ");
	pen_text(&pen, replayed_is_own(scene, row) ? STYLE_BOLD : STYLE_PLAIN, row->name);
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
	int steps = line_steps(scene);
	char title[80];

	snprintf(title, sizeof(title), "the %d step%s of this branch on every design", steps,
	         steps == 1 ? "" : "s");
	list_settle(list, (int)replayed->count, 1);

	int rows = draw_verdict(scene, grid, area, replayed_row(scene, (size_t)list->cursor)) - 1;

	panel_heading(grid, rect_columns(area, 1, area.width), title);
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
	uint32_t node = line_node(scene, (int)number);
	bool parts = !replay->fits && !replay->other_start && number == replay->diverges_at;
	bool back = replay->closes && number > replay->steps;
	struct buf place;

	buf_init(&place);
	if (back)
		grid_text(grid, row.x + 1, row.y, NUMBER_WIDTH - 2, parts ? STYLE_ERROR : STYLE_DIM, "back");
	else
		grid_printf(grid, row.x, row.y, NUMBER_WIDTH - 1, parts ? STYLE_ERROR : STYLE_DIM, "%*zu",
		            NUMBER_WIDTH - 2, number);
	pen_step(&left, session->model, history_step(session->history, node));
	node_place(scene->session, node, &place);
	pen_text(&left, STYLE_DIM, place.data);
	if (session_breaks_at(scene->session, node))
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

static void draw_sides(struct scene *scene, struct grid *grid, struct rect area, struct replayed *replayed)
{
	const struct replayed_row *row = replayed_row(scene, (size_t)replayed->chosen);
	struct list *list = &replayed->steps;
	int half = (area.width - NUMBER_WIDTH) / 2;
	int rows = draw_verdict(scene, grid, area, row) - 1, steps = line_steps(scene);

	grid_text(grid, area.x + 1, area.y, NUMBER_WIDTH - 1, STYLE_DIM, "step");
	grid_text(grid, area.x + NUMBER_WIDTH, area.y, half - 1, STYLE_TITLE, scene->session->model->name);
	bool crowded = area.width < 100 && steps > rows; /* panel_more needs room */

	grid_text(grid, area.x + NUMBER_WIDTH + half, area.y,
	          area.width - NUMBER_WIDTH - half - (crowded ? 20 : 0), STYLE_TITLE,
	          row->failure ? row->name : row->replay.design);
	if (row->failure)
		return;
	list_settle(list, steps, rows);
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

static struct list *list(struct scene *scene)
{
	struct replayed *replayed = replayed_now(scene);

	return replayed->chosen < 0 ? &replayed->designs : &replayed->steps;
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	struct replayed *replayed = replayed_now(scene);

	if (replayed->chosen < 0)
		replayed_show(scene, replayed->designs.cursor);
	else
		buf_add_text(command, "adopt");
	(void)err;
	return 0;
}

static void row_text(struct scene *scene, int at, struct buf *out)
{
	struct replayed *replayed = replayed_now(scene);

	if (replayed->chosen < 0)
		buf_add_text(out, replayed->rows[at].name);
	else
		session_step_text(scene->session, line_node(scene, at + 1), out);
}

const struct view view_replay = {
	.name = "replay",
	.title = "replay",
	.summary = "these steps on all designs, or side by side with one",

	.draw = draw,
	.enter = enter,
	.overlay = true,
	.list = list,
	.row_text = row_text,
};
