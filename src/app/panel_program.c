/*
 * The program as a listing: what each role does, step by step, and who stands
 * where.
 *
 * The listing is a flat run of lines made anew from the model's texts; a
 * panel picks the fullest detail that fits its height, the view scrolls through all of it.
 */
#include <stdlib.h>
#include <string.h>

#include "heddle/buf.h"
#include "heddle/mem.h"
#include "heddle/utf8.h"
#include "views.h"

enum { GUTTER_LEAST = 3, GUTTER_MOST = 9, INDENT = 4 };

struct listing {
	struct program_line *lines;
	size_t count, room;
};

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

static void add_texts(struct listing *to, uint32_t action, int kind, const char *const *texts)
{
	for (uint32_t i = 0; i < text_count(texts); i++)
		add(to, (struct program_line){ .kind = kind, .action = action, .part = i });
}

/* A line of effects in the middle detail is one line: all of them. */
static void add_action(struct listing *to, const struct model *model, uint32_t at, int detail)
{
	const struct model_action *action = &model->actions[at];

	add(to, (struct program_line){ .kind = PROGRAM_ACTION, .action = at });
	if (detail >= 3 && action->says)
		add(to, (struct program_line){ .kind = PROGRAM_SAYS, .action = at });
	if (detail >= 1) {
		add_texts(to, at, PROGRAM_NEEDS, action->needs);
		add_texts(to, at, PROGRAM_CHOOSES, action->chooses);
	}
	if (detail >= 2)
		add_texts(to, at, PROGRAM_DOES, action->does);
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
struct program_line *program_lines(const struct model *model, int detail, size_t *count)
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
			add_action(&to, model, a, detail);
		}
	}
	free(listed);
	*count = to.count;
	return to.lines;
}

/* --- a line ----------------------------------------------------------------- */

static const char *text_at(const char *const *texts, uint32_t at)
{
	return texts && at < text_count(texts) ? texts[at] : "";
}

static void from_and_to(const struct model_action *action, struct buf *out)
{
	for (uint32_t i = 0; i < text_count(action->at); i++)
		buf_printf(out, "%s%s", i ? ", " : "", action->at[i]);
	if (!text_count(action->at))
		buf_add_text(out, "anywhere");
	if (action->target)
		buf_printf(out, " → %s", action->target);
}

void program_line_text(const struct model *model, const struct program_line *line,
                       struct buf *out)
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
		from_and_to(action, out);
		break;
	case PROGRAM_SAYS:
		buf_add_text(out, action->says);
		break;
	case PROGRAM_NEEDS:
		buf_printf(out, "needs %s", text_at(action->needs, line->part));
		break;
	case PROGRAM_CHOOSES:
		buf_printf(out, "choose %s", text_at(action->chooses, line->part));
		break;
	case PROGRAM_DOES:
		buf_add_text(out, text_at(action->does, line->part));
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

static int gutter_width(const struct model *model)
{
	int width = GUTTER_LEAST;

	for (unsigned i = 0; i < model->process_count; i++)
		if (!model->processes[i].silent)
			width += (int)utf8_width(model->processes[i].name) + 1;
	return width > GUTTER_MOST ? GUTTER_MOST : width;
}

/* Who stands at the action; those that can take it now in bold.  Returns whether anybody can. */
static bool draw_standing(struct ui *ui, struct pen *pen, unsigned action)
{
	const struct session *session = ui->session;
	const struct model *model = session->model;
	bool can = false;

	for (unsigned p = 0; p < model->process_count; p++) {
		bool takes = model_takes(model, p, action) && enabled(session, p, action);
		const char *const *at = model->actions[action].at;

		can |= takes;
		if (model->processes[p].silent || !model_takes(model, p, action))
			continue;
		if (!takes && (!at || !*at || !at_place(session, p, action)))
			continue;
		pen_text(pen, takes ? process_style((int)p) | STYLE_STRONG : STYLE_DIM,
		         model->processes[p].name);
		pen_text(pen, STYLE_PLAIN, " ");
	}
	return can;
}

static void draw_action(struct ui *ui, struct grid *grid, struct rect row, unsigned action)
{
	const struct model *model = ui->session->model;
	int gutter = gutter_width(model), end = row.x + row.width;
	struct pen pen = pen_at(grid, row.x + 1, row.y, gutter - 1);
	bool can = draw_standing(ui, &pen, action);
	struct buf where;

	buf_init(&where);
	pen = pen_at(grid, row.x + gutter, row.y, row.width - gutter);
	pen_text(&pen, can ? STYLE_BOLD : STYLE_DIM, can ? ui_symbol(ui, SYMBOL_HERE) : " ");
	pen_text(&pen, can ? STYLE_BOLD : STYLE_PLAIN, model->actions[action].name);
	from_and_to(&model->actions[action], &where);

	int width = (int)utf8_width(where.data), x = row.x + gutter + 1 + 34;

	/* In a column of their own where there is one, else right after the name. */
	if (x + width <= end)
		pen_to(&pen, x);
	else
		pen_text(&pen, STYLE_PLAIN, "  ");
	pen_text(&pen, STYLE_DIM, where.data);
	buf_release(&where);
}

void program_line(struct ui *ui, struct grid *grid, struct rect row,
                  const struct program_line *line)
{
	const struct model *model = ui->session->model;
	int x = row.x + gutter_width(model) + INDENT;
	struct buf text;

	if (line->kind == PROGRAM_ACTION) {
		draw_action(ui, grid, row, line->action);
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

void panel_program(struct ui *ui, struct grid *grid, struct rect area)
{
	struct program_line *lines = NULL;
	size_t count = 0;

	for (int detail = 3; detail >= 0; detail--) {
		free(lines);
		lines = program_lines(ui->session->model, detail, &count);
		if ((int)count <= area.height)
			break;
	}
	for (int i = 0; i < (int)count && i < area.height; i++)
		program_line(ui, grid, rect_rows(area, i, 1), &lines[i]);
	free(lines);
}
