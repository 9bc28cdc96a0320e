/* Messages and questions when saving and opening. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "screen.h"
#include "ui/ui_private.h"

static char folder[64];
static int before;

static int set_up(void **state)
{
	struct session *session;

	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/heddle-save-XXXXXX");
	before = open(".", O_RDONLY);
	if (before < 0 || !mkdtemp(folder) || chdir(folder) != 0 ||
	    session_open("naive", NULL, NULL, &session, NULL) != 0)
		return -1;
	ui = ui_new(session, false);
	ui_resize(ui, 100, 24);
	type("1<Enter>");
	return 0;
}

static int tear_down(void **state)
{
	close_ui(state);
	unlink("x.itf.json");
	unlink("pipe");
	if (fchdir(before) != 0)
		return -1;
	close(before);
	return rmdir(folder);
}

static void a_device_or_a_pipe_saves_nothing(void **state)
{
	int reader;

	(void)state;
	type(":save! /dev/null<Enter>");
	shows("wrote to /dev/null, which does not keep it: still unsaved");
	assert_true(ui->scene.session->dirty);
	assert_null(ui->scene.session->path);
	assert_int_equal(mkfifo("pipe", 0600), 0);
	reader = open("pipe", O_RDWR);
	type(":save! pipe<Enter>");
	close(reader);
	shows("which does not keep it");
	assert_true(ui->scene.session->dirty);
	type(":save x.itf.json<Enter>");
	shows("saved x.itf.json");
	assert_false(ui->scene.session->dirty);
}

static void a_pipe_without_a_reader_does_not_hang(void **state)
{
	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	type(":save! pipe<Enter>");
	shows("is a pipe without a reader");
	assert_true(ui->scene.session->dirty);
}

static void append(const char *text)
{
	FILE *file = fopen("x.itf.json", "a");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void a_file_that_another_program_changed_is_not_replaced_silently(void **state)
{
	struct session *session;

	(void)state;
	type(":save x.itf.json<Enter>");
	type("nfirst<Enter>:save x.itf.json<Enter>");
	shows("x.itf.json exists. Replace it?");
	type("y");
	shows("saved x.itf.json");
	append(" ");
	type("nsecond<Enter>:save<Enter>");
	shows("x.itf.json was changed by another program since heddle read or wrote it. Replace "
	      "it?");
	type("n");
	assert_true(ui->scene.session->dirty);
	type(":save!<Enter>");
	shows("saved x.itf.json");

	/* The same for a file that was opened. */
	assert_int_equal(session_open("x.itf.json", NULL, NULL, &session, NULL), 0);
	ui_set_session(ui, session);
	type("nthird<Enter>:save<Enter>");
	shows("x.itf.json exists. Replace it?");
	type("n");
	append(" ");
	type(":save<Enter>");
	shows("was changed by another program");
	type("y");
	shows("saved x.itf.json");
}

static void what_cannot_be_replaced_is_reported_without_a_question(void **state)
{
	struct session *session;

	(void)state;
	assert_int_equal(mknod("x.tlc.json", S_IFSOCK | 0600, 0), 0);
	type(":save x.tlc.json<Enter>");
	shows("is a device or a socket");
	assert_null(strstr(screen(), "[y/N]"));
	type(":schedule x.tlc.json<Enter>");
	shows("is a device or a socket");
	assert_null(strstr(screen(), "[y/N]"));
	unlink("x.tlc.json");

	/* Nor what the format cannot hold. */
	FILE *file = fopen("x.itf.json", "w");

	assert_non_null(file);
	fputs("{\"vars\": [\"x\"], \"states\": [{\"x\": {\"#unserializable\": \"\"}}]}", file);
	fclose(file);
	assert_int_equal(session_open("x.itf.json", NULL, NULL, &session, NULL), 0);
	ui_set_session(ui, session);
	file = fopen("x.tlc.json", "w");
	assert_non_null(file);
	fclose(file);
	type(":save x.tlc.json<Enter>");
	unlink("x.tlc.json");
	assert_null(strstr(screen(), "[y/N]"));
	shows("x has no value in state 1");
}

static void what_cannot_be_opened_is_reported_without_a_question(void **state)
{
	static const char *const keys[] = { ":open nofile<Enter>", ":open x.itf.json<Enter>",
		                            ":trace 3<Enter>" };
	static const char *const told[] = { "unknown design, trace or file \"nofile\"", "x.itf.json",
		                            "is not from a file with several traces" };

	(void)state;
	append("no trace");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		type(keys[i]);
		assert_false(ui->prompting);
		assert_int_equal(ui->message_kind, MESSAGE_ERROR);
		shows(told[i]);
		assert_true(ui->scene.session->dirty);
	}
	ui_paste(ui, "# heddle schedule: design=improved\ns1 Nonsense\n");
	assert_false(ui->prompting);
	shows("Nonsense");
	type(":open improved<Enter>");
	shows("You have unsaved steps. Discard them? [y/N]");
	type("y");
	assert_string_equal(ui->scene.session->model->name, "improved");
}

static void a_trace_that_is_not_in_the_file_is_reported_without_a_question(void **state)
{
	char path[200];
	struct session *session;

	(void)state;
	snprintf(path, sizeof(path), "/proc/self/fd/%d/tests/traces/continue.txt", before);
	assert_int_equal(session_open(path, NULL, NULL, &session, NULL), 0);
	ui_set_session(ui, session);
	type("nunsaved<Enter>:trace 99<Enter>");
	assert_false(ui->prompting);
	shows("no trace \"99\" in the file; give a number from 1 to");
	type(":trace 2<Enter>");
	shows("You have unsaved steps. Discard them? [y/N]");
	type("y");
	assert_int_equal(ui->scene.session->trace_number, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_device_or_a_pipe_saves_nothing),
		TEST(a_pipe_without_a_reader_does_not_hang),
		TEST(a_file_that_another_program_changed_is_not_replaced_silently),
		TEST(what_cannot_be_replaced_is_reported_without_a_question),
		TEST(what_cannot_be_opened_is_reported_without_a_question),
		TEST(a_trace_that_is_not_in_the_file_is_reported_without_a_question),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
