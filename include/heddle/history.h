/*
 * The history: a tree of everything played.  Nothing in it is ever discarded.
 *
 * Node 0 is the initial state; every other node is one step from its parent.  Taking the same step twice
 * from a node leads to the same node.  The line is the path from the root through the cursor to a leaf,
 * which below the cursor follows the child visited last; undo and redo move the cursor along it.
 *
 * The history stores only steps and recomputes states from checkpoints, so memory stays small however large
 * a state is.  It borrows the model; history_grow replaces it by a larger one.
 *
 * A tree may hold steps played on other versions of the system (another design, or scope).  A version is a
 * number that the session assigns.  Such a step keeps the text of its own version.  If the model can take
 * it too, it is an ordinary step.  Otherwise it is inert, and so are its descendants: the line never
 * enters them, and they have no state.  Each note has the version that it was written for.
 */
#ifndef HEDDLE_HISTORY_H
#define HEDDLE_HISTORY_H

#include <heddle/model.h>

struct history;

struct history *history_new(const struct model *model);
void history_free(struct history *history); /* null allowed */

/* Limits the memory of checkpoints, in bytes (by default HISTORY_BYTES).  With less memory, history_state
 * takes longer. */
enum { HISTORY_BYTES = 256 << 20 };
void history_limit(struct history *history, size_t bytes);
/* The memory that checkpoints take now, in bytes. */
size_t history_kept(const struct history *history);

/* Replaces the model by a larger one, in which every step has the same meaning.  The larger model replaces
 * *own, which is freed (null allowed).  Returns false, with nothing changed, when there is none. */
bool history_grow(struct history *history, struct model **own);

uint32_t history_cursor(const struct history *history);
size_t history_count(const struct history *history);                   /* nodes */
uint32_t history_parent(const struct history *history, uint32_t node); /* of node 0: 0 */
unsigned history_depth(const struct history *history, uint32_t node);  /* steps from the root */
/* The step into a node, borrowed; null for node 0 and for inert nodes. */
const struct step *history_step(const struct history *history, uint32_t node);

/* The state of a node that is not inert.  Borrowed: valid until the history changes, or until states of 4
 * other nodes were asked for. */
const void *history_state(struct history *history, uint32_t node);

/* Takes a step from the cursor and moves the cursor there.  Returns what model->ops->apply returned; on
 * APPLY_OK, *node (may be null) is the child, new or existing. */
int history_do(struct history *history, const struct step *step, uint32_t *node);

bool history_undo(struct history *history); /* false at the root */
bool history_redo(struct history *history); /* false at the end of the line */

/* Moves the cursor to a node that is not inert; the line then goes through it. */
void history_jump(struct history *history, uint32_t node);

/* The line: the node at each depth; the first is 0.  Borrowed, valid until the history changes. */
const uint32_t *history_line(struct history *history, size_t *length);

/* Children of a node, oldest first: history_child(h, n, 0), … until UINT32_MAX. */
uint32_t history_child(const struct history *history, uint32_t node, unsigned nth);
/* The same for children that are not inert. */
uint32_t history_branch(const struct history *history, uint32_t node, unsigned nth);

/* --- versions ----------------------------------------------------------------- */

/* The version of the model, which new steps and notes get; initially 0. */
uint32_t history_present(const struct history *history);
void history_set_present(struct history *history, uint32_t version);

/*
 * Adds a child to a node, even if one with the same step exists.  `step` null: an inert child.  The line goes
 * through the child unless it is inert; the cursor must be at its parent or on the line.  `text` (copied) is
 * the step's text in `version`; null: the model's text.  Returns what model->ops->apply returned; on
 * APPLY_OK, *node (may be null) is the child.
 */
int history_graft(struct history *history, uint32_t parent, const struct step *step, uint32_t version,
                  const char *text, uint32_t *node);

bool history_is_inert(const struct history *history, uint32_t node);
/* Why the model cannot take an inert step, borrowed; null: its parent is inert. */
const char *history_reason(const struct history *history, uint32_t node);
void history_set_reason(struct history *history, uint32_t node, const char *reason);

uint32_t history_version(const struct history *history, uint32_t node); /* the step was played on */
const char *history_text(const struct history *history, uint32_t node); /* its text there; or null */
uint32_t history_note_version(const struct history *history, uint32_t node);
void history_set_note_version(struct history *history, uint32_t node, uint32_t version);

/* The child visited last, which may be inert; UINT32_MAX: none was visited. */
uint32_t history_visited(const struct history *history, uint32_t node);
/* Copies which children were visited last from `other`, a tree with the same nodes, and moves the cursor to
 * `cursor`. */
void history_visit_as(struct history *history, const struct history *other, uint32_t cursor);

/* --- notes and bookmarks -------------------------------------------------------- */

/* The note and the bookmark of a node.  Setting null or "" removes it.  Texts are copied; results are
 * borrowed. */
const char *history_note(const struct history *history, uint32_t node);     /* or null */
const char *history_bookmark(const struct history *history, uint32_t node); /* or null */
void history_set_note(struct history *history, uint32_t node, const char *text);
void history_set_bookmark(struct history *history, uint32_t node, const char *name);

#endif
