/*
 * Properties that a user adds to a model: judged like those of the design, added, removed, refused.
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
#include <heddle/bundled.h>
#include <heddle/check_design.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/own_property.h>
#include <heddle/recording.h>
#include <heddle/trace.h>

#include "random.h"

static struct model *compiled(const char *name, int operations, bool bounded)
{
	struct scope scope = scope_unset();
	struct design *design;
	struct model *model;

	scope.of[SCOPE_OPERATIONS] = operations;
	assert_int_equal(design_open(name, &design, NULL), 0);
	assert_int_equal(design_compile(design, &scope, NULL, bounded, &model, NULL), 0);
	design_free(design);
	return model;
}

static void add(struct model *model, const char *name, const char *text)
{
	struct err err = { 0 };

	if (model_add_property(model, name, text, &err) < 0)
		fail_msg("%s: %s: %s; %s", text, err.place, err.what, err.remedy);
}

/* --- the design's own, said again ------------------------------------------------------ */

static const char reads_are_consistent[] =
        "all r in operations: r.type = READ and (r.metadata != UNSET or r.image != UNSET) => "
        "some w in operations before r: w.type = WRITE and w.userId = r.userId and "
        "w.metadata = r.metadata and w.image = r.image";
static const char no_orphans_by_id[] =
        "all i in ImageIds: blobStoreState[i] = UNSET or some u in Users: databaseState[u].imageId = i";
static const char no_orphans_by_user[] =
        "all u in Users: blobStoreState[u] = UNSET or databaseState[u] != UNSET";

/* Both ways of saying it break first after as many steps, or never. */
static void agree(struct model *model, const char *built_in, const char *own)
{
	struct check_options options = { .threads = 1 };
	struct check_result results[2];
	const char *names[] = { built_in, own };

	for (int i = 0; i < 2; i++) {
		options.properties = UINT32_C(1) << model_property_index(model, names[i]);
		check_design(model, &options, &results[i]);
	}
	assert_int_equal(results[0].verdict, results[1].verdict);
	assert_int_equal(results[0].trace_count, results[1].trace_count);
	if (results[0].trace_count)
		assert_int_equal(results[0].traces[0].length, results[1].traces[0].length);
	else
		assert_int_equal(results[0].distinct, results[1].distinct);
	for (int i = 0; i < 2; i++)
		check_result_release(&results[i]);
}

static void what_a_design_is_checked_for_can_be_said_as_a_condition(void **unused)
{
	static const char *const designs[] = { "naive", "improved", "working", "storage-cleaner-naive" };

	(void)unused;
	for (size_t i = 0; i < sizeof(designs) / sizeof(*designs); i++) {
		struct model *model = compiled(designs[i], 2, true);
		bool by_user = i < 2;

		add(model, "Reads", reads_are_consistent);
		add(model, "Orphans", by_user ? no_orphans_by_user : no_orphans_by_id);
		agree(model, "ConsistentReads", "Reads");
		agree(model, "NoOrphanFiles", "Orphans");
		model_free(model);
	}
}

/* A step beyond the bounds is judged too, as TLC does; whether the condition is compiled makes no difference.
 */
static void the_state_beyond_a_bound_is_judged(void **unused)
{
	static const struct {
		const char *design, *text;
	} rows[] = {
		{ "storage-cleaner-kill", "time <= 3" },
		{ "storage-cleaner-kill", "all s in Servers: serverStates[s].start <= 3" },
		{ "storage-cleaner-working", "failed <= 1" },
		{ "naive", "count(operations) <= 1" },
		{ "storage-cleaner-improved",
		  "all i in ImageIds: blobStoreState[i] = UNSET or blobStoreState[i].created < 2" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct model *model = compiled(rows[i].design, 1, true);
		struct buf described;

		buf_init(&described);
		buf_printf(&described, "(%s) and operations = operations", rows[i].text);
		add(model, "Packed", rows[i].text);
		add(model, "Described", described.data);
		agree(model, "Packed", "Described");
		buf_release(&described);
		model_free(model);
	}
}

/* --- steps, and what cannot be told ------------------------------------------------------ */

static void check(struct model *model, const char *name, struct check_result *result)
{
	struct check_options options = { .threads = 2,
		                         .properties = UINT32_C(1) << model_property_index(model, name) };

	check_design(model, &options, result);
}

static void a_condition_with_primes_is_judged_on_steps(void **unused)
{
	struct model *model = compiled("working", 2, true);
	struct check_result result;

	(void)unused;
	add(model, "Once",
	    "all i in ImageIds: blobStoreState[i] = UNSET or blobStoreState'[i] = blobStoreState[i]");
	add(model, "Kept",
	    "all u in Users: databaseState[u] = UNSET or databaseState'[u] = databaseState[u]");
	assert_true(model->properties[model_property_index(model, "Once")].on_step);
	check(model, "Once", &result);
	assert_int_equal(result.verdict, CHECK_HOLDS);
	check_result_release(&result);
	/* A second write replaces the record. */
	check(model, "Kept", &result);
	assert_int_equal(result.verdict, CHECK_VIOLATED);
	assert_int_equal(result.traces[0].length, 6);
	check_result_release(&result);
	model_free(model);
}

static void where_a_condition_has_no_value_nothing_is_said_to_hold(void **unused)
{
	static const char *const texts[] = { "operations[1].userId = u1", "operations[1] = operations'[1]" };
	struct check_result result;

	(void)unused;
	for (int i = 0; i < 2; i++) {
		struct model *model = compiled("naive", 1, true);
		struct buf facts;
		void *state = mem_alloc(model->state_size);

		add(model, "First", texts[i]);
		check(model, "First", &result);
		assert_int_equal(result.verdict, CHECK_LIMIT);
		assert_true(result.open >> model_property_index(model, "First") & 1);
		check_result_release(&result);
		model->ops->initial(model, state);
		buf_init(&facts);
		if (i == 0)
			model->ops->broken_facts(model, NULL, NULL, state,
			                         (unsigned)model_property_index(model, "First"), &facts);
		else
			buf_add_text(&facts, "no value");
		assert_non_null(strstr(facts.data, "no value"));
		buf_release(&facts);
		free(state);
		model_free(model);
	}
}

/* Of two users only one is told of; the states in which it is the other are represented by those. */
static void symmetry_is_used_only_where_no_constant_is_named(void **unused)
{
	static const struct {
		const char *text;
		bool reduced;
	} rows[] = {
		{ "all u in Users: databaseState[u] != UNSET or count(operations) < 9", true },
		{ "databaseState.u1 = UNSET or count(operations) < 9", false },
		{ "databaseState[u1] = UNSET or count(operations) < 9", false },
		{ "all u in Users: databaseState[u] != \"m1\" or count(operations) < 9", false },
		{ "all s in Servers: serverStates[s].state != started_read or count(operations) < 9", true },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct model *model = compiled("naive", 1, true);
		struct check_options options = { .threads = 1, .symmetry = true };
		struct check_result result;

		add(model, "Mine", rows[i].text);
		options.properties = UINT32_C(1) << model_property_index(model, "Mine");
		check_design(model, &options, &result);
		assert_int_equal(result.verdict, CHECK_HOLDS);
		if ((result.unreduced == NULL) != rows[i].reduced)
			fail_msg("%s: %s", rows[i].text, result.unreduced ? result.unreduced : "reduced");
		check_result_release(&result);
		model_free(model);
	}
}

/* --- adding and removing -------------------------------------------------------------------- */

static void refuse(struct model *model, const char *name, const char *text, const char *what)
{
	unsigned count = model->property_count;
	struct err err = { 0 };

	assert_int_equal(model_add_property(model, name, text, &err), -1);
	if (!strstr(err.what, what))
		fail_msg("%s: %s does not say %s", text, err.what, what);
	assert_int_equal(model->property_count, count);
}

static void a_property_is_refused_with_a_reason_and_nothing_changes(void **unused)
{
	struct model *model = compiled("naive", 2, false);

	(void)unused;
	refuse(model, "No Name", "true", "is not a name");
	refuse(model, "TypeOk", "true", "there is a property TypeOk already");
	refuse(model, "Mine", "databaseState.u1", "expected a condition");
	refuse(model, "Mine", "databaseStat = UNSET", "unknown name");
	refuse(model, "Mine", "time < 3", "unknown name");
	add(model, "Mine", "databaseState.u1 = UNSET");
	refuse(model, "Mine", "true", "there is a property Mine already");
	for (unsigned i = model->property_count; i < MODEL_PROPERTIES_MAX; i++) {
		char name[16];

		snprintf(name, sizeof(name), "P%u", i);
		add(model, name, "true");
	}
	refuse(model, "Full", "true", "the most there can be");
	model_free(model);
}

/* Files hold the spaced text, which is longer. */
static void a_property_is_refused_if_its_spaced_text_could_not_be_read_back(void **unused)
{
	struct model *model = compiled("naive", 2, false);
	struct buf text;

	(void)unused;
	buf_init(&text);
	buf_add_text(&text, "(1=1");
	for (int i = 1; i < 1500; i++)
		buf_add_text(&text, i % 90 ? "or 1=1" : ")and(1=1");
	buf_add_char(&text, ')');
	refuse(model, "Long", text.data, "longer than 10000 bytes when written out");
	buf_release(&text);
	model_free(model);
}

static void what_is_removed_leaves_the_others_as_they_were(void **unused)
{
	struct model *model = compiled("naive", 2, false);
	const struct model_property *rows = model->properties;
	const struct model_ops *ops = model->ops;
	unsigned count = model->property_count;
	void *state = mem_alloc(model->state_size);

	(void)unused;
	model->ops->initial(model, state);
	add(model, "A", "databaseState.u1 != UNSET");
	add(model, "B", "databaseState.u1 = UNSET");
	add(model, "C", "count(operations) > 0");
	assert_int_equal(model_own_count(model), 3);
	assert_string_equal(model_own_text(model, count + 1), "databaseState.u1 = UNSET");
	assert_null(model_own_text(model, 0));
	assert_int_equal(model->ops->broken(model, NULL, NULL, state, UINT32_MAX) >> count, 5);
	model_remove_property(model, count);
	assert_string_equal(model->properties[count].name, "B");
	assert_int_equal(model->ops->broken(model, NULL, NULL, state, UINT32_MAX) >> count, 2);
	assert_true(model_grow(&model));
	assert_int_equal(model->ops->broken(model, NULL, NULL, state, 7U << count) >> count, 2);
	model_remove_property(model, count);
	model_remove_property(model, count);
	assert_ptr_equal(model->ops, ops);
	assert_ptr_equal(model->properties, rows);
	assert_int_equal(model->property_count, count);
	free(state);
	model_free(model);
}

/* --- types -------------------------------------------------------------------------------------- */

enum { WALKS = 6, WALK = 60 };

static void walk(const struct model *model, struct arena *types, const struct expr_context *context)
{
	void *state = mem_alloc(model->state_size), *next = mem_alloc(model->state_size), *swap;
	struct arena *arena = arena_new();

	model->ops->initial(model, state);
	for (int i = 0; i < WALK; i++) {
		const struct value *now = model->ops->describe(model, state, arena);
		struct step *steps;
		size_t count = model_enabled(model, state, arena, &steps);

		for (unsigned v = 0; v < context->count; v++) {
			const struct value_type *type = context->variables[v].type;
			const struct value *value = now->pairs[v].value;

			/* Joining what is included changes nothing. */
			if (value_type_join(types, type, value_type_of(types, value)) != type)
				fail_msg("%s: %s can hold more than its type", model->name,
				         context->variables[v].name);
		}
		if (!count ||
		    model->ops->apply(model, state, &steps[random_below((uint32_t)count)], next) != APPLY_OK)
			break;
		swap = state;
		state = next;
		next = swap;
		arena_clear(arena);
	}
	arena_free(arena);
	free(state);
	free(next);
}

static void what_a_variable_holds_is_of_its_type(void **unused)
{
	(void)unused;
	random_from(7);
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct model *model = compiled(b->name, 60, false);
		struct arena *types = arena_new();
		struct expr_context context = model_context(model, types);

		assert_int_equal(context.count, model->variable_count);
		for (int i = 0; i < WALKS; i++)
			walk(model, types, &context);
		arena_free(types);
		model_free(model);
	}
}

static void a_recording_can_be_asked_as_well(void **unused)
{
	struct trace *trace;
	struct model *model;
	struct err err = { 0 };
	uint64_t at = 0;
	unsigned p;

	(void)unused;
	assert_int_equal(trace_read("tests/traces/two-phase.txt", &trace, &err), 0);
	model = recording_new(trace);
	trace_free(trace);
	p = model->property_count;
	add(model, "Few", "count(msgs) < 2");
	for (; at < 6; at++)
		assert_int_equal(model->ops->broken(model, NULL, NULL, &at, 1U << p) >> p, at >= 3);
	model_free(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_design_is_checked_for_can_be_said_as_a_condition),
		cmocka_unit_test(the_state_beyond_a_bound_is_judged),
		cmocka_unit_test(a_condition_with_primes_is_judged_on_steps),
		cmocka_unit_test(where_a_condition_has_no_value_nothing_is_said_to_hold),
		cmocka_unit_test(symmetry_is_used_only_where_no_constant_is_named),
		cmocka_unit_test(a_property_is_refused_with_a_reason_and_nothing_changes),
		cmocka_unit_test(a_property_is_refused_if_its_spaced_text_could_not_be_read_back),
		cmocka_unit_test(what_is_removed_leaves_the_others_as_they_were),
		cmocka_unit_test(what_a_variable_holds_is_of_its_type),
		cmocka_unit_test(a_recording_can_be_asked_as_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
