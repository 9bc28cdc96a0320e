/* Playing: steps, the present, traces in and out. */
#include <heddle/session.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/file.h>
#include <heddle/mem.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct session *opened(const char *what, const char *design, const struct scope *scope)
{
	struct session *session = NULL;
	struct err err = { 0 };
	char text[1500];
	if (session_open(what, design, scope, &session, &err) != 0)
		fail_msg("%s", err_format(&err, text, sizeof text));
	return session;
}

static void take(struct session *session, const char *text)
{
	struct err err = { 0 };
	if (session_do_text(session, text, &err) != 0)
		fail_msg("%s", err.what);
}

static void schedule_is(struct session *session, const char *expected)
{
	struct buf text;
	buf_init(&text);
	session_schedule(session, &text);
	assert_string_equal(text.data, expected);
	buf_release(&text);
}

/* The session as it is when it was saved and loaded. */
static struct session *reloaded(struct session *session, const struct scope *over)
{
	struct trace *trace = session_trace(session), *again = NULL;
	struct session *copy = NULL;
	struct buf text;
	struct err err = { 0 };
	char why[1500];
	buf_init(&text);
	assert_int_equal(trace_format_named("itf")->write(trace, &text, NULL, &err), 0);
	if (trace_parse(text.data, text.length, "saved", &again, &err) != 0 ||
	    session_open_trace(again, NULL, NULL, over, &copy, &err) != 0)
		fail_msg("%s", err_format(&err, why, sizeof why));
	buf_release(&text);
	trace_free(again);
	trace_free(trace);
	return copy;
}

#define SHORT_STORY "s1 StartWrite u1 m1 i1; s1 WriteMetadata; s1 FailWrite"

static void play_short_story(struct session *session)
{
	take(session, "s1 StartWrite u1 m1 i1");
	take(session, "s1 WriteMetadata");
	take(session, "s1 FailWrite");
}

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

static void a_step_that_is_not_enabled_is_refused_in_words(void **state)
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
	scope.readers = 1;
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
	scope.max_operations = 1;
	scope.max_time = 1;
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

static void a_branch_leaves_the_violation_behind(void **state)
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

static void unwatched_properties_are_not_broken(void **state)
{
	(void)state;
	struct session *session = opened("tests/traces/naive.json", NULL, NULL);
	session_watch(session, 0);
	assert_int_equal(session->violation_node, UINT32_MAX);
	session_watch(session, model_default_properties(session->model));
	assert_int_not_equal(session->violation_node, UINT32_MAX);
	session_free(session);
}

static void a_trace_that_no_design_explains_is_a_recording(void **state)
{
	(void)state;
	struct session *session = opened("tests/traces/lasso.json", NULL, NULL);
	assert_null(session->design);
	assert_true(session->model->recording);
	assert_non_null(strstr(session->origin, "no design explains it"));
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
	assert_non_null(strstr(session->origin, "improved does not explain it and parts from it at "
	                                        "step 2: it has no step called WriteMetadata"));
	session_free(session);
}

static void a_false_claim_is_told(void **state)
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

/* --- saving and loading ----------------------------------------------------- */

static void a_saved_session_comes_back_whole(void **state)
{
	(void)state;
	struct scope scope = scope_unset();
	scope.servers = 2;
	scope.readers = 1;
	scope.metadatas = 1;
	struct session *session = opened("naive", NULL, &scope);
	play_short_story(session);
	session_bookmark(session, 2, "half");
	session_jump(session, 1);
	take(session, "r1 StartRead u1");
	session_note(session, session->now.node, "too early");
	take(session, "s2 StartWrite u1 m1 i2");
	session_undo(session);
	struct session *again = reloaded(session, NULL);
	assert_string_equal(design_name(again->design), "naive");
	assert_memory_equal(&again->scope, &session->scope, sizeof again->scope);
	assert_int_equal(history_count(again->history), history_count(session->history));
	assert_int_equal(again->now.node, session->now.node);
	assert_string_equal(history_bookmark(again->history, 2), "half");
	assert_string_equal(history_note(again->history, 4), "too early");
	schedule_is(again, "s1 StartWrite u1 m1 i1; r1 StartRead u1; s2 StartWrite u1 m1 i2");
	assert_false(again->dirty);
	session_free(again);
	session_free(session);
}

static void a_session_longer_than_any_scope_comes_back(void **state)
{
	(void)state;
	struct scope scope = scope_unset();
	scope.max_operations = 2;
	struct session *session = opened("naive", NULL, &scope);
	for (int i = 0; i < 30; i++) {
		take(session, "s1 StartWrite u1 m1 i1");
		take(session, "s1 FailWrite");
	}
	struct session *again = reloaded(session, NULL);
	assert_non_null(again->design);
	assert_int_equal(again->now.depth, 60);
	session_free(again);
	session_free(session);
}

static void a_play_too_long_for_all_its_states_comes_back_whole(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);
	struct step write, fail;
	assert_int_equal(step_parse(session->model, "s1 StartWrite u1 m1 i1", 22, &write, NULL), 0);
	assert_int_equal(step_parse(session->model, "s1 FailWrite", 12, &fail, NULL), 0);
	for (int i = 0; i < 1500; i++) {
		assert_int_equal(session_do(session, &write, NULL), 0);
		assert_int_equal(session_do(session, &fail, NULL), 0);
	}
	session_jump(session, 2500);
	struct trace *trace = session_trace(session);
	assert_in_range(trace->state_count, 100, 2900);
	trace_free(trace);
	struct session *again = reloaded(session, NULL);
	assert_int_equal(history_count(again->history), 3001);
	assert_int_equal(again->now.node, 2500);
	char path[] = "/tmp/heddle-session-XXXXXX.tlc.json";
	int fd = mkstemps(path, 9);
	close(fd);
	struct buf lost;
	buf_init(&lost);
	assert_int_equal(session_save(session, path, true, &lost, NULL), 0);
	assert_non_null(strstr(lost.data, "steps after the first "));
	assert_true(session->dirty);
	unlink(path);
	buf_release(&lost);
	session_free(again);
	session_free(session);
}

static void names_of_constants_survive_saving(void **state)
{
	(void)state;
	struct trace *trace;
	assert_int_equal(trace_read("tests/traces/naive.json", &trace, NULL), 0);
	struct buf text;
	buf_init(&text);
	assert_int_equal(trace_format_named("tlc-json")->write(trace, &text, NULL, NULL), 0);
	trace_free(trace);
	for (char *at = text.data; (at = strstr(at, "\"u1\"")); at += 4)
		memcpy(at, "\"me\"", 4);
	assert_int_equal(trace_parse(text.data, text.length, "renamed", &trace, NULL), 0);
	struct session *session, *again;
	assert_int_equal(session_open_trace(trace, NULL, NULL, NULL, &session, NULL), 0);
	trace_free(trace);
	buf_release(&text);
	assert_non_null(session->design);
	again = reloaded(session, NULL);
	assert_non_null(again->design);
	take(again, "s1 StartWrite me m1 i1");
	session_free(again);
	session_free(session);
}

static void a_recording_comes_back_with_its_notes(void **state)
{
	(void)state;
	struct session *session = opened("tests/traces/lasso.json", NULL, NULL);
	session_jump(session, 3);
	session_note(session, 3, "here it turns");
	struct session *again = reloaded(session, NULL);
	assert_true(again->model->recording);
	assert_int_equal(again->now.node, 3);
	assert_string_equal(history_note(again->history, 3), "here it turns");
	schedule_is(again, "a Go; b Go; Loop; Back");
	session_free(again);
	session_free(session);
}

static void a_changed_design_is_told_and_plays_on_while_all_steps_fit(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL), *again;
	play_short_story(session);
	struct trace *trace = session_trace(session);
	trace->heddle->checksum = "0000000000000000";
	assert_int_equal(session_open_trace(trace, NULL, NULL, NULL, &again, NULL), 0);
	assert_non_null(again->design);
	assert_non_null(strstr(again->origin, "saved with another version"));
	session_free(again);
	session_free(session);
	trace_free(trace);
}

static void a_design_that_changed_too_much_leaves_a_recording_with_notes(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL), *again;
	play_short_story(session);
	session_note(session, 2, "keep me");
	struct trace *trace = session_trace(session);
	trace->heddle->design = "improved";
	assert_int_equal(session_open_trace(trace, NULL, NULL, NULL, &again, NULL), 0);
	assert_null(again->design);
	assert_non_null(strstr(again->origin, "improved does not explain it"));
	assert_string_equal(history_note(again->history, 2), "keep me");
	session_free(again);
	session_free(session);
	trace_free(trace);
}

static void a_design_of_ones_own_is_saved_with_the_session(void **state)
{
	(void)state;
	struct design *naive, *own;
	struct session *session;
	struct scope scope = scope_unset();
	assert_int_equal(design_open("naive", &naive, NULL), 0);
	struct buf text;
	buf_init(&text);
	buf_add_text(&text, design_text(naive));
	design_free(naive);
	char *name = strstr(text.data, "\"naive\"");
	memcpy(name, "\"myown\"", 7);
	assert_int_equal(design_parse(text.data, text.length, "myown.json", &own, NULL), 0);
	buf_release(&text);
	assert_int_equal(session_open_design(own, &scope, &session, NULL), 0);
	play_short_story(session);
	struct session *again = reloaded(session, NULL);
	assert_non_null(again->design);
	assert_string_equal(design_name(again->design), "myown");
	schedule_is(again, SHORT_STORY);
	session_free(again);
	session_free(session);
}

static void saving_clears_dirt_and_refuses_to_overwrite(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);
	play_short_story(session);
	char path[] = "/tmp/heddle-session-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	struct err err = { 0 };
	assert_int_equal(session_save(session, path, false, NULL, &err), -1);
	assert_true(session->dirty);
	assert_null(session->path);
	assert_int_equal(session_save(session, path, true, NULL, &err), 0);
	assert_false(session->dirty);
	assert_string_equal(session->path, path);
	struct session *again = opened(path, NULL, NULL);
	schedule_is(again, SHORT_STORY);
	unlink(path);
	session_free(again);
	session_free(session);
}

static void what_a_format_cannot_hold_stays_unsaved(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);
	play_short_story(session);
	session_note(session, 1, "a note");
	char path[] = "/tmp/heddle-session-XXXXXX.tlc.json";
	int fd = mkstemps(path, 9);
	assert_true(fd >= 0);
	close(fd);
	struct buf lost;
	buf_init(&lost);
	assert_ptr_equal(trace_format_for_path(path), trace_format_named("tlc-json"));
	assert_int_equal(session_save(session, path, true, &lost, NULL), 0);
	assert_true(lost.length > 0);
	assert_true(session->dirty);
	unlink(path);
	buf_release(&lost);
	session_free(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_design_opens_at_its_initial_state),
		cmocka_unit_test(an_unknown_name_is_answered_with_the_nearest),
		cmocka_unit_test(a_step_shows_what_it_changed),
		cmocka_unit_test(a_step_that_is_not_enabled_is_refused_in_words),
		cmocka_unit_test(every_step_is_either_enabled_or_listed_with_its_reason),
		cmocka_unit_test(a_preview_is_what_the_step_then_changes),
		cmocka_unit_test(play_goes_past_every_bound),
		cmocka_unit_test(a_counterexample_opens_at_its_first_state_with_the_line_ahead),
		cmocka_unit_test(the_violation_is_found_on_the_line_and_explained_where_it_is),
		cmocka_unit_test(a_branch_leaves_the_violation_behind),
		cmocka_unit_test(unwatched_properties_are_not_broken),
		cmocka_unit_test(a_trace_that_no_design_explains_is_a_recording),
		cmocka_unit_test(a_recording_says_which_design_came_closest_and_where),
		cmocka_unit_test(a_false_claim_is_told),
		cmocka_unit_test(a_saved_session_comes_back_whole),
		cmocka_unit_test(a_session_longer_than_any_scope_comes_back),
		cmocka_unit_test(a_play_too_long_for_all_its_states_comes_back_whole),
		cmocka_unit_test(names_of_constants_survive_saving),
		cmocka_unit_test(a_recording_comes_back_with_its_notes),
		cmocka_unit_test(a_changed_design_is_told_and_plays_on_while_all_steps_fit),
		cmocka_unit_test(a_design_that_changed_too_much_leaves_a_recording_with_notes),
		cmocka_unit_test(a_design_of_ones_own_is_saved_with_the_session),
		cmocka_unit_test(saving_clears_dirt_and_refuses_to_overwrite),
		cmocka_unit_test(what_a_format_cannot_hold_stays_unsaved),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
