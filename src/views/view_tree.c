/*
 * The history tree: everything that was played, branches indented.
 *
 * The oldest future of a step goes on straight below it, younger ones are indented between, so that
 * a line never moves sideways when a branch is added.  Rows are laid out once per change of the
 * session, without recursion: a line may be very long.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

#include "views/views.h"

enum { INDENT_MOST = 20, NOTE_MARK = 4 /* columns in front of a note */ };

struct tree_row {
	uint32_t node;
	uint32_t indent;
	bool first; /* of its branch */
};

struct kept {
	struct list list;
	struct tree_row *rows;
	size_t count, room;
	uint64_t laid_out; /* generation that they are of */
};

static void release(void *kept)
{
	free(((struct kept *)kept)->rows);
}

static const struct keeper keeper = { .size = sizeof(struct kept), .release = release };

static struct kept *kept_in(struct scene *scene)
{
	return scene_kept(scene, &keeper);
}

struct pending {
	struct tree_row *rows;
	size_t count, room;
};

static void push(struct pending *stack, uint32_t node, uint32_t indent, bool first)
{
	stack->rows = mem_grow(stack->rows, &stack->room, stack->count + 1, sizeof(*stack->rows));
	stack->rows[stack->count++] = (struct tree_row){ .node = node, .indent = indent, .first = first };
}

static void lay_out(struct scene *scene)
{
	struct kept *kept = scene_kept(scene, &keeper);
	const struct history *history = scene->session->history;
	struct pending stack = { 0 };

	if (kept->laid_out == scene->session->generation)
		return;
	kept->laid_out = scene->session->generation;
	kept->count = 0;
	push(&stack, 0, 0, false);
	while (stack.count) {
		struct tree_row row = stack.rows[--stack.count];
		unsigned children = 0;

		kept->rows = mem_grow(kept->rows, &kept->room, kept->count + 1, sizeof(*kept->rows));
		if (row.node == history_cursor(history))
			kept_in(scene)->list.cursor = (int)kept->count;
		kept->rows[kept->count++] = row;
		while (history_child(history, row.node, children) != UINT32_MAX)
			children++;
		if (children)
			push(&stack, history_child(history, row.node, 0), row.indent, false);
		for (unsigned i = children; i-- > 1;)
			push(&stack, history_child(history, row.node, i), row.indent + 1, true);
	}
	kept_in(scene)->list.count = (int)kept->count;
	free(stack.rows);
}

/* The current line in its hues, everything else dimmed. */
static bool on_line(const struct scene *scene, uint32_t node)
{
	size_t length;
	const uint32_t *line = history_line(scene->session->history, &length);
	unsigned depth = history_depth(scene->session->history, node);

	return depth < length && line[depth] == node;
}

static void draw_row(struct scene *scene, struct grid *grid, struct rect area, const struct tree_row *row,
                     int digits, bool selected)
{
	const struct session *session = scene->session;
	const struct history *history = session->history;
	const struct step *step = history_step(history, row->node);
	const char *note = history_note(history, row->node);
	const char *bookmark = history_bookmark(history, row->node);
	bool line = on_line(scene, row->node);
	struct pen pen = pen_at(grid, area.x, area.y, area.width);
	struct buf label;

	buf_init(&label);
	pen_text(&pen, STYLE_BOLD, row->node == session->now.node ? scene_symbol(scene, SYMBOL_HERE) : " ");
	pen_gap(&pen, 1);
	for (uint32_t i = 0; i < row->indent && i < INDENT_MOST; i++) {
		bool last = i + 1 == row->indent || i + 1 == INDENT_MOST;

		pen_text(&pen, STYLE_RULE, last && row->first ? "├─ " : "│  ");
	}
	pen_printf(&pen, line ? STYLE_PLAIN : STYLE_DIM, "%*zu  ", digits,
	           line ? shown_number(scene, history_depth(history, row->node))
	                : history_depth(history, row->node));
	if (step) {
		const struct model_process *process = &session->model->processes[step->process];
		unsigned style = line ? process_style(step->process) : STYLE_DIM;

		if (!process->silent) {
			pen_text(&pen, line ? style | STYLE_STRONG : style, process->name);
			pen_gap(&pen, 1);
		}
		node_label(scene->session, row->node, &label);
		pen_text(&pen, style, label.data);
	} else if (row->node) {
		inert_words(scene, row->node, &label);
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
	if (!step && row->node) { /* last, for Enter tells it in full */
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
	struct kept *kept = scene_kept(scene, &keeper);
	int digits = 1;
	size_t steps, inert = session_inert(scene->session, &(const char *){ NULL });
	struct rect rows = rect_rows(area, 1, area.height);
	char text[80];

	lay_out(scene);
	for (unsigned depth = 10; depth <= kept->count; depth *= 10)
		digits++;
	steps = kept->count - 1 - (scene->session->loop_end != scene->session->loop_start);
	snprintf(text, sizeof(text), "%zu step%s played", steps, steps == 1 ? "" : "s");
	if (inert)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
		         "; %zu in brackets cannot be taken here", inert);
	panel_heading(grid, rect_columns(area, 1, area.width), text, NULL);
	list_settle(&kept_in(scene)->list, (int)kept->count, rows.height > 0 ? rows.height : 1);
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, area.height }, &kept_in(scene)->list);
	for (int i = 0; i < rows.height && kept_in(scene)->list.top + i < kept_in(scene)->list.count; i++) {
		int at = kept_in(scene)->list.top + i;

		draw_row(scene, grid, rect_rows(rows, i, 1), &kept->rows[at], digits,
		         at == kept_in(scene)->list.cursor);
		scene_hit(scene, rect_rows(rows, i, 1), "row %d", at + 1);
	}
}

static bool available(const struct scene *scene)
{
	return scene->session != NULL;
}

static struct list *list(struct scene *scene)
{
	lay_out(scene);
	return &kept_in(scene)->list;
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	struct kept *kept = kept_in(scene);

	(void)command;
	lay_out(scene);
	if (kept->list.cursor < kept->list.count &&
	    scene_go_to(scene, kept->rows[kept->list.cursor].node, err) < 0)
		return -1;
	return 0;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	const struct history *history = scene->session->history;
	uint32_t node;

	lay_out(scene);
	node = kept_in(scene)->rows[row].node;
	session_step_words(scene->session, node, out);
	node_place(scene->session, node, out);
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
