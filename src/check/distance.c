/*
 * A forward search from the state, level by level, then a backward search from the violations.
 *
 * The explored graph is kept, so each state is expanded once.  Two backward searches over the reversed edges
 * give each state its distance to the nearest known violation and to the nearest border.  An unknown path to
 * a violation must cross a border and is longer than the path to it; so the known distance is exact unless a
 * border is nearer by two steps, and a state that reaches neither is safe.  Once no border is left, all
 * answers are final.
 *
 * States are replaced by representatives (model->ops->canonical), so the graph of a classroom scope has some
 * 10^5 states and is complete within a second; if a violation is near, the search ends much earlier.  A state
 * with a violating step is not expanded further: that step is its shortest path, and a question about a
 * successor starts there.
 *
 * Rejected: a separate search from each successor, which repeats nearly all work for each step; and
 * depth-first search with bounds, which cannot answer "safe".
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/distance.h>
#include <heddle/key_table.h>
#include <heddle/mem.h>

#include "check/reserve.h"

enum {
	FAR = UINT16_MAX, /* no path is known */
	LOOK_EVERY = 64,
	WEIGH_LEAST = 2000, /* states explored between two evaluations */
	STATES_MOST = UINT32_MAX / 2,
	STATES_DEFAULT = 4 << 20,
	MEMORY_DEFAULT = 512 << 20,
};

/* In place of a successor. */
static const uint32_t VIOLATES = UINT32_MAX;

struct node {
	uint32_t first; /* edge */
	uint32_t stamp; /* the search that reached it last */
	uint16_t count; /* edges */
	uint16_t known,
	        border;      /* steps to the nearest known violation and border, as of the last evaluation */
	bool expanded, hits; /* hits: some step from here violates */
};

struct distances {
	const struct model *model;
	struct distance_options options;
	uint32_t properties;
	struct reserve_budget budget;
	struct reserve states, nodes, edges, queue;
	struct reserve back_first, back, work; /* the reversed edges, as of the last evaluation */
	struct key_table known;
	uint32_t edge_count, stamp, expanded;
	uint32_t weighed; /* states expanded at the last evaluation */
	bool full;
	bool *met;      /* by action: it was enabled in some state */
	bool only_here; /* only the hint of the state itself is wanted, not those of its steps */
	uint32_t depth; /* levels searched so far */
	/* The current expansion. */
	unsigned char *from, *next;
	uint32_t broken_before;
	bool only_nearest; /* stop at a violating step */
	bool failed;       /* there was no room for all of them, */
	bool undecided;    /* or of one nobody can tell whether it violates */
	uint32_t *targets; /* successors, or VIOLATES, in the order of steps */
	size_t target_count, target_room;
};

/* --- the graph ---------------------------------------------------------------------- */

static unsigned char *state_at(const struct distances *d, uint32_t index)
{
	return (unsigned char *)d->states.at + (size_t)index * d->model->state_size;
}

static struct node *node_at(const struct distances *d, uint32_t index)
{
	return (struct node *)d->nodes.at + index;
}

static uint32_t *edge_at(const struct distances *d, uint32_t index)
{
	return (uint32_t *)d->edges.at + index;
}

static bool room_for_one(struct distances *d)
{
	size_t need = (size_t)d->known.count + 1;

	return need <= d->options.max_states &&
	       reserve_use(&d->states, need * d->model->state_size, &d->budget) &&
	       reserve_use(&d->nodes, need * sizeof(struct node), &d->budget) &&
	       reserve_use(&d->queue, need * sizeof(uint32_t), &d->budget) &&
	       key_table_reserve(&d->known, d->states.at);
}

static void represent(const struct distances *d, void *state)
{
	if (d->model->ops->canonical)
		d->model->ops->canonical(d->model, state);
}

/* The index of the state in d->next, which is replaced by its representative; VIOLATES if there is no room.
 */
static uint32_t meet(struct distances *d)
{
	uint32_t number;

	represent(d, d->next);
	number = key_table_find(&d->known, d->states.at, d->next);
	if (number != KEY_NONE)
		return number;
	if (!room_for_one(d)) {
		d->full = true;
		return VIOLATES;
	}
	number = d->known.count;
	memcpy(state_at(d, number), d->next, d->model->state_size);
	*node_at(d, number) = (struct node){ .known = FAR, .border = 0 };
	key_table_add(&d->known, d->states.at);
	return number;
}

/* --- successors ----------------------------------------------------------------------- */

static bool violates(const struct distances *d, const struct step *step)
{
	return d->model->ops->broken(d->model, d->from, step, d->next, d->properties) & ~d->broken_before;
}

/* Whether some property could not be decided in the state that a step leads to. */
static bool is_open(const struct distances *d)
{
	return d->model->ops->open && d->model->ops->open(d->model, d->next, d->properties);
}

static bool add_target(void *ctx, const struct step *step)
{
	struct distances *d = ctx;
	uint32_t target = VIOLATES;

	d->met[step->action] = true;
	if (d->model->ops->apply(d->model, d->from, step, d->next) != APPLY_OK) {
		d->failed = true; /* a model without more room */
		return false;
	}
	if (!violates(d, step)) {
		if (is_open(d)) {
			d->failed = d->undecided = true;
			return false;
		}
		target = meet(d);
		d->failed = target == VIOLATES;
		if (d->failed)
			return false;
	} else if (d->only_nearest) {
		d->target_count = 0;
	}
	d->targets = mem_grow(d->targets, &d->target_room, d->target_count + 1, sizeof(*d->targets));
	d->targets[d->target_count++] = target;
	return target != VIOLATES || !d->only_nearest;
}

/* Finds the successors of d->from; with `only_nearest`, only a violating step if there is one.  Returns false
 * if there is no room for them. */
static bool find_targets(struct distances *d, bool only_nearest)
{
	d->only_nearest = only_nearest;
	d->failed = d->undecided = false;
	d->target_count = 0;
	d->broken_before = d->model->ops->broken(d->model, NULL, NULL, d->from, d->properties);
	d->model->ops->enabled(d->model, d->from, add_target, d);
	return !d->failed;
}

static int by_index(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static bool expand(struct distances *d, uint32_t index)
{
	struct node *node;
	uint32_t last = VIOLATES, kept = 0;

	memcpy(d->from, state_at(d, index), d->model->state_size);
	/* If a successor cannot be decided, the state becomes a border: anything may follow it. */
	if (!find_targets(d, true))
		return d->undecided;
	node = node_at(d, index); /* fetched only now: adding a node may move them */
	if (d->target_count && d->targets[0] == VIOLATES) {
		node->expanded = node->hits = true;
		d->expanded++;
		return true;
	}
	qsort(d->targets, d->target_count, sizeof(*d->targets), by_index);
	if (d->target_count > UINT16_MAX ||
	    !reserve_use(&d->edges, (d->edge_count + d->target_count) * sizeof(uint32_t), &d->budget)) {
		d->full = true;
		return false;
	}
	for (size_t i = 0; i < d->target_count; i++)
		if (d->targets[i] != last && d->targets[i] != index)
			*edge_at(d, d->edge_count + kept++) = last = d->targets[i];
	node->first = d->edge_count;
	node->count = (uint16_t)kept;
	node->expanded = true;
	d->edge_count += kept;
	d->expanded++;
	return true;
}

/* --- searching ---------------------------------------------------------------------------- */

static bool asked_to_stop(const struct distances *d)
{
	return d->options.go_on && !d->options.go_on(d->options.ctx);
}

static uint32_t *queue_at(const struct distances *d, uint32_t index)
{
	return (uint32_t *)d->queue.at + index;
}

static uint32_t enqueue(struct distances *d, uint32_t index, uint32_t end)
{
	if (node_at(d, index)->stamp == d->stamp)
		return end;
	node_at(d, index)->stamp = d->stamp;
	*queue_at(d, end) = index;
	return end + 1;
}

/* Reverses the edges: those into node i are back[back_first[i]] up to back[back_first[i + 1]]. */
static bool reverse(struct distances *d)
{
	uint32_t *first, *back;

	if (!reserve_use(&d->back_first, ((size_t)d->known.count + 2) * sizeof(*first), &d->budget) ||
	    !reserve_use(&d->back, (size_t)d->edge_count * sizeof(*back), &d->budget) ||
	    !reserve_use(&d->work, (size_t)d->known.count * sizeof(uint32_t), &d->budget))
		return false;
	first = d->back_first.at;
	back = d->back.at;
	memset(first, 0, ((size_t)d->known.count + 2) * sizeof(*first));
	for (uint32_t i = 0; i < d->edge_count; i++)
		first[*edge_at(d, i) + 2]++;
	for (uint32_t i = 2; i < d->known.count + 2; i++)
		first[i] += first[i - 1];
	for (uint32_t i = 0; i < d->known.count; i++)
		for (uint32_t e = 0; e < node_at(d, i)->count; e++)
			back[first[*edge_at(d, node_at(d, i)->first + e) + 1]++] = i;
	return true;
}

/* One backward search; `near` is the offset in a node of the distances to fill. */
static void spread(struct distances *d, size_t near, uint32_t end)
{
	const uint32_t *first = d->back_first.at, *back = d->back.at;
	uint32_t *work = d->work.at;

	for (uint32_t at = 0; at < end; at++) {
		uint16_t next = *(uint16_t *)((char *)node_at(d, work[at]) + near);

		next += next < FAR - 1;
		for (uint32_t e = first[work[at]]; e < first[work[at] + 1]; e++) {
			uint16_t *to = (uint16_t *)((char *)node_at(d, back[e]) + near);

			if (*to != FAR)
				continue;
			*to = next;
			work[end++] = back[e];
		}
	}
}

/* Updates the distances of all states to the graph.  Without room the old ones stay, which are still correct.
 */
static void weigh(struct distances *d)
{
	uint32_t *work, end = 0;

	d->weighed = d->expanded;
	if (!reverse(d))
		return;
	work = d->work.at;
	for (uint32_t i = 0; i < d->known.count; i++) {
		node_at(d, i)->known = node_at(d, i)->hits ? 1 : FAR;
		if (node_at(d, i)->hits)
			work[end++] = i;
	}
	spread(d, offsetof(struct node, known), end);
	end = 0;
	for (uint32_t i = 0; i < d->known.count; i++) {
		node_at(d, i)->border = node_at(d, i)->expanded ? FAR : 0;
		if (!node_at(d, i)->expanded)
			work[end++] = i;
	}
	spread(d, offsetof(struct node, border), end);
	if (d->options.improved)
		d->options.improved(d->options.ctx);
}

static struct hint hint_of(const struct node *node)
{
	unsigned known = node->known, border = node->border;

	if (known == FAR && border == FAR)
		return (struct hint){ HINT_SAFE, 0 };
	if (known != FAR && known <= border + 1)
		return (struct hint){ HINT_EXACT, known };
	return (struct hint){ HINT_LEAST, known < border + 1 ? known : border + 1 };
}

/* Derives the hints of a state's steps and of the state.  Returns whether all are settled. */
static bool conclude(const struct hint *steps, size_t count, struct hint *here)
{
	unsigned exact = FAR, least = FAR;

	for (size_t i = 0; i < count; i++) {
		if (steps[i].kind == HINT_EXACT && steps[i].steps < exact)
			exact = steps[i].steps;
		if (steps[i].kind == HINT_LEAST && steps[i].steps < least)
			least = steps[i].steps;
	}
	if (exact <= least)
		*here = exact == FAR ? (struct hint){ HINT_SAFE, 0 } : (struct hint){ HINT_EXACT, exact + 1 };
	else
		*here = (struct hint){ HINT_LEAST, least + 1 };
	return least == FAR;
}

static bool read_off(const struct distances *d, const uint32_t *targets, size_t count, struct hint *here,
                     struct hint *steps)
{
	for (size_t i = 0; i < count; i++)
		steps[i] = targets[i] == VIOLATES ? (struct hint){ HINT_EXACT, 0 }
		                                  : hint_of(node_at(d, targets[i]));
	return conclude(steps, count, here) || (d->only_here && here->kind != HINT_LEAST);
}

/* Searches level by level from the states at the front of the queue.  Returns whether all hints are settled.
 */
static bool look(struct distances *d, const uint32_t *roots, size_t count, struct hint *here,
                 struct hint *steps)
{
	uint32_t end = 0, level_end, looked = 0;

	d->stamp++;
	d->depth = 1;
	for (size_t i = 0; i < count; i++)
		if (roots[i] != VIOLATES)
			end = enqueue(d, roots[i], end);
	level_end = end;
	for (uint32_t at = 0; at < end; at++) {
		uint32_t index = *queue_at(d, at);

		if (at == level_end) {
			level_end = end;
			d->depth++;
			if (d->expanded - d->weighed > d->weighed / 2 + WEIGH_LEAST) {
				weigh(d);
				if (read_off(d, roots, count, here, steps))
					return true;
			}
		}
		if (!node_at(d, index)->expanded &&
		    ((++looked % LOOK_EVERY == 0 && asked_to_stop(d)) || !expand(d, index)))
			break;

		const struct node *node = node_at(d, index);

		for (uint32_t e = 0; e < node->count; e++)
			end = enqueue(d, *edge_at(d, node->first + e), end);
	}
	if (d->expanded != d->weighed && !asked_to_stop(d))
		weigh(d);
	return read_off(d, roots, count, here, steps);
}

static void forget(struct distances *d)
{
	key_table_clear(&d->known);
	d->edge_count = d->expanded = d->weighed = 0;
	d->full = false;
}

/* The successors of `state`, by step, which the caller frees; null if there is no room. */
static uint32_t *roots_of(struct distances *d, const void *state, size_t count)
{
	uint32_t *roots;

	memcpy(d->from, state, d->model->state_size);
	if (!find_targets(d, false) || d->target_count != count)
		return NULL;
	roots = mem_array(count, sizeof(*roots));
	if (count)
		memcpy(roots, d->targets, count * sizeof(*roots));
	return roots;
}

static void unknown(struct hint *here, struct hint *steps, size_t count)
{
	*here = (struct hint){ HINT_UNKNOWN, 0 };
	for (size_t i = 0; i < count; i++)
		steps[i] = *here;
}

static bool answer(struct distances *d, const void *state, struct hint *here, struct hint *steps,
                   size_t count, bool search)
{
	uint32_t *roots = roots_of(d, state, count);
	bool settled;

	if (!roots) {
		unknown(here, steps, count);
		return false;
	}
	settled = read_off(d, roots, count, here, steps);
	if (!settled && search && !d->full)
		settled = look(d, roots, count, here, steps);
	free(roots);
	return settled;
}

bool distances_known(struct distances *d, const void *state, struct hint *here, struct hint *steps,
                     size_t count)
{
	return answer(d, state, here, steps, count, false);
}

bool distances_find(struct distances *d, const void *state, struct hint *here, struct hint *steps,
                    size_t count)
{
	uint32_t before = d->known.count;
	bool settled = answer(d, state, here, steps, count, true);

	/* The memory is full of states from other searches: discard them. */
	if (!settled && d->full && before > 0 && !asked_to_stop(d)) {
		forget(d);
		settled = answer(d, state, here, steps, count, true);
	}
	return settled;
}

size_t distances_path(struct distances *d, const void *state, struct arena *arena, struct step **steps,
                      struct hint *here)
{
	unsigned char *at = mem_alloc(d->model->state_size);
	struct step *way = NULL, *enabled;
	size_t length = 0, count = model_enabled(d->model, state, arena, &enabled);
	struct hint *hints = mem_array(count, sizeof(*hints));

	d->only_here = true;
	distances_find(d, state, here, hints, count);
	d->only_here = false;
	if (here->kind == HINT_EXACT)
		way = arena_array(arena, here->steps, sizeof(*way));
	memcpy(at, state, d->model->state_size);
	while (way && length < here->steps) {
		unsigned left = here->steps - (unsigned)length - 1;
		size_t i = 0;

		count = model_enabled(d->model, at, arena, &enabled);
		hints = mem_resize(hints, count, sizeof(*hints));

		struct hint now;

		distances_known(d, at, &now, hints, count);
		while (i < count && (hints[i].kind != HINT_EXACT || hints[i].steps != left))
			i++;
		if (i == count)
			break; /* no room to expand the path again */
		way[length++] = enabled[i];
		if (d->model->ops->apply(d->model, at, &enabled[i], d->next) != APPLY_OK)
			break;
		memcpy(at, d->next, d->model->state_size);
	}
	free(at);
	free(hints);
	*steps = way;
	return way && length == here->steps ? length : 0;
}

/* --- lifetime --------------------------------------------------------------------------------- */

struct distances *distances_new(const struct model *model, uint32_t properties,
                                const struct distance_options *options)
{
	struct distances *d = mem_alloc(sizeof(*d));
	struct reserve *const all[] = { &d->states, &d->nodes, &d->edges,     &d->queue,
		                        &d->work,   &d->back,  &d->back_first };

	d->model = model;
	d->properties = properties;
	if (options)
		d->options = *options;
	if (!d->options.max_states)
		d->options.max_states = STATES_DEFAULT;
	if (d->options.max_states > STATES_MOST)
		d->options.max_states = STATES_MOST;
	d->options.max_memory = reserve_bytes(d->options.max_memory, MEMORY_DEFAULT);
	atomic_init(&d->budget.left, d->options.max_memory);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		d->full |= !reserve_init(all[i], (size_t)d->options.max_memory);
	key_table_init(&d->known, model->state_size);
	d->from = mem_alloc(model->state_size);
	d->next = mem_alloc(model->state_size);
	d->met = mem_array(model->action_count, sizeof(*d->met));
	return d;
}

bool distances_met(const struct distances *d, unsigned action)
{
	return d->met[action];
}

void distances_free(struct distances *d)
{
	if (!d)
		return;
	reserve_release(&d->states);
	reserve_release(&d->nodes);
	reserve_release(&d->edges);
	reserve_release(&d->queue);
	reserve_release(&d->work);
	reserve_release(&d->back);
	reserve_release(&d->back_first);
	key_table_release(&d->known);
	free(d->from);
	free(d->next);
	free(d->met);
	free(d->targets);
	free(d);
}

void distances_options(struct distances *d, bool (*go_on)(void *), void (*improved)(void *), void *ctx)
{
	d->options.go_on = go_on;
	d->options.improved = improved;
	d->options.ctx = ctx;
}

struct distances_size distances_size(const struct distances *d)
{
	return (struct distances_size){
		.states = d->known.count,
		.edges = d->edge_count,
		.depth = d->depth,
		.memory = d->options.max_memory -
		          atomic_load_explicit(&d->budget.left, memory_order_relaxed) +
		          key_table_memory(&d->known),
	};
}
