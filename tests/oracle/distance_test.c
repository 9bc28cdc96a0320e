/*
 * Distances equal those of a search from each successor, in states that random walks reach.
 *
 * Three comparisons form a chain: the quotient takes the same steps as the played model (lockstep walks);
 * distances in it, with representatives, equal those that the plain explorer finds from each successor
 * without them; and short ones equal those that it finds in the played model itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/bundled.h>
#include <heddle/check.h>
#include <heddle/design.h>
#include <heddle/distance.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "random.h"
#include "share.h"

enum { STEPS_MAX = 400, SHORT = 4 };

/* --- a design at a scope, played and as its quotient ----------------------------------------- */

struct pair {
	struct design *design;
	struct model *played, *quotient;
	void *state, *next, *mirror, *mirror_next, *projected;
	uint32_t asked;
};

static void pair_open(struct pair *p, const char *name, int servers, int metadatas, int images, int ids)
{
	struct scope scope = scope_unset();

	*p = (struct pair){ 0 };
	assert_int_equal(design_open(name, &p->design, NULL), 0);
	scope.of[SCOPE_SERVERS] = servers;
	scope.of[SCOPE_READERS] = 1;
	scope.of[SCOPE_METADATAS] = metadatas;
	scope.of[SCOPE_IMAGES] = images;
	scope.of[SCOPE_IMAGE_IDS] = ids;
	/* Room for every walk: a quotient must not depend on it. */
	scope.of[SCOPE_OPERATIONS] = scope.of[SCOPE_TIME] = scope.of[SCOPE_FAILURES] = 100;
	assert_int_equal(design_compile(p->design, &scope, NULL, false, &p->played, NULL), 0);
	assert_int_equal(design_quotient(p->played, &p->quotient, NULL), 0);
	p->state = mem_alloc(p->played->state_size);
	p->next = mem_alloc(p->played->state_size);
	p->mirror = mem_alloc(p->quotient->state_size);
	p->mirror_next = mem_alloc(p->quotient->state_size);
	p->projected = mem_alloc(p->quotient->state_size);
	p->asked = model_default_properties(p->played);
	p->played->ops->initial(p->played, p->state);
	p->quotient->ops->initial(p->quotient, p->mirror);
}

static void pair_close(struct pair *p)
{
	free(p->state);
	free(p->next);
	free(p->mirror);
	free(p->mirror_next);
	free(p->projected);
	model_free(p->played);
	model_free(p->quotient);
	design_free(p->design);
}

/* What a quotient says of `state`, with the flag that design_project forgets. */
static void project(const struct pair *p, const void *state, void *out)
{
	design_project(p->played, state, p->quotient, out);
}

/* Takes a random step in both; false when there is none, or no room. */
static bool pair_step(struct pair *p, struct arena *arena)
{
	const struct model *played = p->played, *quotient = p->quotient;
	struct step *steps, *mirrored;
	size_t count = model_enabled(played, p->state, arena, &steps);
	uint32_t broken, before, mirror_broken;

	assert_int_equal(model_enabled(quotient, p->mirror, arena, &mirrored), count);
	if (!count)
		return false;
	assert_memory_equal(steps, mirrored, count * sizeof(*steps));

	const struct step *step = &steps[random_below((uint32_t)count)];

	if (played->ops->apply(played, p->state, step, p->next) != APPLY_OK)
		return false;
	assert_int_equal(quotient->ops->apply(quotient, p->mirror, step, p->mirror_next), APPLY_OK);
	before = played->ops->broken(played, NULL, NULL, p->state, p->asked);
	broken = played->ops->broken(played, p->state, step, p->next, p->asked);
	mirror_broken = quotient->ops->broken(quotient, p->mirror, step, p->mirror_next, p->asked);
	/* A read that breaks what is broken already is news to the quotient only. */
	assert_int_equal(broken & ~before, mirror_broken & ~before);

	project(p, p->next, p->projected);
	memcpy(p->state, p->next, played->state_size);
	if (mirror_broken)
		memcpy(p->mirror, p->projected, quotient->state_size);
	else
		memcpy(p->mirror, p->mirror_next, quotient->state_size);
	assert_memory_equal(p->mirror, p->projected, quotient->state_size);
	return true;
}

static void a_quotient_does_what_the_played_model_does(void **unused)
{
	(void)unused;
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct arena *arena = arena_new();
		size_t taken = 0;

		for (int walk = 0; walk < (int)share_of(20); walk++) {
			struct pair p;

			pair_open(&p, b->name, 2, 2, 2, 3);
			for (int i = 0; i < 100 && pair_step(&p, arena); i++)
				taken++;
			pair_close(&p);
			arena_clear(arena);
		}
		assert_true(taken > share_of(1000));
		arena_free(arena);
	}
}

/* --- distances -------------------------------------------------------------------------------- */

/* The length of the shortest way from `state` to a violation; -1: there is none. */
static int searched(const struct model *model, const void *state, uint32_t asked)
{
	struct check_options options = { .properties = asked, .from = state };
	struct check_result result;
	int length;

	check_run(model, &options, &result);
	assert_true(result.verdict != CHECK_LIMIT);
	length = result.verdict == CHECK_VIOLATED ? (int)result.traces[0].length : -1;
	check_result_release(&result);
	return length;
}

static int as_length(struct hint hint)
{
	assert_true(hint.kind == HINT_EXACT || hint.kind == HINT_SAFE);
	return hint.kind == HINT_EXACT ? (int)hint.steps : -1;
}

static void compare_all(struct pair *p, struct distances *distances, struct arena *arena)
{
	const struct model *quotient = p->quotient, *played = p->played;
	struct hint here, hints[STEPS_MAX];
	struct step *steps;
	size_t count = model_enabled(quotient, p->mirror, arena, &steps);

	assert_true(count <= STEPS_MAX);
	assert_true(distances_find(distances, p->mirror, &here, hints, count));
	assert_int_equal(as_length(here), searched(quotient, p->mirror, p->asked));
	if (here.kind == HINT_EXACT && here.steps <= SHORT &&
	    !played->ops->broken(played, NULL, NULL, p->state, p->asked))
		assert_int_equal(here.steps, searched(played, p->state, p->asked));
	for (size_t i = 0; i < count; i++) {
		quotient->ops->apply(quotient, p->mirror, &steps[i], p->mirror_next);
		if (quotient->ops->broken(quotient, p->mirror, &steps[i], p->mirror_next, p->asked))
			assert_int_equal(as_length(hints[i]), 0);
		else
			assert_int_equal(as_length(hints[i]), searched(quotient, p->mirror_next, p->asked));
	}
}

static void walk_and_compare(const char *name, int servers, int metadatas, int images, int ids, int walks,
                             int length)
{
	struct distances *distances = NULL;
	struct arena *arena = arena_new();
	struct pair first;

	pair_open(&first, name, servers, metadatas, images, ids);
	distances = distances_new(first.quotient, first.asked, NULL);
	for (int walk = 0; walk < (int)share_of((unsigned)walks); walk++) {
		struct pair p;
		int steps = (int)random_below((uint32_t)length);

		pair_open(&p, name, servers, metadatas, images, ids);
		for (int i = 0; i < steps && pair_step(&p, arena); i++)
			;
		compare_all(&p, distances, arena);
		pair_close(&p);
		arena_clear(arena);
	}
	distances_free(distances);
	arena_free(arena);
	pair_close(&first);
}

static void distances_are_what_a_search_from_each_successor_finds(void **unused)
{
	(void)unused;
	for (const struct bundled *b = bundled_designs; b->name; b++)
		walk_and_compare(b->name, 1, 2, 1, 2, 6, 40);
}

static void they_are_so_for_several_servers_and_values(void **unused)
{
	(void)unused;
	walk_and_compare("naive", 2, 2, 2, 1, 15, 30);
	walk_and_compare("improved", 2, 2, 2, 1, 15, 30);
	walk_and_compare("working", 2, 1, 2, 2, 6, 30);
	walk_and_compare("storage-cleaner-naive", 1, 1, 2, 3, 8, 30);
	walk_and_compare("storage-cleaner-improved", 2, 1, 1, 2, 4, 30);
	walk_and_compare("storage-cleaner-kill", 2, 1, 1, 2, 4, 40);
}

/* --- ways ---------------------------------------------------------------------------------------
 */

static void a_way_plays_and_breaks_a_property_at_its_last_step(void **unused)
{
	static const struct {
		const char *design;
		size_t length; /* from the start, with one server, reader and cleaner; 0: none */
	} ways[] = { { "naive", 5 },
		     { "improved", 8 },
		     { "working", 0 },
		     { "storage-cleaner-naive", 9 },
		     { "storage-cleaner-improved", 11 },
		     { "storage-cleaner-working", 0 } };

	(void)unused;
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		struct pair p;
		struct arena *arena = arena_new();
		struct step *steps;
		struct hint here;
		uint32_t broken = 0;

		pair_open(&p, ways[i].design, 1, 2, 2, 3);

		struct distances *distances = distances_new(p.quotient, p.asked, NULL);
		size_t length = distances_path(distances, p.mirror, arena, &steps, &here);

		assert_int_equal(length, ways[i].length);
		assert_int_equal(here.kind, length ? HINT_EXACT : HINT_SAFE);
		for (size_t s = 0; s < length; s++) {
			assert_int_equal(broken, 0);
			assert_int_equal(p.played->ops->apply(p.played, p.state, &steps[s], p.next),
			                 APPLY_OK);
			broken = p.played->ops->broken(p.played, p.state, &steps[s], p.next, p.asked);
			memcpy(p.state, p.next, p.played->state_size);
		}
		assert_true(!length || broken);
		distances_free(distances);
		arena_free(arena);
		pair_close(&p);
	}
}

/* A property that is broken already and stays so is not broken again by every step. */
static void what_is_broken_already_counts_only_when_it_breaks_anew(void **unused)
{
	struct pair p;
	struct arena *arena = arena_new();
	struct hint here, hints[STEPS_MAX];
	struct step *steps;

	(void)unused;
	pair_open(&p, "storage-cleaner-naive", 1, 1, 1, 2);
	p.asked = UINT32_C(1) << model_property_index(p.quotient, "NoOrphanFiles");

	struct distances *distances = distances_new(p.quotient, p.asked, NULL);
	size_t length = distances_path(distances, p.mirror, arena, &steps, &here);

	assert_int_equal(length, 2); /* start a write, write its blob */
	for (size_t i = 0; i < length; i++) {
		p.quotient->ops->apply(p.quotient, p.mirror, &steps[i], p.mirror_next);
		memcpy(p.mirror, p.mirror_next, p.quotient->state_size);
	}

	size_t count = model_enabled(p.quotient, p.mirror, arena, &steps);

	assert_true(distances_find(distances, p.mirror, &here, hints, count));
	assert_int_equal(here.kind, HINT_EXACT);
	/* The record names the blob, then another write leaves the next one. */
	assert_int_equal(here.steps, 3);
	for (size_t i = 0; i < count; i++)
		assert_true(hints[i].kind == HINT_EXACT && hints[i].steps > 0);
	distances_free(distances);
	arena_free(arena);
	pair_close(&p);
}

/* --- limits
 * --------------------------------------------------------------------------------------- */

/* Whatever is said with little room is true, and with more room it becomes the exact answer. */
static void with_little_room_hints_are_bounds_that_hold(void **unused)
{
	struct pair p;
	struct arena *arena = arena_new();
	struct hint here, exact_here, hints[STEPS_MAX], exact[STEPS_MAX];
	struct step *steps;
	size_t bounds = 0;

	(void)unused;
	for (uint64_t room = 50; room < 40000; room *= 5) {
		pair_open(&p, "storage-cleaner-naive", 1, 2, 2, 3);

		struct distance_options options = { .max_states = room };
		struct distances *little = distances_new(p.quotient, p.asked, &options);
		struct distances *all = distances_new(p.quotient, p.asked, NULL);

		for (int i = 0; i < 30; i++) {
			size_t count = model_enabled(p.quotient, p.mirror, arena, &steps);

			distances_find(little, p.mirror, &here, hints, count);
			assert_true(distances_find(all, p.mirror, &exact_here, exact, count));
			assert_true(distances_size(little).states <= room);
			for (size_t s = 0; s <= count; s++) {
				struct hint said = s < count ? hints[s] : here;
				struct hint is = s < count ? exact[s] : exact_here;

				if (said.kind == HINT_LEAST) {
					assert_true(is.kind == HINT_SAFE || is.steps >= said.steps);
					bounds++;
				} else if (said.kind != HINT_UNKNOWN) {
					assert_int_equal(said.kind, is.kind);
					assert_int_equal(said.steps, is.steps);
				}
			}
			if (!pair_step(&p, arena))
				break;
		}
		distances_free(little);
		distances_free(all);
		pair_close(&p);
	}
	assert_true(bounds > 50);
	arena_free(arena);
}

static bool no(void *ctx)
{
	(void)ctx;
	return false;
}

static void a_search_that_is_stopped_goes_on_later(void **unused)
{
	struct pair p;
	struct arena *arena = arena_new();
	struct hint here, hints[STEPS_MAX];
	struct step *steps;
	struct distance_options options = { .go_on = no };

	(void)unused;
	pair_open(&p, "storage-cleaner-naive", 1, 2, 2, 3);

	struct distances *distances = distances_new(p.quotient, p.asked, &options);
	size_t count = model_enabled(p.quotient, p.mirror, arena, &steps);

	assert_false(distances_find(distances, p.mirror, &here, hints, count));
	assert_int_equal(here.kind, HINT_LEAST);
	distances_options(distances, NULL, NULL, NULL);
	assert_true(distances_find(distances, p.mirror, &here, hints, count));
	assert_int_equal(here.kind, HINT_EXACT);
	assert_int_equal(here.steps, 9);
	distances_free(distances);
	arena_free(arena);
	pair_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quotient_does_what_the_played_model_does),
		cmocka_unit_test(distances_are_what_a_search_from_each_successor_finds),
		cmocka_unit_test(they_are_so_for_several_servers_and_values),
		cmocka_unit_test(a_way_plays_and_breaks_a_property_at_its_last_step),
		cmocka_unit_test(what_is_broken_already_counts_only_when_it_breaks_anew),
		cmocka_unit_test(with_little_room_hints_are_bounds_that_hold),
		cmocka_unit_test(a_search_that_is_stopped_goes_on_later),
	};

	random_from(7);
	return cmocka_run_group_tests_name("distance", tests, NULL, NULL);
}
