/*
 * What differs between two designs is told item by item.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/design_changes.h>
#include <heddle/err.h>

static const char base[] =
        "{ \"name\": \"base\", \"story\": \"none\", \"globals\": { \"x\": \"0..3\", \"y\": \"0..3\" },"
        "  \"roles\": { \"worker\": { \"short\": \"w\", \"count\": 1, \"steps\": ["
        "    { \"name\": \"One\", \"at\": \"a\", \"when\": [\"x < 3\"], \"do\": [\"x := 1\", \"y := x\"],"
        "      \"goto\": \"b\" },"
        "    { \"name\": \"Two\", \"at\": \"b\", \"do\": [\"y := 2\"], \"goto\": \"a\" } ] } } }";

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* The changes from the base to a variant of its worker's steps and other members, a line each. */
static char *changes_to(const char *steps, const char *members)
{
	struct design_changes changes;
	struct err err = { 0 };
	struct buf text;

	buf_init(&text);
	buf_printf(&text,
	           "{ \"extends\": \"base.json\", \"name\": \"v\", %s \"roles\": { \"worker\": { \"steps\": "
	           "[%s] } } }",
	           members, steps);
	put("variant.json", text.data);
	if (design_changes_find("base.json", "variant.json", &changes, &err))
		fail_msg("%s: %s", err.place, err.what);
	buf_clear(&text);
	buf_add_text(&text, "");
	for (size_t i = 0; i < changes.count; i++)
		buf_printf(&text, "%s %s: %s %s\n", design_change_kinds[changes.items[i].kind],
		           changes.items[i].part, changes.items[i].name, changes.items[i].text);
	design_changes_release(&changes);
	return buf_detach(&text);
}

static void tells(const char *steps, const char *members, const char *expected)
{
	char *told = changes_to(steps, members);

	assert_string_equal(told, expected);
	free(told);
}

static void a_design_does_not_differ_from_itself(void **state)
{
	(void)state;
	tells("", "", "");
	tells("", "\"title\": \"another\",", "");
}

static void conditions_and_effects_that_come_and_go_are_told(void **state)
{
	(void)state;
	tells("{ \"name\": \"One\", \"when\": [\"x < 3\", \"y < 3\"], \"do\": [\"y := x\"] }", "",
	      "changed steps: worker One now needs: y < 3\n"
	      "changed steps: worker One no longer does: x := 1\n");
}

static void an_effect_that_goes_to_another_step_has_moved(void **state)
{
	(void)state;
	tells("{ \"name\": \"One\", \"do\": [\"x := 1\"] }, { \"name\": \"Two\", \"do\": [\"y := 2\", \"y := "
	      "x\"] }",
	      "", "moved steps: worker Two has the effect that One had: y := x\n");
}

static void the_order_of_effects_counts_and_that_of_conditions_does_not(void **state)
{
	(void)state;
	tells("{ \"name\": \"One\", \"do\": [\"y := x\", \"x := 1\"] }", "",
	      "changed steps: worker One does the same in another order: y := x; x := 1\n");
}

static void a_step_with_another_name_is_the_same_step(void **state)
{
	(void)state;
	tells("{ \"name\": \"Two\", \"remove\": true },"
	      "{ \"name\": \"Zwei\", \"at\": \"b\", \"do\": [\"y := 2\"], \"goto\": \"a\" }",
	      "", "changed steps: worker Two is called Zwei now\n");
}

static void steps_that_are_new_or_gone_are_told(void **state)
{
	(void)state;
	tells("{ \"name\": \"Two\", \"remove\": true },"
	      "{ \"name\": \"Back\", \"at\": \"b\", \"choose\": \"choose w ∈ workers\", \"when\": \"y < 2\", "
	      "\"goto\": \"a\" }",
	      "",
	      "added steps: worker Back is new: at b; chooses w ∈ workers; needs y < 2; leads to a\n"
	      "removed steps: worker Two is gone\n");
	tells("{ \"name\": \"Two\", \"stay\": true }, { \"name\": \"Three\", \"at\": \"b\", \"goto\": \"a\" "
	      "}",
	      "",
	      "changed steps: worker Two stays where it is, no longer to a\n"
	      "added steps: worker Three is new: at b; leads to a\n");
}

static void declarations_and_properties_are_told_by_name(void **state)
{
	(void)state;
	tells("",
	      "\"globals\": { \"z\": \"0..1\", \"y\": \"0..4\" }, \"scope\": { \"workers\": 2 }, "
	      "\"properties\": "
	      "{ \"Low\": { \"always\": \"x < 3\" } },",
	      "added globals: z is new: 0..1\n"
	      "changed globals: y is 0..4; it was 0..3\n"
	      "added properties: Low is new: { \"always\": \"x < 3\" }\n"
	      "added scope: workers is new: 2\n");
}

static void designs_of_different_stories_are_different_systems(void **state)
{
	struct design_changes changes;

	(void)state;
	assert_int_equal(design_changes_find("base.json", "naive", &changes, NULL), 0);
	assert_true(changes.other_story);
	assert_int_equal(changes.count, 0);
	assert_string_equal(changes.stories[1], "profile");
	design_changes_release(&changes);
	assert_int_equal(design_changes_find("base.json", "nowhere", &changes, NULL), -1);
}

static int in_a_folder_of_its_own(void **state)
{
	static char folder[] = "/tmp/heddle-changes-XXXXXX";

	if (!mkdtemp(folder) || chdir(folder) != 0)
		return -1;
	*state = folder;
	put("base.json", base);
	return 0;
}

static int remove_folder(void **state)
{
	unlink("base.json");
	unlink("variant.json");
	return chdir("/") || rmdir(*state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_design_does_not_differ_from_itself),
		cmocka_unit_test(conditions_and_effects_that_come_and_go_are_told),
		cmocka_unit_test(an_effect_that_goes_to_another_step_has_moved),
		cmocka_unit_test(the_order_of_effects_counts_and_that_of_conditions_does_not),
		cmocka_unit_test(a_step_with_another_name_is_the_same_step),
		cmocka_unit_test(steps_that_are_new_or_gone_are_told),
		cmocka_unit_test(declarations_and_properties_are_told_by_name),
		cmocka_unit_test(designs_of_different_stories_are_different_systems),
	};

	return cmocka_run_group_tests(tests, in_a_folder_of_its_own, remove_folder);
}
