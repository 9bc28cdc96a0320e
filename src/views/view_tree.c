/*
 * The history tree: everything that was played, branches indented.
 *
 * The oldest future of a step goes on straight below it, younger ones stand indented between, so that
 * a line never moves sideways when a branch is added.  Rows are laid out once per change of the
 * session, without recursion: a line may be very long.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include "ui/ui_private.h"
#include "views/views.h"

enum { INDENT_MOST = 20 };

struct pending {
	struct tree_row *rows;
	size_t count, room;
};

static void push(struct pending *stack, uint32_t node, uint32_t indent, bool first)
{
	stack->rows = mem_grow(stack->rows, &stack->room, stack->count + 1, sizeof(*stack->rows));
	stack->rows[stack->count++] = (struct tree_row){ .node = node, .indent = indent, .first = first };
}

static void lay_out(struct ui *ui)
{
	struct views_memory *memory = views_memory(ui);
	const struct history *history = ui->session->history;
	struct pending stack = { 0 };

	if (memory->treed == ui->session->generation)
		return;
	memory->treed = ui->session->generation;
	memory->tree_count = 0;
	push(&stack, 0, 0, false);
	while (stack.count) {
		struct tree_row row = stack.rows[--stack.count];
		unsigned children = 0;

		memory->tree = mem_grow(memory->tree, &memory->tree_room, memory->tree_count + 1,
		                        sizeof(*memory->tree));
		if (row.node == history_cursor(history))
			ui->tree.cursor = (int)memory->tree_count;
		memory->tree[memory->tree_count++] = row;
		while (history_child(history, row.node, children) != UINT32_MAX)
			children++;
		if (children)
			push(&stack, history_child(history, row.node, 0), row.indent, false);
		for (unsigned i = children; i-- > 1;)
			push(&stack, history_child(history, row.node, i), row.indent + 1, true);
	}
	ui->tree.count = (int)memory->tree_count;
	free(stack.rows);
}

/* The current line in its hues, everything else dimmed. */
static bool on_line(const struct ui *ui, uint32_t node)
{
	size_t length;
	const uint32_t *line = history_line(ui->session->history, &length);
	unsigned depth = history_depth(ui->session->history, node);

	return depth < length && line[depth] == node;
}

static void draw_row(struct ui *ui, struct grid *grid, struct rect area, const struct tree_row *row,
                     int digits, bool selected)
{
	const struct session *session = ui->session;
	const struct history *history = session->history;
	const struct step *step = history_step(history, row->node);
	const char *note = history_note(history, row->node);
	const char *bookmark = history_bookmark(history, row->node);
	bool line = on_line(ui, row->node);
	struct pen pen = pen_at(grid, area.x, area.y, area.width);
	struct buf label;

	buf_init(&label);
	pen_text(&pen, STYLE_BOLD,
	         row->node == session->now.node ? ui_symbol(ui, SYMBOL_HERE) : " ");
	pen_gap(&pen, 1);
	for (uint32_t i = 0; i < row->indent && i < INDENT_MOST; i++) {
		bool last = i + 1 == row->indent || i + 1 == INDENT_MOST;

		pen_text(&pen, STYLE_RULE,
		         last && row->first ? "├─ " : "│  ");
	}
	pen_printf(&pen, line ? STYLE_PLAIN : STYLE_DIM, "%*zu  ", digits,
	           line ? shown_number(ui, history_depth(history, row->node))
	                : history_depth(history, row->node));
	if (step) {
		const struct model_process *process = &session->model->processes[step->process];
		unsigned style = line ? process_style(step->process) : STYLE_DIM;

		if (!process->silent) {
			pen_text(&pen, line ? style | STYLE_STRONG : style, process->name);
			pen_gap(&pen, 1);
		}
		node_label(ui->session, row->node, &label);
		pen_text(&pen, style, label.data);
	} else if (row->node) {
		inert_text(ui, row->node, &label);
		pen_text(&pen, STYLE_DIM, label.data);
	} else {
		pen_text(&pen, STYLE_DIM, "start");
	}
	if (step && session_breaks_at(ui->session, row->node))
		pen_printf(&pen, STYLE_BROKEN, " %s", ui_symbol(ui, SYMBOL_BROKEN));
	if (bookmark)
		pen_printf(&pen, STYLE_NOTE | STYLE_STRONG, "  %s %s", ui_symbol(ui, SYMBOL_BOOKMARK),
		           bookmark);
	if (note) {
		buf_clear(&label);
		note_text(ui, row->node, &label);
		pen_printf(&pen, note_style(ui, row->node), "  %s %s", ui_symbol(ui, SYMBOL_NOTE),
		           label.data);
	}
	if (selected)
		panel_select(grid, area);
	buf_release(&label);
}

static void draw(struct ui *ui, struct grid *grid, struct rect area)
{
	struct views_memory *memory = views_memory(ui);
	int digits = 1;
	size_t steps, inert = session_inert(ui->session, &(const char *){ NULL });
	struct rect rows = rect_rows(area, 1, area.height);
	char text[80];

	lay_out(ui);
	for (unsigned depth = 10; depth <= memory->tree_count; depth *= 10)
		digits++;
	steps = memory->tree_count - 1 - (ui->session->loop_end != ui->session->loop_start);
	snprintf(text, sizeof(text), "%zu step%s played", steps, steps == 1 ? "" : "s");
	if (inert)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
		         "; %zu in brackets cannot be taken here", inert);
	panel_heading(grid, rect_columns(area, 1, area.width), text, NULL);
	list_settle(&ui->tree, (int)memory->tree_count, rows.height > 0 ? rows.height : 1);
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, area.height }, &ui->tree);
	for (int i = 0; i < rows.height && ui->tree.top + i < ui->tree.count; i++) {
		int at = ui->tree.top + i;

		draw_row(ui, grid, rect_rows(rows, i, 1), &memory->tree[at], digits,
		         at == ui->tree.cursor);
		ui_hit(ui, rect_rows(rows, i, 1), "row %d", at + 1);
	}
}

static bool available(const struct ui *ui)
{
	return ui->session != NULL;
}

static struct list *list(struct ui *ui)
{
	lay_out(ui);
	return &ui->tree;
}

static void enter(struct ui *ui)
{
	struct err err = { 0 };

	lay_out(ui);
	if (ui->tree.cursor < ui->tree.count &&
	    go_to_node(ui, views_memory(ui)->tree[ui->tree.cursor].node, &err) < 0)
		ui_complain(ui, &err);
}

static void row_text(struct ui *ui, int row, struct buf *out)
{
	const struct history *history = ui->session->history;
	uint32_t node;

	lay_out(ui);
	node = views_memory(ui)->tree[row].node;
	session_step_words(ui->session, node, out);
	node_place(ui->session, node, out);
	if (history_bookmark(history, node))
		buf_printf(out, " %s", history_bookmark(history, node));
	if (history_note(history, node))
		buf_printf(out, " %s", history_note(history, node));
}

const struct view view_tree = {
	.name = "tree",
	.title = "tree",
	.summary = "everything that was played, with its branches; Enter goes there",
	.available = available,
	.draw = draw,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
