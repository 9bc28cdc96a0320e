/* The prompt: editing, earlier command lines, completion, questions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/err.h>
#include <heddle/scope.h>
#include <heddle/session.h>

#include "play.h"
#include "screen.h"
#include "ui/ui_private.h"

static int set_up(void **state)
{
	(void)state;
	open_ui(opened("naive", NULL, NULL));
	return 0;
}

static void characters_go_in_where_the_cursor_is(void **state)
{
	(void)state;
	type(":ac<Left>b<Home>_<End>!");
	input_is("_abc!");
	type("<C-a><Delete><C-e><Backspace>");
	input_is("abc");
	type("<C-u>one two three<C-w>");
	input_is("one two ");
	type("<C-a><C-f><C-k>");
	input_is("o");
}

static void characters_of_several_bytes_are_never_split(void **state)
{
	(void)state;
	type(":é日x<Left><Left><Backspace>");
	input_is("日x");
	type("<Delete>");
	input_is("x");
	ui_key(ui, "\xff");
	ui_key(ui, "\033");
	ui_key(ui, "F5");
	ui_key(ui, "");
	input_is("x");
}

static void a_full_input_takes_no_more(void **state)
{
	(void)state;
	type(":");
	for (int i = 0; i < 3000; i++)
		ui_key(ui, i % 2 ? "é" : "日");
	assert_true(ui->input_length < UI_TEXT_MAX);
	assert_int_equal(ui->input_length, strlen(ui->input));
	type("<Home><End><Left>");
	type("<Esc>");
	assert_false(ui->prompting);
}

static void a_text_that_is_too_long_is_refused(void **state)
{
	char text[2 * UI_TEXT_MAX];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	type(":note ");
	ui_paste(ui, text);
	input_is("note ");
	shows("the text is too long: at most 999 bytes");
	ui_key(ui, "y");
	hides("no room");
	ui_paste(ui, "one\ntwo");
	input_is("note yone; two");
}

static void backspace_on_nothing_and_esc_close_the_prompt(void **state)
{
	(void)state;
	type(":a<Backspace>");
	assert_true(ui->prompting);
	type("<Backspace>");
	assert_false(ui->prompting);
	type(":undo<Esc>");
	assert_false(ui->prompting);
	type("/<C-c>");
	assert_false(ui->prompting);
}

static void earlier_command_lines_come_back(void **state)
{
	(void)state;
	type(":view lanes<Enter>:view play<Enter>:view play<Enter>:<Up>");
	input_is("view play");
	type("<Up>");
	input_is("view lanes");
	type("<Up><Down>");
	input_is("view play");
	type("<Down>");
	input_is("");
	type("<Down><Esc>");
}

static void the_command_of_a_key_cannot_be_deleted(void **state)
{
	(void)state;
	type("nwhy it<C-u>");
	input_is("note ");
	type("a b<C-w><C-w><C-w>");
	input_is("note ");
	type("x<Left><Left><Left>y<Home>z");
	input_is("note zyx");
	type("<Home><Backspace><C-k>");
	input_is("note ");
	assert_true(ui->prompting);
	type("<Backspace>");
	assert_false(ui->prompting);
	type(":note one<Enter>:view play<Enter>n<C-u>two<Up>");
	input_is("note one");
	type("<Down>");
	input_is("note ");
	type("<Esc>");
}

static void tab_adds_the_common_prefix_and_then_cycles(void **state)
{
	(void)state;
	type(":boo<Tab>");
	input_is("bookmark ");
	type("<C-u>sear<Tab>");
	input_is("search");
	type("<Tab><Tab>");
	input_is("search-next");
	type("<S-Tab>");
	input_is("search");
	type("x");
	assert_null(ui->completions);
	type("<C-u>zzz<Tab>");
	input_is("zzz");
}

static void tab_completes_arguments(void **state)
{
	(void)state;
	type(":do s1 StartR<Tab>");
	input_is("do s1 StartRead u1 ");
	type("<C-u>view prog<Tab>");
	input_is("view program ");
	type("<C-u>property Consis<Tab>");
	input_is("property ConsistentReads ");
	type("<C-u>scope serv<Tab>");
	input_is("scope servers=");
	type("<C-u>hints of<Tab>");
	input_is("hints off ");
	type("<C-u>branch p<Tab>");
	input_is("branch previous ");
	type("<C-u>check <Tab>");
	input_is("check stop ");
	type("<C-u>open nai<Tab>");
	assert_memory_equal(ui->input, "open naive", 10);
	type("<C-u>do s1 StartW<Tab><Enter>");
	assert_true(ui->message_kind == MESSAGE_ERROR);
}

static void tab_completes_paths_and_folders_end_in_a_slash(void **state)
{
	char folder[] = "/tmp/heddle-prompt-XXXXXX", before[4096];

	(void)state;
	assert_non_null(getcwd(before, sizeof(before)));
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(mkdir("sub", 0700), 0);
	type(":open ./su<Tab>");
	input_is("open ./sub/");
	type("<Esc>");
	assert_int_equal(rmdir("sub"), 0);
	assert_int_equal(chdir(before), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void a_tilde_is_the_home_folder_only_as_a_whole_name(void **state)
{
	static const struct {
		const char *path, *expanded;
	} paths[] = {
		{ "~", "/home/me" }, { "~/x", "/home/me/x" }, { "~x", "~x" }, { "x/~/y", "x/~/y" }, { "", "" }
	};
	char *home = strdup(getenv("HOME"));

	(void)state;
	setenv("HOME", "/home/me", 1);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		char *expanded = expand_path(paths[i].path);

		assert_string_equal(expanded, paths[i].expanded);
		free(expanded);
	}
	setenv("HOME", home, 1);
	free(home);
}

static void every_command_can_be_completed_from_nothing(void **state)
{
	(void)state;
	for (const struct command *command = commands; command->name; command++) {
		type(":");
		for (const char *at = command->name; *at; at++)
			ui_key(ui, (char[]){ *at, '\0' });
		type(" <Tab><Tab><S-Tab><Esc>");
		assert_false(ui->prompting);
	}
}

static void typing_replaces_a_proposed_name_and_moving_keeps_it(void **state)
{
	char before[4096];

	/* The proposal depends on whether the working folder is writable. */
	(void)state;
	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir("/tmp"), 0);
	type("w");
	input_is("save naive.itf.json");
	type("lesson1");
	input_is("save lesson1");
	type("<Esc>w<Left><Left><Left><Left><Left><Left><Left><Left><Left>2");
	input_is("save naive2.itf.json");
	type("<Esc>w<End>~x");
	input_is("save naive.itf.json~x");
	type("<Esc>w<Backspace>");
	input_is("save ");
	assert_true(ui->prompting);
	type("a<Esc>w<Delete>");
	input_is("save ");
	type("<Esc>w");
	ui_paste(ui, "pasted");
	input_is("save pasted");
	type("<Esc>");
	assert_int_equal(chdir(before), 0);
	/* An existing note is edited, and is not a proposal. */
	type(":note why<Enter>n not");
	input_is("note why not");
	type("<Esc>");
}

static void a_question_is_answered_by_y_or_n_only(void **state)
{
	(void)state;
	ui_ask(ui, "Really?", "quit!");
	type("xw<Tab>1");
	assert_true(ui->prompting);
	type("n");
	assert_false(ui->prompting);
	assert_false(ui->quit);
	ui_ask(ui, "Really?", "quit!");
	ui_ask_also(ui, 'd', "throw it away", "view lanes");
	type("d");
	assert_string_equal(ui->view->name, "lanes");
	ui_ask(ui, "Really?", "quit!");
	type("d");
	assert_true(ui->prompting);
	type("y");
	assert_true(ui->quit);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, close_ui)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(characters_go_in_where_the_cursor_is),
		TEST(characters_of_several_bytes_are_never_split),
		TEST(a_full_input_takes_no_more),
		TEST(a_text_that_is_too_long_is_refused),
		TEST(backspace_on_nothing_and_esc_close_the_prompt),
		TEST(earlier_command_lines_come_back),
		TEST(the_command_of_a_key_cannot_be_deleted),
		TEST(tab_adds_the_common_prefix_and_then_cycles),
		TEST(tab_completes_arguments),
		TEST(tab_completes_paths_and_folders_end_in_a_slash),
		TEST(a_tilde_is_the_home_folder_only_as_a_whole_name),
		TEST(every_command_can_be_completed_from_nothing),
		TEST(typing_replaces_a_proposed_name_and_moving_keeps_it),
		TEST(a_question_is_answered_by_y_or_n_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
