/* Saving and loading sessions: trees, schedules, lassos, and what a format loses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/mem.h>
#include <heddle/trace.h>

#include "play.h"

/* A schedule as its reader leaves it: steps without states. */
static struct trace *schedule_trace(const char *const *steps, const char *design)
{
	struct trace *trace = trace_new();
	struct trace_meta *meta = arena_alloc(trace->arena, sizeof *meta);
	size_t count = 0;
	while (steps[count])
		count++;
	meta->nodes = arena_array(trace->arena, count + 1, sizeof *meta->nodes);
	meta->node_count = count + 1;
	for (size_t i = 0; i < count; i++)
		meta->nodes[i + 1] = (struct trace_node){ .parent = (uint32_t)i, .step = steps[i] };
	meta->cursor = meta->tip = (uint32_t)count;
	meta->design = design;
	trace->heddle = meta;
	trace->loop = -1;
	return trace;
}

static void a_schedule_finds_its_design_and_its_scope(void **state)
{
	(void)state;
	const char *const steps[] = { "s2 ServerStartWrite u3 m1 i1", "TimePasses",
		                      "c2 CleanerStartGetBlobKeys", NULL };
	struct trace *trace = schedule_trace(steps, NULL);
	struct session *session;
	assert_int_equal(session_open_trace(trace, NULL, NULL, NULL, &session, NULL), 0);
	assert_true(design_has_clock(session->design));
	assert_int_equal(session->scope.of[SCOPE_SERVERS], 2);
	assert_int_equal(session->scope.of[SCOPE_CLEANERS], 2);
	assert_int_equal(session->scope.of[SCOPE_USERS], 3);
	assert_int_equal(session->now.depth, 3);
	session_free(session);
	trace_free(trace);
}

static void a_scope_that_a_schedule_names_is_not_enlarged_silently(void **state)
{
	(void)state;
	const char *const steps[] = { "s1 StartWrite u1 m1 i1", "s1 FailWrite", "s1 StartWrite u7 m1 i1",
		                      NULL };
	struct trace *trace = schedule_trace(steps, "naive");
	struct scope over = scope_unset();
	struct session *session;
	struct err err = { 0 };
	trace->heddle->scope[0].option = "users";
	trace->heddle->scope[0].number = 1;
	trace->heddle->scope_count = 1;
	trace->heddle->nodes[3].line = 4;
	assert_int_equal(session_open_trace(trace, NULL, NULL, NULL, &session, &err), -1);
	assert_string_equal(err.place, "line 4, step 3");
	assert_string_equal(err.what, "u7 is outside the scope, users=1");
	over.of[SCOPE_USERS] = 7;
	assert_int_equal(session_open_trace(trace, NULL, NULL, &over, &session, &err), 0);
	assert_int_equal(session->scope.of[SCOPE_USERS], 7);
	session_free(session);
	trace_free(trace);
}

static void a_schedule_that_is_not_possible_is_refused_at_its_step(void **state)
{
	(void)state;
	const char *const steps[] = { "s1 StartWrite u1 m1 i1", "s1 WriteBlob", NULL };
	struct trace *trace = schedule_trace(steps, "naive");
	struct session *session;
	struct err err = { 0 };
	assert_int_equal(session_open_trace(trace, NULL, NULL, NULL, &session, &err), -1);
	assert_string_equal(err.what, "WriteBlob is not possible here");
	assert_string_equal(err.place, "step 2, word 2");
	assert_int_equal(session_open_trace(trace, NULL, "improved", NULL, &session, &err), 0);
	session_free(session);
	trace_free(trace);
}

static void a_lasso_on_a_design_is_played_and_saved_as_one(void **state)
{
	(void)state;
	struct session *session = opened("storage-cleaner-naive", NULL, NULL), *again, *third;
	take(session, "c1 CleanerStartGetBlobKeys");
	struct trace *trace = session_trace(session);
	trace->loop = 0;
	trace->heddle = NULL;
	assert_int_equal(session_open_trace(trace, NULL, NULL, NULL, &again, NULL), 0);
	trace_free(trace);
	schedule_is(again, "c1 CleanerStartGetBlobKeys; c1 CleanerFail");
	assert_int_equal(again->loop_start, 0);
	assert_int_equal(again->loop_end, 2);
	trace = session_trace(again);
	assert_int_equal(trace->state_count, 2);
	assert_int_equal(trace->loop, 0);
	assert_string_equal(trace->back.action, "CleanerFail");
	trace_free(trace);
	third = reloaded(again, NULL);
	assert_int_equal(third->loop_end, 2);
	schedule_is(third, "c1 CleanerStartGetBlobKeys; c1 CleanerFail");
	session_free(third);
	session_free(again);
	session_free(session);
}

/* --- saving and loading ----------------------------------------------------- */

static void a_saved_session_is_read_back_whole(void **state)
{
	(void)state;
	struct scope scope = scope_unset();
	scope.of[SCOPE_SERVERS] = 2;
	scope.of[SCOPE_READERS] = 1;
	scope.of[SCOPE_METADATAS] = 1;
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
	scope.of[SCOPE_OPERATIONS] = 2;
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
	assert_int_equal(trace_read_nth("tests/traces/naive.json", 1, &trace, NULL), 0);
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

static void a_changed_design_is_reported_and_used_if_all_steps_fit(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL), *again;
	play_short_story(session);
	struct trace *trace = session_trace(session);
	trace->heddle->checksum = "0000000000000000";
	assert_int_equal(session_open_trace(trace, NULL, NULL, NULL, &again, NULL), 0);
	assert_non_null(again->design);
	assert_non_null(strstr(again->origin, "saved with another one"));
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

static void a_design_file_is_saved_with_the_session(void **state)
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

static void saving_clears_the_dirty_flag_and_does_not_overwrite(void **state)
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

static void what_a_format_cannot_represent_stays_unsaved(void **state)
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
		cmocka_unit_test(a_schedule_finds_its_design_and_its_scope),
		cmocka_unit_test(a_scope_that_a_schedule_names_is_not_enlarged_silently),
		cmocka_unit_test(a_schedule_that_is_not_possible_is_refused_at_its_step),
		cmocka_unit_test(a_lasso_on_a_design_is_played_and_saved_as_one),
		cmocka_unit_test(a_saved_session_is_read_back_whole),
		cmocka_unit_test(a_session_longer_than_any_scope_comes_back),
		cmocka_unit_test(a_play_too_long_for_all_its_states_comes_back_whole),
		cmocka_unit_test(names_of_constants_survive_saving),
		cmocka_unit_test(a_recording_comes_back_with_its_notes),
		cmocka_unit_test(a_changed_design_is_reported_and_used_if_all_steps_fit),
		cmocka_unit_test(a_design_that_changed_too_much_leaves_a_recording_with_notes),
		cmocka_unit_test(a_design_file_is_saved_with_the_session),
		cmocka_unit_test(saving_clears_the_dirty_flag_and_does_not_overwrite),
		cmocka_unit_test(what_a_format_cannot_represent_stays_unsaved),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
