/*
 * All entries of all logs, numbered, newest last, each log under its heading.
 */
#include <stdio.h>
#include <stdlib.h>

#include <heddle/buf.h>

#include "views/table.h"

static const struct keeper keeper = { .size = sizeof(struct list) };

struct place {
	unsigned variable;
	const struct value *log;
	size_t index; /* from 1; 0: the heading */
};

static const struct value *log_of(struct scene *scene, unsigned variable)
{
	const struct value *value;

	if (scene->session->model->variables[variable].kind != VARIABLE_LOG)
		return NULL;
	value = variable_present(scene, variable)->now;
	return value && log_has_entries(value) ? value : NULL;
}

static int row_count(struct scene *scene)
{
	int rows = 0;

	for (unsigned i = 0; i < scene->session->model->variable_count; i++)
		rows += log_of(scene, i) ? 1 + (int)log_of(scene, i)->count : 0;
	return rows;
}

static bool place_of(struct scene *scene, int row, struct place *place)
{
	for (unsigned i = 0; row >= 0 && i < scene->session->model->variable_count; i++) {
		const struct value *log = log_of(scene, i);

		if (!log)
			continue;
		*place = (struct place){ .variable = i, .log = log, .index = (size_t)row };
		if (row <= (int)log->count)
			return true;
		row -= 1 + (int)log->count;
	}
	return false;
}

static bool next_place(struct scene *scene, struct place *place)
{
	if (place->index++ < place->log->count)
		return true;
	for (unsigned i = place->variable + 1; i < scene->session->model->variable_count; i++)
		if (log_of(scene, i)) {
			*place = (struct place){ .variable = i, .log = log_of(scene, i) };
			return true;
		}
	return false;
}

/* The log being drawn. */
struct drawing {
	struct pairing log;
	bool is_table;
	struct table table;
};

static void release(struct drawing *drawing)
{
	if (drawing->is_table)
		table_release(&drawing->table);
	*drawing = (struct drawing){ 0 };
}

static void begin(struct scene *scene, struct drawing *drawing, const struct place *place, int width)
{
	release(drawing);
	drawing->log = log_pairing(scene, place->variable);
	drawing->is_table = log_table(scene, place->variable, width, &drawing->table);
}

static void draw_heading(struct scene *scene, struct grid *grid, struct rect row, const struct place *place,
                         const struct drawing *drawing)
{
	const struct model_variable *of = &scene->session->model->variables[place->variable];
	struct pen pen = pen_at(grid, row.x, row.y, row.width);

	if (drawing->is_table)
		table_draw_heading(&drawing->table, grid, row, 0);
	pen_sign(scene, &pen, variable_present(scene, place->variable)->changed);
	pen_text(&pen, STYLE_TITLE, variable_title(of));
	if (drawing->is_table)
		pen_to(&pen, row.x + table_band_width(&drawing->table, 0));
	pen_printf(&pen, STYLE_DIM, "  %u entr%s", place->log->count, place->log->count == 1 ? "y" : "ies");
	if (drawing->log.gone)
		pen_printf(&pen, STYLE_CHANGED, ", %zu gone", drawing->log.gone);
}

static void draw_entry(struct scene *scene, struct grid *grid, struct rect row, const struct place *place,
                       const struct drawing *drawing)
{
	struct pen pen = pen_at(grid, row.x + 1, row.y, row.width - 1);

	if (drawing->is_table)
		log_table_row(&drawing->table, grid, row, &drawing->log, place->index);
	else
		log_row(scene, &pen, scene->session->model->variables[place->variable].name, &drawing->log,
		        place->index, 4);
}

static struct list *list(struct scene *scene)
{
	struct list *list = scene_kept(scene, &keeper);

	list->count = row_count(scene);
	return list;
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct list *entries = list(scene);
	struct place place = { 0 };
	struct drawing drawing = { 0 };
	struct rect rows = rect_rows(area, 1, area.height);
	bool more;

	list_settle(entries, entries->count, rows.height);
	panel_heading(grid, rect_columns(area, 1, area.width), "log");
	more = place_of(scene, entries->top, &place);
	for (int i = 0; i < rows.height && more; i++, more = next_place(scene, &place)) {
		struct rect row = rect_rows(rows, i, 1);

		if (drawing.log.now != place.log)
			begin(scene, &drawing, &place, row.width);
		if (place.index)
			draw_entry(scene, grid, row, &place, &drawing);
		else
			draw_heading(scene, grid, row, &place, &drawing);
		if (entries->top + i == entries->cursor)
			panel_select(grid, row);
		scene_hit(scene, row, "row %d", entries->top + i + 1);
	}
	release(&drawing);
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, area.height }, entries);
}

/* Writes only to a cache. */
static bool available(const struct scene *scene)
{
	if (scene->session)
		for (unsigned i = 0; i < scene->session->model->variable_count; i++)
			if (log_of((struct scene *)scene, i))
				return true;
	return false;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	struct place place;

	if (place_of(scene, row, &place) && place.index)
		log_entry_text(place.log->items[place.index - 1], scene->session->model->recording,
		               scene->ascii, out);
}

const struct view view_log = {
	.name = "log",
	.title = "log",
	.summary = "all entries of the logs",
	.available = available,
	.draw = draw,
	.list = list,
	.row_text = row_text,
};
