/*
 * The state as a tree of values, laid out in rows.
 */
#ifndef HEDDLE_VIEWS_STATE_ROWS_H
#define HEDDLE_VIEWS_STATE_ROWS_H

#include "views/views.h"

enum { STATE_INDENT = 2, STATE_INDENT_MOST = 40 }; /* columns per level; levels */

struct state_row {
	const struct value *key, *value, *before;
	uint32_t index; /* in a sequence, from 1; 0: has a key */
	uint64_t id;    /* hash of the path, for folding */
	size_t path;    /* its offset in tree->paths */
	uint16_t indent;
	bool folds, open; /* it has parts; they are the next rows */
	bool changed, removed;
	const struct mark *mark; /* on this very row; or null */
};

struct state_tree {
	struct list list;    /* of the view */
	struct list preview; /* of the tree in play, which has no cursor */
	struct state_row *rows;
	size_t count, room;
	struct buf paths;    /* of the rows, each ended by a NUL */
	uint64_t generation; /* of the session when the rows were laid out; 0: to be laid out again */
	int width;           /* columns that they were laid out for */
	uint64_t *folded;    /* a hash table of ids folded or unfolded so far: id << 1 | open */
	size_t folded_count, folded_room;
};

/* The tree, with its rows laid out for a width. */
struct state_tree *state_tree(struct scene *scene, int width);
/* Folds or unfolds a row, if it has parts. */
void state_tree_turn(struct state_tree *tree, int row);

#endif
