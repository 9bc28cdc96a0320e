/*
 * The watched paths over all steps: a row per step, a column per path.
 *
 * Only values on the screen are computed, and then cached, so a trace of any length scrolls at the same
 * speed. A column is as wide as the widest value in it so far. Rejected: a row per path and a column per
 * step, in which values do not fit.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "views/views.h"

enum { CACHED_NODES = 256, COLUMN_LEAST = 3, COLUMN_MOST = 40, LABEL_MOST = 26, GAP = 2 };

/* The watched values of one step, as text; null: no such part.  Different values may have equal texts: that
 * of a log has only the newest entry. */
struct cached {
	uint32_t node; /* UINT32_MAX: none */
	char *texts[WATCHED_MAX];
	bool changed[WATCHED_MAX]; /* by the step that led there */
};

struct watching {
	struct cached cache[CACHED_NODES]; /* by node */
	size_t count;                      /* paths of the cache */
	uint64_t paths;                    /* hash of those paths */
	int widths[WATCHED_MAX];
	int left; /* first column drawn */
	struct list list;
	uint64_t followed; /* generation at which the cursor was put on the current step */
};

/* --- the cache -------------------------------------------------------------- */

static void forget(void *of)
{
	struct watching *watching = of;

	for (size_t i = 0; i < CACHED_NODES; i++) {
		for (size_t k = 0; k < WATCHED_MAX; k++) {
			free(watching->cache[i].texts[k]);
			watching->cache[i].texts[k] = NULL;
		}
		watching->cache[i].node = UINT32_MAX;
	}
	memset(watching->widths, 0, sizeof(watching->widths));
}

static const struct keeper keeper = { .size = sizeof(struct watching), .begin = forget, .release = forget };

/* FNV-1a over all paths. */
static uint64_t hash_paths(const struct name_list *paths)
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

	if (watching->count != paths->count || watching->paths != hash_paths(paths)) {
		forget(watching);
		watching->count = paths->count;
		watching->paths = hash_paths(paths);
	}
	if (watching->followed != scene->session->generation) {
		watching->followed = scene->session->generation;
		watching->list.cursor = (int)scene->session->now.depth;
	}
	watching->list.count = line_steps(scene) + 1;
	return watching;
}

/* A value; of a log the number of its entries and the newest, since the older ones are in the rows above. */
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

/* The watched values after the step at a depth of the line. */
static const struct cached *values_at(struct scene *scene, struct watching *watching, int depth)
{
	struct session *session = scene->session;
	uint32_t node = line_node(scene, depth);
	struct cached *cached = &watching->cache[node % CACHED_NODES];
	struct arena *arena;
	const struct value *all, *before;

	if (cached->node == node)
		return cached;
	arena = arena_new();
	all = node_value(session, node, arena);
	before = node ? node_value(session, history_parent(session->history, node), arena) : NULL;
	cached->node = node;
	for (size_t i = 0; i < session->watched.count; i++) {
		const char *path = session->watched.items[i];
		const struct value *value = session_value(session, path, all, arena);
		const struct value *old = before ? session_value(session, path, before, arena) : NULL;
		struct buf text;

		cached->changed[i] = before && (!value != !old || (value && value_compare(value, old) != 0));
		free(cached->texts[i]);
		cached->texts[i] = NULL;
		if (!value)
			continue;
		buf_init(&text);
		add_value(&text, value, session->model->recording, scene->ascii);

		int width = (int)utf8_width(text.data);

		if (width > watching->widths[i])
			watching->widths[i] = clamp(width, 0, COLUMN_MOST);
		cached->texts[i] = buf_detach(&text);
	}
	arena_free(arena);
	return cached;
}

/* --- drawing ---------------------------------------------------------------- */

struct columns {
	int x, end;              /* of the values */
	int digits, label;       /* widths of the step's number and label */
	int from, count;         /* the first one shown, and the number shown */
	int at[WATCHED_MAX + 1]; /* where each one shown begins */
	bool band;
};

static int heading_width(struct scene *scene, size_t at)
{
	struct buf text;

	buf_init(&text);
	path_label(scene, scene->session->watched.items[at], &text);

	int width = (int)utf8_width(text.data);

	buf_release(&text);
	return clamp(width, 0, COLUMN_MOST);
}

static void lay_out(struct scene *scene, struct watching *watching, struct rect area, struct columns *columns)
{
	int count = (int)scene->session->watched.count, x;

	*columns = (struct columns){ .digits = clamp(digit_count((size_t)watching->list.count), 2, INT_MAX),
		                     .band = lasso_band(scene, SIZE_MAX) != NULL };
	columns->label = clamp(step_label_width(scene) + process_name_width(scene) + 1, 0, LABEL_MOST);
	columns->label = clamp(columns->label, 0, area.width / 3);
	x = columns->x = area.x + 1 + columns->digits + 2 + columns->band + columns->label + GAP;
	columns->end = area.x + area.width;
	columns->from = watching->left = clamp(watching->left, 0, count - 1);
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
                         const struct columns *columns)
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
		path_label(scene, scene->session->watched.items[columns->from + i], &text);
		grid_text(grid, x, area.y, width, STYLE_TITLE, text.data);
	}
	if (columns->from > 0)
		grid_printf(grid, columns->x - GAP - 3, area.y, 4, STYLE_DIM, "← %d", columns->from);
	if (more > 0)
		grid_printf(grid, columns->end - 4, area.y, 4, STYLE_DIM, " → %d", more);
	buf_release(&text);
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
	const struct cached *cached = values_at(scene, watching, (int)depth);
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
	if (session_breaks_at(scene->session, cached->node))
		grid_text(grid, x, row.y, 1, STYLE_BROKEN, scene_symbol(scene, SYMBOL_BROKEN));
	pen = pen_at(grid, x + 2, row.y, columns->label);
	draw_label(scene, &pen, cached->node);
	for (int i = 0; i < columns->count; i++) {
		int at = columns->from + i, left = columns->at[i], width = columns->at[i + 1] - GAP - left;
		const char *text = cached->texts[at];
		bool changed = cached->changed[at];

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
	int rows = area.height - 1;

	list_settle(list, list->count, rows);
	for (int i = 0; i < rows && list->top + i < list->count; i++)
		values_at(scene, watching, list->top + i); /* widens the columns */
	lay_out(scene, watching, area, &columns);
	draw_heading(scene, grid, area, &columns);
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
		watching->left++; /* drawing brings it into range */
	else
		list_move(&watching->list, move, count);
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	(void)command;
	return line_go_to(scene, watching_now(scene)->list.cursor, err);
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	struct watching *watching = watching_now(scene);
	const struct cached *cached = values_at(scene, watching, row);

	session_step_text(scene->session, cached->node, out);
	node_place(scene->session, cached->node, out);
	for (size_t i = 0; i < watching->count; i++)
		if (cached->texts[i])
			buf_printf(out, " %s", cached->texts[i]);
}

const struct view view_watch = {
	.name = "watch",
	.title = "watch",
	.summary = "the watched parts of the state over all steps; Enter goes to a step",
	.available = available,
	.wants = "watch a part of the state first: :watch PATH, or = in the state view",
	.draw = draw,
	.move = move,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
