/*
 * What a step of a machine is said to read and write is all that it reads and writes: on every bundled design
 * as a machine, its variants, and the designs of caching (footprint_law_test.c does the same for plans).
 *
 * In a state of a walk each cell that a step does not read gets another value that the cell can have: any
 * code of its type, or what it is in another state of a walk.  The step must not notice.  Such states need
 * not be reachable, since a footprint is about the step alone.
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
#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "machine/machine_private.h"
#include "random.h"

enum { WALKS = 4, WALK = 30, STATES = WALKS * (WALK + 1), PAIRS = 40 };

/* A machine, states that walks reached, and how often a step was tried in a perturbed one. */
struct ground {
	const struct model *model;
	const struct machine *machine;
	struct arena *arena;
	uint64_t *states[STATES];
	size_t count;
	unsigned perturbed;
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
	return slot_get(&g->machine->slots[cell], state);
}

static void put(const struct ground *g, uint64_t *state, unsigned cell, uint64_t raw)
{
	slot_set(&g->machine->slots[cell], state, raw);
}

/* --- other values ------------------------------------------------------------- */

struct mixing {
	const struct ground *g;
	const struct footprint *touched;
	const uint64_t *other;
	uint64_t *mixed;
	bool only_other; /* in a record that may be absent: no codes but those of the other state */
};

static bool read_any(const struct mixing *m, unsigned slot, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (has(m->touched->reads, slot + i))
			return true;
	return false;
}

static uint64_t any_code(const struct slot *slot)
{
	uint64_t random = (uint64_t)random_below(UINT32_MAX) << 32 | random_below(UINT32_MAX);

	return slot->most == UINT64_MAX ? random : random % (slot->most + 1);
}

static void mix_slot(const struct mixing *m, unsigned slot)
{
	bool own = !m->only_other && random_below(2);

	if (has(m->touched->reads, slot) || !random_below(4))
		return;
	put(m->g, m->mixed, slot, own ? any_code(&m->g->machine->slots[slot]) : get(m->g, m->other, slot));
}

static unsigned length_of(const struct mixing *m, const uint64_t *state, unsigned slot, unsigned most)
{
	unsigned length = 0;

	while (length < most && get(m->g, state, slot + length))
		length++;
	return length;
}

/* A list has no gap: it gets shorter at its end, and longer where the other one is. */
static void mix_list(const struct mixing *m, unsigned slot, unsigned most)
{
	unsigned length = length_of(m, m->mixed, slot, most), theirs = length_of(m, m->other, slot, most);

	for (unsigned i = 0; i < length && i < theirs; i++)
		if (!has(m->touched->reads, slot + i))
			put(m->g, m->mixed, slot + i, get(m->g, m->other, slot + i));
	while (length > theirs && !has(m->touched->reads, slot + length - 1))
		put(m->g, m->mixed, slot + --length, 0);
	for (; length < theirs && !read_any(m, slot + length, 1) && !has(m->touched->writes, slot + length);
	     length++)
		put(m->g, m->mixed, slot + length, get(m->g, m->other, slot + length));
}

static void mix_shape(const struct mixing *m, const struct shape *shape, unsigned slot);

/* A record that may be absent, or is one of several: as a whole, or part by part if it is the same one. */
static void mix_union(const struct mixing *m, const struct shape *shape, unsigned slot)
{
	struct mixing parts = *m;

	parts.only_other = true;
	if (!read_any(m, slot, shape->slots) && random_below(2)) {
		for (unsigned i = 0; i < shape->slots; i++)
			put(m->g, m->mixed, slot + i, get(m->g, m->other, slot + i));
	} else if (get(m->g, m->mixed, slot) == get(m->g, m->other, slot)) {
		for (unsigned i = 0; i < shape->count; i++)
			mix_shape(&parts, shape->parts[i], slot + shape->offsets[i]);
	}
}

static void mix_shape(const struct mixing *m, const struct shape *shape, unsigned slot)
{
	bool is_union = shape->kind == DECLARED_EITHER || (shape->kind == DECLARED_RECORD && shape->optional);

	if (is_union)
		mix_union(m, shape, slot);
	else if (shape->kind == DECLARED_RECORD)
		for (unsigned i = 0; i < shape->count; i++)
			mix_shape(m, shape->parts[i], slot + shape->offsets[i]);
	else if (shape->kind == DECLARED_TABLE)
		for (unsigned i = 0; i < shape->count; i++)
			mix_shape(m, shape->item, slot + i * shape->item->slots);
	else if (shape->kind == DECLARED_LIST)
		mix_list(m, slot, shape->slots);
	else
		mix_slot(m, slot);
}

static uint64_t *mix(const struct ground *g, const struct footprint *touched, const uint64_t *state,
                     const uint64_t *other)
{
	struct mixing m = { g, touched, other, state_new(g), false };

	memcpy(m.mixed, state, g->model->state_size);
	for (unsigned v = 0; v < g->model->variable_count; v++)
		mix_shape(&m, g->machine->shapes[v], g->machine->first_slot[v]);
	return m.mixed;
}

/* --- the law ------------------------------------------------------------------ */

static void holds(const struct ground *g, const struct step *step, unsigned cell, bool law, const char *what)
{
	struct buf text;

	if (law)
		return;
	buf_init(&text);
	step_show(g->model, step, &text);
	fail_msg("%s, %s: %s (%s)", g->model->name, text.data, what, g->model->cells[cell]);
}

static void depends_on_its_reads(struct ground *g, const struct step *step, const uint64_t *state,
                                 const uint64_t *other)
{
	struct footprint touched = footprint_of(g, state, step), again;
	uint64_t *mixed = mix(g, &touched, state, other), *to = state_new(g), *mixed_to = state_new(g);
	int status = g->model->ops->apply(g->model, state, step, to);

	holds(g, step, 0, status != APPLY_FULL, "there is room for the step");
	holds(g, step, 0, g->model->ops->apply(g->model, mixed, step, mixed_to) == status,
	      "whether it can be taken depends on what it reads");
	again = footprint_of(g, mixed, step);
	for (unsigned cell = 0; cell < g->model->cell_count; cell++) {
		holds(g, step, cell, has(touched.reads, cell) == has(again.reads, cell), "it reads the same");
		holds(g, step, cell, has(touched.writes, cell) == has(again.writes, cell),
		      "it writes the same");
		if (status != APPLY_OK)
			continue;
		if (has(touched.writes, cell)) {
			holds(g, step, cell, get(g, to, cell) == get(g, mixed_to, cell),
			      "what it writes depends on what it reads");
			continue;
		}
		holds(g, step, cell, get(g, to, cell) == get(g, state, cell), "it changes what it writes");
		holds(g, step, cell, get(g, mixed_to, cell) == get(g, mixed, cell),
		      "it changes what it writes");
	}
	g->perturbed += status == APPLY_OK && memcmp(mixed, state, g->model->state_size) != 0;
}

/* --- where it holds ------------------------------------------------------------- */

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
static void all_steps(struct ground *g, const uint64_t *from, const uint64_t *state, const uint64_t *other)
{
	struct step *steps;
	size_t count = model_enabled(g->model, from, g->arena, &steps);

	for (size_t i = 0; i < count; i++)
		depends_on_its_reads(g, &steps[i], state, other);
}

static void on_text(const struct bundled *bundled, bool open)
{
	struct scope scope = scope_unset();
	struct ground g = { .arena = arena_new() };
	struct design *design = NULL;
	struct model *model = NULL;
	struct err err = { 0 };

	if ((open ? design_parse_open : design_parse)(bundled->text, bundled->length, bundled->name, &design,
	                                              &err) ||
	    design_compile(design, &scope, NULL, true, &model, &err))
		fail_msg("%s: %s", bundled->name, err.what);
	assert_true(machine_is(model));
	random_from(1);
	g.model = model;
	g.machine = machine_of(model);
	for (int i = 0; i < WALKS; i++)
		walk(&g);
	for (int i = 0; i < PAIRS; i++) {
		const uint64_t *state = g.states[random_below((uint32_t)g.count)];
		const uint64_t *other = g.states[random_below((uint32_t)g.count)];

		all_steps(&g, state, state, other);
		all_steps(&g, other, state, other);
	}
	if (g.perturbed < PAIRS)
		fail_msg("%s: only %u steps were tried", bundled->name, g.perturbed);
	arena_free(g.arena);
	model_free(model);
	design_free(design);
}

static void a_step_of_a_bundled_design_depends_on_no_cell_that_it_does_not_read(void **unused)
{
	(void)unused;
	for (const struct bundled *row = bundled_designs; row->name; row++)
		on_text(row, true);
}

static void a_step_of_a_variant_or_of_caching_depends_on_no_cell_that_it_does_not_read(void **unused)
{
	(void)unused;
	for (const struct bundled *row = bundled_open_designs; row->name; row++)
		on_text(row, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_of_a_bundled_design_depends_on_no_cell_that_it_does_not_read),
		cmocka_unit_test(a_step_of_a_variant_or_of_caching_depends_on_no_cell_that_it_does_not_read),
	};

	return cmocka_run_group_tests_name("footprints of machines", tests, NULL, NULL);
}
