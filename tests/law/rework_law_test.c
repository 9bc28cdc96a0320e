/*
 * Working on schedules: what is said to commute does, a tidied schedule is the same story with the fewest
 * switches, every change can be undone, and what is played is what was not struck.
 */
#include <limits.h>
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
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/rework.h>

#include "random.h"

enum { WALK = 24, SHORT = 8, CHANGES = 12, ORDERS_MOST = 400 };

typedef void law_fn(struct session *session, const struct step *steps, size_t count);

/* Walks in a session on each design, and gives the law the steps. */
static void on_walks(size_t length, law_fn *law)
{
	const struct bundled *row;

	for (size_t i = 0; (row = bundled_design_nth(i)); i++) {
		struct scope scope = scope_unset();
		struct session *session = NULL;
		struct design *design = NULL;
		struct step *steps = mem_array(length, sizeof(*steps));
		const uint32_t *line;
		size_t count;

		assert_int_equal(design_open(row->name, &design, NULL), 0);
		assert_int_equal(session_open_design(design, &scope, &session, NULL), 0);
		session_walk(session, length, (uint32_t)i + 1, NULL);
		line = history_line(session->history, &count);
		for (size_t k = 1; k < count; k++)
			steps[k - 1] = *history_step(session->history, line[k]);
		random_from((uint32_t)i + 1);
		law(session, steps, count - 1);
		free(steps);
		session_free(session);
	}
}

/* The state after the steps, which the caller frees; null if one of them is not possible. */
static void *state_after(const struct model *model, const struct step *steps, size_t count)
{
	struct model_walk walk;
	void *state = NULL;
	size_t taken = 0;

	model_walk_begin(&walk, model, NULL);
	while (taken < count && model_walk_take(&walk, &steps[taken]))
		taken++;
	if (taken == count) {
		state = mem_alloc(model->state_size);
		memcpy(state, walk.at, model->state_size);
	}
	model_walk_end(&walk);
	return state;
}

static bool same_end(const struct model *model, const struct step *a, const struct step *b, size_t count)
{
	void *left = state_after(model, a, count), *right = state_after(model, b, count);
	bool same = left && right && memcmp(left, right, model->state_size) == 0;

	free(left);
	free(right);
	return same;
}

/* --- neighbours --------------------------------------------------------------- */

static unsigned commuting;

static void swapping_changes_nothing(struct session *session, const struct step *steps, size_t count)
{
	struct rework *rework = rework_new(session, NULL);
	struct step *swapped = mem_array(count, sizeof(*swapped));

	for (size_t i = 0; i + 1 < count; i++) {
		assert_null(rework_at(rework, i)->reason);
		if (!rework_at(rework, i)->commutes)
			continue;
		memcpy(swapped, steps, count * sizeof(*steps));
		swapped[i] = steps[i + 1];
		swapped[i + 1] = steps[i];
		assert_true(same_end(session->model, steps, swapped, count));
		commuting++;
	}
	free(swapped);
	rework_free(rework);
}

static void neighbours_that_are_said_to_commute_change_places_without_effect(void **unused)
{
	(void)unused;
	on_walks(WALK, swapping_changes_nothing);
	assert_true(commuting > 20);
}

/* --- tidying ------------------------------------------------------------------ */

static unsigned switches_of(const struct step *steps, size_t count)
{
	unsigned switches = 0;

	for (size_t i = 1; i < count; i++)
		switches += steps[i].process != steps[i - 1].process;
	return switches;
}

/* All orders that neighbours which are said to commute can change into. */
struct orders {
	struct rework *rework;
	struct step found[ORDERS_MOST][SHORT];
	size_t count, length;
	bool breaks; /* some step breaks a property, and tidying keeps it in its place */
};

static bool add_order(struct orders *o, const struct step *order)
{
	size_t size = o->length * sizeof(*order);

	for (size_t i = 0; i < o->count; i++)
		if (memcmp(o->found[i], order, size) == 0)
			return true;
	if (o->count == ORDERS_MOST)
		return false;
	memcpy(o->found[o->count++], order, size);
	return true;
}

static bool swap_all(struct orders *o, size_t at)
{
	struct step order[SHORT];

	rework_set(o->rework, o->found[at], o->length);
	for (size_t i = 0; i < o->length; i++) {
		o->breaks |= rework_at(o->rework, i)->breaks != 0;
		if (i + 1 == o->length || !rework_at(o->rework, i)->commutes)
			continue;
		memcpy(order, o->found[at], sizeof(order));
		order[i] = o->found[at][i + 1];
		order[i + 1] = o->found[at][i];
		if (!add_order(o, order))
			return false;
	}
	return true;
}

/* The fewest switches of all of them; UINT_MAX: not known. */
static unsigned fewest(struct session *session, const struct step *steps, size_t count)
{
	struct orders *o = mem_alloc(sizeof(*o));
	struct step order[SHORT] = { 0 };
	unsigned least = UINT_MAX;
	bool all = true;

	o->rework = rework_new(session, NULL);
	o->length = count;
	memcpy(order, steps, count * sizeof(*steps));
	add_order(o, order);
	for (size_t i = 0; i < o->count && all; i++)
		all = swap_all(o, i);
	for (size_t i = 0; i < o->count && all && !o->breaks; i++)
		least = switches_of(o->found[i], count) < least ? switches_of(o->found[i], count) : least;
	rework_free(o->rework);
	free(o);
	return least;
}

static unsigned compared;
static unsigned tidied;

static void is_the_same_story(struct session *session, const struct step *steps, size_t count)
{
	struct step *tidy = mem_array(count, sizeof(*tidy));
	unsigned switches[2];
	bool all;

	assert_true(schedule_tidy(session, steps, count, tidy, switches, &all));
	assert_int_equal(switches[0], switches_of(steps, count));
	assert_int_equal(switches[1], switches_of(tidy, count));
	assert_true(switches[1] <= switches[0]);
	assert_true(same_end(session->model, steps, tidy, count));
	tidied += switches[1] < switches[0];
	assert_true(all || count > SHORT);
	if (count <= SHORT && fewest(session, steps, count) != UINT_MAX) {
		assert_int_equal(switches[1], fewest(session, steps, count));
		compared++;
	}
	free(tidy);
}

static void a_tidied_schedule_ends_in_the_same_state_with_fewer_switches(void **unused)
{
	(void)unused;
	on_walks(WALK, is_the_same_story);
	on_walks(SHORT, is_the_same_story);
	assert_true(tidied > 5);
	assert_true(compared > 10);
}

/* --- changes ------------------------------------------------------------------ */

static void change(struct rework *rework)
{
	size_t count = rework_count(rework), at = random_below((uint32_t)count + 1);
	struct step step;

	switch (random_below(4)) {
	case 0:
		rework_move(rework, at, 1);
		break;
	case 1:
		rework_move(rework, at, -1);
		break;
	case 2:
		rework_delete(rework, at);
		break;
	default:
		if (!count)
			return;
		step = rework_at(rework, random_below((uint32_t)count))->step;
		rework_insert(rework, at, &step);
	}
}

static void plays_what_is_not_struck(struct session *session, const struct rework *rework)
{
	size_t nodes = history_count(session->history), struck = rework_struck(rework), length;
	uint32_t before = history_cursor(session->history);
	const uint32_t *line;
	struct buf name;

	buf_init(&name);
	assert_int_equal(rework_play(session, rework, &name), rework_count(rework) - struck);
	assert_true(history_count(session->history) >= nodes);
	line = history_line(session->history, &length);
	for (size_t i = 0, at = 1; i < rework_count(rework); i++)
		if (!rework_at(rework, i)->reason)
			assert_true(step_equal(history_step(session->history, line[at++]),
			                       &rework_at(rework, i)->step));
	if (rework_count(rework) > struck)
		assert_string_equal(history_bookmark(session->history, history_cursor(session->history)),
		                    name.data);
	session_jump(session, before);
	buf_release(&name);
}

static void can_be_undone(struct session *session, const struct step *steps, size_t count)
{
	struct rework *rework = rework_new(session, NULL);

	for (int i = 0; i < CHANGES; i++)
		change(rework);
	plays_what_is_not_struck(session, rework);
	while (rework_undo(rework)) {
	}
	assert_int_equal(rework_count(rework), count);
	assert_int_equal(rework_struck(rework), 0);
	for (size_t i = 0; i < count; i++)
		assert_true(step_equal(&rework_at(rework, i)->step, &steps[i]));
	rework_free(rework);
}

static void changes_are_played_without_what_is_struck_and_can_be_undone(void **unused)
{
	(void)unused;
	on_walks(WALK, can_be_undone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(neighbours_that_are_said_to_commute_change_places_without_effect),
		cmocka_unit_test(a_tidied_schedule_ends_in_the_same_state_with_fewer_switches),
		cmocka_unit_test(changes_are_played_without_what_is_struck_and_can_be_undone),
	};

	return cmocka_run_group_tests_name("working on schedules", tests, NULL, NULL);
}
