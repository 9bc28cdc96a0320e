/*
 * The table in docs/variants.md: every design in the open language has a row, and its verdict and its number
 * of states are those of a check at its scope.
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
#include <heddle/check.h>
#include <heddle/demand.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/file.h>

static void add_verdict(struct buf *out, size_t start, const char *name)
{
	buf_printf(out, "%s`%s`", out->length > start ? ", " : "", name);
}

/* "`ConsistentReads` at step 11, `OrphansGo`", or "holds". */
static void add_verdicts(struct buf *out, const struct model *model, const struct check_result *result)
{
	struct demand_options options = { .enough = false };
	struct demand_result *demands = calloc(model->demand_count + 1, sizeof(*demands));
	struct err err = { 0 };
	size_t start = out->length;

	for (size_t i = 0; i < result->trace_count; i++) {
		add_verdict(out, start, model->properties[result->traces[i].property].name);
		buf_printf(out, " at step %zu", result->traces[i].length);
	}
	assert_int_equal(demand_check(model, model->demands, model->demand_count, &options, demands, &err),
	                 0);
	for (unsigned i = 0; i < model->demand_count; i++) {
		if (model->demands[i].asked_only) {
			demand_result_release(&demands[i]);
			continue;
		}
		if (demands[i].verdict != CHECK_HOLDS)
			add_verdict(out, start, model->demands[i].name);
		if (demands[i].verdict == CHECK_LIMIT)
			buf_add_text(out, " is not decided");
		demand_result_release(&demands[i]);
	}
	free(demands);
	if (out->length == start)
		buf_add_text(out, "holds");
}

static struct model *compile(const struct design *design)
{
	struct scope scope = scope_unset();
	struct model *model = NULL;
	struct err err = { 0 };

	if (design_compile(design, &scope, NULL, true, &model, &err))
		fail_msg("%s: %s", design_name(design), err.what);
	return model;
}

/* The row that a design should have. */
static void add_row(struct buf *out, const struct design *design)
{
	struct model *model = compile(design);
	struct check_options options = { .keep_going = true };
	struct check_result result;

	for (unsigned i = 0; i < model->property_count; i++)
		options.properties |= (uint32_t)model->properties[i].by_default << i;
	check_run(model, &options, &result);
	assert_true(result.complete);
	buf_printf(out, "\n| `%s` | %s | ", design_name(design), design_title(design));
	add_verdicts(out, model, &result);
	buf_printf(out, " | %llu |\n", (unsigned long long)result.distinct);
	check_result_release(&result);
	model_free(model);
}

static void every_design_has_a_row_with_its_verdict(void **state)
{
	char *text;
	size_t length;

	(void)state;
	unsigned missing = 0;

	assert_int_equal(file_read("docs/variants.md", 1 << 20, &text, &length, NULL), 0);
	for (const struct bundled *b = bundled_open_designs; b->name; b++) {
		struct design *design = NULL;
		struct buf row;

		assert_int_equal(design_open(b->name, &design, NULL), 0);
		buf_init(&row);
		add_row(&row, design);
		if (!strstr(text, row.data)) {
			print_error("%s", row.data + 1);
			missing++;
		}
		buf_release(&row);
		design_free(design);
	}
	free(text);
	if (missing)
		fail_msg("docs/variants.md lacks these rows");
}

/* What TLC counted of the published modules, with database < 4 and counter ≤ 2 as constraints.  Of two keys,
 * and where both alternatives of a condition hold, TLC generates some steps twice: 0 is not compared. */
static const struct {
	const char *name;
	int keys;
	unsigned distinct, generated, depth;
} counts[] = {
	{ "caching-naive", 1, 14, 39, 5 },
	{ "caching-naive", 2, 196, 1065, 9 },
	{ "caching-invalidation-1", 1, 52, 129, 8 },
	{ "caching-invalidation-1", 2, 2704, 0, 15 },
	{ "caching-invalidation-2", 1, 128, 415, 10 },
	{ "caching-invalidation-2", 2, 16384, 0, 19 },
	{ "caching-bug", 1, 1874, 0, 17 },
	{ "caching-invalidation-3", 1, 384, 1237, 15 },
	{ "caching-invalidation-3", 2, 48285, 0, 25 },
};

static void the_caching_designs_have_the_states_of_the_published_modules(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		struct scope scope = scope_unset();
		struct check_options options = { 0 };
		struct check_result result;
		struct design *design = NULL;
		struct model *model = NULL;
		const struct scope_row *row;

		assert_int_equal(design_open(counts[i].name, &design, NULL), 0);
		row = design_scope_rows(design);
		for (unsigned r = 0; row[r].option; r++)
			if (strcmp(row[r].option, "keys") == 0)
				scope.of[r] = counts[i].keys;
		assert_int_equal(design_compile(design, &scope, NULL, true, &model, NULL), 0);
		options.properties = UINT32_C(1) << model_property_index(model, "TypeOk");
		check_run(model, &options, &result);
		assert_int_equal(result.verdict, CHECK_HOLDS);
		assert_int_equal(result.distinct, counts[i].distinct);
		assert_int_equal(result.depth, counts[i].depth);
		if (counts[i].generated)
			assert_int_equal(result.generated, counts[i].generated);
		check_result_release(&result);
		model_free(model);
		design_free(design);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_design_has_a_row_with_its_verdict),
		cmocka_unit_test(the_caching_designs_have_the_states_of_the_published_modules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
