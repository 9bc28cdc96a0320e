/*
 * Each property with what it asks, whether it holds, and where it was violated.
 *
 * Enter watches a property or stops watching it.
 */
#include <stdio.h>
#include <stdlib.h>

#include <heddle/buf.h>
#include "views/views.h"

enum { ROWS_EACH = 4 };

static void draw_status(struct ui *ui, struct pen *pen, unsigned at)
{
	const struct session *session = ui->session;
	const struct model_property *property = &session->model->properties[at];
	uint32_t bit = UINT32_C(1) << at;
	bool watched = session->properties & bit;

	if (!watched) {
		pen_text(pen, STYLE_DIM, "  ");
		pen_text(pen, STYLE_DIM, property->name);
		pen_text(pen, STYLE_DIM, "   not watched");
		return;
	}
	if (session->now.broken & bit) {
		pen_printf(pen, STYLE_BROKEN, "%s %s   broken", ui_symbol(ui, SYMBOL_BROKEN),
		           property->name);
		return;
	}
	if (session->now.open & bit) {
		pen_printf(pen, STYLE_DIM, "%s ", ui_symbol(ui, SYMBOL_OPEN));
		pen_text(pen, STYLE_BOLD, property->name);
		pen_text(pen, STYLE_DIM, "   not known here: too much can follow");
		return;
	}
	pen_printf(pen, STYLE_GOOD, "%s ", ui_symbol(ui, SYMBOL_HOLDS));
	pen_text(pen, STYLE_BOLD, property->name);
	pen_text(pen, STYLE_DIM, property->on_step ? "   the last step kept it" : "   holds here");
}

/* The violation to tell of: the latest one up to here, or else the first one after; null when there
 * is none on the line.  *others: how many more there are. */
static const struct violation *violation_of(const struct session *session, uint32_t bit,
                                            size_t *others)
{
	const struct violation *found = NULL;

	*others = 0;
	for (size_t i = 0; i < session->violation_count; i++) {
		const struct violation *one = &session->violations[i];
		bool before = history_depth(session->history, one->node) <= session->now.depth;

		if (!(one->properties & bit))
			continue;
		*others += found != NULL;
		if (!found || before)
			found = one;
	}
	return found;
}

/* "at step 9 by s1 ReadBlobAndReturn, one of 2" */
static void draw_where(struct ui *ui, struct pen *pen, unsigned at)
{
	struct session *session = ui->session;
	size_t others;
	const struct violation *violation = violation_of(session, UINT32_C(1) << at, &others);
	struct buf where;

	if (!violation)
		return;
	buf_init(&where);
	violation_where(session, violation->node, &where);
	if (!(session->now.broken >> at & 1))
		pen_printf(pen, STYLE_BROKEN, "   %s broken", ui_symbol(ui, SYMBOL_BROKEN));
	pen_printf(pen, STYLE_BROKEN, " %s", where.data);
	if (others)
		pen_printf(pen, STYLE_DIM, ", one of %zu", others + 1);
	buf_release(&where);
}

static void draw_facts(struct ui *ui, struct grid *grid, struct rect area, unsigned at)
{
	size_t others;
	const struct violation *violation = violation_of(ui->session, UINT32_C(1) << at, &others);
	struct buf facts;

	if (!violation)
		return;
	buf_init(&facts);
	session_facts(ui->session, violation->node, at, &facts);
	grid_wrap(grid, area.x, area.y, area.width, area.height, STYLE_BROKEN, facts.data);
	buf_release(&facts);
}

static void draw_property(struct ui *ui, struct grid *grid, struct rect area, unsigned at)
{
	struct pen pen = pen_at(grid, area.x + 1, area.y, area.width - 1);

	draw_status(ui, &pen, at);
	draw_where(ui, &pen, at);
	if ((int)at == ui->properties.cursor)
		panel_select(grid, rect_rows(area, 0, 1));
	if (area.height > 1) {
		pen = pen_at(grid, area.x + 3, area.y + 1, area.width - 4);
		pen_text(&pen, STYLE_DIM, ui->session->model->properties[at].summary);
	}
	draw_facts(ui, grid,
	           (struct rect){ area.x + 3, area.y + 2, area.width - 4, area.height - 2 }, at);
	ui_hit(ui, rect_rows(area, 0, ROWS_EACH), "row %u", at + 1);
}

/* What the file of a trace says itself, below: why the run ended, what is missing. */
static void draw_origin(struct ui *ui, struct grid *grid, struct rect area)
{
	if (area.height < 2 || !ui->session->origin)
		return;
	panel_heading(grid, rect_columns(area, 1, area.width), "the file", NULL);
	grid_wrap(grid, area.x + 3, area.y + 1, area.width - 4, area.height - 1, STYLE_PLAIN,
	          ui->session->origin);
}

static void draw(struct ui *ui, struct grid *grid, struct rect area)
{
	struct rect rows = rect_rows(area, 1, area.height);
	int each = rows.height / ROWS_EACH, count = (int)ui->session->model->property_count;
	int y = 0;

	panel_heading(grid, rect_columns(area, 1, area.width), "properties", NULL);
	list_settle(&ui->properties, count, each > 0 ? each : 1);
	for (int i = ui->properties.top; i < count && y < rows.height; i++, y += ROWS_EACH)
		draw_property(ui, grid, rect_rows(rows, y, ROWS_EACH), (unsigned)i);
	if (ui->session->ended && ui->session->design)
		draw_origin(ui, grid, rect_rows(rows, y, rows.height));
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, area.height },
	           &ui->properties);
}

static bool available(const struct ui *ui)
{
	return ui->session && ui->session->model->property_count &&
	       (ui->session->design || ui->session->ended);
}

static struct list *list(struct ui *ui)
{
	ui->properties.count = (int)ui->session->model->property_count;
	return &ui->properties;
}

static void enter(struct ui *ui)
{
	if (list(ui)->cursor < ui->properties.count)
		session_watch(ui->session,
		              ui->session->properties ^ UINT32_C(1) << ui->properties.cursor);
}

static void row_text(struct ui *ui, int row, struct buf *out)
{
	const struct model_property *property = &ui->session->model->properties[row];

	buf_printf(out, "%s %s", property->name, property->summary);
}

const struct view view_properties = {
	.name = "properties",
	.title = "properties",
	.summary = "what is asked of the design, and where it broke; Enter watches or not",
	.available = available,
	.draw = draw,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
