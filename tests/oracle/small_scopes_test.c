/* The checker against the oracle, on every bundled design at every mix small enough for a list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/bundled.h>
#include <heddle/check.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "oracle.h"
#include "share.h"

enum { LIST_MOST = 4000, MIXES_LEAST = 10 };

static const struct scope mixes[] = {
	/* servers readers cleaners | users metadatas images ids | operations time failures | none
	   fail */
	{ { 1, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0 } }, { { 1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0 } },
	{ { 1, 0, 0, 1, 2, 2, 3, 2, 1, 1, 0 } }, { { 1, 0, 0, 1, 2, 2, 2, 3, 0, 0, 0 } },
	{ { 1, 0, 0, 2, 1, 1, 2, 2, 1, 0, 0 } }, { { 1, 0, 0, 1, 1, 1, 12, 1, 1, 0, 0 } },
	{ { 0, 1, 0, 2, 2, 1, 2, 2, 2, 1, 0 } }, { { 0, 2, 1, 1, 1, 1, 1, 2, 1, 1, 0 } },
	{ { 1, 1, 0, 1, 1, 2, 2, 2, 1, 1, 0 } }, { { 2, 0, 0, 1, 1, 1, 2, 2, 1, 1, 0 } },
	{ { 2, 1, 0, 1, 1, 1, 1, 2, 0, 0, 1 } }, { { 1, 0, 1, 1, 1, 1, 1, 2, 2, 1, 0 } },
	{ { 1, 0, 1, 1, 1, 1, 2, 2, 1, 1, 0 } }, { { 1, 0, 1, 1, 2, 1, 1, 2, 2, 2, 1 } },
	{ { 1, 0, 1, 1, 1, 1, 1, 3, 3, 1, 1 } }, { { 1, 0, 2, 1, 1, 1, 1, 1, 2, 1, 0 } },
	{ { 1, 0, 2, 1, 1, 1, 1, 2, 1, 2, 1 } }, { { 1, 1, 1, 1, 1, 1, 1, 2, 2, 0, 1 } },
	{ { 2, 0, 1, 1, 1, 1, 1, 1, 2, 1, 1 } }, { { 1, 0, 1, 2, 1, 1, 1, 1, 1, 0, 0 } },
	{ { 3, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0 } }, { { 1, 2, 1, 1, 1, 1, 1, 1, 0, 0, 0 } },
	{ { 1, 0, 1, 1, 1, 2, 3, 1, 2, 1, 0 } }, { { 1, 0, 3, 1, 1, 1, 1, 1, 0, 0, 0 } },
};

static struct design *open_design(const char *name)
{
	struct design *design = NULL;
	struct err err = { 0 };

	if (design_open(name, &design, &err))
		fail_msg("%s: %s", name, err.what);
	return design;
}

static uint32_t all_of(const struct model *model)
{
	return (uint32_t)((UINT64_C(1) << model->property_count) - 1);
}

/* Taking a trace's steps from `from`: each is enabled, and the last breaks the property. */
static void assert_breaks(const struct model *model, const void *from, const struct check_trace *trace)
{
	unsigned char *at = malloc(model->state_size), *next = malloc(model->state_size);

	if (from)
		memcpy(at, from, model->state_size);
	else
		model->ops->initial(model, at);
	for (size_t i = 0; i < trace->length; i++) {
		uint32_t bit = UINT32_C(1) << trace->property;

		assert_int_equal(model->ops->apply(model, at, &trace->steps[i], next), APPLY_OK);
		uint32_t broken = model->ops->broken(model, at, &trace->steps[i], next, bit);
		assert_int_equal(broken, i + 1 == trace->length ? bit : 0);
		memcpy(at, next, model->state_size);
	}
	free(at);
	free(next);
}

static void assert_same_traces(const struct model *model, const void *from, const struct oracle *oracle,
                               const struct check_result *result)
{
	size_t found[MODEL_PROPERTIES_MAX];

	for (unsigned p = 0; p < MODEL_PROPERTIES_MAX; p++)
		found[p] = SIZE_MAX;
	for (size_t i = 0; i < result->trace_count; i++) {
		found[result->traces[i].property] = result->traces[i].length;
		assert_breaks(model, from, &result->traces[i]);
	}
	for (unsigned p = 0; p < model->property_count; p++)
		assert_true(found[p] == oracle->shortest[p]);
}

/* The ways to explore, which all say the same. */
static const struct way {
	const char *name;
	bool plain;
	unsigned threads;
} ways[] = { { "plain", true, 1 }, { "fast", false, 1 }, { "fast, 3 threads", false, 3 } };
enum { WAYS = sizeof(ways) / sizeof(*ways) };

static void run_way(const struct way *way, const struct model *model, struct check_options options,
                    struct check_result *result)
{
	options.plain = way->plain;
	options.threads = way->threads;
	options.spread_from = 100;
	check_run(model, &options, result);
}

static void assert_same_steps(const struct check_result *a, const struct check_result *b)
{
	assert_int_equal(a->trace_count, b->trace_count);
	for (size_t i = 0; i < a->trace_count; i++) {
		assert_int_equal(a->traces[i].property, b->traces[i].property);
		assert_int_equal(a->traces[i].length, b->traces[i].length);
		for (size_t j = 0; j < a->traces[i].length; j++)
			assert_true(step_equal(&a->traces[i].steps[j], &b->traces[i].steps[j]));
	}
}

/* `fresh` depends on the order in which threads find states; everything else does not. */
static void assert_same_result(const struct model *model, const struct check_result *a,
                               const struct check_result *b, bool same_order)
{
	assert_int_equal(a->verdict, b->verdict);
	assert_int_equal(a->complete, b->complete);
	assert_int_equal(a->distinct, b->distinct);
	assert_int_equal(a->generated, b->generated);
	assert_int_equal(a->depth, b->depth);
	assert_int_equal(a->queue, b->queue);
	assert_int_equal(a->beyond, b->beyond);
	assert_null(a->limit);
	assert_null(b->limit);
	for (unsigned i = 0; i < model->action_count; i++) {
		assert_int_equal(a->coverage[i].taken, b->coverage[i].taken);
		if (same_order)
			assert_int_equal(a->coverage[i].fresh, b->coverage[i].fresh);
	}
	assert_same_steps(a, b);
}

static void compare(const struct model *model, const void *from, const struct oracle *oracle)
{
	struct check_options options = { .properties = all_of(model), .keep_going = true, .from = from };
	struct check_result results[WAYS];
	const struct check_result *result = &results[0];
	uint64_t fresh = 0;

	for (unsigned w = 0; w < WAYS; w++)
		run_way(&ways[w], model, options, &results[w]);
	assert_true(result->complete);
	assert_int_equal(result->distinct, oracle->distinct);
	assert_int_equal(result->generated, oracle->generated);
	assert_int_equal(result->depth, oracle->depth);
	assert_int_equal(result->queue, 0);
	assert_int_equal(result->beyond, oracle->beyond);
	for (unsigned a = 0; a < model->action_count; a++) {
		assert_int_equal(result->coverage[a].taken, oracle->taken[a]);
		fresh += result->coverage[a].fresh;
	}
	assert_int_equal(fresh + (oracle->distinct > 0), oracle->distinct);
	assert_same_traces(model, from, oracle, result);
	for (unsigned w = 0; w < WAYS; w++) {
		assert_same_result(model, result, &results[w], ways[w].threads == 1);
		if (w)
			check_result_release(&results[w]);
	}
	check_result_release(&results[0]);
}

static void compare_property(const struct model *model, const struct oracle *oracle, unsigned p)
{
	struct check_options options = { .properties = UINT32_C(1) << p };
	struct check_result results[WAYS];
	const struct check_result *result = &results[0];

	for (unsigned w = 0; w < WAYS; w++)
		run_way(&ways[w], model, options, &results[w]);
	if (oracle->shortest[p] == SIZE_MAX) {
		assert_int_equal(result->verdict, CHECK_HOLDS);
		assert_int_equal(result->distinct, oracle->distinct);
		assert_int_equal(result->generated, oracle->generated);
	} else {
		assert_int_equal(result->verdict, CHECK_VIOLATED);
		assert_int_equal(result->trace_count, 1);
		assert_int_equal(result->traces[0].property, p);
		assert_int_equal(result->traces[0].length, oracle->shortest[p]);
		assert_breaks(model, NULL, &result->traces[0]);
	}
	for (unsigned w = 1; w < WAYS; w++) {
		assert_same_result(model, result, &results[w], ways[w].threads == 1);
		check_result_release(&results[w]);
	}
	check_result_release(&results[0]);
}

/* With symmetry there are fewer states, which represent all, and the same violations at the same distance. */
static void compare_symmetric(const struct model *model, const struct oracle *oracle)
{
	struct check_options options = { .properties = all_of(model), .keep_going = true, .symmetry = true };
	struct check_result result;

	check_run(model, &options, &result);
	assert_true(result.complete);
	assert_true(result.distinct <= oracle->distinct);
	assert_int_equal(result.represented, oracle->distinct);
	assert_int_equal(result.depth, oracle->depth);
	assert_int_equal(result.beyond, oracle->beyond);
	for (unsigned a = 0; a < model->action_count; a++)
		assert_int_equal(result.coverage[a].taken > 0, oracle->taken[a] > 0);
	assert_same_traces(model, NULL, oracle, &result);

	struct check_result plain;

	options.plain = true;
	check_run(model, &options, &plain);
	assert_int_equal(plain.verdict, result.verdict);
	assert_int_equal(plain.distinct, result.distinct);
	assert_int_equal(plain.generated, result.generated);
	assert_int_equal(plain.depth, result.depth);
	assert_int_equal(plain.represented, result.represented);
	assert_same_traces(model, NULL, oracle, &plain);
	check_result_release(&plain);
	check_result_release(&result);
}

/* Each property by itself: the check ends at a shortest violation, or holds. */
static void compare_one_by_one(const struct model *model, const struct oracle *oracle)
{
	for (unsigned p = 0; p < model->property_count; p++)
		compare_property(model, oracle, p);
}

static bool compare_at(const struct design *design, struct scope scope)
{
	struct model *model = NULL;
	struct err err = { 0 };
	struct oracle oracle;

	if (!design_has_cleaner(design))
		scope.of[SCOPE_CLEANERS] = 0;
	if (design_compile(design, &scope, NULL, true, &model, &err))
		fail_msg("%s: %s", design_name(design), err.what);
	oracle_run(model, NULL, LIST_MOST, &oracle);
	bool complete = oracle.complete;
	if (complete) {
		compare(model, NULL, &oracle);
		compare_one_by_one(model, &oracle);
		compare_symmetric(model, &oracle);
	}
	oracle_release(&oracle);
	model_free(model);
	return complete;
}

static void the_checker_agrees_with_the_oracle_on_every_design(void **state)
{
	(void)state;
	unsigned nth = 0;

	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct design *design = open_design(b->name);
		unsigned compared = 0;

		for (size_t i = 0; i < sizeof(mixes) / sizeof(*mixes); i++)
			if (share_has(nth++))
				compared += compare_at(design, mixes[i]);
		if (compared < share_of(MIXES_LEAST))
			fail_msg("only %u mixes of %s were small enough", compared, b->name);
		design_free(design);
	}
}

/* A few random steps from the start, then both explore from there. */
static void the_checker_agrees_with_the_oracle_from_any_state(void **state)
{
	(void)state;
	struct design *design = open_design("storage-cleaner-naive");
	struct scope scope = { { 1, 0, 1, 1, 1, 1, 1, 2, 1, 1, 0 } };
	struct model *model = NULL;

	assert_int_equal(design_compile(design, &scope, NULL, true, &model, NULL), 0);
	for (unsigned seed = 1; seed <= share_of(20); seed++) {
		unsigned char *at = malloc(model->state_size), *next = malloc(model->state_size);
		struct arena *arena = arena_new();
		unsigned random = seed;
		struct oracle oracle;

		model->ops->initial(model, at);
		for (unsigned i = 0; i < seed; i++) {
			struct step *steps;
			size_t count = model_enabled(model, at, arena, &steps);

			random = random * 1103515245 + 12345;
			assert_int_equal(model->ops->apply(model, at, &steps[random / 65536 % count], next),
			                 APPLY_OK);
			if (!model->ops->within(model, next))
				break;
			memcpy(at, next, model->state_size);
		}
		oracle_run(model, at, LIST_MOST, &oracle);
		assert_true(oracle.complete);
		compare(model, at, &oracle);
		oracle_release(&oracle);
		arena_free(arena);
		free(at);
		free(next);
	}
	model_free(model);
	design_free(design);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_checker_agrees_with_the_oracle_on_every_design),
		cmocka_unit_test(the_checker_agrees_with_the_oracle_from_any_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
