/*
 * The properties that profile.json declares of steps and of futures are those of the old engine: the same
 * verdicts and shortest lengths, and the same truth in each state of random walks, where both decide.
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
#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "random.h"

enum { WALKS = 2, WALK = 25 };

static const char *const names[] = { "EmptyReadsOnlyWhenUnset", "ServersRecover", "RetrySucceeds",
	                             "LoneReadsEnd" };
enum { NAMES = sizeof(names) / sizeof(*names) };

/* Designs that break what the bundled ones keep. */
static const struct bundled broken[] = {
	{ .name = "none-though-set",
	  .text = "{\"extends\": \"working\", \"name\": \"none-though-set\", \"server\": {\"steps\": ["
	          "{\"name\": \"ReadMetadata\", \"remove\": true}, {\"name\": \"ReadBlobAndReturn\", "
	          "\"remove\": true}, {\"name\": \"ReadMetadataAndReturnEmpty\", \"when\": [\"record is "
	          "set\"]}]}}" },
	{ .name = "blocks",
	  .text = "{\"extends\": \"storage-cleaner-naive\", \"name\": \"blocks\", \"server\": {\"steps\": ["
	          "{\"name\": \"ServerReadBlobAndReturn\", \"when\": [\"blob is set\"]}]}}" },
	{ .name = "once",
	  .text = "{\"extends\": \"working\", \"name\": \"once\", \"server\": {\"steps\": ["
	          "{\"name\": \"WriteMetadataAndReturn\", \"when\": [\"record is unset\"]}]}}" },
	{ .name = NULL },
};

static struct model *compile(const struct bundled *b, bool open, const struct scope *scope, bool bounded)
{
	struct design *design = NULL;
	struct model *model = NULL;
	struct err err = { 0 };
	char why[1200];

	if ((open ? design_parse_open : design_parse)(b->text, strlen(b->text), b->name, &design, &err) ||
	    (bounded ? design_compile(design, scope, NULL, true, &model, &err)
	             : design_compile_unbounded(design, scope, NULL, &model, &err)))
		fail_msg("%s\n%s", err_format(&err, why, sizeof(why)), err.more);
	design_free(design);
	return model;
}

static struct scope scope_with(int metadatas)
{
	struct scope scope = scope_unset();

	scope.of[SCOPE_SERVERS] = 1;
	scope.of[SCOPE_READERS] = 0;
	scope.of[SCOPE_METADATAS] = metadatas;
	scope.of[SCOPE_IMAGES] = 1;
	scope.of[SCOPE_IMAGE_IDS] = 2;
	return scope;
}

static uint32_t bit(const struct model *model, unsigned name)
{
	int at = model_property_index(model, names[name]);

	assert_true(at >= 0);
	return UINT32_C(1) << at;
}

/* Steps to the first violation; 0: it holds. */
static size_t shortest(const struct model *model, unsigned name)
{
	struct check_options options = { .properties = bit(model, name), .threads = 1 };
	struct check_result result;
	size_t length;

	check_run(model, &options, &result);
	assert_true(result.verdict == CHECK_HOLDS || result.verdict == CHECK_VIOLATED);
	length = result.trace_count ? result.traces[0].length : 0;
	check_result_release(&result);
	return length;
}

static size_t same_verdicts(const struct bundled *b, int metadatas)
{
	struct scope scope = scope_with(metadatas);
	struct model *old = compile(b, false, &scope, false), *open = compile(b, true, &scope, false);
	size_t found = 0;

	for (unsigned n = 0; n < NAMES; n++) {
		size_t length = shortest(old, n);

		if (length != shortest(open, n))
			fail_msg("%s: %s: %zu, %zu", b->name, names[n], length, shortest(open, n));
		found += length != 0;
	}
	model_free(old);
	model_free(open);
	return found;
}

static void verdicts_and_lengths_are_the_same(void **state)
{
	size_t found = 0;

	(void)state;
	for (const struct bundled *b = bundled_designs; b->name; b++)
		found += same_verdicts(b, 1);
	for (const struct bundled *b = bundled_designs; b->name; b++)
		if (strcmp(b->name, "improved") == 0)
			found += same_verdicts(b, 2);
	assert_true(found >= 7);
	for (const struct bundled *b = broken; b->name; b++)
		assert_true(same_verdicts(b, 1) > 0);
}

static void judge_both(const struct model *old, const struct model *open, const struct model_walk *a,
                       const struct model_walk *b, const struct step *step, const char *design)
{
	for (unsigned n = 0; n < NAMES; n++) {
		uint32_t mine = bit(old, n), theirs = bit(open, n);
		bool left = old->ops->broken(old, step ? a->from : NULL, step, a->at, mine) != 0;
		bool right = open->ops->broken(open, step ? b->from : NULL, step, b->at, theirs) != 0;
		bool decided = !old->ops->open(old, step ? a->from : NULL, step, a->at, mine) &&
		               !open->ops->open(open, step ? b->from : NULL, step, b->at, theirs);

		if (decided && left != right)
			fail_msg("%s: %s is %d, %d", design, names[n], left, right);
	}
}

static void walk_both(const struct model *old, const struct model *open, const char *design)
{
	struct arena *arena = arena_new();
	struct model_walk a, b;

	model_walk_begin(&a, old, NULL);
	model_walk_begin(&b, open, NULL);
	judge_both(old, open, &a, &b, NULL, design);
	for (int i = 0; i < WALK; i++) {
		struct step *steps;
		size_t count = model_enabled(old, a.at, arena, &steps);
		const struct step *step = count ? &steps[random_below((unsigned)count)] : NULL;

		if (!step || !model_walk_take(&a, step))
			break;
		assert_true(model_walk_take(&b, step));
		judge_both(old, open, &a, &b, step, design);
	}
	model_walk_end(&a);
	model_walk_end(&b);
	arena_free(arena);
}

static void walk_design(const struct bundled *b)
{
	struct scope scope = scope_with(1);
	struct model *old = compile(b, false, &scope, true), *open = compile(b, true, &scope, true);

	for (int i = 0; i < WALKS; i++)
		walk_both(old, open, b->name);
	model_free(old);
	model_free(open);
}

static void each_visited_state_is_judged_alike(void **state)
{
	(void)state;
	for (const struct bundled *b = bundled_designs; b->name; b++)
		walk_design(b);
	for (const struct bundled *b = broken; b->name; b++)
		walk_design(b);
}

static void a_run_shows_what_is_wrong(void **state)
{
	struct scope scope = scope_with(1);
	struct model *open = compile(&broken[1], true, &scope, false);
	unsigned property = (unsigned)model_property_index(open, "ServersRecover");
	struct check_options options = { .properties = UINT32_C(1) << property, .threads = 1 };
	struct check_result result;
	struct model_walk walk;
	struct model_run run;

	(void)state;
	check_run(open, &options, &result);
	assert_int_equal(result.trace_count, 1);
	model_walk_begin(&walk, open, NULL);
	for (size_t i = 0; i < result.traces[0].length; i++)
		assert_true(model_walk_take(&walk, &result.traces[0].steps[i]));
	open->ops->shown(open, walk.at, property, &run);
	assert_non_null(run.facts);
	assert_non_null(strstr(run.facts, "s1 can never reach s.state = waiting"));
	assert_non_null(strstr(run.why, "ServerReadBlobAndReturn needs"));
	assert_non_null(strstr(run.why, "states that can follow is it true"));
	assert_int_equal(run.count, 1);
	model_run_release(&run);
	model_walk_end(&walk);
	check_result_release(&result);
	model_free(open);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_and_lengths_are_the_same),
		cmocka_unit_test(each_visited_state_is_judged_alike),
		cmocka_unit_test(a_run_shows_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
