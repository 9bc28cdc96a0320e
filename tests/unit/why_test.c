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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bundled_stories_need_all_their_steps),
		cmocka_unit_test(a_cause_leaves_out_what_did_not_matter),
		cmocka_unit_test(a_schedule_that_breaks_nothing_has_no_cause),
		cmocka_unit_test(a_search_that_is_stopped_tells_nothing),
	};

	return cmocka_run_group_tests_name("why", tests, NULL, NULL);
}
