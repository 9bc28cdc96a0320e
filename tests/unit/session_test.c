/* Playing a session, and opening traces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/mem.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "play.h"

/* --- designs ---------------------------------------------------------------- */

static void a_design_opens_at_its_initial_state(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);
	assert_int_equal(session->now.depth, 0);
	assert_null(session->now.before);
	assert_int_equal(session->now.change_count, 0);
	assert_false(session->dirty);
	assert_null(session->path);
	assert_int_equal(session->now.step_count, 5); /* 2×2 writes, one read */
	session_free(session);
}

static void an_unknown_name_is_answered_with_the_nearest(void **state)
{
	(void)state;
	struct session *session;
	struct err err = { 0 };
	assert_int_equal(session_open("niave", NULL, NULL, &session, &err), -1);
	assert_string_equal(err.what, "unknown design, trace or file \"niave\"");
	assert_string_equal(err.remedy, "did you mean \"naive\"?");
}

static void a_step_shows_what_it_changed(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);
	uint64_t generation = session->generation;
	take(session, "s1 StartWrite u1 m1 i1");
	assert_true(session->generation > generation);
	assert_true(session->dirty);
	assert_int_equal(session->now.depth, 1);
	bool state_changed = false;
	for (size_t i = 0; i < session->now.change_count; i++) {
		const struct change *change = &session->now.changes[i];
		if (strcmp(change->path, "serverStates.s1.state") == 0) {
			state_changed = true;
			assert_string_equal(value_text(change->old_value), "waiting");
			assert_string_equal(value_text(change->new_value), "started_write");
		}
	}
	assert_true(state_changed);
	session_free(session);
}

static void a_disabled_step_is_refused_with_the_reason(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);
	struct err err = { 0 };
	uint64_t generation = session->generation;
	assert_int_equal(session_do_text(session, "s1 WriteMetadata", &err), -1);
	assert_non_null(strstr(err.what, "s1 WriteMetadata is not possible now: "));
	assert_true(session->generation == generation);
	assert_false(session->dirty);
	session_free(session);
}

static void every_step_is_either_enabled_or_listed_with_its_reason(void **state)
{
	(void)state;
	struct scope scope = scope_unset();
	scope.of[SCOPE_READERS] = 1;
	struct session *session = opened("storage-cleaner-working", NULL, &scope);
	const struct model *model = session->model;
	const struct session_now *now = &session->now;
	for (unsigned p = 0; p < model->process_count; p++)
		for (unsigned a = 0; a < model->action_count; a++) {
			unsigned found = 0;
			for (size_t i = 0; i < now->step_count && !found; i++)
				found += now->steps[i].process == p && now->steps[i].action == a;
			for (size_t i = 0; i < now->disabled_count; i++) {
				if (now->disabled[i].process != p || now->disabled[i].action != a)
					continue;
				found++;
				assert_true(*now->disabled[i].reason != '\0');
			}
			/* A reader's role has steps that only servers take. */
			assert_true(found <= 1);
			if (strcmp(model->processes[p].role, model->actions[a].role) == 0)
				assert_int_equal(found, 1);
		}
	session_free(session);
}

static void a_preview_is_what_the_step_then_changes(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);
	struct change *changes;
	size_t count = session_preview(session, &session->now.steps[0], &changes);
	struct buf previewed, happened;
	buf_init(&previewed);
	buf_init(&happened);
	for (size_t i = 0; i < count; i++)
		buf_printf(&previewed, "%s ", changes[i].path);
	struct step step = session->now.steps[0];
	assert_int_equal(session_do(session, &step, NULL), 0);
	for (size_t i = 0; i < session->now.change_count; i++)
		buf_printf(&happened, "%s ", session->now.changes[i].path);
	assert_true(previewed.length > 0);
	assert_string_equal(previewed.data, happened.data);
	buf_release(&previewed);
	buf_release(&happened);
	session_free(session);
}

static void play_goes_past_every_bound(void **state)
{
	(void)state;
	struct scope scope = scope_unset();
	scope.of[SCOPE_OPERATIONS] = 1;
	scope.of[SCOPE_TIME] = 1;
	struct session *session = opened("storage-cleaner-working", NULL, &scope);
	for (int i = 0; i < 40; i++)
		take(session, "TimePasses");
	for (int i = 0; i < 40; i++) {
		take(session, "s1 ServerStartWrite u1 m1 i1");
		take(session, "s1 ServerFailWrite");
	}
	assert_int_equal(session->now.depth, 120);
	assert_int_equal(value_get(session->now.description, "operations")->count, 40);
	assert_int_equal(value_get(session->now.description, "time")->number, 40);
	session_jump(session, 40);
	assert_int_equal(value_get(session->now.description, "operations")->count, 0);
	/* Steps ahead never find the model full: previews work everywhere. */
	for (size_t i = 0; i < session->now.step_count; i++) {
		struct change *changes;
		assert_true(session_preview(session, &session->now.steps[i], &changes) > 0);
	}
	session_free(session);
}

/* --- traces ----------------------------------------------------------------- */

static void a_counterexample_opens_at_its_first_state_with_the_line_ahead(void **state)
{
	(void)state;
	struct session *session = opened("tests/traces/naive.json", NULL, NULL);
	size_t length;
	assert_non_null(session->design);
	assert_int_equal(session->now.depth, 0);
	history_line(session->history, &length);
	assert_int_equal(length, 7);
	assert_string_equal(session->path, "tests/traces/naive.json");
	assert_non_null(strstr(session->origin, "7 states, fits naive"));
	assert_false(session->dirty);
	assert_true(session_redo(session));
	assert_false(session->dirty);
	session_free(session);
}

static void the_violation_is_found_on_the_line_and_explained_where_it_is(void **state)
{
	(void)state;
	struct session *session = opened("tests/traces/naive.json", NULL, NULL);
	int reads = model_property_index(session->model, "ConsistentReads");
	assert_int_equal(history_depth(session->history, session->violation_node), 6);
	assert_true(session->violation_broken >> reads & 1);
	assert_int_equal(session->now.broken, 0);
	session_jump(session, session->violation_node);
	assert_true(session->now.broken >> reads & 1);
	assert_non_null(session->now.facts[reads]);
	session_undo(session);
	assert_int_equal(session->now.broken, 0);
	session_free(session);
}

static void a_branch_before_the_violation_is_free_of_it(void **state)
{
	(void)state;
	struct session *session = opened("tests/traces/naive.json", NULL, NULL);
	session_redo(session);
	take(session, "s1 FailWrite");
	assert_int_equal(session->violation_node, UINT32_MAX);
	session_undo(session);
	take(session, "s1 WriteMetadata");
	assert_int_not_equal(session->violation_node, UINT32_MAX);
	session_free(session);
}

static void unchecked_properties_are_not_broken(void **state)
{
	(void)state;
	struct session *session = opened("tests/traces/naive.json", NULL, NULL);
	session_set_properties(session, 0);
	assert_int_equal(session->violation_node, UINT32_MAX);
	session_set_properties(session, model_default_properties(session->model));
	assert_int_not_equal(session->violation_node, UINT32_MAX);
	session_free(session);
}

static void a_trace_that_no_design_explains_is_a_recording(void **state)
{
	(void)state;
	struct session *session = opened("tests/traces/lasso.json", NULL, NULL);
	assert_null(session->design);
	assert_true(session->model->recording);
	assert_non_null(strstr(session->origin, "unknown specification"));
	assert_int_equal(session->now.disabled_count, 0);
	schedule_is(session, "a Go; b Go; Loop; Back");
	assert_int_equal(history_depth(session->history, session->loop_start), 2);
	assert_int_equal(history_depth(session->history, session->loop_end), 4);
	session_free(session);
}

static void a_recording_says_which_design_came_closest_and_where(void **state)
{
	(void)state;
	struct session *session = opened("tests/traces/naive.json", "improved", NULL);
	assert_null(session->design);
	assert_non_null(strstr(session->origin, "improved does not explain it and diverges at "
	                                        "step 2: it has no step called WriteMetadata"));
	session_free(session);
}

static void a_false_claim_is_reported(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL), *again = NULL;
	play_short_story(session);
	struct trace *trace = session_trace(session);
	trace->claims = "ConsistentReads";
	assert_int_equal(session_open_trace(trace, NULL, NULL, NULL, &again, NULL), 0);
	assert_non_null(strstr(again->origin, "says that it violates ConsistentReads, but"));
	session_free(again);
	trace_free(trace);
	session_free(session);
}

static void a_new_note_is_unsaved_and_an_equal_one_is_not(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);
	take(session, "s1 StartRead u1");
	session->dirty = false;
	session_bookmark(session, 1, "here");
	assert_true(session->dirty);
	session->dirty = false;
	session_bookmark(session, 1, "here");
	assert_false(session->dirty);
	session_note(session, 1, "why");
	assert_true(session->dirty);
	session->dirty = false;
	session_note(session, 1, "why");
	assert_false(session->dirty);
	session_free(session);
}

static void retaking_a_step_leaves_nothing_unsaved(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);
	take(session, "s1 StartRead u1");
	assert_true(session->dirty);
	session->dirty = false;
	assert_true(session_undo(session));
	take(session, "s1 StartRead u1");
	assert_false(session->dirty);
	assert_int_equal(history_count(session->history), 2);
	session_free(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_design_opens_at_its_initial_state),
		cmocka_unit_test(an_unknown_name_is_answered_with_the_nearest),
		cmocka_unit_test(a_step_shows_what_it_changed),
		cmocka_unit_test(a_new_note_is_unsaved_and_an_equal_one_is_not),
		cmocka_unit_test(retaking_a_step_leaves_nothing_unsaved),
		cmocka_unit_test(a_disabled_step_is_refused_with_the_reason),
		cmocka_unit_test(every_step_is_either_enabled_or_listed_with_its_reason),
		cmocka_unit_test(a_preview_is_what_the_step_then_changes),
		cmocka_unit_test(play_goes_past_every_bound),
		cmocka_unit_test(a_counterexample_opens_at_its_first_state_with_the_line_ahead),
		cmocka_unit_test(the_violation_is_found_on_the_line_and_explained_where_it_is),
		cmocka_unit_test(a_branch_before_the_violation_is_free_of_it),
		cmocka_unit_test(unchecked_properties_are_not_broken),
		cmocka_unit_test(a_trace_that_no_design_explains_is_a_recording),
		cmocka_unit_test(a_recording_says_which_design_came_closest_and_where),
		cmocka_unit_test(a_false_claim_is_reported),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
