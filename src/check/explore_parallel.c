/*
 * All threads work on the same level: they first test its steps for violations, then expand it in rounds,
 * each thread its own shard.  One thread explores small state spaces; the states are distributed to the
 * others once there are enough of them.
 *
 * Testing a level before expanding it finds a violation without generating the next level, by far the
 * largest.
 *
 * Rejected: depth-first order, whose counterexamples are long; work stealing, which an evenly spreading hash
 * makes unnecessary.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "check/barrier.h"
#include "check/counterexample.h"
#include "check/explore_parallel.h"
#include "check/limits.h"
#include "check/shard.h"
#include "check/simplest.h"

enum { SPREAD_FROM = 1 << 16 /* states */, THREADS_MOST = 64, FOUND_MOST = MODEL_PROPERTIES_MAX };

/* Written at the barrier by the last thread to arrive, read by all. */
struct fast {
	const struct model *model;
	const struct check_options *options;
	struct check_result *result;
	struct limits limits;
	struct reserve_budget budget;
	size_t most;
	struct shard *shards;
	unsigned shard_count;
	struct barrier barrier;
	unsigned level;
	unsigned set;             /* of outboxes */
	uint32_t asked;           /* properties still looked for */
	const char *limit, *stop; /* stop: the limit that limits_check returned */
	struct check_progress now;
	bool over, round_again, spread;
	atomic_bool begun;
	struct {
		unsigned level;
		uint32_t broken;
	} found[FOUND_MOST];
	unsigned found_count;
};

struct worker {
	struct fast *fast;
	unsigned index;
};

static uint64_t states_of(const struct fast *x)
{
	uint64_t count = 0;

	for (unsigned i = 0; i < x->shard_count; i++)
		count += x->shards[i].count;
	return count;
}

static uint64_t queue_of(const struct fast *x)
{
	uint64_t count = 0;

	for (unsigned i = 0; i < x->shard_count; i++)
		count += x->shards[i].count - x->shards[i].next;
	return count;
}

static uint64_t memory_of(const struct fast *x)
{
	uint64_t memory = 0;

	for (unsigned i = 0; i < x->shard_count; i++)
		memory += shard_memory(&x->shards[i]);
	return memory;
}

static uint64_t generated_of(const struct fast *x)
{
	uint64_t count = 1;

	for (unsigned i = 0; i < x->shard_count; i++)
		count += x->shards[i].stepper->generated;
	return count;
}

/* --- decisions at the barrier -------------------------------------------------------------- */

static void note_broken(struct fast *x, uint32_t broken)
{
	if (!broken)
		return;
	x->found[x->found_count].level = x->level;
	x->found[x->found_count++].broken = broken;
	x->asked &= ~broken;
	x->over = !x->options->keep_going;
}

static void after_scan(void *ctx)
{
	struct fast *x = ctx;
	uint32_t broken = 0;

	for (unsigned i = 0; i < x->shard_count; i++)
		broken |= x->shards[i].broken;
	note_broken(x, broken);
}

static void note_limits(struct fast *x)
{
	for (unsigned i = 0; i < x->shard_count && !x->limit; i++)
		x->limit = x->shards[i].limit;
	if (!x->limit)
		x->limit = x->stop;
}

static void after_round(void *ctx)
{
	struct fast *x = ctx;

	note_limits(x);
	x->round_again = false;
	for (unsigned i = 0; i < x->shard_count; i++)
		x->round_again |= x->shards[i].next < x->shards[i].level_end;
	x->set ^= 1;
	x->now.distinct = states_of(x);
	x->now.generated = generated_of(x);
	x->now.queue = queue_of(x);
	x->now.memory = memory_of(x);
	x->now.depth = x->level + 1;
}

static void after_level(void *ctx)
{
	struct fast *x = ctx;
	uint32_t surprised = 0;

	note_limits(x);
	for (unsigned i = 0; i < x->shard_count; i++)
		surprised |= x->shards[i].stepper->surprised;
	for (unsigned i = 0; i < x->shard_count; i++)
		x->shards[i].stepper->surprised = surprised;
	if (!x->limit)
		note_broken(x, surprised & x->asked);
	if (x->limit || queue_of(x) == 0)
		x->over = true;
	if (x->over)
		return;
	x->level++;
	for (unsigned i = 0; i < x->shard_count; i++)
		shard_end_level(&x->shards[i], x->level);
	x->spread = x->shard_count == 1 && x->options->threads > 1 &&
	            x->shards[0].count >= x->options->spread_from &&
	            x->shards[0].quota / x->options->spread_from > x->options->threads;
}

/* --- the work of a thread -------------------------------------------------------------------- */

/* Worker i of n takes shards i, i + n, i + 2n, …; normally one each, more if the system refused threads. */
#define FOR_SHARDS(shard, worker)                                                                            \
	for (struct shard *shard = (worker)->fast->shards + (worker)->index;                                 \
	     shard < (worker)->fast->shards + (worker)->fast->shard_count;                                   \
	     shard += (worker)->fast->barrier.parties)

static void expand_level(const struct worker *worker)
{
	struct fast *x = worker->fast;

	do {
		unsigned set = x->set;

		FOR_SHARDS(shard, worker)
		shard_expand(shard, set);
		if (worker->index == 0)
			x->stop = limits_check(&x->limits, &x->now);
		barrier_wait(&x->barrier, after_round, x);
		if (x->limit)
			return;
		FOR_SHARDS(shard, worker)
		shard_receive(shard, x->shards, set);
	} while (x->round_again);
}

static void *work(void *ctx)
{
	const struct worker *worker = ctx;
	struct fast *x = worker->fast;

	while (!atomic_load_explicit(&x->begun, memory_order_acquire))
		sched_yield();
	while (!x->over && !x->spread) {
		FOR_SHARDS(shard, worker)
		shard_scan(shard, x->asked);
		barrier_wait(&x->barrier, after_scan, x);
		if (x->over)
			break;
		expand_level(worker);
		barrier_wait(&x->barrier, after_level, x);
	}
	return NULL;
}

/* Runs as many threads as there are shards, including this one. */
static void run_workers(struct fast *x)
{
	struct worker workers[THREADS_MOST];
	pthread_t threads[THREADS_MOST];
	unsigned count = 1;

	atomic_store_explicit(&x->begun, false, memory_order_relaxed);
	for (unsigned i = 0; i < x->shard_count; i++)
		workers[i] = (struct worker){ x, i };
	while (count < x->shard_count && pthread_create(&threads[count], NULL, work, &workers[count]) == 0)
		count++;
	x->barrier.parties = count;
	atomic_store_explicit(&x->begun, true, memory_order_release);
	work(&workers[0]);
	for (unsigned i = 1; i < count; i++)
		pthread_join(threads[i], NULL);
}

/* --- one shard becomes several ------------------------------------------------------------------
 */

static bool deal_level(struct fast *x, const struct shard *from, struct shard *to, unsigned level)
{
	size_t words = from->stepper->words;

	for (uint64_t i = from->level_first[level]; i < from->level_first[level + 1]; i++) {
		struct batch one = { .count = 1 };
		uint64_t *state = (uint64_t *)from->states.at + i * words;
		struct shard *owner = &to[shard_of(state, (unsigned)words, x->options->threads)];

		one.states = state;
		shard_add(owner, &one);
		if (owner->limit)
			return false;
	}
	for (unsigned s = 0; s < x->options->threads; s++)
		shard_end_level(&to[s], level);
	return true;
}

/* Replaces the single shard by one for each thread.  Returns false, and changes nothing, if memory runs out.
 */
static bool spread(struct fast *x)
{
	unsigned count = x->options->threads, actions = x->model->action_count;
	struct shard *made = mem_array(count, sizeof(*made)), *old = x->shards;
	bool enough = true;

	for (unsigned i = 0; i < count && enough; i++) {
		enough =
		        shard_init(&made[i], i, count, x->model->ops->stepper(x->model, x->options->symmetry),
		                   actions, x->most, &x->budget);
		made[i].quota = old->quota == UINT64_MAX ? UINT64_MAX : old->quota / count;
	}
	for (unsigned level = 0; level <= x->level && enough; level++)
		enough = deal_level(x, old, made, level);
	if (!enough) {
		for (unsigned i = 0; i < count; i++)
			shard_release(&made[i]);
		free(made);
		return false;
	}
	/* Keeps the counts so far. */
	made[0].stepper->ops->release(made[0].stepper);
	made[0].stepper = old->stepper;
	old->stepper = NULL;
	memcpy(made[0].fresh, old->fresh, actions * sizeof(*old->fresh));
	shard_release(old);
	free(old);
	x->shards = made;
	x->shard_count = count;
	return true;
}

/* --- a check
 * ---------------------------------------------------------------------------------------- */

static void fill_result(struct fast *x)
{
	struct check_result *r = x->result;
	uint64_t *taken = mem_array(x->model->action_count, sizeof(*taken));

	r->distinct = states_of(x);
	r->generated = generated_of(x);
	r->depth = x->level + 1 + (x->over && !x->limit && x->found_count && !x->options->keep_going);
	r->queue = queue_of(x);
	r->limit = x->limit;
	r->complete = !x->limit && !(x->found_count && !x->options->keep_going);
	r->memory = memory_of(x);
	for (unsigned i = 0; r->complete && i < x->shard_count; i++)
		r->beyond |= x->shards[i].stepper->beyond;
	for (unsigned i = 0; x->options->symmetry && i < x->shard_count; i++)
		r->represented += shard_represented(&x->shards[i]);
	for (unsigned i = 0; i < x->shard_count; i++) {
		x->shards[i].stepper->ops->count_taken(x->shards[i].stepper, taken);
		for (unsigned a = 0; a < x->model->action_count; a++)
			r->coverage[a].fresh += x->shards[i].fresh[a];
	}
	for (unsigned a = 0; a < x->model->action_count; a++)
		r->coverage[a].taken = taken[a];
	free(taken);
}

/* Searching for counterexamples adds to the steppers' counts, so this comes after fill_result. */
static void fill_traces(struct fast *x, const void *start)
{
	struct check_result *r = x->result;

	for (unsigned i = 0; i < x->found_count; i++) {
		uint32_t broken = x->found[i].broken;

		while (broken) {
			unsigned level = x->found[i].level;
			size_t width = x->options->first ? 0 : simplest_width(r->generated, level);
			struct check_trace trace;

			if (!counterexample_find(x->model, start, x->shards, level, broken, width,
			                         x->options->stories, &trace)) {
				r->limit = limit_memory;
				return;
			}
			r->traces = mem_resize(r->traces, r->trace_count + 1, sizeof(trace));
			r->traces[r->trace_count++] = trace;
			if (!x->options->keep_going)
				return;
			broken &= ~(UINT32_C(1) << trace.property);
		}
	}
}

static bool begin(struct fast *x, const void *start, struct stepper *stepper)
{
	uint64_t *packed = mem_array(stepper->words, sizeof(*packed));
	struct shard *shard;
	bool enough;

	x->shards = shard = mem_alloc(sizeof(*x->shards));
	x->shard_count = 1;
	enough = shard_init(shard, 0, 1, stepper, x->model->action_count, x->most, &x->budget);
	if (x->options->max_states)
		shard->quota = x->options->max_states;
	if (enough) {
		stepper->ops->pack(stepper, start, packed);
		shard_add(shard, &(struct batch){ .states = packed, .count = 1 });
		shard_end_level(shard, 0);
	}
	free(packed);
	return enough;
}

bool explore_parallel(const struct model *model, const struct check_options *options, const void *start,
                      struct check_result *result)
{
	struct stepper *stepper = model->ops->stepper ? model->ops->stepper(model, options->symmetry) : NULL;
	struct check_options settled = *options;
	struct fast x = { .model = model, .options = &settled, .result = result };

	if (!stepper)
		return false;
	if (!stepper->ops->expand || options->properties & ~stepper->judges) {
		stepper->ops->release(stepper);
		return false;
	}
	result->unreduced = stepper->unreduced;
	if (settled.threads > THREADS_MOST)
		settled.threads = THREADS_MOST;
	if (!settled.spread_from)
		settled.spread_from = SPREAD_FROM;
	x.most = reserve_machine_memory();
	if (options->max_memory && options->max_memory < x.most)
		x.most = options->max_memory;
	atomic_init(&x.budget.left, x.most);
	limits_start(&x.limits, &settled);
	x.asked = options->properties;
	if (begin(&x, start, stepper)) {
		run_workers(&x);
		while (x.spread) {
			x.spread = false;
			if (!spread(&x))
				settled.threads = 1;
			run_workers(&x);
		}
	} else {
		x.limit = limit_memory;
		shard_end_level(x.shards, 0);
	}
	fill_result(&x);
	fill_traces(&x, start);
	result->seconds = limits_seconds(&x.limits);
	for (unsigned i = 0; i < x.shard_count; i++)
		shard_release(&x.shards[i]);
	free(x.shards);
	return true;
}
