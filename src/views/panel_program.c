/*
 * The program as a listing: the steps of each role, and the processes at each step.
 *
 * The listing is an array of rows, made from the model's texts for each drawing.  The panel uses the highest
 * level of detail that fits its height; the view scrolls.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "views/views.h"

enum { GUTTER_LEAST = 3, GUTTER_MOST = 10, GUTTER_SHARE = 6, INDENT = 4, NAME_WIDTH = 34, WIDE = 100 };

/* The parts of a PROGRAM_AT row. */
enum { AT_BOTH, AT_FROM, AT_TO };

struct listing {
	struct program_row *rows;
	size_t count, room;
};

/* Columns left of an action's rows, for the processes at it: enough for all, within limits. */
static int gutter_width(const struct model *model, int panel)
{
	int width = GUTTER_LEAST;
	int most = panel / GUTTER_SHARE > GUTTER_MOST ? panel / GUTTER_SHARE : GUTTER_MOST;

	for (unsigned i = 0; i < model->process_count; i++)
		if (!model->processes[i].silent)
			width += (int)utf8_width(model->processes[i].name) + 1;
	return width > most ? most : width;
}

static void add(struct listing *to, struct program_row row)
{
	to->rows = mem_grow(to->rows, &to->room, to->count + 1, sizeof(*to->rows));
	to->rows[to->count++] = row;
}

static uint32_t text_count(const char *const *texts)
{
	uint32_t count = 0;

	while (texts && texts[count])
		count++;
	return count;
}

static void from_and_to(const struct model_action *action, uint32_t part, struct buf *out)
{
	for (uint32_t i = 0; part != AT_TO && i < text_count(action->at); i++)
		buf_printf(out, "%s%s", i ? ", " : "", action->at[i]);
	if (part != AT_TO && !text_count(action->at))
		buf_add_text(out, "anywhere");
	if (part != AT_FROM && action->target)
		buf_printf(out, "%s→ %s", part == AT_TO ? "" : " ", action->target);
}

/* As many texts in a row as fit. */
static void add_texts(struct listing *to, uint32_t action, int kind, const char *const *texts, int width)
{
	uint32_t count = text_count(texts);

	for (uint32_t i = 0; i < count;) {
		struct program_row row = { .kind = kind, .action = action, .part = i };
		int used = 7;

		for (; i < count; i++) {
			used += (int)utf8_width(texts[i]) + 2;
			if (row.count && used > width)
				break;
			row.count++;
		}
		add(to, row);
	}
}

/* The control states before and after, in two rows if one is too short. */
static void add_places(struct listing *to, const struct model_action *action, uint32_t at, int room)
{
	struct program_row row = { .kind = PROGRAM_AT, .action = at };
	struct buf text;

	buf_init(&text);
	from_and_to(action, AT_BOTH, &text);
	row.part = (int)utf8_width(text.data) + 3 > room && action->target ? AT_FROM : AT_BOTH;
	add(to, row);
	row.part = AT_TO;
	if (to->rows[to->count - 1].part == AT_FROM)
		add(to, row);
	buf_release(&text);
}

static void add_action(struct listing *to, const struct model *model, uint32_t at, int detail, int width)
{
	const struct model_action *action = &model->actions[at];

	int room = width - gutter_width(model, width) - INDENT;
	size_t first = to->count;

	add(to, (struct program_row){ .kind = PROGRAM_ACTION, .action = at });
	if (detail >= 1 && width < WIDE && (text_count(action->at) || action->target))
		add_places(to, action, at, room);
	if (detail >= 4 && action->says)
		add(to, (struct program_row){ .kind = PROGRAM_SAYS, .action = at });
	if (detail >= 2) {
		add_texts(to, at, PROGRAM_NEEDS, action->needs, room);
		add_texts(to, at, PROGRAM_CHOOSES, action->chooses, room);
	}
	if (detail >= 3)
		add_texts(to, at, PROGRAM_DOES, action->does, room);
	for (size_t i = first; i < to->count; i++) {
		to->rows[i].nth = (uint32_t)(i - first);
		to->rows[i].last = i + 1 == to->count;
	}
}

static bool role_seen(const struct model *model, unsigned process)
{
	for (unsigned i = 0; i < process; i++)
		if (strcmp(model->processes[i].role, model->processes[process].role) == 0)
			return true;
	return false;
}

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* An action of two roles is listed under the first that has processes. */
struct program_row *program_rows(const struct model *model, int detail, int width, size_t *count)
{
	struct listing to = { 0 };
	bool *listed = mem_array(model->action_count ? model->action_count : 1, sizeof(bool));

	for (unsigned p = 0; p < model->process_count; p++) {
		const char *role = model->processes[p].role;
		bool headed = false;

		if (role_seen(model, p))
			continue;
		for (uint32_t a = 0; a < model->action_count; a++) {
			if (listed[a] ||
			    (!same(model->actions[a].role, role) && !same(model->actions[a].also, role)))
				continue;
			if (!headed && to.count)
				add(&to, (struct program_row){ .kind = PROGRAM_BLANK });
			if (!headed)
				add(&to, (struct program_row){ .kind = PROGRAM_ROLE, .role = role });
			headed = true;
			listed[a] = true;
			add_action(&to, model, a, detail, width);
		}
	}
	free(listed);
	*count = to.count;
	return to.rows;
}

/* --- a row ------------------------------------------------------------------ */

static void join(const char *const *texts, const struct program_row *row, const char *between,
                 struct buf *out)
{
	uint32_t end = row->part + row->count;

	for (uint32_t i = row->part; i < end && i < text_count(texts); i++)
		buf_printf(out, "%s%s", i > row->part ? between : "", texts[i]);
}

void program_row_text(const struct model *model, const struct program_row *row, struct buf *out)
{
	const struct model_action *action = &model->actions[row->action];

	switch (row->kind) {
	case PROGRAM_ROLE:
		buf_add_text(out, row->role);
		break;
	case PROGRAM_BLANK:
		break;
	case PROGRAM_ACTION:
		buf_printf(out, "%s ", action->name);
		from_and_to(action, AT_BOTH, out);
		break;
	case PROGRAM_AT:
		buf_add_text(out, text_count(action->at) && row->part != AT_TO ? "at " : "");
		from_and_to(action, row->part, out);
		break;
	case PROGRAM_SAYS:
		buf_add_text(out, action->says);
		break;
	case PROGRAM_NEEDS:
		buf_add_text(out, "needs ");
		join(action->needs, row, ", ", out);
		break;
	case PROGRAM_CHOOSES:
		buf_add_text(out, "choose ");
		join(action->chooses, row, ", ", out);
		break;
	case PROGRAM_DOES:
		join(action->does, row, "; ", out);
		break;
	}
}

static bool enabled(const struct session *session, unsigned process, unsigned action)
{
	for (size_t i = 0; i < session->now.step_count; i++)
		if (session->now.steps[i].process == process && session->now.steps[i].action == action)
			return true;
	return false;
}

static bool is_at(const struct session *session, unsigned process, unsigned action)
{
	const struct model *model = session->model;
	const char *const *at = model->actions[action].at;

	if (model->processes[process].silent || !model_takes(model, process, action))
		return false;
	return enabled(session, process, action) || (at && *at && at_place(session, process, action));
}

/* The processes at an action that belong on this one of its rows, as many per row as fit.  Those that can
 * take it now are bold; the last row has the number of those left out. */
static void draw_processes(struct scene *scene, struct grid *grid, struct rect area,
                           const struct program_row *row)
{
	const struct session *session = scene->session;
	const struct model *model = session->model;
	int x = area.x + 1, end = area.x + gutter_width(model, area.width) - 1, left = 0;
	uint32_t at = 0;

	for (unsigned p = 0; p < model->process_count; p++)
		left += is_at(session, p, row->action);
	for (unsigned p = 0; p < model->process_count; p++) {
		const char *name = model->processes[p].name;
		int width = (int)utf8_width(name);

		if (!is_at(session, p, row->action))
			continue;
		if (x > area.x + 1 && x + width > end) {
			x = area.x + 1;
			at++;
		}
		if (at > row->nth)
			return;
		if (at == row->nth && row->last && left > 1 && x + 2 * width + 1 > end) {
			grid_printf(grid, x, area.y, end - x, STYLE_DIM, "+%d", left);
			return;
		}
		if (at == row->nth)
			grid_text(grid, x, area.y, end - x,
			          enabled(session, p, row->action) ? process_style((int)p) | STYLE_STRONG
			                                           : STYLE_DIM,
			          name);
		x += width + 1;
		left--;
	}
}

static bool any_can(const struct session *session, unsigned action)
{
	for (unsigned p = 0; p < session->model->process_count; p++)
		if (enabled(session, p, action))
			return true;
	return false;
}

static void draw_action(struct scene *scene, struct grid *grid, struct rect row, unsigned action)
{
	const struct model *model = scene->session->model;
	int gutter = gutter_width(model, row.width);
	struct pen pen = pen_at(grid, row.x + gutter, row.y, row.width - gutter);
	bool can = any_can(scene->session, action);
	const char *name = model->actions[action].name, *label = model_action_label(model, action);
	struct buf where;

	buf_init(&where);
	pen_text(&pen, can ? STYLE_BOLD : STYLE_DIM, can ? scene_symbol(scene, SYMBOL_HERE) : " ");
	/* The role, which other views omit, is dimmed. */
	pen_printf(&pen, STYLE_DIM, "%.*s", (int)(label - name), name);
	pen_text(&pen, can ? STYLE_BOLD : STYLE_PLAIN, label);
	if (row.width >= WIDE) { /* else PROGRAM_AT rows have them */
		from_and_to(&model->actions[action], AT_BOTH, &where);
		pen_to(&pen, row.x + gutter + 1 + NAME_WIDTH);
		pen_text(&pen, STYLE_DIM, where.data);
	}
	buf_release(&where);
}

void program_draw_row(struct scene *scene, struct grid *grid, struct rect area, const struct program_row *row)
{
	const struct model *model = scene->session->model;
	int x = area.x + gutter_width(model, area.width) + INDENT;
	struct buf text;

	if (row->kind >= PROGRAM_ACTION)
		draw_processes(scene, grid, area, row);
	if (row->kind == PROGRAM_ACTION) {
		draw_action(scene, grid, area, row->action);
		return;
	}
	buf_init(&text);
	program_row_text(model, row, &text);
	if (row->kind == PROGRAM_ROLE)
		grid_text(grid, area.x + 1, area.y, area.width - 1, STYLE_TITLE, text.data);
	else
		grid_text(grid, x, area.y, area.x + area.width - x,
		          row->kind == PROGRAM_SAYS ? STYLE_NOTE : STYLE_DIM, text.data);
	buf_release(&text);
}

void panel_program(struct scene *scene, struct grid *grid, struct rect area)
{
	struct program_row *rows = NULL;
	size_t count = 0;

	for (int detail = 4; detail >= 0; detail--) {
		free(rows);
		rows = program_rows(scene->session->model, detail, area.width, &count);
		if ((int)count <= area.height)
			break;
	}
	for (int i = 0; i < (int)count && i < area.height; i++)
		program_draw_row(scene, grid, rect_rows(area, i, 1), &rows[i]);
	free(rows);
}
