/*
 * The whole state as a tree of values that folds.
 *
 * A value is on one line while it fits, with what changed deep inside it standing out, and unfolds
 * by itself when it does not fit; Enter folds and unfolds.  What unfolded once stays so, that rows
 * keep their places while stepping.  Rows are laid out once per state, width and folding.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/hash.h>
#include <heddle/mem.h>
#include <heddle/recording.h>
#include <heddle/trace.h>
#include <heddle/utf8.h>

#include "views/views.h"

enum { INDENT = 2, INDENT_MOST = 40, DEPTH_MOST = 60 };

struct values_row {
	const struct value *key, *value, *before;
	uint32_t index; /* in a sequence, from 1; 0: has a key */
	uint64_t id;    /* of its path, for folding */
	size_t path;    /* where it begins in kept->paths */
	uint16_t indent;
	bool folds, open; /* it has parts; they are the next rows */
	bool changed, gone;
	const char *mark; /* text of a mark right here; null */
	enum mark_kind mark_kind;
};

struct kept {
	struct list list;    /* of the view, */
	struct list watched; /* and of the tree that play shows, without a cursor */
	struct values_row *rows;
	size_t count, room;
	struct buf paths;  /* of the rows, each ended by a NUL */
	uint64_t laid_out; /* generation that they are of; 0: to be laid out again, */
	int width;         /* and in how many columns */
	uint64_t *folded;  /* a hash table: ids whose folding is not the usual, and what it is: id * 2 + open
	                    */
	size_t folded_count, folded_room;
};

static void begin(void *kept)
{
	buf_init(&((struct kept *)kept)->paths);
}

static void release(void *of)
{
	struct kept *kept = of;

	free(kept->rows);
	free(kept->folded);
	buf_release(&kept->paths);
}

static const struct keeper keeper = { .size = sizeof(struct kept), .begin = begin, .release = release };

static struct kept *kept_in(struct scene *scene)
{
	return scene_kept(scene, &keeper);
}

/* --- folding ---------------------------------------------------------------- */

/* The slot of an id in the table, or the free one where it belongs; there is always a free one. */
static uint64_t *fold_slot(const struct kept *kept, uint64_t id)
{
	size_t at = (size_t)id & (kept->folded_room - 1);

	while (kept->folded[at] && kept->folded[at] >> 1 != id)
		at = (at + 1) & (kept->folded_room - 1);
	return &kept->folded[at];
}

/* 1 open, 0 closed, -1 as usual. */
static int folding(const struct kept *kept, uint64_t id)
{
	uint64_t found = kept->folded_room ? *fold_slot(kept, id) : 0;

	return found ? (int)(found & 1) : -1;
}

static void grow_folded(struct kept *kept)
{
	uint64_t *old = kept->folded;
	size_t room = kept->folded_room;

	kept->folded_room = room ? 2 * room : 64;
	kept->folded = mem_array(kept->folded_room, sizeof(*kept->folded));
	for (size_t i = 0; i < room; i++)
		if (old[i])
			*fold_slot(kept, old[i] >> 1) = old[i];
	free(old);
}

static void fold(struct kept *kept, uint64_t id, bool open)
{
	uint64_t *slot;

	if (2 * (kept->folded_count + 1) > kept->folded_room)
		grow_folded(kept);
	slot = fold_slot(kept, id);
	kept->folded_count += !*slot;
	*slot = id << 1 | open;
}

/* --- rows ------------------------------------------------------------------- */

struct walk {
	struct scene *scene;
	struct kept *kept;
	struct buf path;
	int width;
	bool compare;
};

static bool has_parts(const struct value *value)
{
	switch (value->kind) {
	case VALUE_SET:
	case VALUE_TUPLE:
	case VALUE_RECORD:
	case VALUE_FUNCTION:
		return value->count > 0;
	case VALUE_VARIANT:
		return has_parts(value->payload);
	default:
		return false;
	}
}

static void add_parts(struct walk *walk, const struct value *value, const struct value *before,
                      unsigned indent);

static void find_mark(struct walk *walk, struct values_row *row)
{
	const struct session_now *now = &walk->scene->session->now;

	for (size_t i = 0; i < now->mark_count; i++) {
		const char *path = now->marks[i].path;

		if (strcmp(path, walk->path.data) == 0 ||
		    (row->folds && !row->open && path_within(path, walk->path.data))) {
			row->mark = now->marks[i].text;
			row->mark_kind = now->marks[i].kind;
			return;
		}
	}
}

static void add_value(struct walk *walk, const struct value *key, uint32_t index, const struct value *value,
                      const struct value *before, unsigned indent)
{
	struct kept *kept = walk->kept;
	struct values_row row = { .key = key, .value = value, .before = before, .index = index };
	bool gone = !value;
	int open, room = walk->width - (int)(indent > INDENT_MOST ? INDENT_MOST : indent) * INDENT -
	                 (key ? value_width(key, walk->scene->ascii) : 4) - 4;

	row.gone = gone;
	row.indent = (uint16_t)indent;
	row.changed = walk->compare && (gone || !before || value_compare(before, value) != 0);
	row.id = hash_bytes(walk->path.data, walk->path.length) >> 1 | 1; /* not 0 */
	row.folds = !gone && has_parts(value) && indent < DEPTH_MOST;
	if (row.folds) {
		open = folding(kept, row.id);
		if (open < 0) {
			open = value_width(value, walk->scene->ascii) > room;
			if (open)
				fold(kept, row.id, true);
		}
		row.open = open;
	}
	row.path = kept->paths.length;
	buf_add(&kept->paths, walk->path.data, walk->path.length + 1);
	find_mark(walk, &row);
	kept->rows = mem_grow(kept->rows, &kept->room, kept->count + 1, sizeof(*kept->rows));
	kept->rows[kept->count++] = row;
	if (row.folds && row.open)
		add_parts(walk, value, before, indent + 1);
}

static void cut_path(struct walk *walk, size_t length)
{
	walk->path.length = length;
	if (walk->path.room)
		walk->path.data[length] = '\0';
}

static void add_pairs(struct walk *walk, const struct value *value, const struct value *before,
                      unsigned indent)
{
	size_t length = walk->path.length;
	uint32_t hint = 0;

	for (uint32_t i = 0; i < value->count; i++) {
		const struct value_pair *pair = &value->pairs[i];

		value_path_field(&walk->path, pair->key);
		add_value(walk, pair->key, 0, pair->value, value_lookup_next(before, pair->key, &hint),
		          indent);
		cut_path(walk, length);
	}
	hint = 0;
	for (uint32_t i = 0; before && value_is_map(before) && i < before->count; i++) {
		if (value_lookup_next(value, before->pairs[i].key, &hint))
			continue;
		value_path_field(&walk->path, before->pairs[i].key);
		add_value(walk, before->pairs[i].key, 0, NULL, before->pairs[i].value, indent);
		cut_path(walk, length);
	}
}

/* Elements have no path of their own. */
static void add_elements(struct walk *walk, const struct value *set, const struct value *before,
                         unsigned indent)
{
	struct pairing pairing = pairing_of(set, before);
	size_t length = walk->path.length;

	for (uint32_t i = 0; i < set->count; i++) {
		value_path_index(&walk->path, i + 1);
		add_value(walk, NULL, i + 1, set->items[i], pairing_old(&pairing, i), indent);
		cut_path(walk, length);
	}
	for (size_t i = pairing_next_gone(&pairing, 0); i != SIZE_MAX; i = pairing_next_gone(&pairing, i + 1))
		add_value(walk, NULL, 0, NULL, before->items[i], indent);
}

/* By their places, as paths name them. */
static void add_items(struct walk *walk, const struct value *tuple, const struct value *before,
                      unsigned indent)
{
	uint32_t old = before && before->kind == VALUE_TUPLE ? before->count : 0;
	uint32_t count = old > tuple->count ? old : tuple->count;
	size_t length = walk->path.length;

	for (uint32_t i = 0; i < count; i++) {
		value_path_index(&walk->path, i + 1);
		add_value(walk, NULL, i + 1, i < tuple->count ? tuple->items[i] : NULL,
		          i < old ? before->items[i] : NULL, indent);
		cut_path(walk, length);
	}
}

static void add_parts(struct walk *walk, const struct value *value, const struct value *before,
                      unsigned indent)
{
	if (value_is_map(value))
		add_pairs(walk, value, before, indent);
	else if (value->kind == VALUE_VARIANT)
		add_parts(walk, value->payload,
		          before && before->kind == VALUE_VARIANT ? before->payload : NULL, indent);
	else if (value->kind == VALUE_SET)
		add_elements(walk, value, before, indent);
	else
		add_items(walk, value, before, indent);
}

static void lay_out(struct scene *scene, int width)
{
	struct kept *kept = scene_kept(scene, &keeper);
	const struct session_now *now = &scene->session->now;
	struct walk walk = { .scene = scene, .kept = kept, .width = width, .compare = now->before != NULL };

	if (kept->laid_out == scene->session->generation && kept->width == width)
		return;
	kept->laid_out = scene->session->generation;
	kept->width = width;
	kept->count = 0;
	buf_clear(&kept->paths);
	buf_init(&walk.path);
	add_parts(&walk, now->description, now->before, 0);
	buf_release(&walk.path);
	kept_in(scene)->list.count = (int)kept->count;
}

/* --- drawing ---------------------------------------------------------------- */

static int parts_of(const struct value *value)
{
	return (int)(value->kind == VALUE_VARIANT ? value->payload->count : value->count);
}

static void draw_key(struct scene *scene, struct pen *pen, const struct values_row *row)
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

static void draw_row(struct scene *scene, struct grid *grid, struct rect area, const struct values_row *row,
                     bool selected)
{
	struct pen pen = pen_at(grid, area.x, area.y, area.width);
	bool compare = scene->session->now.before != NULL;
	int indent = row->indent > INDENT_MOST ? INDENT_MOST : row->indent;

	pen_sign(scene, &pen, row->changed);
	pen_gap(&pen, indent * INDENT);
	pen_text(&pen, STYLE_DIM, !row->folds ? "  " : row->open ? "▾ " : "▸ ");
	draw_key(scene, &pen, row);
	pen_gap(&pen, 2);
	if (row->gone) {
		pen_gone(&pen, row->before);
	} else if (row->open) {
		pen_printf(&pen, STYLE_DIM, "%d", parts_of(row->value));
	} else {
		const struct value *before = row->before;

		pen_value(&pen, STYLE_PLAIN, row->value, before, compare && row->changed);
		if (row->changed && before && compare && !row->folds) {
			pen_text(&pen, STYLE_DIM, "  was ");
			pen_value(&pen, STYLE_OLD, before, NULL, false);
		}
	}
	if (row->mark) {
		bool orphan = row->mark_kind == MARK_ORPHAN;

		pen_printf(&pen, orphan ? STYLE_ORPHAN : STYLE_BROKEN, "  %s %s",
		           scene_symbol(scene, orphan ? SYMBOL_ORPHAN : SYMBOL_BROKEN), row->mark);
	}
	if (selected)
		panel_select(grid, area);
}

/* Where the window of play is: what changed is in sight, scrolled as little as can be. */
static void show_changed(struct scene *scene, struct list *list)
{
	const struct kept *kept = scene_kept(scene, &keeper);

	for (size_t i = kept->count; i-- > 0;)
		if (kept->rows[i].changed && !kept->rows[i].open)
			list->cursor = (int)i;
}

void panel_values(struct scene *scene, struct grid *grid, struct rect area, bool cursor)
{
	struct kept *kept = scene_kept(scene, &keeper);

	struct list *list = cursor ? &kept_in(scene)->list : &kept->watched;

	lay_out(scene, area.width);
	if (!cursor)
		show_changed(scene, list);
	list_settle(list, (int)kept->count, area.height > 0 ? area.height : 1);
	for (int i = 0; i < area.height && list->top + i < list->count; i++) {
		int at = list->top + i;

		draw_row(scene, grid, rect_rows(area, i, 1), &kept->rows[at], cursor && at == list->cursor);
		if (cursor)
			scene_hit(scene, rect_rows(area, i, 1), "row %d", at + 1);
	}
}

/* Where in the specification the step is that led here; null where it is not told. */
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
	panel_more(grid, (struct rect){ area.x, area.y, area.width - 1, area.height }, &kept_in(scene)->list);
}

static bool available(const struct scene *scene)
{
	return scene->session != NULL;
}

static struct list *list(struct scene *scene)
{
	struct kept *kept = kept_in(scene);
	int width = kept->width;

	lay_out(scene, width ? width : scene->width > 0 ? scene->width : 80);
	return &kept->list;
}

void values_path(struct scene *scene, struct buf *out)
{
	const struct kept *kept = scene_kept(scene, &keeper);

	list(scene);
	if (kept_in(scene)->list.cursor < kept_in(scene)->list.count)
		buf_add_text(out, kept->paths.data + kept->rows[kept_in(scene)->list.cursor].path);
}

/* Folds or unfolds the row under the cursor. */
static void turn(struct scene *scene)
{
	struct kept *kept = scene_kept(scene, &keeper);
	const struct values_row *row;

	list(scene);
	if (kept_in(scene)->list.cursor >= kept_in(scene)->list.count)
		return;
	row = &kept->rows[kept_in(scene)->list.cursor];
	if (!row->folds)
		return;
	fold(kept, row->id, !row->open);
	kept->laid_out = 0;
}

static int enter(struct scene *scene, struct buf *command, struct err *err)
{
	(void)command;
	(void)err;
	turn(scene);
	return 0;
}

static void row_text(struct scene *scene, int row, struct buf *out)
{
	const struct values_row *of = &kept_in(scene)->rows[row];

	if (of->key)
		value_show(out, of->key, scene->ascii);
	buf_add_char(out, ' ');
	if (of->value && !of->open)
		value_show(out, of->value, scene->ascii);
}

/* Left folds, or goes to the part that this one is in; right unfolds. */
static void move(struct scene *scene, enum move move, int count)
{
	struct list *values = list(scene);
	const struct kept *kept = scene_kept(scene, &keeper);
	const struct values_row *row;

	if ((move != MOVE_LEFT && move != MOVE_RIGHT) || values->count == 0) {
		list_move(values, move, count);
		return;
	}
	row = &kept->rows[values->cursor];
	if (row->folds && row->open == (move == MOVE_LEFT)) {
		turn(scene);
		return;
	}
	for (int i = values->cursor; move == MOVE_LEFT && i >= 0; i--)
		if (kept->rows[i].indent < row->indent) {
			values->cursor = i;
			return;
		}
}

const struct view view_state = {
	.name = "state",
	.title = "state",
	.summary = "the state in full, every variable; Enter folds and unfolds",
	.available = available,
	.draw = draw,
	.move = move,
	.enter = enter,
	.list = list,
	.row_text = row_text,
};
