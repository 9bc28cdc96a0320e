/*
 * The note of the current step, and the room that the notes of the line need.
 */
#include <heddle/buf.h>

#include "views/views.h"

struct kept {
	uint64_t searched; /* generation of any_note */
	bool any_note;     /* on the line */
	int width, rows;   /* the rows of the longest note at that width; width 0: not counted */
};

static const struct keeper keeper = { .size = sizeof(struct kept) };

bool views_any_note(struct scene *scene)
{
	struct kept *kept = scene_kept(scene, &keeper);
	struct session *session = scene->session;

	if (kept->searched != session->generation) {
		size_t length;
		const uint32_t *line = history_line(session->history, &length);

		kept->searched = session->generation;
		kept->any_note = false;
		kept->width = 0;
		for (size_t i = 0; i < length && !kept->any_note; i++)
			kept->any_note = history_note(session->history, line[i]) != NULL;
	}
	return kept->any_note;
}

int note_natural_rows(struct scene *scene, int width, int most)
{
	struct kept *kept = scene_kept(scene, &keeper);
	const struct session *session = scene->session;
	size_t length;
	const uint32_t *line;

	if (!views_any_note(scene) || width < 12)
		return 0;
	if (kept->width != width) {
		kept->width = width;
		kept->rows = 1;
		line = history_line(session->history, &length);
		for (size_t i = 0; i < length; i++) {
			struct buf text;
			int rows;

			if (!history_note(session->history, line[i]))
				continue;
			buf_init(&text);
			note_text(scene, line[i], width - 4, 50, &text);
			rows = grid_wrapped_rows(text.data, width - 4, 50, scene->ascii);
			buf_release(&text);
			if (rows > kept->rows)
				kept->rows = rows;
		}
	}
	return clamp(kept->rows, 0, most);
}

void panel_note(struct scene *scene, struct grid *grid, struct rect area)
{
	const struct session *session = scene->session;
	uint32_t node = session->now.node;
	unsigned style;
	struct buf text;

	if (!history_note(session->history, node) || area.height < 1)
		return;
	buf_init(&text);
	note_text(scene, node, area.width - 4, area.height, &text);
	style = note_style(scene, node);
	grid_text(grid, area.x + 1, area.y, 2, style, scene_symbol(scene, SYMBOL_NOTE));
	grid_wrap(grid, area.x + 3, area.y, area.width - 4, area.height, style, text.data);
	buf_release(&text);
}
