/*
 * The top of the screen.  Its two rows are always there, so that nothing below moves when a
 * property breaks: title and rule turn into the banner.
 */
#include <stdio.h>

#include "heddle/utf8.h"
#include "screen.h"

enum { ROWS = 2 };

static int columns(const char *text)
{
	return (int)utf8_width(text);
}

/* Draws at the right end of a row; returns the column where it begins. */
static int right_text(struct grid *grid, int y, int end, unsigned style, const char *text)
{
	int x = end - columns(text);

	if (x < 0)
		x = 0;
	grid_text(grid, x, y, end - x, style, text);
	return x;
}

static void position_text(struct ui *ui, struct buf *out)
{
	const struct session *session = ui->session;
	size_t length;

	history_line(session->history, &length);
	if (length == 1)
		buf_add_text(out, "at the start");
	else
		buf_printf(out, "step %u of %zu", session->now.depth, length - 1);
	if (session->dirty)
		buf_add_text(out, ", not saved");
}

/* "✗ at step 9", where that is somewhere else on the line. */
static void elsewhere_text(struct ui *ui, struct buf *out)
{
	const struct session *session = ui->session;

	if (session->violation_node == UINT32_MAX || session->now.broken)
		return;
	buf_printf(out, "%s at step %u", ui_symbol(ui, SYMBOL_BROKEN),
	           history_depth(session->history, session->violation_node));
}

static void title(struct ui *ui, struct grid *grid)
{
	const struct session *session = ui->session;
	struct buf text;
	int x = 1, end = grid->width - 1;

	buf_init(&text);
	position_text(ui, &text);
	end = right_text(grid, 0, end, STYLE_PLAIN, text.data) - 3;
	buf_clear(&text);
	elsewhere_text(ui, &text);
	if (text.length && end - columns(text.data) > columns(session->model->name) + 1) {
		int at = right_text(grid, 0, end, STYLE_BROKEN, text.data);

		ui_hit(ui, (struct rect){ at, 0, end - at, 1 }, "violation");
		end = at - 3;
	}
	buf_release(&text);

	x += grid_text(grid, x, 0, end - x, STYLE_TITLE, session->model->name);
	if (ui->view != views[1])
		x += grid_printf(grid, x, 0, end - x, STYLE_PLAIN, " %s %s",
		                 ui_symbol(ui, SYMBOL_DOT), ui->view->title);

	char scope[200] = "a recording: it can be replayed, not changed";

	if (session->design)
		scope_show(&session->scope, ui->ascii, scope, sizeof(scope));
	if (end - x >= 12)
		grid_text(grid, x + 3, 0, end - x - 3, STYLE_DIM, scope);
	grid_fill(grid, 0, 1, grid->width, STYLE_RULE, U'─');
}

/* The step on the way here that broke the property first. */
static unsigned broken_since(struct session *session, unsigned property)
{
	size_t length;
	const uint32_t *line = history_line(session->history, &length);

	for (unsigned depth = 0; depth < session->now.depth; depth++)
		if (session_broken_at(session, line[depth]) >> property & 1)
			return depth;
	return session->now.depth;
}

static void banner(struct ui *ui, struct grid *grid)
{
	struct session *session = ui->session;
	const struct model *model = session->model;
	struct buf head, facts, where;
	unsigned first = 0, since;

	buf_init(&head);
	buf_init(&facts);
	buf_init(&where);
	while (!(session->now.broken >> first & 1))
		first++;
	since = broken_since(session, first);
	buf_printf(&head, "%s ", ui_symbol(ui, SYMBOL_BROKEN));
	for (unsigned i = first; i < model->property_count; i++) {
		if (!(session->now.broken >> i & 1))
			continue;
		buf_printf(&head, "%s%s", i == first ? "" : ", ", model->properties[i].name);
		if (session->now.facts[i])
			buf_printf(&facts, "%s%s", facts.length ? "; " : "", session->now.facts[i]);
	}
	if (session->now.depth == 0) {
		buf_add_text(&head, " broken in the first state");
	} else if (since < session->now.depth) {
		buf_printf(&head, " broken since step %u", since);
	} else {
		buf_printf(&head, " broken by step %u: ", since);
		node_text(session, session->now.node, &head);
	}
	position_text(ui, &where);

	for (int y = 0; y < ROWS; y++)
		grid_fill(grid, 0, y, grid->width, STYLE_BANNER, ' ');

	int end = grid->width - 1;

	/* The step is in the banner, so the position may go, but not the name of another view. */
	if (columns(head.data) + columns(where.data) + 5 <= grid->width)
		end = right_text(grid, 0, end, STYLE_BANNER, where.data) - 3;
	grid_text(grid, 1, 0, end - 1, STYLE_BANNER, head.data);
	grid_text(grid, 3, 1, grid->width - 4, STYLE_BANNER, facts.data);
	buf_release(&where);
	buf_release(&facts);
	buf_release(&head);
}

int ui_head(struct ui *ui, struct grid *grid)
{
	if (ui->session && ui->session->now.broken && !ui->view->overlay) {
		banner(ui, grid);
	} else if (ui->session && ui->view != views[0]) {
		title(ui, grid);
	} else {
		int x = 1 + grid_text(grid, 1, 0, grid->width - 2, STYLE_TITLE, "heddle");

		grid_text(grid, x + 3, 0, grid->width - x - 4, STYLE_DIM,
		          "you choose which process moves next");
		grid_fill(grid, 0, 1, grid->width, STYLE_RULE, U'─');
	}
	return ROWS;
}
