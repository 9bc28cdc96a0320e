/*
 * A tree of steps; states are recomputed on demand.
 *
 * Every node whose depth is a multiple of the spacing keeps its state as a checkpoint, made when a walk
 * first passes it.  A small cache keeps the most recent states.  To compute a state, walk up to the nearest
 * stored one and apply the steps from there: at most `spacing` steps, or one if the parent was used just
 * before.  If states are large and many, the spacing doubles instead of the memory.  The line is kept as an
 * array, so undo, redo and reading it are cheap.
 *
 * Rejected: a state in every node (hundreds of megabytes for a long play of a large scope), and inverse
 * steps (few effects have one).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "core/history_private.h"

/* --- states ----------------------------------------------------------------- */

static void forget_states(struct history *history)
{
	for (size_t i = 0; i < history->checkpoint_count; i++)
		free(history->checkpoints[i]);
	history->checkpoint_count = 0;
	for (size_t i = 0; i < history->count; i++)
		history->nodes[i].checkpoint = NONE;
	for (unsigned i = 0; i < CACHED; i++) {
		free(history->slots[i].state);
		history->slots[i] = (struct slot){ .node = NONE };
	}
	for (unsigned i = 0; i < ASKED; i++)
		history->asked[i] = NONE;
	history->spacing = SPACING;
	free(history->scratch);
	history->scratch = NULL;
}

static void *new_state(const struct history *history)
{
	return mem_alloc(history->model->state_size);
}

/* Drops every other checkpoint. */
static void thin_out(struct history *history)
{
	size_t kept = 0;
	history->spacing *= 2;
	void **checkpoints = mem_array(history->checkpoint_count, sizeof *checkpoints);
	for (size_t i = 0; i < history->count; i++) {
		struct node *node = &history->nodes[i];
		if (node->checkpoint == NONE)
			continue;
		void *state = history->checkpoints[node->checkpoint];
		node->checkpoint = NONE;
		if (node->depth % history->spacing == 0) {
			node->checkpoint = (uint32_t)kept;
			checkpoints[kept++] = state;
		} else {
			free(state);
		}
	}
	memcpy(history->checkpoints, checkpoints, kept * sizeof *checkpoints);
	history->checkpoint_count = kept;
	free(checkpoints);
}

static void keep_checkpoint(struct history *history, uint32_t node, const void *state)
{
	if (history->checkpoint_count > 1 && history->spacing < SPACING_MAX &&
	    history->checkpoint_count >= history->most / history->model->state_size)
		thin_out(history);
	if (history->nodes[node].depth % history->spacing)
		return;
	history->checkpoints = mem_grow(history->checkpoints, &history->checkpoint_room,
	                                history->checkpoint_count + 1, sizeof(void *));
	void *kept = new_state(history);
	memcpy(kept, state, history->model->state_size);
	history->nodes[node].checkpoint = (uint32_t)history->checkpoint_count;
	history->checkpoints[history->checkpoint_count++] = kept;
}

static struct slot *cached(struct history *history, uint32_t node)
{
	for (unsigned i = 0; i < CACHED; i++)
		if (history->slots[i].node == node) {
			history->slots[i].used = ++history->tick;
			return &history->slots[i];
		}
	return NULL;
}

static bool asked_for(const struct history *history, uint32_t node)
{
	for (unsigned i = 0; i < ASKED; i++)
		if (history->asked[i] == node)
			return true;
	return false;
}

/* A cache entry for the state of `node`, replacing the least recently used one. */
static struct slot *claim(struct history *history, uint32_t node)
{
	struct slot *oldest = NULL;
	for (unsigned i = 0; i < CACHED; i++) {
		struct slot *slot = &history->slots[i];
		if (slot->node != NONE && asked_for(history, slot->node))
			continue;
		if (!oldest || slot->used < oldest->used)
			oldest = slot;
	}
	assert(oldest && "more cached states than protected ones");
	if (!oldest->state)
		oldest->state = new_state(history);
	oldest->node = node;
	oldest->used = ++history->tick;
	return oldest;
}

/* Computes the state of `node` from that of its parent, which is cached. */
static void *advance(struct history *history, uint32_t node, const void *from)
{
	void *state = claim(history, node)->state;
	assert(state != from && "a state is not dropped while it is stepped from");
	int result = history->model->ops->apply(history->model, from, &history->nodes[node].step, state);
	assert(result == APPLY_OK && "a step that was taken once can be taken again");
	(void)result;
	if (history->nodes[node].depth % history->spacing == 0 && history->nodes[node].checkpoint == NONE)
		keep_checkpoint(history, node, state);
	return state;
}

/* The state of `node` if it is stored, loaded into the cache; otherwise null. */
static void *kept_state(struct history *history, uint32_t node)
{
	const struct slot *slot = cached(history, node);
	if (slot)
		return slot->state;
	uint32_t checkpoint = history->nodes[node].checkpoint;
	if (node != 0 && checkpoint == NONE)
		return NULL;
	void *state = claim(history, node)->state;
	if (checkpoint != NONE) {
		memcpy(state, history->checkpoints[checkpoint], history->model->state_size);
	} else {
		history->model->ops->initial(history->model, state);
		keep_checkpoint(history, node, state);
	}
	return state;
}

const void *history_state(struct history *history, uint32_t node)
{
	assert(node < history->count && !history->nodes[node].inert && "a node that has a state");
	size_t length = 0;
	uint32_t base = node;
	void *state;
	while (!(state = kept_state(history, base))) {
		history->path =
		        mem_grow(history->path, &history->path_room, length + 1, sizeof *history->path);
		history->path[length++] = base;
		base = history->nodes[base].parent;
	}
	while (length)
		state = advance(history, history->path[--length], state);
	history->asked[history->asked_at] = node;
	history->asked_at = (history->asked_at + 1) % ASKED;
	return state;
}

/* --- the tree --------------------------------------------------------------- */

static uint32_t add_node(struct history *history, uint32_t parent, const struct step *step)
{
	assert(history->count < NONE && "fewer than 2^32 nodes");
	history->nodes = mem_grow(history->nodes, &history->room, history->count + 1, sizeof *history->nodes);
	uint32_t id = (uint32_t)history->count++;
	struct node *node = &history->nodes[id];
	*node = (struct node){ .parent = parent,
		               .first_child = NONE,
		               .last_child = NONE,
		               .next = NONE,
		               .visited = NONE,
		               .checkpoint = NONE,
		               .version = history->present,
		               .note_version = history->present,
		               .inert = id && !step };
	if (id == 0)
		return id;
	struct node *above = &history->nodes[parent];
	if (step)
		node->step = *step;
	node->depth = above->depth + 1;
	if (above->first_child == NONE)
		above->first_child = id;
	else
		history->nodes[above->last_child].next = id;
	above->last_child = id;
	return id;
}

static void line_add(struct history *history, uint32_t node)
{
	history->line =
	        mem_grow(history->line, &history->line_room, history->line_length + 1, sizeof *history->line);
	history->line[history->line_length++] = node;
}

static bool on_line(const struct history *history, uint32_t node)
{
	uint32_t depth = history->nodes[node].depth;
	return depth < history->line_length && history->line[depth] == node;
}

/* Marks `node` and its ancestors as visited last.  The line then goes through them and continues with the
 * children visited last. */
static void line_through(struct history *history, uint32_t node)
{
	if (on_line(history, node))
		return;
	while (!on_line(history, node)) {
		uint32_t parent = history->nodes[node].parent;
		history->nodes[parent].visited = node;
		node = parent;
	}
	history->line_length = history->nodes[node].depth;
	for (; node != NONE && !history->nodes[node].inert; node = history->nodes[node].visited)
		line_add(history, node);
}

struct history *history_new(const struct model *model)
{
	struct history *history = mem_alloc(sizeof *history);
	history->model = model;
	history->most = HISTORY_BYTES;
	forget_states(history);
	line_add(history, add_node(history, 0, NULL));
	return history;
}

void history_free(struct history *history)
{
	if (!history)
		return;
	forget_states(history);
	for (size_t i = 0; i < history->count; i++) {
		free(history->nodes[i].note);
		free(history->nodes[i].bookmark);
		free(history->nodes[i].text);
		free(history->nodes[i].reason);
	}
	free(history->checkpoints);
	free(history->nodes);
	free(history->line);
	free(history->path);
	free(history);
}

void history_limit(struct history *history, size_t bytes)
{
	history->most = bytes;
}

size_t history_kept(const struct history *history)
{
	return history->checkpoint_count * history->model->state_size;
}

bool history_grow(struct history *history, struct model **own)
{
	struct model *larger = model_larger(history->model);

	if (!larger)
		return false;
	forget_states(history);
	model_free(*own);
	history->model = *own = larger;
	return true;
}

uint32_t history_cursor(const struct history *history)
{
	return history->cursor;
}

size_t history_count(const struct history *history)
{
	return history->count;
}

uint32_t history_parent(const struct history *history, uint32_t node)
{
	assert(node < history->count && "a node of this history");
	return history->nodes[node].parent;
}

unsigned history_depth(const struct history *history, uint32_t node)
{
	assert(node < history->count && "a node of this history");
	return history->nodes[node].depth;
}

const struct step *history_step(const struct history *history, uint32_t node)
{
	assert(node < history->count && "a node of this history");
	return node == 0 || history->nodes[node].inert ? NULL : &history->nodes[node].step;
}

static uint32_t child_by(const struct history *history, uint32_t node, const struct step *step)
{
	uint32_t child = history->nodes[node].first_child;
	while (child != NONE &&
	       (history->nodes[child].inert || !step_equal(&history->nodes[child].step, step)))
		child = history->nodes[child].next;
	return child;
}

/* Adds a child by a step that no existing child takes. */
static int add_child(struct history *history, uint32_t parent, const struct step *step, uint32_t *child)
{
	const void *from = history_state(history, parent);
	if (!history->scratch)
		history->scratch = new_state(history);
	int result = history->model->ops->apply(history->model, from, step, history->scratch);
	if (result != APPLY_OK)
		return result;
#ifdef HEDDLE_VERIFY
	assert(model_changes_what_it_writes(history->model, from, step, history->scratch) &&
	       "a step changes what its footprint says that it writes");
#endif
	*child = add_node(history, parent, step);
	struct slot *slot = claim(history, *child);
	void *state = history->scratch;
	history->scratch = slot->state;
	slot->state = state;
	if (history->nodes[*child].depth % history->spacing == 0)
		keep_checkpoint(history, *child, state);
	return APPLY_OK;
}

int history_do(struct history *history, const struct step *step, uint32_t *node)
{
	uint32_t child = child_by(history, history->cursor, step);
	if (child == NONE) {
		int result = add_child(history, history->cursor, step, &child);
		if (result != APPLY_OK)
			return result;
	}
	line_through(history, child);
	history->cursor = child;
	if (node)
		*node = child;
	return APPLY_OK;
}

bool history_undo(struct history *history)
{
	if (history->cursor == 0)
		return false;
	history->cursor = history->nodes[history->cursor].parent;
	return true;
}

bool history_redo(struct history *history)
{
	size_t next = history->nodes[history->cursor].depth + 1;
	if (next >= history->line_length)
		return false;
	history->cursor = history->line[next];
	return true;
}

void history_jump(struct history *history, uint32_t node)
{
	assert(node < history->count && !history->nodes[node].inert && "a node that has a state");
	line_through(history, node);
	history->cursor = node;
}

const uint32_t *history_line(struct history *history, size_t *length)
{
	*length = history->line_length;
	return history->line;
}

uint32_t history_child(const struct history *history, uint32_t node, unsigned nth)
{
	assert(node < history->count && "a node of this history");
	uint32_t child = history->nodes[node].first_child;
	while (child != NONE && nth--)
		child = history->nodes[child].next;
	return child;
}

uint32_t history_branch(const struct history *history, uint32_t node, unsigned nth)
{
	assert(node < history->count && "a node of this history");
	uint32_t child = history->nodes[node].first_child;
	while (child != NONE && (history->nodes[child].inert || nth--))
		child = history->nodes[child].next;
	return child;
}

/* --- versions --------------------------------------------------------------- */

int history_graft(struct history *history, uint32_t parent, const struct step *step, uint32_t version,
                  const char *text, uint32_t *node)
{
	uint32_t child;
	assert(parent < history->count && "a node of this history");
	assert((!step || !history->nodes[parent].inert) && "what follows an inert step is inert");
	if (step) {
		int result = add_child(history, parent, step, &child);
		if (result != APPLY_OK)
			return result;
	} else {
		child = add_node(history, parent, NULL);
	}
	history->nodes[child].text = text ? mem_strdup(text) : NULL;
	history->nodes[child].version = version;
	if (step)
		line_through(history, child);
	if (node)
		*node = child;
	return APPLY_OK;
}

void history_visit_as(struct history *history, const struct history *other, uint32_t cursor)
{
	assert(history->count == other->count && "trees of as many nodes");
	for (size_t i = 0; i < history->count; i++)
		history->nodes[i].visited = other->nodes[i].visited;
	history->line_length = 0;
	for (uint32_t node = 0; node != NONE && !history->nodes[node].inert;
	     node = history->nodes[node].visited)
		line_add(history, node);
	history_jump(history, cursor);
}
