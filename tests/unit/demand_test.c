/*
 * Demands on designs: their verdicts agree with those of the properties that ask the same, whatever cuts the
 * model off; what is wrong in a demand is said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/check_design.h>
#include <heddle/demand.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#define RECOVER "serverStates[s].state = waiting"
#define NO_ORPHAN                                                                                            \
	"all i in ImageIds: blobStoreState[i] = UNSET or (some u in Users: databaseState[u].imageId = i)"

static struct design *open_design(const char *name)
{
	struct design *design = NULL;
	struct err err = { 0 };

	if (design_open(name, &design, &err) < 0)
		fail_msg("%s: %s", name, err.what);
	return design;
}

static struct scope small_scope(void)
{
	struct scope scope = scope_unset();

	scope.of[SCOPE_METADATAS] = scope.of[SCOPE_IMAGES] = 1;
	scope.of[SCOPE_IMAGE_IDS] = 2;
	scope.of[SCOPE_OPERATIONS] = 2;
	scope.of[SCOPE_TIME] = 2;
	return scope;
}

static struct model *compile(const char *name, bool unbounded)
{
	struct design *design = open_design(name);
	struct scope scope = small_scope();
	struct model *model = NULL;

	assert_int_equal(unbounded ? design_compile_unbounded(design, &scope, NULL, &model, NULL)
	                           : design_compile(design, &scope, NULL, true, &model, NULL),
	                 0);
	design_free(design);
	return model;
}

static struct demand_result ask(const struct model *model, const struct demand *demand,
                                const struct demand_options *options)
{
	struct demand_result result;
	struct err err = { 0 };

	if (demand_check(model, demand, 1, options, &result, &err) < 0)
		fail_msg("%s: %s", err.place, err.what);
	return result;
}

/* --- agreement ---------------------------------------------------------------------------------- */

static enum check_verdict judge_property(const struct model *model, const char *name)
{
	struct check_options options = { .properties = 1U << model_property_index(model, name) };
	struct check_result result;
	enum check_verdict verdict;

	check_design(model, &options, &result);
	verdict = result.verdict;
	check_result_release(&result);
	return verdict;
}

static void ways_back_to_idleness_are_those_of_servers_recover(void **unused)
{
	static const struct demand demand = { .name = "Recover",
		                              .kind = DEMAND_ALWAYS_POSSIBLE,
		                              .condition = RECOVER,
		                              .for_each = "s in Servers" };
	unsigned decided = 0, violated = 0;

	(void)unused;
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct model *bounded = compile(b->name, false);
		enum check_verdict expected = judge_property(bounded, "ServersRecover");

		for (int unbounded = 0; unbounded < 2; unbounded++) {
			struct model *model = unbounded ? compile(b->name, true) : NULL;
			struct demand_result result = ask(model ? model : bounded, &demand,
			                                  &(struct demand_options){ .enough = unbounded });

			if (result.verdict != CHECK_LIMIT && result.verdict != expected)
				fail_msg("%s: %d, and ServersRecover %d", b->name, (int)result.verdict,
				         (int)expected);
			/* Without bounds all is known. */
			if (unbounded)
				assert_int_not_equal(result.verdict, CHECK_LIMIT);
			decided += result.verdict != CHECK_LIMIT;
			violated += result.verdict == CHECK_VIOLATED;
			demand_result_release(&result);
			model_free(model);
		}
		model_free(bounded);
	}
	assert_true(decided > 12);
	assert_true(violated > 0);
}

struct marks {
	uint8_t fair[64];
	bool finite[64], moves[64];
};

static struct fairness assume(const char *name, const struct model *model, bool fair, struct marks *marks)
{
	const struct action_marks all = { marks->fair, marks->finite, marks->moves };
	struct fairness fairness = { marks->fair, 0, marks->finite, marks->moves };
	struct design *design = open_design(name);
	struct assumptions assumed = design_assumptions(design);

	assumed.cleaners_fair |= fair;
	fairness.groups = design_assume(model, &assumed, &all);
	design_free(design);
	return fairness;
}

static void no_orphans_again_and_again_is_the_liveness_property(void **unused)
{
	static const struct demand demand = { .name = "NoOrphans",
		                              .kind = DEMAND_ALWAYS_EVENTUALLY,
		                              .condition = NO_ORPHAN };
	unsigned verdicts[2] = { 0 };

	(void)unused;
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct model *model = compile(b->name, true), *bounded = compile(b->name, false);
		struct liveness_options options = { .property = (unsigned)model_property_index(
			                                    model, "NoOrphanFiles") };
		struct liveness_result expected;
		struct demand_result result;
		struct marks marks;

		options.fairness = assume(b->name, model, true, &marks);
		/* Where blobs have no ids the condition cannot be read. */
		if (demand_read(model, &demand, NULL) == 0) {
			liveness_run(model, &options, &expected);
			result =
			        ask(model, &demand,
			            &(struct demand_options){ .fairness = options.fairness, .enough = true });
			assert_int_equal(result.verdict, expected.verdict);
			assert_int_equal(result.stem, expected.stem);
			assert_int_equal(result.loop, expected.loop);
			verdicts[result.verdict]++;
			demand_result_release(&result);
			options.fairness = assume(b->name, bounded, true, &marks);
			result = ask(bounded, &demand,
			             &(struct demand_options){ .fairness = options.fairness });
			if (result.verdict != CHECK_LIMIT)
				assert_int_equal(result.verdict, expected.verdict);
			demand_result_release(&result);
			liveness_result_release(&expected);
		}
		model_free(model);
		model_free(bounded);
	}
	assert_true(verdicts[CHECK_HOLDS] > 0);
	assert_true(verdicts[CHECK_VIOLATED] > 0);
}

static void a_bound_that_ends_all_ways_is_not_a_violation(void **unused)
{
	static const struct demand demand = { .name = "Few",
		                              .kind = DEMAND_ALWAYS_POSSIBLE,
		                              .condition = "time < 2" };
	struct model *model = compile("storage-cleaner-working", false);
	struct demand_result result = ask(model, &demand, &(struct demand_options){ 0 });
	struct buf text;

	(void)unused;
	assert_int_equal(result.verdict, CHECK_LIMIT);
	buf_init(&text);
	demand_undecided(model, &demand, &result, NULL, NULL, &text);
	assert_non_null(strstr(text.data, "max-time"));
	assert_non_null(strstr(text.data, "from the state after step 2"));
	buf_release(&text);
	demand_result_release(&result);
	model_free(model);
}

static void ids_that_run_out_are_a_bound(void **unused)
{
	/* With one id, which the first record keeps, a second write has none; with more it would have. */
	static const struct demand demand = { .name = "Busy",
		                              .kind = DEMAND_ALWAYS_POSSIBLE,
		                              .condition = "serverStates.s1.imageId != UNSET" };
	struct design *design = open_design("working");
	struct scope scope = small_scope();

	(void)unused;
	for (int ids = 1; ids <= 3; ids += 2) {
		struct demand_result result;
		struct model *model = NULL;

		scope.of[SCOPE_IMAGE_IDS] = ids;
		assert_int_equal(design_compile_unbounded(design, &scope, NULL, &model, NULL), 0);
		result = ask(model, &demand, &(struct demand_options){ 0 });
		assert_int_equal(result.verdict, CHECK_LIMIT);
		assert_string_equal(result.cut.scarce, "image-ids");
		assert_false(result.cut.beyond);
		demand_result_release(&result);
		model_free(model);
	}
	design_free(design);
}

static void a_limit_decides_nothing(void **unused)
{
	static const struct demand demand = { .name = "Any", .kind = DEMAND_POSSIBLE, .condition = "false" };
	struct model *model = compile("working", false);
	struct demand_result result =
	        ask(model, &demand, &(struct demand_options){ .limits = { .states = 9 } });

	(void)unused;
	assert_int_equal(result.verdict, CHECK_LIMIT);
	assert_string_equal(result.cut.limit, "states");
	demand_result_release(&result);
	model_free(model);
}

/* --- without bounds -------------------------------------------------------------------------------- */

static void what_a_model_without_bounds_does_not_keep_is_not_asked_of_it(void **unused)
{
	static const struct {
		const char *condition;
		bool exact;
	} cases[] = {
		{ RECOVER, true },
		{ NO_ORPHAN, true },
		{ "databaseState.u1.metadata = m1", true },
		{ "serverStates[s].imageId = UNSET", true },
		{ "blobStoreState.ui1 = UNSET", false }, /* ids are used again */
		{ "serverStates[s].imageId = ui1", false },
		{ "serverStates[s].imageId in {ui1}", false },
		{ "serverStates[s].start = 0", false }, /* ages, not hours */
		{ "time < 3", false },
		{ "count(operations) = 0", false },
	};
	struct model *model = compile("storage-cleaner-working", true);

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct demand demand = { .name = "Exact",
			                       .kind = DEMAND_ALWAYS_POSSIBLE,
			                       .condition = cases[i].condition,
			                       .for_each = "s in Servers" };

		if (demand_exact(model, &demand) != cases[i].exact)
			fail_msg("%s", cases[i].condition);
	}
	model_free(model);
}

/* --- errors ------------------------------------------------------------------------------------ */

static void what_cannot_be_read_is_said_with_its_place(void **unused)
{
	static const struct {
		struct demand demand;
		const char *place, *what;
	} cases[] = {
		{ { .condition = "servrStates = 1" }, "column 1", "unknown name \"servrStates\"" },
		{ { .condition = "x", .column = 9 }, "column 9", "unknown name \"x\"" },
		{ { .condition = RECOVER, .for_each = "s in Server" },
		  "column 10",
		  "unknown name \"Server\"" },
		{ { .condition = "serverStates[s].x = 1", .for_each = "s in Servers", .column = 5 },
		  "column 21",
		  "unknown field \"x\"" },
		{ { .condition = "true", .for_each = "o in operations" },
		  "",
		  "the set in \"o in operations\" is not the same in every state" },
		{ { .condition = "true", .for_each = "s in {{}}" },
		  "",
		  "the set in \"s in {{}}\" does not consist of names or numbers" },
		{ { .condition = "true", .for_each = "u in Users", .alone = true },
		  "",
		  "u1 is not a process, so nothing is possible by its steps alone" },
		{ { .condition = "true", .for_each = "servr", .alone = true }, "", "unknown role \"servr\"" },
		{ { .condition = "true", .alone = true }, "", "Wrong does not say who acts alone" },
		{ { .condition = "true", .kind = DEMAND_LEADS_TO },
		  "",
		  "Wrong does not say what it leads to" },
		{ { .condition = "true", .kind = DEMAND_LEADS_TO, .answer = "1", .answer_column = 12 },
		  "column 12",
		  "1 is a number; expected a condition" },
		{ { .condition = "true", .fair = "server, clener" }, "", "unknown role \"clener\"" },
		{ { .condition = "time' = 1" },
		  "column 5",
		  "x' is the value after a step, and this is about one state" },
	};
	struct model *model = compile("storage-cleaner-working", false);

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct demand demand = cases[i].demand;
		struct demand_result result;
		struct err err = { 0 };

		demand.name = "Wrong";
		if (demand.kind != DEMAND_LEADS_TO)
			demand.kind = DEMAND_ALWAYS_POSSIBLE;
		assert_int_equal(demand_read(model, &demand, &err), -1);
		assert_string_equal(err.place, cases[i].place);
		assert_string_equal(err.what, cases[i].what);
		assert_int_equal(
		        demand_check(model, &demand, 1, &(struct demand_options){ 0 }, &result, NULL), -1);
	}
	model_free(model);
}

static void a_demand_of_nobody_holds_and_says_so(void **unused)
{
	static const struct demand demand = { .name = "Nobody",
		                              .kind = DEMAND_ALWAYS_POSSIBLE,
		                              .condition = "false",
		                              .for_each = "c in Servers \\ Servers" };
	struct model *model = compile("working", false);
	struct demand_result result = ask(model, &demand, &(struct demand_options){ 0 });

	(void)unused;
	assert_int_equal(result.verdict, CHECK_HOLDS);
	assert_true(result.empty);
	demand_result_release(&result);
	model_free(model);
}

static void a_member_that_is_bound_inside_means_what_it_says(void **unused)
{
	/* Of the two names "s", the inner one is another; and "s1" as a bound name is not the server. */
	static const struct demand demands[] = {
		{ .name = "Inner",
		  .kind = DEMAND_POSSIBLE,
		  .condition = "serverStates[s].state = waiting and (some s in {s1}: serverStates[s].state = "
		               "waiting)",
		  .for_each = "s in Servers" },
		{ .name = "Captured",
		  .kind = DEMAND_POSSIBLE,
		  .condition = "some s1 in Users: databaseState[s1].metadata = UNSET and "
		               "serverStates[s].state = waiting",
		  .for_each = "s in Servers" },
	};
	struct model *model = compile("working", false);

	(void)unused;
	for (size_t i = 0; i < 2; i++) {
		struct demand_result result = ask(model, &demands[i], &(struct demand_options){ 0 });

		assert_int_equal(result.verdict, CHECK_HOLDS);
		assert_int_equal(result.stem, 0);
		demand_result_release(&result);
	}
	model_free(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ways_back_to_idleness_are_those_of_servers_recover),
		cmocka_unit_test(no_orphans_again_and_again_is_the_liveness_property),
		cmocka_unit_test(a_bound_that_ends_all_ways_is_not_a_violation),
		cmocka_unit_test(ids_that_run_out_are_a_bound),
		cmocka_unit_test(a_limit_decides_nothing),
		cmocka_unit_test(what_a_model_without_bounds_does_not_keep_is_not_asked_of_it),
		cmocka_unit_test(what_cannot_be_read_is_said_with_its_place),
		cmocka_unit_test(a_demand_of_nobody_holds_and_says_so),
		cmocka_unit_test(a_member_that_is_bound_inside_means_what_it_says),
	};

	return cmocka_run_group_tests_name("demands", tests, NULL, NULL);
}
