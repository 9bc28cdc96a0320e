/*
 * The schedule as text, ready to copy, with its head.
 *
 * It is wrapped between steps to the width of the screen; the copy is not.  The rows are cached for a line, a
 * form and a width.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/schedule.h>

#include "views/views.h"

struct written {
	uint64_t generation;
	bool brief;
	int width;
	struct buf text;
	struct span {
		size_t from, length;
	} * rows;
	size_t count, room;
	struct list list;
};

static void begin(void *written)
{
	buf_init(&((struct written *)written)->text);
}

static void release(void *of)
{
	struct written *written = of;

	buf_release(&written->text);
	free(written->rows);
}

static const struct keeper keeper = { .size = sizeof(struct written), .begin = begin, .release = release };

/* The length of the row that begins at `from`: up to a step if possible, else up to a word. */
static size_t row_length(const char *text, size_t from, size_t width)
{
	size_t end = 0, best = 0;

	while (end <= width && text[from + end] && text[from + end] != '\n')
		end++;
	if (end <= width)
		return end;
	for (size_t i = 1; i <= width && i < end; i++)
		if (text[from + i] == ' ' && text[from + i - 1] == ';')
			best = i;
	if (best)
		return best;
	for (size_t i = 1; i <= width && i < end; i++)
		if (text[from + i] == ' ')
			best = i;
	return best ? best : width;
}

static struct written *written_now(struct scene *scene, int width)
{
	struct written *written = scene_kept(scene, &keeper);

	if (width < 1)
		width = written->width ? written->width : 78;
	if (written->generation == scene->session->generation && written->brief == scene->brief &&
	    written->width == width)
		return written;
	if (written->generation != scene->session->generation || written->brief != scene->brief) {
		buf_clear(&written->text);
		schedule_text(scene->session, scene->brief, &written->text);
	}
	written->generation = scene->session->generation;
	written->brief = scene->brief;
	written->width = width;
	written->count = 0;
	for (size_t at = 0; at < written->text.length;) {
		size_t length = row_length(written->text.data, at, (size_t)width);

		written->rows =
		        mem_grow(written->rows, &written->room, written->count + 1, sizeof(*written->rows));
		written->rows[written->count++] = (struct span){ at, length };
		at += length;
		at += written->text.data[at] == ' ' || written->text.data[at] == '\n';
	}
	written->list.count = (int)written->count;
	return written;
}

static void add_row(const struct written *written, size_t at, struct buf *out)
{
	buf_add(out, written->text.data + written->rows[at].from, written->rows[at].length);
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct written *written = written_now(scene, area.width - 2);
	struct list *list = &written->list;
	struct buf text;

	panel_heading(grid, rect_columns(area, 1, area.width),
	              scene->brief ? "the schedule in short" : "the schedule");
	list_settle(list, (int)written->count, area.height - 1);
	buf_init(&text);
	for (int i = 0; i < area.height - 1 && list->top + i < list->count; i++) {
		struct rect row = rect_rows(area, 1 + i, 1);

		buf_clear(&text);
		add_row(written, (size_t)list->top + (size_t)i, &text);
		grid_text(grid, row.x + 1, row.y, row.width - 2,
		          text.data[0] == '#' ? STYLE_DIM : STYLE_PLAIN, text.data);
		if (list->count > list->rows && list->top + i == list->cursor)
			panel_select(grid, row);
	}
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, 1 }, list);
	buf_release(&text);
}

static struct list *list(struct scene *scene)
{
	return &written_now(scene, 0)->list;
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	(void)scene;
	(void)err;
	buf_add_text(command, "copy");
	return 0;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	add_row(written_now(scene, 0), (size_t)row, out);
}

const struct view view_schedule = {
	.name = "schedule",
	.title = "schedule",
	.summary = "these steps as text, ready to copy",

	.draw = draw,
	.enter = enter,
	.overlay = true,
	.list = list,
	.row_text = row_text,
};
