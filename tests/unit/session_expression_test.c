/*
 * Expressions while playing: properties that are added, what is watched, searches; kept in files and over
 * changes of the design.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/model.h>
#include <heddle/session.h>
#include <heddle/trace.h>

#include "screen.h"
#include "ui/ui_private.h"

static const char phases[] = "tests/traces/two-phase.txt", several[] = "tests/traces/continue.txt";

static struct session *opened(const char *what)
{
	struct scope scope = scope_unset();
	struct session *session;
	struct err err = { 0 };

	if (session_open(what, NULL, &scope, &session, &err) < 0)
		fail_msg("%s", err.what);
	return session;
}

static void play(const char *what)
{
	ui = ui_new(opened(what), false);
}

static void run(const char *command)
{
	if (ui_run(ui, command) < 0)
		fail_msg("%s: %s", command, ui->message);
}

static void refused(const char *command, const char *why)
{
	assert_int_equal(ui_run(ui, command), -1);
	if (!strstr(ui->message, why))
		fail_msg("%s: \"%s\" is not in: %s", command, why, ui->message);
}

static void says(const char *text)
{
	if (!strstr(ui->message, text))
		fail_msg("\"%s\" is not in: %s", text, ui->message);
}

static void sees(const char *text)
{
	if (!strstr(screen(), text))
		fail_msg("\"%s\" is not on the screen:\n%s", text, screen());
}

/* --- properties ----------------------------------------------------------------------- */

static void an_added_property_is_checked_at_once_and_told_with_its_values(void **unused)
{
	(void)unused;
	play("naive");
	run("do s1 StartWrite u1 m1 i1");
	run("do s1 WriteMetadata");
	run("property Filled all u in Users: databaseState[u] = UNSET or blobStoreState[u] ≠ UNSET");
	says("Filled");
	sees("Filled broken");
	sees("u = u1: databaseState[u] is m1, not UNSET; blobStoreState[u] is ─");
	run("view properties");
	type("G");
	sees("all u ∈ Users: databaseState[u] = UNSET or blobStoreState[u] ≠ UNSET");
	run("do s1 WriteBlobAndReturn");
	sees("✗ broken at step 2");
	run("property Filled off");
	sees("Filled   off");
	run("property Filled remove");
	assert_true(model_property_index(ui->scene.session->model, "Filled") < 0);
	refused("property Filled remove", "unknown property \"Filled\"");
	refused("property TypeOk remove", "TypeOk belongs to the design");
	refused("property Mine all u in Users: x", "column 17: unknown name \"x\"");
	refused("property Mine databaseState", "expected a condition");
}

static void the_bits_of_the_others_stay_when_one_is_removed(void **unused)
{
	const struct session *session;

	(void)unused;
	play("naive");
	session = ui->scene.session;
	run("property A count(operations) < 9");
	run("property B count(operations) < 8");
	run("property B off");
	run("property C count(operations) < 7");
	run("property A remove");
	assert_int_equal(session->properties >> model_property_index(session->model, "B") & 1, 0);
	assert_int_equal(session->properties >> model_property_index(session->model, "C") & 1, 1);
	assert_int_equal(session->properties >> session->model->property_count, 0);
}

static void what_is_only_judged_where_one_plays_is_not_said_to_be_safe(void **unused)
{
	(void)unused;
	play("working");
	run("property NoLog operations = <<>>");
	run("check");
	says("not covered: NoLog");
	run("hints on");
	says("; not covered: NoLog");
	run("hints off");
	run("property NoLog off");
	run("check");
	assert_null(strstr(ui->message, "not covered"));
}

static struct session *saved_and_opened(struct session *session)
{
	struct trace *trace = session_trace(session), *again;
	struct session *made;
	struct scope scope = scope_unset();
	struct err err = { 0 };
	struct buf text;

	buf_init(&text);
	assert_int_equal(trace_format_named("itf")->write(trace, &text, NULL, &err), 0);
	assert_int_equal(trace_parse(text.data, text.length, "saved", &again, &err), 0);
	if (session_open_trace(again, NULL, NULL, &scope, &made, &err) < 0)
		fail_msg("%s", err.what);
	trace_free(trace);
	trace_free(again);
	buf_release(&text);
	return made;
}

static void what_is_added_and_watched_is_in_the_file(void **unused)
{
	static const char *const what[] = { "naive", phases };
	static const char *const conditions[] = { "count(operations) < 3", "count(msgs) < 2" };
	static const char *const watched[] = { "count(operations)", "{m ∈ msgs: m.type = Commit}" };

	(void)unused;
	for (int i = 0; i < 2; i++) {
		struct session *session = opened(what[i]), *again;

		assert_int_equal(session_add_property(session, "Few", conditions[i], NULL), 0);
		assert_true(session->dirty);
		assert_int_equal(session_watch_path(session, watched[i], NULL), 0);
		again = saved_and_opened(session);
		assert_int_equal(again->conditions.count, 1);
		assert_true(model_property_index(again->model, "Few") >= 0);
		assert_int_equal(again->watched.count, 1);
		assert_string_equal(again->watched.items[0], watched[i]);
		session_free(again);
		session_free(session);
	}
}

static void a_property_waits_where_its_variables_are_missing(void **unused)
{
	struct err err = { 0 };

	(void)unused;
	play("storage-cleaner-kill");
	run("property Early time < 2");
	run("property Logged count(operations) < 9");
	run("design naive");
	assert_true(model_property_index(ui->scene.session->model, "Early") < 0);
	assert_true(model_property_index(ui->scene.session->model, "Logged") >= 0);
	assert_string_equal(session_waiting_condition(ui->scene.session, 0, &err), "Early: time < 2");
	assert_non_null(strstr(err.what, "unknown name \"time\""));
	assert_null(session_waiting_condition(ui->scene.session, 1, &err));
	run("property");
	says("Early waits: unknown name \"time\"");
	refused("property Early", "Early waits: unknown name \"time\"");
	refused("property Early off", "Early waits: unknown name \"time\"");
	refused("property Early true", "there is a property Early already");
	run("design storage-cleaner-working");
	assert_true(model_property_index(ui->scene.session->model, "Early") >= 0);
	run("scope max-time=5");
	assert_true(model_property_index(ui->scene.session->model, "Early") >= 0);
}

static void another_trace_of_the_file_keeps_what_was_added(void **unused)
{
	(void)unused;
	play(several);
	run("property Any true");
	run("trace! 2");
	assert_true(model_property_index(ui->scene.session->model, "Any") >= 0);
}

/* --- watching and searching ------------------------------------------------------------ */

static void an_expression_is_watched_over_all_steps(void **unused)
{
	(void)unused;
	play(phases);
	run("watch count(msgs)");
	run("watch tm.phase = committed");
	run("view watch");
	sees("count(msgs)");
	sees("tm.phase = committed");
	sees("TRUE");
	run("unwatch all");
	run("watch {r in keys(rm): rm[r].state = working}");
	sees("{r in keys(rm): rm[r].state = working}");
	refused("watch count(msg)", "unknown name \"msg\"; did you mean \"msgs\"");
	refused("watch msg", "unknown variable \"msg\"");
	run("watch rm[r1].state");
	refused("watch rm[r9].state", "no state has \"rm[r9].state\"");
}

static void a_condition_is_found_where_it_comes_true(void **unused)
{
	(void)unused;
	play(phases);
	run("find tm.phase = committed and count(msgs) > 1");
	says("step 3: tm.phase = committed and count(msgs) > 1");
	assert_int_equal(ui->scene.session->now.depth, 3);
	type("n");
	says("the only match");
	refused("find count(msgs) > 5", "no step of this branch makes \"count(msgs) > 5\" true");
	run("jump 0");
	run("run until some r in keys(rm): rm[r].state = aborted");
	assert_int_equal(ui->scene.session->now.depth, 4);
	run("back");
	assert_int_equal(ui->scene.session->now.depth, 0);
	refused("run until rm.r1.state = working", "no later step");
	refused("run until rm.r1.stat = working", "did you mean \"state\"");
	/* What is no condition is searched as text. */
	run("find committed");
	assert_int_equal(ui->scene.session->now.depth, 3);
}

static void completes(complete_fn *complete, const char *args, const char *with)
{
	struct buf out;

	buf_init(&out);
	complete(ui, args, &out);
	if (!out.data || !strstr(out.data, with))
		fail_msg("%s: \"%s\" is not in: %s", args, with, out.data);
	buf_release(&out);
}

static void names_are_completed_in_expressions(void **unused)
{
	struct buf out;

	(void)unused;
	play(phases);
	buf_init(&out);
	complete_property(ui, "Mine all m in ms", &out);
	assert_non_null(strstr(out.data, "Mine all m in msgs"));
	buf_clear(&out);
	complete_property(ui, "Mine tm.phase = comm", &out);
	assert_non_null(strstr(out.data, "Mine tm.phase = committed"));
	completes(complete_property, "Mine all m in msgs: rm'.", "Mine all m in msgs: rm'.r2\n");
	completes(complete_property, "Mine rm.r1.st", "Mine rm.r1.state\n");
	completes(complete_watch, "count(ms", "count(msgs\n");
	completes(complete_watch, "rm.r", "rm.r1\n");
	completes(complete_run, "until count(ms", "until count(msgs\n");
	run("property Mine true");
	completes(complete_property, "Mine r", "Mine remove\n");
	buf_release(&out);
}

static void run_does_not_search_for_what_was_added(void **unused)
{
	struct buf out;

	(void)unused;
	play("naive");
	run("property Mine databaseState.u1 = UNSET");
	refused("run until Mine", "run does not search for Mine");
	buf_init(&out);
	complete_run(ui, "until ", &out);
	assert_null(strstr(out.data, "until Mine"));
	assert_non_null(strstr(out.data, "until s1"));
	buf_release(&out);
}

#define TEST(name) cmocka_unit_test_teardown(name, close_ui)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_added_property_is_checked_at_once_and_told_with_its_values),
		TEST(the_bits_of_the_others_stay_when_one_is_removed),
		TEST(what_is_only_judged_where_one_plays_is_not_said_to_be_safe),
		TEST(what_is_added_and_watched_is_in_the_file),
		TEST(a_property_waits_where_its_variables_are_missing),
		TEST(another_trace_of_the_file_keeps_what_was_added),
		TEST(an_expression_is_watched_over_all_steps),
		TEST(a_condition_is_found_where_it_comes_true),
		TEST(names_are_completed_in_expressions),
		TEST(run_does_not_search_for_what_was_added),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
