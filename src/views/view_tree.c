/*
 * The history tree: everything played, with branches indented.
 *
 * The oldest child of a step continues straight below it; younger ones are indented in between, so that
 * nothing moves sideways when a branch is added.  Rows are laid out once per change of the session, without
 * recursion, since a line may be very long.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

#include "views/views.h"

enum { INDENT_MOST = 20, NOTE_MARK = 4 }; /* NOTE_MARK: columns before a note */

struct tree_row {
	uint32_t node;
	uint32_t indent;
	bool first; /* of its branch */
};

struct kept {
	struct list list;
	struct tree_row *rows;
	size_t count, room;
	uint64_t laid_out; /* generation of the rows */
};

static void release(void *kept)
{
	free(((struct kept *)kept)->rows);
}

static const struct keeper keeper = { .size = sizeof(struct kept), .release = release };

struct pending {
	struct tree_row *rows;
	size_t count, room;
};

static void push(struct pending *stack, uint32_t node, uint32_t indent, bool first)
{
	stack->rows = mem_grow(stack->rows, &stack->room, stack->count + 1, sizeof(*stack->rows));
	stack->rows[stack->count++] = (struct tree_row){ .node = node, .indent = indent, .first = first };
}

/* The rows, brought up to date. */
static struct kept *lay_out(struct scene *scene)
{
	struct kept *kept = scene_kept(scene, &keeper);
	const struct history *history = scene->session->history;
	struct pending stack = { 0 };

	if (kept->laid_out == scene->session->generation)
		return kept;
	kept->laid_out = scene->session->generation;
	kept->count = 0;
	push(&stack, 0, 0, false);
	while (stack.count) {
		struct tree_row row = stack.rows[--stack.count];
		unsigned children = 0;

		kept->rows = mem_grow(kept->rows, &kept->room, kept->count + 1, sizeof(*kept->rows));
		if (row.node == history_cursor(history))
			kept->list.cursor = (int)kept->count;
		kept->rows[kept->count++] = row;
		while (history_child(history, row.node, children) != UINT32_MAX)
			children++;
		if (children)
			push(&stack, history_child(history, row.node, 0), row.indent, false);
		for (unsigned i = children; i-- > 1;)
			push(&stack, history_child(history, row.node, i), row.indent + 1, true);
	}
	kept->list.count = (int)kept->count;
	free(stack.rows);
	return kept;
}

static bool on_line(const struct scene *scene, uint32_t node)
{
	return line_node(scene, (int)history_depth(scene->session->history, node)) == node;
}

static void draw_row(struct scene *scene, struct grid *grid, struct rect area, const struct tree_row *row,
                     int digits, bool selected)
{
	const struct session *session = scene->session;
	const struct history *history = session->history;
	const struct step *step = history_step(history, row->node);
	const char *note = history_note(history, row->node);
	const char *bookmark = history_bookmark(history, row->node);
	bool current = on_line(scene, row->node);
	struct pen pen = pen_at(grid, area.x, area.y, area.width);
	struct buf label;

	buf_init(&label);
	pen_text(&pen, STYLE_BOLD, row->node == session->now.node ? scene_symbol(scene, SYMBOL_HERE) : " ");
	pen_gap(&pen, 1);
	for (uint32_t i = 0; i < row->indent && i < INDENT_MOST; i++) {
		bool last = i + 1 == row->indent || i + 1 == INDENT_MOST;

		pen_text(&pen, STYLE_RULE, last && row->first ? "├─ " : "│  ");
	}
	pen_printf(&pen, current ? STYLE_PLAIN : STYLE_DIM, "%*zu  ", digits,
	           current ? shown_number(scene, history_depth(history, row->node))
	                   : history_depth(history, row->node));
	if (step) {
		const struct model_process *process = &session->model->processes[step->process];
		unsigned style = current ? process_style(step->process) : STYLE_DIM;

		if (!process->silent) {
			pen_text(&pen, current ? style | STYLE_STRONG : style, process->name);
			pen_gap(&pen, 1);
		}
		node_label(scene->session, row->node, &label);
		pen_text(&pen, style, label.data);
	} else if (row->node) {
		inert_label(scene, row->node, &label);
		pen_text(&pen, STYLE_DIM, label.data);
	} else {
		pen_text(&pen, STYLE_DIM, "start");
	}
	if (step && session_breaks_at(scene->session, row->node))
		pen_printf(&pen, STYLE_BROKEN, " %s", scene_symbol(scene, SYMBOL_BROKEN));
	if (bookmark)
		pen_printf(&pen, STYLE_NOTE | STYLE_STRONG, "  %s %s", scene_symbol(scene, SYMBOL_BOOKMARK),
		           bookmark);
	if (note) {
		buf_clear(&label);
		note_text(scene, row->node, pen.end - pen.x - NOTE_MARK, 1, &label);
		pen_printf(&pen, note_style(scene, row->node), "  %s %s", scene_symbol(scene, SYMBOL_NOTE),
		           label.data);
	}
	if (!step && row->node) { /* last, since Enter shows it in full */
		buf_clear(&label);
		inert_reason(scene, row->node, &label);
		pen_text(&pen, STYLE_DIM, label.data);
	}
	if (selected)
		panel_select(grid, area);
	buf_release(&label);
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct kept *kept = lay_out(scene);
	struct list *list = &kept->list;
	int digits = digit_count(kept->count); /* enough for every depth */
	size_t steps, inert = session_inert(scene->session, &(const char *){ NULL });
	struct rect rows = rect_rows(area, 1, area.height);
	char text[80];

	steps = kept->count - 1 - (scene->session->loop_end != scene->session->loop_start);
	snprintf(text, sizeof(text), "%zu step%s played", steps, steps == 1 ? "" : "s");
	if (inert)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
		         "; %zu in brackets cannot be taken here", inert);
	panel_heading(grid, rect_columns(area, 1, area.width), text);
	list_settle(list, list->count, rows.height);
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, area.height }, list);
	for (int i = 0; i < rows.height && list->top + i < list->count; i++) {
		int at = list->top + i;

		draw_row(scene, grid, rect_rows(rows, i, 1), &kept->rows[at], digits, at == list->cursor);
		scene_hit(scene, rect_rows(rows, i, 1), "row %d", at + 1);
	}
}

static struct list *list(struct scene *scene)
{
	return &lay_out(scene)->list;
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	const struct kept *kept = lay_out(scene);

	(void)command;
	if (kept->list.cursor < kept->list.count)
		return scene_go_to(scene, kept->rows[kept->list.cursor].node, err);
	return 0;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	node_search_text(scene->session, lay_out(scene)->rows[row].node, out);
}

const struct view view_tree = {
	.name = "tree",
	.title = "tree",
	.summary = "everything played, with its branches; Enter goes there",

	.draw = draw,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
