/*
 * The whole schedule: every step of the current line, with a cursor of its own.
 *
 * The cursor goes to the current step whenever that changes, and is free in between.
 */
#include "views/views.h"

struct kept {
	struct list list;  /* its cursor is a depth on the current line */
	uint64_t followed; /* generation at which the cursor was put on the current step */
};

static const struct keeper keeper = { .size = sizeof(struct kept) };

static struct kept *kept_in(struct scene *scene)
{
	return scene_kept(scene, &keeper);
}

/* Puts the cursor where the session is, if it moved. */
static void follow(struct scene *scene)
{
	struct kept *kept = scene_kept(scene, &keeper);
	size_t length;

	history_line(scene->session->history, &length);
	kept_in(scene)->list.count = (int)length;
	if (kept->followed == scene->session->generation)
		return;
	kept->followed = scene->session->generation;
	kept_in(scene)->list.cursor = (int)scene->session->now.depth;
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct kept *kept = kept_in(scene);
	int note = note_natural_rows(scene, area.width, area.height > 14 ? 3 : 1);
	struct rect lanes = rect_rows(area, 0, note ? area.height - note - 1 : area.height);

	follow(scene);
	panel_lanes(scene, grid, lanes, &kept->list, true);
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, 1 }, &kept->list);
	if (note) { /* of the step under the cursor, in full */
		size_t length;
		const uint32_t *line = history_line(scene->session->history, &length);
		uint32_t node = line[kept->list.cursor];
		struct buf text;

		panel_rule(scene, grid, area.x, area.y + lanes.height, area.width);
		buf_init(&text);
		if (history_note(scene->session->history, node)) {
			note_text(scene, node, area.width - 4, note, &text);
			grid_wrap(grid, area.x + 3, area.y + lanes.height + 1, area.width - 4, note,
			          note_style(scene, node), text.data);
		}
		buf_release(&text);
	}
}

static bool available(const struct scene *scene)
{
	return scene->session != NULL;
}

static struct list *list(struct scene *scene)
{
	follow(scene);
	return &kept_in(scene)->list;
}

static void move(struct scene *scene, enum move move, int count)
{
	follow(scene);
	if (move == MOVE_LEFT)
		*lanes_left(scene) -= *lanes_left(scene) > 0;
	else if (move == MOVE_RIGHT)
		++*lanes_left(scene); /* held in range when drawn */
	else
		list_move(&kept_in(scene)->list, move, count);
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	struct kept *kept = kept_in(scene);
	size_t length;
	const uint32_t *line = history_line(scene->session->history, &length);

	if ((size_t)kept->list.cursor < length)
		return scene_go_to(scene, line[kept->list.cursor], err);
	(void)command;
	return 0;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	size_t length;
	const struct history *history = scene->session->history;
	const uint32_t *line = history_line(scene->session->history, &length);
	const struct step *step = history_step(history, line[row]);
	const char *note = history_note(history, line[row]);

	if (step)
		step_show(scene->session->model, step, out);
	node_place(scene->session, line[row], out);
	if (note)
		buf_printf(out, " %s", note);
	if (history_bookmark(history, line[row]))
		buf_printf(out, " %s", history_bookmark(history, line[row]));
}

const struct view view_lanes = {
	.name = "lanes",
	.title = "lanes",
	.summary = "the whole schedule, one column per process; Enter goes to a step",
	.available = available,
	.draw = draw,
	.move = move,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
