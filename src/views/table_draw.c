/*
 * Draws tables: their rows, what changed and what is wrong in each, and the number of rows left out.
 *
 * If there are too many rows, those that changed or are marked stay.  Rejected: scrolling tables, which need
 * a focus and hide the one row that matters.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "views/table.h"

void table_add_row(struct table *table, const struct row *row)
{
	table->rows =
	        mem_grow(table->rows, &table->row_room, (size_t)table->row_count + 1, sizeof(*table->rows));
	table->rows[table->row_count] = *row;
	table->rows[table->row_count].at = table->row_count;
	table->row_count++;
}

void table_row_path(const struct table *table, const struct row *row, struct buf *path)
{
	buf_clear(path);
	buf_add_text(path, table->name);
	value_path_field(path, row->key);
}

/* Keeps `room` rows in their order: the important ones, then from the top.  Returns whether a dropped row
 * changed. */
static bool keep_rows(struct table *table, int room)
{
	bool changed = false;
	int important = 0, kept = 0;

	for (int i = 0; i < table->row_count; i++)
		important += table->rows[i].important;

	int others = room - (important < room ? important : room);

	for (int i = 0; i < table->row_count; i++) {
		if (kept < room && (table->rows[i].important || others-- > 0))
			table->rows[kept++] = table->rows[i];
		else
			changed |= table->rows[i].changed;
	}
	table->row_count = kept;
	return changed;
}

/* The part of a row in a column; null: none. */
static const struct value *table_cell(const struct value *row, const char *column)
{
	if (!row || !column)
		return row;
	if (!value_is_record(row))
		return *column ? NULL : row;
	return *column ? value_get(row, column) : NULL;
}

static unsigned mark_style(enum mark_kind kind)
{
	return kind == MARK_ORPHAN ? STYLE_ORPHAN : STYLE_BROKEN;
}

/* The mark on this very cell, or null. */
static const struct mark *cell_mark(const struct table *table, const char *path, const char *column)
{
	const struct session *session = table->scene->session;
	size_t length = strlen(path);

	for (size_t i = 0; i < session->now.mark_count; i++) {
		const struct mark *mark = &session->now.marks[i];

		if (!path_within(mark->path, path))
			continue;
		if (!mark->path[length] || !column ||
		    (mark->path[length] == '.' && path_within(mark->path + length + 1, column)))
			return mark;
	}
	return NULL;
}

void pen_marks(struct scene *scene, struct pen *pen, const char *path)
{
	const struct session *session = scene->session;

	for (size_t i = 0; i < session->now.mark_count; i++) {
		const struct mark *mark = &session->now.marks[i];

		if (!path_within(mark->path, path))
			continue;
		pen_text(pen, STYLE_PLAIN, " ");
		pen_printf(pen, mark_style(mark->kind), "%s %s",
		           scene_symbol(scene, mark->kind == MARK_ORPHAN ? SYMBOL_ORPHAN : SYMBOL_BROKEN),
		           mark->text);
	}
}

/* The name of the process that took the last step; null: silent or none. */
static const char *last_mover(const struct session *session)
{
	const struct step *step = history_step(session->history, session->now.came);

	if (!step || session->model->processes[step->process].silent)
		return NULL;
	return session->model->processes[step->process].name;
}

/* The old value of the row and who changed it, as far as it fits: "was 3, by n1". */
static void draw_was(const struct table *table, struct pen *pen, const struct row *row)
{
	const struct session *session = table->scene->session;
	const char *by = table->kind == VARIABLE_TABLE ? last_mover(session) : NULL;
	bool was_unset = true, is_unset = true;
	struct buf was, text;

	if (!row->changed)
		return;
	buf_init(&was);
	buf_init(&text);
	for (int i = 0; i < table->column_count; i++) {
		const char *column = table->columns[i].name;
		const struct value *old = table_cell(row->before, column);
		const struct value *new = table_cell(row->value, column);

		if (table->kind == VARIABLE_PROCESSES && !table_is_state(table, i))
			continue;
		if (!old || (new &&value_compare(old, new) == 0))
			continue;
		was_unset &= value_is_unset(old);
		is_unset &= !new || value_is_unset(new);
		buf_add_char(&was, ' ');
		value_show_most(&was, old, table->scene->ascii, ROW_BYTES);
	}
	if (by && was_unset && !is_unset)
		buf_printf(&text, "written by %s", by);
	else if (was.length && !was_unset)
		buf_printf(&text, "was%s", was.data);
	if (by && text.length && !was_unset) {
		size_t short_of = text.length;

		buf_printf(&text, ", %s %s", is_unset ? "deleted by" : "by", by);
		if ((int)utf8_width(text.data) + 2 > pen->end - pen->x) {
			text.length = short_of;
			text.data[short_of] = '\0';
		}
	}
	if (text.length && (int)utf8_width(text.data) + 2 <= pen->end - pen->x) {
		pen_text(pen, STYLE_PLAIN, "  ");
		pen_text(pen, STYLE_OLD, text.data);
	}
	buf_release(&was);
	buf_release(&text);
}

/* The changes in columns that do not fit. */
static void draw_unseen(const struct table *table, struct pen *pen, const struct row *row)
{
	for (int i = table->shown; row->changed && i < table->column_count && !pen->full; i++) {
		const char *column = table->columns[i].name;
		struct change change = { .old_value = table_cell(row->before, column),
			                 .new_value = table_cell(row->value, column) };

		if (!change.old_value && !change.new_value)
			continue;
		if (change.old_value && change.new_value &&
		    value_compare(change.old_value, change.new_value) == 0)
			continue;
		pen_printf(pen, STYLE_DIM, "  %s ", column ? column : "");
		pen_change(pen, STYLE_CHANGED, &change);
	}
}

static void draw_key(struct pen *pen, const struct row *row)
{
	unsigned style = row->process < 0 ? STYLE_PLAIN : process_style(row->process) | STYLE_STRONG;

	if (row->key)
		pen_value(pen, style, row->key, NULL, false);
	else if (row->number)
		pen_printf(pen, STYLE_DIM, "%zu", row->number);
}

static void draw_cell(const struct table *table, struct pen *pen, const struct row *row, const char *column,
                      const char *path)
{
	const struct value *value = table_cell(row->value, column);
	const struct value *before = table_cell(row->before, column);
	const struct mark *mark = path ? cell_mark(table, path, column) : NULL;

	if (value)
		pen_value(pen, mark ? mark_style(mark->kind) : STYLE_PLAIN, value, before,
		          row->changed && !mark);
	else if (before && row->changed)
		pen_text(pen, STYLE_CHANGED, "gone");
}

void table_draw_row(const struct table *table, struct grid *grid, struct rect area, int band,
                    const struct row *row)
{
	struct scene *scene = table->scene;
	struct pen pen = pen_at(grid, area.x, area.y, area.width);
	struct buf path;
	int x = area.x + 1 + table->key_width, end = area.x + area.width;

	buf_init(&path);
	if (table->name)
		table_row_path(table, row, &path);
	pen_sign(scene, &pen, row->changed);
	pen.end = x < end ? x : end;
	draw_key(&pen, row);
	if (!row->value) {
		pen = pen_at(grid, x + table->gap, area.y, end - x - table->gap);
		pen_gone(&pen, row->before);
	}
	for (int i = 0; row->value && i < table->shown; i++) {
		if (table->columns[i].band != band)
			continue;
		x += table->gap;
		pen = pen_at(grid, x, area.y, table->columns[i].width);
		if (pen.end > end)
			pen.end = end;
		draw_cell(table, &pen, row, table->columns[i].name, table->name ? path.data : NULL);
		x += table->columns[i].width;
	}
	if (row->value && band == table->bands - 1) {
		pen.end = end;
		pen.full = pen.x >= pen.end;
		if (table->name)
			pen_marks(scene, &pen, path.data);
		if (!table->joined)
			draw_was(table, &pen, row);
		draw_unseen(table, &pen, row);
	}
	buf_release(&path);
}

void table_draw_heading(const struct table *table, struct grid *grid, struct rect area, int band)
{
	int x = area.x + 1 + table->key_width, taken = 1, end = area.x + area.width;
	unsigned style = table->joined ? STYLE_TITLE : STYLE_DIM;

	if (band == 0)
		taken += grid_text(grid, area.x + 1, area.y, area.width - 1, STYLE_TITLE, table->title);
	for (int i = 0; i < table->shown; i++) {
		const struct column *column = &table->columns[i];

		if (column->band != band)
			continue;
		x += table->gap;
		/* The title takes the place of the heading of the control state, and may cover narrow
		 * columns. */
		if (column->name && !table_is_state(table, i) && x > area.x + taken)
			grid_text(grid, x, area.y, column->width < end - x ? column->width : end - x, style,
			          column->heading);
		x += column->width;
	}
	if (band == table->bands - 1 && table->shown < table->column_count)
		grid_printf(grid, x + 1, area.y, end - x - 1, STYLE_DIM, "+%d",
		            table->column_count - table->shown);
}

/* The number of rows left out: at the end of the heading if that is free, else after the title.  In the style
 * of changes if one of them changed. */
static void draw_hidden(const struct table *table, struct grid *grid, struct rect area, int hidden,
                        bool changed)
{
	unsigned style = changed ? STYLE_CHANGED : STYLE_DIM;
	int end = area.x + area.width, taken = 1 + (int)utf8_width(table->title), width;
	char count[32];

	if (hidden <= 0)
		return;
	width = snprintf(count, sizeof(count), "%s+%d more",
	                 changed ? scene_symbol(table->scene, SYMBOL_CHANGED) : " ", hidden);
	if (table_band_width(table, 0) + width <= area.width) {
		grid_text(grid, end - width, area.y, width, style, count);
		return;
	}
	if (taken + width + 1 > area.width)
		taken = area.width - width - 1 > 1 ? area.width - width - 1 : 1;
	grid_text(grid, area.x + taken, area.y, width + 1, style, count);
	grid_fill(grid, area.x + taken + width, area.y, 1, STYLE_PLAIN, ' ');
}

/* The rows that fit, once for each band. */
static void draw_bands(const struct table *table, struct grid *grid, struct rect area)
{
	for (int band = 0, y = 0; band < table->bands && y < area.height; band++) {
		table_draw_heading(table, grid, rect_rows(area, y++, 1), band);
		for (int i = 0; i < table->row_count && y < area.height; i++)
			table_draw_row(table, grid, rect_rows(area, y++, 1), band, &table->rows[i]);
	}
}

/* The number of parts, side by side, in which a long narrow table is drawn. */
static int count_parts(const struct table *table, struct rect area)
{
	int rows = area.height - 1, fit, count;

	if (table->kind != VARIABLE_TABLE || table->joined || rows < 1 || table->row_count <= rows)
		return 1;
	fit = area.width / table_width(table);
	count = (table->row_count + rows - 1) / rows;
	count = count > fit ? fit : count;
	return count < 1 ? 1 : count;
}

void table_draw(struct table *table, struct grid *grid, struct rect area)
{
	int parts = count_parts(table, area), width = area.width / parts, rows, total = table->row_count;
	bool changed = false;

	table_fit(table, width, total, area.height);
	rows = area.height / table->bands - 1;
	if (rows < 0)
		rows = 0;
	if (total > rows * parts)
		changed = keep_rows(table, rows * parts);
	for (int i = 0; table->fill && i < table->row_count; i++)
		table->fill(table, &table->rows[i], table->ctx);
	for (int i = 0; i < parts; i++) {
		struct rect part = rect_columns(area, i * width, width - (parts > 1));
		struct table slice = *table;

		if (parts > 1) {
			int left = table->row_count - i * rows;

			slice.rows = table->rows + i * rows;
			slice.row_count = left > rows ? rows : left < 0 ? 0 : left;
		}
		draw_bands(&slice, grid, part);
		if (i == parts - 1)
			draw_hidden(table, grid, part, total - table->row_count, changed);
	}
}

void table_release(struct table *table)
{
	for (int i = 0; i < table->column_count; i++)
		free(table->columns[i].heading);
	free(table->rows);
}
