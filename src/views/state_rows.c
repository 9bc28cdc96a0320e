/*
 * Lays out the state as a tree of rows that fold.
 *
 * A value is in one row while it fits and unfolds by itself when it does not.  What unfolded once stays open,
 * so that rows keep their places while stepping.  Rows are laid out once per state, width and folding.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/hash.h>
#include <heddle/mem.h>

#include "views/state_rows.h"

enum { DEPTH_MOST = 60 };

static void begin(void *tree)
{
	buf_init(&((struct state_tree *)tree)->paths);
}

static void release(void *of)
{
	struct state_tree *tree = of;

	free(tree->rows);
	free(tree->folded);
	buf_release(&tree->paths);
}

static const struct keeper keeper = { .size = sizeof(struct state_tree), .begin = begin, .release = release };

/* --- folding ---------------------------------------------------------------- */

/* The slot of an id, or the free slot where it belongs; some slot is always free. */
static uint64_t *fold_slot(const struct state_tree *tree, uint64_t id)
{
	size_t at = (size_t)id & (tree->folded_room - 1);

	while (tree->folded[at] && tree->folded[at] >> 1 != id)
		at = (at + 1) & (tree->folded_room - 1);
	return &tree->folded[at];
}

/* 1: open, 0: closed, -1: neither was chosen. */
static int folding(const struct state_tree *tree, uint64_t id)
{
	uint64_t found = tree->folded_room ? *fold_slot(tree, id) : 0;

	return found ? (int)(found & 1) : -1;
}

static void grow_folded(struct state_tree *tree)
{
	uint64_t *old = tree->folded;
	size_t room = tree->folded_room;

	tree->folded_room = room ? 2 * room : 64;
	tree->folded = mem_array(tree->folded_room, sizeof(*tree->folded));
	for (size_t i = 0; i < room; i++)
		if (old[i])
			*fold_slot(tree, old[i] >> 1) = old[i];
	free(old);
}

static void fold(struct state_tree *tree, uint64_t id, bool open)
{
	uint64_t *slot;

	if (2 * (tree->folded_count + 1) > tree->folded_room)
		grow_folded(tree);
	slot = fold_slot(tree, id);
	tree->folded_count += !*slot;
	*slot = id << 1 | open;
}

/* --- rows ------------------------------------------------------------------- */

struct walk {
	struct scene *scene;
	struct state_tree *tree;
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

/* The mark on a row or, if it is folded, inside it. */
static const struct mark *find_mark(const struct walk *walk, const struct state_row *row)
{
	const struct session_now *now = &walk->scene->session->now;

	for (size_t i = 0; i < now->mark_count; i++) {
		const char *path = now->marks[i].path;

		if (strcmp(path, walk->path.data) == 0 ||
		    (row->folds && !row->open && path_within(path, walk->path.data)))
			return &now->marks[i];
	}
	return NULL;
}

static void add_value(struct walk *walk, const struct value *key, uint32_t index, const struct value *value,
                      const struct value *before, unsigned indent)
{
	struct state_tree *tree = walk->tree;
	struct state_row row = { .key = key, .value = value, .before = before, .index = index };
	int open, room = walk->width - clamp((int)indent, 0, STATE_INDENT_MOST) * STATE_INDENT -
	                 (key ? value_width(key, walk->scene->ascii) : 4) - 4;

	row.removed = !value;
	row.indent = (uint16_t)indent;
	row.changed = walk->compare && (!value || !before || value_compare(before, value) != 0);
	row.id = hash_bytes(walk->path.data, walk->path.length) >> 1 | 1; /* not 0 */
	row.folds = value && has_parts(value) && indent < DEPTH_MOST;
	if (row.folds) {
		open = folding(tree, row.id);
		if (open < 0) {
			open = value_width(value, walk->scene->ascii) > room;
			if (open)
				fold(tree, row.id, true);
		}
		row.open = open;
	}
	row.path = tree->paths.length;
	buf_add(&tree->paths, walk->path.data, walk->path.length + 1);
	row.mark = find_mark(walk, &row);
	tree->rows = mem_grow(tree->rows, &tree->room, tree->count + 1, sizeof(*tree->rows));
	tree->rows[tree->count++] = row;
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
	struct map_walk pairs = { .now = value, .before = before };

	while (map_walk_next(&pairs)) {
		value_path_field(&walk->path, pairs.key);
		add_value(walk, pairs.key, 0, pairs.value, pairs.old, indent);
		cut_path(walk, length);
	}
}

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

/* Compared index by index, since paths have the index. */
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

struct state_tree *state_tree(struct scene *scene, int width)
{
	struct state_tree *tree = scene_kept(scene, &keeper);
	const struct session_now *now = &scene->session->now;
	struct walk walk = { .scene = scene, .tree = tree, .width = width, .compare = now->before != NULL };

	if (tree->generation == scene->session->generation && tree->width == width)
		return tree;

	tree->generation = scene->session->generation;
	tree->width = width;
	tree->count = 0;
	buf_clear(&tree->paths);
	buf_init(&walk.path);
	add_parts(&walk, now->description, now->before, 0);
	buf_release(&walk.path);
	tree->list.count = (int)tree->count;
	return tree;
}

void state_tree_turn(struct state_tree *tree, int row)
{
	if (!tree->rows[row].folds)
		return;
	fold(tree, tree->rows[row].id, !tree->rows[row].open);
	tree->generation = 0;
}
