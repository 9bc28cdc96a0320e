/*
 * All entries of all logs, numbered, newest last.
 *
 * Several logs follow each other under their headings.
 */
#include <stdio.h>
#include <stdlib.h>

#include "heddle/buf.h"
#include "views.h"

struct place {
	unsigned variable;
	const struct value *log;
	size_t index; /* 0: the heading */
};

static const struct value *log_of(const struct ui *ui, unsigned variable)
{
	const struct model *model = ui->session->model;
	const struct value *value;

	if (model->variables[variable].kind != VARIABLE_LOG)
		return NULL;
	value = value_get(ui->session->now.description, model->variables[variable].name);
	return value && log_has_entries(value) ? value : NULL;
}

static int row_count(const struct ui *ui)
{
	int rows = 0;

	for (unsigned i = 0; i < ui->session->model->variable_count; i++)
		rows += log_of(ui, i) ? 1 + (int)log_of(ui, i)->count : 0;
	return rows;
}

static bool place_of(const struct ui *ui, int row, struct place *place)
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

static void draw_row(struct ui *ui, struct grid *grid, struct rect area, const struct place *place)
{
	const struct model_variable *of = &ui->session->model->variables[place->variable];
	struct pen pen = pen_at(grid, area.x + 1, area.y, area.width - 1);

	if (place->index) {
		log_row(ui, &pen, of->name, place->log, place->index, 4);
		return;
	}
	pen_text(&pen, STYLE_TITLE, of->title ? of->title : of->name);
	pen_printf(&pen, STYLE_DIM, "  %u entr%s", place->log->count,
	           place->log->count == 1 ? "y" : "ies");
}

static void draw(struct ui *ui, struct grid *grid, struct rect area)
{
	struct place place;

	struct rect rows = rect_rows(area, 1, area.height);

	list_settle(&ui->log, row_count(ui), rows.height > 0 ? rows.height : 1);
	panel_heading(grid, rect_columns(area, 1, area.width), "log", NULL);
	for (int i = 0; i < rows.height && place_of(ui, ui->log.top + i, &place); i++) {
		struct rect row = rect_rows(rows, i, 1);

		draw_row(ui, grid, row, &place);
		if (ui->log.top + i == ui->log.cursor)
			panel_select(grid, row);
		ui_hit(ui, row, "row %d", ui->log.top + i + 1);
	}
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, area.height }, &ui->log);
}

static bool available(const struct ui *ui)
{
	if (ui->session)
		for (unsigned i = 0; i < ui->session->model->variable_count; i++)
			if (log_of(ui, i))
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
		log_entry_text(place.log->items[place.index - 1], ui->ascii, out);
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
