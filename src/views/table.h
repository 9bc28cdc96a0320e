/*
 * Tables: rows of a function or record, of several joined, or of a list of records.
 *
 * A table is put together for one draw.  Who makes one fills in what comes first in the struct,
 * adds columns and rows, draws, and releases it; values are borrowed.
 */
#ifndef HEDDLE_VIEWS_TABLE_H
#define HEDDLE_VIEWS_TABLE_H

#include "views/views.h"

struct row {
	const struct value *key; /* null: a row of a list, which has a number instead */
	size_t number;
	const struct value *value, *before; /* value: null for one that the last step took away */
	int process;                        /* -1: none */
	int at;                             /* place in the order in which they were added */
	bool changed, important;
};

struct column {
	const char *name; /* field; "" for a row that is no record; null for any whole row */
	int values;       /* columns that its values take */
	int width, band;
	char *heading; /* the name as it is drawn; null: none */
};

struct table {
	struct scene *scene;
	enum variable_kind kind; /* what it is of: VARIABLE_LOG for a list */
	const char *title;
	const char *name; /* of the variable, for marks; null: there are none */
	bool joined;      /* its columns are variables */
	bool compare;     /* with the state before */
	/* Completes a row that is drawn; null: rows are complete. */
	void (*fill)(struct table *table, struct row *row, void *ctx);
	void *ctx;

	struct row *rows;
	int row_count;
	size_t row_room;
	int key_width, gap;
	struct column columns[SHAPE_COLUMNS_MAX];
	int column_count, shown; /* those in front that have room */
	int bands;               /* rows one below the other that the columns take */
};

/* --- table_fit.c: columns ---------------------------------------------------- */

/* The key's columns, at least as many as the title where they share a line. */
void table_key(struct table *table, int width);
void table_add_column(struct table *table, const char *name, int values);
/* The columns of a shape, the control state first, without those that were never set. */
void table_shape(struct table *table, const struct shape *shape);
/* Gives every column its width.  Of a design, columns narrow until all have room; of a recording,
 * which may have any number of them, they go on below where there are rows for that. */
void table_fit(struct table *table, int width, int rows, int height);
/* Columns that it would like, and rows at a width, with the headings. */
int table_width(const struct table *table);
int table_height(struct table *table, int width, int rows);
/* Columns of the band. */
int table_band_width(const struct table *table, int band);
bool table_is_state(const struct table *table, int column);

/* --- panel_log.c: lists of records ----------------------------------------------- */

/* The table of a recording's list of records, if it is one and its columns fit; to be released. */
bool log_table(struct scene *scene, unsigned variable, int width, struct table *table);
/* Entry `index`, from 1. */
void log_table_row(const struct table *table, struct grid *grid, struct rect area, const struct pairing *log,
                   size_t index);

/* --- panel_table.c: rows ------------------------------------------------------ */

void table_add_row(struct table *table, const struct row *row);
/* The part of a row in a column; null when it has none. */
const struct value *table_cell(const struct value *row, const char *column);
/* Draws it all, as many rows as there is room for: those that changed or are marked, then from the
 * top. */
void table_draw(struct table *table, struct grid *grid, struct rect area);
/* The heading of a band, with what has no room. */
void table_draw_heading(const struct table *table, struct grid *grid, struct rect area, int band);
void table_draw_row(const struct table *table, struct grid *grid, struct rect area, int band,
                    const struct row *row);
void table_release(struct table *table);

#endif
