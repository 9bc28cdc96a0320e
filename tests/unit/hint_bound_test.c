/* Hints on a graph drawn by hand, with too little room to see all of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/distance.h>
#include <heddle/mem.h>
#include <heddle/model.h>

/*
 * From B it is two steps to BAD by way of X, and three by way of C.  X leads on to Y first, so without room
 * for Y nobody sees where else it leads.
 */
enum { A, B, B2, C, E, X, Y, S, BAD, END };

static const uint8_t edges[][4] = {
	[A] = { C, B, B2, END }, [B] = { C, X, END },  [B2] = { C, END },
	[C] = { E, END },        [E] = { BAD, END },   [X] = { Y, BAD, END },
	[Y] = { END },           [S] = { B, B2, END }, [BAD] = { END },
};

static void enabled(const struct model *model, const void *state, step_fn *fn, void *ctx)
{
	const uint8_t *to = edges[*(const uint64_t *)state];

	(void)model;
	for (uint8_t i = 0; to[i] != END; i++) {
		struct step step = { .choice_count = 1, .choice = { i } };

		if (!fn(ctx, &step))
			return;
	}
}

static int apply(const struct model *model, const void *state, const struct step *step, void *next)
{
	(void)model;
	*(uint64_t *)next = edges[*(const uint64_t *)state][step->choice[0]];
	return APPLY_OK;
}

static uint32_t broken(const struct model *model, const void *from, const struct step *step, const void *to,
                       uint32_t asked)
{
	(void)model;
	(void)from;
	(void)step;
	return *(const uint64_t *)to == BAD ? asked & 1 : 0;
}

static const struct model_ops ops = { .enabled = enabled, .apply = apply, .broken = broken };
static const struct model graph = { .ops = &ops, .state_size = sizeof(uint64_t), .action_count = 1 };

static struct distances *with_room_for(uint64_t states)
{
	return distances_new(&graph, 1, &(struct distance_options){ .max_states = states });
}

static void is(struct hint hint, enum hint_kind kind, unsigned steps)
{
	assert_int_equal(hint.kind, kind);
	assert_int_equal(hint.steps, steps);
}

static void with_room_all_distances_are_exact(void **state)
{
	struct distances *d = with_room_for(100);
	struct hint here, steps[3];
	uint64_t at = A;

	(void)state;
	assert_true(distances_find(d, &at, &here, steps, 3));
	is(here, HINT_EXACT, 3);
	is(steps[0], HINT_EXACT, 2);
	is(steps[1], HINT_EXACT, 2);
	is(steps[2], HINT_EXACT, 3);
	at = E;
	assert_true(distances_find(d, &at, &here, steps, 1));
	is(here, HINT_EXACT, 1);
	is(steps[0], HINT_EXACT, 0);
	at = Y;
	assert_true(distances_find(d, &at, &here, steps, 0));
	is(here, HINT_SAFE, 0);
	distances_free(d);
}

/* C, B, B2, E and X have room. */
static void a_longer_way_is_not_exact_while_a_border_may_be_nearer(void **state)
{
	struct distances *d = with_room_for(5);
	struct hint here, steps[3];
	uint64_t at = A;

	(void)state;
	distances_find(d, &at, &here, steps, 3);
	is(here, HINT_EXACT, 3); /* by way of C, and no other is shorter */
	is(steps[0], HINT_EXACT, 2);
	is(steps[1], HINT_LEAST, 2);
	is(steps[2], HINT_EXACT, 3);
	at = S;
	assert_false(distances_known(d, &at, &here, steps, 2));
	is(here, HINT_LEAST, 3);
	is(steps[0], HINT_LEAST, 2);
	is(steps[1], HINT_EXACT, 3);
	distances_free(d);
}

static void of_a_state_that_was_just_met_nothing_is_known_but_the_next_step(void **state)
{
	struct distances *d = with_room_for(100);
	struct hint here, steps[1];
	uint64_t at = C;

	(void)state;
	assert_false(distances_known(d, &at, &here, steps, 1));
	is(steps[0], HINT_LEAST, 1);
	is(here, HINT_LEAST, 2);
	distances_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(with_room_all_distances_are_exact),
		cmocka_unit_test(a_longer_way_is_not_exact_while_a_border_may_be_nearer),
		cmocka_unit_test(of_a_state_that_was_just_met_nothing_is_known_but_the_next_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
