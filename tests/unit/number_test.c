/* Numbers that somebody typed, and what comes of them in commands and options. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/err.h>
#include <heddle/hash.h>
#include <heddle/number.h>
#include <heddle/scope.h>
#include <heddle/session.h>

#include "screen.h"
#include "ui/ui_private.h"

#define HUGE_NUMBER "99999999999999999999"

static void an_integer_is_read_to_its_last_digit(void **state)
{
	static const struct {
		const char *text;
		int64_t number;
		const char *rest;
	} rows[] = {
		{ "0", 0, "" },
		{ "12 steps", 12, " steps" },
		{ "-3", -3, "" },
		{ "+3x", 3, "x" },
		{ "007", 7, "" },
		{ "9223372036854775807", INT64_MAX, "" },
		{ "9223372036854775808", INT64_MAX, "" },
		{ "-9223372036854775807", -INT64_MAX, "" },
		{ "-9223372036854775808", INT64_MIN, "" },
		{ "-9223372036854775809", INT64_MIN, "" },
		{ ("-" HUGE_NUMBER), INT64_MIN, "" },
		{ HUGE_NUMBER "!", INT64_MAX, "!" },
	};
	static const char *const none[] = { "", "-", "+", " 1", "x", "--1", "+-1" };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *at = rows[i].text;
		int64_t number = 42;

		assert_true(number_take(&at, &number));
		assert_true(number == rows[i].number);
		assert_string_equal(at, rows[i].rest);
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		const char *at = none[i];
		int64_t number = 42;

		assert_false(number_take(&at, &number));
		assert_ptr_equal(at, none[i]);
		assert_int_equal(number, 42);
	}
}

static void a_number_must_be_within_its_limits_and_the_whole_text(void **state)
{
	int64_t number = 42;

	(void)state;
	assert_true(number_is("7", 1, 7, &number));
	assert_int_equal(number, 7);
	assert_false(number_is("8", 1, 7, &number));
	assert_false(number_is("0", 1, 7, &number));
	assert_false(number_is("7 ", 1, 7, &number));
	assert_false(number_is("7.0", 1, 7, &number));
	assert_false(number_is("-" HUGE_NUMBER, 0, INT64_MAX, &number));
	assert_int_equal(number, 7);
}

static void a_decimal_has_a_point_in_any_locale(void **state)
{
	const char *at = "1.5s";
	double number = 0;

	(void)state;
	assert_true(number_take_decimal(&at, &number));
	assert_true(number == 1.5);
	assert_string_equal(at, "s");
	at = ".25";
	assert_true(number_take_decimal(&at, &number) && number == 0.25);
	at = "3,5";
	assert_true(number_take_decimal(&at, &number) && number == 3);
	assert_string_equal(at, ",5");
	at = ".";
	assert_false(number_take_decimal(&at, &number));
	at = "-1";
	assert_false(number_take_decimal(&at, &number));
	at = "inf";
	assert_false(number_take_decimal(&at, &number));
}

/* Each of these was read by strtol or atoi once. */
static void no_number_is_too_large_for_a_command(void **state)
{
	static const char *const words[] = { "take",   "jump",           "row",   "move down", "walk",
		                             "walk 2", "run until step", "trace", "chapter",   "undo",
		                             "redo",   "scope servers",  "page",  "next" };
	static const char *const numbers[] = { HUGE_NUMBER,
		                               ("-" HUGE_NUMBER),
		                               "+" HUGE_NUMBER,
		                               "9223372036854775807",
		                               "-9223372036854775808",
		                               "+9223372036854775807",
		                               "2147483648",
		                               "-2147483649",
		                               "4294967296",
		                               "-0",
		                               "0x10",
		                               "1e9" };

	(void)state;
	for (size_t w = 0; w < sizeof(words) / sizeof(*words); w++)
		for (size_t n = 0; n < sizeof(numbers) / sizeof(*numbers); n++) {
			struct session *session;
			struct scope scope = scope_unset();
			char keys[120];

			assert_int_equal(session_open("naive", NULL, &scope, &session, NULL), 0);
			ui = ui_new(session, false);
			snprintf(keys, sizeof(keys), "12:%s %s<Enter>", words[w], numbers[n]);
			type(keys);
			assert_non_null(screen());
			ui_free(ui);
			ui = NULL;
		}
}

static void an_unknown_step_or_row_is_refused(void **state)
{
	static const char *const lines[] = {
		":take -" HUGE_NUMBER, ":take 0",           ":take -1", ":row -1",
		":row " HUGE_NUMBER,   ":jump " HUGE_NUMBER
	};
	static const char *const told[] = { "no step -" HUGE_NUMBER "; choose 1 to 2",
		                            "no step 0; choose 1 to 2",
		                            "no step -1; choose 1 to 2",
		                            "no row",
		                            "no row",
		                            "no step" };
	struct session *session;
	struct scope scope = scope_unset();

	(void)state;
	assert_int_equal(session_open("naive", NULL, &scope, &session, NULL), 0);
	ui = ui_new(session, false);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		char keys[120];

		snprintf(keys, sizeof(keys), "%s<Enter>", lines[i]);
		type(keys);
		if (!strstr(ui->message, told[i]))
			fail_msg("%s: %s", lines[i], ui->message);
		assert_int_equal(ui->scene.session->now.depth, 0);
	}
	ui_free(ui);
	ui = NULL;
}

static void a_very_long_jump_stops_at_the_end(void **state)
{
	struct session *session;
	struct scope scope = scope_unset();

	(void)state;
	assert_int_equal(session_open("traces/naive.itf.json", NULL, &scope, &session, NULL), 0);
	ui = ui_new(session, false);
	type("$");

	unsigned last = ui->scene.session->now.depth;

	type(":jump -" HUGE_NUMBER "<Enter>");
	assert_int_equal(ui->scene.session->now.depth, 0);
	type(":jump +" HUGE_NUMBER "<Enter>");
	assert_int_equal(ui->scene.session->now.depth, last);
	ui_free(ui);
	ui = NULL;
}

static void a_number_of_a_scope_is_read_exactly(void **state)
{
	static const char *const bad[] = { "",          " 1", "1 ",        "1.5",
		                           "0x1",       "-1", HUGE_NUMBER, ("-" HUGE_NUMBER),
		                           "4294967297" };
	struct scope scope = scope_unset();

	(void)state;
	assert_int_equal(scope_set(scope_rows, &scope, "servers", "2", NULL), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(scope_set(scope_rows, &scope, "servers", bad[i], NULL), -1);
	assert_int_equal(scope.of[SCOPE_SERVERS], 2);
}

/* --- products and hashes ------------------------------------------------------------------- */

static void the_upper_half_of_a_product_needs_no_wide_numbers(void **state)
{
	static const uint64_t some[] = { 0,
		                         1,
		                         2,
		                         UINT32_MAX,
		                         UINT64_C(1) << 32,
		                         UINT64_MAX,
		                         UINT64_MAX - 1,
		                         0x6a09e667f3bcc909,
		                         0xbb67ae8584caa73b,
		                         UINT64_C(1) << 63 };
	const size_t count = sizeof(some) / sizeof(*some);
	uint64_t a = 1, b = 2;

	(void)state;
	assert_true(hash_high_portable(UINT64_MAX, UINT64_MAX) == UINT64_MAX - 1);
	assert_true(hash_high_portable(UINT64_C(1) << 32, UINT64_C(1) << 32) == 1);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < count; k++)
			assert_true(hash_high(some[i], some[k]) == hash_high_portable(some[i], some[k]));
	for (int i = 0; i < 100000; i++) {
		a = a * 6364136223846793005 + 1442695040888963407;
		b = b * 2862933555777941757 + 3037000493;
		assert_true(hash_high(a, b) == hash_high_portable(a, b));
	}
}

/* These are written into files: no machine may come to others. */
static void hashes_are_the_same_on_every_machine(void **state)
{
	(void)state;
	assert_true(hash_text("") == 0xaaa0f85fa08639ef);
	assert_true(hash_text("heddle") == 0x7fef72254847b284);
	assert_true(hash_text("a text of more than sixteen bytes") == 0x9597a6e7e43e42c2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_integer_is_read_to_its_last_digit),
		cmocka_unit_test(a_number_must_be_within_its_limits_and_the_whole_text),
		cmocka_unit_test(a_decimal_has_a_point_in_any_locale),
		cmocka_unit_test(no_number_is_too_large_for_a_command),
		cmocka_unit_test(an_unknown_step_or_row_is_refused),
		cmocka_unit_test(a_very_long_jump_stops_at_the_end),
		cmocka_unit_test(a_number_of_a_scope_is_read_exactly),
		cmocka_unit_test(the_upper_half_of_a_product_needs_no_wide_numbers),
		cmocka_unit_test(hashes_are_the_same_on_every_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
