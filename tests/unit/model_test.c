/* Functions on any model, tried on the toy model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "toy_model.h"

static struct model *model;

static int make_model(void **state)
{
	(void)state;
	model = toy_model_new(10);
	return 0;
}

static int free_model(void **state)
{
	(void)state;
	model_free(model);
	return 0;
}

static void refused(const char *text, const char *what, const char *place, const char *remedy)
{
	struct step step = { .action = 77 };
	struct err err = { 0 };
	assert_int_equal(step_parse(model, text, strlen(text), &step, &err), -1);
	assert_string_equal(err.what, what);
	assert_string_equal(err.place, place);
	assert_string_equal(err.remedy, remedy);
	assert_int_equal(step.action, 77);
}

static void every_enabled_step_is_read_back_from_its_text(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	uint64_t at[1];
	model->ops->initial(model, at);
	struct step *steps;
	size_t count = model_enabled(model, at, arena, &steps);
	assert_int_equal(count, 9);
	for (size_t i = 0; i < count; i++) {
		struct buf text;
		buf_init(&text);
		step_show(model, &steps[i], &text);
		struct step again = toy_step(model, text.data);
		assert_true(step_equal(&again, &steps[i]));
		buf_release(&text);
	}
	arena_free(arena);
}

static void a_step_is_written_as_process_action_and_choices(void **state)
{
	(void)state;
	struct buf text;
	buf_init(&text);
	struct step step = toy_step(model, "  b\tWalk  wide left ");
	step_show(model, &step, &text);
	assert_string_equal(text.data, "b Walk wide left");
	buf_release(&text);
}

static void a_silent_process_is_left_out_of_the_text(void **state)
{
	(void)state;
	struct buf text;
	buf_init(&text);
	struct step step = toy_step(model, "Tick");
	assert_int_equal(step.process, 2);
	step_show(model, &step, &text);
	assert_string_equal(text.data, "Tick");
	buf_release(&text);
	step = toy_step(model, "clock Tick");
	assert_int_equal(step.process, 2);
}

static void only_the_given_length_is_read(void **state)
{
	(void)state;
	struct step step, expected = toy_step(model, "Tick");
	assert_int_equal(step_parse(model, "Tick; a Rest", 4, &step, NULL), 0);
	assert_true(step_equal(&step, &expected));
}

static void a_word_in_quotes_is_the_name_without_them(void **state)
{
	(void)state;
	struct step quoted = toy_step(model, "\"a\" \"\\u{57}alk\" near \"left\"");
	struct step bare = toy_step(model, "a Walk near left");
	assert_true(step_equal(&quoted, &bare));
	refused("\"a b\" Walk", "unknown process \"a b\"", "word 1", "known: a, b, clock, Tick");
	refused("a Walk near \"\"", "unknown way \"\"", "word 4", "known: left, right");
	struct step step;
	struct err err = { 0 };
	const char *const open[] = { "\"a Walk", "a \"Walk", "a Walk near \"left", "a Walk \"\\q\"" };
	for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
		assert_int_equal(step_parse(model, open[i], strlen(open[i]), &step, &err), -1);
		assert_non_null(strstr(err.what, "quote"));
	}
}

static void an_unknown_name_is_answered_with_the_nearest(void **state)
{
	(void)state;
	refused("a Wlak near left", "unknown step \"Wlak\"", "word 2", "did you mean \"Walk\"?");
	refused("clok Tick", "unknown process \"clok\"", "word 1", "did you mean \"clock\"?");
	refused("Tik", "unknown process \"Tik\"", "word 1", "did you mean \"Tick\"?");
	refused("a Walk near lfet", "unknown way \"lfet\"", "word 4", "did you mean \"left\"?");
	refused("a Walk near qqqqqqq", "unknown way \"qqqqqqq\"", "word 4", "known: left, right");
}

static void missing_and_extra_words_are_named(void **state)
{
	(void)state;
	refused("", "a step is missing", "", "");
	refused("a", "no step is named after a", "word 2", "");
	refused("Rest", "no process is named before Rest", "word 1", "write the process first: \"a Rest\"");
	refused("a Walk near", "Walk is missing its way", "word 4", "");
	refused("a Rest now", "unexpected \"now\" after Rest", "word 3", "");
	refused("a Tick", "a is a walker and cannot take Tick", "word 2", "");
}

static void default_properties_are_those_marked_as_such(void **state)
{
	(void)state;
	assert_int_equal(model_default_properties(model), 1);
	assert_int_equal(model_property_index(model, "Still"), 1);
	assert_int_equal(model_property_index(model, "still"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_enabled_step_is_read_back_from_its_text),
		cmocka_unit_test(a_step_is_written_as_process_action_and_choices),
		cmocka_unit_test(a_silent_process_is_left_out_of_the_text),
		cmocka_unit_test(only_the_given_length_is_read),
		cmocka_unit_test(a_word_in_quotes_is_the_name_without_them),
		cmocka_unit_test(an_unknown_name_is_answered_with_the_nearest),
		cmocka_unit_test(missing_and_extra_words_are_named),
		cmocka_unit_test(default_properties_are_those_marked_as_such),
	};
	return cmocka_run_group_tests(tests, make_model, free_model);
}
