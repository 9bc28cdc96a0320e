/*
 * A forward search from the state, level by level, then a backward search from the violations.
 *
 * The explored graph is kept, so each state is expanded once.  An unknown path to a violation must cross a
 * border state and is longer than the path to it.  So the known distance is exact unless a border is nearer
 * by two steps, and a state that reaches neither is safe.  Once no border is left, all answers are final.
 *
 * States are replaced by representatives (model->ops->canonical), so the graph of a classroom scope has some
 * 10^5 states and is complete within a second; if a violation is near, the search ends much earlier.
 *
 * Rejected: a separate search from each successor, which repeats nearly all work for each step; and
 * depth-first search with bounds, which cannot answer "safe".
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "check/distance_graph.h"
#include "check/simplest.h"

enum {
	LOOK_EVERY = 64,
	WEIGH_LEAST = 2000, /* states explored between two evaluations */
	STATES_MOST = UINT32_MAX / 2,
	STATES_DEFAULT = 4 << 20,
	MEMORY_DEFAULT = 512 << 20,
};

/* --- hints -------------------------------------------------------------------------------- */

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

/* Searches level by level from the states at the front of the queue.  Returns whether all hints are settled.
 */
static bool search(struct distances *d, const uint32_t *roots, size_t count, struct hint *here,
                   struct hint *steps)
{
	uint32_t end = 0, level_end, expanded = 0;

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
				distances_weigh(d);
				if (read_off(d, roots, count, here, steps))
					return true;
			}
		}
		if (!node_at(d, index)->expanded &&
		    ((++expanded % LOOK_EVERY == 0 && asked_to_stop(d)) || !distances_expand(d, index)))
			break;

		const struct node *node = node_at(d, index);

		for (uint32_t e = 0; e < node->count; e++)
			end = enqueue(d, *edge_at(d, node->first + e), end);
	}
	if (d->expanded != d->weighed && !asked_to_stop(d))
		distances_weigh(d);
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
	if (!distances_successors(d, false) || d->target_count != count)
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
                   size_t count, bool may_search)
{
	uint32_t *roots = roots_of(d, state, count);
	bool settled;

	if (!roots) {
		unknown(here, steps, count);
		return false;
	}
	settled = read_off(d, roots, count, here, steps);
	if (!settled && may_search && !d->full)
		settled = search(d, roots, count, here, steps);
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

/* --- ways -------------------------------------------------------------------------------------- */

struct along {
	struct distances *d;
	size_t length;
};

/* Whether a state is on a shortest way, by what the search found. */
static bool on_way(void *ctx, const void *state, size_t taken)
{
	const struct along *along = ctx;
	struct distances *d = along->d;
	uint32_t number;

	memcpy(d->next, state, d->model->state_size);
	distances_represent(d, d->next);
	number = key_table_find(&d->known, d->states.at, d->next);
	return number != KEY_NONE && node_at(d, number)->known == along->length - taken;
}

static bool ends(void *ctx, const void *from, const struct step *step, const void *to)
{
	const struct distances *d = ((const struct along *)ctx)->d;
	const struct model_ops *ops = d->model->ops;

	return ops->broken(d->model, from, step, to, d->properties) &
	       ~ops->broken(d->model, NULL, NULL, from, d->properties);
}

size_t distances_path(struct distances *d, const void *state, struct arena *arena, struct step **steps,
                      struct hint *here)
{
	struct step *enabled;
	size_t count = model_enabled(d->model, state, arena, &enabled);
	struct hint *hints = mem_array(count, sizeof(*hints));
	struct along along = { .d = d };
	struct shortest shortest = { d->model, state, 0, on_way, ends, &along };

	d->only_here = true;
	distances_find(d, state, here, hints, count);
	d->only_here = false;
	free(hints);
	*steps = NULL;
	if (here->kind != HINT_EXACT)
		return 0;
	shortest.length = along.length = here->steps;
	*steps = arena_array(arena, here->steps, sizeof(**steps));
	return simplest_find(&shortest, simplest_width(d->edge_count, here->steps), *steps) == CHECK_FIRST
	               ? 0
	               : here->steps;
}

bool distances_stories(struct distances *d, const void *state, size_t length, struct check_story **stories,
                       size_t *count)
{
	struct along along = { d, length };
	struct shortest shortest = { d->model, state, length, on_way, ends, &along };

	return simplest_stories(&shortest, STORIES_WIDTH, stories, count) == CHECK_SIMPLEST;
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
