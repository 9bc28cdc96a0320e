/*
 * Replaying a schedule on other designs: which steps correspond, where it diverges, and why.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/file.h>
#include <heddle/mem.h>
#include <heddle/replay.h>
#include <heddle/trace.h>

struct schedule {
	const char *design;
	const char *steps[24];
};

/* The shortest counterexamples, told with one server. */
// clang-format off
static const struct schedule naive = {
	"naive",
	{ "s1 StartWrite u1 m1 i1", "s1 WriteMetadata", "s1 FailWrite", "s1 StartRead u1",
	  "s1 ReadMetadata", "s1 ReadBlobAndReturn" },
};
// clang-format on
static const struct schedule cleaner = {
	"storage-cleaner-naive",
	{ "s1 ServerStartWrite u1 m1 i1", "s1 ServerWriteBlob ui1", "c1 CleanerStartGetBlobKeys",
	  "c1 CleanerGetUnusedKeys", "s1 ServerWriteMetadataAndReturn", "s1 ServerStartRead u1",
	  "s1 ServerReadMetadata", "c1 CleanerDeletingKeys ui1", "s1 ServerReadBlobAndReturn" },
};
static const struct schedule improved = {
	"storage-cleaner-improved",
	{ "s1 ServerStartWrite u1 m1 i1", "s1 ServerWriteBlob ui1", "TimePasses", "TimePasses",
	  "c1 CleanerStartGetBlobKeys", "c1 CleanerGetUnusedKeys", "s1 ServerWriteMetadataAndReturn",
	  "s1 ServerStartRead u1", "s1 ServerReadMetadata", "c1 CleanerDeletingKeys ui1",
	  "s1 ServerReadBlobAndReturn" },
};

static struct design *open_design(const char *name)
{
	struct design *design = NULL;

	assert_int_equal(design_open(name, &design, NULL), 0);
	return design;
}

static void replay(const struct schedule *schedule, const struct design *target, struct replay *out)
{
	struct design *design = open_design(schedule->design);
	struct scope scope = scope_unset();
	struct model *model = NULL;
	struct step steps[24];
	struct err err = { 0 };
	size_t count = 0;

	assert_int_equal(design_compile(design, &scope, NULL, false, &model, &err), 0);
	for (; schedule->steps[count]; count++)
		assert_int_equal(step_parse(model, schedule->steps[count], strlen(schedule->steps[count]),
		                            &steps[count], &err),
		                 0);
	if (replay_schedule(model, steps, count, target, NULL, out, &err))
		fail_msg("%s", err.what);
	model_free(model);
	design_free(design);
}

static void a_schedule_fits_its_own_design_and_breaks_it_at_the_last_step(void **unused)
{
	(void)unused;
	const struct schedule *all[] = { &naive, &cleaner, &improved };

	for (size_t i = 0; i < 3; i++) {
		struct design *design = open_design(all[i]->design);
		struct replay r;

		replay(all[i], design, &r);
		assert_true(r.fits);
		assert_int_equal(r.matched, r.steps);
		assert_null(r.reason);
		assert_string_equal(r.model->properties[r.property].name, "ConsistentReads");
		assert_int_equal(r.violated_at, r.steps);
		assert_string_equal(r.facts,
		                    "READ u1 returned m1 with no image; no WRITE of that pair exists");
		replay_release(&r);
		design_free(design);
	}
}

struct divergence {
	const struct schedule *schedule;
	const char *design;
	size_t at;
	const char *reason;
};

// clang-format off
static const struct divergence divergences[] = {
	{ &naive, "improved", 2,
	  "s1 cannot WriteMetadataAndReturn: it is started_write, not wrote_blob" },
	{ &naive, "storage-cleaner-working", 2,
	  "s1 cannot ServerWriteMetadataAndReturn: it is started_write, not wrote_blob" },
	{ &cleaner, "working", 3, "working has no cleaner" },
	{ &cleaner, "storage-cleaner-improved", 8,
	  "c1 cannot CleanerDeletingKeys: ui1 was too young to be listed at step 3: it was created "
	  "at hour 0 and the time was 0, needs created + 2 ≤ time" },
	{ &cleaner, "storage-cleaner-working-published", 8,
	  "c1 cannot CleanerDeletingKeys: ui1 was too young to be listed at step 3: it was created "
	  "at hour 0 and the time was 0, needs created + 2 ≤ time" },
	{ &improved, "storage-cleaner-kill", 7,
	  "s1 cannot ServerWriteMetadataAndReturn: needs time < start + 1: 2 < 1" },
	{ &improved, "storage-cleaner-naive", 3, "storage-cleaner-naive has no clock" },
};
// clang-format on

static void a_fix_stops_a_schedule_at_the_step_that_matters_and_says_why(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(divergences) / sizeof(*divergences); i++) {
		const struct divergence *d = &divergences[i];
		struct design *design = open_design(d->design);
		struct replay r;

		replay(d->schedule, design, &r);
		assert_false(r.fits);
		assert_string_equal(r.reason, d->reason);
		assert_int_equal(r.diverges_at, d->at);
		assert_int_equal(r.matched, d->at - 1);
		assert_int_equal(r.property, -1);
		replay_release(&r);
		design_free(design);
	}
}

static void a_published_twin_takes_the_schedule_too(void **unused)
{
	(void)unused;
	struct design *design = open_design("storage-cleaner-naive-published");
	struct replay r;

	replay(&cleaner, design, &r);
	assert_true(r.fits);
	assert_int_equal(r.violated_at, 9);
	replay_release(&r);
	design_free(design);
}

static void renamed_steps_still_correspond(void **unused)
{
	(void)unused;
	/* naive with other names, and with the order of writes reversed. */
	static const char text[] =
	        "{\"name\":\"renamed\",\"database\":{\"record\":\"metadata\"},"
	        "\"blobs\":{\"key\":\"user\",\"blob\":\"image\"},\"server\":{\"locals\":[\"userId\","
	        "\"metadata\",\"image\"],\"steps\":["
	        "{\"name\":\"Ask\",\"at\":\"idle\",\"choose\":[\"any image\",\"any metadata\",\"any user\"],"
	        "\"do\":[\"keep user\",\"keep metadata\",\"keep image\",\"log WRITE\"],\"goto\":\"a\"},"
	        "{\"name\":\"PutRecord\",\"at\":\"a\",\"do\":[\"write record\"],\"goto\":\"b\"},"
	        "{\"name\":\"PutBlob\",\"at\":\"b\",\"do\":[\"write blob\"],\"goto\":\"idle\"},"
	        "{\"name\":\"Die\",\"at\":[\"a\",\"b\"],\"failure\":true,\"do\":[\"clear "
	        "locals\"],\"goto\":\"idle\"},"
	        "{\"name\":\"Look\",\"at\":\"idle\",\"choose\":[\"any user\"],\"do\":[\"keep "
	        "user\"],\"goto\":\"c\"},"
	        "{\"name\":\"GetRecord\",\"at\":\"c\",\"do\":[\"read record\"],\"goto\":\"d\"},"
	        "{\"name\":\"GetBlob\",\"at\":\"d\",\"do\":[\"read blob\",\"log "
	        "READ\"],\"goto\":\"idle\"}]}}";
	struct design *design = NULL;
	struct replay r;

	assert_int_equal(design_parse(text, strlen(text), NULL, &design, NULL), 0);
	replay(&naive, design, &r);
	assert_null(r.reason);
	assert_true(r.fits);
	assert_int_equal(r.violated_at, 6);
	replay_release(&r);
	design_free(design);
}

static void a_step_without_effects_corresponds_to_itself(void **unused)
{
	(void)unused;
	static const char text[] = "{\"extends\":\"naive\",\"name\":\"pausing\",\"server\":{\"steps\":["
	                           "{\"name\":\"Pause\",\"at\":\"started_write\",\"goto\":\"pausing\"},"
	                           "{\"name\":\"GoOn\",\"at\":\"pausing\",\"goto\":\"started_write\"}]}}";
	static const char *const lines[] = { "s1 StartWrite u1 m1 i1", "s1 Pause", "s1 GoOn",
		                             "s1 WriteMetadata" };
	struct design *design = NULL;
	struct scope scope = scope_unset();
	struct model *model = NULL;
	struct step steps[4];
	struct replay r;

	assert_int_equal(design_parse(text, strlen(text), NULL, &design, NULL), 0);
	assert_int_equal(design_compile(design, &scope, NULL, false, &model, NULL), 0);
	for (int i = 0; i < 4; i++)
		assert_int_equal(step_parse(model, lines[i], strlen(lines[i]), &steps[i], NULL), 0);
	assert_int_equal(replay_schedule(model, steps, 4, design, NULL, &r, NULL), 0);
	assert_true(r.fits);
	replay_release(&r);
	model_free(model);
	design_free(design);
}

static void a_long_schedule_grows_the_target(void **unused)
{
	(void)unused;
	struct design *source = open_design("naive"), *target = open_design("improved");
	struct scope scope = scope_unset();
	struct model *model = NULL;
	struct step steps[60];
	struct replay r;

	scope.of[SCOPE_OPERATIONS] = 1;
	assert_int_equal(design_compile(source, &scope, NULL, false, &model, NULL), 0);
	for (int i = 0; i < 60; i++) {
		const char *text = i % 2 ? "s1 FailWrite" : "s1 StartWrite u1 m2 i1";

		assert_int_equal(step_parse(model, text, strlen(text), &steps[i], NULL), 0);
	}
	assert_int_equal(replay_schedule(model, steps, 60, target, NULL, &r, NULL), 0);
	assert_true(r.fits);
	replay_release(&r);
	model_free(model);
	design_free(source);
	design_free(target);
}

#define VARIABLES(BLOB, SERVER, LOG)                                                                         \
	"/\\ databaseState = [u1 |-> \"UNSET\"]\n/\\ blobStoreState = [u1 |-> \"" BLOB                       \
	"\"]\n/\\ serverStates = [s1 |-> [state |-> " SERVER "]]\n/\\ operations = <<" LOG ">>\n\n"
#define IDLE    "\"waiting\", userId |-> \"UNSET\", metadata |-> \"UNSET\", image |-> \"UNSET\""
#define ASKED   "userId |-> \"u1\", metadata |-> \"m1\", image |-> \"i1\""
#define WRITING "[type |-> \"WRITE\", " ASKED "]"

static void a_property_that_the_file_names_is_checked_with_the_default_ones(void **unused)
{
	static const char text[] =
	        "Error: Invariant NoOrphanFiles is violated.\n"
	        "State 1: <Initial predicate>\n" VARIABLES(
	                "UNSET", IDLE,
	                "") "State 2: <StartWrite>\n" VARIABLES("UNSET", "\"started_write\", " ASKED,
	                                                        WRITING) "State 3: "
	                                                                 "<WriteBlob>"
	                                                                 "\n" VARIABLES("i1",
	                                                                                "\"wrote"
	                                                                                "_blob\""
	                                                                                ","
	                                                                                " " ASKED,
	                                                                                WRITING);
	struct trace *trace;
	struct replay r;

	(void)unused;
	assert_int_equal(trace_parse(text, strlen(text), "text", &trace, NULL), 0);
	assert_int_equal(replay_trace(trace, "improved", NULL, &r, NULL), 0);
	assert_true(r.fits);
	assert_int_equal(r.violated_at, 2);
	assert_string_equal(r.model->properties[r.property].name, "NoOrphanFiles");
	replay_release(&r);
	trace_free(trace);
}

static void unexplained_states_diverge_from_a_design_where_they_stop_fitting(void **unused)
{
	struct trace *trace;
	struct replay r;
	char *text;
	size_t length;

	(void)unused;
	assert_int_equal(file_read("tests/traces/naive.json", FILE_READ_MAX, &text, &length, NULL), 0);
	assert_int_equal(trace_parse(text, length, "naive.json", &trace, NULL), 0);
	trace->states[4] = trace->states[0];
	assert_int_equal(replay_trace(trace, "naive", NULL, &r, NULL), 0);
	assert_false(r.fits);
	assert_int_equal(r.matched, 3);
	assert_int_equal(r.diverges_at, 4);
	replay_release(&r);
	trace_free(trace);
	free(text);
}

/* Replays the naive story on a variant of naive with other steps. */
static void replay_on_variant(const char *steps, struct replay *out)
{
	struct design *design = NULL;
	struct err err = { 0 };
	char text[1000];

	snprintf(text, sizeof(text), "{\"extends\":\"naive\",\"name\":\"x\",\"server\":{\"steps\":[%s]}}",
	         steps);
	if (design_parse(text, strlen(text), NULL, &design, &err))
		fail_msg("%s", err.what);
	replay(&naive, design, out);
	design_free(design);
}

static void the_same_name_wins_over_another_step_that_does_the_same(void **unused)
{
	(void)unused;
	struct replay r;

	replay_on_variant("{\"name\":\"WriteMetadata\",\"when\":[\"record is set\"]},"
	                  "{\"name\":\"PutRecord\",\"part\":\"write\",\"at\":\"started_write\","
	                  "\"do\":[\"write record\"],\"goto\":\"wrote_metadata\"}",
	                  &r);
	assert_false(r.fits);
	assert_int_equal(r.diverges_at, 2);
	assert_non_null(strstr(r.reason, "s1 cannot WriteMetadata: needs the record of u1 to be set"));
	replay_release(&r);
}

static void an_ambiguous_correspondence_is_not_guessed(void **unused)
{
	(void)unused;
	static const char one[] = "{\"name\":\"WriteMetadata\",\"remove\":true},"
	                          "{\"name\":\"PutRecord\",\"part\":\"write\",\"at\":\"started_write\","
	                          "\"do\":[\"write record\"],\"goto\":\"wrote_metadata\"}";
	static const char two[] = ",{\"name\":\"StoreRecord\",\"part\":\"write\",\"at\":\"started_write\","
	                          "\"do\":[\"write record\"],\"goto\":\"wrote_metadata\"}";
	char both[800];
	struct replay r;

	replay_on_variant(one, &r);
	assert_true(r.fits);
	replay_release(&r);
	snprintf(both, sizeof(both), "%s%s", one, two);
	replay_on_variant(both, &r);
	assert_false(r.fits);
	assert_int_equal(r.diverges_at, 2);
	assert_string_equal(r.reason, "PutRecord and StoreRecord both do what WriteMetadata does, and "
	                              "neither has its name");
	replay_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_name_wins_over_another_step_that_does_the_same),
		cmocka_unit_test(an_ambiguous_correspondence_is_not_guessed),
		cmocka_unit_test(a_schedule_fits_its_own_design_and_breaks_it_at_the_last_step),
		cmocka_unit_test(a_fix_stops_a_schedule_at_the_step_that_matters_and_says_why),
		cmocka_unit_test(a_published_twin_takes_the_schedule_too),
		cmocka_unit_test(renamed_steps_still_correspond),
		cmocka_unit_test(a_step_without_effects_corresponds_to_itself),
		cmocka_unit_test(a_long_schedule_grows_the_target),
		cmocka_unit_test(unexplained_states_diverge_from_a_design_where_they_stop_fitting),
		cmocka_unit_test(a_property_that_the_file_names_is_checked_with_the_default_ones),
	};

	return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
