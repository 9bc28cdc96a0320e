/*
 * Tables: rows of a function or record, of several joined ones, or of a list of records.
 *
 * A table is made for one drawing.  The caller sets the first members of the struct, adds columns and rows,
 * draws, and releases it.  Values are borrowed.
 */
#ifndef HEDDLE_VIEWS_TABLE_H
#define HEDDLE_VIEWS_TABLE_H

#include "views/views.h"

struct row {
	const struct value *key; /* null: a row of a list, which has a number instead */
	size_t number;
	const struct value *value, *before; /* value: null if the last step removed the row */
	int process;                        /* -1: none */
	int at;                             /* place in the order in which they were added */
	bool changed, important;
};

struct column {
	const char *name; /* field; "": rows that are not records; null: whole rows */
	int values;       /* width of its values */
	int width, band;
	char *heading; /* the name as drawn; null: none */
};

struct table {
	struct scene *scene;
	enum variable_kind kind; /* of the variable; VARIABLE_LOG: a list */
	const char *title;
	const char *name; /* of the variable, for marks; null: no marks */
	bool joined;      /* the columns are variables */
	bool compare;     /* with the state before */
	/* Completes a row before it is drawn; null: rows are complete. */
	void (*fill)(struct table *table, struct row *row, void *ctx);
	void *ctx;

	struct row *rows;
	int row_count;
	size_t row_room;
	int key_width, gap;
	struct column columns[SHAPE_COLUMNS_MAX];
	int column_count, shown; /* shown: the first ones, that fit */
	int bands;               /* the columns are in this many bands, one below the other */
};

/* --- table_fit.c: columns ---------------------------------------------------- */

/* Sets the width of keys; at least that of the title, if they share a row. */
void table_key(struct table *table, int width);
void table_add_column(struct table *table, const char *name, int values);
/* Adds the columns of a shape, the control state first, without those never set. */
void table_shape(struct table *table, const struct shape *shape);
/* Fits the columns into `width`.  Those of a design get narrower until all fit; those of a recording, which
 * may have any number, continue in further bands if `height` has room for that. */
void table_fit(struct table *table, int width, int rows, int height);
/* The natural width; and the rows at a width, with headings. */
int table_width(const struct table *table);
int table_height(struct table *table, int width, int rows);
/* The width of a band. */
int table_band_width(const struct table *table, int band);
bool table_is_state(const struct table *table, int column);

/* --- panel_log.c: lists of records ----------------------------------------------- */

/* Makes the table of a recording's list of records, which the caller releases.  False if the variable is no
 * such list or the columns do not fit. */
bool log_table(struct scene *scene, unsigned variable, int width, struct table *table);
/* Entry `index`, from 1. */
void log_table_row(const struct table *table, struct grid *grid, struct rect area, const struct pairing *log,
                   size_t index);

/* --- table_draw.c: rows ------------------------------------------------------- */

void table_add_row(struct table *table, const struct row *row);
/* Replaces `path` by the path of a row. */
void table_row_path(const struct table *table, const struct row *row, struct buf *path);
/* Draws the table with as many rows as fit: those that changed or are marked, then from the top. */
void table_draw(struct table *table, struct grid *grid, struct rect area);
/* The heading of a band, with the number of columns left out. */
void table_draw_heading(const struct table *table, struct grid *grid, struct rect area, int band);
void table_draw_row(const struct table *table, struct grid *grid, struct rect area, int band,
                    const struct row *row);
void table_release(struct table *table);

#endif
