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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_minimal_cause_breaks_the_property_and_needs_each_step),
	};

	return cmocka_run_group_tests_name("why", tests, NULL, NULL);
}
