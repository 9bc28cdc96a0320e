/*
 * Why a violation happened: the figures of the bundled stories, which a separate program found too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/explained.h>
#include <heddle/mem.h>
#include <heddle/why.h>

#include "play.h"

/* A story as a question. */
struct story {
	struct session *session;
	struct step *steps;
	struct why_question question;
};

/* The line of its session, up to the first violation. */
static void story_read(struct story *story)
{
	struct session *s = story->session;
	size_t length;
	const uint32_t *line = history_line(s->history, &length);
	uint32_t breaks;

	story->steps = mem_array(length, sizeof(*story->steps));
	for (size_t i = 1; i < length; i++)
		story->steps[i - 1] = *history_step(s->history, line[i]);
	assert_true(s->violation_count > 0);
	breaks = s->violations[0].properties;
	story->question = (struct why_question){ .model = s->model,
		                                 .steps = story->steps,
		                                 .count = history_depth(s->history, s->violations[0].node) };
	while (!(breaks >> story->question.property & 1))
		story->question.property++;
}

static void story_open(struct story *story, const char *trace)
{
	story->session = opened(trace, NULL, NULL);
	story_read(story);
}

static void story_close(struct story *story)
{
	free(story->steps);
	session_free(story->session);
}

static void bundled_stories_need_all_their_steps(void **unused)
{
	static const char *const traces[] = { "traces/naive",
		                              "traces/naive-two",
		                              "traces/improved",
		                              "traces/storage-cleaner-naive",
		                              "traces/storage-cleaner-improved",
		                              "traces/storage-cleaner-kill",
		                              "traces/outbox",
		                              "traces/pending-records",
		                              "traces/bounded-retry" };

	(void)unused;
	for (size_t i = 0; i < sizeof(traces) / sizeof(*traces); i++) {
		struct story story;
		struct why_cause cause;

		story_open(&story, traces[i]);
		assert_int_equal(why_minimal_cause(&story.question, &cause), WHY_KNOWN);
		assert_true(cause.shortest);
		assert_int_equal(cause.count, story.question.count);
		why_cause_release(&cause);
		story_close(&story);
	}
}

static void a_cause_leaves_out_what_did_not_matter(void **unused)
{
	static const char *const played[] = {
		"s1 StartRead u1",        "s1 ReadMetadata",  "s1 ReadBlobAndReturn",
		"s1 StartWrite u1 m1 i1", "s1 WriteMetadata", "s1 FailWrite",
		"s1 StartRead u1",        "s1 ReadMetadata",  "s1 ReadBlobAndReturn",
	};
	struct story story = { .session = opened("naive", NULL, NULL) };
	struct why_cause cause;

	(void)unused;
	for (size_t i = 0; i < 9; i++)
		take(story.session, played[i]);
	story_read(&story);
	assert_int_equal(story.question.count, 9);
	assert_int_equal(why_minimal_cause(&story.question, &cause), WHY_KNOWN);
	assert_true(cause.shortest);
	assert_int_equal(cause.count, 6);
	for (uint32_t i = 0; i < 6; i++)
		assert_int_equal(cause.kept[i], i + 3);
	why_cause_release(&cause);
	story_close(&story);
}

static void a_schedule_that_breaks_nothing_has_no_cause(void **unused)
{
	struct story story = { .session = opened("naive", NULL, NULL) };
	struct why_question *question = &story.question;
	struct why_cause cause;

	(void)unused;
	take(story.session, "s1 StartRead u1");
	story.steps = mem_array(2, sizeof(*story.steps));
	story.steps[0] = story.steps[1] = *history_step(story.session->history, 1);
	*question = (struct why_question){ .model = story.session->model, .steps = story.steps, .count = 1 };
	assert_int_equal(why_minimal_cause(question, &cause), WHY_NONE);
	question->count = 2; /* the second cannot be taken */
	assert_int_equal(why_minimal_cause(question, &cause), WHY_NONE);
	story_close(&story);
}

static void a_search_that_is_stopped_tells_nothing(void **unused)
{
	struct story story;
	struct why_cause cause;

	(void)unused;
	story_open(&story, "traces/naive");
	story.question.limits.steps = 10;
	assert_int_equal(why_minimal_cause(&story.question, &cause), WHY_UNKNOWN);
	assert_null(cause.kept);
	story_close(&story);
}

/* --- orders ------------------------------------------------------------------------- */

static void stories_have_the_orders_that_were_counted_before(void **unused)
{
	static const struct {
		const char *trace;
		uint64_t all, possible, breaking;
		size_t necessary; /* SIZE_MAX: not counted before */
	} rows[] = {
		{ "traces/naive-two", 10, 10, 3, SIZE_MAX },
		{ "traces/storage-cleaner-naive", 84, 5, 4, 1 },
		{ "traces/storage-cleaner-naive-two", 1680, 26, 20, SIZE_MAX },
		{ "traces/storage-cleaner-improved", 4620, 5, 4, SIZE_MAX },
		{ "traces/storage-cleaner-kill", 1681680, 471, 36, 27 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct story story;
		struct why_census census;

		story_open(&story, rows[i].trace);
		assert_int_equal(why_census(&story.question, &census), WHY_KNOWN);
		assert_int_equal(census.all, rows[i].all);
		assert_int_equal(census.possible, rows[i].possible);
		assert_int_equal(census.breaking, rows[i].breaking);
		if (rows[i].necessary != SIZE_MAX)
			assert_int_equal(census.necessary, rows[i].necessary);
		why_census_release(&census);
		story_close(&story);
	}
}

static void the_cleaner_had_to_delete_before_the_read(void **unused)
{
	struct story story;
	struct why_census census;
	size_t necessary = 0;

	(void)unused;
	story_open(&story, "traces/storage-cleaner-naive");
	assert_int_equal(why_census(&story.question, &census), WHY_KNOWN);
	for (size_t i = 0; i < census.order_count; i++) {
		const struct why_order *order = &census.orders[i];

		if (order->forced)
			continue;
		necessary++;
		assert_int_equal(order->before, 7);
		assert_int_equal(order->after, 8);
		assert_int_equal(order->reversed[7], 8);
		assert_int_equal(order->reversed[8], 7);
	}
	assert_int_equal(necessary, 1);
	why_census_release(&census);
	story_close(&story);
}

/* --- chances ------------------------------------------------------------------------ */

static void the_naive_cleaner_has_lost_one_step_before_the_violation(void **unused)
{
	struct story story;
	struct why_chance chance;
	struct step right;

	(void)unused;
	story_open(&story, "traces/storage-cleaner-naive");
	assert_int_equal(why_last_chance(&story.question, &chance), WHY_KNOWN);
	assert_int_equal(chance.lost, 8);
	assert_true(chance.way_count > 0);
	assert_int_equal(step_parse(story.session->model, "s1 ServerReadBlobAndReturn", 26, &right, NULL), 0);
	assert_true(step_equal(&right, &chance.way[0]));
	why_chance_release(&chance);
	story_close(&story);
}

/* --- fine runs ------------------------------------------------------------------------ */

static void the_nearest_fine_run_of_the_naive_cleaner_swaps_the_last_two_steps(void **unused)
{
	static const uint32_t run[] = { 0, 1, 2, 3, 4, 5, 6, 8, 7 };
	struct story story;
	struct why_fine fine;

	(void)unused;
	story_open(&story, "traces/storage-cleaner-naive");
	assert_int_equal(why_nearest_fine(&story.question, &fine), WHY_KNOWN);
	assert_int_equal(fine.differences, 1);
	assert_int_equal(fine.count, 9);
	for (size_t i = 0; i < 9; i++)
		assert_int_equal(fine.run[i].number, run[i]);
	why_fine_release(&fine);
	story_close(&story);
}

static void with_one_process_the_nearest_fine_run_replaces_a_step(void **unused)
{
	struct story story;
	struct why_fine fine;
	struct step instead;

	(void)unused;
	story_open(&story, "traces/improved");
	assert_int_equal(why_nearest_fine(&story.question, &fine), WHY_KNOWN);
	assert_int_equal(fine.differences, 1);
	assert_int_equal(fine.run[5].number, WHY_NO_STEP);
	assert_int_equal(step_parse(story.session->model, "s1 WriteMetadataAndReturn", 25, &instead, NULL),
	                 0);
	assert_true(step_equal(&instead, &fine.run[5].step));
	why_fine_release(&fine);
	story_close(&story);
}

/* --- reasons ---------------------------------------------------------------------------- */

static void what_the_cleaner_knew_was_stale(void **unused)
{
	struct story story;
	struct why_reasons reasons;
	bool found = false;

	(void)unused;
	story_open(&story, "traces/storage-cleaner-improved");
	assert_int_equal(why_reasons(&story.question, &reasons), WHY_KNOWN);
	for (size_t i = 0; i < reasons.count; i++) {
		const struct why_reason *reason = &reasons.items[i];

		if (reason->step != 9 || reason->changed == WHY_NO_STEP)
			continue;
		found = true;
		assert_string_equal(reason->cell, "databaseState.u1.imageId");
		assert_int_equal(reason->seen, 5);
		assert_int_equal(reason->writer, WHY_NO_STEP);
		assert_int_equal(reason->changed, 6);
		assert_string_equal(reason->now, "ui1");
	}
	assert_true(found);
	why_reasons_release(&reasons);
	story_close(&story);
}

/* --- all of it ---------------------------------------------------------------------------- */

static void every_search_that_is_cut_off_is_not_known(void **unused)
{
	struct story story;
	struct why why;

	(void)unused;
	story_open(&story, "traces/storage-cleaner-kill");
	story.question.limits.steps = 20;
	assert_int_equal(why_explain(&story.question, &why), WHY_KNOWN);
	assert_int_equal(why.cause_status, WHY_UNKNOWN);
	assert_int_equal(why.census_status, WHY_UNKNOWN);
	assert_int_equal(why.fine_status, WHY_UNKNOWN);
	why_release(&why);
	story_close(&story);
}

static void runs_of_lines_can_be_played(void **unused)
{
	static const char *const traces[] = { "traces/naive", "traces/storage-cleaner-kill",
		                              "traces/lock-with-lease", "traces/bounded-retry" };

	(void)unused;
	for (size_t i = 0; i < sizeof(traces) / sizeof(*traces); i++) {
		struct story story;
		struct why why;
		struct why_line *lines;
		size_t count, runs = 0;

		story_open(&story, traces[i]);
		assert_int_equal(why_explain(&story.question, &why), WHY_KNOWN);
		count = why_lines(&why, false, &lines);
		for (size_t k = 0; k < count; k++) {
			if (!lines[k].run)
				continue;
			runs++;
			assert_int_equal(explained_play(story.session, lines[k].run, lines[k].run_count),
			                 lines[k].run_count);
			assert_int_equal(session_broken_at(story.session, story.session->now.node), 0);
		}
		assert_true(runs > 0);
		why_lines_release(lines, count);
		why_release(&why);
		story_close(&story);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bundled_stories_need_all_their_steps),
		cmocka_unit_test(a_cause_leaves_out_what_did_not_matter),
		cmocka_unit_test(a_schedule_that_breaks_nothing_has_no_cause),
		cmocka_unit_test(a_search_that_is_stopped_tells_nothing),
		cmocka_unit_test(stories_have_the_orders_that_were_counted_before),
		cmocka_unit_test(the_cleaner_had_to_delete_before_the_read),
		cmocka_unit_test(the_naive_cleaner_has_lost_one_step_before_the_violation),
		cmocka_unit_test(the_nearest_fine_run_of_the_naive_cleaner_swaps_the_last_two_steps),
		cmocka_unit_test(with_one_process_the_nearest_fine_run_replaces_a_step),
		cmocka_unit_test(what_the_cleaner_knew_was_stale),
		cmocka_unit_test(every_search_that_is_cut_off_is_not_known),
		cmocka_unit_test(runs_of_lines_can_be_played),
	};

	return cmocka_run_group_tests_name("why", tests, NULL, NULL);
}
