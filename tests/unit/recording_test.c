/* Traces that no design explains, played as they were recorded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/recording.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "trace_aid.h"

static struct model *record(const char *path)
{
	struct trace *trace = aid_open(path);
	struct model *model = recording_new(trace);
	trace_free(trace);
	return model;
}

/* Takes the only step of `state` in place; its text is in `text` ("" when there is none). */
static bool go_on(const struct model *model, uint64_t *state, struct buf *text)
{
	struct arena *arena = arena_new();
	struct step *steps;
	uint64_t next;
	size_t count = model_enabled(model, state, arena, &steps);
	buf_clear(text);
	assert_true(count <= 1);
	if (count) {
		step_show(model, steps, text);
		assert_int_equal(model->ops->apply(model, state, steps, &next), APPLY_OK);
		*state = next;
	}
	arena_free(arena);
	return count == 1;
}

static void the_only_step_is_the_recorded_next_one(void **state)
{
	(void)state;
	struct model *model = record("tests/traces/naive.json");
	uint64_t at;
	struct buf text;
	buf_init(&text);
	model->ops->initial(model, &at);
	const char *const expected[] = { "s1 StartWrite", "s1 WriteMetadata", "s1 FailWrite",
		                         "s1 StartRead",  "s1 ReadMetadata",  "s1 ReadBlobAndReturn" };
	for (size_t i = 0; i < 6; i++) {
		assert_true(go_on(model, &at, &text));
		assert_string_equal(text.data, expected[i]);
	}
	assert_false(go_on(model, &at, &text));
	buf_release(&text);
	model_free(model);
}

static void states_are_shown_as_they_were_recorded(void **state)
{
	(void)state;
	struct trace *trace = aid_open("tests/traces/naive.json");
	struct model *model = recording_new(trace);
	struct arena *arena = arena_new();
	struct buf text;
	uint64_t at;
	buf_init(&text);
	model->ops->initial(model, &at);
	for (size_t i = 0; i < trace->state_count; i++) {
		const struct value *shown = model->ops->describe(model, &at, arena);
		assert_int_equal(value_compare(shown, trace->states[i]), 0);
		for (unsigned v = 0; v < model->variable_count; v++)
			assert_string_equal(value_text(shown->pairs[v].key), model->variables[v].name);
		go_on(model, &at, &text);
	}
	buf_release(&text);
	arena_free(arena);
	model_free(model);
	trace_free(trace);
}

static void a_lasso_repeats_its_loop(void **state)
{
	(void)state;
	struct model *model = record("tests/traces/lasso.json");
	struct buf text;
	uint64_t at;
	buf_init(&text);
	model->ops->initial(model, &at);
	const char *const expected[] = { "a Go", "b Go", "Loop", "Back", "Loop", "Back", "Loop" };
	for (size_t i = 0; i < 7; i++) {
		assert_true(go_on(model, &at, &text));
		assert_string_equal(text.data, expected[i]);
	}
	assert_int_equal(recording_length(model), 4);
	buf_release(&text);
	model_free(model);
}

static void each_step_shows_its_place_in_the_specification(void **state)
{
	(void)state;
	struct trace *trace =
	        aid_parse("State 1: <Initial predicate>\nx = 0\n\n"
	                  "State 2: <Next line 7, col 9 to line 7, col 20 of module M>\nx = 1\n\n"
	                  "State 3: <Next line 9, col 9 to line 10, col 20 of module M>\nx = 2\n\n"
	                  "Back to state 2: <Next line 11, col 9 to line 11, col 20 of module M>\n");
	struct model *model = recording_new(trace);
	const unsigned lines[] = { 7, 9, 11 };
	struct location place;
	struct buf text;
	uint64_t at;
	trace_free(trace);
	buf_init(&text);
	model->ops->initial(model, &at);
	for (size_t i = 0; i < 3; i++) {
		const struct trace_step *step = recording_step(model, &at);
		assert_string_equal(step->action, "Next");
		assert_true(location_parse(step->location, &place));
		assert_int_equal(place.begin_line, lines[i]);
		assert_string_equal(place.module, "M");
		go_on(model, &at, &text);
	}
	/* One action in three places is in none of them. */
	assert_int_equal(model->action_count, 1);
	assert_null(model->actions[0].says);
	buf_release(&text);
	model_free(model);
}

/* Checks the places shown for steps given as "NAME line 7, col 9 …". */
static void places_are(const char *const *steps, size_t count, const char *const *expected)
{
	struct buf text;
	struct trace *trace;
	struct model *model;

	buf_init(&text);
	buf_add_text(&text, "State 1: <Initial predicate>\nx = 0\n\n");
	for (size_t i = 0; i < count; i++)
		buf_printf(&text, "State %zu: <%s>\nx = %zu\n\n", i + 2, steps[i], i + 1);
	trace = aid_parse(text.data);
	model = recording_new(trace);
	trace_free(trace);
	for (uint64_t at = 0; at < count; at++) {
		buf_clear(&text);
		recording_place(model, &at, &text);
		assert_string_equal(text.length ? text.data : "", expected[at]);
		assert_true((int)text.length <= recording_place_width(model));
	}
	buf_release(&text);
	model_free(model);
}

static void a_place_is_shown_where_it_distinguishes_steps_of_one_name(void **state)
{
	(void)state;
	/* Each name has one place: nothing is shown. */
	places_are((const char *const[]){ "A line 7, col 9 to line 7, col 20 of module M",
	                                  "B line 8, col 9 to line 8, col 20 of module M",
	                                  "A line 7, col 9 to line 7, col 20 of module M" },
	           3, (const char *const[]){ "", "", "" });
	/* One name in two places, the other in one. */
	places_are((const char *const[]){ "A line 7, col 9 to line 7, col 20 of module M",
	                                  "B line 8, col 9 to line 8, col 20 of module M",
	                                  "A line 9, col 9 to line 9, col 20 of module M" },
	           3, (const char *const[]){ "line 7", "", "line 9" });
	/* Two on one line. */
	places_are((const char *const[]){ "A line 7, col 9 to line 7, col 20 of module M",
	                                  "A line 7, col 30 to line 7, col 40 of module M" },
	           2, (const char *const[]){ "line 7:9", "line 7:30" });
	/* In two modules. */
	places_are((const char *const[]){ "A line 7, col 9 to line 7, col 20 of module M",
	                                  "A line 7, col 9 to line 7, col 20 of module N" },
	           2, (const char *const[]){ "M line 7", "N line 7" });
	/* Some places are unknown. */
	places_are((const char *const[]){ "A line 7, col 9 to line 7, col 20 of module M", "A",
	                                  "A line 8, col 9 to line 8, col 20 of module M" },
	           3, (const char *const[]){ "line 7", "", "line 8" });
}

static void stuttering_stays_where_it_is(void **state)
{
	(void)state;
	struct trace *trace = aid_open("tests/traces/stuttering.json");
	struct model *model = recording_new(trace);
	struct buf text;
	uint64_t at, last;
	buf_init(&text);
	model->ops->initial(model, &at);
	for (size_t i = 0; i + 1 < trace->state_count; i++)
		go_on(model, &at, &text);
	last = at;
	assert_true(go_on(model, &at, &text));
	assert_string_equal(text.data, "Stuttering");
	assert_true(at == last);
	buf_release(&text);
	model_free(model);
	trace_free(trace);
}

static void processes_are_the_first_arguments_and_spec(void **state)
{
	(void)state;
	struct model *model = record("tests/traces/lasso.json");
	assert_int_equal(model->process_count, 3);
	assert_string_equal(model->processes[0].name, "a");
	assert_string_equal(model->processes[1].name, "b");
	assert_string_equal(model->processes[2].name, "spec");
	assert_true(model->processes[2].silent);
	assert_true(model_takes(model, 0, (unsigned)model_action_index(model, "Go")));
	assert_false(model_takes(model, 2, (unsigned)model_action_index(model, "Go")));
	model_free(model);
}

static enum variable_kind kind_of(const struct model *model, const char *name)
{
	for (unsigned i = 0; i < model->variable_count; i++)
		if (strcmp(model->variables[i].name, name) == 0)
			return model->variables[i].kind;
	fail_msg("no variable %s", name);
	return VARIABLE_PLAIN;
}

static void the_layout_of_variables_is_guessed_from_their_values(void **state)
{
	(void)state;
	struct model *model = record("tests/traces/naive.json");
	assert_int_equal(kind_of(model, "serverStates"), VARIABLE_PROCESSES);
	assert_int_equal(kind_of(model, "databaseState"), VARIABLE_TABLE);
	assert_int_equal(kind_of(model, "operations"), VARIABLE_LOG);
	model_free(model);
	model = record("tests/traces/lasso.json");
	assert_int_equal(kind_of(model, "x"), VARIABLE_PLAIN);
	assert_int_equal(kind_of(model, "f"), VARIABLE_TABLE);
	model_free(model);
}

static void the_control_state_of_a_process_is_known(void **state)
{
	(void)state;
	struct model *model = record("tests/traces/naive.json");
	struct buf text;
	uint64_t at;
	buf_init(&text);
	model->ops->initial(model, &at);
	assert_string_equal(model->ops->control(model, &at, 0), "waiting");
	go_on(model, &at, &text);
	assert_string_equal(model->ops->control(model, &at, 0), "started_write");
	buf_release(&text);
	model_free(model);
}

static void processes_are_found_even_without_actions(void **state)
{
	(void)state;
	struct model *model = record("tests/traces/naive-states-only.json");
	struct buf text;
	uint64_t at;
	buf_init(&text);
	model->ops->initial(model, &at);
	assert_int_equal(model_process_index(model, "s1"), 0);
	assert_string_equal(model->ops->control(model, &at, 0), "waiting");
	assert_true(go_on(model, &at, &text));
	assert_string_equal(text.data, "Step");
	buf_release(&text);
	model_free(model);
}

static void why_not_names_the_recorded_step(void **state)
{
	(void)state;
	struct model *model = record("tests/traces/lasso.json");
	struct buf text;
	uint64_t at;
	buf_init(&text);
	model->ops->initial(model, &at);
	unsigned go = (unsigned)model_action_index(model, "Go");
	assert_false(model->ops->why_not(model, &at, 0, go, &text));
	assert_true(model->ops->why_not(model, &at, 1, go, &text));
	assert_string_equal(text.data, "the recorded next step is a Go");
	buf_release(&text);
	model_free(model);
}

static void a_claimed_violation_breaks_at_the_last_state(void **state)
{
	(void)state;
	struct trace *trace;
	assert_int_equal(trace_read("tests/traces/two-phase.txt", &trace, NULL), 0);
	struct model *model = recording_new(trace);
	struct buf text;
	uint64_t at = 0;
	assert_int_equal(model->property_count, 1);
	assert_string_equal(model->properties[0].name, "Consistent");
	assert_int_equal(model_default_properties(model), 1);
	for (at = 0; at < 6; at++) {
		assert_int_equal(model->ops->broken(model, NULL, NULL, &at, 1), at == 5);
		assert_int_equal(model->ops->broken(model, NULL, NULL, &at, 0), 0);
	}
	buf_init(&text);
	model->ops->broken_facts(model, NULL, NULL, &at, 0, &text);
	assert_non_null(strstr(text.data, "according to the file"));
	buf_release(&text);
	model_free(model);
	/* A lasso breaks it in no state, and a file may claim nothing. */
	trace->loop = 1;
	model = recording_new(trace);
	assert_int_equal(model->property_count, 0);
	model_free(model);
	trace->loop = -1;
	trace->claims = NULL;
	model = recording_new(trace);
	assert_int_equal(model->property_count, 0);
	model_free(model);
	trace_free(trace);
}

static void further_arguments_are_choices_and_odd_names_are_quoted(void **state)
{
	(void)state;
	struct trace *trace = trace_new();
	const struct value *args[2][3] = { 0 };
	const char *vars[] = { "x" };
	const struct value *states[3];
	struct trace_step steps[2] = { 0 };
	for (size_t i = 0; i < 3; i++) {
		struct value_pair x = { value_string(trace->arena, "x"),
			                value_int(trace->arena, (int64_t)i) };
		states[i] = value_record(trace->arena, &x, 1);
	}
	for (size_t i = 0; i < 2; i++) {
		args[i][0] = value_string(trace->arena, "the one");
		args[i][1] = value_int(trace->arena, 7 + (int64_t)i);
		args[i][2] = value_string(trace->arena, "m;1");
		steps[i] = (struct trace_step){ .action = "Send", .args = args[i], .arg_count = 3 };
	}
	trace->vars = vars;
	trace->var_count = 1;
	trace->states = states;
	trace->state_count = 3;
	trace->steps = steps;
	trace->loop = -1;
	struct model *model = recording_new(trace);
	trace_free(trace);
	struct buf text;
	uint64_t at;
	buf_init(&text);
	model->ops->initial(model, &at);
	go_on(model, &at, &text);
	assert_string_equal(text.data, "\"the one\" Send 7 \"m;1\"");
	go_on(model, &at, &text);
	assert_string_equal(text.data, "\"the one\" Send 8 \"m;1\"");
	struct step step;
	assert_int_equal(step_parse(model, text.data, text.length, &step, NULL), 0);
	buf_release(&text);
	model_free(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_only_step_is_the_recorded_next_one),
		cmocka_unit_test(states_are_shown_as_they_were_recorded),
		cmocka_unit_test(a_lasso_repeats_its_loop),
		cmocka_unit_test(each_step_shows_its_place_in_the_specification),
		cmocka_unit_test(a_place_is_shown_where_it_distinguishes_steps_of_one_name),
		cmocka_unit_test(stuttering_stays_where_it_is),
		cmocka_unit_test(processes_are_the_first_arguments_and_spec),
		cmocka_unit_test(the_layout_of_variables_is_guessed_from_their_values),
		cmocka_unit_test(the_control_state_of_a_process_is_known),
		cmocka_unit_test(processes_are_found_even_without_actions),
		cmocka_unit_test(why_not_names_the_recorded_step),
		cmocka_unit_test(a_claimed_violation_breaks_at_the_last_state),
		cmocka_unit_test(further_arguments_are_choices_and_odd_names_are_quoted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
