/*
 * A property is one row of design_properties: each row, and rows made up here that no other file knows, is
 * taken through the checker, the exporters and the help.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/check.h>
#include <heddle/cli.h>
#include <heddle/err.h>
#include <heddle/export.h>
#include <heddle/liveness.h>
#include <heddle/plan.h>

static struct model *compiled(const char *name)
{
	struct scope scope = scope_unset();
	struct design *design = NULL;
	struct model *model = NULL;
	struct err err = { 0 };

	scope_set(scope_rows, &scope, "max-operations", "2", NULL);
	if (design_open(name, &design, &err) || design_compile(design, &scope, NULL, true, &model, &err))
		fail_msg("%s", err.what);
	design_free(design);
	return model;
}

/* --- rows that no other file knows --------------------------------------------------------- */

/* Both blobs and records are there: it takes a write to its end. */
static bool all_stored(const struct plan *plan, const uint64_t *from, const struct step *step,
                       const uint64_t *to)
{
	unsigned image = plan->blob_slot + (unsigned)plan->blob_at[FIELD_IMAGE];
	unsigned metadata = plan->record_slot + (unsigned)plan->record_at[FIELD_METADATA];

	(void)from, (void)step;
	return slot_get(&plan->slots[image], to) && slot_get(&plan->slots[metadata], to);
}

/* A write is given up while its blob is there. */
static bool given_up(const struct plan *plan, const uint64_t *from, const struct step *step,
                     const uint64_t *to)
{
	unsigned image = plan->blob_slot + (unsigned)plan->blob_at[FIELD_IMAGE];

	(void)to;
	return from && plan->actions[step->action].step->failure && slot_get(&plan->slots[image], from);
}

/* No log entry follows another: judged by more than what any one step writes. */
static bool two_logged(const struct plan *plan, const uint64_t *from, const struct step *step,
                       const uint64_t *to)
{
	(void)from, (void)step;
	return log_length(plan, to) > 1;
}

static const struct model_property made_up[] = {
	{ "NothingIsStored", "no record is stored with its blob",
	  .rule = &(const struct property_rule){ .broken = all_stored } },
	{ "OneOperation", "no two operations are begun",
	  .rule = &(const struct property_rule){ .broken = two_logged } },
	{ "NothingIsGivenUp", "no write is given up whose blob is there", .on_step = true,
	  .rule = &(const struct property_rule){ .broken = given_up } },
};
enum { MADE_UP = sizeof(made_up) / sizeof(*made_up) };

static struct model_property *all_properties(void)
{
	struct model_property *all = calloc(design_property_count + MADE_UP + 1, sizeof(*all));

	assert_non_null(all);
	memcpy(all, design_properties, design_property_count * sizeof(*all));
	memcpy(all + design_property_count, made_up, sizeof(made_up));
	return all;
}

static struct model *with_more(const char *name, const struct model_property *all)
{
	struct model *model = compiled(name);

	model->properties = all;
	model->property_count = design_property_count + MADE_UP;
	return model;
}

/* --- the checker --------------------------------------------------------------------------- */

static struct check_result checked(const struct model *model, unsigned property, bool plain)
{
	struct check_options options = { .properties = UINT32_C(1) << property, .plain = plain };
	struct check_result result;

	check_run(model, &options, &result);
	return result;
}

/* Plays the trace of a violation. */
static void assert_shown(const struct model *model, const struct check_trace *trace)
{
	uint32_t bit = UINT32_C(1) << trace->property;
	uint64_t *from = calloc(1, model->state_size), *to = calloc(1, model->state_size), *spare;
	const struct step *last = NULL;
	struct buf facts;

	model->ops->initial(model, to);
	for (size_t i = 0; i < trace->length; i++) {
		assert_int_equal(model->ops->broken(model, last ? from : NULL, last, to, bit), 0);
		spare = from, from = to, to = spare;
		last = &trace->steps[i];
		assert_int_equal(model->ops->apply(model, from, last, to), APPLY_OK);
	}
	assert_int_equal(model->ops->broken(model, from, last, to, bit), bit);
	buf_init(&facts);
	model->ops->broken_facts(model, from, last, to, trace->property, &facts);
	assert_true(facts.length > 0);
	buf_release(&facts);
	free(from);
	free(to);
}

static void each_is_found_by_the_fast_search_as_by_the_plain_one(void **state)
{
	static const char *const designs[] = { "naive", "working", "storage-cleaner-naive" };
	struct model_property *all = all_properties();
	unsigned violated[MODEL_PROPERTIES_MAX] = { 0 };

	(void)state;
	for (size_t d = 0; d < sizeof(designs) / sizeof(*designs); d++) {
		struct model *model = with_more(designs[d], all);

		for (unsigned p = 0; p < model->property_count; p++) {
			struct check_result fast = checked(model, p, false), plain = checked(model, p, true);

			assert_int_equal(fast.verdict, plain.verdict);
			assert_int_equal(fast.trace_count, plain.trace_count);
			for (size_t i = 0; i < fast.trace_count; i++) {
				assert_int_equal(fast.traces[i].length, plain.traces[i].length);
				assert_shown(model, &fast.traces[i]);
				violated[p]++;
			}
			check_result_release(&fast);
			check_result_release(&plain);
		}
		model_free(model);
	}
	for (unsigned p = 0; p < MADE_UP; p++)
		if (!violated[design_property_count + p])
			fail_msg("%s is never violated", made_up[p].name);
	free(all);
}

/* --- exporters ------------------------------------------------------------------------------ */

/* Whether a text speaks of a word, between others. */
static bool speaks_of(const char *text, const char *word)
{
	return strstr(text, word) != NULL;
}

static void assert_written(const struct export_target *target, const struct model *model, unsigned property,
                           bool refused)
{
	struct export_options options = { .properties = UINT32_C(1) << property };
	const char *name = model->properties[property].name;
	bool named = false;
	struct export out;

	export_init(&out);
	assert_int_equal(target->design(model, &options, &out, NULL), 0);
	for (size_t i = 0; i < out.count; i++)
		named |= speaks_of(out.files[i].text, name);
	if (named == refused)
		fail_msg("%s %s %s", target->name, named ? "names" : "does not name", name);
	export_release(&out);
}

static void each_is_written_for_a_checker_or_refused_in_words(void **state)
{
	struct model_property *all = all_properties();
	struct model *model = with_more("working", all);

	(void)state;
	for (size_t t = 0; export_targets[t]; t++)
		for (unsigned p = 0; export_targets[t]->cannot && p < model->property_count; p++) {
			struct err err = { 0 };
			bool refused =
			        export_check_properties(export_targets[t], model, UINT32_C(1) << p, &err);

			if (refused) {
				assert_true(speaks_of(err.what, all[p].name));
				assert_true(err.remedy[0]);
			}
			assert_true(refused || p < PROPERTY_KNOWN);
			assert_written(export_targets[t], model, p, refused);
		}
	model_free(model);
	free(all);
}

/* --- help, and properties of whole behaviours ------------------------------------------------- */

static void each_is_offered_by_its_name(void **state)
{
	struct buf completion, manual;

	(void)state;
	buf_init(&completion);
	buf_init(&manual);
	cli_completion(&completion);
	cli_manual(&manual);
	for (const struct model_property *p = design_properties; p->name; p++) {
		assert_true(p->summary && *p->summary);
		assert_true(speaks_of(completion.data, p->name));
		assert_true(p->on_future == (p->rule->future != NULL));
		if (!p->recurring)
			continue;
		assert_true(p->recurring_summary && *p->recurring_summary);
		assert_true(speaks_of(completion.data, p->recurring));
		assert_true(speaks_of(manual.data, p->recurring));
		assert_ptr_equal(recurring_named(design_properties, p->recurring, NULL), p);
	}
	buf_release(&completion);
	buf_release(&manual);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_found_by_the_fast_search_as_by_the_plain_one),
		cmocka_unit_test(each_is_written_for_a_checker_or_refused_in_words),
		cmocka_unit_test(each_is_offered_by_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
