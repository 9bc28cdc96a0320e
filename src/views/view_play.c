/*
 * The main view: the state, the steps, and the schedule so far.
 *
 * It has three layouts.  Up to 109 columns, the steps and the schedule are below the state; on wider screens
 * the schedule is to the right, at full height; from 170 columns the program is there too.  Heights come from
 * shapes, so that they stay while stepping.
 */
#include <stdlib.h>

#include "views/views.h"

/* The list of the schedule, which scrolls by itself. */
static const struct keeper keeper = { .size = sizeof(struct list) };

enum { WIDE = 110, VERY_WIDE = 170, TIGHT = 56 }; /* columns */
enum { LIST_LEAST = 9, SCHEDULE_LEAST = 44, RECORDED_LEAST = 22, NOTE_MOST = 3, NOTE_MOST_WIDE = 9 };

/* A vertical rule. */
static void divide(struct scene *scene, struct grid *grid, int x, struct rect area)
{
	for (int y = area.y; y < area.y + area.height; y++)
		grid_text(grid, x, y, 1, STYLE_RULE, scene_symbol(scene, SYMBOL_LANE));
}

static int state_height(struct scene *scene, int width, int columns, int height)
{
	int natural = state_natural_height(scene, width, columns);
	int least = height / 2 < LIST_LEAST ? height / 2 : LIST_LEAST;

	return clamp(natural, 0, height - least - 1);
}

/* A recording has only one step to take, so its state gets nearly all the room. */
static int recorded_height(int height)
{
	return height > 12 ? height - 5 : height * 2 / 3;
}

/* State above steps. */
static void draw_left(struct scene *scene, struct grid *grid, struct rect area)
{
	int height = scene->session->model->recording ? recorded_height(area.height)
	                                              : state_height(scene, area.width - 1, 1, area.height);

	struct rect state = rect_columns(rect_rows(area, 0, height), 0, area.width - 1);

	if (scene->session->model->recording && state_natural_height(scene, state.width, 1) > height + 1) {
		/* The state does not fit: show the changes, then as much of the state as fits. */
		int changes = height < 12 ? 4 : height < 24 ? 6 : 8;

		panel_changes(scene, grid, rect_rows(state, 0, changes));
		panel_heading(grid, rect_columns(rect_rows(state, changes, 1), 1, state.width), "state");
		panel_values(scene, grid, rect_rows(state, changes + 1, height), false);
	} else {
		panel_state(scene, grid, state, 1);
	}
	panel_rule(grid, area.x + 1, area.y + height, area.width - 2);
	panel_steps(scene, grid, rect_rows(area, height + 1, area.height));
}

static void draw_schedule(struct scene *scene, struct grid *grid, struct rect area, int note_most)
{
	int note = note_natural_rows(scene, area.width, note_most);
	int height = note ? area.height - note - 1 : area.height;

	panel_lanes(scene, grid, rect_rows(area, 0, height), scene_kept(scene, &keeper), false);
	if (note) {
		panel_rule(grid, area.x + 1, area.y + height, area.width - 2);
		panel_note(scene, grid, rect_rows(area, height + 1, note));
	}
}

/* The width of a recording's schedule: what its lanes fill and the state leaves, within limits. */
static int recorded_schedule(struct scene *scene, int width)
{
	int most = width - state_natural_width(scene) - 2;

	most = clamp(most, width * 40 / 100, width * 60 / 100);
	return clamp(lanes_natural_width(scene, most - 2) + 2, RECORDED_LEAST, most);
}

static void draw_wide(struct scene *scene, struct grid *grid, struct rect area)
{
	int left =
	        clamp(state_natural_width(scene) + 2, area.width < VERY_WIDE ? 60 : 66, area.width / 2 + 4);
	int program = 0, middle;

	if (area.width >= VERY_WIDE && !scene->session->model->recording)
		program = clamp((area.width - left) / 2, 48, 72);
	/* Width that the schedule does not need goes to the steps, which show their changes. */
	middle = area.width - left - program;
	if (!scene->session->model->recording)
		middle = clamp(lanes_natural_width(scene, middle - 2) + 2, SCHEDULE_LEAST, middle);
	else
		middle = recorded_schedule(scene, area.width);
	left = area.width - program - middle;

	draw_left(scene, grid, rect_columns(area, 0, left - 1));
	divide(scene, grid, area.x + left - 1, area);
	draw_schedule(scene, grid, rect_columns(area, left + 1, middle - 2), NOTE_MOST_WIDE);
	if (program) {
		divide(scene, grid, area.x + left + middle - 1, area);
		panel_program(scene, grid, rect_columns(area, left + middle + 1, program - 1));
	}
}

static void draw_below(struct scene *scene, struct grid *grid, struct rect area)
{
	int split = area.width < TIGHT ? area.width : clamp(area.width / 2, 30, 52);

	panel_steps(scene, grid, rect_columns(area, 0, split - (split < area.width)));
	if (split < area.width)
		panel_lanes(scene, grid, rect_columns(area, split, area.width - split),
		            scene_kept(scene, &keeper), false);
}

static void draw_narrow(struct scene *scene, struct grid *grid, struct rect area)
{
	int note = note_natural_rows(scene, area.width, area.height >= 18 ? NOTE_MOST : 1);
	int body = area.height - note, height;

	if (body < 6) {
		panel_steps(scene, grid, area);
		return;
	}
	height = state_height(scene, area.width, 2, body);
	panel_state(scene, grid, rect_rows(area, 0, height), 2);
	panel_rule(grid, area.x, area.y + height, area.width);
	draw_below(scene, grid, rect_rows(area, height + 1, body - height - 1));
	if (note)
		panel_note(scene, grid, rect_rows(area, body, note));
}

static void draw_recording(struct scene *scene, struct grid *grid, struct rect area)
{
	int note = note_natural_rows(scene, area.width, NOTE_MOST);
	int left = area.width < TIGHT ? area.width : area.width - recorded_schedule(scene, area.width);
	struct rect body = rect_rows(area, 0, area.height - note);

	draw_left(scene, grid, rect_columns(body, 0, left - 1));
	if (left < area.width) {
		divide(scene, grid, area.x + left - 1, body);
		panel_lanes(scene, grid, rect_columns(body, left + 1, area.width - left - 1),
		            scene_kept(scene, &keeper), false);
	}
	if (note)
		panel_note(scene, grid, rect_rows(area, body.height, note));
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	if (area.width >= WIDE)
		draw_wide(scene, grid, area);
	else if (scene->session->model->recording)
		draw_recording(scene, grid, area);
	else
		draw_narrow(scene, grid, area);
}

static struct list *list(struct scene *scene)
{
	step_rows_settle(scene);
	return &steps_of(scene)->list;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	const struct step_row *of = &steps_of(scene)->rows[row];
	const struct session_now *now = &scene->session->now;

	if (of->kind != ROW_DISABLED)
		step_show(scene->session->model, &now->steps[of->first], out);
	else
		buf_printf(out, "%s %s: %s", scene->session->model->processes[of->process].name,
		           scene->session->model->actions[of->action].name, now->disabled[of->first].reason);
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	(void)scene;
	(void)err;
	buf_add_text(command, "take");
	return 0;
}

const struct view view_play = {
	.name = "play",
	.title = "play",
	.summary = "the state, the steps that can be taken, and the schedule so far",

	.draw = draw,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
