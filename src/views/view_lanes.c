/*
 * The whole schedule: every step of the current line, with a cursor of its own.
 *
 * The cursor goes to the current step whenever that changes, and is free in between.
 */
#include "views/views.h"

/* Puts the cursor where the session stands, if it moved. */
static void follow(struct ui *ui)
{
	struct views_memory *memory = views_memory(ui);
	size_t length;

	history_line(ui->session->history, &length);
	ui->lanes.count = (int)length;
	if (memory->followed == ui->session->generation)
		return;
	memory->followed = ui->session->generation;
	ui->lanes.cursor = (int)ui->session->now.depth;
}

static void draw(struct ui *ui, struct grid *grid, struct rect area)
{
	int note = note_natural_rows(ui, area.width, area.height > 14 ? 3 : 1);
	struct rect lanes = rect_rows(area, 0, note ? area.height - note - 1 : area.height);

	follow(ui);
	panel_lanes(ui, grid, lanes, &ui->lanes, true);
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, 1 }, &ui->lanes);
	if (note) { /* of the step under the cursor, in full */
		size_t length;
		const uint32_t *line = history_line(ui->session->history, &length);
		uint32_t node = line[ui->lanes.cursor];
		struct buf text;

		panel_rule(ui, grid, area.x, area.y + lanes.height, area.width);
		buf_init(&text);
		if (history_note(ui->session->history, node)) {
			note_text(ui, node, &text);
			grid_wrap(grid, area.x + 3, area.y + lanes.height + 1, area.width - 4, note,
			          note_style(ui, node), text.data);
		}
		buf_release(&text);
	}
}

static bool available(const struct ui *ui)
{
	return ui->session != NULL;
}

static struct list *list(struct ui *ui)
{
	follow(ui);
	return &ui->lanes;
}

static void move(struct ui *ui, enum move move, int count)
{
	follow(ui);
	if (move == MOVE_LEFT)
		ui->lanes_left -= ui->lanes_left > 0;
	else if (move == MOVE_RIGHT)
		ui->lanes_left++; /* held in range when drawn */
	else
		list_move(&ui->lanes, move, count);
}

static void enter(struct ui *ui)
{
	size_t length;
	const uint32_t *line = history_line(ui->session->history, &length);

	if ((size_t)ui->lanes.cursor < length)
		session_jump(ui->session, line[ui->lanes.cursor]);
}

static void row_text(struct ui *ui, int row, struct buf *out)
{
	size_t length;
	const struct history *history = ui->session->history;
	const uint32_t *line = history_line(ui->session->history, &length);
	const struct step *step = history_step(history, line[row]);
	const char *note = history_note(history, line[row]);

	if (step)
		step_show(ui->session->model, step, out);
	node_place(ui->session, line[row], out);
	if (note)
		buf_printf(out, " %s", note);
	if (history_bookmark(history, line[row]))
		buf_printf(out, " %s", history_bookmark(history, line[row]));
}

const struct view view_lanes = {
	.name = "lanes",
	.title = "lanes",
	.summary = "the whole schedule, one column a process; Enter goes to a step",
	.available = available,
	.draw = draw,
	.move = move,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
