/*
 * A variable as a table: a row per key, a column per field.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "views/table.h"

/* --- rows ------------------------------------------------------------------- */

static bool has_mark(const struct session *session, const char *path)
{
	for (size_t i = 0; i < session->now.mark_count; i++)
		if (path_within(session->now.marks[i].path, path))
			return true;
	return false;
}

static void add_pair(struct table *table, const struct value *key, const struct value *value,
                     const struct value *before)
{
	bool changed = table->compare && (!value || !before || value_compare(before, value) != 0);
	struct row row = { .key = key,
		           .value = value,
		           .before = before,
		           .process = process_of(table->scene, key),
		           .changed = changed,
		           .important = changed };

	table_add_row(table, &row);
}

/* n2 before n10. */
static int by_name(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	const char *x = value_text(a->key), *y = value_text(b->key);
	int order = x && y ? strverscmp(x, y) : 0;

	return order ? order : value_compare(a->key, b->key);
}

/* Processes in the model's order, then the other rows in theirs. */
static int by_process(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	unsigned x = (unsigned)a->process, y = (unsigned)b->process;

	if (x != y)
		return x < y ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

/* The rows, with those that the last step removed. */
static void collect_rows(struct table *table, const struct value *map, const struct value *before)
{
	const struct session *session = table->scene->session;
	struct map_walk walk = { .now = map, .before = before };
	struct buf path;

	while (map_walk_next(&walk))
		add_pair(table, walk.key, walk.value, walk.old);
	if (table->kind == VARIABLE_PROCESSES)
		qsort(table->rows, (size_t)table->row_count, sizeof(*table->rows), by_process);
	else if (map->kind == VALUE_FUNCTION)
		qsort(table->rows, (size_t)table->row_count, sizeof(*table->rows), by_name);
	buf_init(&path);
	for (int i = 0; session->now.mark_count && i < table->row_count; i++) {
		table_row_path(table, &table->rows[i], &path);
		table->rows[i].important |= has_mark(session, path.data);
	}
	buf_release(&path);
}

static struct table table_of(struct scene *scene, unsigned variable)
{
	const struct model_variable *of = &scene->session->model->variables[variable];
	struct table table = { .scene = scene,
		               .kind = of->kind,
		               .name = of->name,
		               .title = variable_title(of),
		               .compare = scene->session->now.before != NULL };

	table_shape(&table, views_shape(scene, variable));
	return table;
}

int table_natural_width(struct scene *scene, unsigned variable, bool tight)
{
	struct table table = table_of(scene, variable);

	if (tight)
		table.gap = 1;
	return table_width(&table);
}

int table_natural_height(struct scene *scene, unsigned variable, int width)
{
	struct table table = table_of(scene, variable);

	return table_height(&table, width, views_shape(scene, variable)->rows);
}

void panel_table(struct scene *scene, struct grid *grid, struct rect area, unsigned variable)
{
	const struct present *present = variable_present(scene, variable);
	const struct value *before = present->before;
	struct table table;

	if (area.height < 1 || area.width < 4 || !present->now || !value_is_map(present->now))
		return;
	table = table_of(scene, variable);
	collect_rows(&table, present->now, before && value_is_map(before) ? before : NULL);
	table_draw(&table, grid, area);
	table_release(&table);
}
