/*
 * Hidden variables, watched paths, and playing the loop of a lasso.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "play.h"

static const char lasso[] = "tests/traces/lasso.txt";

/* --- hiding and watching ---------------------------------------------------- */

static void a_hidden_variable_is_omitted_from_now_and_from_previews(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);
	struct change *changes;
	assert_int_equal(session_hide(session, "serverStates", NULL), 0);
	assert_null(value_get(session->now.description, "serverStates"));
	assert_non_null(value_get(session->now.description, "operations"));
	assert_int_equal(session_preview(session, &session->now.steps[0], &changes), 1);
	assert_string_equal(changes[0].path, "operations[1]");
	take(session, "s1 StartWrite u1 m1 i1");
	assert_int_equal(session->now.change_count, 1);
	assert_int_equal(session_unhide(session, NULL, NULL), 0);
	assert_non_null(value_get(session->now.description, "serverStates"));
	session_free(session);
}

static void marks_in_hidden_variables_are_hidden_too(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);
	play_short_story(session);
	assert_int_equal(session->now.mark_count, 1);
	assert_int_equal(session_hide(session, "databaseState", NULL), 0);
	assert_int_equal(session->now.mark_count, 0);
	session_free(session);
}

static void the_last_visible_variable_cannot_be_hidden(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);
	struct err err = { 0 };
	assert_int_equal(session_hide(session, "serverStates", NULL), 0);
	assert_int_equal(session_hide(session, "databaseState", NULL), 0);
	assert_int_equal(session_hide(session, "blobStoreState", NULL), 0);
	assert_int_equal(session_hide(session, "operations", &err), -1);
	assert_string_equal(err.what, "operations is the last visible variable");
	assert_int_equal(session_hide(session, "serverState", &err), -1);
	assert_string_equal(err.remedy, "did you mean \"serverStates\"?");
	session_free(session);
}

static void a_pattern_hides_all_that_match_but_never_everything(void **state)
{
	(void)state;
	struct session *session = opened("storage-cleaner-naive", NULL, NULL);
	struct err err = { 0 };
	assert_int_equal(session_hide(session, "*States", NULL), 0);
	assert_int_equal(session->hidden.count, 2);
	assert_null(value_get(session->now.description, "cleanerStates"));
	assert_non_null(value_get(session->now.description, "databaseState"));
	assert_int_equal(session_hide(session, "*", &err), -1);
	assert_string_equal(err.what, "\"*\" would hide every variable");
	assert_int_equal(session_hide(session, "x*", &err), -1);
	assert_string_equal(err.what, "no variable matches \"x*\"");
	assert_int_equal(session_unhide(session, "server*", NULL), 0);
	assert_int_equal(session->hidden.count, 1);
	assert_int_equal(session_unhide(session, "server*", &err), -1);
	assert_string_equal(err.what, "server* is not hidden");
	session_free(session);
}

static void refused(struct session *session, const char *path, const char *remedy)
{
	struct err err = { 0 };
	struct buf what;
	buf_init(&what);
	buf_printf(&what, "no state has \"%s\"", path);
	assert_int_equal(session_watch_path(session, path, &err), -1);
	assert_string_equal(err.what, what.data);
	assert_string_equal(err.remedy, remedy);
	assert_int_equal(session->watched.count, 0);
	buf_release(&what);
}

static void a_path_that_no_state_has_is_not_watched(void **state)
{
	(void)state;
	struct session *session = opened("storage-cleaner-naive", NULL, NULL);
	refused(session, "serverStates.s1.stat", "did you mean \"serverStates.s1.state\"?");
	refused(session, "serverStates.s3.state", "did you mean \"serverStates.s1\"?");
	refused(session, "operations[2].typo", "Tab lists the parts");
	refused(session, "cleanerStates.c1.blobKeys[1]",
	        "elements of a set have no path; use cleanerStates.c1.blobKeys");
	session_free(session);
	session = opened(lasso, NULL, NULL);
	refused(session, "q[3]", "Tab lists the parts");
	refused(session, "f.c", "did you mean \"f.a\"?");
	session_free(session);
}

/* Not now, but in a reachable state. */
static void a_path_that_a_later_state_may_have_is_watched(void **state)
{
	(void)state;
	static const char *const paths[] = { "operations[3]", "operations[40].metadata",
		                             "databaseState.u1.imageId", "cleanerStates",
		                             "blobStoreState.ui1" };
	struct session *session = opened("storage-cleaner-naive", NULL, NULL);
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		assert_int_equal(session_watch_path(session, paths[i], NULL), 0);
	session_free(session);
	session = opened(lasso, NULL, NULL);
	assert_int_equal(session_watch_path(session, "q[2]", NULL), 0);
	session_free(session);
}

static void hidden_and_watched_names_are_saved(void **state)
{
	(void)state;
	const char *const what[] = { "naive", lasso };
	const char *const hidden[] = { "operations", "f" }, *const path[] = { "serverStates.s1.state", "x" };
	for (int i = 0; i < 2; i++) {
		struct session *session = opened(what[i], NULL, NULL), *again;
		assert_int_equal(session_hide(session, hidden[i], NULL), 0);
		assert_int_equal(session_watch_path(session, path[i], NULL), 0);
		assert_int_equal(session_watch_path(session, path[i], NULL), 0); /* once */
		again = reloaded(session, NULL);
		assert_int_equal(again->hidden.count, 1);
		assert_string_equal(again->hidden.items[0], hidden[i]);
		assert_null(value_get(again->now.description, hidden[i]));
		assert_int_equal(again->watched.count, 1);
		assert_string_equal(again->watched.items[0], path[i]);
		assert_int_equal(session_unwatch_path(again, path[i], NULL), 0);
		assert_int_equal(again->watched.count, 0);
		session_free(again);
		session_free(session);
	}
}

static void a_file_may_hide_what_its_trace_does_not_have(void **state)
{
	(void)state;
	static const char text[] = "{\"#meta\": {\"heddle\": {\"version\": 1, \"hidden\": [\"y\", \"x\"], "
	                           "\"watched\": [\"nothing.here\", \"x\"]}}, \"vars\": [\"x\", \"z\"], "
	                           "\"states\": [{\"x\": 1, \"z\": 2}]}";
	struct trace *trace;
	struct session *session;
	assert_int_equal(trace_parse(text, strlen(text), "text", &trace, NULL), 0);
	assert_int_equal(session_open_trace(trace, NULL, NULL, NULL, &session, NULL), 0);
	assert_int_equal(session->hidden.count, 1);
	assert_int_equal(session->watched.count, 1);
	session_free(session);
	trace_free(trace);
}

/* --- loops ------------------------------------------------------------------ */

static void forward_from_the_end_of_a_lasso_goes_on_at_its_loop(void **state)
{
	(void)state;
	struct session *session = opened(lasso, NULL, NULL);
	while (session->now.node != session->loop_end)
		assert_true(session_redo(session));
	assert_int_equal(session->round, 0);
	size_t nodes = history_count(session->history);
	for (unsigned round = 1; round <= 3; round++) {
		assert_true(session_redo(session));
		assert_int_equal(session->now.node, session->loop_start);
		assert_int_equal(session->round, round);
		/* What changed is what the step that closes the loop changed. */
		assert_int_equal(session->now.came, session->loop_end);
		assert_true(session->now.change_count > 0);
		while (session->now.node != session->loop_end)
			assert_true(session_redo(session));
	}
	assert_int_equal(history_count(session->history), nodes);
	session_free(session);
}

static void back_out_of_the_loop_goes_the_same_way(void **state)
{
	(void)state;
	struct session *session = opened(lasso, NULL, NULL);
	unsigned forward = 0, back = 0;
	while (session->round < 3) {
		assert_true(session_redo(session));
		forward++;
	}
	while (session_undo(session))
		back++;
	assert_int_equal(back, forward);
	assert_int_equal(session->now.node, 0);
	assert_int_equal(session->round, 0);
	session_free(session);
}

static void taking_the_first_step_of_the_loop_follows_it(void **state)
{
	(void)state;
	struct session *session = opened(lasso, NULL, NULL);
	size_t length, nodes = history_count(session->history);
	const uint32_t *line = history_line(session->history, &length);
	uint32_t second = line[history_depth(session->history, session->loop_start) + 1];
	session_jump(session, session->loop_end);
	assert_int_equal(session->now.step_count, 1);
	struct step step = session->now.steps[0];
	assert_int_equal(session_do(session, &step, NULL), 0);
	assert_int_equal(session->now.node, second);
	assert_int_equal(session->round, 1);
	assert_int_equal(history_count(session->history), nodes);
	session_jump(session, 0);
	assert_int_equal(session->round, 0);
	session_free(session);
}

static void a_line_without_a_loop_just_ends(void **state)
{
	(void)state;
	struct session *session = opened("naive", NULL, NULL);
	play_short_story(session);
	assert_false(session_redo(session));
	assert_int_equal(session->round, 0);
	session_free(session);
}

static void stands(struct session *session, size_t depth, const char *expected)
{
	struct buf where;

	buf_init(&where);
	session_where(session, depth, &where);
	assert_string_equal(where.data, expected);
	buf_release(&where);
}

static void the_step_that_closes_a_loop_is_named_but_not_counted(void **state)
{
	(void)state;
	struct session *session = opened(lasso, NULL, NULL);
	unsigned to;

	assert_true(session_closes(session, &to));
	assert_int_equal(to, 2);
	stands(session, 0, "step 0 of 3");
	stands(session, 3, "step 3 of 3");
	stands(session, 4, "back to step 2");
	assert_non_null(strstr(session->origin, "4 states, then back to step 2"));
	session_free(session);

	session = opened("tests/traces/stuttering.json", NULL, NULL);
	stands(session, 1, "step 1 of 1");
	stands(session, 2, "stuttering after step 1");
	assert_non_null(strstr(session->origin, "2 states, then stuttering"));
	session_free(session);

	session = opened("tests/traces/naive.txt", NULL, NULL);
	assert_false(session_closes(session, &to));
	stands(session, 6, "step 6 of 6");
	session_free(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hidden_variable_is_omitted_from_now_and_from_previews),
		cmocka_unit_test(marks_in_hidden_variables_are_hidden_too),
		cmocka_unit_test(the_last_visible_variable_cannot_be_hidden),
		cmocka_unit_test(a_pattern_hides_all_that_match_but_never_everything),
		cmocka_unit_test(a_path_that_no_state_has_is_not_watched),
		cmocka_unit_test(a_path_that_a_later_state_may_have_is_watched),
		cmocka_unit_test(hidden_and_watched_names_are_saved),
		cmocka_unit_test(a_file_may_hide_what_its_trace_does_not_have),
		cmocka_unit_test(forward_from_the_end_of_a_lasso_goes_on_at_its_loop),
		cmocka_unit_test(back_out_of_the_loop_goes_the_same_way),
		cmocka_unit_test(taking_the_first_step_of_the_loop_follows_it),
		cmocka_unit_test(a_line_without_a_loop_just_ends),
		cmocka_unit_test(the_step_that_closes_a_loop_is_named_but_not_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
