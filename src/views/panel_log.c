/*
 * A log: its newest entries, and always a broken one.
 *
 * A set, such as messages in transit, has no order in time: its new items come last, and the heading has the
 * number of those removed.  Short entries are in columns side by side, so that a low panel holds several.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "views/table.h"

bool log_has_entries(const struct value *value)
{
	return value->kind == VALUE_TUPLE || value->kind == VALUE_SET;
}

static const struct mark *log_mark(const struct session *session, const char *name, size_t index)
{
	struct buf path;
	const struct mark *found = NULL;

	buf_init(&path);
	buf_add_text(&path, name);
	value_path_index(&path, index);
	for (size_t i = 0; i < session->now.mark_count && !found; i++)
		if (path_within(session->now.marks[i].path, path.data))
			found = &session->now.marks[i];
	buf_release(&path);
	return found;
}

struct pairing log_pairing(struct scene *scene, unsigned variable)
{
	const struct present *present = variable_present(scene, variable);

	return pairing_of(present->now, scene->session->now.before ? present->before : present->now);
}

void log_row(struct scene *scene, struct pen *pen, const char *name, const struct pairing *log, size_t index,
             int digits)
{
	const struct mark *mark = log_mark(scene->session, name, index);
	bool new = pairing_new(log, index - 1);
	struct buf text;

	buf_init(&text);
	log_entry_text(log->now->items[index - 1], scene->session->model->recording, scene->ascii, &text);
	pen_sign(scene, pen, new);
	if (log->now->kind == VALUE_TUPLE)
		pen_printf(pen, STYLE_DIM, "%*zu ", digits, index);
	pen_text(pen, mark ? STYLE_BROKEN : new ? STYLE_CHANGED : STYLE_PLAIN, text.data);
	if (mark)
		pen_printf(pen, STYLE_BROKEN, " %s", scene_symbol(scene, SYMBOL_BROKEN));
	if (mark && (int)utf8_width(mark->text) + 1 <= pen->end - pen->x)
		pen_printf(pen, STYLE_BROKEN, " %s", mark->text);
	buf_release(&text);
}

/* The numbers of the entries in drawing order: new items of a set come last.  The caller frees it. */
static size_t *order_of(const struct pairing *log)
{
	size_t count = log->now->count, at = 0;
	size_t *order = mem_array(count + 1, sizeof(*order));
	bool set = log->now->kind == VALUE_SET;

	for (int pass = 0; pass < 1 + set; pass++)
		for (size_t i = 1; i <= count; i++)
			if (!set || pairing_new(log, i - 1) == (pass == 1))
				order[at++] = i;
	return order;
}

/* Right-aligned: the numbers of entries left out and removed.  The title gets the sign of a change if no row
 * has it.  Returns the columns used. */
static int draw_counts(struct scene *scene, struct grid *grid, struct rect area, unsigned variable,
                       const struct pairing *log, size_t hidden, bool marked)
{
	struct pen sign = pen_at(grid, area.x, area.y, 1);
	char count[80] = "";
	int width;

	if (hidden)
		snprintf(count, sizeof(count), log->now->kind == VALUE_SET ? "+%zu" : "+%zu earlier", hidden);
	if (log->gone)
		snprintf(count + strlen(count), sizeof(count) - strlen(count), "%s%zu gone",
		         hidden ? ", " : "", log->gone);
	pen_sign(scene, &sign, log->gone || (variable_present(scene, variable)->changed && !marked));
	width = (int)strlen(count);
	if (width + 4 > area.width)
		return 0;
	grid_text(grid, area.x + area.width - width, area.y, width, log->gone ? STYLE_CHANGED : STYLE_DIM,
	          count);
	return width;
}

/* --- lists of records ----------------------------------------------------------- */

/* Whether to draw a list of records as a table.  Only in recordings: entries of designs read as sentences. */
static bool is_table(struct scene *scene, unsigned variable)
{
	const struct shape *shape = views_shape(scene, variable);

	return scene->session->model->recording && shape->records && !shape->mixed && !shape->whole;
}

bool log_table(struct scene *scene, unsigned variable, int width, struct table *table)
{
	const struct model_variable *of = &scene->session->model->variables[variable];
	const struct shape *shape = views_shape(scene, variable);

	if (!is_table(scene, variable))
		return false;
	*table = (struct table){ .scene = scene,
		                 .kind = VARIABLE_LOG,
		                 .title = variable_title(of),
		                 .compare = scene->session->now.before != NULL };
	table_shape(table, shape);
	table_key(table, digit_count((size_t)shape->rows));
	if (table_height(table, width, 0) > 1)
		return false;
	table_fit(table, width, 0, 1);
	return true;
}

void log_table_row(const struct table *table, struct grid *grid, struct rect area, const struct pairing *log,
                   size_t index)
{
	bool tuple = log->now->kind == VALUE_TUPLE;
	struct row row = { .number = tuple ? index : 0,
		           .value = log->now->items[index - 1],
		           .before = pairing_old(log, index - 1),
		           .process = -1,
		           .changed = table->compare && pairing_new(log, index - 1) };

	table_draw_row(table, grid, area, 0, &row);
}

int log_natural_width(struct scene *scene, unsigned variable)
{
	struct table table;
	int width;

	if (!log_table(scene, variable, INT_MAX / 2, &table))
		return 0;
	width = table_width(&table);
	table_release(&table);
	return width;
}

static void draw_table(struct scene *scene, struct grid *grid, struct rect area, unsigned variable,
                       struct table *table)
{
	struct pairing log = log_pairing(scene, variable);
	size_t rows = (size_t)(area.height - 1), count = log.now->count;
	size_t first = count > rows ? count - rows : 0;
	size_t *order = order_of(&log);
	bool marked = false;

	table_draw_heading(table, grid, area, 0);
	for (size_t i = first; i < count; i++) {
		log_table_row(table, grid, rect_rows(area, 1 + (int)(i - first), 1), &log, order[i]);
		marked |= pairing_new(&log, order[i] - 1);
	}
	if (!count && rows)
		grid_text(grid, area.x + 1, area.y + 1, area.width - 1, STYLE_DIM, "empty");
	draw_counts(scene, grid, area, variable, &log, first, marked);
	free(order);
}

/* --- the panel --------------------------------------------------------------------- */

void panel_log(struct scene *scene, struct grid *grid, struct rect area, unsigned variable)
{
	const struct session *session = scene->session;
	const struct model_variable *of = &session->model->variables[variable];
	const struct value *log = variable_present(scene, variable)->now;
	const struct shape *shape = views_shape(scene, variable);
	int rows = area.height - 1, columns, width, digits, room;
	size_t first, broken = 0, *order;
	struct pairing pairing;
	struct table table;
	bool marked = false;

	if (!log || !log_has_entries(log) || area.height < 1 || area.width < 4)
		return;
	if (log_table(scene, variable, area.width, &table)) {
		draw_table(scene, grid, area, variable, &table);
		table_release(&table);
		return;
	}
	digits = digit_count(log->count);
	width = 1 + digits + 1 + (shape->value_width > 6 ? shape->value_width : 6) + 4;
	columns = area.width / width;
	columns = columns < 1 ? 1 : columns;
	if (rows < 1)
		rows = 0;
	else if ((int)log->count <= rows && shape->rows <= rows)
		columns = 1;
	/* No more columns than necessary: marks need room. */
	while (columns > 1 && rows * (columns - 1) >= (int)log->count && rows * (columns - 1) >= shape->rows)
		columns--;
	room = rows * columns;
	first = (int)log->count > room ? log->count - (size_t)room : 0;
	pairing = log_pairing(scene, variable);
	for (size_t i = 1; i <= first && !broken; i++)
		if (log_mark(session, of->name, i))
			broken = i;
	order = order_of(&pairing);
	width = area.width / columns;
	for (int i = 0; i < room && first + (size_t)i < log->count; i++) {
		/* An earlier broken entry replaces the oldest that fits. */
		size_t index = i == 0 && broken ? broken : order[first + (size_t)i];
		struct pen pen = pen_at(grid, area.x + i / rows * width, area.y + 1 + i % rows,
		                        columns > 1 ? width - 1 : width);

		log_row(scene, &pen, of->name, &pairing, index, digits);
		marked |= pairing_new(&pairing, index - 1);
	}
	free(order);
	if (!log->count && room)
		grid_text(grid, area.x + 1, area.y + 1, area.width - 1, STYLE_DIM, "empty");
	width = draw_counts(scene, grid, area, variable, &pairing, first, marked);
	grid_text(grid, area.x + 1, area.y, area.width - 1 - width - (width > 0), STYLE_TITLE,
	          variable_title(of));
}
