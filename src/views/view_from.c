/*
 * Where a part of the state is from: who changed it, what that step had read, back to its origin, and who has
 * looked at it since.
 */
#include <stdlib.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/why.h>

#include "views/views.h"

enum { HEAD = 12 };

struct origin {
	char *path;
	uint64_t generation; /* of the session for which the lines are */
	struct why_line *lines;
	size_t count;
	struct list list;
};

static void release(void *of)
{
	struct origin *origin = of;

	why_lines_release(origin->lines, origin->count);
	free(origin->path);
}

static const struct keeper keeper = { .size = sizeof(struct origin), .release = release };

static void find(struct scene *scene, struct origin *origin)
{
	struct session *session = scene->session;
	const uint32_t *line;
	struct step *steps;
	size_t length, depth = session->now.depth;

	why_lines_release(origin->lines, origin->count);
	line = history_line(session->history, &length);
	steps = mem_array(depth + 1, sizeof(*steps));
	for (size_t i = 0; i < depth; i++)
		steps[i] = *history_step(session->history, line[i + 1]);
	origin->count =
	        why_cell_lines(session->model, steps, depth, origin->path, scene->ascii, &origin->lines);
	origin->generation = session->generation;
	free(steps);
}

static struct origin *origin_now(struct scene *scene)
{
	struct origin *origin = scene_kept(scene, &keeper);

	if (origin->path && origin->generation != scene->session->generation)
		find(scene, origin);
	origin->list.count = (int)origin->count;
	return origin;
}

bool origin_ask(struct scene *scene, const char *path)
{
	struct origin *origin = scene_kept(scene, &keeper);

	free(origin->path);
	origin->path = mem_strdup(path);
	find(scene, origin);
	origin->list.cursor = 0;
	return origin->count > 0;
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct origin *origin = origin_now(scene);
	struct buf title;

	if (!origin->path) {
		grid_text(grid, area.x + 1, area.y, area.width - 2, STYLE_DIM,
		          "press F on a part of the state (S), or :from PATH");
		return;
	}
	buf_init(&title);
	buf_printf(&title, "where it is from, at step %u", scene->session->now.depth);
	panel_heading(grid, rect_columns(area, 1, area.width), title.data);
	buf_release(&title);
	list_settle(&origin->list, (int)origin->count, area.height - 1);
	for (int i = 0; i < area.height - 1 && origin->list.top + i < origin->list.count; i++) {
		const struct why_line *line = &origin->lines[origin->list.top + i];
		struct rect row = rect_rows(area, 1 + i, 1);
		struct pen pen = pen_at(grid, row.x + 1, row.y, row.width - 2);

		pen_text(&pen, STYLE_BOLD, line->head);
		pen_to(&pen, row.x + 1 + HEAD);
		pen_text(&pen, STYLE_PLAIN, line->text);
		if (origin->list.top + i == origin->list.cursor)
			panel_select(grid, row);
		scene_hit(scene, row, "row %d", origin->list.top + i + 1);
	}
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, 1 }, &origin->list);
}

static struct list *list(struct scene *scene)
{
	return &origin_now(scene)->list;
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	const struct origin *origin = origin_now(scene);
	int at = origin->list.cursor;

	(void)err;
	if (at < origin->list.count && origin->lines[at].step != WHY_NO_STEP)
		buf_printf(command, "from step %u", origin->lines[at].step);
	return 0;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	const struct why_line *line = &origin_now(scene)->lines[row];

	buf_printf(out, "%s %s", line->head, line->text);
}

const struct view view_from = {
	.name = "from",
	.title = "where from",
	.summary = "who changed a part of the state and from what, and who has looked at it since",
	.draw = draw,
	.enter = enter,
	.overlay = true,
	.list = list,
	.row_text = row_text,
};
