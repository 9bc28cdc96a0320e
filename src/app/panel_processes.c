/*
 * Processes, a line each and no headings, for where their table has no room.
 *
 * Words stand alone, in the order of the design; numbers and sets, which say nothing by themselves, have
 * a word of their name before them.  Every process keeps its row and every value its column, unless a
 * set at its left has grown over it.  Processes for which there is no row share the last one, by control
 * state.  Rejected: keeping those that changed, under which rows swap places with every step.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "heddle/buf.h"
#include "heddle/mem.h"
#include "heddle/utf8.h"
#include "views.h"

enum { STATE_MOST = 20, LABEL_MOST = 12, SET_LEAST = 2, COUNT_WIDTH = 4 };

struct folded {
	struct ui *ui;
	const char *name;
	const struct value *map, *before;
	int name_width, state_width, count;
	struct local {
		const char *name;
		char label[LABEL_MOST + 1]; /* "" for words */
		int width, x;
	} locals[SHAPE_COLUMNS_MAX];
	int local_count;
};

/* --- layout ----------------------------------------------------------------- */

/* Where the last word of a name in camel case begins. */
static const char *last_word(const char *name)
{
	const char *word = name;

	for (const char *c = name; *c; c++)
		if (isupper((unsigned char)*c))
			word = c;
	return word;
}

/* One word of a name: the last, if no shorter name ends in it too; else the first. */
static void short_name(struct local *local, const struct shape *shape)
{
	const char *word = last_word(local->name);
	size_t length = strlen(word);

	for (int i = 0; i < shape->column_count; i++) {
		const char *other = shape->columns[i].name;

		if (strcasecmp(last_word(other), word) == 0 && strlen(other) < strlen(local->name)) {
			word = local->name;
			for (length = 0; word[length] && !isupper((unsigned char)word[length]);)
				length++;
			break;
		}
	}
	if (length > LABEL_MOST)
		length = LABEL_MOST;
	for (size_t i = 0; i < length; i++)
		local->label[i] = (char)tolower((unsigned char)word[i]);
	local->label[length] = '\0';
}

static bool is_state(const char *name)
{
	return strcmp(name, "state") == 0;
}

/* The control states of all roles stand in one column. */
static int state_width(struct ui *ui)
{
	const struct model *model = ui->session->model;
	int width = 0;

	for (unsigned i = 0; i < model->variable_count; i++) {
		const struct shape *shape = views_shape(ui, i);

		if (model->variables[i].kind != VARIABLE_PROCESSES)
			continue;
		for (int j = 0; j < shape->column_count; j++)
			if (is_state(shape->columns[j].name) && shape->columns[j].width > width)
				width = shape->columns[j].width;
	}
	return width > STATE_MOST ? STATE_MOST : width;
}

static int label_room(const struct local *local)
{
	return local->label[0] ? (int)strlen(local->label) + 1 : 0;
}

/* Gives every local its column; when room is short, sets are given less than they may come to need, and
 * less air. */
static void place(struct folded *folded, int width)
{
	for (int air = 1;;) {
		struct local *widest = NULL;
		int x = 1 + folded->name_width + 1 + folded->state_width + 1;

		for (int i = 0; i < folded->local_count; i++) {
			struct local *local = &folded->locals[i];

			x += local->label[0] ? air : 0;
			local->x = x;
			x += label_room(local) + local->width + 1;
			if (local->label[0] && local->width > SET_LEAST &&
			    (!widest || local->width > widest->width))
				widest = local;
		}
		if (x - 1 <= width || (!widest && !air))
			return;
		if (widest)
			widest->width--;
		else
			air = 0;
	}
}

static void lay_out(struct folded *folded, const struct shape *shape, int width)
{
	const struct model *model = folded->ui->session->model;
	bool worth = false;

	folded->name_width = process_name_width(model);
	folded->state_width = state_width(folded->ui);
	for (unsigned i = 0; i < model->process_count; i++)
		folded->count += value_get(folded->map, model->processes[i].name) != NULL;
	for (int i = 0; i < shape->column_count; i++)
		worth |= shape->columns[i].worth;
	for (int i = 0; i < shape->column_count; i++) {
		const struct shape_column *column = &shape->columns[i];
		struct local *local = &folded->locals[folded->local_count];

		if (is_state(column->name) || (worth && !column->worth))
			continue;
		*local = (struct local){ .name = column->name, .width = column->width };
		if (column->named)
			short_name(local, shape);
		folded->local_count++;
	}
	place(folded, width);
}

/* --- drawing ---------------------------------------------------------------- */

static const struct value *local_of(const struct value *row, const char *name)
{
	return row && value_is_record(row) ? value_get(row, name) : NULL;
}

static bool changed(const struct folded *folded, const struct value *row, const struct value *before)
{
	return folded->ui->session->now.before && (!before || value_compare(before, row) != 0);
}

static void draw_row(const struct folded *folded, struct grid *grid, struct rect area, unsigned process)
{
	struct ui *ui = folded->ui;
	const char *name = ui->session->model->processes[process].name;
	const struct value *row = value_get(folded->map, name), *state = local_of(row, "state");
	const struct value *before = folded->before ? value_get(folded->before, name) : NULL;
	bool compare = ui->session->now.before != NULL;
	struct pen pen = pen_at(grid, area.x, area.y, area.width);
	struct buf path;

	if (changed(folded, row, before))
		pen_text(&pen, STYLE_CHANGED, ui_symbol(ui, SYMBOL_CHANGED));
	pen_to(&pen, area.x + 1);
	pen.end = area.x + 1 + folded->name_width;
	pen_text(&pen, process_style((int)process) | STYLE_STRONG, name);
	pen = pen_at(grid, area.x + 1 + folded->name_width + 1, area.y, folded->state_width);
	if (pen.end > area.x + area.width)
		pen.end = area.x + area.width;
	if (state)
		pen_value(&pen, STYLE_PLAIN, state, local_of(before, "state"), compare);
	pen.end = area.x + area.width;
	pen.full = pen.x >= pen.end;
	for (int i = 0; i < folded->local_count && !pen.full; i++) {
		const struct local *local = &folded->locals[i];
		const struct value *value = local_of(row, local->name);

		if (!value)
			continue;
		if (pen.x >= area.x + local->x)
			pen_gap(&pen, 1);
		pen_to(&pen, area.x + local->x);
		if (local->label[0])
			pen_printf(&pen, STYLE_DIM, "%s ", local->label);
		pen_value(&pen, STYLE_PLAIN, value, local_of(before, local->name), compare);
	}
	buf_init(&path);
	buf_printf(&path, "%s.%s", folded->name, name);
	pen_marks(ui, &pen, path.data);
	buf_release(&path);
}

/* The processes that have no row of their own, in one: "waiting s3 r1, wrote_blob s4". */
static void draw_others(const struct folded *folded, struct grid *grid, struct rect area,
                        const unsigned *processes, int count)
{
	const struct session *session = folded->ui->session;
	struct pen pen = pen_at(grid, area.x + 1, area.y, area.width - 1);
	bool *drawn = mem_array((size_t)count, sizeof(bool));
	int left = count;

	for (int i = 0; i < count; i++) {
		const char *state = NULL;

		for (int j = i; j < count && !drawn[i]; j++) {
			const char *name = session->model->processes[processes[j]].name;
			const struct value *row = value_get(folded->map, name);
			const struct value *before =
			        folded->before ? value_get(folded->before, name) : NULL;
			const struct value *value = local_of(row, "state");
			const char *text = value && value_text(value) ? value_text(value) : "";
			int width = (int)utf8_width(name) + 2 + (state ? 0 : (int)utf8_width(text) + 2);

			if (state && strcmp(state, text) != 0)
				continue;
			if (pen.end - pen.x < width + (left > 1 ? COUNT_WIDTH : 0)) {
				pen_printf(&pen, STYLE_DIM, " +%d", left);
				free(drawn);
				return;
			}
			if (!state)
				pen_printf(&pen, STYLE_PLAIN, "%s%s", i ? ", " : "", text);
			state = text;
			pen_text(&pen, STYLE_CHANGED,
			         changed(folded, row, before) ? ui_symbol(folded->ui, SYMBOL_CHANGED)
			                                      : " ");
			pen_text(&pen, process_style((int)processes[j]) | STYLE_STRONG, name);
			if (j > i)
				drawn[j] = true;
			left--;
		}
	}
	free(drawn);
}

void panel_processes(struct ui *ui, struct grid *grid, struct rect area, unsigned variable)
{
	const struct session *session = ui->session;
	const struct model *model = session->model;
	const char *name = model->variables[variable].name;
	struct folded folded = { .ui = ui,
		                 .name = name,
		                 .map = value_get(session->now.description, name) };
	unsigned *others;
	int row = 0, other_count = 0;

	if (!folded.map || area.height < 1 || area.width < 4)
		return;
	folded.before = session->now.before ? value_get(session->now.before, name) : NULL;
	lay_out(&folded, views_shape(ui, variable), area.width);
	others = mem_array(model->process_count + 1, sizeof(*others));
	for (unsigned p = 0; p < model->process_count; p++) {
		if (!value_get(folded.map, model->processes[p].name))
			continue;
		if (row < area.height - (folded.count > area.height))
			draw_row(&folded, grid, rect_rows(area, row++, 1), p);
		else
			others[other_count++] = p;
	}
	if (other_count)
		draw_others(&folded, grid, rect_rows(area, area.height - 1, 1), others, other_count);
	free(others);
}

/* --- when to fold ------------------------------------------------------------ */

bool processes_can_fold(struct ui *ui)
{
	const struct model *model = ui->session->model;
	bool any = false;

	for (unsigned i = 0; i < model->variable_count; i++) {
		const struct value *map = value_get(ui->session->now.description, model->variables[i].name);
		const struct shape *shape;

		if (model->variables[i].kind != VARIABLE_PROCESSES || !map)
			continue;
		shape = views_shape(ui, i);
		if (shape->whole || !shape->records || !value_is_map(map))
			return false;
		for (uint32_t j = 0; j < map->count; j++) {
			const char *name = value_text(map->pairs[j].key);

			if (!name || model_process_index(model, name) < 0)
				return false;
		}
		any = true;
	}
	return any;
}

bool processes_want_fold(struct ui *ui, int width)
{
	const struct model *model = ui->session->model;

	for (unsigned i = 0; i < model->variable_count; i++)
		if (model->variables[i].kind == VARIABLE_PROCESSES &&
		    value_get(ui->session->now.description, model->variables[i].name) &&
		    table_natural_width(ui, i, true) > width)
			return true;
	return false;
}
