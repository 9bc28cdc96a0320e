/*
 * The counts in tlc-counts.tsv, which TLC found for the published models, are reproduced exactly.  Rows with
 * a few thousand states are also compared with the oracle.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/check.h>
#include <heddle/design.h>
#include <heddle/err.h>

#include "oracle.h"

enum { LIST_MOST = 4000, COLUMNS = 9 };

struct row {
	char design[64];
	struct scope scope;
	uint64_t distinct, generated;
	unsigned depth, violation_states; /* 0: holds */
};

static int number(const char *text)
{
	return strcmp(text, "-") == 0 ? SCOPE_DEFAULT : atoi(text);
}

static bool read_row(FILE *file, struct row *row)
{
	char line[512], *field[COLUMNS], *save = NULL;

	do {
		if (!fgets(line, sizeof(line), file))
			return false;
	} while (line[0] == '#' || strncmp(line, "design", 6) == 0);
	for (int i = 0; i < COLUMNS; i++) {
		field[i] = strtok_r(i ? NULL : line, "\t\n", &save);
		assert_non_null(field[i]);
	}
	*row = (struct row){ .scope = scope_unset() };
	snprintf(row->design, sizeof(row->design), "%s", field[0]);
	row->scope.of[SCOPE_SERVERS] = number(field[1]);
	row->scope.of[SCOPE_CLEANERS] = number(field[2]);
	row->scope.of[SCOPE_IMAGE_IDS] = number(field[3]);
	row->scope.of[SCOPE_TIME] = number(field[4]);
	row->scope.of[SCOPE_READERS] = 0;
	row->distinct = strtoull(field[5], NULL, 10);
	row->generated = strtoull(field[6], NULL, 10);
	row->depth = (unsigned)atoi(field[7]);
	row->violation_states = strcmp(field[8], "holds") == 0 ? 0 : (unsigned)atoi(field[8]);
	return true;
}

static struct model *compile(const struct row *row)
{
	struct design *design = NULL;
	struct model *model = NULL;
	struct err err = { 0 };

	if (design_open(row->design, &design, &err) ||
	    design_compile(design, &row->scope, NULL, true, &model, &err))
		fail_msg("%s: %s", row->design, err.what);
	design_free(design);
	return model;
}

static void compare_counts(const struct row *row, const struct model *model, bool plain, unsigned threads)
{
	struct check_options options = { .plain = plain,
		                         .threads = threads,
		                         .properties = UINT32_C(1) << model_property_index(model, "TypeOk") };
	struct check_result result;

	check_run(model, &options, &result);
	assert_int_equal(result.verdict, CHECK_HOLDS);
	assert_true(result.complete);
	assert_int_equal(result.distinct, row->distinct);
	assert_int_equal(result.generated, row->generated);
	assert_int_equal(result.depth, row->depth);
	check_result_release(&result);
}

static void compare_symmetric(const struct row *row, const struct model *model)
{
	struct check_options options = { .symmetry = true,
		                         .threads = 2,
		                         .properties = UINT32_C(1) << model_property_index(model, "TypeOk") };
	struct check_result result;

	check_run(model, &options, &result);
	assert_true(result.complete);
	assert_int_equal(result.represented, row->distinct);
	assert_in_range(result.distinct, 1, row->distinct / 3);
	check_result_release(&result);
}

static void compare_violation(const struct row *row, const struct model *model)
{
	unsigned property = (unsigned)model_property_index(model, "ConsistentReads");
	struct check_options options = { .properties = UINT32_C(1) << property };
	struct check_result result;

	check_run(model, &options, &result);
	if (row->violation_states) {
		assert_int_equal(result.verdict, CHECK_VIOLATED);
		assert_int_equal(result.traces[0].property, property);
		assert_int_equal(result.traces[0].length, row->violation_states - 1);
	} else {
		assert_int_equal(result.verdict, CHECK_HOLDS);
	}
	check_result_release(&result);
}

/* True when the row was small enough. */
static bool compare_oracle(const struct row *row, const struct model *model)
{
	struct oracle oracle;
	bool complete;

	if (row->distinct > LIST_MOST)
		return false;
	oracle_run(model, NULL, LIST_MOST, &oracle);
	complete = oracle.complete;
	assert_true(complete);
	assert_int_equal(oracle.distinct, row->distinct);
	assert_int_equal(oracle.generated, row->generated);
	assert_int_equal(oracle.depth, row->depth);
	oracle_release(&oracle);
	return complete;
}

static void every_row_of_the_table_is_reproduced(void **state)
{
	FILE *file = fopen("tests/oracle/tlc-counts.tsv", "r");
	unsigned rows = 0, by_list = 0;
	struct row row;

	(void)state;
	assert_non_null(file);
	while (read_row(file, &row)) {
		struct model *model = compile(&row);

		compare_counts(&row, model, true, 1);
		compare_counts(&row, model, false, 1);
		compare_counts(&row, model, false, 2);
		compare_symmetric(&row, model);
		compare_violation(&row, model);
		by_list += compare_oracle(&row, model);
		rows++;
		model_free(model);
	}
	fclose(file);
	assert_in_range(rows, 7, 1000);
	assert_in_range(by_list, 2, rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_of_the_table_is_reproduced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
