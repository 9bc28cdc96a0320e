/* Which design explains a trace, and what is reported if none does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/match.h>
#include <heddle/mem.h>
#include <heddle/model.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "trace_aid.h"

static struct match match;

static void bind(const char *path, const char *design, const struct scope *over)
{
	struct trace *trace = aid_open(path);
	struct err err = { 0 };
	char text[1000];
	if (match_find(trace, design, over, &match, &err) != 0)
		fail_msg("%s", err_format(&err, text, sizeof text));
	trace_free(trace);
}

static const struct match_attempt *attempt(const char *design)
{
	for (size_t i = 0; i < match.attempt_count; i++)
		if (strcmp(match.attempts[i].design, design) == 0)
			return &match.attempts[i];
	fail_msg("%s was not tried", design);
	return NULL;
}

static void fits(const char *path, const char *design, size_t steps)
{
	bind(path, NULL, NULL);
	assert_non_null(match.design);
	assert_string_equal(design_name(match.design), design);
	assert_int_equal(match.step_count, steps);
	assert_true(match.attempts[match.best].fits);
	int reads = model_property_index(match.model, "ConsistentReads");
	assert_true(match.broken >> reads & 1);
	assert_int_equal(match.broken_at, steps);
	match_release(&match);
}

static void a_counterexample_finds_its_design(void **state)
{
	(void)state;
	fits("tests/traces/naive.json", "naive", 6);
	fits("tests/traces/improved.json", "improved", 9);
	fits("tests/traces/storage-cleaner-naive-published.json", "storage-cleaner-naive-published", 9);
}

static void states_alone_are_enough(void **state)
{
	(void)state;
	fits("tests/traces/naive-states-only.json", "naive", 6);
}

static void a_design_that_does_not_fit_says_where_and_why(void **state)
{
	(void)state;
	bind("tests/traces/storage-cleaner-naive-published.json", NULL, NULL);
	const struct match_attempt *corrected = attempt("storage-cleaner-naive");
	assert_false(corrected->fits);
	assert_int_equal(corrected->diverges_at, 8);
	assert_int_equal(corrected->matched, 7);
	assert_string_equal(corrected->reason, "c1 CleanerDeletingKeys ui1 leads to cleanerStates.c1.state "
	                                       "deleting_keys, not got_unused_keys");
	const struct match_attempt *naive = attempt("naive");
	assert_false(naive->fits);
	assert_int_equal(naive->matched, 0);
	assert_int_equal(naive->diverges_at, 0);
	assert_non_null(naive->reason);
	match_release(&match);
}

static void a_named_design_is_the_only_one_tried(void **state)
{
	(void)state;
	bind("tests/traces/naive.json", "improved", NULL);
	assert_null(match.design);
	assert_null(match.model);
	assert_int_equal(match.attempt_count, 1);
	assert_int_equal(match.attempts[0].diverges_at, 2);
	assert_string_equal(match.attempts[0].reason, "it has no step called WriteMetadata");
	match_release(&match);
}

static void a_trace_of_something_else_fits_nothing(void **state)
{
	(void)state;
	bind("tests/traces/lasso.json", NULL, NULL);
	assert_null(match.design);
	for (size_t i = 0; i < match.attempt_count; i++) {
		assert_false(match.attempts[i].fits);
		assert_non_null(match.attempts[i].reason);
	}
	match_release(&match);
}

static void the_scope_is_what_the_trace_shows_and_the_design_publishes(void **state)
{
	(void)state;
	bind("tests/traces/storage-cleaner-naive-published.json", NULL, NULL);
	assert_int_equal(match.scope.of[SCOPE_SERVERS], 1);
	assert_int_equal(match.scope.of[SCOPE_READERS], 0);
	assert_int_equal(match.scope.of[SCOPE_CLEANERS], 1);
	assert_int_equal(match.scope.of[SCOPE_USERS], 1);
	assert_int_equal(match.scope.of[SCOPE_IMAGE_IDS], 3);
	assert_int_equal(match.scope.of[SCOPE_METADATAS], 2);
	assert_int_equal(match.scope.of[SCOPE_IMAGES], 2);
	match_release(&match);
}

static void options_override_the_scope_and_the_steps_stay(void **state)
{
	(void)state;
	struct scope over = scope_unset();
	over.of[SCOPE_SERVERS] = 3;
	over.of[SCOPE_READERS] = 1;
	bind("tests/traces/naive.json", NULL, &over);
	assert_int_equal(match.scope.of[SCOPE_SERVERS], 3);
	assert_int_equal(model_process_index(match.model, "s1"), 0);
	assert_int_equal(model_process_index(match.model, "r1"), 3);
	assert_int_equal(match.broken_at, 6);
	match_release(&match);
}

static void a_scope_that_is_too_small_is_refused_with_the_step(void **state)
{
	(void)state;
	struct scope over = scope_unset();
	over.of[SCOPE_NO_FAILURES] = 1;
	struct trace *trace = aid_open("tests/traces/naive.json");
	struct err err = { 0 };
	assert_int_equal(match_find(trace, NULL, &over, &match, &err), -1);
	assert_string_equal(err.what, "step 3, s1 FailWrite, is not possible in the requested scope");
	trace_free(trace);
}

/* Renames constants by their whole text, anywhere in a value. */
static const struct value *rename_all(struct arena *arena, const struct value *value, const char *const *from,
                                      const char *const *to)
{
	const char *text = value_text(value);
	if (text) {
		for (size_t i = 0; from[i]; i++)
			if (strcmp(from[i], text) == 0)
				return value_model(arena, to[i]);
		return value;
	}
	struct value_pair pairs[20];
	const struct value *items[20];
	assert_true(value->count <= 20);
	switch (value->kind) {
	case VALUE_RECORD:
	case VALUE_FUNCTION:
		for (uint32_t i = 0; i < value->count; i++) {
			const struct value *key = rename_all(arena, value->pairs[i].key, from, to);
			pairs[i].key = value_string(arena, value_text(key));
			pairs[i].value = rename_all(arena, value->pairs[i].value, from, to);
		}
		return value_record(arena, pairs, value->count);
	case VALUE_SET:
	case VALUE_TUPLE:
		for (uint32_t i = 0; i < value->count; i++)
			items[i] = rename_all(arena, value->items[i], from, to);
		return value_tuple(arena, items, value->count);
	default:
		return value;
	}
}

static void names_of_constants_carry_no_meaning(void **state)
{
	(void)state;
	const char *const from[] = { "s1", "c1", "u1", "m1", "i1", "ui1", "ui2", "ui3", NULL };
	const char *const to[] = { "web", "broom", "ui1", "i1", "u1", "i10", "i9", "s1", NULL };
	struct trace *trace = aid_open("tests/traces/storage-cleaner-naive-published.json");
	for (size_t i = 0; i < trace->state_count; i++)
		trace->states[i] = rename_all(trace->arena, trace->states[i], from, to);
	struct err err = { 0 };
	assert_int_equal(match_find(trace, NULL, NULL, &match, &err), 0);
	assert_non_null(match.design);
	assert_string_equal(match.constants.of[SCOPE_SERVERS][0], "web");
	assert_string_equal(match.constants.of[SCOPE_CLEANERS][0], "broom");
	assert_string_equal(match.constants.of[SCOPE_USERS][0], "ui1");
	assert_string_equal(match.constants.of[SCOPE_IMAGE_IDS][0], "i9");
	assert_string_equal(match.constants.of[SCOPE_IMAGE_IDS][1], "i10");
	assert_string_equal(match.constants.of[SCOPE_IMAGES][0], "i1");
	assert_string_equal(match.constants.of[SCOPE_IMAGES][1], "u1");
	match_release(&match);
	trace_free(trace);
}

static void quints_variables_for_steps_are_ignored(void **state)
{
	(void)state;
	struct trace *trace = aid_open("tests/traces/naive.json");
	trace->vars = arena_array(trace->arena, 5, sizeof *trace->vars);
	for (size_t i = 0; i < trace->state_count; i++) {
		struct value_pair pairs[5];
		memcpy(pairs, trace->states[i]->pairs, 4 * sizeof *pairs);
		pairs[4].key = value_string(trace->arena, "mbt::actionTaken");
		pairs[4].value = value_string(trace->arena, "step");
		trace->states[i] = value_record(trace->arena, pairs, 5);
		trace->var_count = 0;
		for (size_t k = 0; k < 5; k++)
			trace->vars[trace->var_count++] = pairs[k].key->text;
	}
	assert_int_equal(match_find(trace, NULL, NULL, &match, NULL), 0);
	assert_non_null(match.design);
	assert_string_equal(design_name(match.design), "naive");
	assert_int_equal(trace->states[0]->count, 5);
	match_release(&match);
	trace_free(trace);
}

/* What comes closest to the states from `first` on. */
static const struct match_attempt *closest(const char *path, size_t first, const char *extra)
{
	struct trace *trace = aid_open(path);
	trace->states += first;
	trace->state_count -= first;
	trace->steps += first;
	for (size_t i = 0; extra && i < trace->state_count; i++) {
		struct value_pair pairs[20];
		uint32_t count = trace->states[i]->count;
		memcpy(pairs, trace->states[i]->pairs, count * sizeof *pairs);
		pairs[count].key = value_string(trace->arena, extra);
		pairs[count].value = value_int(trace->arena, 1);
		trace->states[i] = value_record(trace->arena, pairs, count + 1);
	}
	assert_int_equal(match_find(trace, NULL, NULL, &match, NULL), 0);
	trace_free(trace);
	assert_null(match.design);
	const struct match_attempt *best = &match.attempts[match.best];
	assert_int_equal(best->diverges_at, 0);
	assert_true(best->related);
	return best;
}

static void an_unknown_start_is_compared_with_the_most_similar_design(void **state)
{
	(void)state;
	const struct match_attempt *best = closest("tests/traces/improved.json", 2, NULL);
	assert_string_equal(best->design, "improved");
	match_release(&match);
	best = closest("tests/traces/storage-cleaner-naive-published.json", 4, NULL);
	assert_string_equal(best->design, "storage-cleaner-naive");
	match_release(&match);
	best = closest("tests/traces/storage-cleaner-naive-published.json", 0, "clock");
	assert_string_equal(best->design, "storage-cleaner-naive");
	assert_string_equal(best->reason,
	                    "the trace has a variable clock, which storage-cleaner-naive does not have");
	match_release(&match);
}

static void a_wrong_action_name_does_not_stop_a_step(void **state)
{
	(void)state;
	struct trace *trace = aid_open("tests/traces/naive.json");
	trace->steps[2].action = "StartRead";
	assert_int_equal(match_find(trace, NULL, NULL, &match, NULL), 0);
	assert_non_null(match.design);
	assert_int_equal(match.attempts[match.best].agreeing, 5);
	match_release(&match);
	trace_free(trace);
}

static void a_changed_state_is_found(void **state)
{
	(void)state;
	const char *const from[] = { "i1", NULL }, *const to[] = { "UNSET", NULL };
	struct trace *trace = aid_open("tests/traces/naive.json");
	trace->states[1] = rename_all(trace->arena, trace->states[1], from, to);
	assert_int_equal(match_find(trace, NULL, NULL, &match, NULL), 0);
	assert_null(match.design);
	assert_int_equal(attempt("naive")->diverges_at, 1);
	match_release(&match);
	trace_free(trace);
}

/* TLC shows a function over 1..2 as a sequence. */
static void constants_may_be_numbers(void **state)
{
	(void)state;
	static const char text[] =
	        "State 1: <Initial predicate>\n/\\ blobStoreState = (7 :> UNSET)\n"
	        "/\\ serverStates = <<[state |-> \"waiting\", userId |-> UNSET, metadata |-> UNSET, image "
	        "|-> UNSET],"
	        " [state |-> \"waiting\", userId |-> UNSET, metadata |-> UNSET, image |-> UNSET]>>\n"
	        "/\\ databaseState = (7 :> UNSET)\n/\\ operations = <<>>\n\n"
	        "State 2: <StartWrite(2) line 1, col 1 to line 2, col 2 of module m>\n"
	        "/\\ blobStoreState = (7 :> UNSET)\n"
	        "/\\ serverStates = <<[state |-> \"waiting\", userId |-> UNSET, metadata |-> UNSET, image "
	        "|-> UNSET],"
	        " [state |-> \"started_write\", userId |-> 7, metadata |-> -1, image |-> 30]>>\n"
	        "/\\ databaseState = (7 :> UNSET)\n"
	        "/\\ operations = <<[type |-> \"WRITE\", userId |-> 7, metadata |-> -1, image |-> 30]>>\n\n"
	        "State 3: <WriteMetadata(2) line 1, col 1 to line 2, col 2 of module m>\n"
	        "/\\ blobStoreState = (7 :> UNSET)\n"
	        "/\\ serverStates = <<[state |-> \"waiting\", userId |-> UNSET, metadata |-> UNSET, image "
	        "|-> UNSET],"
	        " [state |-> \"wrote_metadata\", userId |-> 7, metadata |-> -1, image |-> 30]>>\n"
	        "/\\ databaseState = (7 :> -1)\n"
	        "/\\ operations = <<[type |-> \"WRITE\", userId |-> 7, metadata |-> -1, image |-> 30]>>\n";
	struct trace *trace;
	struct buf step;
	assert_int_equal(trace_parse(text, strlen(text), "text", &trace, NULL), 0);
	assert_int_equal(match_find(trace, NULL, NULL, &match, NULL), 0);
	assert_non_null(match.design);
	assert_string_equal(design_name(match.design), "naive");
	assert_int_equal(match.scope.of[SCOPE_SERVERS], 2);
	assert_int_equal(attempt("naive")->contradicted, 0);
	buf_init(&step);
	step_show(match.model, &match.steps[0], &step);
	assert_string_equal(step.data, "2 StartWrite 7 -1 30");
	buf_release(&step);
	match_release(&match);
	trace_free(trace);
}

static void step_names_that_contradict_the_states_are_reported(void **state)
{
	(void)state;
	struct trace *trace = aid_open("tests/traces/naive.txt");
	struct buf text;
	assert_int_equal(match_find(trace, NULL, NULL, &match, NULL), 0);
	assert_int_equal(attempt("naive")->contradicted, 0);
	match_release(&match);
	trace->steps[1].action = "FailWrite";
	trace->steps[3].action = "StartWrite";
	trace->steps[4].action = "Next"; /* no name of the design's: says nothing */
	assert_int_equal(match_find(trace, NULL, NULL, &match, NULL), 0);
	assert_string_equal(design_name(match.design), "naive");
	assert_int_equal(attempt("naive")->contradicted, 2);
	buf_init(&text);
	match_attempt_misnamed(attempt("naive"), &text);
	assert_string_equal(text.data, "step 2 is called s1 FailWrite, but its states are those of "
	                               "s1 WriteMetadata, and 1 more are misnamed");
	buf_release(&text);
	match_release(&match);
	trace_free(trace);
}

static void constants_may_have_any_names(void **state)
{
	(void)state;
	const char *const from[] = { "u1", "s1", "m1", "i1", NULL };
	const char *const to[] = { "user one", "; s2 FailWrite", "a \"b\"\n", "\x1b[2J", NULL };
	struct trace *trace = aid_open("tests/traces/naive.json");
	struct buf text;
	for (size_t i = 0; i < trace->state_count; i++)
		trace->states[i] = rename_all(trace->arena, trace->states[i], from, to);
	assert_int_equal(match_find(trace, NULL, NULL, &match, NULL), 0);
	assert_non_null(match.design);
	assert_string_equal(design_name(match.design), "naive");
	buf_init(&text);
	step_show(match.model, &match.steps[0], &text);
	assert_string_equal(text.data, "\"; s2 FailWrite\" StartWrite \"user one\" "
	                               "\"a \\\"b\\\"\\n\" \"\\e[2J\"");
	buf_release(&text);
	match_release(&match);
	trace_free(trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_counterexample_finds_its_design),
		cmocka_unit_test(states_alone_are_enough),
		cmocka_unit_test(a_design_that_does_not_fit_says_where_and_why),
		cmocka_unit_test(a_named_design_is_the_only_one_tried),
		cmocka_unit_test(a_trace_of_something_else_fits_nothing),
		cmocka_unit_test(the_scope_is_what_the_trace_shows_and_the_design_publishes),
		cmocka_unit_test(options_override_the_scope_and_the_steps_stay),
		cmocka_unit_test(a_scope_that_is_too_small_is_refused_with_the_step),
		cmocka_unit_test(names_of_constants_carry_no_meaning),
		cmocka_unit_test(quints_variables_for_steps_are_ignored),
		cmocka_unit_test(an_unknown_start_is_compared_with_the_most_similar_design),
		cmocka_unit_test(a_wrong_action_name_does_not_stop_a_step),
		cmocka_unit_test(a_changed_state_is_found),
		cmocka_unit_test(constants_may_be_numbers),
		cmocka_unit_test(step_names_that_contradict_the_states_are_reported),
		cmocka_unit_test(constants_may_have_any_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
