/* Hints, runs, walks and checks on the screen, run at once and in the background. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/grid.h>
#include <heddle/progress.h>
#include <heddle/session.h>

#include "screen.h"
#include "share.h"
#include "ui/ui_private.h"

static void play(const char *what, int readers)
{
	struct scope scope = scope_unset();
	struct session *session;
	struct err err = { 0 };

	scope.of[SCOPE_READERS] = readers;
	if (session_open(what, NULL, &scope, &session, &err) < 0)
		fail_msg("%s", err.what);
	ui = ui_new(session, false);
}

/* --- at once ------------------------------------------------------------------------ */

static void hints_are_shown_at_each_step_and_in_the_title(void **state)
{
	(void)state;
	play("storage-cleaner-naive", 1);
	hides("▲");
	type("H");
	shows("at the start   ▲ 9");
	shows("4 ways      ▲ 8");
	shows("StartRead u1                ▲ 10");
	type(":hints off<Enter>");
	hides("▲");
}

static void the_step_that_breaks_a_property_has_nothing_after_it(void **state)
{
	(void)state;
	play("storage-cleaner-naive", 1);
	type("Hru");
	shows("step 8 of 9   ▲ 1");
	shows("s1 ReadBlobAndReturn            ▲ 0");
	type("<Right>"); /* past the violation: hints are for the next one */
	shows("ConsistentReads broken");
	shows("step 9 of 9   ▲ 3");
}

static void where_nothing_can_break_it_says_safe(void **state)
{
	(void)state;
	play("working", 1);
	type("H");
	shows("at the start  safe");
	type("r");
	message_is("a violation cannot be reached from here");
}

static void a_run_is_steps_as_if_by_hand_and_b_takes_them_back(void **state)
{
	(void)state;
	play("storage-cleaner-naive", 1);
	type("3r");
	depth_is(9);
	assert_true(ui->scene.session->now.broken);
	assert_true(ui->scene.session->dirty);
	message_is("8 steps to a violation");
	type("b");
	depth_is(1);
	type("$");
	depth_is(9);
}

static void run_until_takes_the_shortest_way_to_a_condition(void **state)
{
	(void)state;
	play("storage-cleaner-naive", 1);
	type(":run until c1 at deleting_keys<Enter>");
	message_is("5 steps to c1 at deleting_keys");
	type(":run until c1 at deleting_keys<Enter>");
	message_is("c1 is deleting_keys already");
	type("b:run until c1 CleanerFinished<Enter>");
	message_is("3 steps to c1 CleanerFinished");
	type("b:run until NoOrphanFiles<Enter>");
	message_is("2 steps to where NoOrphanFiles breaks");
	type("0:run until step 1<Enter>");
	depth_is(1);
	type(":run until step 100<Enter>");
	message_is("this branch ends at step 5");
	type("0:run until TypeOk<Enter>");
	message_is("where TypeOk breaks cannot be reached from here");
	type(":run until c1 at nowhere<Enter>");
	message_is("unknown state \"nowhere\"");
	type(":run until s9 at waiting<Enter>");
	message_is("did you mean \"s1\"?");
	type(":run home<Enter>");
	message_is("run violation");
}

static void a_walk_can_be_repeated_by_its_seed(void **state)
{
	struct buf first, second;

	(void)state;
	play("storage-cleaner-working", 1);
	buf_init(&first);
	buf_init(&second);
	type(":walk 40 7<Enter>");
	message_is("walked 40 steps with seed 7");
	session_schedule(ui->scene.session, &first);
	type("b");
	depth_is(0);
	type(":walk 40 8<Enter>b:walk 40 7<Enter>");
	session_schedule(ui->scene.session, &second);
	assert_string_equal(first.data, second.data);
	buf_release(&first);
	buf_release(&second);
	type(":walk x<Enter>");
	message_is("is not a number of steps");
}

static void a_walk_ends_where_a_property_breaks(void **state)
{
	(void)state;
	play("naive", 1);
	type(":walk 3000 3<Enter>");
	message_is("to a violation");
	assert_int_equal(ui->scene.session->violation_node, ui->scene.session->now.node);
}

/* Also after an earlier violation: breaking a property again is a violation too. */
static void a_walk_says_truly_why_it_ends(void **state)
{
	char keys[60];
	int violations = 0;

	(void)state;
	play("storage-cleaner-naive", 1);
	type(":property NoOrphanFiles on<Enter>:walk 3000 3<Enter>");
	message_is("to a violation");
	for (int seed = 0; seed < (int)share_of(60); seed++) {
		snprintf(keys, sizeof(keys), ":walk 9 %d<Enter>", seed);
		type(keys);

		bool stuck = strstr(ui->message, "no step is possible") != NULL;
		bool broken = strstr(ui->message, "to a violation") != NULL;

		assert_int_equal(stuck, ui->scene.session->now.step_count == 0);
		assert_true(!broken || ui->scene.session->now.broken);
		assert_true(broken || stuck || strstr(ui->message, "walked 9 steps"));
		violations += broken;
	}
	assert_true(violations > (int)share_of(2) - 1);
}

static void a_check_says_what_it_found_and_plays_it(void **state)
{
	(void)state;
	play("storage-cleaner-naive", 1);
	type("3c");
	message_is("ConsistentReads breaks 8 steps after step 1; c plays it");
	type("j");
	shows("8 steps: c plays them");
	type("4c"); /* the counterexample begins where the check was asked for */
	depth_is(9);
	assert_true(ui->scene.session->now.broken);
	type("b");
	depth_is(2);
	type(":check sideways<Enter>");
	message_is("use check or check stop");
}

static void a_check_of_what_holds_says_how_much_it_looked_at(void **state)
{
	(void)state;
	play("working", 1);
	type("c");
	message_is("nothing can break from step 0 on: 1,016 states");
}

static void a_recording_has_no_hints(void **state)
{
	(void)state;
	play("tests/traces/lasso.json", SCOPE_DEFAULT);
	assert_true(ui->scene.session->model->recording);
	type("H");
	message_is("has no design");
	type("c");
	message_is("has no design");
	type("r");
	message_is("no checked property is broken on this branch");
	type(":walk 2 1<Enter>");
	depth_is(2);
}

/* --- beside the playing ----------------------------------------------------------------- */

/* Milliseconds; far longer than anything takes, even under a sanitizer on a busy machine. */
enum { PATIENCE = 10 * 60 * 1000 };

/* Handles messages, as the terminal's loop does, until `text` is on the screen. */
static void await(const char *text)
{
	struct pollfd at = { .fd = ui_message_fd(ui), .events = POLLIN };

	while (!strstr(screen(), text)) {
		if (poll(&at, 1, PATIENCE) != 1)
			fail_msg("no \"%s\" came:\n%s", text, screen());
		ui_handle_messages(ui);
	}
}

static void in_the_background_hints_come_when_they_are_found(void **state)
{
	(void)state;
	play("storage-cleaner-working", 1);
	ui_background(ui);
	type("H");
	await("at the start  safe");
	/* Known hints are shown at once. */
	type("3");
	shows("step 1 of 1  safe");
}

static void keys_do_not_wait_for_what_is_looked_for(void **state)
{
	(void)state;
	play("storage-cleaner-working", 1);
	ui_background(ui);
	type("H");
	for (int i = 0; i < 20; i++)
		type("2u3u4u");
	depth_is(0);
	await("step 0 of 1  safe");
}

/* Hints are searched in the same space meanwhile; the next key acts where the run ends. */
static void a_run_ends_before_the_next_key_acts(void **state)
{
	(void)state;
	play("storage-cleaner-kill", 1);
	ui_background(ui);
	type("Hr3");
	depth_is(15);
	type("b");
	depth_is(0);
	await("step 0 of 15  ▲ 14");
}

static bool stop(void *ctx, const struct progress *progress)
{
	(void)ctx;
	return !progress->doing;
}

static void a_run_that_is_stopped_plays_nothing(void **state)
{
	(void)state;
	play("storage-cleaner-working", 1);
	ui_background(ui);
	progress_to(stop, NULL, 0);
	type("r");
	progress_to(NULL, NULL, 0);
	message_is("the search for the shortest path to a violation was stopped");
	depth_is(0);
	assert_false(ui->scene.session->dirty);
	type("r");
	message_is("a violation cannot be reached from here");
}

static void a_check_in_the_background_shows_how_far_it_is(void **state)
{
	(void)state;
	play("storage-cleaner-working", 1);
	ui_background(ui);
	type("c");
	shows("checking: ");
	type("2u");
	await("nothing can break from step 0 on");
	hides("checking: ");
	type("c:check stop<Enter>");
	hides("checking: ");
}

static void what_was_asked_of_another_session_is_forgotten(void **state)
{
	(void)state;
	play("storage-cleaner-working", 1);
	ui_background(ui);
	type("Hcr");
	type(":open! naive<Enter>");
	await("at the start   ▲ 6");
	/* Hints for some properties say nothing about others. */
	session_set_properties(ui->scene.session, 1); /* TypeOk */
	await("safe");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(hints_are_shown_at_each_step_and_in_the_title, close_ui),
		cmocka_unit_test_teardown(the_step_that_breaks_a_property_has_nothing_after_it, close_ui),
		cmocka_unit_test_teardown(where_nothing_can_break_it_says_safe, close_ui),
		cmocka_unit_test_teardown(a_run_is_steps_as_if_by_hand_and_b_takes_them_back, close_ui),
		cmocka_unit_test_teardown(run_until_takes_the_shortest_way_to_a_condition, close_ui),
		cmocka_unit_test_teardown(a_walk_can_be_repeated_by_its_seed, close_ui),
		cmocka_unit_test_teardown(a_walk_ends_where_a_property_breaks, close_ui),
		cmocka_unit_test_teardown(a_walk_says_truly_why_it_ends, close_ui),
		cmocka_unit_test_teardown(a_check_says_what_it_found_and_plays_it, close_ui),
		cmocka_unit_test_teardown(a_check_of_what_holds_says_how_much_it_looked_at, close_ui),
		cmocka_unit_test_teardown(a_recording_has_no_hints, close_ui),
		cmocka_unit_test_teardown(in_the_background_hints_come_when_they_are_found, close_ui),
		cmocka_unit_test_teardown(keys_do_not_wait_for_what_is_looked_for, close_ui),
		cmocka_unit_test_teardown(a_run_ends_before_the_next_key_acts, close_ui),
		cmocka_unit_test_teardown(a_run_that_is_stopped_plays_nothing, close_ui),
		cmocka_unit_test_teardown(a_check_in_the_background_shows_how_far_it_is, close_ui),
		cmocka_unit_test_teardown(what_was_asked_of_another_session_is_forgotten, close_ui),
	};

	return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
