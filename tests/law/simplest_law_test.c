/*
 * The counterexample of every explorer is the simplest of the shortest ones, by an enumeration of them all:
 * the fewest preemptions, then switches of process, then processes; of equals the first in the model's order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/bundled.h>
#include <heddle/check.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/key_table.h>
#include <heddle/mem.h>

#include "draft_random.h"

enum { DRAFTS = 25, STATES_MOST = 4000, LENGTH_MOST = 40, WAYS_MOST = 1000000 };

/* --- the enumeration ------------------------------------------------------------ */

struct cost {
	unsigned preemptions, switches, processes;
};

struct space {
	const struct model *model;
	uint32_t asked;
	unsigned char *states;
	size_t room;
	struct key_table known;
	uint8_t *left; /* by state: steps to the violation; 0: not known to reach it */
	struct step path[LENGTH_MOST], best[LENGTH_MOST];
	struct cost least;
	size_t length;
	unsigned ways;
};

static const unsigned char *state_of(const struct space *s, uint32_t number)
{
	return s->states + number * s->model->state_size;
}

static bool within(const struct space *s, const void *state)
{
	return !s->model->ops->within || s->model->ops->within(s->model, state);
}

static void meet(struct space *s, const void *state)
{
	size_t size = s->model->state_size;

	if (!within(s, state) || key_table_find(&s->known, s->states, state) != KEY_NONE)
		return;
	s->states = mem_grow(s->states, &s->room, (s->known.count + 1) * size, 1);
	memcpy(s->states + s->known.count * size, state, size);
	assert_true(key_table_reserve(&s->known, s->states));
	key_table_add(&s->known, s->states);
}

/* Whether a step from the state leads to a violation, or with `left` to a state from which so many do. */
static bool leads(const struct space *s, uint32_t number, unsigned left, struct arena *arena)
{
	unsigned char *from = arena_copy(arena, state_of(s, number), s->model->state_size);
	unsigned char *next = arena_alloc(arena, s->model->state_size);
	struct step *steps;
	size_t count = model_enabled(s->model, from, arena, &steps);

	for (size_t i = 0; i < count; i++) {
		uint32_t to;

		assert_int_equal(s->model->ops->apply(s->model, from, &steps[i], next), APPLY_OK);
		if (!left && s->model->ops->broken(s->model, from, &steps[i], next, s->asked))
			return true;
		to = left ? key_table_find(&s->known, s->states, next) : KEY_NONE;
		if (to != KEY_NONE && s->left[to] == left)
			return true;
	}
	return false;
}

static bool explore(struct space *s)
{
	struct arena *arena = arena_new();
	unsigned char *next = mem_alloc(s->model->state_size);

	s->model->ops->initial(s->model, next);
	meet(s, next);
	for (uint32_t i = 0; i < s->known.count && s->known.count < STATES_MOST; i++) {
		unsigned char *from = arena_copy(arena, state_of(s, i), s->model->state_size);
		struct step *steps;
		size_t count = model_enabled(s->model, from, arena, &steps);

		for (size_t k = 0; k < count; k++) {
			s->model->ops->apply(s->model, from, &steps[k], next);
			meet(s, next);
		}
		arena_clear(arena);
	}
	s->left = mem_array(s->known.count, 1);
	for (unsigned left = 0; left < LENGTH_MOST && !s->left[0] && s->known.count < STATES_MOST; left++)
		for (uint32_t i = 0; i < s->known.count; i++) {
			if (!s->left[i] && leads(s, i, left, arena))
				s->left[i] = (uint8_t)(left + 1);
			arena_clear(arena);
		}
	free(next);
	arena_free(arena);
	s->length = s->left[0];
	return s->length > 0;
}

static bool simpler(const struct cost *a, const struct cost *b)
{
	if (a->preemptions != b->preemptions)
		return a->preemptions < b->preemptions;
	return a->switches != b->switches ? a->switches < b->switches : a->processes < b->processes;
}

static unsigned processes_of(const struct step *steps, size_t count)
{
	unsigned processes = 0;

	for (size_t i = 0; i < count; i++) {
		bool fresh = true;

		for (size_t k = 0; k < i; k++)
			fresh &= steps[k].process != steps[i].process;
		processes += fresh;
	}
	return processes;
}

static bool could_go_on(const struct space *s, const void *state, unsigned process, const struct step *steps,
                        size_t count)
{
	const char *control = s->model->ops->control(s->model, state, process);
	const char *initial = s->model->ops->control(s->model, state_of(s, 0), process);
	bool can = false;

	for (size_t i = 0; i < count; i++)
		can |= steps[i].process == process;
	return can && control && strcmp(control, initial) != 0;
}

/* Takes all ways of `left` more steps. */
static void enumerate(struct space *s, const void *state, size_t left, struct cost cost)
{
	size_t at = s->length - left, count;
	struct arena *arena = arena_new();
	unsigned char *next = arena_alloc(arena, s->model->state_size);
	struct step *steps;

	count = model_enabled(s->model, state, arena, &steps);
	for (size_t i = 0; i < count && s->ways < WAYS_MOST; i++) {
		struct cost then = cost;
		uint32_t to;

		s->model->ops->apply(s->model, state, &steps[i], next);
		s->path[at] = steps[i];
		if (at && s->path[at - 1].process != steps[i].process) {
			then.switches++;
			then.preemptions += could_go_on(s, state, s->path[at - 1].process, steps, count);
		}
		if (left == 1) {
			if (!s->model->ops->broken(s->model, state, &steps[i], next, s->asked))
				continue;
			then.processes = processes_of(s->path, s->length);
			if (!s->ways++ || simpler(&then, &s->least)) {
				s->least = then;
				memcpy(s->best, s->path, sizeof(s->best));
			}
			continue;
		}
		to = key_table_find(&s->known, s->states, next);
		if (to != KEY_NONE && s->left[to] == left - 1)
			enumerate(s, next, left - 1, then);
	}
	arena_free(arena);
}

/* Fills steps[LENGTH_MOST] with the simplest counterexample of a property.  Returns its length; 0: there is
 * none, or the space is too large to say. */
static size_t enumerate_all(const struct model *model, unsigned property, struct step *steps, unsigned *ways)
{
	struct space s = { .model = model, .asked = UINT32_C(1) << property };
	size_t length = 0;

	key_table_init(&s.known, model->state_size);
	if (explore(&s)) {
		void *start = mem_alloc(model->state_size);

		model->ops->initial(model, start);
		enumerate(&s, start, s.length, (struct cost){ 0 });
		if (s.ways < WAYS_MOST)
			length = s.length;
		memcpy(steps, s.best, sizeof(s.best));
		*ways = s.ways;
		free(start);
	}
	key_table_release(&s.known);
	free(s.states);
	free(s.left);
	return length;
}

/* --- the explorers ---------------------------------------------------------------- */

static const struct check_options explorers[] = {
	{ .plain = true },
	{ .threads = 1 },
	{ .threads = 2, .spread_from = 1 },
	{ .plain = true, .symmetry = true },
	{ .threads = 2, .spread_from = 1, .symmetry = true },
};
enum { EXPLORERS = sizeof(explorers) / sizeof(*explorers) };

/* Each story is there once, and together they are all counterexamples. */
static void stories_are_all(const struct check_trace *trace, unsigned ways)
{
	size_t bytes = trace->length * sizeof(struct step);
	uint64_t told = 0;

	assert_true(trace->story_count > 0);
	assert_memory_equal(trace->stories[0].steps, trace->steps, bytes);
	for (size_t i = 0; i < trace->story_count; i++) {
		told += trace->stories[i].ways;
		for (size_t k = 0; k < i; k++)
			assert_memory_not_equal(trace->stories[i].steps, trace->stories[k].steps, bytes);
	}
	assert_int_equal(told, ways);
}

/* Compares what each explorer finds.  Returns the number of counterexamples compared. */
static unsigned compare_all(const struct model *model, const char *name)
{
	struct step best[MODEL_PROPERTIES_MAX][LENGTH_MOST];
	size_t lengths[MODEL_PROPERTIES_MAX] = { 0 };
	bool known[MODEL_PROPERTIES_MAX] = { false };
	unsigned ways[MODEL_PROPERTIES_MAX] = { 0 };
	unsigned compared = 0;

	for (unsigned e = 0; e < EXPLORERS * 2; e++) {
		struct check_options options = explorers[e / 2];
		struct check_result result;

		options.keep_going = e % 2;
		options.max_states = STATES_MOST;
		options.stories = true;
		options.properties = model_default_properties(model);
		check_run(model, &options, &result);
		for (size_t i = 0; i < result.trace_count; i++) {
			const struct check_trace *trace = &result.traces[i];
			unsigned p = trace->property;

			if (!trace->length || model->properties[p].on_future)
				continue;
			if (!known[p])
				lengths[p] = enumerate_all(model, p, best[p], &ways[p]);
			known[p] = true;
			if (!lengths[p])
				continue;
			if (trace->length != lengths[p] ||
			    memcmp(trace->steps, best[p], trace->length * sizeof(*best[p])) != 0)
				fail_msg("%s, explorer %u: %s has a simpler counterexample", name, e,
				         model->properties[p].name);
			assert_int_equal(trace->choice, CHECK_SIMPLEST);
			stories_are_all(trace, ways[p]);
			compared++;
		}
		check_result_release(&result);
	}
	return compared;
}

static struct scope small_scope(void)
{
	struct scope scope = scope_unset();

	scope.of[SCOPE_IMAGE_IDS] = 2;
	scope.of[SCOPE_OPERATIONS] = 3;
	scope.of[SCOPE_TIME] = 3;
	return scope;
}

static unsigned compare_design(const struct design *design, const struct scope *scope, const char *name)
{
	struct model *model = NULL;
	struct err err = { 0 };
	unsigned compared;

	if (design_compile(design, scope, NULL, true, &model, &err))
		fail_msg("%s: %s", name, err.what);
	compared = compare_all(model, name);
	model_free(model);
	return compared;
}

static void every_explorer_finds_the_simplest_counterexample_of_a_bundled_design(void **unused)
{
	struct scope scope = small_scope(), usual = scope_unset();
	const struct bundled *row;
	unsigned compared = 0;

	(void)unused;
	for (size_t i = 0; (row = bundled_design_nth(i)); i++) {
		struct design *design = NULL;

		assert_int_equal(design_open(row->name, &design, NULL), 0);
		compared += compare_design(design, bundled_find(bundled_designs, row->name) ? &scope : &usual,
		                           row->name);
		design_free(design);
	}
	assert_true(compared > 20);
}

static void every_explorer_finds_the_simplest_counterexample_of_random_designs(void **unused)
{
	struct scope scope = scope_unset();
	unsigned compared = 0;

	(void)unused;
	for (unsigned seed = 1; seed <= DRAFTS; seed++) {
		struct design *design = draft_random_design(seed);
		char name[32];

		snprintf(name, sizeof(name), "draft %u", seed);
		compared += compare_design(design, &scope, name);
		design_free(design);
	}
	assert_true(compared > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_explorer_finds_the_simplest_counterexample_of_a_bundled_design),
		cmocka_unit_test(every_explorer_finds_the_simplest_counterexample_of_random_designs),
	};

	return cmocka_run_group_tests_name("simplest counterexamples", tests, NULL, NULL);
}
