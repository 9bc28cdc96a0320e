/*
 * The whole schedule: every step of the line, with its own cursor.
 *
 * The cursor goes to the current step whenever that changes, and moves freely in between.
 */
#include "views/views.h"

struct kept {
	struct list list;  /* its cursor is a depth on the line */
	uint64_t followed; /* generation at which the cursor was put on the current step */
};

static const struct keeper keeper = { .size = sizeof(struct kept) };

/* The list, with its cursor on the current step if that changed. */
static struct list *list(struct scene *scene)
{
	struct kept *kept = scene_kept(scene, &keeper);

	kept->list.count = line_steps(scene) + 1;
	if (kept->followed != scene->session->generation) {
		kept->followed = scene->session->generation;
		kept->list.cursor = (int)scene->session->now.depth;
	}
	return &kept->list;
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct list *steps = list(scene);
	int note = note_natural_rows(scene, area.width, area.height > 14 ? 3 : 1);
	struct rect lanes = rect_rows(area, 0, note ? area.height - note - 1 : area.height);

	panel_lanes(scene, grid, lanes, steps, true);
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, 1 }, steps);
	if (note) { /* the note of the step under the cursor, in full */
		uint32_t node = line_node(scene, steps->cursor);
		struct buf text;

		panel_rule(grid, area.x, area.y + lanes.height, area.width);
		buf_init(&text);
		if (history_note(scene->session->history, node)) {
			note_text(scene, node, area.width - 4, note, &text);
			grid_wrap(grid, area.x + 3, area.y + lanes.height + 1, area.width - 4, note,
			          note_style(scene, node), text.data);
		}
		buf_release(&text);
	}
}

static void move(struct scene *scene, enum move move, int count)
{
	if (move == MOVE_LEFT)
		*lanes_left(scene) -= *lanes_left(scene) > 0;
	else if (move == MOVE_RIGHT)
		++*lanes_left(scene); /* drawing brings it into range */
	else
		list_move(list(scene), move, count);
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	(void)command;
	return line_go_to(scene, list(scene)->cursor, err);
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	node_search_text(scene->session, line_node(scene, row), out);
}

const struct view view_lanes = {
	.name = "lanes",
	.title = "lanes",
	.summary = "the whole schedule, one column per process; Enter goes to a step",

	.draw = draw,
	.move = move,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
