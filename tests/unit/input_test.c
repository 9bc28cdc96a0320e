/* Escape sequences: common ones are decoded, and no byte of an unknown one becomes a key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/escape_input.h>

/* Reads a whole sequence. */
static struct input read_all(const char *bytes)
{
	struct input input;
	size_t length = strlen(bytes);

	for (size_t part = 1; part < length; part++)
		if (input_read(bytes, part, false, &input) != 0)
			fail_msg("\\e%s ends after %zu bytes", bytes + 1, part);
	assert_int_equal(input_read(bytes, length, false, &input), length);
	return input;
}

static void keys_are_known_whatever_the_terminal_is_called(void **state)
{
	static const struct {
		const char *bytes, *name;
	} known[] = {
		{ "\033[A", "Up" },          { "\033OB", "Down" },      { "\033[1;5C", "Right" },
		{ "\033O5D", "Left" },       { "\033[d", "Left" },      { "\033[H", "Home" },
		{ "\033OF", "End" },         { "\033[1~", "Home" },     { "\033[8~", "End" },
		{ "\033[3~", "Delete" },     { "\033[3;5~", "Delete" }, { "\033[3^", "Delete" },
		{ "\033[5~", "PgUp" },       { "\033[6~", "PgDn" },     { "\033[Z", "S-Tab" },
		{ "\033OP", "F1" },          { "\033[[C", "F3" },       { "\033[15~", "F5" },
		{ "\033[1;2R", "F3" },       { "\033[24~", "F12" },     { "\033[25~", "F13" },
		{ "\033Oq", "1" },           { "\033OM", "Enter" },     { "\033[97;5u", "C-a" },
		{ "\033[27;5;114~", "C-r" }, { "\033[13u", "Enter" },   { "\033[9;2u", "S-Tab" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct input input = read_all(known[i].bytes);

		assert_int_equal(input.kind, INPUT_KEY);
		assert_string_equal(input.name, known[i].name);
	}
}

static void unknown_sequences_are_swallowed_whole(void **state)
{
	static const char *const unknown[] = {
		"\033[99~", "\033[?1;2c",     "\033[>0;276;0c",    "\033[12;40R", "\033[I",
		"\033[O",   "\033[?2026;2$y", "\033[1;2;3;4;5;6z", "\033OE",      "\033[99999999999999999999~"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		assert_int_equal(read_all(unknown[i]).kind, INPUT_NOTHING);
}

static void mice_of_all_kinds_click_and_turn(void **state)
{
	static const char *const clicks[] = { "\033[<0;6;15M", "\033[M &/", "\033[32;6;15M",
		                              "\033[<16;6;15M" };
	static const char *const nothing[] = { "\033[<0;6;15m", "\033[<35;6;15M", "\033[<2;6;15M",
		                               "\033[M#&/" };
	struct input input;

	(void)state;
	for (size_t i = 0; i < sizeof(clicks) / sizeof(clicks[0]); i++) {
		input = read_all(clicks[i]);
		assert_int_equal(input.kind, INPUT_CLICK);
		assert_int_equal(input.x, 5);
		assert_int_equal(input.y, 14);
	}
	for (size_t i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++)
		assert_int_equal(read_all(nothing[i]).kind, INPUT_NOTHING);
	input = read_all("\033[<64;1;1M");
	assert_int_equal(input.kind, INPUT_WHEEL);
	assert_int_equal(input.rows, -1);
	assert_int_equal(read_all("\033[M`!!").rows, -1);
	assert_int_equal(read_all("\033[<65;1;1M").rows, 1);
}

static void an_esc_that_begins_nothing_is_esc(void **state)
{
	static const char *const alone[] = { "\033", "\033[", "\033O", "\033j", "\033\033[A" };
	struct input input;

	(void)state;
	for (size_t i = 0; i < sizeof(alone) / sizeof(alone[0]); i++) {
		assert_int_equal(input_read(alone[i], strlen(alone[i]), true, &input), 1);
		assert_string_equal(input.name, "Esc");
	}
	assert_int_equal(input_read("\033", 1, false, &input), 0);
	assert_int_equal(input_read("\033j", 2, false, &input), 1);
}

static void a_sequence_that_breaks_off_takes_nothing_of_what_follows(void **state)
{
	struct input input;

	(void)state;
	assert_int_equal(input_read("\033[1;\033[A", 7, false, &input), 4);
	assert_int_equal(input.kind, INPUT_NOTHING);
	assert_int_equal(input_read("\033[1;5", 5, true, &input), 5);
	assert_int_equal(input.kind, INPUT_NOTHING);
}

static void any_bytes_are_read_in_the_end(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (int round = 0; round < 100000; round++) {
		char bytes[12] = { 27, round % 2 ? '[' : 'O' };
		size_t length = 1 + (size_t)round % sizeof(bytes);
		struct input input;

		for (size_t i = 2; i < sizeof(bytes); i++) {
			seed = seed * 1103515245 + 12345;
			bytes[i] = (char)(seed >> 16);
		}
		assert_in_range(input_read(bytes, length, true, &input), 1, length);
		assert_true(memchr(input.name, '\0', sizeof(input.name)) != NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_known_whatever_the_terminal_is_called),
		cmocka_unit_test(unknown_sequences_are_swallowed_whole),
		cmocka_unit_test(mice_of_all_kinds_click_and_turn),
		cmocka_unit_test(an_esc_that_begins_nothing_is_esc),
		cmocka_unit_test(a_sequence_that_breaks_off_takes_nothing_of_what_follows),
		cmocka_unit_test(any_bytes_are_read_in_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
