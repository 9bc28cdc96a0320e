/*
 * The names of keys, read by curses as from a terminal, but from a pipe.  A whole sequence is in the pipe
 * before it is read, so nothing depends on timing.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <curses.h>

#include <heddle/err.h>

#include "tui/terminal.h"

static int keyboard; /* the end that keys are written to */
static FILE *in, *out;
static SCREEN *screen;

static int set_up(void **state)
{
	int ends[2];

	(void)state;
	if (!setlocale(LC_ALL, "") || pipe(ends) != 0)
		return -1;
	keyboard = ends[1];
	in = fdopen(ends[0], "r");
	out = fopen("/dev/null", "w");
	screen = newterm(NULL, out, in);
	if (!screen)
		return -1;
	keys_start(true);
	define_key("\033[200~", CLIP_PASTE_BEGINS);
	define_key("\033[201~", CLIP_PASTE_ENDS);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	endwin();
	delscreen(screen);
	fclose(in);
	fclose(out);
	close(keyboard);
	return 0;
}

static void press(const char *bytes)
{
	assert_int_equal(write(keyboard, bytes, strlen(bytes)), strlen(bytes));
}

static void comes(enum key_kind kind, const char *name)
{
	char found[KEY_NAME_MAX] = "";
	struct mouse_event mouse;

	assert_int_equal(keys_next(found, &mouse), kind);
	if (kind == KEY_KIND_KEY)
		assert_string_equal(found, name);
}

static void nothing_comes(void)
{
	comes(KEY_KIND_NONE, "");
}

static void mouse_comes(int x, int y, int wheel)
{
	char name[KEY_NAME_MAX];
	struct mouse_event mouse;

	assert_int_equal(keys_next(name, &mouse), KEY_KIND_MOUSE);
	assert_int_equal(mouse.x, x);
	assert_int_equal(mouse.y, y);
	assert_int_equal(mouse.wheel, wheel);
}

struct known {
	const char *bytes, *name;
};

static void all_come(const struct known *known, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		press(known[i].bytes);
		comes(KEY_KIND_KEY, known[i].name);
		nothing_comes();
	}
}
#define ALL_COME(known) all_come(known, sizeof(known) / sizeof(known[0]))

static void without_a_key_nothing_comes(void **state)
{
	(void)state;
	nothing_comes();
}

static void keys_that_curses_knows_have_names(void **state)
{
	static const struct known known[] = {
		{ "\033OA", "Up" },      { "\033OB", "Down" },    { "\033OC", "Right" }, { "\033OD", "Left" },
		{ "\033[5~", "PgUp" },   { "\033[6~", "PgDn" },   { "\033OH", "Home" },  { "\033OF", "End" },
		{ "\033[2~", "Insert" }, { "\033[3~", "Delete" }, { "\033[Z", "S-Tab" }, { "\033OP", "F1" },
		{ "\033[15~", "F5" },    { "\033[24~", "F12" },
	};

	(void)state;
	ALL_COME(known);
}

static void modifiers_are_left_out(void **state)
{
	static const struct known known[] = {
		{ "\033[1;2A", "Up" },    { "\033[1;2D", "Left" }, { "\033[1;2H", "Home" },
		{ "\033[1;5C", "Right" }, { "\033[1;5B", "Down" }, { "\033[3;5~", "Delete" },
		{ "\033[6;5~", "PgDn" },
	};

	(void)state;
	ALL_COME(known);
}

static void control_characters_are_letters_with_C(void **state)
{
	static const struct known known[] = {
		{ "\t", "Tab" },   { "\r", "Enter" },       { "\n", "Enter" },     { "\001", "C-a" },
		{ "\032", "C-z" }, { "\177", "Backspace" }, { "\b", "Backspace" },
	};

	(void)state;
	ALL_COME(known);
}

static void text_is_called_what_it_is_in_any_alphabet(void **state)
{
	(void)state;
	press("aü→");
	comes(KEY_KIND_KEY, "a");
	comes(KEY_KIND_KEY, "ü");
	comes(KEY_KIND_KEY, "→");
	nothing_comes();
}

/* Every byte that is not a character, followed by keys, in several kinds of locale. */
static void a_byte_that_is_no_character_swallows_nothing(void **state)
{
	static const char *const locales[] = { "C.UTF-8", "C", "POSIX" };

	(void)state;
	for (size_t i = 0; i < sizeof(locales) / sizeof(locales[0]); i++) {
		assert_non_null(setlocale(LC_ALL, locales[i]));
		for (int byte = 0x80; byte < 0x100; byte++) {
			char bytes[] = { (char)byte, 'a', 'b', '\0' };

			press(bytes);
			comes(KEY_KIND_KEY, "");
			comes(KEY_KIND_KEY, "a");
			comes(KEY_KIND_KEY, "b");
			nothing_comes();
		}
		press("\xe2\x86q\xf0\x9f\x98\033OA\xed\xa0\x80z");
		comes(KEY_KIND_KEY, "");
		comes(KEY_KIND_KEY, "q");
		comes(KEY_KIND_KEY, "");
		comes(KEY_KIND_KEY, "Up");
		comes(KEY_KIND_KEY, ""); /* a surrogate */
		comes(KEY_KIND_KEY, "z");
		press("ü→😀");
		comes(KEY_KIND_KEY, "ü");
		comes(KEY_KIND_KEY, "→");
		comes(KEY_KIND_KEY, "😀");
		nothing_comes();
	}
	assert_non_null(setlocale(LC_ALL, ""));
}

static void what_is_pasted_is_taken_whole_or_not_at_all(void **state)
{
	static const char *const locales[] = { "C.UTF-8", "C" };
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(locales) / sizeof(locales[0]); i++) {
		char *text;

		assert_non_null(setlocale(LC_ALL, locales[i]));
		press("\033[200~grün \xff→\rzwei\033[201~x");
		comes(KEY_KIND_PASTE, "");
		text = clip_pasted(&err);
		assert_string_equal(text, "grün \xef\xbf\xbd→\nzwei");
		free(text);
		comes(KEY_KIND_KEY, "x");
	}
	assert_non_null(setlocale(LC_ALL, ""));
}

static void a_paste_that_is_too_long_is_refused_whole(void **state)
{
	enum { LENGTH = 1100000 };
	char *text = malloc(LENGTH + 1);
	struct err err = { 0 };
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		memset(text, 'x', LENGTH);
		text[LENGTH] = '\0';
		press("\033[200~");
		press(text);
		press("\033[201~y");
		_exit(0);
	}
	free(text);
	while (wgetch(stdscr) != CLIP_PASTE_BEGINS)
		;
	assert_null(clip_pasted(&err));
	assert_non_null(strstr(err.what, "longer than 1048576 bytes"));
	comes(KEY_KIND_KEY, "y");
	waitpid(child, NULL, 0);
}

static void an_escape_alone_is_Esc(void **state)
{
	(void)state;
	press("\033");
	comes(KEY_KIND_KEY, "Esc");
	nothing_comes();
}

static void of_an_unknown_sequence_no_byte_becomes_a_key(void **state)
{
	char endless[120] = "\033[";

	(void)state;
	press("\033[99~x");
	comes(KEY_KIND_KEY, "");
	comes(KEY_KIND_KEY, "x");
	nothing_comes();
	memset(endless + 2, '7', sizeof(endless) - 5);
	strcpy(endless + sizeof(endless) - 3, "~y");
	press(endless);
	comes(KEY_KIND_KEY, "");
	comes(KEY_KIND_KEY, "y");
	nothing_comes();
}

static void a_key_behind_half_a_sequence_is_not_lost(void **state)
{
	(void)state;
	press("\033[1;\033OA");
	comes(KEY_KIND_KEY, "");
	comes(KEY_KIND_KEY, "Up");
	nothing_comes();
}

static void clicks_and_turns_of_the_wheel_have_a_place(void **state)
{
	(void)state;
	press("\033[<0;6;3M");
	mouse_comes(5, 2, 0);
	press("\033[<64;2;4M");
	mouse_comes(1, 3, -1);
	press("\033[<65;2;4M");
	mouse_comes(1, 3, 1);
	nothing_comes();
}

static void of_other_buttons_nothing_comes_and_nothing_is_waited_for(void **state)
{
	static const char *const others[] = {
		"\033[<0;6;3m",
		"\033[<2;6;3M",
		"\033[<2;6;3m",
		"\033[<66;6;3M",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		press(others[i]);
		comes(KEY_KIND_KEY, "");
		nothing_comes();
	}
}

static void pastes_and_resizes_are_not_keys(void **state)
{
	(void)state;
	press("\033[200~");
	comes(KEY_KIND_PASTE, "");
	ungetch(KEY_RESIZE);
	comes(KEY_KIND_RESIZE, "");
	nothing_comes();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_key_nothing_comes),
		cmocka_unit_test(keys_that_curses_knows_have_names),
		cmocka_unit_test(modifiers_are_left_out),
		cmocka_unit_test(control_characters_are_letters_with_C),
		cmocka_unit_test(text_is_called_what_it_is_in_any_alphabet),
		cmocka_unit_test(a_byte_that_is_no_character_swallows_nothing),
		cmocka_unit_test(what_is_pasted_is_taken_whole_or_not_at_all),
		cmocka_unit_test(a_paste_that_is_too_long_is_refused_whole),
		cmocka_unit_test(an_escape_alone_is_Esc),
		cmocka_unit_test(of_an_unknown_sequence_no_byte_becomes_a_key),
		cmocka_unit_test(a_key_behind_half_a_sequence_is_not_lost),
		cmocka_unit_test(clicks_and_turns_of_the_wheel_have_a_place),
		cmocka_unit_test(of_other_buttons_nothing_comes_and_nothing_is_waited_for),
		cmocka_unit_test(pastes_and_resizes_are_not_keys),
	};

	return cmocka_run_group_tests_name("keys", tests, set_up, tear_down);
}
