/*
 * Processes, one row each without headings, for when their table does not fit.
 *
 * A text appears alone; a number or a set, which says nothing alone, has part of its field's name before it.
 * Every process keeps its row and every value its column, unless a set to its left has grown over it.
 * Processes without a row share the last one, grouped by control state.  Rejected: keeping those that
 * changed, with which rows swap places at every step.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "views/views.h"

enum { STATE_MOST = 20, LABEL_MOST = 12, SET_LEAST = 2, COUNT_WIDTH = 4 };

struct process_row {
	unsigned process;
	const struct value *now, *before; /* now: null if the last step removed it */
	bool changed;
};

struct folded {
	struct scene *scene;
	const char *name; /* of the variable */
	struct process_row *rows;
	int count;
	int name_width, state_width;
	struct local {
		const char *name;
		char label[LABEL_MOST + 1]; /* "" for texts */
		int width, x;
	} locals[SHAPE_COLUMNS_MAX];
	int local_count;
};

/* --- layout ----------------------------------------------------------------- */

/* The last word of a name in camel case. */
static const char *last_word(const char *name)
{
	const char *word = name;

	for (const char *c = name; *c; c++)
		if (isupper((unsigned char)*c))
			word = c;
	return word;
}

/* One word of a field's name: the last, unless a shorter name also ends in it; else the first. */
static void short_name(struct local *local, const struct shape *shape)
{
	const char *word = last_word(local->name);
	size_t length = strlen(word);

	for (int i = 0; i < shape->column_count; i++) {
		const char *other = shape->columns[i].name;

		if (strcasecmp(last_word(other), word) == 0 && strlen(other) < strlen(local->name)) {
			word = local->name;
			for (length = 0; word[length] && !isupper((unsigned char)word[length]);)
				length++;
			break;
		}
	}
	length = length > LABEL_MOST ? LABEL_MOST : length;
	for (size_t i = 0; i < length; i++)
		local->label[i] = (char)tolower((unsigned char)word[i]);
	local->label[length] = '\0';
}

static bool is_state(const char *name)
{
	return strcmp(name, CONTROL_FIELD) == 0;
}

/* The width of the column of control states, which all roles share. */
static int state_width(struct scene *scene)
{
	const struct model *model = scene->session->model;
	int width = 0;

	for (unsigned i = 0; i < model->variable_count; i++) {
		const struct shape *shape = views_shape(scene, i);

		if (model->variables[i].kind != VARIABLE_PROCESSES)
			continue;
		for (int j = 0; j < shape->column_count; j++)
			if (is_state(shape->columns[j].name) && shape->columns[j].width > width)
				width = shape->columns[j].width;
	}
	return clamp(width, 0, STATE_MOST);
}

static int label_room(const struct local *local)
{
	return local->label[0] ? (int)strlen(local->label) + 1 : 0;
}

/* Gives every local its column.  If they do not fit, narrows the widest labelled ones, then drops the gaps
 * before labels. */
static void place(struct folded *folded, int width)
{
	for (int gap = 1;;) {
		struct local *widest = NULL;
		int x = 1 + folded->name_width + 1 + folded->state_width + 1;

		for (int i = 0; i < folded->local_count; i++) {
			struct local *local = &folded->locals[i];

			x += local->label[0] ? gap : 0;
			local->x = x;
			x += label_room(local) + local->width + 1;
			if (local->label[0] && local->width > SET_LEAST &&
			    (!widest || local->width > widest->width))
				widest = local;
		}
		if (x - 1 <= width || (!widest && !gap))
			return;
		if (widest)
			widest->width--;
		else
			gap = 0;
	}
}

static void lay_out(struct folded *folded, const struct shape *shape, int width)
{
	bool any = shape_any_set(shape);

	folded->name_width = process_name_width(folded->scene);
	folded->state_width = state_width(folded->scene);
	for (int i = 0; i < shape->column_count; i++) {
		const struct shape_column *column = &shape->columns[i];
		struct local *local = &folded->locals[folded->local_count];

		if (is_state(column->name) || (any && !column->set))
			continue;
		*local = (struct local){ .name = column->name, .width = column->width };
		if (column->labelled)
			short_name(local, shape);
		folded->local_count++;
	}
	place(folded, width);
}

/* --- drawing ---------------------------------------------------------------- */

static const struct value *local_of(const struct value *row, const char *name)
{
	return row && value_is_record(row) ? value_get(row, name) : NULL;
}

static void draw_row(const struct folded *folded, struct grid *grid, struct rect area,
                     const struct process_row *row)
{
	struct scene *scene = folded->scene;
	const char *name = scene->session->model->processes[row->process].name;
	const struct value *state = local_of(row->now, CONTROL_FIELD);
	struct pen pen = pen_at(grid, area.x, area.y, area.width);
	struct buf path;

	pen_sign(scene, &pen, row->changed);
	pen.end = area.x + 1 + folded->name_width;
	pen_text(&pen, process_style((int)row->process) | STYLE_STRONG,
	         process_short_name(scene, row->process));
	pen = pen_at(grid, area.x + 1 + folded->name_width + 1, area.y, folded->state_width);
	if (pen.end > area.x + area.width)
		pen.end = area.x + area.width;
	if (state)
		pen_value(&pen, STYLE_PLAIN, state, local_of(row->before, CONTROL_FIELD), row->changed);
	pen.end = area.x + area.width;
	pen.full = pen.x >= pen.end;
	if (!row->now)
		pen_gone(&pen, row->before);
	for (int i = 0; i < folded->local_count && !pen.full; i++) {
		const struct local *local = &folded->locals[i];
		const struct value *value = local_of(row->now, local->name);

		if (!value)
			continue;
		if (pen.x >= area.x + local->x)
			pen_gap(&pen, 1);
		pen_to(&pen, area.x + local->x);
		if (local->label[0])
			pen_printf(&pen, STYLE_DIM, "%s ", local->label);
		pen_value(&pen, STYLE_PLAIN, value, local_of(row->before, local->name), row->changed);
	}
	buf_init(&path);
	buf_printf(&path, "%s.%s", folded->name, name);
	pen_marks(scene, &pen, path.data);
	buf_release(&path);
}

static const char *state_text(const struct process_row *row)
{
	const struct value *value = local_of(row->now, CONTROL_FIELD);

	return value && value_text(value) ? value_text(value) : "";
}

/* The number of processes left out, with the sign of a change if one of them changed. */
static void draw_left_out(const struct folded *folded, struct pen *pen, const struct process_row *rows,
                          const bool *drawn, int count)
{
	bool changed = false;
	int left = 0;

	for (int i = 0; i < count; i++) {
		left += !drawn[i];
		changed |= !drawn[i] && rows[i].changed;
	}
	pen_sign(folded->scene, pen, changed);
	pen_printf(pen, STYLE_DIM, "+%d", left);
}

/* The processes without a row, in one: "waiting n3 n5, sent n4". */
static void draw_others(const struct folded *folded, struct grid *grid, struct rect area,
                        const struct process_row *rows, int count)
{
	const struct model *model = folded->scene->session->model;
	struct pen pen = pen_at(grid, area.x + 1, area.y, area.width - 1);
	bool *drawn = mem_array((size_t)count, sizeof(bool));
	int left = count;

	for (int i = 0; i < count; i++) {
		const char *state = drawn[i] ? NULL : state_text(&rows[i]);

		for (int j = i; state && j < count; j++) {
			const char *name = model->processes[rows[j].process].name;
			int width = (int)utf8_width(name) + 2 + (j > i ? 0 : (int)utf8_width(state) + 2);

			if (strcmp(state, state_text(&rows[j])) != 0)
				continue;
			if (pen.end - pen.x < width + (left > 1 ? COUNT_WIDTH : 0)) {
				draw_left_out(folded, &pen, rows, drawn, count);
				free(drawn);
				return;
			}
			if (j == i)
				pen_printf(&pen, STYLE_PLAIN, "%s%s", i ? ", " : "", state);
			pen_sign(folded->scene, &pen, rows[j].changed);
			pen_text(&pen, process_style((int)rows[j].process) | STYLE_STRONG, name);
			drawn[j] = true;
			left--;
		}
	}
	free(drawn);
}

static int by_process(const void *left, const void *right)
{
	const struct process_row *a = left, *b = right;

	return (a->process > b->process) - (a->process < b->process);
}

static void add_row(struct folded *folded, const struct value *key, const struct value *now,
                    const struct value *before)
{
	int process = process_of(folded->scene, key);
	bool changed =
	        folded->scene->session->now.before && (!now || !before || value_compare(before, now) != 0);

	if (process >= 0)
		folded->rows[folded->count++] =
		        (struct process_row){ (unsigned)process, now, before, changed };
}

/* In the order of the model. */
static void collect_rows(struct folded *folded, const struct value *map, const struct value *before)
{
	struct map_walk walk = { .now = map, .before = before };

	folded->rows =
	        mem_array((size_t)map->count + (before ? before->count : 0) + 1, sizeof(*folded->rows));
	while (map_walk_next(&walk))
		add_row(folded, walk.key, walk.value, walk.old);
	qsort(folded->rows, (size_t)folded->count, sizeof(*folded->rows), by_process);
}

void panel_processes(struct scene *scene, struct grid *grid, struct rect area, unsigned variable)
{
	const struct present *present = variable_present(scene, variable);
	const struct value *before = present->before;
	struct folded folded = { .scene = scene, .name = scene->session->model->variables[variable].name };
	int alone;

	if (!present->now || !value_is_map(present->now) || area.height < 1 || area.width < 4)
		return;
	collect_rows(&folded, present->now, before && value_is_map(before) ? before : NULL);
	lay_out(&folded, views_shape(scene, variable), area.width);
	alone = folded.count > area.height ? area.height - 1 : folded.count;
	for (int i = 0; i < alone; i++)
		draw_row(&folded, grid, rect_rows(area, i, 1), &folded.rows[i]);
	if (folded.count > alone)
		draw_others(&folded, grid, rect_rows(area, area.height - 1, 1), folded.rows + alone,
		            folded.count - alone);
	free(folded.rows);
}

/* --- when to fold ------------------------------------------------------------ */

bool processes_can_fold(struct scene *scene)
{
	const struct model *model = scene->session->model;
	bool any = false;

	if (model->recording) /* its tables continue in a second band */
		return false;
	for (unsigned i = 0; i < model->variable_count; i++) {
		const struct value *map = variable_present(scene, i)->now;
		const struct shape *shape;

		if (model->variables[i].kind != VARIABLE_PROCESSES || !map)
			continue;
		shape = views_shape(scene, i);
		if (shape->whole || !shape->records || !value_is_map(map))
			return false;
		for (uint32_t j = 0; j < map->count; j++) {
			if (process_of(scene, map->pairs[j].key) < 0)
				return false;
		}
		any = true;
	}
	return any;
}

bool processes_want_fold(struct scene *scene, int width)
{
	const struct model *model = scene->session->model;

	for (unsigned i = 0; i < model->variable_count; i++)
		if (model->variables[i].kind == VARIABLE_PROCESSES && variable_present(scene, i)->now &&
		    table_natural_width(scene, i, true) > width)
			return true;
	return false;
}
