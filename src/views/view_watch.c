/*
 * What is watched, over all steps: one row a step, one column a path.
 *
 * Only what is on screen is looked up, and kept, so that a trace of any length scrolls alike.
 * Columns are as wide as the widest value seen in them so far and never shrink while watched.
 * Rejected: one row a path and one column a step, in which values have no room.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "views/views.h"

enum { KEPT = 256, COLUMN_LEAST = 3, COLUMN_MOST = 40, LABEL_MOST = 26, GAP = 2 };

/* The watched values of one step, as text; null: there is no such part.  Equal texts may be of
 * different values: of a log only the newest entry is in it. */
struct seen {
	uint32_t node; /* UINT32_MAX: none */
	char *texts[WATCHED_MAX];
	bool changed[WATCHED_MAX]; /* by the step that led there */
};

struct watching {
	struct seen kept[KEPT]; /* by node */
	size_t count;           /* paths that they were made for; their names, */
	uint64_t names;         /* hashed */
	int widths[WATCHED_MAX];
	int left; /* first column drawn */
	struct list list;
	uint64_t followed; /* generation at which the cursor was put on the current step */
};

/* --- what is kept ----------------------------------------------------------- */

static void forget(struct watching *watching)
{
	for (size_t i = 0; i < KEPT; i++) {
		for (size_t k = 0; k < WATCHED_MAX; k++) {
			free(watching->kept[i].texts[k]);
			watching->kept[i].texts[k] = NULL;
		}
		watching->kept[i].node = UINT32_MAX;
	}
	memset(watching->widths, 0, sizeof(watching->widths));
}

static void begin(void *watching)
{
	forget(watching);
}

static void release(void *watching)
{
	forget(watching);
}

static const struct keeper keeper = { .size = sizeof(struct watching), .begin = begin, .release = release };

/* FNV-1a over all paths, to see that they are the same as before. */
static uint64_t names_of(const struct name_list *paths)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < paths->count; i++)
		for (const char *c = paths->items[i];; c++) {
			hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
			if (!*c)
				break;
		}
	return hash;
}

static struct watching *watching_now(struct scene *scene)
{
	const struct name_list *paths = &scene->session->watched;
	struct watching *watching = scene_kept(scene, &keeper);
	size_t length;

	if (watching->count != paths->count || watching->names != names_of(paths)) {
		forget(watching);
		watching->count = paths->count;
		watching->names = names_of(paths);
	}
	if (watching->followed != scene->session->generation) {
		watching->followed = scene->session->generation;
		watching->list.cursor = (int)scene->session->now.depth;
	}
	history_line(scene->session->history, &length);
	watching->list.count = (int)length;
	return watching;
}

/* A log by the number of its entries and the newest, as its panel shows that one: the older ones are in
 * the rows above. */
static void add_value(struct buf *out, const struct value *value, bool named, bool ascii)
{
	const struct value *newest =
	        value->kind == VALUE_TUPLE && value->count ? value->items[value->count - 1] : NULL;

	if (newest && newest->kind == VALUE_RECORD) {
		buf_printf(out, "%u ", (unsigned)value->count);
		log_entry_text(newest, named, ascii, out);
	} else {
		value_show_most(out, value, ascii, ROW_BYTES);
	}
}

static const struct value *describe(struct session *session, uint32_t node, struct arena *arena)
{
	return session->model->ops->describe(session->model, history_state(session->history, node), arena);
}

static const struct seen *see(struct scene *scene, struct watching *watching, uint32_t node)
{
	struct session *session = scene->session;
	struct seen *seen = &watching->kept[node % KEPT];
	struct arena *arena;
	const struct value *all, *before;

	if (seen->node == node)
		return seen;
	arena = arena_new();
	all = describe(session, node, arena);
	before = node ? describe(session, history_parent(session->history, node), arena) : NULL;
	seen->node = node;
	for (size_t i = 0; i < session->watched.count; i++) {
		const char *path = session->watched.items[i];
		const struct value *value = value_at(all, path);
		const struct value *old = before ? value_at(before, path) : NULL;
		struct buf text;

		seen->changed[i] = before && (!value != !old || (value && value_compare(value, old) != 0));
		free(seen->texts[i]);
		seen->texts[i] = NULL;
		if (!value)
			continue;
		buf_init(&text);
		add_value(&text, value, session->model->recording, scene->ascii);

		int width = (int)utf8_width(text.data);

		if (width > watching->widths[i])
			watching->widths[i] = width > COLUMN_MOST ? COLUMN_MOST : width;
		seen->texts[i] = buf_detach(&text);
	}
	arena_free(arena);
	return seen;
}

/* --- drawing ---------------------------------------------------------------- */

struct columns {
	int x, end; /* of the values */
	int digits, label;
	int from, count; /* shown */
	int at[WATCHED_MAX + 1];
	bool band;
};

static int digits_of(size_t number)
{
	int digits = 1;

	for (; number >= 10; number /= 10)
		digits++;
	return digits < 2 ? 2 : digits;
}

/* As people read it; from the left what is common to many gives way first. */
static void add_heading(struct scene *scene, const char *path, struct buf *out)
{
	path_words(scene, path, out);
}

static int heading_width(struct scene *scene, size_t at)
{
	struct buf text;

	buf_init(&text);
	add_heading(scene, scene->session->watched.items[at], &text);

	int width = (int)utf8_width(text.data);

	buf_release(&text);
	return width > COLUMN_MOST ? COLUMN_MOST : width;
}

static void lay_out(struct scene *scene, struct watching *watching, struct rect area, struct columns *columns)
{
	int count = (int)scene->session->watched.count, x;

	*columns = (struct columns){ .digits = digits_of((size_t)watching->list.count),
		                     .band = lasso_band(scene, (size_t)-1) != NULL };
	columns->label = step_label_width(scene) + process_name_width(scene) + 1;
	if (columns->label > LABEL_MOST)
		columns->label = LABEL_MOST;
	if (columns->label > area.width / 3)
		columns->label = area.width / 3;
	x = columns->x = area.x + 1 + columns->digits + 2 + columns->band + columns->label + GAP;
	columns->end = area.x + area.width;
	if (watching->left > count - 1)
		watching->left = count - 1;
	if (watching->left < 0)
		watching->left = 0;
	columns->from = watching->left;
	for (int i = columns->from; i < count; i++) {
		int width = heading_width(scene, (size_t)i);

		width = watching->widths[i] > width ? watching->widths[i] : width;
		columns->at[columns->count] = x;
		if (i > columns->from && x + COLUMN_LEAST > columns->end)
			break;
		x += (width < COLUMN_LEAST ? COLUMN_LEAST : width) + GAP;
		columns->at[++columns->count] = x;
	}
}

static void draw_heading(struct scene *scene, struct grid *grid, struct rect area,
                         const struct watching *watching, const struct columns *columns)
{
	int more = (int)scene->session->watched.count - columns->from - columns->count;
	struct buf text;

	grid_text(grid, area.x + 1, area.y, columns->x - area.x - 1 - GAP, STYLE_TITLE, "step");
	buf_init(&text);
	for (int i = 0; i < columns->count; i++) {
		int x = columns->at[i], width = columns->at[i + 1] - GAP - x;

		if (width > columns->end - x)
			width = columns->end - x;
		buf_clear(&text);
		add_heading(scene, scene->session->watched.items[columns->from + i], &text);
		grid_text(grid, x, area.y, width, STYLE_TITLE, text.data);
	}
	if (columns->from > 0)
		grid_printf(grid, columns->x - GAP - 3, area.y, 4, STYLE_DIM, "← %d", columns->from);
	if (more > 0)
		grid_printf(grid, columns->end - 4, area.y, 4, STYLE_DIM, " → %d", more);
	buf_release(&text);
	(void)watching;
}

static void draw_label(struct scene *scene, struct pen *pen, uint32_t node)
{
	struct session *session = scene->session;
	const struct step *step = history_step(session->history, node);
	const struct model *model = session->model;
	struct buf text;

	if (!step) {
		pen_text(pen, STYLE_DIM, "start");
		return;
	}
	buf_init(&text);
	if (!model->processes[step->process].silent)
		pen_printf(pen, process_style(step->process) | STYLE_STRONG, "%s ",
		           model->processes[step->process].name);
	node_label(session, node, &text);
	pen_text(pen, model->processes[step->process].silent ? STYLE_PLAIN : process_style(step->process),
	         text.data);
	buf_release(&text);
}

static void draw_row(struct scene *scene, struct grid *grid, struct rect row, struct watching *watching,
                     const struct columns *columns, size_t depth)
{
	const struct session *session = scene->session;
	size_t length;
	const uint32_t *line = history_line(scene->session->history, &length);
	const struct seen *seen = see(scene, watching, line[depth]);
	const char *band = lasso_band(scene, depth);
	bool here = depth == session->now.depth;
	struct pen pen;
	int x = row.x;

	if (here)
		grid_text(grid, x, row.y, 1, STYLE_BOLD, scene_symbol(scene, SYMBOL_HERE));
	grid_printf(grid, x + 1, row.y, columns->digits, here ? STYLE_BOLD : STYLE_DIM, "%*zu",
	            columns->digits, shown_number(scene, depth));
	x += 1 + columns->digits;
	if (band)
		grid_text(grid, x + 1, row.y, 1, STYLE_NOTE, band);
	x += columns->band;
	if (session_breaks_at(scene->session, line[depth]))
		grid_text(grid, x, row.y, 1, STYLE_BROKEN, scene_symbol(scene, SYMBOL_BROKEN));
	pen = pen_at(grid, x + 2, row.y, columns->label);
	draw_label(scene, &pen, line[depth]);
	for (int i = 0; i < columns->count; i++) {
		int at = columns->from + i, left = columns->at[i], width = columns->at[i + 1] - GAP - left;
		const char *text = seen->texts[at];
		bool changed = seen->changed[at];

		if (width > columns->end - left)
			width = columns->end - left;
		if (changed)
			grid_text(grid, left - 1, row.y, 1, STYLE_CHANGED,
			          scene_symbol(scene, SYMBOL_CHANGED));
		grid_text(grid, left, row.y, width, changed ? STYLE_CHANGED : STYLE_PLAIN,
		          text      ? text
		          : changed ? "gone"
		                    : "");
	}
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct watching *watching = watching_now(scene);
	struct list *list = &watching->list;
	struct columns columns;
	size_t length;
	const uint32_t *line = history_line(scene->session->history, &length);
	int rows = area.height - 1;

	list_settle(list, (int)length, rows);
	for (int i = 0; i < rows && list->top + i < list->count; i++)
		see(scene, watching, line[list->top + i]); /* how wide the columns are */
	lay_out(scene, watching, area, &columns);
	draw_heading(scene, grid, area, watching, &columns);
	for (int i = 0; i < rows && list->top + i < list->count; i++) {
		struct rect row = rect_rows(area, 1 + i, 1);

		draw_row(scene, grid, row, watching, &columns, (size_t)list->top + (size_t)i);
		if (list->top + i == list->cursor)
			panel_select(grid, row);
		scene_hit(scene, row, "jump %d", list->top + i);
	}
}

/* --- the view --------------------------------------------------------------- */

static bool available(const struct scene *scene)
{
	return scene->session && scene->session->watched.count > 0;
}

static struct list *list(struct scene *scene)
{
	return &watching_now(scene)->list;
}

static void move(struct scene *scene, enum move move, int count)
{
	struct watching *watching = watching_now(scene);

	if (move == MOVE_LEFT)
		watching->left -= watching->left > 0;
	else if (move == MOVE_RIGHT)
		watching->left++; /* held in range when drawn */
	else
		list_move(&watching->list, move, count);
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	(void)command;
	size_t length;
	const uint32_t *line = history_line(scene->session->history, &length);
	int cursor = watching_now(scene)->list.cursor;

	if ((size_t)cursor < length)
		return scene_go_to(scene, line[cursor], err);
	return 0;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	struct watching *watching = watching_now(scene);
	size_t length;
	const uint32_t *line = history_line(scene->session->history, &length);
	const struct seen *seen = see(scene, watching, line[row]);
	const struct step *step = history_step(scene->session->history, line[row]);

	if (step)
		step_show(scene->session->model, step, out);
	node_place(scene->session, line[row], out);
	for (size_t i = 0; i < watching->count; i++)
		if (seen->texts[i])
			buf_printf(out, " %s", seen->texts[i]);
}

const struct view view_watch = {
	.name = "watch",
	.title = "watch",
	.summary = "the watched parts of the state over all steps; Enter goes to a step",
	.available = available,
	.wants = "watch a part of the state first: :watch PATH, or = in the view of the state",
	.draw = draw,
	.move = move,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
