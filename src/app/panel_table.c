/*
 * Processes and stores as tables: one row a key, one column a field, what is
 * wrong in the very row.
 *
 * Columns come from the shape of the variable.  When room is short, headings give way first, then
 * the widest values, then whole columns from the right; when rows do not fit, those that
 * changed or are marked stay.  Rejected: scrolling tables, which need a focus of their own and
 * hide the one row that matters.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heddle/buf.h"
#include "heddle/mem.h"
#include "heddle/utf8.h"
#include "views.h"

enum { COLUMN_LEAST = 3, SET_LEAST = 7, MARK_WIDTH = 10 };

struct row {
	const struct value *key, *value,
	        *before; /* value: null for one that the last step took away */
	int process; /* -1: none */
	int at;      /* place in the value */
	bool changed, important;
};

struct table {
	struct ui *ui;
	unsigned variable;
	enum variable_kind kind;
	const char *title, *name;
	const struct shape *shape;
	struct row *rows;
	int row_count;
	bool compare; /* with the state before */
	/* What is drawn. */
	int key_width, gap;
	struct column {
		const char *name; /* field; "" for a row that is no record; null for any whole row */
		int values, width;
	} columns[SHAPE_COLUMNS_MAX];
	int column_count;
};

/* --- columns ---------------------------------------------------------------- */

static bool is_state(const struct table *table, int at)
{
	return table->kind == VARIABLE_PROCESSES && table->columns[at].name &&
	       strcmp(table->columns[at].name, "state") == 0;
}

static int heading_width(const struct table *table, int at)
{
	/* Over the control state, and over the names before it, stands the title. */
	if (is_state(table, at))
		return (int)utf8_width(table->title) - table->key_width - table->gap;
	return table->columns[at].name ? (int)utf8_width(table->columns[at].name) : 0;
}

static void add_column(struct table *table, const char *name, int values)
{
	struct column *column = &table->columns[table->column_count++];
	int heading;

	*column = (struct column){ .name = name, .values = values, .width = values };
	heading = heading_width(table, table->column_count - 1);
	if (heading > column->width)
		column->width = heading;
}

static void choose_columns(struct table *table)
{
	const struct shape *shape = table->shape;
	bool worth = false;

	table->gap = 2;
	table->key_width = shape->key_width > 14 ? 14 : shape->key_width;
	if (table->kind == VARIABLE_TABLE && (int)utf8_width(table->title) > table->key_width)
		table->key_width = (int)utf8_width(table->title);
	if (shape->whole) {
		add_column(table, NULL, shape->value_width);
		return;
	}
	for (int i = 0; i < shape->column_count; i++)
		worth |= shape->columns[i].worth;
	for (int pass = 0; pass < 2; pass++) { /* the control state before the rest */
		for (int i = 0; i < shape->column_count; i++) {
			const struct shape_column *column = &shape->columns[i];
			bool first = table->kind == VARIABLE_PROCESSES &&
			             strcmp(column->name, "state") == 0;

			if (first == (pass == 0) && (column->worth || !worth))
				add_column(table, column->name, column->width);
		}
	}
}

static int total_width(const struct table *table)
{
	int total = 1 + table->key_width;

	for (int i = 0; i < table->column_count; i++)
		total += table->gap + table->columns[i].width;
	return total;
}

/* The widest column that is wider than it must be: than its values at first, so that
 * headings give way; then than a word of a set; then than next to nothing. */
static int widest_column(const struct table *table, int pass)
{
	int widest = -1;

	for (int i = 0; i < table->column_count; i++) {
		const struct column *column = &table->columns[i];
		int least = pass == 0 ? column->values : pass == 1 ? SET_LEAST : COLUMN_LEAST;

		if (pass == 1 && is_state(table, i))
			continue;
		if (column->width > (least < COLUMN_LEAST ? COLUMN_LEAST : least) &&
		    (widest < 0 || column->width > table->columns[widest].width))
			widest = i;
	}
	return widest;
}

/* What a mark at the end of a row needs beyond the columns: it stands right after the last value. */
static int mark_width(const struct table *table)
{
	const struct column *last;

	if (table->kind != VARIABLE_TABLE)
		return 0;
	if (!table->column_count)
		return MARK_WIDTH;
	last = &table->columns[table->column_count - 1];
	return MARK_WIDTH - (last->width - last->values);
}

static void fit_columns(struct table *table, int width)
{
	if (total_width(table) + mark_width(table) > width)
		table->gap = 1;
	while (total_width(table) > width) {
		int widest = -1;

		for (int pass = 0; pass < 3 && widest < 0; pass++)
			widest = widest_column(table, pass);
		if (widest >= 0)
			table->columns[widest].width--;
		else if (table->column_count > 1)
			table->column_count--;
		else
			break;
	}
}

/* --- rows ------------------------------------------------------------------- */

static bool has_mark(const struct session *session, const char *path)
{
	for (size_t i = 0; i < session->now.mark_count; i++)
		if (path_within(session->now.marks[i].path, path))
			return true;
	return false;
}

static void row_path(const struct table *table, const struct row *row, struct buf *path)
{
	buf_clear(path);
	buf_add_text(path, table->name);
	value_path_field(path, row->key);
}

static void add_row(struct table *table, const struct value *key, const struct value *value,
                    const struct value *before)
{
	bool changed = table->compare && (!value || !before || value_compare(before, value) != 0);

	table->rows[table->row_count++] = (struct row){ .key = key,
		                                        .value = value,
		                                        .before = before,
		                                        .process = process_of(table->ui, key),
		                                        .changed = changed,
		                                        .important = changed };
}

/* ui2 before ui10. */
static int by_name(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	const char *x = value_text(a->key), *y = value_text(b->key);
	int order = x && y ? strverscmp(x, y) : 0;

	return order ? order : value_compare(a->key, b->key);
}

/* Processes in the model's order, which puts servers before readers, then the rest as it came. */
static int by_process(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	unsigned x = (unsigned)a->process, y = (unsigned)b->process;

	if (x != y)
		return x < y ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

/* The rows there are, and those that have just gone. */
static void collect_rows(struct table *table, const struct value *map, const struct value *before)
{
	const struct session *session = table->ui->session;
	size_t most = (size_t)map->count + (before ? before->count : 0);
	uint32_t hint = 0;
	struct buf path;

	table->rows = mem_array(most + 1, sizeof(*table->rows));
	for (uint32_t i = 0; i < map->count; i++)
		add_row(table, map->pairs[i].key, map->pairs[i].value,
		        value_lookup_next(before, map->pairs[i].key, &hint));
	hint = 0;
	for (uint32_t i = 0; before && i < before->count; i++)
		if (!value_lookup_next(map, before->pairs[i].key, &hint))
			add_row(table, before->pairs[i].key, NULL, before->pairs[i].value);
	for (int i = 0; i < table->row_count; i++)
		table->rows[i].at = i;
	if (table->kind == VARIABLE_PROCESSES)
		qsort(table->rows, (size_t)table->row_count, sizeof(*table->rows), by_process);
	else if (map->kind == VALUE_FUNCTION)
		qsort(table->rows, (size_t)table->row_count, sizeof(*table->rows), by_name);
	buf_init(&path);
	for (int i = 0; session->now.mark_count && i < table->row_count; i++) {
		row_path(table, &table->rows[i], &path);
		table->rows[i].important |= has_mark(session, path.data);
	}
	buf_release(&path);
}

/* Keeps `room` rows: the important ones, then from the top, all in their order.  Returns whether
 * one that changed had to go. */
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

/* --- drawing ---------------------------------------------------------------- */

static const struct value *cell_of(const struct value *row, const char *column)
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

/* The mark on exactly this cell; null when there is none. */
static const struct mark *cell_mark(const struct table *table, const char *path, const char *column)
{
	const struct session *session = table->ui->session;
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

void pen_marks(struct ui *ui, struct pen *pen, const char *path)
{
	const struct session *session = ui->session;

	for (size_t i = 0; i < session->now.mark_count; i++) {
		const struct mark *mark = &session->now.marks[i];

		if (!path_within(mark->path, path))
			continue;
		pen_text(pen, STYLE_PLAIN, " ");
		pen_printf(pen, mark_style(mark->kind), "%s %s",
		           ui_symbol(ui, mark->kind == MARK_ORPHAN ? SYMBOL_ORPHAN : SYMBOL_BROKEN),
		           mark->text);
	}
}

/* The process that took the last step, when its name says something. */
static const char *last_mover(const struct session *session)
{
	const struct step *step = history_step(session->history, session->now.came);

	if (!step || session->model->processes[step->process].silent)
		return NULL;
	return session->model->processes[step->process].name;
}

/* What the row was, in as many words as there is room for. */
static void draw_was(const struct table *table, struct pen *pen, const struct row *row)
{
	const struct session *session = table->ui->session;
	const char *by = table->kind == VARIABLE_TABLE ? last_mover(session) : NULL;
	bool was_unset = true, is_unset = true;
	struct buf was, text;

	if (!row->changed)
		return;
	buf_init(&was);
	buf_init(&text);
	for (int i = 0; i < table->column_count; i++) {
		const char *column = table->columns[i].name;
		const struct value *old = cell_of(row->before, column);
		const struct value *new = cell_of(row->value, column);

		if (table->kind == VARIABLE_PROCESSES && !is_state(table, i))
			continue;
		if (!old || (new && value_compare(old, new) == 0))
			continue;
		was_unset &= value_is_unset(old);
		is_unset &= !new || value_is_unset(new);
		buf_add_char(&was, ' ');
		value_show(&was, old, table->ui->ascii);
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

static void draw_row(const struct table *table, struct grid *grid, struct rect area,
                     const struct row *row)
{
	struct ui *ui = table->ui;
	struct pen pen = pen_at(grid, area.x, area.y, area.width);
	struct buf path;
	int x = area.x + 1 + table->key_width;

	buf_init(&path);
	row_path(table, row, &path);
	pen_sign(ui, &pen, row->changed);
	pen.end = x < area.x + area.width ? x : area.x + area.width;
	pen_value(&pen, row->process < 0 ? STYLE_PLAIN : process_style(row->process) | STYLE_STRONG,
	          row->key, NULL, false);
	if (!row->value) {
		pen = pen_at(grid, x + table->gap, area.y, area.x + area.width - x - table->gap);
		pen_gone(&pen, row->before);
	}
	for (int i = 0; row->value && i < table->column_count; i++) {
		const char *column = table->columns[i].name;
		const struct value *value = cell_of(row->value, column);
		const struct mark *mark = cell_mark(table, path.data, column);

		x += table->gap;
		pen = pen_at(grid, x, area.y, table->columns[i].width);
		if (pen.end > area.x + area.width)
			pen.end = area.x + area.width;
		if (value)
			pen_value(&pen, mark ? mark_style(mark->kind) : STYLE_PLAIN, value,
			          cell_of(row->before, column), table->compare && !mark);
		x += table->columns[i].width;
	}
	if (row->value) {
		pen.end = area.x + area.width;
		pen.full = pen.x >= pen.end;
		pen_marks(ui, &pen, path.data);
		draw_was(table, &pen, row);
	}
	buf_release(&path);
}

/* `hidden` rows have no room; `changed`: one of them changed. */
static void draw_heading(const struct table *table, struct grid *grid, struct rect area, int hidden,
                         bool changed)
{
	int x = area.x + 1 + table->key_width, taken, end = area.x + area.width;
	char count[32];

	taken = 1 + grid_text(grid, area.x + 1, area.y, area.width - 1, STYLE_TITLE, table->title);
	if (hidden > 0) { /* at the end where that is free, else after the title */
		unsigned style = changed ? STYLE_CHANGED : STYLE_DIM;
		int width = snprintf(count, sizeof(count), "%s+%d more",
		                     changed ? ui_symbol(table->ui, SYMBOL_CHANGED) : " ", hidden);

		if (total_width(table) + width <= area.width)
			grid_text(grid, end - width, area.y, width, style, count);
		else
			taken += grid_text(grid, area.x + taken, area.y, area.width - taken, style,
			                   count);
	}
	for (int i = 0; i < table->column_count; i++) {
		const char *name = table->columns[i].name;
		int width;

		x += table->gap;
		width = table->columns[i].width < end - x ? table->columns[i].width : end - x;
		/* The title stands over the control state, and may reach over a narrow column. */
		if (name && !is_state(table, i) && x > area.x + taken)
			grid_text(grid, x, area.y, width, STYLE_DIM, name);
		x += table->columns[i].width;
	}
}

static bool open_table(struct table *table, struct ui *ui, unsigned variable)
{
	const struct session *session = ui->session;
	const struct model_variable *of = &session->model->variables[variable];
	const struct present *present = views_present(ui, variable);
	const struct value *before = present->before;

	*table = (struct table){ .ui = ui,
		                 .variable = variable,
		                 .kind = of->kind,
		                 .name = of->name,
		                 .title = of->title ? of->title : of->name,
		                 .shape = views_shape(ui, variable),
		                 .compare = session->now.before != NULL };
	if (!present->now || !value_is_map(present->now))
		return false;
	choose_columns(table);
	collect_rows(table, present->now, before && value_is_map(before) ? before : NULL);
	return true;
}

int table_natural_width(struct ui *ui, unsigned variable, bool tight)
{
	struct table table = { .ui = ui,
		               .kind = ui->session->model->variables[variable].kind,
		               .shape = views_shape(ui, variable) };

	table.title = ui->session->model->variables[variable].title;
	if (!table.title)
		table.title = ui->session->model->variables[variable].name;
	choose_columns(&table);
	if (tight)
		table.gap = 1;
	return total_width(&table) + mark_width(&table);
}

int table_natural_height(struct ui *ui, unsigned variable)
{
	return 1 + views_shape(ui, variable)->rows;
}

void panel_table(struct ui *ui, struct grid *grid, struct rect area, unsigned variable)
{
	struct table table;
	int beside = 1, rows = area.height - 1, total;
	bool changed = false;

	if (area.height < 1 || area.width < 4 || !open_table(&table, ui, variable))
		return;
	/* A long narrow table goes on beside itself. */
	if (table.kind == VARIABLE_TABLE && rows > 0 && table.row_count > rows) {
		int fit = area.width / (total_width(&table) + mark_width(&table));

		beside = (table.row_count + rows - 1) / rows;
		beside = beside > fit ? fit : beside;
		beside = beside < 1 ? 1 : beside;
	}
	fit_columns(&table, area.width / beside);
	total = table.row_count;
	if (total > rows * beside)
		changed = keep_rows(&table, rows * beside);
	for (int i = 0; i < beside; i++) {
		int width = area.width / beside;
		struct rect part = { area.x + i * width, area.y, width - (beside > 1), 1 };

		draw_heading(&table, grid, part, i == beside - 1 ? total - table.row_count : 0,
		             changed);
		for (int j = i * rows; j < (i + 1) * rows && j < table.row_count; j++) {
			part.y++;
			draw_row(&table, grid, part, &table.rows[j]);
		}
	}
	free(table.rows);
}
