/*
 * What is said of steps that never happened is true: a check with the numbers named takes the step,
 * one with a little less does not, and a step that is said never to happen does not happen with
 * larger bounds either.  Held to the plain explorer on the bundled designs with guards put into
 * their steps at random.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/bundled.h>
#include <heddle/check.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/vacuous.h>

#include "random.h"
#include "share.h"

enum { VARIANTS = 150, STATES = 60000 };

static const char *const guards[] = {
	"record is set",
	"record is unset",
	"record is unchanged",
	"blob is set",
	"blob is unset",
	"started 1 or more hours ago",
	"started 3 or more hours ago",
	"started less than 0 hours ago",
	"unused keys remain",
	"no unused keys remain",
	"keys checked 2 or more hours ago",
	"keys checked 0 or more hours ago",
};

/* A bundled design with one or two guards in one of its steps; null where they do not fit. */
static struct design *variant(const char **base)
{
	struct design *design = NULL, *plain = NULL;
	struct model *model = NULL;
	struct scope scope = scope_unset();
	unsigned count = 0;
	char text[500], more[80] = "";

	while (bundled_designs[count].name)
		count++;
	*base = bundled_designs[random_below(count)].name;
	assert_int_equal(design_open(*base, &plain, NULL), 0);
	assert_int_equal(design_compile(plain, &scope, NULL, true, &model, NULL), 0);

	const struct model_action *action = &model->actions[random_below(model->action_count)];

	if (random_below(3) == 0)
		snprintf(more, sizeof(more), ", \"%s\"",
		         guards[random_below(sizeof(guards) / sizeof(*guards))]);
	snprintf(text, sizeof(text),
	         "{\"extends\": \"%s\", \"name\": \"v\", \"%s\": {\"steps\": [{\"name\": \"%s\", "
	         "\"when\": [\"%s\"%s]}]}}",
	         *base, action->role, action->name, guards[random_below(sizeof(guards) / sizeof(*guards))],
	         more);
	if (design_parse(text, strlen(text), "v.json", &design, NULL))
		design = NULL;
	model_free(model);
	design_free(plain);
	return design;
}

static struct scope small_scope(const struct design *design)
{
	struct scope scope = scope_unset();

	scope.of[SCOPE_SERVERS] = 1;
	scope.of[SCOPE_CLEANERS] = design_has_cleaner(design);
	scope.of[SCOPE_METADATAS] = scope.of[SCOPE_IMAGES] = 1;
	scope.of[SCOPE_IMAGE_IDS] = 1 + (int)random_below(2);
	scope.of[SCOPE_OPERATIONS] = (int)random_below(4);
	scope.of[SCOPE_TIME] = (int)random_below(4);
	scope.of[SCOPE_FAILURES] = (int)random_below(2);
	return scope;
}

/* Whether the plain explorer takes the action; *complete is false when it did not see everything.
 */
static bool takes(const struct design *design, const struct scope *scope, unsigned action, bool *complete)
{
	struct check_options options = { .plain = true, .max_states = STATES };
	struct check_result result;
	struct model *model = NULL;
	bool taken;

	assert_int_equal(design_compile(design, scope, NULL, true, &model, NULL), 0);
	check_run(model, &options, &result);
	taken = result.coverage[action].taken > 0;
	*complete = result.complete;
	check_result_release(&result);
	model_free(model);
	return taken;
}

static void way_is_true(const struct design *design, const struct scope *scope, const struct vacuous *step,
                        unsigned nth)
{
	struct scope raised = scope_merge(*scope, step->ways[nth]), less = raised;
	unsigned members = 0;
	bool complete;

	for (unsigned i = 0; i < SCOPE_ROWS; i++)
		if (step->ways[nth].of[i] != SCOPE_DEFAULT) {
			assert_true(step->ways[nth].of[i] > scope->of[i]);
			less.of[i]--;
			members++;
		}
	assert_true(members > 0);
	assert_true(takes(design, &raised, step->action, &complete) || !complete);
	if (members == 1)
		assert_false(takes(design, &less, step->action, &complete));
}

static void it_never_happens(const struct design *design, const struct scope *scope,
                             const struct vacuous *step)
{
	struct scope larger = *scope;
	bool complete;

	larger.of[SCOPE_OPERATIONS] += 2;
	larger.of[SCOPE_TIME] += 3;
	larger.of[SCOPE_FAILURES] += 1;
	assert_false(takes(design, &larger, step->action, &complete));
}

static struct vacuous_report report_on(const struct design *design, const struct scope *scope,
                                       struct scope *settled, bool in_steps)
{
	struct vacuous_options options = { .in_steps = in_steps };
	struct check_options how = { .max_states = STATES };
	struct vacuous_report report;
	struct check_result result;
	struct model *model = NULL;

	assert_int_equal(design_compile(design, scope, NULL, true, &model, NULL), 0);
	*settled = *design_model_scope(model);
	check_run(model, &how, &result);
	vacuous_find(design, model, &result, &options, &report);
	check_result_release(&result);
	model_free(model);
	return report;
}

static void reasons_for_vacuous_steps_are_true(void **state)
{
	unsigned whys[4] = { 0 };

	(void)state;
	random_from(16);
	for (unsigned i = 0; i < share_of(VARIANTS); i++) {
		const char *base;
		struct design *design = variant(&base);
		struct scope scope, settled;
		struct vacuous_report report;

		if (!design)
			continue;
		scope = small_scope(design);
		report = report_on(design, &scope, &settled, false);
		for (size_t s = 0; s < report.count; s++) {
			const struct vacuous *step = &report.steps[s];

			whys[step->why]++;
			for (unsigned w = 0; w < step->way_count; w++)
				way_is_true(design, &settled, step, w);
			if (step->why == VACUOUS_NEVER || step->why == VACUOUS_ALONE)
				it_never_happens(design, &settled, step);
			assert_int_equal(step->why == VACUOUS_BOUND || step->why == VACUOUS_ALONE,
			                 step->way_count > 0);
		}
		vacuous_release(&report);
		design_free(design);
	}
	/* The search was for something: answers of each kind occurred, and nothing stayed open. */
	assert_true(whys[VACUOUS_NEVER] > share_of(20));
	assert_true(whys[VACUOUS_BOUND] > share_of(20));
	assert_int_equal(whys[VACUOUS_UNKNOWN], 0);
}

/* Raising bounds by and by finds the same numbers where it finds some, and claims nothing where it
 * does not. */
static void without_abstractions_reasons_are_weaker_but_consistent(void **state)
{
	unsigned same = 0, open = 0;

	(void)state;
	random_from(17);
	for (unsigned i = 0; i < share_of(VARIANTS / 3); i++) {
		const char *base;
		struct design *design = variant(&base);
		struct scope scope, settled;
		struct vacuous_report exact, rough;

		if (!design)
			continue;
		scope = small_scope(design);
		exact = report_on(design, &scope, &settled, false);
		rough = report_on(design, &scope, &settled, true);
		assert_int_equal(exact.count, rough.count);
		for (size_t s = 0; s < exact.count; s++) {
			const struct vacuous *step = &rough.steps[s];

			for (unsigned w = 0; w < step->way_count; w++)
				way_is_true(design, &settled, step, w);
			if (step->why == VACUOUS_NEVER)
				assert_non_null(step->control);
			if (step->why == VACUOUS_UNKNOWN)
				assert_non_null(rough.ended);
			same += step->why == exact.steps[s].why;
			open += step->why == VACUOUS_UNKNOWN;
		}
		vacuous_release(&exact);
		vacuous_release(&rough);
		design_free(design);
	}
	assert_true(same > share_of(5));
	assert_true(open > share_of(5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reasons_for_vacuous_steps_are_true),
		cmocka_unit_test(without_abstractions_reasons_are_weaker_but_consistent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
