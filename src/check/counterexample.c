/*
 * First backwards, level by level: find the states from which the violation is reachable in the remaining
 * steps. Then forwards from the start, to the simplest of the behaviours along these states (simplest.h), or
 * always by the first step to one of them.
 *
 * So states need no parent pointer, which saves four bytes for each, and the counterexample does not depend
 * on the order in which threads found states.  The price, only if there is a violation, is expanding the
 * levels a second time, without the table.
 */
#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "check/counterexample.h"
#include "check/simplest.h"

struct way {
	const struct model *model;
	struct shard *shards;
	struct stepper *stepper;
	uint32_t asked;
	struct reserve_budget budget;
	struct state_set *good; /* by level: the states that can reach the violation in the remaining steps */
};

static bool keep(struct way *way, unsigned level, const uint64_t *state)
{
	uint32_t fresh;
	size_t count;

	return state_set_add(&way->good[level], state, 1, UINT64_MAX, &fresh, &count) == STATE_SET_OK;
}

/* Whether a step from `state`, of `level`, leads to such a state. */
static bool leads_on(struct way *way, unsigned level, const uint64_t *state)
{
	struct batch *batch = &way->shards[0].batch;
	const struct state_set *next = &way->good[level + 1];

	batch->count = 0;
	way->stepper->ops->expand(way->stepper, state, 1, batch);
	for (size_t i = 0; i < batch->count; i++)
		if (state_set_has(next, batch->states + i * way->stepper->words))
			return true;
	return false;
}

static bool look_back(struct way *way, unsigned last, unsigned level)
{
	struct stepper *stepper = way->stepper;

	for (unsigned s = 0; s < way->shards[0].of; s++) {
		const struct shard *shard = &way->shards[s];

		for (uint64_t i = shard->level_first[level]; i < shard->level_first[level + 1]; i++) {
			const uint64_t *state = shard_state(shard, i);
			bool good = level == last ? stepper->ops->breaks(stepper, state, way->asked) != 0
			                          : leads_on(way, level, state);

			if (good && !keep(way, level, state))
				return false;
		}
	}
	return true;
}

/* --- forwards ------------------------------------------------------------------------------- */

struct walk {
	struct way *way;
	const struct state_set *next; /* null: the last step, which breaks */
	const void *from;
	void *to;
	uint64_t *packed;
	struct step step;
	uint32_t broken;
	bool found;
};

static bool try_step(void *ctx, const struct step *step)
{
	struct walk *walk = ctx;
	const struct model *model = walk->way->model;
	struct stepper *stepper = walk->way->stepper;

	if (model->ops->apply(model, walk->from, step, walk->to) != APPLY_OK)
		return true;
	if (!walk->next) {
		walk->broken = model->ops->broken(model, walk->from, step, walk->to, walk->way->asked);
		walk->found = walk->broken != 0;
	} else if (!model->ops->within || model->ops->within(model, walk->to)) {
		stepper->ops->pack(stepper, walk->to, walk->packed);
		walk->found = state_set_has(walk->next, walk->packed);
	}
	walk->step = *step;
	return !walk->found;
}

static void walk_forwards(struct way *way, const void *start, unsigned last, struct check_trace *trace)
{
	size_t size = way->model->state_size;
	void *from = mem_alloc(size), *to = mem_alloc(size), *swap;
	struct walk walk = { .way = way };

	walk.packed = mem_array(way->stepper->words, sizeof(uint64_t));
	memcpy(from, start, size);
	for (unsigned level = 0; level <= last; level++) {
		walk.from = from;
		walk.to = to;
		walk.next = level < last ? &way->good[level + 1] : NULL;
		walk.found = false;
		way->model->ops->enabled(way->model, from, try_step, &walk);
		assert(walk.found && "a state that reaches the violation has a step towards it");
		trace->steps[level] = walk.step;
		swap = from;
		from = to;
		to = swap;
	}
	free(walk.packed);
	free(from);
	free(to);
}

/* --- the simplest ------------------------------------------------------------------------------ */

struct along {
	struct way *way;
	uint64_t *packed;
};

static bool on_way(void *ctx, const void *state, size_t taken)
{
	const struct along *along = ctx;
	const struct way *way = along->way;

	if (way->model->ops->within && !way->model->ops->within(way->model, state))
		return false;
	way->stepper->ops->pack(way->stepper, state, along->packed);
	return state_set_has(&way->good[taken], along->packed);
}

static bool ends(void *ctx, const void *from, const struct step *step, const void *to)
{
	const struct along *along = ctx;
	const struct way *way = along->way;

	return way->model->ops->broken(way->model, from, step, to, way->asked) != 0;
}

static unsigned broken_at_end(const struct way *way, const void *start, const struct check_trace *trace);

static void walk_simply(struct way *way, const void *start, size_t width, bool stories,
                        struct check_trace *trace)
{
	struct along along = { way, mem_array(way->stepper->words, sizeof(uint64_t)) };
	struct shortest shortest = { way->model, start, trace->length, on_way, ends, &along };

	trace->choice = simplest_find(&shortest, width, trace->steps);
	assert(trace->choice != CHECK_FIRST && "a state that reaches the violation has a way to it");
	if (stories) {
		way->asked = UINT32_C(1) << broken_at_end(way, start, trace);
		trace->choice =
		        simplest_stories(&shortest, STORIES_WIDTH, &trace->stories, &trace->story_count);
	}
	free(along.packed);
}

/* The property of `asked` that the last step breaks. */
static unsigned broken_at_end(const struct way *way, const void *start, const struct check_trace *trace)
{
	const struct step *last = &trace->steps[trace->length - 1];
	struct model_walk walk;
	uint32_t broken;

	model_walk_begin(&walk, way->model, start);
	for (size_t i = 0; i < trace->length; i++)
		model_walk_take(&walk, &trace->steps[i]);
	broken = way->model->ops->broken(way->model, walk.from, last, walk.at, way->asked);
	model_walk_end(&walk);
	assert(broken && "the last step of a counterexample breaks something");
	return (unsigned)__builtin_ctz(broken);
}

bool counterexample_find(const struct model *model, const void *start, struct shard *shards, unsigned level,
                         uint32_t asked, size_t width, bool stories, struct check_trace *trace)
{
	struct way way = { model, shards, shards[0].stepper, asked, { 0 }, NULL };
	size_t most = reserve_machine_memory();
	bool enough = true;

	atomic_init(&way.budget.left, most);
	way.good = mem_array((size_t)level + 1, sizeof(*way.good));
	for (unsigned i = level; i > 0 && enough; i--)
		enough = state_set_init(&way.good[i], (unsigned)way.stepper->words, most, &way.budget) &&
		         look_back(&way, level, i);
	if (enough) {
		*trace = (struct check_trace){ .length = (size_t)level + 1 };
		trace->steps = mem_array(trace->length, sizeof(*trace->steps));
		if (width)
			walk_simply(&way, start, width, stories, trace);
		else
			walk_forwards(&way, start, level, trace);
		trace->property = broken_at_end(&way, start, trace);
	}
	for (unsigned i = 0; i <= level; i++)
		state_set_release(&way.good[i]);
	free(way.good);
	return enough;
}
