/*
 * The view of an explanation: all of it is on the smallest screen for each bundled story, and its lines can
 * be played.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/bundled.h>
#include <heddle/session.h>

#include "play.h"
#include "screen.h"
#include "ui/ui_private.h"

static void explain_story(const char *trace)
{
	open_ui(opened(trace, NULL, NULL));
	type("$e");
}

static void all_stories_fit_the_smallest_screen(void **unused)
{
	(void)unused;
	for (const struct bundled *row = bundled_traces; row->name; row++) {
		explain_story(row->name);
		if (!strstr(screen(), " why ") || !strstr(screen(), " lost since ") ||
		    !strstr(screen(), " nearest fine "))
			fail_msg("%s:\n%s", row->name, screen());
		close_ui(NULL);
	}
}

static void enter_goes_to_the_step_that_a_line_names(void **unused)
{
	(void)unused;
	explain_story("traces/storage-cleaner-naive");
	type("jj<Enter>"); /* 9 found blobStoreState.ui1 = ─; from 8 */
	assert_int_equal(ui->scene.session->now.depth, 8);
	shows(" nearest fine ");
	close_ui(NULL);
}

static void enter_plays_a_fine_run_as_a_branch_and_b_goes_back(void **unused)
{
	(void)unused;
	explain_story("traces/storage-cleaner-naive");
	type("G<Enter>");
	assert_int_equal(ui->scene.session->now.depth, 9);
	assert_int_equal(ui->scene.session->now.broken, 0);
	assert_int_equal(history_count(ui->scene.session->history), 12);
	type("b");
	assert_true(ui->scene.session->now.broken != 0);
	close_ui(NULL);
}

static void at_the_start_the_violation_of_the_line_is_explained(void **unused)
{
	(void)unused;
	open_ui(opened("traces/storage-cleaner-naive", NULL, NULL));
	type("0e");
	shows("ConsistentReads is broken at step 9");
	type("qp0e");
	shows("ConsistentReads is broken at step 9");
	close_ui(NULL);
}

static void a_step_that_breaks_nothing_tells_what_it_changed(void **unused)
{
	(void)unused;
	open_ui(opened("traces/storage-cleaner-naive", NULL, NULL));
	type(":jump 8<Enter>e");
	shows(" changed ");
	shows("blobStoreState.ui1: i1");
	close_ui(NULL);
}

static void lanes_mark_what_was_explained(void **unused)
{
	(void)unused;
	open_ui(opened("traces/storage-cleaner-naive", NULL, NULL));
	type("$s");
	hides("lost here"); /* nothing was asked yet */
	type("qes");
	shows("DeletingKeys ui1 \xe2\x86\x92 before 9, lost here");
	shows("\xe2\x86\x92 last chance");
	close_ui(NULL);
}

static void a_line_with_nothing_to_play_says_so(void **unused)
{
	(void)unused;
	explain_story("traces/storage-cleaner-naive");
	refuses("why 6"); /* needs all 9 steps */
	message_is("nothing to play");
	refuses("why 99");
	message_is("no line 99");
	close_ui(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_stories_fit_the_smallest_screen),
		cmocka_unit_test(enter_goes_to_the_step_that_a_line_names),
		cmocka_unit_test(enter_plays_a_fine_run_as_a_branch_and_b_goes_back),
		cmocka_unit_test(at_the_start_the_violation_of_the_line_is_explained),
		cmocka_unit_test(a_step_that_breaks_nothing_tells_what_it_changed),
		cmocka_unit_test(lanes_mark_what_was_explained),
		cmocka_unit_test(a_line_with_nothing_to_play_says_so),
	};

	return cmocka_run_group_tests_name("the view of explanations", tests, NULL, NULL);
}
