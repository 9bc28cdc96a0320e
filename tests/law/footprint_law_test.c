/*
 * What a step is said to read and write is all that it reads and writes: on the bundled designs, on random
 * ones, and on the abstractions that are checked without bounds.
 *
 * Two states of a walk are mixed: a cell that a step does not read is taken from the other one.  The step
 * must not notice.  Mixed states need not be reachable, since a footprint is about the step alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/design.h>
#include <heddle/mem.h>
#include <heddle/plan.h>

#include "draft_random.h"
#include "plan/none_read.h"
#include "plan/read_set.h"
#include "random.h"

/* DRAFT_ASKS_IMAGE: a draft in which whether a None is needless depends on the local image. */
enum { DRAFTS = 60, DRAFT_ASKS_IMAGE = 1003 };
enum { WALKS = 4, WALK = 25, STATES = WALKS * (WALK + 1), PAIRS = 60 };

/* A model, and states that walks reached. */
struct ground {
	const struct model *model;
	const struct plan *plan;
	struct arena *arena;
	uint64_t *states[STATES];
	size_t count;
};

static uint64_t *state_new(const struct ground *g)
{
	return arena_alloc(g->arena, g->model->state_size);
}

static struct footprint footprint_of(const struct ground *g, const uint64_t *state, const struct step *step)
{
	struct footprint found = { arena_array(g->arena, g->model->cell_words, sizeof(uint64_t)),
		                   arena_array(g->arena, g->model->cell_words, sizeof(uint64_t)) };

	g->model->ops->footprint(g->model, state, step, &found);
	return found;
}

static bool has(const uint64_t *set, unsigned cell)
{
	return set[cell / 64] >> cell % 64 & 1;
}

static uint64_t get(const struct ground *g, const uint64_t *state, unsigned cell)
{
	return slot_get(&g->plan->slots[cell], state);
}

static void set(const struct ground *g, uint64_t *state, unsigned cell, uint64_t value)
{
	slot_set(&g->plan->slots[cell], state, value);
}

static bool is_log(const struct ground *g, unsigned cell)
{
	return g->plan->slots[cell].kind == SLOT_LOG;
}

/* --- mixing ----------------------------------------------------------------- */

/* Entries of a log leave no gap: it gets shorter at its end, and longer where the other one is. */
static void mix_log(const struct ground *g, const struct footprint *touched, const uint64_t *other,
                    uint64_t *mixed)
{
	unsigned first = g->plan->log_slot, length, theirs;

	if (g->plan->abstract)
		return;
	length = log_length(g->plan, mixed);
	theirs = log_length(g->plan, other);
	for (unsigned i = 0; i < length && i < theirs; i++)
		if (!has(touched->reads, first + i))
			set(g, mixed, first + i, get(g, other, first + i));
	while (length > theirs && !has(touched->reads, first + length - 1)) {
		length--;
		set(g, mixed, first + length, 0);
	}
	while (length < theirs && !has(touched->reads, first + length) &&
	       !has(touched->writes, first + length)) {
		set(g, mixed, first + length, get(g, other, first + length));
		length++;
	}
}

/* A state that is `state` where the step reads, and `other` in most other places. */
static uint64_t *mix(const struct ground *g, const struct footprint *touched, const uint64_t *state,
                     const uint64_t *other)
{
	uint64_t *mixed = state_new(g);

	memcpy(mixed, state, g->model->state_size);
	for (unsigned cell = 0; cell < g->model->cell_count; cell++)
		if (!is_log(g, cell) && !has(touched->reads, cell) && random_below(4))
			set(g, mixed, cell, get(g, other, cell));
	mix_log(g, touched, other, mixed);
	return mixed;
}

/* --- the laws ----------------------------------------------------------------- */

#define HOLDS(g, step, law)                                                                                  \
	do {                                                                                                 \
		if (!(law))                                                                                  \
			fail_step(g, step, #law);                                                            \
	} while (0)

static void fail_step(const struct ground *g, const struct step *step, const char *law)
{
	struct buf text;

	buf_init(&text);
	step_show(g->model, step, &text);
	fail_msg("%s, %s: %s", g->model->name, text.data, law);
}

static void same_effect(const struct ground *g, const struct step *step, const struct footprint *touched,
                        const uint64_t *from, const uint64_t *to, const uint64_t *mixed,
                        const uint64_t *mixed_to)
{
	for (unsigned cell = 0; cell < g->model->cell_count; cell++)
		if (has(touched->writes, cell)) {
			HOLDS(g, step, get(g, to, cell) == get(g, mixed_to, cell));
		} else {
			HOLDS(g, step, get(g, to, cell) == get(g, from, cell));
			HOLDS(g, step, get(g, mixed_to, cell) == get(g, mixed, cell));
		}
}

/* The step does the same in both states, as far as `touched` goes.  Returns whether it can be taken there. */
static bool does_not_notice(const struct ground *g, const struct step *step, const struct footprint *touched,
                            const uint64_t *state, const uint64_t *mixed)
{
	uint64_t *to = state_new(g), *mixed_to = state_new(g);
	int status = g->model->ops->apply(g->model, state, step, to);

	HOLDS(g, step, status != APPLY_FULL);
	HOLDS(g, step, g->model->ops->apply(g->model, mixed, step, mixed_to) == status);
	if (status == APPLY_OK)
		same_effect(g, step, touched, state, to, mixed, mixed_to);
	return status == APPLY_OK;
}

static void depends_on_its_reads(const struct ground *g, const struct step *step, const uint64_t *state,
                                 const uint64_t *other)
{
	size_t bytes = g->model->cell_words * sizeof(uint64_t);
	struct footprint touched = footprint_of(g, state, step), again;
	const uint64_t *mixed = mix(g, &touched, state, other);

	does_not_notice(g, step, &touched, state, mixed);
	again = footprint_of(g, mixed, step);
	HOLDS(g, step, memcmp(again.reads, touched.reads, bytes) == 0);
	HOLDS(g, step, memcmp(again.writes, touched.writes, bytes) == 0);
}

static void note_slot(void *ctx, unsigned slot)
{
	uint64_t *reads = ctx;

	reads[slot / 64] |= UINT64_C(1) << slot % 64;
}

/* The same of read_set.h, which knows the words only, and leaves out the control state and the log.  The
 * checker keeps what it found of a step for all states that are the same there. */
static void depends_on_what_its_words_read(const struct ground *g, const struct step *step,
                                           const uint64_t *state, const uint64_t *other)
{
	const struct plan_process *process = &g->plan->processes[step->process];
	struct footprint touched = footprint_of(g, state, step);
	int control = g->plan->local_at[process->role][FIELD_STATE];
	const uint64_t *mixed;

	if (g->plan->abstract)
		return;
	memset(touched.reads, 0, g->model->cell_words * sizeof(uint64_t));
	if (control >= 0)
		note_slot(touched.reads, process->slot + (unsigned)control);
	for (unsigned i = 0; i < g->plan->room.operations; i++)
		note_slot(touched.reads, g->plan->log_slot + i);
	action_reads(g->plan, process, &g->plan->actions[step->action], note_slot, touched.reads);
	mixed = mix(g, &touched, state, other);
	if (does_not_notice(g, step, &touched, state, mixed))
		HOLDS(g, step, none_returned(g->plan, mixed, step) == none_returned(g->plan, state, step));
}

/* --- where they hold ------------------------------------------------------------ */

typedef void law_fn(const struct ground *g, const struct step *step, const uint64_t *state,
                    const uint64_t *other);

static void walk(struct ground *g)
{
	uint64_t *state = state_new(g);

	g->model->ops->initial(g->model, state);
	for (int i = 0; i <= WALK; i++) {
		struct step *steps;
		size_t count = model_enabled(g->model, state, g->arena, &steps);
		uint64_t *next = state_new(g);

		if (g->model->ops->within && !g->model->ops->within(g->model, state))
			return;
		g->states[g->count++] = state;
		if (!count || g->model->ops->apply(g->model, state, &steps[random_below((uint32_t)count)],
		                                   next) != APPLY_OK)
			return;
		state = next;
	}
}

/* The steps of `from` in `state`, whether they can be taken there or not. */
static void all_steps(const struct ground *g, law_fn *law, const uint64_t *from, const uint64_t *state,
                      const uint64_t *other)
{
	struct step *steps;
	size_t count = model_enabled(g->model, from, g->arena, &steps);

	for (size_t i = 0; i < count; i++)
		law(g, &steps[i], state, other);
}

static void on_model(const struct model *model, law_fn *law)
{
	struct ground g = { .model = model, .plan = plan_of(model), .arena = arena_new() };

	for (int i = 0; i < WALKS; i++)
		walk(&g);
	for (int i = 0; i < PAIRS; i++) {
		const uint64_t *state = g.states[random_below((uint32_t)g.count)];
		const uint64_t *other = g.states[random_below((uint32_t)g.count)];

		all_steps(&g, law, state, state, other);
		all_steps(&g, law, other, state, other);
	}
	arena_free(g.arena);
}

static void on_design(const struct design *design, law_fn *law)
{
	struct scope scope = scope_unset();
	struct model *model;

	assert_int_equal(design_compile(design, &scope, NULL, true, &model, NULL), 0);
	on_model(model, law);
	model_free(model);
	if (design_compile_unbounded(design, &scope, NULL, &model, NULL))
		return;
	on_model(model, law);
	model_free(model);
}

static void on_draft(unsigned seed, law_fn *law)
{
	struct design *design = draft_random_design(seed);

	assert_non_null(design);
	on_design(design, law);
	design_free(design);
}

static void on_all_designs(law_fn *law)
{
	struct design *design;

	for (const struct bundled *row = bundled_designs; row->name; row++) {
		assert_int_equal(design_open(row->name, &design, NULL), 0);
		random_from(1);
		on_design(design, law);
		design_free(design);
	}
	for (unsigned seed = 1; seed <= DRAFTS; seed++)
		on_draft(seed, law);
	on_draft(DRAFT_ASKS_IMAGE, law);
}

static void a_step_depends_on_no_cell_that_it_does_not_read(void **unused)
{
	(void)unused;
	on_all_designs(depends_on_its_reads);
}

static void a_step_depends_on_no_cell_that_its_words_do_not_read(void **unused)
{
	(void)unused;
	on_all_designs(depends_on_what_its_words_read);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_depends_on_no_cell_that_it_does_not_read),
		cmocka_unit_test(a_step_depends_on_no_cell_that_its_words_do_not_read),
	};

	return cmocka_run_group_tests_name("footprints", tests, NULL, NULL);
}
