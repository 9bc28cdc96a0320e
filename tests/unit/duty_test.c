/*
 * Properties of what steps do ("doing", "unless known"): verdicts, and what is wrong with a declaration.
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
#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/mem.h>

/* A process looks at a box, which another one fills, and then notes that it is empty. */
static const char *design(const char *look, const char *note, const char *property)
{
	static char text[2000];

	snprintf(text, sizeof(text),
	         "{\"name\": \"box\", \"story\": \"none\","
	         "\"globals\": {\"box\": \"1..2?\", \"notes\": \"list of {what: 1..2?, by: seen | blind} at "
	         "most 1\"},"
	         "\"roles\": {"
	         "\"reader\": {\"short\": \"r\", \"count\": 1, \"locals\": {\"found\": \"1..2?\"}, "
	         "\"steps\": ["
	         "{\"name\": \"Look\", \"at\": \"idle\", \"goto\": \"looked\", %s},"
	         "{\"name\": \"Note\", \"at\": \"looked\", \"goto\": \"idle\", \"do\": [%s]}]},"
	         "\"filler\": {\"silent\": true, \"steps\": [{\"name\": \"Fill\", \"when\": \"box = UNSET\", "
	         "\"do\": \"box := 1\"}]}},"
	         "\"properties\": {\"Honest\": {%s}}}",
	         look, note, property);
	return text;
}

#define WANTS "\"every step\": \"n.what = UNSET ⇒ box = UNSET\", \"doing\": \"append n to notes\""
#define NOTE  "\"append {what: UNSET, by: seen} to notes\""

/* Steps until it is broken; 0: it holds. */
static size_t broken_at(const char *text, bool plain)
{
	struct design *made = NULL;
	struct model *model = NULL;
	struct scope scope = scope_unset();
	struct err err = { 0 };
	char why[1000];
	struct check_options options = { .threads = 1, .plain = plain };
	struct check_result result;
	size_t length;

	if (design_parse(text, strlen(text), "box", &made, &err) ||
	    design_compile(made, &scope, NULL, true, &model, &err))
		fail_msg("%s\n%s", err_format(&err, why, sizeof(why)), text);
	options.properties = UINT32_C(1) << model_property_index(model, "Honest");
	check_run(model, &options, &result);
	length = result.trace_count ? result.traces[0].length : 0;
	check_result_release(&result);
	model_free(model);
	design_free(made);
	return length;
}

static void same_in_both(const char *text, size_t steps)
{
	assert_int_equal(broken_at(text, true), steps);
	assert_int_equal(broken_at(text, false), steps);
}

static void a_step_is_judged_where_it_appends(void **state)
{
	(void)state;
	same_in_both(design("\"do\": \"found := box\"", NOTE, WANTS), 3);
	same_in_both(design("\"do\": \"found := box\"", "\"append {what: 1, by: seen} to notes\"", WANTS), 0);
	/* What an earlier effect of the step does counts. */
	same_in_both(design("\"do\": \"found := box\"", "\"box := UNSET\", " NOTE, WANTS), 0);
	same_in_both(design("\"do\": \"found := box\"", "\"box := 1\", " NOTE, WANTS), 2);
	same_in_both(design("\"do\": \"found := box\"",
	                    "\"found := box\", \"append {what: found, by: seen} to notes\"", WANTS),
	             0);
}

static void what_a_process_has_seen_excuses_it(void **state)
{
	static const char known[] = WANTS ", \"unless known\": \"box = UNSET\"";

	(void)state;
	same_in_both(design("\"when\": \"box = UNSET\"", NOTE, known), 0);
	same_in_both(design("\"when\": \"box ≠ UNSET\"", NOTE, known), 3);
	/* A local shows what was found, until it is overwritten. */
	same_in_both(design("\"do\": \"found := box\"", NOTE, known), 3);
	same_in_both(design("\"do\": \"found := box\"", "\"append {what: found, by: seen} to notes\"", known),
	             0);
	same_in_both(design("\"do\": [\"found := box\", \"found := UNSET\"]", NOTE, known), 3);
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
	static const struct {
		const char *property, *message;
	} wrong[] = {
		{ "\"every step\": \"box = UNSET\", \"doing\": \"take notes\"",
		  "properties.Honest.doing: expected \"append NAME to LIST\"" },
		{ "\"every step\": \"box = UNSET\", \"doing\": \"append n to box\"", "properties.Honest" },
		{ "\"every step\": \"n.that = UNSET\", \"doing\": \"append n to notes\"",
		  "properties.Honest.every step, column" },
		{ WANTS ", \"unless known\": \"bos = UNSET\"", "unknown name \"bos\"" },
		{ "\"always\": \"box = UNSET\", \"doing\": \"append n to notes\"",
		  "\"doing\" belongs to \"every step\"" },
		{ "\"every step\": \"box = UNSET\", \"unless known\": \"box = UNSET\"",
		  "\"unless known\" belongs to \"doing\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		const char *text = design("\"do\": \"found := box\"", NOTE, wrong[i].property);
		struct design *made = NULL;
		struct err err = { 0 };
		char why[1000];

		assert_int_not_equal(design_parse(text, strlen(text), "box", &made, &err), 0);
		if (!strstr(err_format(&err, why, sizeof(why)), wrong[i].message))
			fail_msg("%s\nis not: %s", why, wrong[i].message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_is_judged_where_it_appends),
		cmocka_unit_test(what_a_process_has_seen_excuses_it),
		cmocka_unit_test(what_is_wrong_is_told_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
