/*
 * EmptyReadsOnlyWhenUnset agrees with a judge that keeps a history: random walks record what each process
 * found, and a None is judged by this and by the described stores.  heddle keeps no history, and must agree
 * wherever control state and locals show what the process found, as in the designs below.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/check.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "random.h"

enum { WALKS = 300, LENGTH = 200, PROCESSES_MOST = 8, LEAST_OF_EACH = 20 };

#define GIVE_UP "\"do\":[\"log empty READ\",\"clear locals\"],\"goto\":\"waiting\"}"

/* Blobs by id: None without a look, after a guard that saw nothing, after a copy of the record,
 * after a copy of the blob as well, after looking once more. */
static const char by_id[] =
        "{\"extends\":\"storage-cleaner-naive\",\"name\":\"denying\",\"server\":{\"steps\":["
        "{\"name\":\"Blind\",\"part\":\"read\",\"at\":\"started_read\"," GIVE_UP ","
        "{\"name\":\"SeeNoRecord\",\"part\":\"read\",\"at\":\"started_read\","
        "\"when\":[\"record is unset\"],\"goto\":\"saw_none\"},"
        "{\"name\":\"SayNone\",\"part\":\"read\",\"at\":\"saw_none\"," GIVE_UP ","
        "{\"name\":\"ServerReadMetadata\",\"when\":[]},"
        "{\"name\":\"GiveUp\",\"part\":\"read\",\"at\":\"read_metadata\"," GIVE_UP ","
        "{\"name\":\"SeeNoBlob\",\"part\":\"read\",\"at\":\"read_metadata\","
        "\"when\":[\"blob is unset\"],\"goto\":\"saw_none\"},"
        "{\"name\":\"ReadBlob\",\"part\":\"read\",\"at\":\"read_metadata\","
        "\"do\":[\"read blob\"],\"goto\":\"read_blob\"},"
        "{\"name\":\"GiveUpLate\",\"part\":\"read\",\"at\":\"read_blob\"," GIVE_UP ","
        "{\"name\":\"Return\",\"part\":\"read\",\"at\":\"read_blob\","
        "\"do\":[\"log READ\",\"clear locals\"],\"goto\":\"waiting\"},"
        "{\"name\":\"LookAgain\",\"part\":\"read\",\"at\":\"read_blob\","
        "\"do\":[\"read record\"],\"goto\":\"read_again\"},"
        "{\"name\":\"GiveUpAgain\",\"part\":\"read\",\"at\":\"read_again\"," GIVE_UP ","
        "{\"name\":\"LookAndSayNone\",\"part\":\"read\",\"at\":\"saw_none\","
        "\"when\":[\"record is set\"],\"do\":[\"read record\",\"log empty READ\",\"clear locals\"],"
        "\"goto\":\"waiting\"}]}}";

/* Blobs by user, where locals outlive their request, and a read may turn to another user halfway.
 */
static const char by_user[] =
        "{\"extends\":\"improved\",\"name\":\"denying\",\"server\":{\"steps\":["
        "{\"name\":\"Blind\",\"part\":\"read\",\"at\":\"started_read\",\"do\":[\"log empty READ\"],"
        "\"goto\":\"waiting\"},"
        "{\"name\":\"FailWrite\",\"do\":[\"delete record\",\"delete own blob\",\"clear locals\"]},"
        "{\"name\":\"ReadMetadata\",\"when\":[]},"
        "{\"name\":\"GiveUp\",\"part\":\"read\",\"at\":\"read_metadata\","
        "\"do\":[\"log empty READ\"],\"goto\":\"waiting\"},"
        "{\"name\":\"SeeNoBlob\",\"part\":\"read\",\"at\":\"read_metadata\","
        "\"when\":[\"blob is unset\"],\"goto\":\"saw_none\"},"
        "{\"name\":\"SayNone\",\"part\":\"read\",\"at\":\"saw_none\","
        "\"do\":[\"log empty READ\"],\"goto\":\"waiting\"},"
        "{\"name\":\"Turn\",\"part\":\"read\",\"at\":[\"saw_none\",\"read_metadata\"],\"choose\":["
        "\"any user\"],"
        "\"do\":[\"keep user\"],\"goto\":\"turned\"},"
        "{\"name\":\"GiveUpTurned\",\"part\":\"read\",\"at\":\"turned\","
        "\"do\":[\"log empty READ\"],\"goto\":\"waiting\"},"
        "{\"name\":\"ReadBlob\",\"part\":\"read\",\"at\":\"read_metadata\","
        "\"do\":[\"read blob\"],\"goto\":\"read_blob\"},"
        "{\"name\":\"GiveUpLate\",\"part\":\"read\",\"at\":\"read_blob\","
        "\"do\":[\"log empty READ\"],\"goto\":\"waiting\"}]}}";

/* --- the judge ----------------------------------------------------------------------- */

enum look { NO_LOOK, SAW_IT, SAW_NOTHING };

/* What the last look of a process's request found, of the record and of its blob. */
struct memory {
	enum look record, blob;
};

static bool named(const char *action, const char *name)
{
	return strcmp(action, name) == 0;
}

static const char *text_at(const struct value *state, const char *format, const char *key)
{
	struct buf path;
	const struct value *value;

	buf_init(&path);
	buf_printf(&path, format, key);
	value = value_at(state, path.data);
	buf_release(&path);
	return value && value_text(value) ? value_text(value) : "UNSET";
}

static bool is_set(const char *text)
{
	return strcmp(text, "UNSET") != 0;
}

static bool record_is_there(const struct value *state, bool ids, const char *user)
{
	return is_set(text_at(state, ids ? "databaseState.%s.metadata" : "databaseState.%s", user));
}

static bool blob_is_there(const struct value *state, const char *key)
{
	return is_set(key) && is_set(text_at(state, "blobStoreState.%s", key));
}

/* Writes down what the step, taken in `state`, lets the process see. */
static void remember(struct memory *memory, const struct value *state, bool ids, const char *action,
                     const char *self)
{
	const char *user = text_at(state, "serverStates.%s.userId", self);

	if (strstr(action, "StartRead") || named(action, "Turn"))
		*memory = (struct memory){ NO_LOOK, NO_LOOK };
	if (named(action, "SeeNoRecord"))
		memory->record = SAW_NOTHING;
	if (named(action, "SeeNoBlob"))
		memory->blob = SAW_NOTHING;
	if (strstr(action, "ReadMetadata") || strncmp(action, "Look", 4) == 0)
		*memory =
		        (struct memory){ record_is_there(state, ids, user) ? SAW_IT : SAW_NOTHING, NO_LOOK };
	if (named(action, "ReadBlob"))
		memory->blob =
		        blob_is_there(state, ids ? text_at(state, "serverStates.%s.imageId", self) : user)
		                ? SAW_IT
		                : SAW_NOTHING;
}

/* Whether the newest entry of the log is a None that this step made, though a good result was
 * possible. */
static bool is_needless(const struct memory *memory, const struct value *before, const struct value *after,
                        bool ids, const char *self)
{
	const struct value *old = value_get(before, "operations"), *log = value_get(after, "operations");
	const struct value *last = log->count > old->count ? log->items[log->count - 1] : NULL;
	const char *user = text_at(before, "serverStates.%s.userId", self);

	if (!last || strcmp(value_text(value_get(last, "type")), "READ") != 0 ||
	    is_set(value_text(value_get(last, "metadata"))) || is_set(value_text(value_get(last, "image"))))
		return false;
	return record_is_there(before, ids, user) &&
	       blob_is_there(before, ids ? text_at(before, "databaseState.%s.imageId", user) : user) &&
	       memory->record != SAW_NOTHING && memory->blob != SAW_NOTHING;
}

/* --- walks ------------------------------------------------------------------------------ */

struct tally {
	unsigned needless, none; /* empty READs: those without need, and all */
};

static void walk(const struct model *model, bool ids, struct tally *tally)
{
	uint32_t bit = UINT32_C(1) << model_property_index(model, "EmptyReadsOnlyWhenUnset");
	struct model_walk w;
	struct memory memories[PROCESSES_MOST] = { { NO_LOOK, NO_LOOK } };
	struct arena *arena = arena_new();

	model_walk_begin(&w, model, NULL);
	for (unsigned i = 0; i < LENGTH; i++) {
		struct step *steps;
		size_t count = model_enabled(model, w.at, arena, &steps);
		const struct step *step = &steps[random_below((uint32_t)count)];
		const struct value *before = model->ops->describe(model, w.at, arena), *after;
		const char *action = model->actions[step->action].name;
		const char *self = model->processes[step->process].name;
		struct memory *memory = &memories[step->process];
		bool expected;

		if (!model_walk_take(&w, step))
			break;
		after = model->ops->describe(model, w.at, arena);
		if (strcmp(model->actions[step->action].role, "server") == 0)
			remember(memory, before, ids, action, self);
		expected = is_needless(memory, before, after, ids, self);
		tally->needless += expected;
		tally->none += strstr(action, "GiveUp") || strstr(action, "None") || named(action, "Blind");
		if ((model->ops->broken(model, w.from, step, w.at, bit) == bit) != expected)
			fail_msg("%s after %u steps of %s: expected %d", action, i, model->name, expected);
		arena_clear(arena);
	}
	arena_free(arena);
	model_walk_end(&w);
}

static struct model *compile_text(const char *text, const struct scope *scope, bool bounded)
{
	struct design *design = NULL;
	struct model *model = NULL;
	struct err err = { 0 };

	if (design_parse(text, strlen(text), NULL, &design, &err) ||
	    design_compile(design, scope, NULL, bounded, &model, &err))
		fail_msg("%s", err.what);
	design_free(design);
	return model;
}

static void walk_design(const char *text, bool ids, int users)
{
	struct scope scope = scope_unset();
	struct tally tally = { 0, 0 };
	struct model *model;

	scope.of[SCOPE_SERVERS] = 2;
	scope.of[SCOPE_READERS] = 1;
	scope.of[SCOPE_USERS] = users;
	scope.of[SCOPE_METADATAS] = scope.of[SCOPE_IMAGES] = 1;
	scope.of[SCOPE_OPERATIONS] = LENGTH;
	model = compile_text(text, &scope, false);
	for (unsigned i = 0; i < WALKS; i++)
		walk(model, ids, &tally);
	assert_in_range(tally.needless, LEAST_OF_EACH, tally.none - LEAST_OF_EACH);
	model_free(model);
}

static void a_none_is_judged_by_the_stores_and_by_what_the_process_saw(void **unused)
{
	(void)unused;
	walk_design(by_id, true, 1);
	walk_design(by_user, false, 2);
}

/* --- checks ------------------------------------------------------------------------------- */

static size_t shortest(const struct model *model, bool plain, bool symmetry)
{
	struct check_options options = {
		.properties = UINT32_C(1) << model_property_index(model, "EmptyReadsOnlyWhenUnset"),
		.plain = plain,
		.symmetry = symmetry,
	};
	struct check_result result;
	size_t length;

	check_run(model, &options, &result);
	assert_true(result.complete || result.trace_count);
	length = result.trace_count ? result.traces[0].length : 0;
	check_result_release(&result);
	return length;
}

/* None exactly when there is a record; and None where a read finds no blob. */
static const char none_though_set[] =
        "{\"extends\":\"working\",\"name\":\"x\",\"server\":{\"steps\":["
        "{\"name\":\"ReadMetadata\",\"remove\":true},{\"name\":\"ReadBlobAndReturn\",\"remove\":"
        "true},"
        "{\"name\":\"ReadMetadataAndReturnEmpty\",\"when\":[\"record is set\"]}]}}";
static const char none_if_no_blob[] =
        "{\"extends\":\"naive\",\"name\":\"x\",\"server\":{\"steps\":["
        "{\"name\":\"ReadBlobAndReturn\",\"when\":[\"blob is set\"]},"
        "{\"name\":\"ReadNoBlob\",\"part\":\"read\",\"at\":\"read_metadata\","
        "\"when\":[\"blob is unset\"],\"do\":[\"log empty READ\"],\"goto\":\"waiting\"}]}}";

static void all_ways_to_check_agree_on_a_none(void **unused)
{
	(void)unused;
	static const struct {
		const char *text;
		size_t steps; /* 0: it holds */
	} rows[] = { { none_though_set, 5 }, { none_if_no_blob, 0 }, { by_id, 5 }, { by_user, 5 } };
	struct scope scope = scope_unset();

	scope.of[SCOPE_SERVERS] = 2;
	scope.of[SCOPE_METADATAS] = scope.of[SCOPE_IMAGES] = 1;
	scope.of[SCOPE_IMAGE_IDS] = 2;
	scope.of[SCOPE_OPERATIONS] = 2;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct model *model = compile_text(rows[i].text, &scope, true), *unbounded;
		struct design *design = NULL;

		assert_int_equal(shortest(model, true, false), rows[i].steps);
		assert_int_equal(shortest(model, false, false), rows[i].steps);
		assert_int_equal(shortest(model, false, true), rows[i].steps);
		model_free(model);
		assert_int_equal(design_parse(rows[i].text, strlen(rows[i].text), NULL, &design, NULL), 0);
		assert_int_equal(design_compile_unbounded(design, &scope, NULL, &unbounded, NULL), 0);
		assert_int_equal(shortest(unbounded, false, false), rows[i].steps);
		model_free(unbounded);
		design_free(design);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_none_is_judged_by_the_stores_and_by_what_the_process_saw),
		cmocka_unit_test(all_ways_to_check_agree_on_a_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
