/*
 * Two backward searches over the reversed edges give each state its distance to the nearest known violation
 * and to the nearest border state.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "check/distance_graph.h"

static bool room_for_one(struct distances *d)
{
	size_t need = (size_t)d->known.count + 1;

	return need <= d->options.max_states &&
	       reserve_use(&d->states, need * d->model->state_size, &d->budget) &&
	       reserve_use(&d->nodes, need * sizeof(struct node), &d->budget) &&
	       reserve_use(&d->queue, need * sizeof(uint32_t), &d->budget) &&
	       key_table_reserve(&d->known, d->states.at);
}

void distances_represent(const struct distances *d, void *state)
{
	if (d->model->ops->canonical)
		d->model->ops->canonical(d->model, state);
}

/* The index of the state in d->next, which is replaced by its representative; VIOLATES if there is no room.
 */
static uint32_t meet(struct distances *d)
{
	uint32_t number;

	distances_represent(d, d->next);
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
static bool is_open(const struct distances *d, const struct step *step)
{
	return d->model->ops->open && d->model->ops->open(d->model, d->from, step, d->next, d->properties);
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
		if (is_open(d, step)) {
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

bool distances_successors(struct distances *d, bool only_nearest)
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

bool distances_expand(struct distances *d, uint32_t index)
{
	struct node *node;
	uint32_t last = VIOLATES, kept = 0;

	memcpy(d->from, state_at(d, index), d->model->state_size);
	/* An undecided successor: anything may follow, so the state stays a border. */
	if (!distances_successors(d, true))
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

/* --- distances ---------------------------------------------------------------------------- */

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

void distances_weigh(struct distances *d)
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
