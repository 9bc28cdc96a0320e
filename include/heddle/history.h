/*
 * The tree of everything that was played: nothing is ever discarded.
 *
 * Node 0 is the initial state, every other node is one step from its parent.
 * The same step taken twice from a node leads to the same node.  The current line is the path
 * from the root through the cursor to a leaf, along the child of each node that was visited last;
 * undo and redo move the cursor along it.
 *
 * Only steps are stored; states are made again from checkpoints, so memory
 * stays small however large a state is.  The history borrows the model, which
 * history_rebase exchanges for one with more room.
 */
#ifndef HEDDLE_HISTORY_H
#define HEDDLE_HISTORY_H

#include <heddle/model.h>

struct history;

struct history *history_new(const struct model *model);
void history_free(struct history *history); /* null allowed */

/* How many bytes the kept states may take (HISTORY_BYTES); the fewer, the longer finding a state takes. */
enum { HISTORY_BYTES = 256 << 20 };
void history_limit(struct history *history, size_t bytes);
/* What those that are kept take now. */
size_t history_kept(const struct history *history);

/* Goes on with another model in which every step means the same. */
void history_rebase(struct history *history, const struct model *model);

uint32_t history_cursor(const struct history *history);
size_t history_count(const struct history *history); /* nodes */
uint32_t history_parent(const struct history *history, uint32_t node); /* of node 0: 0 */
unsigned history_depth(const struct history *history, uint32_t node); /* steps from the root */
const struct step *history_step(const struct history *history, uint32_t node); /* node 0: null */

/* The state of a node; valid until the next call that changes the history or
 * asks for another state (at least 4 stay valid at a time). */
const void *history_state(struct history *history, uint32_t node);

/* Takes a step from the cursor and moves there.  Returns what apply returned; on
 * APPLY_OK *node (null allowed) is the child, new or old. */
int history_do(struct history *history, const struct step *step, uint32_t *node);

bool history_undo(struct history *history); /* false at the root */
bool history_redo(struct history *history); /* false at the end of the line */

/* Moves the cursor to any node; the current line now goes through it. */
void history_jump(struct history *history, uint32_t node);

/* The current line: node at each depth, `line[0]` = 0.  Borrowed, valid until the next change. */
const uint32_t *history_line(struct history *history, size_t *length);

/* Children of a node, oldest first: history_child(h, n, 0), … until UINT32_MAX. */
uint32_t history_child(const struct history *history, uint32_t node, unsigned nth);

/* A note and a bookmark on any node; null or "" removes it.  Texts are copied. */
const char *history_note(const struct history *history, uint32_t node);     /* or null */
const char *history_bookmark(const struct history *history, uint32_t node); /* or null */
void history_set_note(struct history *history, uint32_t node, const char *text);
void history_set_bookmark(struct history *history, uint32_t node, const char *name);

#endif
