/* The line that is typed: editing, what was typed before, completion, questions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/err.h>
#include <heddle/scope.h>
#include <heddle/session.h>

#include "screen.h"
#include "ui/ui_private.h"

static int set_up(void **state)
{
	struct scope scope = scope_unset();
	struct session *session;

	(void)state;
	if (session_open("naive", NULL, &scope, &session, NULL) < 0)
		return -1;
	ui = ui_new(session, false);
	return 0;
}

static void characters_go_in_where_the_cursor_is(void **state)
{
	(void)state;
	type(":ac<Left>b<Home>_<End>!");
	assert_string_equal(ui->input, "_abc!");
	type("<C-a><Delete><C-e><Backspace>");
	assert_string_equal(ui->input, "abc");
	type("<C-u>one two three<C-w>");
	assert_string_equal(ui->input, "one two ");
	type("<C-a><C-f><C-k>");
	assert_string_equal(ui->input, "o");
}

static void characters_of_several_bytes_are_never_split(void **state)
{
	(void)state;
	type(":é日x<Left><Left><Backspace>");
	assert_string_equal(ui->input, "日x");
	type("<Delete>");
	assert_string_equal(ui->input, "x");
	ui_key(ui, "\xff");
	ui_key(ui, "\033");
	ui_key(ui, "F5");
	ui_key(ui, "");
	assert_string_equal(ui->input, "x");
}

static void a_line_that_is_full_takes_no_more(void **state)
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

static void what_has_no_room_in_the_line_is_said(void **state)
{
	char text[2 * UI_TEXT_MAX];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	type(":note ");
	ui_paste(ui, text);
	assert_string_equal(ui->input, "note ");
	assert_non_null(strstr(screen(), "the text is too long: at most 999 bytes"));
	ui_key(ui, "y");
	assert_null(strstr(screen(), "no room"));
	ui_paste(ui, "one\ntwo");
	assert_string_equal(ui->input, "note yone; two");
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

static void what_was_typed_before_comes_back(void **state)
{
	(void)state;
	type(":view lanes<Enter>:view play<Enter>:view play<Enter>:<Up>");
	assert_string_equal(ui->input, "view play");
	type("<Up>");
	assert_string_equal(ui->input, "view lanes");
	type("<Up><Down>");
	assert_string_equal(ui->input, "view play");
	type("<Down>");
	assert_string_equal(ui->input, "");
	type("<Down><Esc>");
}

static void what_a_key_put_in_front_cannot_be_cut_away(void **state)
{
	(void)state;
	type("nwhy it<C-u>");
	assert_string_equal(ui->input, "note ");
	type("a b<C-w><C-w><C-w>");
	assert_string_equal(ui->input, "note ");
	type("x<Left><Left><Left>y<Home>z");
	assert_string_equal(ui->input, "note zyx");
	type("<Home><Backspace><C-k>");
	assert_string_equal(ui->input, "note ");
	assert_true(ui->prompting);
	type("<Backspace>");
	assert_false(ui->prompting);
	type(":note one<Enter>:view play<Enter>n<C-u>two<Up>");
	assert_string_equal(ui->input, "note one");
	type("<Down>");
	assert_string_equal(ui->input, "note ");
	type("<Esc>");
}

static void tab_adds_what_all_share_and_then_goes_through_them(void **state)
{
	(void)state;
	type(":boo<Tab>");
	assert_string_equal(ui->input, "bookmark ");
	type("<C-u>sear<Tab>");
	assert_string_equal(ui->input, "search");
	type("<Tab><Tab>");
	assert_string_equal(ui->input, "search-next");
	type("<S-Tab>");
	assert_string_equal(ui->input, "search");
	type("x");
	assert_null(ui->completions);
	type("<C-u>zzz<Tab>");
	assert_string_equal(ui->input, "zzz");
}

static void tab_completes_steps_views_and_properties(void **state)
{
	(void)state;
	type(":do s1 StartR<Tab>");
	assert_string_equal(ui->input, "do s1 StartRead u1 ");
	type("<C-u>view prog<Tab>");
	assert_string_equal(ui->input, "view program ");
	type("<C-u>property Consis<Tab>");
	assert_string_equal(ui->input, "property ConsistentReads ");
	type("<C-u>scope serv<Tab>");
	assert_string_equal(ui->input, "scope servers=");
	type("<C-u>open nai<Tab>");
	assert_memory_equal(ui->input, "open naive", 10);
	type("<C-u>do s1 StartW<Tab><Enter>");
	assert_true(ui->message_kind == MESSAGE_ERROR);
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

	/* What is proposed depends on whether the working folder can be written. */
	(void)state;
	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir("/tmp"), 0);
	type("w");
	assert_string_equal(ui->input, "save naive.itf.json");
	type("lesson1");
	assert_string_equal(ui->input, "save lesson1");
	type("<Esc>w<Left><Left><Left><Left><Left><Left><Left><Left><Left>2");
	assert_string_equal(ui->input, "save naive2.itf.json");
	type("<Esc>w<End>~x");
	assert_string_equal(ui->input, "save naive.itf.json~x");
	type("<Esc>w<Backspace>");
	assert_string_equal(ui->input, "save ");
	assert_true(ui->prompting);
	type("a<Esc>w<Delete>");
	assert_string_equal(ui->input, "save ");
	type("<Esc>w");
	ui_paste(ui, "pasted");
	assert_string_equal(ui->input, "save pasted");
	type("<Esc>");
	assert_int_equal(chdir(before), 0);
	/* A note that is there is edited: nothing proposes another. */
	type(":note why<Enter>n not");
	assert_string_equal(ui->input, "note why not");
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
		TEST(a_line_that_is_full_takes_no_more),
		TEST(what_has_no_room_in_the_line_is_said),
		TEST(backspace_on_nothing_and_esc_close_the_prompt),
		TEST(what_was_typed_before_comes_back),
		TEST(what_a_key_put_in_front_cannot_be_cut_away),
		TEST(tab_adds_what_all_share_and_then_goes_through_them),
		TEST(tab_completes_steps_views_and_properties),
		TEST(every_command_can_be_completed_from_nothing),
		TEST(typing_replaces_a_proposed_name_and_moving_keeps_it),
		TEST(a_question_is_answered_by_y_or_n_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
