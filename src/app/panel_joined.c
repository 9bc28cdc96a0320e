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
#include "heddle/mem.h"
#include "heddle/utf8.h"
#include "views.h"

enum { COLUMN_LEAST = 4, KEY_MOST = 14, VALUE_MOST = 20 };

static const struct value *map_or_null(const struct value *value)
{
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
	return map_or_null(views_present(ui, variable)->now);
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

/* What is drawn. */
struct joined {
	const unsigned *members;
	int count, shown; /* variables; those that fit */
	int key, widths[JOINED_MOST];
};

/* Widths of the columns, cut down from the widest until they fit. */
static void fit(struct ui *ui, struct joined *joined, int room)
{
	const unsigned *members = joined->members;
	int total = 1 + joined->key, count = joined->count, *widths = joined->widths;

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
	joined->shown = count;
}

static int key_width(const struct shape *shape)
{
	return shape->key_width > KEY_MOST ? KEY_MOST : shape->key_width;
}

/* A key's value in one variable, and what it was. */
struct cell_change {
	const struct value *now, *before;
	bool changed;
};

static struct cell_change cell_change(struct ui *ui, unsigned variable, const struct value *key)
{
	const struct present *present = views_present(ui, variable);
	struct cell_change cell = { .now = value_lookup(map_or_null(present->now), key) };

	if (!present->changed)
		return cell;
	cell.before = value_lookup(map_or_null(present->before), key);
	cell.changed = !cell.now != !cell.before ||
	               (cell.now && value_compare(cell.now, cell.before) != 0);
	return cell;
}

static bool row_changed(struct ui *ui, const struct value *key, const unsigned *members, int count)
{
	for (int i = 0; i < count; i++)
		if (cell_change(ui, members[i], key).changed)
			return true;
	return false;
}

static void draw_row(struct ui *ui, struct grid *grid, struct rect area, const struct value *key,
                     const struct joined *joined)
{
	int x = area.x + 1 + joined->key, end = area.x + area.width;
	int process = process_of(ui, key);
	struct pen pen = pen_at(grid, area.x, area.y, x - area.x);

	pen_sign(ui, &pen, row_changed(ui, key, joined->members, joined->count));
	pen_value(&pen, process < 0 ? STYLE_PLAIN : process_style(process) | STYLE_STRONG, key, NULL,
	          false);
	for (int i = 0; i < joined->shown; i++) {
		struct cell_change cell = cell_change(ui, joined->members[i], key);
		int width = joined->widths[i];

		x += 2;
		pen = pen_at(grid, x, area.y, width < end - x ? width : end - x);
		if (cell.now)
			pen_value(&pen, STYLE_PLAIN, cell.now, cell.before, cell.changed);
		else if (cell.before)
			pen_text(&pen, STYLE_CHANGED, "gone");
		x += width;
	}
}

static const struct value *map_before(struct ui *ui, const struct joined *joined, int member)
{
	return map_or_null(views_present(ui, joined->members[member])->before);
}

/* Whether a key, of a member before the last step, is listed already. */
static bool is_listed(struct ui *ui, const struct joined *joined, const struct value *key,
                      int member)
{
	bool listed = value_lookup(views_present(ui, joined->members[0])->now, key) != NULL;

	for (int i = 0; i < member && !listed; i++)
		listed = value_lookup(map_before(ui, joined, i), key) != NULL;
	return listed;
}

/* All keys, with those that have just gone from some of the variables; the caller frees them. */
static const struct value **keys_of(struct ui *ui, const struct joined *joined, int *count)
{
	const struct value *map = views_present(ui, joined->members[0])->now;
	size_t room = map->count;
	const struct value **keys = mem_array(room + 1, sizeof(*keys));

	*count = 0;
	for (uint32_t i = 0; i < map->count; i++)
		keys[(*count)++] = map->pairs[i].key;
	for (int m = 0; m < joined->count; m++) {
		const struct value *before = map_before(ui, joined, m);

		for (uint32_t i = 0; before && i < before->count; i++) {
			if (is_listed(ui, joined, before->pairs[i].key, m))
				continue;
			keys = mem_grow(keys, &room, (size_t)*count + 1, sizeof(*keys));
			keys[(*count)++] = before->pairs[i].key;
		}
	}
	return keys;
}

static void draw_headings(struct ui *ui, struct grid *grid, struct rect area,
                          const struct joined *joined)
{
	int x = area.x + 1 + joined->key, end = area.x + area.width;

	for (int i = 0; i < joined->shown; i++) {
		int width = joined->widths[i];

		x += 2;
		grid_text(grid, x, area.y, width < end - x ? width : end - x, STYLE_TITLE,
		          title_of(ui->session->model, joined->members[i]));
		x += width;
	}
	if (joined->shown < joined->count)
		grid_printf(grid, x + 1, area.y, end - x - 1, STYLE_DIM, "+%d",
		            joined->count - joined->shown);
}

void panel_joined(struct ui *ui, struct grid *grid, struct rect area, const unsigned *members,
                  int count)
{
	struct joined joined = { .members = members,
		                 .count = count,
		                 .key = key_width(views_shape(ui, members[0])) };
	const struct value **keys;
	int all, y = 1, rows = area.height - 1, changed = 0, others;

	if (area.height < 1 || area.width < 6 || !map_or_null(views_present(ui, members[0])->now))
		return;
	fit(ui, &joined, area.width);
	draw_headings(ui, grid, area, &joined);
	keys = keys_of(ui, &joined, &all);
	for (int i = 0; i < all; i++)
		changed += row_changed(ui, keys[i], members, count);
	others = rows - (changed < rows ? changed : rows);
	for (int i = 0; i < all && y < area.height; i++) {
		if (all > rows && !row_changed(ui, keys[i], members, count) && others-- <= 0)
			continue;
		draw_row(ui, grid, rect_rows(area, y++, 1), keys[i], &joined);
	}
	if (y - 1 < all) {
		struct pen pen = pen_at(grid, area.x, area.y, joined.key + 2);

		pen_sign(ui, &pen, changed > rows);
		pen_printf(&pen, STYLE_DIM, "+%d", all - y + 1);
	}
	free(keys);
}
