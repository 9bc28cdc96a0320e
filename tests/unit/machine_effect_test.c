/*
 * Effects of machines: all that an effect reads is what was there before it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/machine.h>
#include <heddle/mem.h>
#include <heddle/value.h>

static struct model *compiled(const char *text)
{
	struct design *design = NULL;
	struct model *model = NULL;
	struct err err = { 0 };
	struct scope scope;
	char why[1400];

	if (design_parse_open(text, strlen(text), "test.json", &design, &err))
		fail_msg("%s\n%s", err_format(&err, why, sizeof(why)), err.more);
	scope = design_scope(design);
	if (machine_compile(design, &scope, NULL, true, &model, &err))
		fail_msg("%s\n%s", err_format(&err, why, sizeof(why)), err.more);
	design_free(design);
	return model;
}

/* Takes the steps and compares the state, as it is shown. */
static void after(const struct model *model, const char *steps, const char *wanted)
{
	struct arena *arena = arena_new();
	struct model_walk walk;
	struct buf shown;

	model_walk_begin(&walk, model, NULL);
	for (const char *step = steps; *step; step += strcspn(step, " "), step += strspn(step, " ")) {
		struct step parsed;

		assert_int_equal(step_parse(model, step, strcspn(step, " "), &parsed, NULL), 0);
		assert_true(model_walk_take(&walk, &parsed));
	}
	buf_init(&shown);
	value_show(&shown, model->ops->describe(model, walk.at, arena), true);
	assert_string_equal(shown.data, wanted);
	buf_release(&shown);
	model_walk_end(&walk);
	arena_free(arena);
}

static void records_and_lists_are_exchanged(void **state)
{
	struct model *model =
	        compiled("{\"name\": \"swap\", \"title\": \"t\", \"globals\": {"
	                 "\"pair\": \"{a: {x: 0..2}, b: {x: 0..2}}\","
	                 "\"lists\": \"{left: list of 0..2 at most 2, right: list of 0..2 at most 2}\"},"
	                 "\"roles\": {\"clock\": {\"silent\": true, \"steps\": ["
	                 "{\"name\": \"Set\", \"do\": [\"pair.a.x := 2\", \"pair.b.x := 1\", \"append 1 to "
	                 "lists.left\"]},"
	                 "{\"name\": \"Swap\", \"do\": [\"pair := {a: pair.b, b: pair.a}\","
	                 " \"lists := {left: lists.right, right: lists.left}\"]}]}}}");

	(void)state;
	after(model, "Set", "[pair: [a: [x: 2], b: [x: 1]], lists: [left: <<1>>, right: <<>>]]");
	after(model, "Set Swap", "[pair: [a: [x: 1], b: [x: 2]], lists: [left: <<>>, right: <<1>>]]");
	after(model, "Set Swap Swap", "[pair: [a: [x: 2], b: [x: 1]], lists: [left: <<1>>, right: <<>>]]");
	model_free(model);
}

/* A large number elsewhere makes no room for items. */
static void a_list_has_room_for_what_a_step_appends(void **state)
{
	struct model *model = compiled(
	        "{\"name\": \"log\", \"title\": \"t\", \"globals\": {\"log\": \"list of 0..900\", \"n\": "
	        "\"0..900\"},"
	        "\"roles\": {\"clock\": {\"silent\": true, \"steps\": ["
	        "{\"name\": \"Log\", \"do\": [\"append n to log\", \"append 900 to log\", \"n := 900\"]}]}},"
	        "\"scope\": {\"max-log\": 1}}");

	(void)state;
	after(model, "Log", "[log: <<0, 900>>, n: 900]");
	assert_true(model->state_size <= 2 * sizeof(uint64_t));
	model_free(model);
}

/* Bits of a record that is not there would make two states of one. */
static void a_part_of_a_record_that_is_not_there_does_not_change(void **state)
{
	struct model *model = compiled("{\"name\": \"part\", \"title\": \"t\", \"globals\": {"
	                               "\"r\": \"{a: 0..3, b: bool}?\"},"
	                               "\"roles\": {\"clock\": {\"silent\": true, \"steps\": ["
	                               "{\"name\": \"Part\", \"do\": \"r.a := 2\"},"
	                               "{\"name\": \"Whole\", \"do\": \"r := {a: 1, b: true}\"},"
	                               "{\"name\": \"Gone\", \"do\": \"r := UNSET\"}]}}}");
	struct step part = { 0 };
	uint64_t *before = mem_alloc(model->state_size), *behind = mem_alloc(model->state_size);

	(void)state;
	model->ops->initial(model, before);
	assert_int_equal(step_parse(model, "Part", 4, &part, NULL), 0);
	assert_int_equal(model->ops->apply(model, before, &part, behind), APPLY_OK);
	assert_memory_equal(before, behind, model->state_size);
	after(model, "Whole Part", "[r: [a: 2, b: TRUE]]");
	after(model, "Whole Part Gone Part", "[r: -]");
	free(before);
	free(behind);
	model_free(model);
}

/* A truth has no UNSET: where the record is not there, it has no value. */
static void a_truth_of_a_record_that_is_not_there_has_no_value(void **state)
{
	struct model *model = compiled("{\"name\": \"part\", \"title\": \"t\", \"globals\": {"
	                               "\"r\": \"{a: 0..3, b: bool}?\", \"s\": \"{a: 0..3, b: bool}?\"},"
	                               "\"roles\": {\"clock\": {\"silent\": true, \"steps\": ["
	                               "{\"name\": \"Whole\", \"do\": \"r := {a: 1, b: true}\"}]}},"
	                               "\"properties\": {\"Truth\": {\"always\": \"r.b\"},"
	                               "\"Same\": {\"always\": \"r = s\"}}}");
	uint64_t *at = mem_alloc(model->state_size);

	(void)state;
	model->ops->initial(model, at);
	assert_int_equal(model->ops->open(model, NULL, NULL, at, 6), 2);
	assert_int_equal(model->ops->broken(model, NULL, NULL, at, 6), 0);
	free(at);
	model_free(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_and_lists_are_exchanged),
		cmocka_unit_test(a_list_has_room_for_what_a_step_appends),
		cmocka_unit_test(a_part_of_a_record_that_is_not_there_does_not_change),
		cmocka_unit_test(a_truth_of_a_record_that_is_not_there_has_no_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
