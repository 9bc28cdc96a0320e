/*
 * A queue of whole states, each with its parent and the step that found it, and a table of indices. Rejected:
 * the plain explorer, which stops at violations of the model's properties, not at any predicate.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/key_table.h>
#include <heddle/mem.h>
#include <heddle/reach.h>

#include "check/reserve.h"

enum {
	LOOK_EVERY = 64,
	STATES_DEFAULT = 8 << 20,
	MEMORY_DEFAULT = 512 << 20,
};

struct origin {
	struct step step;
	uint32_t parent;
};

struct reach {
	const struct model *model;
	const struct reach_options *options;
	uint64_t max_states;
	struct reserve_budget budget;
	struct reserve states, origins;
	struct key_table known;
	uint32_t at;
	unsigned char *from; /* a copy of the current state, because adding one may move them */
	unsigned char *next;
	struct step last; /* the wanted step, if found */
	enum reach_end end;
};

static unsigned char *state_at(const struct reach *r, uint32_t index)
{
	return (unsigned char *)r->states.at + (size_t)index * r->model->state_size;
}

static struct origin *origin_at(const struct reach *r, uint32_t index)
{
	return (struct origin *)r->origins.at + index;
}

static bool keep(struct reach *r, const struct step *step)
{
	size_t need = (size_t)r->known.count + 1;

	if (key_table_find(&r->known, r->states.at, r->next) != KEY_NONE)
		return true;
	if (need > r->max_states || !reserve_use(&r->states, need * r->model->state_size, &r->budget) ||
	    !reserve_use(&r->origins, need * sizeof(struct origin), &r->budget) ||
	    !key_table_reserve(&r->known, r->states.at)) {
		r->end = REACH_LIMIT;
		return false;
	}
	memcpy(state_at(r, r->known.count), r->next, r->model->state_size);
	*origin_at(r, r->known.count) = (struct origin){ .parent = r->at };
	if (step)
		origin_at(r, r->known.count)->step = *step;
	key_table_add(&r->known, r->states.at);
	return true;
}

static bool take(void *ctx, const struct step *step)
{
	struct reach *r = ctx;

	if (r->model->ops->apply(r->model, r->from, step, r->next) != APPLY_OK) {
		r->end = REACH_LIMIT;
		return false;
	}
	if (r->options->wanted(r->options->ctx, r->from, step, r->next)) {
		r->end = REACH_FOUND;
		r->last = *step;
		return false;
	}
	return keep(r, step);
}

static void search(struct reach *r)
{
	const struct reach_options *options = r->options;

	for (r->at = 0; r->at < r->known.count && r->end == REACH_NEVER; r->at++) {
		if (r->at % LOOK_EVERY == 0 && options->go_on && !options->go_on(options->ctx)) {
			r->end = REACH_STOPPED;
			break;
		}
		memcpy(r->from, state_at(r, r->at), r->model->state_size);
		r->model->ops->enabled(r->model, r->from, take, r);
		if (r->end != REACH_NEVER)
			break;
	}
}

static size_t trace_back(const struct reach *r, struct arena *arena, struct step **steps)
{
	size_t length = 1;

	for (uint32_t i = r->at; i; i = origin_at(r, i)->parent)
		length++;
	*steps = arena_array(arena, length, sizeof(**steps));
	(*steps)[length - 1] = r->last;

	size_t at = length - 1;

	for (uint32_t i = r->at; i; i = origin_at(r, i)->parent)
		(*steps)[--at] = origin_at(r, i)->step;
	return length;
}

enum reach_end reach_find(const struct model *model, const void *from, const struct reach_options *options,
                          struct arena *arena, struct step **steps, size_t *count)
{
	size_t memory = reserve_bytes(options->max_memory, MEMORY_DEFAULT);
	struct reach r = { .model = model, .options = options, .end = REACH_NEVER };

	*steps = NULL;
	*count = 0;
	r.max_states = options->max_states ? options->max_states : STATES_DEFAULT;
	key_table_init(&r.known, model->state_size);
	r.from = mem_alloc(model->state_size);
	r.next = mem_alloc(model->state_size);
	atomic_init(&r.budget.left, memory);
	memcpy(r.next, from, model->state_size);
	if (!reserve_init(&r.states, memory) || !reserve_init(&r.origins, memory))
		r.end = REACH_LIMIT;
	else if (keep(&r, NULL))
		search(&r);
	if (r.end == REACH_FOUND)
		*count = trace_back(&r, arena, steps);
	reserve_release(&r.states);
	reserve_release(&r.origins);
	key_table_release(&r.known);
	free(r.from);
	free(r.next);
	return r.end;
}
