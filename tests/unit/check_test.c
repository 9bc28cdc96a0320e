/* What a check tells besides counts: coverage, limits, being stopped, which violation comes first.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/check.h>
#include <heddle/design.h>
#include <heddle/err.h>

#include "../../src/cli/check_demands.h"
#include "../../src/cli/check_report.h"
#include "../../src/cli/idle.h"

static struct model *compile(const char *name, int servers, int cleaners, int ids)
{
	struct scope scope = scope_unset();
	struct design *design = NULL;
	struct model *model = NULL;
	struct err err = { 0 };

	scope.of[SCOPE_SERVERS] = servers;
	scope.of[SCOPE_CLEANERS] = cleaners;
	scope.of[SCOPE_IMAGE_IDS] = ids;
	if (design_open(name, &design, &err) || design_compile(design, &scope, NULL, true, &model, &err))
		fail_msg("%s", err.what);
	design_free(design);
	return model;
}

static struct check_options type_ok(const struct model *model)
{
	return (struct check_options){
		.properties = UINT32_C(1) << model_property_index(model, "TypeOk"),
	};
}

static void new_states_by_action_are_those_of_the_published_table(void **state)
{
	static const struct {
		const char *action;
		uint64_t fresh;
	} rows[] = { { "StartWrite", 4844 },
		     { "WriteBlob", 16300 },
		     { "WriteMetadataAndReturn", 5040 },
		     { "FailWrite", 14224 },
		     { "StartRead", 20476 },
		     { "ReadMetadata", 15000 },
		     { "ReadMetadataAndReturnEmpty", 451 },
		     { "ReadBlobAndReturn", 760 } };
	struct model *model = compile("working", 1, 0, 5);
	struct check_options options = type_ok(model);
	struct check_result result;

	(void)state;
	check_run(model, &options, &result);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(result.coverage[model_action_index(model, rows[i].action)].fresh,
		                 rows[i].fresh);
	check_result_release(&result);
	model_free(model);
}

static void the_published_cleaner_never_finishes(void **state)
{
	struct model *model = compile("storage-cleaner-naive-published", 1, 1, 3);
	struct check_options options = type_ok(model);
	struct check_result result;

	(void)state;
	check_run(model, &options, &result);
	assert_true(result.complete);
	for (unsigned a = 0; a < model->action_count; a++)
		assert_int_equal(result.coverage[a].taken == 0,
		                 strcmp(model->actions[a].name, "CleanerFinished") == 0);
	check_result_release(&result);
	model_free(model);
}

static void a_limit_of_states_is_kept_to_the_state(void **state)
{
	struct model *model = compile("naive", 2, 0, 3);

	(void)state;
	for (unsigned way = 0; way < 3; way++) {
		struct check_options options = type_ok(model);
		struct check_result result;

		options.max_states = 1000;
		options.plain = way == 0;
		options.threads = way;
		check_run(model, &options, &result);
		assert_int_equal(result.verdict, CHECK_LIMIT);
		assert_string_equal(result.limit, "states");
		assert_false(result.complete);
		assert_int_equal(result.distinct, 1000);
		assert_in_range(result.queue, 1, 1000);
		check_result_release(&result);
	}
	model_free(model);
}

static void a_limit_of_exactly_all_states_is_no_limit(void **state)
{
	struct model *model = compile("naive", 1, 0, 3);

	(void)state;
	for (unsigned way = 0; way < 2; way++) {
		struct check_options options = type_ok(model);
		struct check_result result;

		options.max_states = 3236;
		options.plain = way == 0;
		check_run(model, &options, &result);
		assert_int_equal(result.verdict, CHECK_HOLDS);
		assert_int_equal(result.distinct, 3236);
		check_result_release(&result);
	}
	model_free(model);
}

static void a_limit_of_memory_ends_a_check_in_good_order(void **state)
{
	struct model *model = compile("storage-cleaner-naive-published", 1, 1, 3);

	(void)state;
	for (unsigned way = 0; way < 3; way++) {
		struct check_options options = type_ok(model);
		struct check_result result;

		options.max_memory = 1 << 20;
		options.plain = way == 0;
		options.threads = way;
		check_run(model, &options, &result);
		assert_int_equal(result.verdict, CHECK_LIMIT);
		assert_string_equal(result.limit, "memory");
		assert_in_range(result.distinct, 1, 395039);
		assert_in_range(result.memory, 1, (1 << 20) + (1 << 20));
		check_result_release(&result);
	}
	model_free(model);
}

static void a_limit_of_time_ends_a_check(void **state)
{
	struct model *model = compile("storage-cleaner-naive-published", 2, 2, 3);
	struct check_options options = type_ok(model);
	struct check_result result;

	(void)state;
	options.max_seconds = 0.05;
	options.threads = 2;
	check_run(model, &options, &result);
	assert_int_equal(result.verdict, CHECK_LIMIT);
	assert_string_equal(result.limit, "time");
	check_result_release(&result);
	model_free(model);
}

static bool stop_at_once(void *ctx, const struct check_progress *now)
{
	struct check_progress *told = ctx;

	*told = *now;
	return false;
}

static void a_check_stops_when_progress_says_so(void **state)
{
	struct model *model = compile("storage-cleaner-naive-published", 2, 2, 3);
	struct check_options options = type_ok(model);
	struct check_progress told = { 0 };
	struct check_result result;

	(void)state;
	options.progress = stop_at_once;
	options.ctx = &told;
	check_run(model, &options, &result);
	assert_int_equal(result.verdict, CHECK_LIMIT);
	assert_string_equal(result.limit, "stopped");
	assert_true(told.seconds > 0);
	assert_in_range(told.distinct, 1, result.distinct);
	check_result_release(&result);
	model_free(model);
}

static void a_violation_that_cannot_be_shown_is_told_with_its_depth(void **state)
{
	struct model *model = compile("naive", 1, 0, 1);
	struct check_options options = { .properties = UINT32_C(1)
		                                       << model_property_index(model, "ConsistentReads") };
	struct vacuous_report vacuous = { .count = 0 };
	struct idle idle = { .count = 0 };
	struct check_result result;
	struct buf out;

	(void)state;
	check_run(model, &options, &result);

	const struct demands demands = { 0 };
	struct check_report report = { .model = model,
		                       .demands = &demands,
		                       .scope = design_model_scope(model),
		                       .options = &options,
		                       .result = &result,
		                       .idle = &idle,
		                       .vacuous = &vacuous,
		                       .unsaved = "a.json",
		                       .unshown = "the run uses more than 31 ids, too many to be played" };

	buf_init(&out);
	check_report_text(&report, &out);
	assert_non_null(strstr(out.data,
	                       "ConsistentReads is violated by step 6. The counterexample cannot be shown: "
	                       "the run uses more than 31 ids, too many to be played.\n"));
	assert_non_null(strstr(out.data, "\nNothing is written to a.json.\n"));
	assert_null(strstr(out.data, "   1  "));
	buf_clear(&out);
	check_report_json(&report, &out);
	assert_non_null(strstr(out.data, "\"steps\": 6, \"chosen\": \"simplest\", \"facts\": null, "
	                                 "\"trace\": null, \"unshown\": \"the run"));
	buf_release(&out);
	check_result_release(&result);
	model_free(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_states_by_action_are_those_of_the_published_table),
		cmocka_unit_test(the_published_cleaner_never_finishes),
		cmocka_unit_test(a_limit_of_states_is_kept_to_the_state),
		cmocka_unit_test(a_limit_of_exactly_all_states_is_no_limit),
		cmocka_unit_test(a_limit_of_memory_ends_a_check_in_good_order),
		cmocka_unit_test(a_limit_of_time_ends_a_check),
		cmocka_unit_test(a_violation_that_cannot_be_shown_is_told_with_its_depth),
		cmocka_unit_test(a_check_stops_when_progress_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
