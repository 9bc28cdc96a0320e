/*
 * Variables over the same keys as one table: a row a key, a column a variable.
 *
 * Specs that were not made for this tool mostly keep one function a fact, all of them over
 * the same nodes; side by side they read like the processes they are.  Only recordings are joined: our
 * designs have their stores apart for a reason.
 */
#include <stdlib.h>
#include <string.h>

#include "heddle/buf.h"
#include "heddle/utf8.h"
#include "views.h"

enum { COLUMN_LEAST = 4, KEY_MOST = 14, VALUE_MOST = 20 };

static const struct value *map_of(const struct value *description, const struct model *model,
                                  unsigned variable)
{
	const struct value *value =
	        description ? value_get(description, model->variables[variable].name) : NULL;

	return value && value_is_map(value) ? value : NULL;
}

/* A function (or record) whose rows are one short cell each. */
static const struct value *joinable(struct ui *ui, unsigned variable)
{
	const struct session *session = ui->session;

	if (!session->model->recording ||
	    session->model->variables[variable].kind != VARIABLE_TABLE ||
	    views_shape(ui, variable)->records ||
	    views_shape(ui, variable)->value_width > VALUE_MOST)
		return NULL;
	return map_of(session->now.description, session->model, variable);
}

static bool same_keys(const struct value *a, const struct value *b)
{
	if (a->count != b->count || a->count < 2)
		return false;
	for (uint32_t i = 0; i < a->count; i++)
		if (value_compare(a->pairs[i].key, b->pairs[i].key) != 0)
			return false;
	return true;
}

int joined_variables(struct ui *ui, unsigned variable, unsigned *members, int most)
{
	const struct value *first = joinable(ui, variable);
	int count = 0;

	for (unsigned i = 0; first && i < ui->session->model->variable_count && count < most; i++) {
		const struct value *map = joinable(ui, i);

		if (map && same_keys(first, map))
			members[count++] = i;
	}
	return count;
}

static const char *title_of(const struct model *model, unsigned variable)
{
	const struct model_variable *of = &model->variables[variable];

	return of->title ? of->title : of->name;
}

/* Widths of the columns, cut down from the widest until they fit; returns how many are left. */
static int fit(struct ui *ui, const unsigned *members, int count, int key, int room, int *widths)
{
	int total = 1 + key;

	for (int i = 0; i < count; i++) {
		const struct shape *shape = views_shape(ui, members[i]);

		widths[i] = (int)utf8_width(title_of(ui->session->model, members[i]));
		if (shape->value_width > widths[i])
			widths[i] = shape->value_width;
		total += 2 + widths[i];
	}
	while (total > room) {
		int widest = -1;

		/* Headings give way first. */
		for (int pass = 0; pass < 2 && widest < 0; pass++)
			for (int i = 0; i < count; i++) {
				int least = pass ? 0 : views_shape(ui, members[i])->value_width;

				if (widths[i] > (least < COLUMN_LEAST ? COLUMN_LEAST : least) &&
				    (widest < 0 || widths[i] > widths[widest]))
					widest = i;
			}
		if (widest >= 0) {
			widths[widest]--;
			total--;
		} else if (count > 1) {
			total -= 2 + widths[--count];
		} else {
			break;
		}
	}
	return count;
}

static int key_width(const struct shape *shape)
{
	return shape->key_width > KEY_MOST ? KEY_MOST : shape->key_width;
}

static void draw_row(struct ui *ui, struct grid *grid, struct rect area, const struct value *key,
                     const unsigned *members, int count, const int *widths)
{
	const struct session *session = ui->session;
	const struct model *model = session->model;
	int x = area.x + 1 + key_width(views_shape(ui, members[0])), end = area.x + area.width;
	const char *name = value_text(key);
	int process = name ? model_process_index(model, name) : -1;
	struct pen pen = pen_at(grid, area.x + 1, area.y, x - area.x - 1);

	pen_value(&pen, process < 0 ? STYLE_PLAIN : process_style(process) | STYLE_STRONG, key, NULL,
	          false);
	for (int i = 0; i < count; i++) {
		const struct value *value =
		        value_lookup(map_of(session->now.description, model, members[i]), key);
		const struct value *before =
		        value_lookup(map_of(session->now.before, model, members[i]), key);
		bool changed = session->now.before && value &&
		               (!before || value_compare(value, before) != 0);

		x += 2;
		pen = pen_at(grid, x, area.y, widths[i] < end - x ? widths[i] : end - x);
		if (value)
			pen_value(&pen, STYLE_PLAIN, value, before, changed);
		if (changed)
			grid_text(grid, area.x, area.y, 1, STYLE_CHANGED,
			          ui_symbol(ui, SYMBOL_CHANGED));
		x += widths[i];
	}
}

static bool row_changed(const struct session *session, const struct value *key,
                        const unsigned *members, int count)
{
	for (int i = 0; session->now.before && i < count; i++) {
		const struct value *value = value_lookup(
		        map_of(session->now.description, session->model, members[i]), key);
		const struct value *before =
		        value_lookup(map_of(session->now.before, session->model, members[i]), key);

		if (value && (!before || value_compare(value, before) != 0))
			return true;
	}
	return false;
}

void panel_joined(struct ui *ui, struct grid *grid, struct rect area, const unsigned *members,
                  int count)
{
	const struct session *session = ui->session;
	const struct value *map = map_of(session->now.description, session->model, members[0]);
	int widths[JOINED_MOST], key = key_width(views_shape(ui, members[0])), x, shown, y = 1;
	int changed = 0, others;

	if (area.height < 1 || area.width < 6 || !map)
		return;
	shown = fit(ui, members, count, key, area.width, widths);
	x = area.x + 1 + key;
	for (int i = 0; i < shown; i++) {
		x += 2;
		grid_text(grid, x, area.y, widths[i] < area.x + area.width - x ? widths[i]
		                                                               : area.x + area.width - x,
		          STYLE_TITLE, title_of(session->model, members[i]));
		x += widths[i];
	}
	if (shown < count)
		grid_printf(grid, x + 1, area.y, area.x + area.width - x - 1, STYLE_DIM, "+%d",
		            count - shown);
	for (uint32_t i = 0; i < map->count; i++)
		changed += row_changed(session, map->pairs[i].key, members, count);
	others = area.height - 1 - (changed < area.height - 1 ? changed : area.height - 1);
	for (uint32_t i = 0; i < map->count && y < area.height; i++) {
		if ((int)map->count > area.height - 1 &&
		    !row_changed(session, map->pairs[i].key, members, count) && others-- <= 0)
			continue;
		draw_row(ui, grid, rect_rows(area, y++, 1), map->pairs[i].key, members, shown, widths);
	}
	if (y - 1 < (int)map->count)
		grid_printf(grid, area.x, area.y, key + 2, STYLE_DIM, "+%d", (int)map->count - y + 1);
}
