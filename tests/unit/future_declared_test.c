/*
 * Declarations of what must stay possible: what they say of a lock, and what is wrong with them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/check.h>
#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/mem.h>

/* Two workers take a lock and free it; one that breaks keeps it. */
static const char *lock(const char *property)
{
	static char text[2000];

	snprintf(text, sizeof(text),
	         "{\"name\": \"lock\", \"story\": \"none\", \"globals\": {\"holder\": \"Process?\"},"
	         "\"roles\": {\"worker\": {\"short\": \"w\", \"count\": 2, \"steps\": ["
	         "{\"name\": \"Take\", \"part\": \"work\", \"at\": \"out\", \"goto\": \"in\", \"when\": "
	         "\"holder = UNSET\", "
	         "\"do\": \"holder := self\"},"
	         "{\"name\": \"Free\", \"part\": \"work\", \"at\": \"in\", \"goto\": \"out\", \"do\": "
	         "\"holder := UNSET\"},"
	         "{\"name\": \"Break\", \"at\": \"in\", \"goto\": \"broken\", \"failure\": true},"
	         "{\"name\": \"Mend\", \"part\": \"mending\", \"at\": \"broken\", \"goto\": \"in\"}]}},"
	         "\"properties\": {\"AtMostOne\": {\"always\": \"count({a ∈ workers: a.state = in}) < 2\"},"
	         "\"P\": {%s}}}",
	         property);
	return text;
}

/* Steps until it is broken; 0: it holds. */
static size_t broken_at(const char *property)
{
	const char *text = lock(property);
	struct design *design = NULL;
	struct model *model = NULL;
	struct scope scope = scope_unset();
	struct err err = { 0 };
	char why[1000];
	struct check_options options = { .threads = 1 };
	struct check_result result;
	size_t length;

	if (design_parse(text, strlen(text), "lock", &design, &err) ||
	    design_compile(design, &scope, NULL, true, &model, &err))
		fail_msg("%s", err_format(&err, why, sizeof(why)));
	options.properties = UINT32_C(1) << model_property_index(model, "P");
	check_run(model, &options, &result);
	assert_true(result.verdict == CHECK_HOLDS || result.verdict == CHECK_VIOLATED);
	length = result.trace_count ? result.traces[0].length : 0;
	check_result_release(&result);
	model_free(model);
	design_free(design);
	return length;
}

static void others_may_help_unless_a_process_is_alone(void **state)
{
	(void)state;
	assert_int_equal(broken_at("\"always possible\": \"w.state = in\", \"for each\": \"w ∈ workers\""),
	                 0);
	assert_int_equal(broken_at("\"always possible\": \"w.state = in\", \"alone\": \"w ∈ workers\", "
	                           "\"from\": \"w.state ≠ broken\""),
	                 1);
	assert_int_equal(broken_at("\"always possible\": \"w.state = in\", \"alone\": \"w ∈ workers\", "
	                           "\"from\": \"holder = UNSET\""),
	                 0);
}

static void only_steps_of_the_part_are_taken(void **state)
{
	(void)state;
	assert_int_equal(broken_at("\"always possible\": \"w.state = out\", \"for each\": \"w ∈ workers\""),
	                 0);
	assert_int_equal(broken_at("\"always possible\": \"w.state = out\", \"for each\": \"w ∈ workers\", "
	                           "\"part\": \"work\""),
	                 2);
}

static void what_must_be_kept_is_kept_on_every_way(void **state)
{
	(void)state;
	assert_int_equal(broken_at("\"always possible\": \"w.state = out\", \"alone\": \"w ∈ workers\", "
	                           "\"from\": \"all a ∈ workers: a.state = out\", \"keeps\": \"AtMostOne\""),
	                 0);
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
	static const struct {
		const char *property, *message;
	} wrong[] = {
		{ "\"always possible\": \"a.state = out\", \"for each\": \"b ∈ workers\"",
		  "properties.P.always possible, column 1: unknown name \"a\"" },
		{ "\"always possible\": \"holder = UNSET\", \"from\": \"holder = helper\"",
		  "properties.P.from" },
		{ "\"always possible\": \"holder = UNSET\", \"only\": \"true\"",
		  "properties.P.doing: expected \"append NAME to LIST\"" },
		{ "\"always possible\": \"holder = UNSET\", \"alone\": \"b ∈ {true}\", \"part\": \"work\"",
		  "properties.P.alone: expected one name and a set of processes" },
		{ "\"always\": \"holder = UNSET\", \"from\": \"true\"",
		  "\"from\" belongs to \"always possible\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		const char *text = lock(wrong[i].property);
		struct design *design = NULL;
		struct err err = { 0 };
		char why[1000];

		assert_int_not_equal(design_parse(text, strlen(text), "lock", &design, &err), 0);
		if (!strstr(err_format(&err, why, sizeof(why)), wrong[i].message))
			fail_msg("%s\nis not: %s", why, wrong[i].message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(others_may_help_unless_a_process_is_alone),
		cmocka_unit_test(only_steps_of_the_part_are_taken),
		cmocka_unit_test(what_must_be_kept_is_kept_on_every_way),
		cmocka_unit_test(what_is_wrong_is_told_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
