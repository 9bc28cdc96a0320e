/*
 * All entries of all logs, numbered, newest last.
 *
 * Several logs follow each other under their headings.
 */
#include <stdio.h>
#include <stdlib.h>

#include <heddle/buf.h>
#include "screen/table.h"

struct place {
	unsigned variable;
	const struct value *log;
	size_t index; /* from 1; 0: the heading */
};

static const struct value *log_of(struct ui *ui, unsigned variable)
{
	const struct value *value;

	if (ui->session->model->variables[variable].kind != VARIABLE_LOG)
		return NULL;
	value = views_present(ui, variable)->now;
	return value && log_has_entries(value) ? value : NULL;
}

static int row_count(struct ui *ui)
{
	int rows = 0;

	for (unsigned i = 0; i < ui->session->model->variable_count; i++)
		rows += log_of(ui, i) ? 1 + (int)log_of(ui, i)->count : 0;
	return rows;
}

static bool place_of(struct ui *ui, int row, struct place *place)
{
	for (unsigned i = 0; row >= 0 && i < ui->session->model->variable_count; i++) {
		const struct value *log = log_of(ui, i);

		if (!log)
			continue;
		*place = (struct place){ .variable = i, .log = log, .index = (size_t)row };
		if (row <= (int)log->count)
			return true;
		row -= 1 + (int)log->count;
	}
	return false;
}

static bool next_place(struct ui *ui, struct place *place)
{
	if (place->index++ < place->log->count)
		return true;
	for (unsigned i = place->variable + 1; i < ui->session->model->variable_count; i++)
		if (log_of(ui, i)) {
			*place = (struct place){ .variable = i, .log = log_of(ui, i) };
			return true;
		}
	return false;
}

/* The log that is being drawn. */
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

static void begin(struct ui *ui, struct drawing *drawing, const struct place *place, int width)
{
	release(drawing);
	drawing->log = log_pairing(ui, place->variable);
	drawing->is_table = log_table(ui, place->variable, width, &drawing->table);
}

static void draw_heading(struct ui *ui, struct grid *grid, struct rect row,
                         const struct place *place, const struct drawing *drawing)
{
	const struct model_variable *of = &ui->session->model->variables[place->variable];
	struct pen pen = pen_at(grid, row.x, row.y, row.width);

	if (drawing->is_table)
		table_draw_heading(&drawing->table, grid, row, 0);
	pen_sign(ui, &pen, views_present(ui, place->variable)->changed);
	pen_text(&pen, STYLE_TITLE, of->title ? of->title : of->name);
	if (drawing->is_table)
		pen_to(&pen, row.x + table_band_width(&drawing->table, 0));
	pen_printf(&pen, STYLE_DIM, "  %u entr%s", place->log->count,
	           place->log->count == 1 ? "y" : "ies");
	if (drawing->log.gone)
		pen_printf(&pen, STYLE_CHANGED, ", %zu gone", drawing->log.gone);
}

static void draw_entry(struct ui *ui, struct grid *grid, struct rect row, const struct place *place,
                       const struct drawing *drawing)
{
	struct pen pen = pen_at(grid, row.x + 1, row.y, row.width - 1);

	if (drawing->is_table)
		log_table_row(&drawing->table, grid, row, &drawing->log, place->index);
	else
		log_row(ui, &pen, ui->session->model->variables[place->variable].name,
		        &drawing->log, place->index, 4);
}

static void draw(struct ui *ui, struct grid *grid, struct rect area)
{
	struct place place = { 0 };
	struct drawing drawing = { 0 };
	struct rect rows = rect_rows(area, 1, area.height);
	bool more;

	list_settle(&ui->log, row_count(ui), rows.height > 0 ? rows.height : 1);
	panel_heading(grid, rect_columns(area, 1, area.width), "log", NULL);
	more = place_of(ui, ui->log.top, &place);
	for (int i = 0; i < rows.height && more; i++, more = next_place(ui, &place)) {
		struct rect row = rect_rows(rows, i, 1);

		if (drawing.log.now != place.log)
			begin(ui, &drawing, &place, row.width);
		if (place.index)
			draw_entry(ui, grid, row, &place, &drawing);
		else
			draw_heading(ui, grid, row, &place, &drawing);
		if (ui->log.top + i == ui->log.cursor)
			panel_select(grid, row);
		ui_hit(ui, row, "row %d", ui->log.top + i + 1);
	}
	release(&drawing);
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, area.height }, &ui->log);
}

/* What this writes to is a cache. */
static bool available(const struct ui *ui)
{
	if (ui->session)
		for (unsigned i = 0; i < ui->session->model->variable_count; i++)
			if (log_of((struct ui *)ui, i))
				return true;
	return false;
}

static struct list *list(struct ui *ui)
{
	ui->log.count = row_count(ui);
	return &ui->log;
}

static void row_text(struct ui *ui, int row, struct buf *out)
{
	struct place place;

	if (place_of(ui, row, &place) && place.index)
		log_entry_text(place.log->items[place.index - 1], ui->session->model->recording,
		               ui->ascii, out);
}

const struct view view_log = {
	.name = "log",
	.title = "log",
	.summary = "every operation so far",
	.available = available,
	.draw = draw,
	.list = list,
	.row_text = row_text,
};
