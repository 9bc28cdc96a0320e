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
 *
 * A tree may hold steps that were played on other versions of the system (another design, or scope):
 * numbers that mean something to the session.  Such a step is kept in the words of its version.  Those that
 * the model can take too are steps like any others; the rest are inert, and so is all that follows
 * them: no line leads there, and they have no state.  Notes know for which version they were written.
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
size_t history_count(const struct history *history);                   /* nodes */
uint32_t history_parent(const struct history *history, uint32_t node); /* of node 0: 0 */
unsigned history_depth(const struct history *history, uint32_t node);  /* steps from the root */
/* Null for node 0, and for an inert one. */
const struct step *history_step(const struct history *history, uint32_t node);

/* The state of a node; valid until the next call that changes the history or
 * asks for another state (at least 4 stay valid at a time). */
const void *history_state(struct history *history, uint32_t node);

/* Takes a step from the cursor and moves there.  Returns what apply returned; on
 * APPLY_OK *node (null allowed) is the child, new or old. */
int history_do(struct history *history, const struct step *step, uint32_t *node);

bool history_undo(struct history *history); /* false at the root */
bool history_redo(struct history *history); /* false at the end of the line */

/* Moves the cursor to any node that is not inert; the current line now goes through it. */
void history_jump(struct history *history, uint32_t node);

/* The current line: node at each depth, `line[0]` = 0.  Borrowed, valid until the next change. */
const uint32_t *history_line(struct history *history, size_t *length);

/* Children of a node, oldest first: history_child(h, n, 0), … until UINT32_MAX. */
uint32_t history_child(const struct history *history, uint32_t node, unsigned nth);
/* The same of those that are not inert, the branches that can be gone to. */
uint32_t history_branch(const struct history *history, uint32_t node, unsigned nth);

/* --- versions ----------------------------------------------------------------- */

/* The version that the model is, which new steps and notes are of; 0 at first. */
uint32_t history_present(const struct history *history);
void history_set_present(struct history *history, uint32_t version);

/*
 * Adds a child to a node, even if there is one with the same step.  The line goes through it, unless it is
 * inert; the cursor must be at its parent, or on the line.  `step` null: an inert one.  `words` (copied) is
 * what its own version says; null: what the model says.  Returns what apply returned; on APPLY_OK *node (null
 * allowed) is the child.
 */
int history_graft(struct history *history, uint32_t parent, const struct step *step, uint32_t version,
                  const char *words, uint32_t *node);

bool history_is_inert(const struct history *history, uint32_t node);
/* Why the model cannot take an inert step; null: the step before it is inert already. */
const char *history_reason(const struct history *history, uint32_t node);
void history_set_reason(struct history *history, uint32_t node, const char *reason);

uint32_t history_version(const struct history *history, uint32_t node);  /* that the step was played on */
const char *history_words(const struct history *history, uint32_t node); /* in that version; or null */
uint32_t history_note_version(const struct history *history, uint32_t node);
void history_set_note_version(struct history *history, uint32_t node, uint32_t version);

/* The child that was visited last, which may be inert; UINT32_MAX: none was. */
uint32_t history_visited(const struct history *history, uint32_t node);
/* Visits the nodes last that `other`, a tree of as many nodes in the same order, visited last, and moves the
 * cursor to `cursor`. */
void history_visit_as(struct history *history, const struct history *other, uint32_t cursor);

/* --- notes and bookmarks -------------------------------------------------------- */

/* A note and a bookmark on any node; null or "" removes it.  Texts are copied. */
const char *history_note(const struct history *history, uint32_t node);     /* or null */
const char *history_bookmark(const struct history *history, uint32_t node); /* or null */
void history_set_note(struct history *history, uint32_t node, const char *text);
void history_set_bookmark(struct history *history, uint32_t node, const char *name);

#endif
