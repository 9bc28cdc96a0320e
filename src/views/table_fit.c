/*
 * The columns of a table, and their widths.
 *
 * To fit, headings are cut first, then the widest values, then columns are dropped from the right and counted
 * in the heading.  A recording's columns continue in a second band before they become unreadable.
 * Rejected: scrolling tables sideways, which hides the column that changed.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "views/table.h"

enum { COLUMN_LEAST = 3, SET_LEAST = 7, MARK_WIDTH = 10, KEY_MOST = 14 };

/* How narrow columns may become, from the best to the narrowest that is readable. */
static const struct level {
	int gap, heading, values;
} levels[] = {
	{ 2, 20, 60 },
	{ 2, 10, 30 },
	{ 1, 7, 16 },
	{ 1, 4, 8 },
};
enum { LEVELS = sizeof(levels) / sizeof(levels[0]), LEVEL_BANDS = 1, LEVEL_LAST = LEVELS - 1 };

bool table_is_state(const struct table *table, int column)
{
	return table->kind == VARIABLE_PROCESSES && table->columns[column].name &&
	       strcmp(table->columns[column].name, CONTROL_FIELD) == 0;
}

static int heading_width(const struct table *table, int at)
{
	/* The title is over the keys and the control state. */
	if (table_is_state(table, at))
		return (int)utf8_width(table->title) - table->key_width - table->gap;
	return table->columns[at].name ? (int)utf8_width(table->columns[at].name) : 0;
}

static int natural_width(const struct table *table, int at)
{
	int heading = heading_width(table, at), values = table->columns[at].values;

	return heading > values ? heading : values;
}

void table_key(struct table *table, int width)
{
	table->key_width = clamp(width, 0, KEY_MOST);
	if (table->kind != VARIABLE_PROCESSES && (int)utf8_width(table->title) > table->key_width)
		table->key_width = (int)utf8_width(table->title);
}

void table_add_column(struct table *table, const char *name, int values)
{
	if (table->column_count == SHAPE_COLUMNS_MAX)
		return;
	table->columns[table->column_count++] = (struct column){ .name = name, .values = values };
	table->shown = table->column_count;
	table->columns[table->column_count - 1].width = natural_width(table, table->column_count - 1);
}

void table_shape(struct table *table, const struct shape *shape)
{
	bool any = shape_any_set(shape);

	table->gap = 2;
	table->bands = 1;
	table_key(table, shape->key_width);
	if (shape->whole) {
		table_add_column(table, NULL, shape->value_width);
		return;
	}
	for (int pass = 0; pass < 2; pass++) { /* the control state before the rest */
		for (int i = 0; i < shape->column_count; i++) {
			const struct shape_column *column = &shape->columns[i];
			bool first =
			        table->kind == VARIABLE_PROCESSES && strcmp(column->name, CONTROL_FIELD) == 0;

			if (first == (pass == 0) && (column->set || !any))
				table_add_column(table, column->name, column->width);
		}
	}
}

int table_band_width(const struct table *table, int band)
{
	int total = 1 + table->key_width;

	for (int i = 0; i < table->shown; i++)
		if (table->columns[i].band == band)
			total += table->gap + table->columns[i].width;
	return total;
}

/* The width that a mark, right after the last value of a row, needs beyond the columns. */
static int mark_width(const struct table *table)
{
	const struct column *last;

	if (table->kind != VARIABLE_TABLE || table->joined)
		return 0;
	if (!table->column_count)
		return MARK_WIDTH;
	last = &table->columns[table->column_count - 1];
	return MARK_WIDTH - (last->width - last->values);
}

int table_width(const struct table *table)
{
	return table_band_width(table, 0) + mark_width(table);
}

/* --- designs -------------------------------------------------------------------- */

/* The widest column that can be narrowed: in pass 0 to the width of its values, which cuts only its heading;
 * in pass 1 to that of an item of a set; in pass 2 to the minimum. */
static int widest_column(const struct table *table, int pass)
{
	int widest = -1;

	for (int i = 0; i < table->shown; i++) {
		const struct column *column = &table->columns[i];
		int least = pass == 0 ? column->values : pass == 1 ? SET_LEAST : COLUMN_LEAST;

		if (pass == 1 && table_is_state(table, i))
			continue;
		if (column->width > (least < COLUMN_LEAST ? COLUMN_LEAST : least) &&
		    (widest < 0 || column->width > table->columns[widest].width))
			widest = i;
	}
	return widest;
}

static void squeeze(struct table *table, int width)
{
	while (table_band_width(table, 0) > width) {
		int widest = -1;

		for (int pass = 0; pass < 3 && widest < 0; pass++)
			widest = widest_column(table, pass);
		if (widest >= 0)
			table->columns[widest].width--;
		else if (table->shown > 1)
			table->shown--;
		else
			break;
	}
}

/* --- recordings ----------------------------------------------------------------- */

/* Puts as many columns as fit side by side, the rest below; returns the number of bands. */
static int pack(struct table *table, const struct level *level, int width)
{
	int band = 0, x = 1 + table->key_width, first = 0;

	table->gap = level->gap;
	for (int i = 0; i < table->column_count; i++) {
		struct column *column = &table->columns[i];
		int values = clamp(column->values, 0, level->values);
		int heading = clamp(heading_width(table, i), 0, level->heading);
		int room = width - 1 - table->key_width - table->gap;

		column->width = values > heading ? values : heading;
		column->width = column->width < COLUMN_LEAST ? COLUMN_LEAST : column->width;
		column->width = clamp(column->width, 1, room);
		if (x + table->gap + column->width > width && i > first) {
			band++;
			first = i;
			x = 1 + table->key_width;
		}
		column->band = band;
		x += table->gap + column->width;
	}
	return band + 1;
}

/* Gives the rest of the width to the columns that were cut, one by one. */
static void widen(struct table *table, int band, int width)
{
	int left = width - table_band_width(table, band);

	for (bool any = true; any && left > 0;) {
		any = false;
		for (int i = 0; i < table->shown && left > 0; i++)
			if (table->columns[i].band == band &&
			    table->columns[i].width < natural_width(table, i)) {
				table->columns[i].width++;
				left--;
				any = true;
			}
	}
}

/* Drops the columns of bands that do not fit. */
static void drop_bands(struct table *table, int bands)
{
	while (table->shown > 1 && table->columns[table->shown - 1].band >= bands)
		table->shown--;
	table->bands = table->columns[table->shown ? table->shown - 1 : 0].band + 1;
}

static int bands_at(struct table *table, int width)
{
	for (int i = 0; i < LEVEL_LAST; i++)
		if (pack(table, &levels[i], width) == 1)
			return 1;
	return pack(table, &levels[LEVEL_BANDS], width);
}

static void fit_recorded(struct table *table, int width, int rows, int height)
{
	int bands = bands_at(table, width);

	if (bands > 1 && bands * (rows + 1) > height)
		bands = pack(table, &levels[LEVEL_LAST], width);
	while (bands > 1 && bands * (rows + 1) > height)
		bands--;
	drop_bands(table, bands);
	for (int i = 0; i < table->bands; i++)
		widen(table, i, width);
}

/* --- both ----------------------------------------------------------------------- */

static void name_columns(struct table *table)
{
	const char *names[SHAPE_COLUMNS_MAX];
	int widths[SHAPE_COLUMNS_MAX];
	char **headings;

	for (int i = 0; i < table->shown; i++) {
		names[i] = table->columns[i].name ? table->columns[i].name : "";
		widths[i] = table->columns[i].width;
	}
	headings = short_names(names, widths, (size_t)table->shown, table->scene->ascii);
	for (int i = 0; i < table->shown; i++) {
		free(table->columns[i].heading);
		table->columns[i].heading = headings[i];
	}
	free(headings);
}

void table_fit(struct table *table, int width, int rows, int height)
{
	if (table->scene->session->model->recording) {
		fit_recorded(table, width, rows, height);
	} else {
		if (table_width(table) > width)
			table->gap = 1;
		squeeze(table, width);
	}
	name_columns(table);
}

int table_height(struct table *table, int width, int rows)
{
	int bands = table->scene->session->model->recording ? bands_at(table, width) : 1;

	return bands * (rows + 1);
}
