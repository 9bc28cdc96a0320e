/*
 * The schedule as lanes: one column a process, one row a step, time downwards.
 *
 * A step's label starts in its process's lane and may run on over the lanes at
 * its right.  Where there is room for it every lane is as wide as its own labels; else lanes are
 * equally far apart, as far as the labels of the last ones allow, so that none is cut.
 * Rejected: equal columns with cut labels.  Only visible rows are drawn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "views/views.h"

enum { SPACING_LEAST = 3, LABEL_LEAST = 12, LABEL_MOST = 34, NOTES_LEAST = 110, LABEL_GAP = 2, TIGHT = 3 };

static const struct keeper keeper = { .size = sizeof(int) };

int *lanes_left(struct scene *scene)
{
	return scene_kept(scene, &keeper);
}

struct lanes {
	struct scene *scene;
	const uint32_t *line;
	size_t length;
	bool full;
	int *lane;       /* by process: its place, -1: silent */
	int count, from; /* lanes there are; the first one drawn */
	int shown, spacing;
	struct lane_name {
		const char *name;
		int process;
	} * names;   /* by lane */
	int *labels; /* by lane: columns of its labels, */
	bool own;    /* and whether each lane is as wide as they are */
	int digits;
	bool band;    /* beside the steps of a loop */
	int x, width; /* of the lanes and labels */
	int notes;    /* columns for notes at the right; 0: none */
};

static int digits_of(size_t number)
{
	int digits = 1;

	for (; number >= 10; number /= 10)
		digits++;
	return digits;
}

static int by_name(const void *left, const void *right, void *model)
{
	const struct model_process *processes = ((const struct model *)model)->processes;

	return strverscmp(processes[*(const int *)left].name, processes[*(const int *)right].name);
}

/* The processes of a recording come in the order in which they acted; n2 belongs before n10. */
static void order_by_name(struct lanes *lanes, struct model *model)
{
	int *order = mem_array((size_t)lanes->count + 1, sizeof(*order)), count = 0;

	for (unsigned i = 0; i < model->process_count; i++)
		if (lanes->lane[i] >= 0)
			order[count++] = (int)i;
	qsort_r(order, (size_t)count, sizeof(*order), by_name, model);
	for (int i = 0; i < count; i++)
		lanes->lane[order[i]] = i;
	free(order);
}

/* A process of a recording that never acts has no lane: it would only take room from the others. */
static void number_lanes(struct lanes *lanes)
{
	struct model *model = lanes->scene->session->model;
	const bool *acts = model->recording ? processes_acting(lanes->scene) : NULL;
	size_t room = model->process_count ? model->process_count : 1;
	int widest = step_label_width(lanes->scene);

	lanes->lane = mem_array(room, sizeof(int));
	lanes->labels = mem_array(room, sizeof(int));
	lanes->names = mem_array(room, sizeof(*lanes->names));
	for (unsigned i = 0; i < model->process_count; i++) {
		bool none = model->processes[i].silent || (acts && !acts[i]);

		lanes->lane[i] = none ? -1 : lanes->count++;
	}
	if (model->recording)
		order_by_name(lanes, model);
	for (unsigned i = 0; i < model->process_count; i++) {
		const char *name = model->processes[i].name;
		int label = model->recording ? widest : process_label_width(model, i);
		int lane = lanes->lane[i], width = (int)utf8_width(name);

		if (lane < 0)
			continue;
		label = label > width ? label : width;
		lanes->labels[lane] = label > LABEL_MOST ? LABEL_MOST : label;
		lanes->names[lane] = (struct lane_name){ name, (int)i };
	}
}

static void release(struct lanes *lanes)
{
	free(lanes->lane);
	free(lanes->labels);
	free(lanes->names);
}

/* All lanes at the width of their labels. */
static int own_width(const struct lanes *lanes)
{
	int width = -LABEL_GAP;

	for (int i = 0; i < lanes->count; i++)
		width += lanes->labels[i] + LABEL_GAP;
	return width;
}

int lanes_natural_width(struct scene *scene, int most)
{
	struct lanes lanes = { .scene = scene };
	const int margin = 1 + 3 + 3; /* pointer, number, marks */
	int width;

	number_lanes(&lanes);
	width = margin + own_width(&lanes) + LABEL_GAP; /* of a broken step's mark */
	if (scene->session->model->recording) {         /* steps of nobody have a rule before them */
		int label = step_label_width(scene);

		label = margin + (lanes.count ? 3 : 0) + (label > LABEL_MOST ? LABEL_MOST : label);
		width = width > label ? width : label;
	}
	if (width > most) {
		width = 0;
		for (int i = 0; i < lanes.count; i++)
			if (margin + i * TIGHT + lanes.labels[i] + LABEL_GAP > width)
				width = margin + i * TIGHT + lanes.labels[i] + LABEL_GAP;
	}
	release(&lanes);
	return width > most ? most : width;
}

/* The widest equal distance at which no lane's labels are cut. */
static int equal_spacing(const struct lanes *lanes)
{
	int spacing = LABEL_MOST + LABEL_GAP;

	for (int i = 1; i < lanes->count; i++) {
		int most = (lanes->width - lanes->labels[i]) / i;

		if (most < spacing)
			spacing = most;
	}
	return spacing;
}

static void lay_out(struct lanes *lanes, struct rect area)
{
	int label = step_label_width(lanes->scene), left;

	number_lanes(lanes);
	lanes->digits = digits_of(lanes->length);
	if (lanes->digits < 2)
		lanes->digits = 2;
	if (lanes->full && area.width >= NOTES_LEAST && views_any_note(lanes->scene))
		lanes->notes = area.width * 2 / 5;
	lanes->band = lasso_band(lanes->scene, (size_t)-1) != NULL;
	/* Pointer, number, loop, mark, branches. */
	lanes->x = area.x + 1 + lanes->digits + lanes->band + 1 + 1 + 1 + (lanes->full ? 3 : 0);
	lanes->width = area.x + area.width - lanes->notes - lanes->x;
	label = label > LABEL_MOST ? LABEL_MOST : label;
	if (label > lanes->width - SPACING_LEAST * (lanes->count - 1))
		label = lanes->width - SPACING_LEAST * (lanes->count - 1);
	if (label < LABEL_LEAST)
		label = LABEL_LEAST;
	left = lanes->width - label;
	lanes->shown = lanes->count;
	if (lanes->count > 1) {
		lanes->own = own_width(lanes) <= lanes->width;
		lanes->spacing = equal_spacing(lanes);
		if (!lanes->own && lanes->spacing < SPACING_LEAST) {
			lanes->spacing = SPACING_LEAST;
			lanes->shown = left / SPACING_LEAST + 1;
		}
	}
	if (lanes->shown < 1)
		lanes->shown = 1;
	if (lanes->shown > lanes->count)
		lanes->shown = lanes->count;
	lanes->from = *lanes_left(lanes->scene);
	if (lanes->from > lanes->count - lanes->shown)
		lanes->from = lanes->count - lanes->shown;
	if (lanes->from < 0)
		lanes->from = 0;
	*lanes_left(lanes->scene) = lanes->from;
}

static int lane_x(const struct lanes *lanes, int lane)
{
	int x = lanes->x;

	if (!lanes->own)
		return x + (lane - lanes->from) * lanes->spacing;
	for (int i = lanes->from; i < lane; i++)
		x += lanes->labels[i] + LABEL_GAP;
	return x;
}

static bool visible(const struct lanes *lanes, int lane)
{
	return lane >= lanes->from && lane < lanes->from + lanes->shown;
}

/* The names over their lanes, short where need be but distinct; they end before column `end`. */
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
	/* The last one has all the room there is, but should look like the others. */
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

		/* The last name needs some room too. */
		if (end - width - 1 - lane_x(lanes, lanes->from + lanes->shown - 1) < SPACING_LEAST)
			width = snprintf(text, sizeof(text), "+%d", lanes->count - lanes->shown);
		grid_text(grid, end - width, area.y, width, STYLE_DIM, text);
		end -= width + 1;
	}
	draw_names(lanes, grid, area.y, end);
	if (lanes->notes)
		grid_text(grid, lanes->x + lanes->width + 1, area.y, lanes->notes - 1, STYLE_DIM, "notes");
}

/* Other futures of the step before. */
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
	if (lane >= 0 && visible(lanes, lane)) {
		pen = pen_at(grid, lane_x(lanes, lane), y, end - lane_x(lanes, lane));
	} else {
		pen = pen_at(grid, lanes->x, y, lanes->width);
		if (lane >= 0) { /* its lane is off the screen */
			pen_printf(&pen, style, "%s %s ", lane < lanes->from ? "←" : "→",
			           model->processes[step->process].name);
		} else if (lanes->count > 0) { /* nobody's: across all lanes */
			grid_fill(grid, lanes->x, y,
			          lane_x(lanes, lanes->from + lanes->shown - 1) - lanes->x + 1, STYLE_RULE,
			          U'─');
			pen_text(&pen, STYLE_RULE, "── ");
			style = future ? STYLE_DIM : STYLE_PLAIN;
		}
	}
	node_label(lanes->scene->session, node, &label);
	if (node == session->now.node)
		style |= STYLE_STRONG;
	pen_text(&pen, style, label.data);
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

/* Where a step has both marks, the bookmark comes first; its column is that of branches, which say
 * less. */
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

		size_t line = strcspn(note.data, "\n");

		pen_printf(&pen, note_style(lanes->scene, node), "%.*s%s", (int)line, note.data,
		           note.data[line] ? " …" : "");
		buf_release(&note);
	}
}

size_t shown_number(const struct scene *scene, size_t depth)
{
	size_t length;
	unsigned to;

	history_line(scene->session->history, &length);
	return depth + 1 == length && session_closes(scene->session, &to) ? to : depth;
}

const char *lasso_band(const struct scene *scene, size_t depth)
{
	const struct session *session = scene->session;
	size_t length, from, to;
	const uint32_t *line = history_line(session->history, &length);

	if (session->loop_end == UINT32_MAX)
		return NULL;
	from = history_depth(session->history, session->loop_start);
	to = history_depth(session->history, session->loop_end);
	if (to >= length || line[to] != session->loop_end)
		return NULL; /* another branch is on screen */
	if (depth != (size_t)-1 && (depth < from || depth > to))
		return NULL;
	if (from == to)
		return "↺";
	return depth == from ? "┌" : depth == to ? "└" : "│";
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

/* --- what the line went on with on another version ------------------------------- */

/* The next inert step behind a node, of those visited last; UINT32_MAX: there is none. */
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
		inert_words(lanes->scene, node, &text);
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
	lay_out(&lanes, area);
	draw_heading(&lanes, grid, area);
	inert = count_inert(scene->session->history, lanes.line[lanes.length - 1], rows > 8 ? 3 : rows / 4);
	rows -= inert;
	if (!full && rows > 3) { /* some of the future is in sight */
		list->cursor = (int)scene->session->now.depth + (rows > 8 ? 2 : 1);
		list_settle(list, (int)lanes.length, rows);
	}
	if (!full)
		list->cursor = (int)scene->session->now.depth;
	list_settle(list, (int)lanes.length, rows > 0 ? rows : 1);
	/* Rows kept for what is inert are the line's where its end is not in sight. */
	shown = list->count - list->top < rows + inert ? list->count - list->top : rows + inert;
	for (int i = 0; i < shown; i++)
		draw_row(&lanes, grid, (struct rect){ area.x, area.y + 1 + i, area.width, 1 },
		         (size_t)list->top + (size_t)i, full && list->top + i == list->cursor);
	if (inert)
		draw_inert(&lanes, grid, rect_rows(area, 1 + shown, area.height - 1 - shown));
	release(&lanes);
}
