/*
 * The schedule as lanes: a column per process, a row per step, time downwards.
 *
 * A step's label starts in its process's lane and may extend over the lanes to its right.  Only visible rows
 * are drawn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "views/explanation.h"
#include "views/lanes.h"

/* The names over their lanes, shortened but distinct, up to column `end`. */
static void draw_names(const struct lanes *lanes, struct grid *grid, int y, int end)
{
	size_t count = (size_t)lanes->shown;
	const char **names = mem_array(count + 1, sizeof(*names));
	int *widths = mem_array(count + 1, sizeof(*widths));
	char **drawn;

	for (int i = 0; i < lanes->shown; i++) {
		int x = lane_x(lanes, lanes->from + i);
		int next = i + 1 < lanes->shown ? lane_x(lanes, lanes->from + i + 1) - 1 : end;

		names[i] = lanes->names[lanes->from + i].name;
		widths[i] = (next < end ? next : end) - x;
	}
	/* The last lane has room to spare, but its name is cut like the others. */
	for (int i = 0, most = 0; i < lanes->shown && !lanes->own && lanes->shown > 1; i++) {
		most = widths[i] > most && i + 1 < lanes->shown ? widths[i] : most;
		if (i + 1 == lanes->shown && widths[i] > most)
			widths[i] = most;
	}
	drawn = short_names(names, widths, count, grid->ascii);
	for (int i = 0; i < lanes->shown; i++)
		grid_text(grid, lane_x(lanes, lanes->from + i), y, widths[i],
		          process_style(lanes->names[lanes->from + i].process) | STYLE_STRONG, drawn[i]);
	short_names_free(drawn, count);
	free(names);
	free(widths);
}

static void draw_heading(const struct lanes *lanes, struct grid *grid, struct rect area)
{
	int end = lanes->x + lanes->width;

	grid_text(grid, area.x + 1, area.y, lanes->x - area.x - 1, STYLE_TITLE,
	          lanes->x - area.x - 1 >= 10 ? "schedule" : "step");
	if (lanes->shown < lanes->count) {
		char text[60];
		int width = snprintf(text, sizeof(text), "+%d more ", lanes->count - lanes->shown);

		/* Leaves room for the last name. */
		if (end - width - 1 - lane_x(lanes, lanes->from + lanes->shown - 1) < SPACING_LEAST)
			width = snprintf(text, sizeof(text), "+%d", lanes->count - lanes->shown);
		grid_text(grid, end - width, area.y, width, STYLE_DIM, text);
		end -= width + 1;
	}
	draw_names(lanes, grid, area.y, end);
	if (lanes->notes)
		grid_text(grid, lanes->x + lanes->width + 1, area.y, lanes->notes - 1, STYLE_DIM, "notes");
}

/* The number of other branches that start at the step before. */
static int siblings(const struct session *session, uint32_t node)
{
	int count = 0;

	if (node == 0)
		return 0;
	while (history_branch(session->history, history_parent(session->history, node), (unsigned)count) !=
	       UINT32_MAX)
		count++;
	return count - 1;
}

/* What the explanation says of the step, once it was asked for. */
static void draw_explained(struct scene *scene, struct pen *pen, uint32_t node)
{
	struct buf mark;

	buf_init(&mark);
	explanation_mark(scene, node, &mark);
	if (mark.length)
		pen_printf(pen, STYLE_HINT, " %s %s", scene_symbol(scene, SYMBOL_ARROW), mark.data);
	buf_release(&mark);
}

static void draw_label(const struct lanes *lanes, struct grid *grid, int y, uint32_t node, bool future)
{
	const struct session *session = lanes->scene->session;
	const struct model *model = session->model;
	const struct step *step = history_step(session->history, node);
	int lane = lanes->lane[step->process];
	int end = lanes->x + lanes->width;
	unsigned style = future ? STYLE_DIM : process_style(step->process);
	struct buf label;
	struct pen pen;

	buf_init(&label);
	if (lane >= 0 && lane_visible(lanes, lane)) {
		pen = pen_at(grid, lane_x(lanes, lane), y, end - lane_x(lanes, lane));
	} else {
		pen = pen_at(grid, lanes->x, y, lanes->width);
		if (lane >= 0) { /* the lane is not shown */
			pen_printf(&pen, style, "%s %s ", lane < lanes->from ? "←" : "→",
			           model->processes[step->process].name);
		} else if (lanes->count > 0) { /* no process: a rule across all lanes */
			grid_fill(grid, lanes->x, y,
			          lane_x(lanes, lanes->from + lanes->shown - 1) - lanes->x + 1, STYLE_RULE,
			          U'─');
			pen_text(&pen, STYLE_RULE, "── ");
			style = future ? STYLE_DIM : STYLE_PLAIN;
		}
	}
	node_label(lanes->scene->session, node, &label);
	if (lanes->full && explanation_needs(lanes->scene, node) == 0)
		style = STYLE_DIM;
	if (node == session->now.node || (lanes->full && explanation_needs(lanes->scene, node) > 0))
		style |= STYLE_STRONG;
	pen_text(&pen, style, label.data);
	if (lanes->full)
		draw_explained(lanes->scene, &pen, node);
	if (session_breaks_at(lanes->scene->session, node)) {
		pen_text(&pen, STYLE_PLAIN, " ");
		pen_text(&pen, STYLE_BROKEN, scene_symbol(lanes->scene, SYMBOL_BROKEN));
	}
	if (!pen.full && pen.x < end)
		pen_text(&pen, STYLE_PLAIN, " ");
	if (lanes->full && !lanes->notes && history_bookmark(session->history, node)) {
		pen_text(&pen, STYLE_PLAIN, " ");
		pen_printf(&pen, STYLE_NOTE, "%s %s", scene_symbol(lanes->scene, SYMBOL_BOOKMARK),
		           history_bookmark(session->history, node));
	}
	buf_release(&label);
}

/* The marks of a note and a bookmark.  With both, the bookmark goes before the note, in the column of
 * branches. */
static void draw_mark(const struct lanes *lanes, struct grid *grid, int x, int y, uint32_t node)
{
	const struct session *session = lanes->scene->session;
	bool note = history_note(session->history, node) != NULL;

	if (note)
		grid_text(grid, x, y, 1, note_style(lanes->scene, node),
		          scene_symbol(lanes->scene, SYMBOL_NOTE));
	if (history_bookmark(session->history, node))
		grid_text(grid, x - note, y, 1, STYLE_NOTE, scene_symbol(lanes->scene, SYMBOL_BOOKMARK));
}

static void draw_notes(const struct lanes *lanes, struct grid *grid, int y, uint32_t node)
{
	const struct session *session = lanes->scene->session;
	const char *bookmark = history_bookmark(session->history, node);
	struct pen pen = pen_at(grid, lanes->x + lanes->width + 1, y, lanes->notes - 1);

	if (bookmark)
		pen_printf(&pen, STYLE_NOTE | STYLE_STRONG, "%s %s  ",
		           scene_symbol(lanes->scene, SYMBOL_BOOKMARK), bookmark);
	if (history_note(session->history, node)) {
		struct buf note;

		buf_init(&note);
		note_text(lanes->scene, node, pen.end - pen.x, 1, &note);

		size_t length = strcspn(note.data, "\n");

		pen_printf(&pen, note_style(lanes->scene, node), "%.*s%s", (int)length, note.data,
		           note.data[length] ? " …" : "");
		buf_release(&note);
	}
}

static void draw_row(const struct lanes *lanes, struct grid *grid, struct rect row, size_t depth,
                     bool selected)
{
	struct scene *scene = lanes->scene;
	const struct session *session = scene->session;
	uint32_t node = lanes->line[depth];
	bool future = depth > session->now.depth;
	const char *bar = scene_symbol(scene, future ? SYMBOL_FUTURE : SYMBOL_LANE);
	int others = siblings(session, node), x = row.x;

	if (depth == session->now.depth)
		grid_text(grid, x, row.y, 1, STYLE_BOLD, scene_symbol(scene, SYMBOL_HERE));
	x += 1;
	grid_printf(grid, x, row.y, lanes->digits, depth == session->now.depth ? STYLE_BOLD : STYLE_DIM,
	            "%*zu", lanes->digits, shown_number(scene, depth));
	x += lanes->digits;
	if (lanes->band && lasso_band(scene, depth))
		grid_text(grid, x, row.y, 1, STYLE_NOTE | STYLE_STRONG, lasso_band(scene, depth));
	x += lanes->band;
	if (others > 0 && !lanes->full)
		grid_text(grid, x, row.y, 1, STYLE_DIM, scene_symbol(scene, SYMBOL_BRANCH));
	draw_mark(lanes, grid, x + 1, row.y, node);
	if (others > 0 && lanes->full)
		grid_printf(grid, x + 2, row.y, 4, STYLE_DIM, "%s%d ", scene_symbol(scene, SYMBOL_BRANCH),
		            others);
	for (int i = 0; i < lanes->shown; i++)
		grid_text(grid, lane_x(lanes, lanes->from + i), row.y, 1, STYLE_RULE, bar);
	if (depth > 0)
		draw_label(lanes, grid, row.y, node, future);
	else
		grid_text(grid, lanes->x, row.y, lanes->width, STYLE_DIM, "start ");
	if (lanes->notes)
		draw_notes(lanes, grid, row.y, node);
	if (selected)
		panel_select(grid, row);
	scene_hit(lanes->scene, row, "jump %zu", depth);
}

/* --- inert steps after the end of the line --------------------------------------- */

/* The inert step after a node, on the path visited last; UINT32_MAX: none. */
static uint32_t next_inert(const struct history *history, uint32_t node)
{
	uint32_t next = history_visited(history, node);

	if (next == UINT32_MAX)
		next = history_child(history, node, 0);
	return next != UINT32_MAX && history_is_inert(history, next) ? next : UINT32_MAX;
}

static int count_inert(const struct history *history, uint32_t node, int most)
{
	int count = 0;

	while (count < most && (node = next_inert(history, node)) != UINT32_MAX)
		count++;
	return count;
}

static void draw_inert(const struct lanes *lanes, struct grid *grid, struct rect area)
{
	const struct history *history = lanes->scene->session->history;
	uint32_t node = lanes->line[lanes->length - 1];
	struct buf text;

	buf_init(&text);
	for (int y = area.y; y < area.y + area.height; y++) {
		node = next_inert(history, node);
		if (node == UINT32_MAX)
			break;
		buf_clear(&text);
		inert_label(lanes->scene, node, &text);
		inert_reason(lanes->scene, node, &text);
		grid_printf(grid, area.x + 1, y, lanes->digits, STYLE_DIM, "%*u", lanes->digits,
		            history_depth(history, node));
		draw_mark(lanes, grid, area.x + lanes->digits + lanes->band + 2, y, node);
		grid_text(grid, lanes->x, y, lanes->width, STYLE_DIM, text.data);
	}
	buf_release(&text);
}

void panel_lanes(struct scene *scene, struct grid *grid, struct rect area, struct list *list, bool full)
{
	struct lanes lanes = { .scene = scene, .full = full };
	int rows = area.height - 1, inert, shown;

	if (area.height < 1 || area.width < 12)
		return;
	lanes.line = history_line(scene->session->history, &lanes.length);
	lanes_lay_out(&lanes, area);
	draw_heading(&lanes, grid, area);
	inert = count_inert(scene->session->history, lanes.line[lanes.length - 1], rows > 8 ? 3 : rows / 4);
	rows -= inert;
	if (!full && rows > 3) { /* keep some of the future visible */
		list->cursor = (int)scene->session->now.depth + (rows > 8 ? 2 : 1);
		list_settle(list, (int)lanes.length, rows);
	}
	if (!full)
		list->cursor = (int)scene->session->now.depth;
	list_settle(list, (int)lanes.length, rows);
	/* While the end of the line is not visible, the line also gets the rows of inert steps. */
	shown = list->count - list->top < rows + inert ? list->count - list->top : rows + inert;
	for (int i = 0; i < shown; i++)
		draw_row(&lanes, grid, (struct rect){ area.x, area.y + 1 + i, area.width, 1 },
		         (size_t)list->top + (size_t)i, full && list->top + i == list->cursor);
	if (inert)
		draw_inert(&lanes, grid, rect_rows(area, 1 + shown, area.height - 1 - shown));
	lanes_release(&lanes);
}
