/*
 * Schedules as text: short and full forms mean the same, on random walks through every design.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/schedule.h>

#include "play.h"

enum { SEEDS = 3, STEPS = 40 };

static uint64_t state_of_chance;

static uint32_t pick(size_t below)
{
	state_of_chance = state_of_chance * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)((state_of_chance >> 33) % below);
}

static struct session *start(const char *design, unsigned seed)
{
	struct scope scope = scope_unset();
	scope.of[SCOPE_SERVERS] = 1 + (int)(seed % 2);
	scope.of[SCOPE_USERS] = 1 + (int)(seed % 3);
	scope.of[SCOPE_OPERATIONS] = 2; /* small, so that models grow on the way */
	state_of_chance = seed + 1;
	return opened(design, NULL, &scope);
}

/* With constants whose names are hard to separate in a line of words. */
static struct session *start_with_odd_names(const char *design)
{
	struct session *session = NULL;
	struct err err = { 0 };
	char head[300];
	snprintf(head, sizeof head,
	         "# heddle schedule: design=%s users:\"user one\",\"\",\"s;1\" servers:\"u\\\"1\",\"#2\" "
	         "metadatas:\"\\u{202e}\" images:\"a,b\\nc\",StartWrite",
	         design);
	state_of_chance = 7;
	if (schedule_open(head, NULL, NULL, &session, &err) != 0)
		fail_msg("%s: %s", err.place, err.what);
	return session;
}

typedef void walk_fn(struct session *session);

static void on_every_design(walk_fn *law)
{
	for (const struct bundled *row = bundled_designs; row->name; row++)
		for (unsigned seed = 0; seed <= SEEDS; seed++) {
			struct session *session =
			        seed < SEEDS ? start(row->name, seed) : start_with_odd_names(row->name);
			law(session);
			session_free(session);
		}
}

static void wander(struct session *session)
{
	for (unsigned i = 0; i < STEPS && session->now.step_count; i++) {
		struct step step = session->now.steps[pick(session->now.step_count)];
		assert_int_equal(session_do(session, &step, NULL), 0);
	}
}

/* --- laws ------------------------------------------------------------------- */

static void every_short_step_means_the_step(struct session *session)
{
	struct buf text, full;
	buf_init(&text);
	buf_init(&full);
	for (unsigned i = 0; i < STEPS && session->now.step_count; i++) {
		const struct session_now *now = &session->now;
		for (size_t k = 0; k < now->step_count; k++) {
			struct step step;
			buf_clear(&text);
			buf_clear(&full);
			step_show(session->model, &now->steps[k], &full);
			schedule_short(session->model, now->steps, now->step_count, k, &text);
			assert_true(text.length <= full.length);
			assert_int_equal(schedule_step(session->model, now->steps, now->step_count, text.data,
			                               text.length, &step, NULL),
			                 0);
			assert_true(step_equal(&step, &now->steps[k]));
			assert_int_equal(schedule_step(session->model, now->steps, now->step_count, full.data,
			                               full.length, &step, NULL),
			                 0);
			assert_true(step_equal(&step, &now->steps[k]));
		}
		struct step next = now->steps[pick(now->step_count)];
		assert_int_equal(session_do(session, &next, NULL), 0);
	}
	buf_release(&full);
	buf_release(&text);
}

static void a_short_step_means_the_step(void **unused)
{
	(void)unused;
	on_every_design(every_short_step_means_the_step);
}

static void copy_and_open(struct session *session)
{
	struct buf line, text;
	wander(session);
	buf_init(&line);
	session_schedule(session, &line);
	for (int brief = 0; brief < 2; brief++) {
		struct session *copy = NULL;
		struct err err = { 0 };
		buf_init(&text);
		schedule_text(session, brief, &text);
		if (schedule_open(text.data, NULL, NULL, &copy, &err) != 0)
			fail_msg("%s: %s", err.place, err.what);
		schedule_is(copy, line.data);
		assert_false(copy->other_version);
		assert_string_equal(copy->model->name, session->model->name);
		session_free(copy);
		buf_release(&text);
	}
	buf_release(&line);
}

static void a_schedule_copied_in_either_form_opens_as_itself(void **unused)
{
	(void)unused;
	on_every_design(copy_and_open);
}

static void paste_again(struct session *session)
{
	struct buf line, text;
	size_t count = 0, length;
	wander(session);
	buf_init(&line);
	buf_init(&text);
	session_schedule(session, &line);
	schedule_text(session, true, &text);
	history_line(session->history, &length);
	size_t nodes = history_count(session->history);
	session_jump(session, 0);
	session->dirty = false;
	assert_int_equal(schedule_play(session, text.data, &count, NULL), 0);
	assert_int_equal(count, length - 1);
	assert_int_equal(session->now.depth, length - 1);
	assert_int_equal(history_count(session->history), nodes);
	assert_false(session->dirty); /* it was all there */
	schedule_is(session, line.data);
	buf_release(&text);
	buf_release(&line);
}

static void a_schedule_pasted_where_it_came_from_adds_nothing(void **unused)
{
	(void)unused;
	on_every_design(paste_again);
}

static void paste_what_does_not_fit(struct session *session)
{
	struct buf text;
	struct err err = { 0 };
	wander(session);
	size_t nodes = history_count(session->history);
	uint64_t generation = session->generation;
	buf_init(&text);
	schedule_text(session, false, &text);
	text.data[text.length - 1] = ';';
	buf_add_text(&text, " nobody does this");
	size_t length;
	history_line(session->history, &length);
	assert_int_equal(schedule_play(session, text.data, NULL, &err), -1);
	char place[60];
	snprintf(place, sizeof place, "step %zu, word 1", length);
	assert_string_equal(err.place, place);
	assert_int_equal(history_count(session->history), nodes);
	assert_int_equal(session->now.depth, length - 1);
	assert_true(session->generation == generation);
	buf_release(&text);
}

static void a_schedule_that_stops_fitting_changes_nothing(void **unused)
{
	(void)unused;
	on_every_design(paste_what_does_not_fit);
}

/* --- examples --------------------------------------------------------------- */

static void unusual_names_of_constants_are_restored(void **unused)
{
	(void)unused;
	struct session *session, *copy;
	struct buf text;
	struct err err = { 0 };
	const char *head = "# heddle schedule: design=naive users:bob,alice\n"
	                   "StartWrite alice m1 i1; WriteM; fail";
	if (schedule_open(head, NULL, NULL, &session, &err) != 0)
		fail_msg("%s: %s", err.place, err.what);
	schedule_is(session, "s1 StartWrite alice m1 i1; s1 WriteMetadata; s1 FailWrite");
	buf_init(&text);
	schedule_text(session, true, &text);
	assert_int_equal(schedule_open(text.data, NULL, NULL, &copy, &err), 0);
	schedule_is(copy, "s1 StartWrite alice m1 i1; s1 WriteMetadata; s1 FailWrite");
	buf_release(&text);
	session_free(copy);
	session_free(session);
}

static void a_process_with_one_enabled_step_identifies_it(void **unused)
{
	(void)unused;
	struct session *session = opened("storage-cleaner-naive", NULL, NULL);
	take(session, "c1");
	schedule_is(session, "c1 CleanerStartGetBlobKeys");
	take(session, "start m2 i1");
	take(session, "s1 writeblob ui3");
	schedule_is(session, "c1 CleanerStartGetBlobKeys; s1 ServerStartWrite u1 m2 i1; "
	                     "s1 ServerWriteBlob ui3");
	session_free(session);
}

static void an_ambiguous_step_is_refused_with_the_candidates(void **unused)
{
	(void)unused;
	struct scope scope = scope_unset();
	struct err err = { 0 };
	scope.of[SCOPE_SERVERS] = 2;
	struct session *session = opened("naive", NULL, &scope);
	assert_int_equal(session_do_text(session, "startread", &err), -1);
	assert_string_equal(err.what,
	                    "\"startread\" is ambiguous, 2 steps match: s1 StartRead u1, s2 StartRead u1");
	assert_string_equal(err.place, "word 1");
	assert_int_equal(session->now.depth, 0);
	session_free(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_step_means_the_step),
		cmocka_unit_test(a_schedule_copied_in_either_form_opens_as_itself),
		cmocka_unit_test(a_schedule_pasted_where_it_came_from_adds_nothing),
		cmocka_unit_test(a_schedule_that_stops_fitting_changes_nothing),
		cmocka_unit_test(unusual_names_of_constants_are_restored),
		cmocka_unit_test(a_process_with_one_enabled_step_identifies_it),
		cmocka_unit_test(an_ambiguous_step_is_refused_with_the_candidates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
