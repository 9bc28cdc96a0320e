/* Drawing on a grid: cut texts, wide and combining characters, ASCII, and the resulting text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/grid.h>
#include <heddle/ui.h>

static struct grid grid;
static struct buf shown;

static int set_up(void **state)
{
	(void)state;
	grid_init(&grid, 10, 3, false);
	buf_init(&shown);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	grid_release(&grid);
	buf_release(&shown);
	return 0;
}

static const char *show(void)
{
	buf_clear(&shown);
	grid_show(&grid, &shown, false);
	return shown.data;
}

static void text_that_fits_is_drawn_whole_and_blanks_at_the_ends_are_cut(void **state)
{
	(void)state;
	assert_int_equal(grid_text(&grid, 2, 1, 8, STYLE_PLAIN, "abcdefgh"), 8);
	assert_string_equal(show(), "\n  abcdefgh\n\n");
}

static void text_that_does_not_fit_ends_in_an_ellipsis(void **state)
{
	(void)state;
	assert_int_equal(grid_text(&grid, 0, 0, 5, STYLE_PLAIN, "abcdefgh"), 5);
	assert_int_equal(grid_text(&grid, 6, 1, 50, STYLE_PLAIN, "abcdefgh"), 4);
	assert_string_equal(show(), "abcd…\n      abc…\n\n");
}

static void drawing_outside_the_grid_does_nothing(void **state)
{
	(void)state;
	grid_text(&grid, 0, -1, 5, STYLE_PLAIN, "abc");
	grid_text(&grid, 0, 3, 5, STYLE_PLAIN, "abc");
	grid_text(&grid, 10, 0, 5, STYLE_PLAIN, "abc");
	grid_text(&grid, 0, 0, -4, STYLE_PLAIN, "abc");
	grid_text(&grid, -2, 0, 5, STYLE_PLAIN, "abcde");
	grid_fill(&grid, -5, 1, 100, STYLE_PLAIN, '=');
	grid_restyle(&grid, 8, 1, 100, STYLE_BOLD);
	assert_string_equal(show(), "cde\n==========\n\n");
}

static void a_wide_character_takes_two_cells_and_is_never_split(void **state)
{
	(void)state;
	assert_int_equal(grid_text(&grid, 0, 0, 10, STYLE_PLAIN, "日本"), 4);
	assert_int_equal(grid.cells[1].point, 0);
	assert_int_equal(grid_text(&grid, 0, 1, 4, STYLE_PLAIN, "日本語"), 3);
	assert_string_equal(show(), "日本\n日…\n\n");
	grid_text(&grid, 1, 0, 2, STYLE_PLAIN, "xy");
	assert_string_equal(show(), " xy\n日…\n\n");
}

static void combining_characters_join_the_one_before(void **state)
{
	(void)state;
	assert_int_equal(grid_text(&grid, 0, 0, 3, STYLE_PLAIN, "e\u0301a\u0308\u0304o"), 3);
	assert_string_equal(show(), "e\u0301a\u0308\u0304o\n\n\n");
}

static void text_from_files_is_made_harmless(void **state)
{
	(void)state;
	grid_text(&grid, 0, 0, 10, STYLE_PLAIN, "a\033[1m\n");
	grid_text(&grid, 0, 1, 10, STYLE_PLAIN, "\u202eb");
	assert_string_equal(show(), "a\\e[1m\\n\n\\u{202e}b\n\n");
}

static void ascii_mode_maps_what_it_knows_and_asks_about_the_rest(void **state)
{
	(void)state;
	grid.ascii = true;
	grid_text(&grid, 0, 0, 10, STYLE_PLAIN, "▸a→b✗…é");
	grid_text(&grid, 0, 1, 6, STYLE_PLAIN, "abcdefgh");
	grid_fill(&grid, 0, 2, 4, STYLE_PLAIN, U'─');
	assert_string_equal(show(), ">a->bx..?\nabcd..\n----\n");
}

static void every_symbol_has_an_ascii_substitute(void **state)
{
	struct scene plain = { .ascii = true }, rich = { .ascii = false };

	(void)state;
	for (int i = 0; i < SYMBOL_COUNT; i++) {
		const char *text = scene_symbol(&plain, (enum symbol)i);

		assert_true(*text);
		for (; *text; text++)
			assert_in_range(*text, '!', '~');
		assert_true(*scene_symbol(&rich, (enum symbol)i));
	}
}

static void wrapped_text_breaks_at_spaces_and_says_when_it_is_cut(void **state)
{
	(void)state;
	assert_int_equal(grid_wrap(&grid, 0, 0, 10, 3, STYLE_PLAIN, "one two three"), 2);
	assert_string_equal(show(), "one two\nthree\n\n");
	grid_clear(&grid);
	assert_int_equal(grid_wrap(&grid, 0, 0, 10, 2, STYLE_PLAIN, "one two three four five"), 2);
	assert_string_equal(show(), "one two\nthree fou…\n\n");
	grid_clear(&grid);
	assert_int_equal(grid_wrap(&grid, 0, 0, 4, 3, STYLE_PLAIN, "abcdefghij"), 3);
	assert_string_equal(show(), "abcd\nefgh\nij\n");
	grid_clear(&grid);
	assert_int_equal(grid_wrap(&grid, 0, 0, 10, 3, STYLE_PLAIN, "a\n\nb"), 3);
	assert_string_equal(show(), "a\n\nb\n");
	grid_clear(&grid);
	assert_int_equal(grid_wrap(&grid, 0, 0, 1, 3, STYLE_PLAIN, "日本 x"), 3);
	assert_int_equal(grid_wrap(&grid, 0, 0, 10, 3, STYLE_PLAIN, ""), 1);
}

static void styled_text_carries_colours_and_resets_them(void **state)
{
	(void)state;
	grid_resize(&grid, 10, 1);
	grid_text(&grid, 0, 0, 10, STYLE_BOLD, "ab");
	grid_text(&grid, 2, 0, 10, STYLE_PLAIN, "c");
	grid_show(&grid, &shown, true);
	assert_string_equal(shown.data, "\033[0;1mab\033[0mc\n");
	buf_clear(&shown);
	grid_fill(&grid, 0, 0, 10, STYLE_BANNER, ' ');
	grid_show(&grid, &shown, true);
	assert_string_equal(shown.data, "\033[0;1;38;5;231;48;5;160m          \033[0m\n");
}

static void a_list_scrolls_as_little_as_it_can(void **state)
{
	struct list list = { .cursor = 4 };

	(void)state;
	list_settle(&list, 20, 5);
	assert_int_equal(list.top, 0);
	list_move(&list, MOVE_DOWN, 1);
	assert_int_equal(list.top, 1);
	list_move(&list, MOVE_UP, 4);
	assert_int_equal(list.top, 1);
	list_move(&list, MOVE_END, 1);
	assert_int_equal(list.cursor, 19);
	assert_int_equal(list.top, 15);
	list_move(&list, MOVE_UP, 1000000000);
	assert_int_equal(list.cursor, 0);
	list_settle(&list, 0, 5);
	list_move(&list, MOVE_END, 1);
	list_move(&list, MOVE_PAGE_DOWN, 1);
	assert_int_equal(list.cursor, 0);
	assert_int_equal(list.top, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(text_that_fits_is_drawn_whole_and_blanks_at_the_ends_are_cut),
		TEST(text_that_does_not_fit_ends_in_an_ellipsis),
		TEST(drawing_outside_the_grid_does_nothing),
		TEST(a_wide_character_takes_two_cells_and_is_never_split),
		TEST(combining_characters_join_the_one_before),
		TEST(text_from_files_is_made_harmless),
		TEST(ascii_mode_maps_what_it_knows_and_asks_about_the_rest),
		TEST(every_symbol_has_an_ascii_substitute),
		TEST(wrapped_text_breaks_at_spaces_and_says_when_it_is_cut),
		TEST(styled_text_carries_colours_and_resets_them),
		TEST(a_list_scrolls_as_little_as_it_can),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
