/*
 * What stands in the way of a check without bounds is named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/model.h>

/* A worker with one step, which needs and does that, and a clock. */
static void compile(const char *guard, const char *effect, const char *property, struct err *err)
{
	struct design *design;
	struct model *model = NULL;
	char text[2400], why[1200];
	struct scope scope = scope_unset();

	snprintf(text, sizeof(text),
	         "{\"name\":\"d\",\"scope\":{\"max-time\":3},"
	         "\"domains\":{\"Key\":{\"short\":\"k\",\"count\":2}},"
	         "\"globals\":{\"time\":\"hours\",\"used\":\"set of "
	         "Key\",\"held\":\"Key?\",\"box\":\"Key -> Key?\",\"at\":\"hours\",\"n\":\"count\","
	         "\"m\":\"count\",\"log\":\"list of {key: Key}\",\"notes\":\"set of {key: Key, since: "
	         "hours}\"},"
	         "\"roles\":{\"worker\":{\"short\":\"w\",\"count\":2,\"locals\":{\"seen\":\"Key?\"},"
	         "\"steps\":["
	         "{\"name\":\"Go\",\"when\":[\"%s\"],\"do\":[\"%s\"]},"
	         "{\"name\":\"Take\",\"choose\":[\"choose k \\u2208 Keys: k \\u2209 used\"],"
	         "\"do\":[\"held := k\",\"add k to used\"]}]},"
	         "\"clock\":{\"steps\":[{\"name\":\"Tick\",\"do\":[\"time := time + 1\"]}]}},"
	         "\"properties\":{\"P\":{\"always\":\"%s\"}}}",
	         guard, effect, property);
	if (design_parse_open(text, strlen(text), "d.json", &design, err))
		fail_msg("%s\n%s", err_format(err, why, sizeof(why)), err->more);
	if (design_check_scope(design, &scope, err))
		*err = (struct err){ 0 };
	design_compile_unbounded(design, &scope, NULL, &model, err);
	model_free(model);
	design_free(design);
}

static void covers(const char *guard, const char *effect, const char *property)
{
	struct err err = { 0 };

	compile(guard, effect, property, &err);
	assert_string_equal(err.what, "");
}

static void refuses(const char *guard, const char *effect, const char *property, const char *place,
                    const char *why)
{
	struct err err = { 0 };

	compile(guard, effect, property, &err);
	if (!strstr(err.what, why) || strcmp(err.place, place) != 0)
		fail_msg("%s: %s", err.place, err.what);
}

static void hours_are_compared_with_the_clock(void **state)
{
	(void)state;
	covers("time \\u2265 at + 2", "at := time", "true");
	covers("at + 1 < time or at = time", "at := time + 2", "true");
	covers("time < 2", "at := 0", "true");
	refuses("at < 2", "at := time", "true", "worker.steps[Go]",
	        "at < 2 compares hours with something else than the time");
	/* There is one clock. */
	refuses("true", "at := at + 1", "true", "clock.steps[Tick]", "time + 1 is stored as an hour");
	refuses("true", "n := n + 1", "at < time + n", "properties.P",
	        "compares what grows with something else than a number or the time");
	refuses("held \\u2260 UNSET", "add {key: held, since: time} to notes", "true", "worker.steps[Go]",
	        "notes holds members that grow without bounds");
}

static void counts_are_compared_with_numbers(void **state)
{
	(void)state;
	covers("n < 3", "n := n + 1", "m \\u2264 2");
	covers("n < 3", "n := m", "true");
	refuses("n = m", "n := n + 1", "true", "worker.steps[Go]",
	        "n = m compares two counts with each other");
	refuses("n > 0", "n := n - 1", "true", "worker.steps[Go]", "makes a count smaller");
}

static void a_log_is_only_asked_about_what_came_before(void **state)
{
	(void)state;
	covers("held \\u2260 UNSET", "append {key: held} to log",
	       "all r \\u2208 log: (some b \\u2208 log before r: b.key = r.key) or true");
	refuses("count(log) < 2", "n := 0", "true", "",
	        "log grows without bounds, and steps do more than append to it");
	refuses("true", "n := 0", "count(log) \\u2264 2", "properties.P",
	        "P looks at log in another way than at an entry and those before it");
}

static void names_that_nothing_refers_to_may_be_issued_again(void **state)
{
	(void)state;
	covers("held \\u2260 UNSET", "seen := held",
	       "all k \\u2208 Keys: held = k \\u21d2 held \\u2260 UNSET");
	refuses("held \\u2208 used", "n := 0", "true", "worker.steps[Go]",
	        "used is read or written in another way than for names that were never issued");
	refuses("true", "n := 0", "some k \\u2208 Keys: held \\u2260 k", "properties.P",
	        "may depend on how many names nothing refers to");
	covers("held \\u2260 UNSET", "box[held] := held", "all k \\u2208 Keys: box[k] = UNSET or box[k] = k");
	refuses("true", "n := 0", "count(box) > 1", "properties.P", "box is used as a whole");
	refuses("count(used) < 2", "n := 0", "true", "worker.steps[Go]",
	        "used is read or written in another way");
	refuses("count(Keys) > 1", "n := 0", "true", "worker.steps[Go]",
	        "Keys is used as a whole, and has no end");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hours_are_compared_with_the_clock),
		cmocka_unit_test(counts_are_compared_with_numbers),
		cmocka_unit_test(a_log_is_only_asked_about_what_came_before),
		cmocka_unit_test(names_that_nothing_refers_to_may_be_issued_again),
	};

	return cmocka_run_group_tests_name("growth", tests, NULL, NULL);
}
