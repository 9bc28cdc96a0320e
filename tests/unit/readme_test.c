/*
 * The table of chapters in README.md: every number in it is the length of a shortest
 * counterexample, and where it says "none" there is none.  And the tables of properties
 * and formats in docs have all of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/bundled.h>
#include <heddle/check.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/trace.h>

#include "share.h"

enum { CELLS = 4, CELL_SIZE = 200, THREADS = 2 };
enum { CELL_DESIGN, CELL_IDEA, CELL_ALONE, CELL_MORE };

static const struct {
	const char *name;
	enum scope_index index;
} kinds[] = {
	{ "server", SCOPE_SERVERS },
	{ "reader", SCOPE_READERS },
	{ "cleaner", SCOPE_CLEANERS },
};
enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

/* The length of a shortest way to break a property, whatever the bounds are; 0: there is none. */
static size_t shortest_to(const char *property, const struct design *design, const struct scope *scope)
{
	struct check_options options = { .threads = THREADS };
	struct check_result result;
	struct model *model = NULL;
	struct err err = { 0 };
	size_t length;

	if (design_compile_unbounded(design, scope, NULL, &model, &err))
		fail_msg("%s", err.what);
	options.properties = UINT32_C(1) << model_property_index(model, property);
	check_run(model, &options, &result);
	assert_true(result.complete || result.trace_count);
	length = result.trace_count ? result.traces[0].length : 0;
	check_result_release(&result);
	model_free(model);
	return length;
}

static size_t shortest(const struct design *design, const struct scope *scope)
{
	return shortest_to("ConsistentReads", design, scope);
}

/* The number behind `word` in a cell; 0 when the cell begins with "none". */
static size_t number_of(const char *cell, const char *word)
{
	const char *at = word ? strstr(cell, word) : cell;

	if (strncmp(cell, "none", 4) == 0)
		return 0;
	assert_non_null(at);
	return (size_t)strtoul(at + (word ? strlen(word) : 0), NULL, 10);
}

static void check_row(char cells[CELLS][CELL_SIZE])
{
	struct design *design = NULL;
	struct scope scope = scope_unset();

	assert_int_equal(design_open(cells[CELL_DESIGN], &design, NULL), 0);
	scope.of[SCOPE_IMAGE_IDS] = 2;
	assert_int_equal(shortest(design, &scope), number_of(cells[CELL_ALONE], NULL));
	/* What holds with many processes is large; see the sentence below the table. */
	if (design_has_clock(design) && strcmp(cells[CELL_MORE], "none") == 0)
		scope.of[SCOPE_METADATAS] = 1;
	for (int i = 0; i < KINDS; i++) {
		struct scope more = scope;

		if (strcmp(kinds[i].name, "cleaner") == 0 && !design_has_cleaner(design)) {
			assert_null(strstr(cells[CELL_MORE], "cleaner"));
			continue;
		}
		more.of[kinds[i].index] = strcmp(kinds[i].name, "reader") == 0 ? 1 : 2;
		assert_int_equal(shortest(design, &more), number_of(cells[CELL_MORE], kinds[i].name));
	}
	design_free(design);
}

/* "| `naive` | record first | 6 steps | server 5 |"; false when the line is no such row. */
static bool read_row(const char *line, char cells[CELLS][CELL_SIZE])
{
	for (int i = 0; i < CELLS; i++) {
		size_t length;

		line += strspn(line, "| `");
		length = strcspn(line, "|\n");
		if (line[length] != '|' || length >= CELL_SIZE)
			return false;
		memcpy(cells[i], line, length);
		while (length && strchr(" `", cells[i][length - 1]))
			length--;
		cells[i][length] = '\0';
		line += strcspn(line, "|\n");
	}
	return line[0] == '|' && line[1] == '\n';
}

static void the_chapters_break_as_the_table_says(void **unused)
{
	(void)unused;
	char cells[CELLS][CELL_SIZE];
	const char *line;
	unsigned rows = 0;
	size_t length;
	char *text;

	assert_int_equal(file_read("README.md", 1 << 20, &text, &length, NULL), 0);
	line = strstr(text, "\n| design | idea | one server | one more process |\n");
	assert_non_null(line);
	line = strchr(strchr(line + 1, '\n') + 1, '\n') + 1;
	for (; read_row(line, cells); line = strchr(line, '\n') + 1, rows++)
		if (share_has(rows))
			check_row(cells);
	free(text);
	assert_int_equal(rows, 7); /* chapters */
}

static void properties_of_futures_hold_as_the_table_says(void **unused)
{
	(void)unused;
	static const char *const properties[CELLS] = { NULL, "ServersRecover", "RetrySucceeds",
		                                       "LoneReadsEnd" };
	struct scope scope = scope_unset();
	char cells[CELLS][CELL_SIZE];
	const char *line;
	unsigned rows = 0;
	size_t length;
	char *text;

	scope.of[SCOPE_IMAGE_IDS] = 2;
	assert_int_equal(file_read("docs/properties.md", 1 << 20, &text, &length, NULL), 0);
	line = strstr(text, "\n| design | ServersRecover | RetrySucceeds | LoneReadsEnd |\n");
	assert_non_null(line);
	line = strchr(strchr(line + 1, '\n') + 1, '\n') + 1;
	for (; read_row(line, cells); line = strchr(line, '\n') + 1, rows++) {
		struct design *design = NULL;

		assert_int_equal(design_open(cells[CELL_DESIGN], &design, NULL), 0);
		for (int i = 1; i < CELLS && share_has(rows); i++) {
			size_t steps =
			        strcmp(cells[i], "holds") == 0 ? 0 : number_of(cells[i], "broken at step ");

			assert_int_equal(shortest_to(properties[i], design, &scope), steps);
		}
		design_free(design);
	}
	free(text);
	for (const struct bundled *b = bundled_designs; b->name; b++)
		rows--;
	assert_int_equal(rows, 0);
}

static void every_property_has_a_row_that_says_whether_it_is_checked_by_default(void **unused)
{
	(void)unused;
	char row[200], *text;
	size_t length;

	assert_int_equal(file_read("docs/properties.md", 1 << 20, &text, &length, NULL), 0);
	for (const struct model_property *property = design_properties; property->name; property++) {
		snprintf(row, sizeof(row), "\n| `%s` | %s |", property->name,
		         property->by_default ? "yes" : "no");
		if (!strstr(text, row))
			fail_msg("docs/properties.md lacks the row %s", row + 1);
	}
	free(text);
}

static void every_format_that_is_written_has_a_row_with_its_extension(void **unused)
{
	(void)unused;
	char cell[200], *text;
	size_t length;

	assert_int_equal(file_read("docs/traces.md", 1 << 20, &text, &length, NULL), 0);
	for (size_t i = 0; trace_formats[i]; i++) {
		snprintf(cell, sizeof(cell), " | %s | `%s`", trace_formats[i]->read ? "yes" : "no",
		         trace_formats[i]->extension);
		if (trace_formats[i]->write && !strstr(text, cell))
			fail_msg("docs/traces.md lacks a row with%s", cell);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(properties_of_futures_hold_as_the_table_says),
		cmocka_unit_test(every_property_has_a_row_that_says_whether_it_is_checked_by_default),
		cmocka_unit_test(every_format_that_is_written_has_a_row_with_its_extension),
		cmocka_unit_test(the_chapters_break_as_the_table_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
