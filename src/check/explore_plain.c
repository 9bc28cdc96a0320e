/*
 * Breadth-first search with one queue: an array of states in the order found, each with the index of its
 * parent, and a hash table of indices.  The order makes the counterexample the first of the shortest ones in
 * the model's order of steps.
 *
 * Rejected: anything that is faster but less obvious; see explore_parallel.c.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/key_table.h>
#include <heddle/mem.h>
#include <heddle/stepper.h>

#include "check/explore_plain.h"
#include "check/limits.h"
#include "check/reserve.h"

enum { REPORT_EVERY = 256 };

static const uint32_t NONE = UINT32_MAX, STATES_MAX = UINT32_MAX - 1;

struct plain {
	const struct model *model;
	const struct check_options *options;
	struct check_result *result;
	struct limits limits;
	struct reserve_budget budget;
	struct reserve states, parents;
	struct key_table known;
	uint32_t count, at; /* states found; the index of the one being expanded */
	uint32_t level_end;
	uint32_t asked; /* properties still looked for */
	uint32_t once;  /* those that depend only on a state, and take long to judge */
	uint32_t slow;  /* all that take long, and may have no answer */
	const char *limit;
	bool done;
	unsigned char *from; /* a copy of the state being expanded, since adding a state may move them */
	unsigned char *next; /* the state after the current step */
	/* With symmetry: packs the states of a class as one.  Null: every state is its own representative. */
	struct stepper *names;
	uint64_t *packed;
};

static unsigned char *state_at(const struct plain *x, uint32_t index)
{
	return (unsigned char *)x->states.at + index * x->model->state_size;
}

static uint32_t *parent_at(const struct plain *x, uint32_t index)
{
	return (uint32_t *)x->parents.at + index;
}

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

/* Replaces a state within the bounds by its representative. */
static void represent(const struct plain *x, void *state)
{
	if (!x->names)
		return;
	x->names->ops->pack(x->names, state, x->packed);
	x->names->ops->unpack(x->names, x->packed, state);
}

/* Adds x->next unless it is known.  Returns whether it was new. */
static bool keep(struct plain *x, uint32_t parent)
{
	if (is_known(x, x->next) || !room_for_one(x))
		return false;
	memcpy(state_at(x, x->count), x->next, x->model->state_size);
	*parent_at(x, x->count) = parent;
	key_table_add(&x->known, x->states.at);
	x->count++;
	return true;
}

/* --- counterexamples ------------------------------------------------------------------ */

/* Finds the step from `from` to a state that `to` represents or, if `to` is null, to a violation. */
struct search {
	const struct plain *x;
	const void *from, *to;
	unsigned property;
	unsigned char *next, *represented; /* the state after the step, and its representative */
	struct step found;
};

static bool leads_to(void *ctx, const struct step *step)
{
	struct search *search = ctx;
	const struct model *model = search->x->model;

	if (model->ops->apply(model, search->from, step, search->next) != APPLY_OK)
		return true;
	search->found = *step;
	if (!search->to)
		return !model->ops->broken(model, search->from, step, search->next,
		                           UINT32_C(1) << search->property);
	if (model->ops->within && !model->ops->within(model, search->next))
		return true;
	memcpy(search->represented, search->next, model->state_size);
	represent(search->x, search->represented);
	return memcmp(search->represented, search->to, model->state_size) != 0;
}

/* The steps from the start, which is not a representative, along the stored states. */
static void walk_forwards(const struct plain *x, const uint32_t *kept, struct check_trace *trace)
{
	size_t size = x->model->state_size;
	unsigned char *from = mem_alloc(size), *swap;
	struct search search = {
		.x = x, .property = trace->property, .next = mem_alloc(size), .represented = mem_alloc(size)
	};

	if (x->options->from)
		memcpy(from, x->options->from, size);
	else
		x->model->ops->initial(x->model, from);
	for (size_t i = 0; i < trace->length; i++) {
		search.from = from;
		search.to = i + 1 < trace->length ? state_at(x, kept[i + 1]) : NULL;
		x->model->ops->enabled(x->model, from, leads_to, &search);
		trace->steps[i] = search.found;
		swap = from;
		from = search.next;
		search.next = swap;
	}
	free(from);
	free(search.next);
	free(search.represented);
}

/* `from` is the state before the violating step; NONE: the start itself breaks the property. */
static void add_trace(struct plain *x, unsigned property, uint32_t from)
{
	struct check_result *r = x->result;
	struct check_trace *trace;
	uint32_t *kept;
	size_t length = 0;

	for (uint32_t i = from; i != NONE; i = *parent_at(x, i))
		length++;
	r->traces = mem_resize(r->traces, r->trace_count + 1, sizeof(*r->traces));
	trace = &r->traces[r->trace_count++];
	*trace = (struct check_trace){ property, length, mem_array(length, sizeof(struct step)) };
	kept = mem_array(length, sizeof(*kept));
	for (uint32_t i = from; i != NONE; i = *parent_at(x, i))
		kept[--length] = i;
	walk_forwards(x, kept, trace);
	free(kept);
}

/* Records what `step` (null: the start itself) breaks, of the properties `asked`. */
static void judge(struct plain *x, const void *from, const struct step *step, uint32_t asked)
{
	uint32_t broken = asked ? x->model->ops->broken(x->model, from, step, x->next, asked) : 0;

	for (unsigned p = 0; broken; p++, broken >>= 1) {
		if (!(broken & 1))
			continue;
		add_trace(x, p, step ? x->at : NONE);
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
		represent(x, x->next);
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
		.memory = x->states.used + x->parents.used + key_table_memory(&x->known),
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
		represent(&x, x.next);
		keep(&x, NONE);
	}
	x.level_end = x.count;
	explore(&x);

	end_symmetry(&x);
	result->limit = x.limit;
	result->complete = !x.limit && !x.done;
	if (!result->complete)
		result->beyond = 0;
	result->seconds = limits_seconds(&x.limits);
	result->memory = x.states.used + x.parents.used + key_table_memory(&x.known);
	key_table_release(&x.known);
	free(x.from);
	free(x.next);
	reserve_release(&x.states);
	reserve_release(&x.parents);
}
