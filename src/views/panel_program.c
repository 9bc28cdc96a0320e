/*
 * The program as a listing: what each role does, step by step, and who is
 * where.
 *
 * The listing is a flat run of lines made again from the model's texts; a
 * panel picks the fullest detail that fits its height, the view scrolls through all of it.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "views/views.h"

enum { GUTTER_LEAST = 3, GUTTER_MOST = 10, GUTTER_SHARE = 6, INDENT = 4, NAME_WIDTH = 34, WIDE = 100 };

/* Parts of what PROGRAM_AT says. */
enum { AT_BOTH, AT_FROM, AT_TO };

struct listing {
	struct program_line *lines;
	size_t count, room;
};

/* Left of an action and of the lines that explain it are the processes: all of them in a row where
 * that leaves the text its room. */
static int gutter_width(const struct model *model, int panel)
{
	int width = GUTTER_LEAST;
	int most = panel / GUTTER_SHARE > GUTTER_MOST ? panel / GUTTER_SHARE : GUTTER_MOST;

	for (unsigned i = 0; i < model->process_count; i++)
		if (!model->processes[i].silent)
			width += (int)utf8_width(model->processes[i].name) + 1;
	return width > most ? most : width;
}

static void add(struct listing *to, struct program_line line)
{
	to->lines = mem_grow(to->lines, &to->room, to->count + 1, sizeof(*to->lines));
	to->lines[to->count++] = line;
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

/* As many texts on a line as fit. */
static void add_texts(struct listing *to, uint32_t action, int kind, const char *const *texts, int width)
{
	uint32_t count = text_count(texts);

	for (uint32_t i = 0; i < count;) {
		struct program_line line = { .kind = kind, .action = action, .part = i };
		int used = 7;

		for (; i < count; i++) {
			used += (int)utf8_width(texts[i]) + 2;
			if (line.count && used > width)
				break;
			line.count++;
		}
		add(to, line);
	}
}

/* What `at` says, on two lines if one is too short. */
static void add_places(struct listing *to, const struct model_action *action, uint32_t at, int room)
{
	struct program_line line = { .kind = PROGRAM_AT, .action = at };
	struct buf text;

	buf_init(&text);
	from_and_to(action, AT_BOTH, &text);
	line.part = (int)utf8_width(text.data) + 3 > room && action->target ? AT_FROM : AT_BOTH;
	add(to, line);
	line.part = AT_TO;
	if (to->lines[to->count - 1].part == AT_FROM)
		add(to, line);
	buf_release(&text);
}

static void add_action(struct listing *to, const struct model *model, uint32_t at, int detail, int width)
{
	const struct model_action *action = &model->actions[at];

	int room = width - gutter_width(model, width) - INDENT;
	size_t first = to->count;

	add(to, (struct program_line){ .kind = PROGRAM_ACTION, .action = at });
	if (detail >= 1 && width < WIDE && (text_count(action->at) || action->target))
		add_places(to, action, at, room);
	if (detail >= 4 && action->says)
		add(to, (struct program_line){ .kind = PROGRAM_SAYS, .action = at });
	if (detail >= 2) {
		add_texts(to, at, PROGRAM_NEEDS, action->needs, room);
		add_texts(to, at, PROGRAM_CHOOSES, action->chooses, room);
	}
	if (detail >= 3)
		add_texts(to, at, PROGRAM_DOES, action->does, room);
	for (size_t i = first; i < to->count; i++) {
		to->lines[i].nth = (uint32_t)(i - first);
		to->lines[i].last = i + 1 == to->count;
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

/* Every role with what it alone takes; steps shared by two roles stand with the first that has
 * processes. */
struct program_line *program_lines(const struct model *model, int detail, int width, size_t *count)
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
				add(&to, (struct program_line){ .kind = PROGRAM_BLANK });
			if (!headed)
				add(&to, (struct program_line){ .kind = PROGRAM_ROLE, .role = role });
			headed = true;
			listed[a] = true;
			add_action(&to, model, a, detail, width);
		}
	}
	free(listed);
	*count = to.count;
	return to.lines;
}

/* --- a line ----------------------------------------------------------------- */

static void join(const char *const *texts, const struct program_line *line, const char *between,
                 struct buf *out)
{
	uint32_t end = line->part + line->count;

	for (uint32_t i = line->part; i < end && i < text_count(texts); i++)
		buf_printf(out, "%s%s", i > line->part ? between : "", texts[i]);
}

void program_line_text(const struct model *model, const struct program_line *line, struct buf *out)
{
	const struct model_action *action = &model->actions[line->action];

	switch (line->kind) {
	case PROGRAM_ROLE:
		buf_add_text(out, line->role);
		break;
	case PROGRAM_BLANK:
		break;
	case PROGRAM_ACTION:
		buf_printf(out, "%s ", action->name);
		from_and_to(action, AT_BOTH, out);
		break;
	case PROGRAM_AT:
		buf_add_text(out, text_count(action->at) && line->part != AT_TO ? "at " : "");
		from_and_to(action, line->part, out);
		break;
	case PROGRAM_SAYS:
		buf_add_text(out, action->says);
		break;
	case PROGRAM_NEEDS:
		buf_add_text(out, "needs ");
		join(action->needs, line, ", ", out);
		break;
	case PROGRAM_CHOOSES:
		buf_add_text(out, "choose ");
		join(action->chooses, line, ", ", out);
		break;
	case PROGRAM_DOES:
		join(action->does, line, "; ", out);
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

/* Those who are at the action, as many to a line as fit: the ones of this line.  Those that can take it
 * now are bold; on the last line what is left is counted. */
static void draw_standing(struct scene *scene, struct grid *grid, struct rect row,
                          const struct program_line *line)
{
	const struct session *session = scene->session;
	const struct model *model = session->model;
	int x = row.x + 1, end = row.x + gutter_width(model, row.width) - 1, left = 0;
	uint32_t at = 0;

	for (unsigned p = 0; p < model->process_count; p++)
		left += is_at(session, p, line->action);
	for (unsigned p = 0; p < model->process_count; p++) {
		const char *name = model->processes[p].name;
		int width = (int)utf8_width(name);

		if (!is_at(session, p, line->action))
			continue;
		if (x > row.x + 1 && x + width > end) {
			x = row.x + 1;
			at++;
		}
		if (at > line->nth)
			return;
		if (at == line->nth && line->last && left > 1 && x + 2 * width + 1 > end) {
			grid_printf(grid, x, row.y, end - x, STYLE_DIM, "+%d", left);
			return;
		}
		if (at == line->nth)
			grid_text(grid, x, row.y, end - x,
			          enabled(session, p, line->action) ? process_style((int)p) | STYLE_STRONG
			                                            : STYLE_DIM,
			          name);
		x += width + 1;
		left--;
	}
}

static bool anybody_can(const struct session *session, unsigned action)
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
	bool can = anybody_can(scene->session, action);
	const char *name = model->actions[action].name, *label = model_action_label(model, action);
	struct buf where;

	buf_init(&where);
	pen_text(&pen, can ? STYLE_BOLD : STYLE_DIM, can ? scene_symbol(scene, SYMBOL_HERE) : " ");
	/* The role, which the other views leave out, recedes. */
	pen_printf(&pen, STYLE_DIM, "%.*s", (int)(label - name), name);
	pen_text(&pen, can ? STYLE_BOLD : STYLE_PLAIN, label);
	if (row.width >= WIDE) { /* else they have a line of their own */
		from_and_to(&model->actions[action], AT_BOTH, &where);
		pen_to(&pen, row.x + gutter + 1 + NAME_WIDTH);
		pen_text(&pen, STYLE_DIM, where.data);
	}
	buf_release(&where);
}

void program_line(struct scene *scene, struct grid *grid, struct rect row, const struct program_line *line)
{
	const struct model *model = scene->session->model;
	int x = row.x + gutter_width(model, row.width) + INDENT;
	struct buf text;

	if (line->kind >= PROGRAM_ACTION)
		draw_standing(scene, grid, row, line);
	if (line->kind == PROGRAM_ACTION) {
		draw_action(scene, grid, row, line->action);
		return;
	}
	buf_init(&text);
	program_line_text(model, line, &text);
	if (line->kind == PROGRAM_ROLE)
		grid_text(grid, row.x + 1, row.y, row.width - 1, STYLE_TITLE, text.data);
	else
		grid_text(grid, x, row.y, row.x + row.width - x,
		          line->kind == PROGRAM_SAYS ? STYLE_NOTE : STYLE_DIM, text.data);
	buf_release(&text);
}

void panel_program(struct scene *scene, struct grid *grid, struct rect area)
{
	struct program_line *lines = NULL;
	size_t count = 0;

	for (int detail = 4; detail >= 0; detail--) {
		free(lines);
		lines = program_lines(scene->session->model, detail, area.width, &count);
		if ((int)count <= area.height)
			break;
	}
	for (int i = 0; i < (int)count && i < area.height; i++)
		program_line(scene, grid, rect_rows(area, i, 1), &lines[i]);
	free(lines);
}
