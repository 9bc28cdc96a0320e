/* Restoring journals that are torn, damaged, old or wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/journal.h>
#include <heddle/session.h>
#include <heddle/trace.h>

#include "journal_aid.h"

/* --- torn lines --------------------------------------------------------------- */

static void a_torn_last_line_is_ignored(void **state)
{
	(void)state;
	die();

	size_t changes = left->changes;

	cut_left(1);
	find_left();
	assert_int_equal(left->changes, changes - 1);
	restore();
	assert_int_equal(session->now.node, 3); /* not the last jump's */
}

static void a_journal_torn_anywhere_is_restored_or_refused(void **state)
{
	(void)state;
	char *text;

	die();

	size_t length = read_left(&text);

	free(text);
	for (size_t size = length; size > 0; size -= size > 7 ? 7 : size) {
		struct err err = { 0 };

		cut_left(size > 7 ? 7 : size);
		session_free(session);
		session = NULL;
		if (journal_restore(left->path, &session, &lost, &err) != 0)
			assert_true(*err.what != '\0');
	}
}

static void an_incomplete_line_is_reported_and_never_completed(void **state)
{
	(void)state;
	/* A line that ends early, by damage and by a crash in the middle of it. */
	static const char *const cut[] = { "step 1 s1 WriteMeta\n", "step 1 s1 WriteMetadata" };

	for (size_t i = 0; i < 2; i++) {
		stop();
		play("naive");
		take_step("s1 StartWrite u1 m1 i1");
		stop();
		find_left();
		append_to_left(cut[i]);
		restore();
		assert_int_equal(lost.line, 6);
		assert_int_equal(lost.changes + lost.behind, 0);
		assert_non_null(strstr(session->origin,
		                       "line 6 of the journal is damaged; everything before it is restored"));
		assert_int_equal(history_count(session->history), 2);
		unlink(left->path);
	}
}

/* --- versions ----------------------------------------------------------------- */

static void journals_of_version_1_are_still_read(void **state)
{
	(void)state;
	die();
	make_left_old();
	find_left();
	assert_null(left->broken);
	assert_int_equal(left->steps, 3);
	restore();
	assert_int_equal(history_count(session->history), 4);
	assert_string_equal(history_note(session->history, 1), "two\nlines; and a \\");
	assert_string_equal(session->origin, "naive, recovered with its last 9 changes");
}

/* Later versions of heddle must read these bytes. */
static void the_bytes_of_version_2_do_not_change(void **state)
{
	(void)state;
	char *text;

	die();
	read_left(&text);
	assert_int_equal(strncmp(text, "heddle-journal 2\n", 17), 0);
	assert_non_null(strstr(text, "5d988b4f what naive\n"));
	assert_non_null(strstr(text, "e17e6b92 step 1 s1 WriteMetadata\n"));
	free(text);
}

/* --- changes that do not fit -------------------------------------------------- */

static void invalid_changes_are_skipped_one_by_one(void **state)
{
	(void)state;
	die();
	make_left_old();
	append_to_left("step 99 s1 FailWrite\nstep 4 s1 Nothing\nat 5\nnote 2 here\nat 0\n");
	restore();
	assert_int_equal(lost.changes, 3);
	assert_non_null(strstr(session->origin, "3 changes no longer fit"));
	assert_string_equal(history_note(session->history, 2), "here");
	assert_int_equal(session->now.node, 0);
}

static void a_step_that_does_not_fit_does_not_move_the_cursor(void **state)
{
	(void)state;
	die_on_trace("tests/traces/naive.json");
	make_left_old();
	append_to_left("step 1 s1 StartWrite u1 m1 i1\n");
	restore();
	assert_int_equal(lost.changes, 1);
	assert_int_equal(session->now.node, 6); /* as in the file */
}

static void a_note_on_an_unknown_node_is_skipped(void **state)
{
	(void)state;
	die(); /* after three steps */
	make_left_old();
	append_to_left("note 4 nowhere\n");
	restore();
	assert_int_equal(lost.changes, 1);
	assert_null(history_note(session->history, 0));
}

/* --- flipped bits ------------------------------------------------------------- */

/* Saves the restored session and opens the result. */
static void saves_and_opens(size_t at, int bit)
{
	struct trace *trace = session_trace(session), *again = NULL;
	struct err err = { 0 };
	struct buf text;

	buf_init(&text);
	assert_int_equal(trace_format_named("itf")->write(trace, &text, NULL, &err), 0);
	if (trace_parse(text.data, text.length, "saved", &again, &err) != 0)
		fail_msg("byte %zu, bit %d: %s: %s", at, bit, err.place, err.what);
	trace_free(again);
	trace_free(trace);
	buf_release(&text);
}

/* The restored session has the first steps of `whole`, and only notes that they have there. */
static void is_beginning_of(const struct session *whole)
{
	struct buf one, other;

	buf_init(&one);
	buf_init(&other);
	assert_true(history_count(session->history) <= history_count(whole->history));
	for (uint32_t i = 1; i < history_count(session->history); i++) {
		buf_clear(&one);
		buf_clear(&other);
		session_step_text(session, i, &one);
		session_step_text(whole, i, &other);
		assert_string_equal(one.data, other.data);
		assert_int_equal(history_parent(session->history, i), history_parent(whole->history, i));
		if (history_note(session->history, i))
			assert_string_equal(history_note(session->history, i),
			                    history_note(whole->history, i));
	}
	buf_release(&other);
	buf_release(&one);
}

static size_t line_at(const char *text, size_t at)
{
	size_t line = 1;

	for (size_t i = 0; i < at; i++)
		line += text[i] == '\n';
	return line;
}

/* The offset of the first line after the header. */
static size_t first_change(const char *text)
{
	return (size_t)(strstr(text, " step ") - 8 - text);
}

static void flip(char *text, size_t length, size_t at, int bit)
{
	text[at] = (char)(text[at] ^ 1 << bit);
	write_left(text, length);
	text[at] = (char)(text[at] ^ 1 << bit);
}

static void a_flipped_bit_is_reported_and_changes_no_other_step(void **state)
{
	(void)state;
	char *text;

	die();
	restore();

	struct session *whole = session;
	size_t length = read_left(&text);

	session = NULL;
	for (size_t at = first_change(text); at < length; at++)
		for (int bit = (int)(at % 3); bit < 8; bit += 3) {
			flip(text, length, at, bit);
			restore();
			assert_int_equal(lost.line, line_at(text, at));
			assert_false(lost.head);
			assert_int_equal(lost.changes, 0);
			is_beginning_of(whole);
			if (bit == 7 || at % 5 == 0)
				saves_and_opens(at, bit);
		}
	free(text);
	session_free(whole);
}

static void a_flipped_bit_in_the_header_is_reported_or_refused(void **state)
{
	(void)state;
	size_t opened = 0;
	char *text;

	die();

	size_t length = read_left(&text);

	for (size_t at = 0; at < first_change(text); at++) {
		struct err err = { 0 };

		flip(text, length, at, 0);
		session_free(session);
		session = NULL;
		if (journal_restore(left->path, &session, &lost, &err) != 0) {
			assert_true(*err.what != '\0');
			continue;
		}
		opened++;
		assert_true(lost.head);
		assert_int_equal(lost.line, line_at(text, at));
		assert_non_null(strstr(session->origin, "is damaged, so this may not be what was played"));
		saves_and_opens(at, 0);
	}
	assert_true(opened > 0);
	free(text);
}

static void a_damaged_note_of_the_base_costs_only_that_note(void **state)
{
	(void)state;
	char *text;

	play("naive");
	session_do_text(session, "s1 StartWrite u1 m1 i1", NULL);
	session_note(session, 1, "a note worth reading");
	journal_track(journal, session);
	stop();
	find_left();

	size_t length = read_left(&text);

	*strstr(text, "worth") = (char)0xf7;
	write_left(text, length);
	free(text);
	restore();
	assert_int_equal(history_count(session->history), 2);
	assert_string_equal(history_note(session->history, 1), "a note \xef\xbf\xbdorth reading");
	saves_and_opens(0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		JOURNAL_TEST(a_torn_last_line_is_ignored),
		JOURNAL_TEST(a_journal_torn_anywhere_is_restored_or_refused),
		JOURNAL_TEST(an_incomplete_line_is_reported_and_never_completed),
		JOURNAL_TEST(journals_of_version_1_are_still_read),
		JOURNAL_TEST(the_bytes_of_version_2_do_not_change),
		JOURNAL_TEST(invalid_changes_are_skipped_one_by_one),
		JOURNAL_TEST(a_step_that_does_not_fit_does_not_move_the_cursor),
		JOURNAL_TEST(a_note_on_an_unknown_node_is_skipped),
		JOURNAL_TEST(a_flipped_bit_is_reported_and_changes_no_other_step),
		JOURNAL_TEST(a_flipped_bit_in_the_header_is_reported_or_refused),
		JOURNAL_TEST(a_damaged_note_of_the_base_costs_only_that_note),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
