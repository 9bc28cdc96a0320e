/*
 * The whole state as a tree of values that fold; Enter folds and unfolds.
 */
#include <heddle/buf.h>
#include <heddle/recording.h>
#include <heddle/trace.h>

#include "views/state_rows.h"

/* --- drawing ---------------------------------------------------------------- */

static int part_count(const struct value *value)
{
	return (int)(value->kind == VALUE_VARIANT ? value->payload->count : value->count);
}

static void draw_key(struct scene *scene, struct pen *pen, const struct state_row *row)
{
	unsigned style = row->indent == 0 ? STYLE_TITLE : STYLE_PLAIN;
	const char *name = row->key ? value_text(row->key) : NULL;
	int process = row->key ? process_of(scene, row->key) : -1;

	if (row->index && !row->key) {
		pen_printf(pen, STYLE_DIM, "%u", row->index);
		return;
	}
	if (process >= 0)
		style = process_style(process) | STYLE_STRONG;
	if (row->indent == 0 && name)
		pen_text(pen, style, name);
	else if (row->key)
		pen_value(pen, style, row->key, NULL, false);
}

static void draw_row(struct scene *scene, struct grid *grid, struct rect area, const struct state_row *row,
                     bool selected)
{
	struct pen pen = pen_at(grid, area.x, area.y, area.width);
	bool compare = scene->session->now.before != NULL;

	pen_sign(scene, &pen, row->changed);
	pen_gap(&pen, clamp(row->indent, 0, STATE_INDENT_MOST) * STATE_INDENT);
	pen_text(&pen, STYLE_DIM, !row->folds ? "  " : row->open ? "▾ " : "▸ ");
	draw_key(scene, &pen, row);
	pen_gap(&pen, 2);
	if (row->removed) {
		pen_gone(&pen, row->before);
	} else if (row->open) {
		pen_printf(&pen, STYLE_DIM, "%d", part_count(row->value));
	} else {
		pen_value(&pen, STYLE_PLAIN, row->value, row->before, compare && row->changed);
		if (row->changed && row->before && compare && !row->folds) {
			pen_text(&pen, STYLE_DIM, "  was ");
			pen_value(&pen, STYLE_OLD, row->before, NULL, false);
		}
	}
	if (row->mark) {
		bool orphan = row->mark->kind == MARK_ORPHAN;

		pen_printf(&pen, orphan ? STYLE_ORPHAN : STYLE_BROKEN, "  %s %s",
		           scene_symbol(scene, orphan ? SYMBOL_ORPHAN : SYMBOL_BROKEN), row->mark->text);
	}
	if (selected)
		panel_select(grid, area);
}

/* Puts the cursor, which is not drawn, on the first change, so that the list scrolls there. */
static void show_changed(const struct state_tree *tree, struct list *list)
{
	for (size_t i = tree->count; i-- > 0;)
		if (tree->rows[i].changed && !tree->rows[i].open)
			list->cursor = (int)i;
}

void panel_values(struct scene *scene, struct grid *grid, struct rect area, bool cursor)
{
	struct state_tree *tree = state_tree(scene, area.width);
	struct list *list = cursor ? &tree->list : &tree->preview;

	if (!cursor)
		show_changed(tree, list);
	list_settle(list, (int)tree->count, area.height);
	for (int i = 0; i < area.height && list->top + i < list->count; i++) {
		int at = list->top + i;

		draw_row(scene, grid, rect_rows(area, i, 1), &tree->rows[at], cursor && at == list->cursor);
		if (cursor)
			scene_hit(scene, rect_rows(area, i, 1), "row %d", at + 1);
	}
}

/* The place in the specification of the last step; null: unknown. */
static const char *place_of(const struct session *session)
{
	const struct step *step = history_step(session->history, session->now.came);
	const struct trace_step *recorded = NULL;

	if (session->model->recording && step)
		recorded = recording_step(
		        session->model,
		        history_state(session->history, history_parent(session->history, session->now.came)));
	return recorded ? recorded->location : NULL;
}

static void draw(struct scene *scene, struct grid *grid, struct rect area)
{
	struct pen pen = pen_at(grid, area.x + 1, area.y, area.width - 14);
	size_t hidden = scene->session->hidden.count;
	const char *place = place_of(scene->session);

	pen_text(&pen, STYLE_TITLE, "state");
	if (hidden)
		pen_printf(&pen, STYLE_TITLE, "   %zu variable%s hidden", hidden, hidden == 1 ? "" : "s");
	if (place)
		pen_printf(&pen, STYLE_DIM, "   after %s", place);
	panel_values(scene, grid, rect_rows(area, 1, area.height), true);
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, area.height },
	           &state_tree(scene, area.width)->list);
}

/* --- the cursor ------------------------------------------------------------- */

static struct list *list(struct scene *scene)
{
	return &state_tree(scene, scene->width)->list;
}

void values_path(struct scene *scene, struct buf *out)
{
	const struct state_tree *tree = state_tree(scene, scene->width);

	if (tree->list.cursor < tree->list.count)
		buf_add_text(out, tree->paths.data + tree->rows[tree->list.cursor].path);
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	struct state_tree *tree = state_tree(scene, scene->width);

	(void)command;
	(void)err;
	if (tree->list.cursor < tree->list.count)
		state_tree_turn(tree, tree->list.cursor);
	return 0;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	const struct state_row *of = &state_tree(scene, scene->width)->rows[row];

	if (of->key)
		value_show(out, of->key, scene->ascii);
	buf_add_char(out, ' ');
	if (of->value && !of->open)
		value_show(out, of->value, scene->ascii);
}

/* Left folds, or goes to the enclosing row; right unfolds. */
static void move(struct scene *scene, enum move move, int count)
{
	struct state_tree *tree = state_tree(scene, scene->width);
	struct list *list = &tree->list;
	const struct state_row *row;

	if ((move != MOVE_LEFT && move != MOVE_RIGHT) || list->count == 0) {
		list_move(list, move, count);
		return;
	}
	row = &tree->rows[list->cursor];
	if (row->folds && row->open == (move == MOVE_LEFT)) {
		state_tree_turn(tree, list->cursor);
		return;
	}
	for (int i = list->cursor; move == MOVE_LEFT && i >= 0; i--)
		if (tree->rows[i].indent < row->indent) {
			list->cursor = i;
			return;
		}
}

const struct view view_state = {
	.name = "state",
	.title = "state",
	.summary = "the whole state; Enter folds and unfolds",
	.draw = draw,
	.move = move,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
