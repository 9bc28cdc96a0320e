/* Errors. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/err.h>
#include <heddle/utf8.h>

static void an_error_has_file_place_fault_and_remedy(void **state)
{
	(void)state;
	struct err err;
	char line[200];

	assert_int_equal(err_set(&err, "found %d", 3), -1);
	assert_string_equal(err_format(&err, line, sizeof(line)), "found 3");
	assert_int_equal(err_file(&err, "a.json"), -1);
	assert_int_equal(err_place(&err, "line %d", 7), -1);
	assert_int_equal(err_remedy(&err, "say %d", 2), -1);
	assert_string_equal(err_format(&err, line, sizeof(line)), "a.json: line 7: found 3; say 2");
}

static void resetting_an_error_drops_the_old_parts_but_may_quote_them(void **state)
{
	(void)state;
	struct err err;
	char line[200];

	err_set(&err, "inner");
	err_file(&err, "a.json");
	err_remedy(&err, "none");
	err_set(&err, "outer: %s", err.what);
	assert_string_equal(err_format(&err, line, sizeof(line)), "outer: inner");
}

static void a_null_error_is_allowed(void **state)
{
	(void)state;
	assert_int_equal(err_set(NULL, "x"), -1);
	assert_int_equal(err_file(NULL, "x"), -1);
	assert_int_equal(err_place(NULL, "x"), -1);
	assert_int_equal(err_remedy(NULL, "x"), -1);
}

static void an_error_cannot_carry_terminal_codes(void **state)
{
	(void)state;
	struct err err;

	err_set(&err, "%s", "\x1b[2J\xff");
	err_file(&err, "a\nb");
	assert_string_equal(err.what, "\\e[2J\\xff");
	assert_string_equal(err.file, "a\\nb");
}

static void a_long_error_is_cut_between_characters(void **state)
{
	(void)state;
	char text[3 * ERR_TEXT_MAX + 2];

	/* Every offset of the cut within a three-byte character. */
	for (size_t shift = 0; shift < 3; shift++) {
		struct err err;
		size_t length = shift;

		memset(text, 'x', shift);
		while (length + 3 < sizeof(text)) {
			memcpy(text + length, "世", 3);
			length += 3;
		}
		text[length] = '\0';
		err_set(&err, "%s", text);

		size_t kept = strlen(err.what);

		assert_in_range(kept, ERR_TEXT_MAX - 4, ERR_TEXT_MAX - 1);
		assert_true(utf8_valid(err.what, kept));
		assert_string_equal(err.what + kept - 3, "…");
	}
}

static void formatting_an_error_fits_any_size(void **state)
{
	(void)state;
	struct err err;
	char out[16];

	err_set(&err, "éééééééééééé");
	for (size_t size = 1; size <= sizeof(out); size++) {
		memset(out, '#', sizeof(out));
		err_format(&err, out, size);
		assert_true(strlen(out) < size);
		assert_true(utf8_valid(out, strlen(out)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_has_file_place_fault_and_remedy),
		cmocka_unit_test(resetting_an_error_drops_the_old_parts_but_may_quote_them),
		cmocka_unit_test(a_null_error_is_allowed),
		cmocka_unit_test(an_error_cannot_carry_terminal_codes),
		cmocka_unit_test(a_long_error_is_cut_between_characters),
		cmocka_unit_test(formatting_an_error_fits_any_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
