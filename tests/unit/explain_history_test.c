/* Why a step is disabled, where an earlier step is the reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/history.h>
#include <heddle/model.h>

static struct step step_of(const struct model *model, const char *text, size_t length)
{
	struct step step;
	struct err err = { 0 };

	if (step_parse(model, text, length, &step, &err))
		fail_msg("%.*s: %s", (int)length, text, err.what);
	return step;
}

static void play(const struct model *model, struct history *history, const char *steps)
{
	while (*steps) {
		size_t length = strcspn(steps, ";");
		struct step step = step_of(model, steps, length);

		if (history_do(history, &step, NULL) != APPLY_OK)
			fail_msg("%.*s cannot be taken", (int)length, steps);
		steps += length + (steps[length] == ';');
	}
}

/* After `steps`, the design refuses `next` for this reason. */
static void refused(const char *name, const char *steps, const char *next, const char *words)
{
	struct scope scope = scope_unset();
	struct design *design;
	struct model *model;
	struct history *history;
	struct buf why;
	struct step step;

	assert_int_equal(design_open(name, &design, NULL), 0);
	assert_int_equal(design_compile(design, &scope, NULL, false, &model, NULL), 0);
	history = history_new(model);
	play(model, history, steps);
	step = step_of(model, next, strlen(next));
	assert_int_not_equal(history_do(history, &step, NULL), APPLY_OK);
	buf_init(&why);
	design_refusal(model, history, &step, &why);
	assert_string_equal(why.data, words);
	buf_release(&why);
	history_free(history);
	model_free(model);
	design_free(design);
}

#define WRITES "s1 ServerStartWrite u1 m1 i1;s1 ServerWriteBlob ui1"
#define LISTS  "c1 CleanerStartGetBlobKeys;c1 CleanerGetUnusedKeys"

static void a_process_in_another_control_state_is_reported(void **state)
{
	(void)state;
	refused("storage-cleaner-naive", "", "s1 ServerWriteBlob ui1", "it is waiting, not started_write");
	refused("storage-cleaner-naive", "", "c1 CleanerDeletingKeys ui1",
	        "it is waiting, not got_unused_keys or deleting_keys");
}

static void a_blob_that_came_after_the_list_was_not_there_yet(void **state)
{
	(void)state;
	refused("storage-cleaner-naive", "s1 ServerStartWrite u1 m1 i1;" LISTS ";s1 ServerWriteBlob ui1",
	        "c1 CleanerDeletingKeys ui1", "ui1 had no blob when the keys were listed at step 2");
}

static void a_blob_too_young_for_the_list_is_reported_with_its_age(void **state)
{
	(void)state;
	refused("storage-cleaner-improved", WRITES ";TimePasses;" LISTS, "c1 CleanerDeletingKeys ui1",
	        "ui1 was too young to be listed at step 4: it was created at hour 0 and the time was 1, "
	        "needs created + 2 ≤ time");
}

static void a_blob_that_a_record_named_was_in_use(void **state)
{
	(void)state;
	refused("storage-cleaner-naive", WRITES ";s1 ServerWriteMetadataAndReturn;" LISTS,
	        "c1 CleanerDeletingKeys ui1",
	        "ui1 was in use when the database was queried at step 5: the record of u1 named it");
}

static void a_deleted_blob_is_reported(void **state)
{
	(void)state;
	refused("storage-cleaner-naive",
	        "s1 ServerStartWrite u1 m1 i1;s1 ServerWriteBlob ui1;s1 ServerFailWrite;"
	        "s1 ServerStartWrite u1 m1 i1;s1 ServerWriteBlob ui2;" LISTS ";c1 CleanerDeletingKeys ui1",
	        "c1 CleanerDeletingKeys ui1", "ui1 was already processed at step 8");
}

static void a_failed_guard_is_reported_with_its_numbers(void **state)
{
	(void)state;
	refused("storage-cleaner-kill", "s1 ServerStartWrite u1 m1 i1;TimePasses", "s1 ServerWriteBlob ui1",
	        "needs time < start + 1: 1 < 1");
}

static void a_choice_that_does_not_fit_is_distinguished_from_the_step(void **state)
{
	(void)state;
	refused("storage-cleaner-working",
	        "s1 ServerStartWrite u1 m1 i1;s1 ServerWriteBlob ui1;s1 ServerWriteMetadataAndReturn;"
	        "s1 ServerStartWrite u1 m1 i1",
	        "s1 ServerWriteBlob ui1", "ui1 is not a fresh id here");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_in_another_control_state_is_reported),
		cmocka_unit_test(a_blob_that_came_after_the_list_was_not_there_yet),
		cmocka_unit_test(a_blob_too_young_for_the_list_is_reported_with_its_age),
		cmocka_unit_test(a_blob_that_a_record_named_was_in_use),
		cmocka_unit_test(a_deleted_blob_is_reported),
		cmocka_unit_test(a_failed_guard_is_reported_with_its_numbers),
		cmocka_unit_test(a_choice_that_does_not_fit_is_distinguished_from_the_step),
	};

	return cmocka_run_group_tests_name("refusal", tests, NULL, NULL);
}
