/*
 * The line as text, to be copied: with the head that says where it belongs.
 *
 * Broken between steps to the width of the screen; what is copied has no such breaks.  The lines are
 * made once for a line, a form and a width.
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
	} * lines;
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
	free(written->lines);
}

static const struct keeper keeper = { .size = sizeof(struct written), .begin = begin, .release = release };

/* Where the line that begins at `from` had best end: between steps, or else between words. */
static size_t line_length(const char *text, size_t from, size_t width)
{
	size_t end = 0, best = 0;

	/* No further than the line goes: the text may be long. */
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
		size_t length = line_length(written->text.data, at, (size_t)width);

		written->lines =
		        mem_grow(written->lines, &written->room, written->count + 1, sizeof(*written->lines));
		written->lines[written->count++] = (struct span){ at, length };
		at += length;
		at += written->text.data[at] == ' ' || written->text.data[at] == '\n';
	}
	written->list.count = (int)written->count;
	return written;
}

static void add_line(const struct written *written, size_t at, struct buf *out)
{
	buf_add(out, written->text.data + written->lines[at].from, written->lines[at].length);
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct written *written = written_now(scene, area.width - 2);
	struct list *list = &written->list;
	struct buf line;

	panel_heading(grid, rect_columns(area, 1, area.width),
	              scene->brief ? "the schedule in short" : "the schedule", NULL);
	list_settle(list, (int)written->count, area.height - 1);
	buf_init(&line);
	for (int i = 0; i < area.height - 1 && list->top + i < list->count; i++) {
		struct rect row = rect_rows(area, 1 + i, 1);

		buf_clear(&line);
		add_line(written, (size_t)list->top + (size_t)i, &line);
		grid_text(grid, row.x + 1, row.y, row.width - 2,
		          line.data[0] == '#' ? STYLE_DIM : STYLE_PLAIN, line.data);
		if (list->count > list->rows && list->top + i == list->cursor)
			panel_select(grid, row);
	}
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, 1 }, list);
	buf_release(&line);
}

static bool available(const struct scene *scene)
{
	return scene->session != NULL;
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
	add_line(written_now(scene, 0), (size_t)row, out);
}

const struct view view_schedule = {
	.name = "schedule",
	.title = "schedule",
	.summary = "these steps as text, ready to copy",
	.available = available,
	.draw = draw,
	.enter = enter,
	.overlay = true,
	.list = list,
	.row_text = row_text,
};
