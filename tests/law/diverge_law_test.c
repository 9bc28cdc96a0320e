/*
 * What is said to be possible in only one of two designs is so, and nothing shorter is: compared with all
 * schedules of both, written as texts, up to a length.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/design.h>
#include <heddle/diverge.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "share.h"

enum { LENGTH = 4, PAIRS = 20000 };

static struct model *compile(const char *name, bool larger)
{
	struct scope scope = scope_unset();
	struct design *design = NULL;
	struct model *model = NULL;
	struct err err = { 0 };

	scope.of[SCOPE_METADATAS] = scope.of[SCOPE_IMAGES] = 1;
	scope.of[SCOPE_OPERATIONS] = larger ? 6 : 2;
	scope.of[SCOPE_TIME] = larger ? 4 : 1;
	scope.of[SCOPE_FAILURES] = larger ? 4 : 1;
	if (design_open(name, &design, &err) || design_compile(design, &scope, NULL, true, &model, &err))
		fail_msg("%s: %s", name, err.what);
	design_free(design);
	return model;
}

/* Whether the model can play the texts of some steps.  Choices of designs with other keys do not compare so.
 */
static bool plays(const struct model *model, const struct model *source, const struct step *steps,
                  size_t count)
{
	struct model_walk walk;
	bool all = true;
	struct buf text;

	buf_init(&text);
	model_walk_begin(&walk, model, NULL);
	for (size_t i = 0; i < count && all; i++) {
		struct step step;

		buf_clear(&text);
		step_show(source, &steps[i], &text);
		all = step_parse(model, text.data, text.length, &step, NULL) == 0 &&
		      model_walk_take(&walk, &step);
	}
	model_walk_end(&walk);
	buf_release(&text);
	return all;
}

struct all {
	const struct model *source, *target;
	struct step line[LENGTH];
	size_t shortest; /* of those that the target refuses */
};

static void try_all(struct all *all, const void *state, size_t depth, struct arena *arena)
{
	struct step *steps;
	size_t count = model_enabled(all->source, state, arena, &steps);
	void *next = mem_alloc(all->source->state_size);

	for (size_t i = 0; i < count; i++) {
		all->line[depth] = steps[i];
		if (!plays(all->target, all->source, all->line, depth + 1)) {
			all->shortest = depth + 1 < all->shortest ? depth + 1 : all->shortest;
			continue;
		}
		if (depth + 1 < LENGTH && depth + 1 < all->shortest &&
		    all->source->ops->apply(all->source, state, &steps[i], next) == APPLY_OK &&
		    all->source->ops->within(all->source, next))
			try_all(all, next, depth + 1, arena);
	}
	free(next);
}

/* Returns whether they differ within the length. */
static bool compare(const char *from, const char *to)
{
	struct model *source = compile(from, false), *target = compile(to, true);
	struct arena *arena = arena_new();
	struct all all = { .source = source, .target = target, .shortest = SIZE_MAX };
	void *start = mem_alloc(source->state_size);
	struct diverge found;

	source->ops->initial(source, start);
	try_all(&all, start, 0, arena);
	diverge_find(source, target, PAIRS, &found);
	for (unsigned i = 0; i < found.count; i++) {
		const struct divergence *item = &found.items[i];

		if (!plays(source, source, item->steps, item->count) ||
		    !plays(target, source, item->steps, item->count - 1) ||
		    plays(target, source, item->steps, item->count))
			fail_msg("%s and %s: schedule %u is not what is said", from, to, i);
		assert_true(*item->reason);
		assert_true(!i || item->count >= found.items[i - 1].count);
	}
	if (all.shortest <= LENGTH || (found.count && found.items[0].count <= LENGTH)) {
		assert_true(found.count > 0);
		assert_int_equal(found.items[0].count, all.shortest);
	}
	diverge_release(&found);
	free(start);
	arena_free(arena);
	model_free(source);
	model_free(target);
	return all.shortest <= LENGTH;
}

static void schedules_of_only_one_design_are_shortest_and_only_its_own(void **state)
{
	/* Of two families in which a step makes the same choices. */
	static const char *const families[][8] = {
		{ "storage-cleaner-naive", "storage-cleaner-improved", "storage-cleaner-working",
		  "storage-cleaner-naive-published", "storage-cleaner-kill", NULL },
		{ "tombstones", "old-blob-deleted", "pending-records", "bounded-retry", "working", NULL },
	};
	unsigned nth = 0, differ = 0, tried = 0;

	(void)state;
	for (size_t f = 0; f < sizeof(families) / sizeof(*families); f++)
		for (size_t i = 0; families[f][i]; i++)
			for (size_t k = 0; families[f][k]; k++)
				if (share_has(nth++)) {
					differ += compare(families[f][i], families[f][k]);
					tried++;
				}
	assert_true(tried >= 4 && differ > 0 && differ < tried);
}

/* A design with other choices: what one of them does not choose is open. */
static void a_choice_that_only_one_makes_is_open(void **state)
{
	struct model *naive = compile("naive", false), *other = compile("working", true);
	struct diverge found;

	(void)state;
	diverge_find(naive, other, PAIRS, &found);
	assert_true(found.count > 0);
	assert_int_equal(found.items[0].count, 2);
	diverge_release(&found);
	model_free(naive);
	model_free(other);
}

static void a_design_allows_what_it_allows(void **state)
{
	struct diverge found;

	(void)state;
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct model *model = compile(b->name, false), *same = compile(b->name, true);

		diverge_find(model, same, PAIRS, &found);
		assert_int_equal(found.count, 0);
		assert_true(found.pairs > 10);
		diverge_release(&found);
		model_free(model);
		model_free(same);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(schedules_of_only_one_design_are_shortest_and_only_its_own),
		cmocka_unit_test(a_choice_that_only_one_makes_is_open),
		cmocka_unit_test(a_design_allows_what_it_allows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
