/*
 * Breadth-first search with one queue: an array of states in the order found, each with the index of its
 * parent, and a hash table of indices.
 *
 * Rejected: anything that is faster but less obvious; see explore_parallel.c.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "check/explore_plain.h"
#include "check/plain.h"

enum { REPORT_EVERY = 256 };

/* --- known states ------------------------------------------------------------------ */

static bool is_known(const struct plain *x, const void *state)
{
	return key_table_find(&x->known, x->states.at, state) != KEY_NONE;
}

/* False: a limit was reached. */
static bool room_for_one(struct plain *x)
{
	size_t need = (size_t)x->count + 1;

	if (x->count == STATES_MAX || (x->options->max_states && x->count >= x->options->max_states)) {
		x->limit = limit_states;
		return false;
	}
	if (!reserve_use(&x->states, need * x->model->state_size, &x->budget) ||
	    !reserve_use(&x->parents, need * sizeof(uint32_t), &x->budget) ||
	    !key_table_reserve(&x->known, x->states.at)) {
		x->limit = limit_memory;
		return false;
	}
	return true;
}

/* Whether the state is within the bounds; if not, records which ones it exceeds. */
static bool within(const struct plain *x, const void *state)
{
	const struct model_ops *ops = x->model->ops;

	if (!ops->within || ops->within(x->model, state))
		return true;
	if (ops->beyond)
		x->result->beyond |= ops->beyond(x->model, state);
	return false;
}

/* Keeps a step to a known state of the next level. */
static void add_link(struct plain *x, uint32_t target)
{
	struct plain_link *links;

	if (x->unlinked || !x->asked || target < x->level_end)
		return;
	if (!reserve_use(&x->links, (x->link_count + 1) * sizeof(*links), &x->budget)) {
		x->unlinked = true;
		return;
	}
	links = x->links.at;
	links[x->link_count++] = (struct plain_link){ x->at, target };
}

/* Adds x->next unless it is known.  Returns whether it was new. */
static bool keep(struct plain *x, uint32_t parent)
{
	uint32_t known = key_table_find(&x->known, x->states.at, x->next);

	if (known != KEY_NONE)
		add_link(x, known);
	if (known != KEY_NONE || !room_for_one(x))
		return false;
	memcpy(state_at(x, x->count), x->next, x->model->state_size);
	*parent_at(x, x->count) = parent;
	key_table_add(&x->known, x->states.at);
	x->count++;
	return true;
}

/* Records what `step` (null: the start itself) breaks, of the properties `asked`. */
static void judge(struct plain *x, const void *from, const struct step *step, uint32_t asked)
{
	uint32_t broken = asked ? x->model->ops->broken(x->model, from, step, x->next, asked) : 0;

	for (unsigned p = 0; broken; p++, broken >>= 1) {
		if (!(broken & 1))
			continue;
		plain_note(x, p, !step);
		x->asked &= ~(UINT32_C(1) << p);
		if (!x->options->keep_going) {
			x->done = true;
			return;
		}
	}
}

/* Of the properties that take long those about states are judged at the first step to a state. */
static void judge_slow(struct plain *x, const void *from, const struct step *step)
{
	uint32_t asked = x->asked & x->slow;

	if (asked & x->once && is_known(x, x->next))
		asked &= ~x->once;
	if (!asked)
		return;
	judge(x, from, step, asked);
	if (x->model->ops->open)
		x->result->open |= x->model->ops->open(x->model, from, step, x->next, asked);
}

/* --- exploring --------------------------------------------------------------------------- */

static bool take(void *ctx, const struct step *step)
{
	struct plain *x = ctx;
	int applied = x->model->ops->apply(x->model, x->from, step, x->next);

	if (applied != APPLY_OK) {
		/* A bounded model has room for one step beyond its bounds; so this model has no bounds. */
		x->limit = limit_memory;
		return false;
	}
	x->result->generated++;
	x->result->coverage[step->action].taken++;
	judge(x, x->from, step, x->asked & ~x->slow);
	if (!x->done)
		judge_slow(x, x->from, step);
	if (x->done)
		return false;
	if (within(x, x->next)) {
		plain_represent(x, x->next);
		if (keep(x, x->at))
			x->result->coverage[step->action].fresh++;
	}
	return !x->limit;
}

static void report(struct plain *x)
{
	struct check_progress now = {
		.distinct = x->count,
		.generated = x->result->generated,
		.queue = x->count - x->at,
		.memory = x->states.used + x->parents.used + x->links.used + key_table_memory(&x->known),
		.depth = x->result->depth,
	};

	x->limit = limits_check(&x->limits, &now);
}

/* The counts at the start of a level.  A violation ends the check with these, so that they do not depend on
 * the order within a level. */
struct snapshot {
	uint64_t distinct, generated;
	struct check_coverage *coverage;
};

static void explore(struct plain *x)
{
	struct check_result *r = x->result;
	size_t coverage_size = x->model->action_count * sizeof(*r->coverage);
	struct snapshot before = { .coverage = mem_alloc(coverage_size) };

	while (x->at < x->level_end && !x->done && !x->limit) {
		uint32_t first = x->at;

		x->level_first = mem_grow(x->level_first, &x->level_room, (size_t)x->level + 1,
		                          sizeof(*x->level_first));
		x->level_first[x->level] = first;
		before.distinct = x->count;
		before.generated = r->generated;
		memcpy(before.coverage, r->coverage, coverage_size);
		r->depth++;
		for (; x->at < x->level_end && !x->done && !x->limit; x->at++) {
			memcpy(x->from, state_at(x, x->at), x->model->state_size);
			x->model->ops->enabled(x->model, x->from, take, x);
			if (x->at % REPORT_EVERY == 0 && !x->done && !x->limit)
				report(x);
			if (x->done || x->limit)
				break;
		}
		if (x->done) {
			r->distinct = before.distinct;
			r->generated = before.generated;
			memcpy(r->coverage, before.coverage, coverage_size);
			r->depth++;
			r->queue = x->level_end - first;
		} else {
			r->distinct = x->count;
			r->queue = x->count - x->at;
		}
		x->level_end = x->count;
		x->level++;
	}
	free(before.coverage);
}

static void begin_symmetry(struct plain *x)
{
	const struct model *model = x->model;
	struct stepper *names = model->ops->stepper ? model->ops->stepper(model, true) : NULL;

	x->result->unreduced = names ? names->unreduced : "the model does not say what is interchangeable";
	if (!x->result->unreduced) {
		x->names = names;
		x->packed = mem_array(names->words, sizeof(*x->packed));
	} else if (names) {
		names->ops->release(names);
	}
}

static void end_symmetry(struct plain *x)
{
	if (!x->names) {
		x->result->represented = x->options->symmetry ? x->count : 0;
		return;
	}
	for (uint32_t i = 0; i < x->count; i++) {
		x->names->ops->pack(x->names, state_at(x, i), x->packed);
		x->result->represented += x->names->ops->class_size(x->names, x->packed);
	}
	x->names->ops->release(x->names);
	free(x->packed);
}

void explore_plain(const struct model *model, const struct check_options *options,
                   struct check_result *result)
{
	size_t most = reserve_machine_memory();
	struct plain x = { .model = model, .options = options, .result = result };

	if (options->max_memory && options->max_memory < most)
		most = options->max_memory;
	atomic_init(&x.budget.left, most);
	limits_start(&x.limits, options);
	x.asked = options->properties;
	x.slow = model_slow_properties(model, &x.once);
	x.from = mem_alloc(model->state_size);
	x.next = mem_alloc(model->state_size);
	key_table_init(&x.known, model->state_size);
	if (!reserve_init(&x.states, most) || !reserve_init(&x.parents, most))
		x.limit = limit_memory;
	x.unlinked = options->first || !reserve_init(&x.links, most);

	if (options->symmetry)
		begin_symmetry(&x);
	if (options->from)
		memcpy(x.next, options->from, model->state_size);
	else
		model->ops->initial(model, x.next);
	result->generated = 1;
	judge(&x, NULL, NULL, x.asked & ~x.slow);
	if (!x.done)
		judge_slow(&x, NULL, NULL);
	if (!x.done && !x.limit && within(&x, x.next)) {
		plain_represent(&x, x.next);
		keep(&x, NONE);
	}
	x.level_end = x.count;
	explore(&x);

	plain_add_traces(&x);
	end_symmetry(&x);
	result->limit = x.limit;
	result->complete = !x.limit && !x.done;
	if (!result->complete)
		result->beyond = 0;
	result->seconds = limits_seconds(&x.limits);
	result->memory = x.states.used + x.parents.used + x.links.used + key_table_memory(&x.known);
	key_table_release(&x.known);
	free(x.from);
	free(x.next);
	reserve_release(&x.states);
	reserve_release(&x.parents);
	reserve_release(&x.links);
	free(x.level_first);
	free(x.found);
}
