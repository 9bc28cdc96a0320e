/* Long work tells how far it is, and ends when it is told to, leaving everything as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/json.h>
#include <heddle/progress.h>
#include <heddle/session.h>
#include <heddle/trace.h>

#include "ui/ui_private.h"

enum { STATES = 70000 };

static char path[] = "/tmp/heddle-progress-XXXXXX";

/* Somebody who listens, and stops the work called `stop_at`. */
static struct {
	const char *stop_at; /* null: nothing is stopped */
	struct buf heard;    /* "reading, checking the JSON, " */
	unsigned ends;
	bool too_far;
} listener;

static bool listen(void *ctx, const struct progress *progress)
{
	(void)ctx;
	if (!progress->doing) {
		listener.ends++;
		return true;
	}
	if (progress->all && progress->done > progress->all)
		listener.too_far = true;
	if (!strstr(listener.heard.data, progress->doing))
		buf_printf(&listener.heard, "%s, ", progress->doing);
	return !listener.stop_at || strcmp(progress->doing, listener.stop_at) != 0;
}

static void start_listening(const char *stop_at)
{
	listener.stop_at = stop_at;
	listener.ends = 0;
	listener.too_far = false;
	buf_clear(&listener.heard);
	progress_to(listen, NULL, 0);
}

static int set_up(void **state)
{
	(void)state;
	buf_init(&listener.heard);

	int fd = mkstemp(path);

	return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state)
{
	(void)state;
	progress_to(NULL, NULL, 0);
	buf_release(&listener.heard);
	return unlink(path);
}

/* A counter that counts, as an ITF file. */
static struct buf long_trace(void)
{
	struct buf text;

	buf_init(&text);
	buf_add_text(&text, "{\"vars\":[\"n\"],\"states\":[{\"n\":0}");
	for (int i = 1; i < STATES; i++)
		buf_printf(&text, ",{\"n\":%d}", i);
	buf_add_text(&text, "]}");
	return text;
}

static struct session *open_long(void)
{
	struct buf text = long_trace();
	struct session *session = NULL;
	struct err err = { 0 };

	assert_int_equal(file_write(path, text.data, text.length, true, &err), 0);
	buf_release(&text);
	if (session_open(path, NULL, NULL, &session, &err) < 0)
		assert_string_equal(err.what, "stopped before it was finished");
	return session;
}

/* --- the tests ------------------------------------------------------------------- */

static void work_without_a_listener_is_never_stopped(void **state)
{
	(void)state;
	progress_to(NULL, NULL, 0);
	progress_begin();
	assert_true(progress_at("work", 1, 2));
	assert_false(progress_stopped());
	progress_end();
	assert_true(progress_at("work", 1, 2));
}

static void stopped_work_stays_stopped_until_it_ends(void **state)
{
	(void)state;
	start_listening("work");
	progress_begin();
	progress_begin();
	assert_false(progress_at("work", 1, 2));
	progress_end();
	assert_false(progress_at("more work", 1, 2));
	assert_true(progress_stopped());
	assert_int_equal(listener.ends, 0);
	progress_end();
	assert_int_equal(listener.ends, 1);
	assert_false(progress_stopped());
	progress_begin();
	assert_true(progress_at("other work", 1, 2));
	progress_end();
}

static void short_work_is_not_reported(void **state)
{
	(void)state;
	start_listening(NULL);
	progress_to(listen, NULL, 3600 * 1000);
	progress_begin();
	assert_true(progress_at("work", 1, 2));
	progress_end();
	assert_string_equal(listener.heard.data, "");
	assert_int_equal(listener.ends, 0);
}

static unsigned calls;

static bool count_calls(void *ctx, const struct progress *progress)
{
	(void)ctx;
	calls += progress->doing != NULL;
	return true;
}

static int64_t milliseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void reports_are_no_more_frequent_than_requested(void **state)
{
	enum { PERIOD = 20, TIMES = 3 };
	int64_t began = milliseconds();

	(void)state;
	calls = 0;
	progress_to(count_calls, NULL, PERIOD);
	progress_begin();
	while (calls < TIMES)
		progress_at("work", 1, 2);
	progress_end();
	assert_true(milliseconds() - began >= TIMES * PERIOD - 1);
}

static void progress_is_a_percentage_if_the_end_is_known(void **state)
{
	(void)state;
	char text[40];

	assert_string_equal(progress_text(&(struct progress){ "reading", 21, 50 }, text, sizeof(text)),
	                    "reading: 42 %");
	assert_string_equal(progress_text(&(struct progress){ "states", 1024, 0 }, text, sizeof(text)),
	                    "states: 1024");
}

static void opening_a_long_trace_reports_every_long_phase(void **state)
{
	(void)state;
	start_listening(NULL);

	struct session *session = open_long();

	assert_non_null(session);
	assert_string_equal(listener.heard.data,
	                    "reading, checking the JSON, parsing the JSON, states, laying out, "
	                    "playing, judging, ");
	assert_int_equal(listener.ends, 1);
	assert_false(listener.too_far);
	session_free(session);
}

static void opening_a_long_trace_can_be_stopped_anywhere(void **state)
{
	(void)state;
	static const char *const stops[] = { "reading",    "checking the JSON", "parsing the JSON", "states",
		                             "laying out", "playing",           "judging" };

	for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
		start_listening(stops[i]);
		assert_null(open_long());
		assert_int_equal(listener.ends, 1);
	}
}

static void reading_a_pipe_without_a_writer_can_be_stopped(void **state)
{
	(void)state;
	struct session *session = NULL;
	struct err err = { 0 };

	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	start_listening("reading");
	alarm(60); /* where it cannot be left, this test hangs */
	assert_int_equal(session_open(path, NULL, NULL, &session, &err), -1);
	alarm(0);
	assert_string_equal(err.what, "stopped before it was finished");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(file_write(path, "", 0, false, NULL), 0);
}

static void a_search_across_the_steps_can_be_stopped_and_stays_where_it_was(void **state)
{
	(void)state;
	progress_to(NULL, NULL, 0);

	struct ui *ui = ui_new(open_long(), false);
	uint32_t node = ui->scene.session->now.node;

	start_listening("searching");
	assert_int_equal(ui_run(ui, "find n=69999"), -1);
	assert_non_null(strstr(ui->message,
	                       "search stopped; none of the first 0 of 70000 steps makes \"n=69999\" true"));
	assert_int_equal(ui->scene.session->now.node, node);
	assert_int_equal(ui_run(ui, "search nothing"), -1);
	assert_non_null(strstr(ui->message, "search stopped; \"nothing\" was not found so far"));
	start_listening(NULL);
	assert_int_equal(ui_run(ui, "find n=69999"), 0);
	assert_string_equal(ui->message, "step 69999: n = 69999");
	ui_free(ui);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(work_without_a_listener_is_never_stopped),
		cmocka_unit_test(stopped_work_stays_stopped_until_it_ends),
		cmocka_unit_test(short_work_is_not_reported),
		cmocka_unit_test(reports_are_no_more_frequent_than_requested),
		cmocka_unit_test(progress_is_a_percentage_if_the_end_is_known),
		cmocka_unit_test(opening_a_long_trace_reports_every_long_phase),
		cmocka_unit_test(opening_a_long_trace_can_be_stopped_anywhere),
		cmocka_unit_test(reading_a_pipe_without_a_writer_can_be_stopped),
		cmocka_unit_test(a_search_across_the_steps_can_be_stopped_and_stays_where_it_was),
	};

	return cmocka_run_group_tests_name("progress", tests, set_up, tear_down);
}
