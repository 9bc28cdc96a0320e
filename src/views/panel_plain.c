/*
 * Variables that are neither a table nor a log.  A few share rows, each in a slot; many get a row each.
 *
 * If there are too many rows, those that changed stay; a value too long for its row shows the parts that
 * changed.  A slot is as wide as its value may become, so that nothing to its right moves.
 */
#include <limits.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/utf8.h>

#include "views/views.h"

enum { NAME_MOST = 24, PLAIN_MOST = 12, NUMBER_LEAST = 3, SLOT_GAP = 2, SLOTS_MOST = 6 };
enum { A_ROW = 10000 }; /* more columns than any row has */

bool variable_is_plain(struct scene *scene, unsigned variable)
{
	const struct present *present = variable_present(scene, variable);
	enum variable_kind kind = scene->session->model->variables[variable].kind;

	if (!present->now)
		return present->changed;
	if (kind == VARIABLE_LOG)
		return !log_has_entries(present->now);
	if (kind == VARIABLE_TABLE || kind == VARIABLE_PROCESSES)
		return !value_is_map(present->now);
	return true;
}

/* The columns of a variable's slot, with the gap after it.  Numbers and sets get room to grow; a long value
 * of a recording gets a whole row. */
static int slot_width(struct scene *scene, unsigned variable)
{
	const struct value *now = variable_present(scene, variable)->now;
	int value = views_shape(scene, variable)->value_width;

	if ((scene->session->model->recording && value > PLAIN_MOST) || !now)
		return A_ROW;
	if (now->kind == VALUE_SET || now->kind == VALUE_TUPLE || value_is_map(now))
		value = PLAIN_MOST;
	else if (value < NUMBER_LEAST)
		value = NUMBER_LEAST;
	return (int)utf8_width(variable_title(&scene->session->model->variables[variable])) + 1 +
	       clamp(value, 0, PLAIN_MOST) + SLOT_GAP;
}

static int plain_count(struct scene *scene)
{
	int count = 0;

	for (unsigned i = 0; i < scene->session->model->variable_count; i++)
		count += variable_is_plain(scene, i);
	return count;
}

/* The changes inside a value that is too long to show. */
static void plain_changes(struct scene *scene, struct pen *pen, unsigned variable)
{
	const struct session_now *now = &scene->session->now;
	struct value name = { .kind = VALUE_STRING, .text = scene->session->model->variables[variable].name };
	int shown = 0;
	struct buf path;

	buf_init(&path);
	value_path_field(&path, &name);
	for (size_t i = 0; i < now->change_count && !pen->full; i++) {
		const struct change *change = &now->changes[i];

		if (!path_within(change->path, path.data))
			continue;
		if (shown++)
			pen_text(pen, STYLE_DIM, ", ");
		pen_text(pen, STYLE_DIM, change->path + path.length);
		pen_text(pen, STYLE_PLAIN, change->path[path.length] ? " " : "");
		pen_change(pen, STYLE_CHANGED, change);
	}
	buf_release(&path);
}

static void plain_value(struct scene *scene, struct pen *pen, unsigned variable)
{
	const struct present *present = variable_present(scene, variable);

	if (!present->now)
		pen_gone(pen, present->before);
	else if (!present->changed || value_width(present->now, scene->ascii) <= pen->end - pen->x)
		pen_value(pen, STYLE_PLAIN, present->now, present->before, present->changed);
	else
		plain_changes(scene, pen, variable);
}

/* The plain variable after this one; model->variable_count: none. */
static unsigned next_plain(struct scene *scene, unsigned variable)
{
	do
		variable++;
	while (variable < scene->session->model->variable_count && !variable_is_plain(scene, variable));
	return variable;
}

/* Draws the variables in slots; returns the rows used.  With a null grid only counts them. */
static int plain_in_slots(struct scene *scene, struct grid *grid, struct rect area)
{
	const struct session *session = scene->session;
	const unsigned count = session->model->variable_count;
	const int end = area.x + area.width;
	int x = area.x + 1, row = 0;

	for (unsigned i = next_plain(scene, UINT_MAX), next; i < count; i = next) {
		int width = slot_width(scene, i);

		next = next_plain(scene, i);

		bool last = next == count || x + width + slot_width(scene, next) - SLOT_GAP > end;

		if (grid && row < area.height) {
			struct pen pen = pen_at(grid, x - 1, area.y + row, end - x + 1);

			/* The last slot of a row extends to the end. */
			if (!last)
				pen.end = x + width - SLOT_GAP;
			pen_sign(scene, &pen, variable_present(scene, i)->changed);
			pen_text(&pen, STYLE_TITLE, variable_title(&session->model->variables[i]));
			pen_gap(&pen, 1);
			plain_value(scene, &pen, i);
		}
		x = last ? area.x + 1 : x + width;
		row += last && next < count;
	}
	return row + 1;
}

static void plain_rows(struct scene *scene, struct grid *grid, struct rect area, int count)
{
	const struct session *session = scene->session;
	const struct model *model = session->model;
	int changed = 0, name_width = 0, others, row = 0, last = -1;

	for (unsigned i = 0; i < model->variable_count; i++) {
		if (!variable_is_plain(scene, i))
			continue;

		int width = (int)utf8_width(variable_title(&model->variables[i]));

		changed += variable_present(scene, i)->changed;
		if (width > name_width)
			name_width = width;
	}
	name_width = clamp(clamp(name_width, 0, NAME_MOST), 0, area.width / 2);
	others = area.height - (changed < area.height ? changed : area.height);
	for (unsigned i = 0; i < model->variable_count && row < area.height; i++) {
		if (!variable_is_plain(scene, i))
			continue;

		bool is_changed = variable_present(scene, i)->changed;
		struct pen pen = pen_at(grid, area.x, area.y + row, area.width);

		if (count > area.height && !is_changed && others-- <= 0)
			continue;
		last = area.y + row++;
		pen_sign(scene, &pen, is_changed);
		pen.end = pen.x + name_width;
		pen_text(&pen, STYLE_TITLE, variable_title(&model->variables[i]));
		pen.end = area.x + area.width;
		pen.full = false;
		pen_to(&pen, area.x + 1 + name_width + 1);
		plain_value(scene, &pen, i);
	}
	if (count > row && last >= 0) {
		struct list more = { .count = count, .rows = row };

		struct pen sign = pen_at(grid, area.x + area.width - 12, last, 1);

		grid_fill(grid, area.x + area.width - 12, last, 12, STYLE_PLAIN, ' ');
		pen_sign(scene, &sign, changed > area.height);
		panel_more(grid, (struct rect){ area.x, last, area.width, 1 }, &more);
	}
}

void panel_plain(struct scene *scene, struct grid *grid, struct rect area)
{
	int count = plain_count(scene);

	if (area.height < 1 || area.width < 4)
		return;
	if (count <= SLOTS_MOST)
		plain_in_slots(scene, grid, area);
	else
		plain_rows(scene, grid, area, count);
}

int plain_natural_height(struct scene *scene, int width)
{
	int count = plain_count(scene);

	if (count == 0 || count > SLOTS_MOST)
		return count;
	return plain_in_slots(scene, NULL, (struct rect){ .width = width });
}
