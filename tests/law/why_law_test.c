/*
 * What is told of a violation is so: on violations after random walks through some designs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/check.h>
#include <heddle/design.h>
#include <heddle/mem.h>
#include <heddle/why.h>

#include "random.h"

enum { WALKS = 4, WALK = 5, WAY = 30, NEAR = 200000 };

static const char *const designs[] = { "naive",           "improved",         "storage-cleaner-naive",
	                               "pending-records", "stale-blob-store", "outbox" };

typedef void law_fn(const struct why_question *question);

struct walked {
	struct model_walk walk;
	struct step steps[WALK + WAY];
	size_t count;
};

/* Up to WALK steps within the bounds. */
static void walk(struct walked *w)
{
	const struct model *model = w->walk.model;
	struct arena *arena = arena_new();
	void *before = mem_alloc(model->state_size);

	for (size_t tries = 0; tries < WALK; tries++) {
		struct step *steps;
		size_t count = model_enabled(model, w->walk.at, arena, &steps);
		struct step step = count ? steps[random_below((uint32_t)count)] : (struct step){ 0 };

		memcpy(before, w->walk.at, model->state_size);
		if (!count || !model_walk_take(&w->walk, &step))
			break;
		if (model->ops->within(model, w->walk.at) &&
		    !model_breaks(model, before, &step, w->walk.at, model_default_properties(model))) {
			w->steps[w->count++] = step;
		} else {
			memcpy(w->walk.at, before, model->state_size);
		}
		arena_clear(arena);
	}
	free(before);
	arena_free(arena);
}

/* Walks at random, then a shortest way to a violation, and asks why.  Returns false if there is no way. */
static bool ask(const struct model *model, law_fn *law)
{
	struct walked walked = { .count = 0 };
	struct check_options options = { .properties = model_default_properties(model), .max_states = NEAR };
	struct check_result result;
	bool found;

	model_walk_begin(&walked.walk, model, NULL);
	walk(&walked);
	options.from = walked.walk.at;
	check_run(model, &options, &result);
	found = result.trace_count > 0 && result.traces[0].length <= WAY;
	if (found) {
		const struct check_trace *way = &result.traces[0];
		struct why_question question = { .model = model,
			                         .steps = walked.steps,
			                         .count = walked.count + way->length,
			                         .property = way->property };

		memcpy(walked.steps + walked.count, way->steps, way->length * sizeof(*way->steps));
		law(&question);
	}
	check_result_release(&result);
	model_walk_end(&walked.walk);
	return found;
}

static void on_walks(law_fn *law)
{
	random_from(1);
	for (size_t i = 0; i < sizeof(designs) / sizeof(*designs); i++) {
		struct scope scope = scope_unset();
		struct design *design;
		struct model *model;
		unsigned asked = 0;

		assert_int_equal(design_open(designs[i], &design, NULL), 0);
		assert_int_equal(design_compile(design, &scope, NULL, true, &model, NULL), 0);
		for (int walks = 0; walks < WALKS; walks++)
			asked += ask(model, law);
		if (!asked)
			fail_msg("%s: no walk of %d led near a violation", designs[i], WALKS);
		model_free(model);
		design_free(design);
	}
}

/* Takes the steps `kept` but one (SIZE_MAX: all).  Returns how many it takes until the property breaks; 0: it
 * does not, or one cannot be taken. */
static size_t breaks_without(const struct why_question *question, const struct why_cause *cause,
                             size_t without)
{
	struct step *steps = mem_array(cause->count, sizeof(*steps));
	size_t count = 0, broken;

	for (size_t i = 0; i < cause->count; i++)
		if (i != without)
			steps[count++] = question->steps[cause->kept[i]];
	broken = why_first_break(question->model, steps, count, question->property);
	free(steps);
	return broken;
}

static void cause_is_minimal(const struct why_question *question)
{
	struct why_cause cause;

	assert_int_equal(why_minimal_cause(question, &cause), WHY_KNOWN);
	assert_int_equal(breaks_without(question, &cause, SIZE_MAX), cause.count);
	for (size_t i = 0; i < cause.count; i++) {
		assert_int_equal(breaks_without(question, &cause, i), 0);
		assert_true(!i || cause.kept[i] > cause.kept[i - 1]);
	}
	why_cause_release(&cause);
}

static void a_minimal_cause_breaks_the_property_and_needs_each_step(void **unused)
{
	(void)unused;
	on_walks(cause_is_minimal);
}

/* --- orders, by trying them all ----------------------------------------------------------- */

enum { TRIED_MOST = 11, ORDERS_MOST = 20000 };

struct tried {
	const struct why_question *question;
	const struct why_census *census;
	uint32_t order[TRIED_MOST];
	bool used[TRIED_MOST];
	uint64_t possible, breaking;
	/* By pair: an order with the first before the second was possible, or broke the property. */
	bool seen[TRIED_MOST][TRIED_MOST], broke[TRIED_MOST][TRIED_MOST];
};

static void count_order(struct tried *t, bool broken)
{
	size_t count = t->question->count;

	t->possible++;
	t->breaking += broken;
	for (size_t i = 0; i < count; i++)
		for (size_t k = i + 1; k < count; k++) {
			t->seen[t->order[i]][t->order[k]] = true;
			t->broke[t->order[i]][t->order[k]] |= broken;
		}
}

static bool comes_next(const struct tried *t, uint32_t step)
{
	for (uint32_t i = 0; i < step; i++)
		if (!t->used[i] && t->question->steps[i].process == t->question->steps[step].process)
			return false;
	return !t->used[step];
}

static void try_orders(struct tried *t, const void *state, size_t taken, bool broken)
{
	const struct model *model = t->question->model;
	uint32_t bit = UINT32_C(1) << t->question->property;
	void *next = mem_alloc(model->state_size);

	if (taken == t->question->count)
		count_order(t, broken);
	for (uint32_t i = 0; i < t->question->count; i++) {
		const struct step *step = &t->question->steps[i];

		if (!comes_next(t, i) || model->ops->apply(model, state, step, next) != APPLY_OK)
			continue;
		t->used[i] = true;
		t->order[taken] = i;
		try_orders(t, next, taken + 1, broken || model->ops->broken(model, state, step, next, bit));
		t->used[i] = false;
	}
	free(next);
}

static void orders_are_as_counted(const struct tried *t)
{
	size_t necessary = 0, forced = 0, count = t->question->count;

	for (size_t a = 0; a < count; a++)
		for (size_t b = 0; b < count; b++) {
			if (t->question->steps[a].process == t->question->steps[b].process)
				continue;
			forced += !t->seen[b][a];
			necessary += t->seen[b][a] && !t->broke[b][a];
		}
	assert_int_equal(t->census->necessary, necessary);
	assert_int_equal(t->census->forced, forced);
	for (size_t i = 0; i < t->census->order_count; i++) {
		const struct why_order *order = &t->census->orders[i];

		assert_false(t->broke[order->after][order->before]);
		assert_int_equal(order->forced, !t->seen[order->after][order->before]);
		assert_int_equal(order->reversed == NULL, order->forced);
	}
}

/* Whether all steps of the run can be taken and none breaks the property. */
static bool keeps(const struct why_question *question, const struct step *run, size_t count)
{
	struct model_walk walk;
	bool kept = why_first_break(question->model, run, count, question->property) == 0;

	model_walk_begin(&walk, question->model, NULL);
	for (size_t i = 0; i < count && kept; i++)
		kept = model_walk_take(&walk, &run[i]);
	model_walk_end(&walk);
	return kept;
}

static void reversed_runs_keep(const struct why_question *question, const struct why_census *census)
{
	struct step run[TRIED_MOST];

	for (size_t i = 0; i < census->order_count; i++) {
		if (!census->orders[i].reversed)
			continue;
		for (size_t k = 0; k < question->count; k++)
			run[k] = question->steps[census->orders[i].reversed[k]];
		assert_true(keeps(question, run, question->count));
	}
}

static unsigned compared;

static void census_is_that_of_all_orders(const struct why_question *question)
{
	const struct model *model = question->model;
	struct why_census census;
	struct tried tried = { .question = question, .census = &census };
	void *state = mem_alloc(model->state_size);

	assert_int_equal(why_census(question, &census), WHY_KNOWN);
	if (question->count <= TRIED_MOST && census.all <= ORDERS_MOST) {
		model->ops->initial(model, state);
		try_orders(&tried, state, 0, false);
		assert_int_equal(census.possible, tried.possible);
		assert_int_equal(census.breaking, tried.breaking);
		orders_are_as_counted(&tried);
		compared += census.all > 1;
		reversed_runs_keep(question, &census);
	}
	why_census_release(&census);
	free(state);
}

static void the_census_counts_what_trying_all_orders_counts(void **unused)
{
	(void)unused;
	on_walks(census_is_that_of_all_orders);
	assert_true(compared > 2);
}

/* --- ways out ------------------------------------------------------------------------------- */

static void fine_run_keeps(const struct why_question *question)
{
	struct why_fine fine;
	enum why_status status = why_nearest_fine(question, &fine);
	struct step *run = mem_array(fine.count, sizeof(*run));

	for (size_t i = 0; i < fine.count; i++) {
		run[i] = fine.run[i].step;
		if (fine.run[i].number != WHY_NO_STEP)
			assert_true(step_equal(&run[i], &question->steps[fine.run[i].number]));
	}
	if (status == WHY_KNOWN) {
		assert_true(fine.differences >= 1);
		assert_true(keeps(question, run, fine.count));
	}
	free(run);
	why_fine_release(&fine);
}

static void the_nearest_fine_run_keeps_the_property(void **unused)
{
	(void)unused;
	on_walks(fine_run_keeps);
}

static void last_chance_keeps(const struct why_question *question)
{
	struct step run[WALK + WAY + 50];
	struct why_chance chance;

	if (why_last_chance(question, &chance) == WHY_KNOWN && chance.lost) {
		assert_true(chance.lost <= question->count);
		assert_true(chance.way_count < 50);
		memcpy(run, question->steps, (chance.lost - 1) * sizeof(*run));
		if (chance.way_count)
			memcpy(run + chance.lost - 1, chance.way, chance.way_count * sizeof(*run));
		assert_true(keeps(question, run, chance.lost - 1 + chance.way_count));
	}
	why_chance_release(&chance);
}

static void the_last_chance_keeps_the_property(void **unused)
{
	(void)unused;
	on_walks(last_chance_keeps);
}

/* Nothing but reasons needs footprints. */
static void answers_do_not_need_footprints(const struct why_question *question)
{
	struct model *model = (struct model *)(uintptr_t)question->model; /* ours, and put back */
	const struct model_ops *ops = model->ops;
	struct model_ops without = *ops;
	struct why with, blind;

	without.footprint = NULL;
	assert_int_equal(why_explain(question, &with), WHY_KNOWN);
	model->ops = &without;
	assert_int_equal(why_explain(question, &blind), WHY_KNOWN);
	model->ops = ops;
	assert_int_equal(blind.reasons_status, WHY_NONE);
	assert_int_equal(with.reasons_status, WHY_KNOWN);
	assert_int_equal(with.cause.count, blind.cause.count);
	assert_int_equal(with.census.breaking, blind.census.breaking);
	assert_int_equal(with.chance.lost, blind.chance.lost);
	assert_int_equal(with.fine.differences, blind.fine.differences);
	why_release(&with);
	why_release(&blind);
}

static void only_reasons_need_footprints(void **unused)
{
	(void)unused;
	on_walks(answers_do_not_need_footprints);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_minimal_cause_breaks_the_property_and_needs_each_step),
		cmocka_unit_test(the_census_counts_what_trying_all_orders_counts),
		cmocka_unit_test(the_nearest_fine_run_keeps_the_property),
		cmocka_unit_test(the_last_chance_keeps_the_property),
		cmocka_unit_test(only_reasons_need_footprints),
	};

	return cmocka_run_group_tests_name("why", tests, NULL, NULL);
}
