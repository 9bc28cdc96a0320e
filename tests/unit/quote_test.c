/* Names as words of a line: bare where they can be, in quotes where they must. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/quote.h>
#include <heddle/utf8.h>

static void is_written(const char *name, const char *expected)
{
	struct buf word, again;
	buf_init(&word);
	buf_init(&again);
	quote_put(&word, name);
	assert_string_equal(word.data, expected);
	assert_int_equal(quote_length(word.data, word.length, QUOTE_BLANKS ";,"), word.length);
	assert_true(quote_get(word.data, word.length, &again));
	assert_string_equal(again.data, name);
	buf_release(&word);
	buf_release(&again);
}

static void a_plain_name_is_bare(void **state)
{
	(void)state;
	is_written("u1", "u1");
	is_written("<<1>>", "<<1>>");
	is_written("J\xc3\xbcrg", "J\xc3\xbcrg");
	is_written("back\\slash", "back\\slash");
}

static void names_that_would_be_misread_are_quoted(void **state)
{
	(void)state;
	is_written("", "\"\"");
	is_written("user one", "\"user one\"");
	is_written("a;b", "\"a;b\"");
	is_written("a,b", "\"a,b\"");
	is_written("#1", "\"#1\"");
	is_written("say \"\\\"", "\"say \\\"\\\\\\\"\"");
}

static void a_word_contains_nothing_unprintable(void **state)
{
	(void)state;
	is_written("a\nb\tc\r", "\"a\\nb\\tc\\r\"");
	is_written("\x1b[2J", "\"\\e[2J\"");
	is_written("\x07", "\"\\x07\"");
	is_written("\xc2\x9b", "\"\\u{9b}\"");
	is_written("\xe2\x80\xae", "\"\\u{202e}\"");
}

static void every_character_survives_quoting(void **state)
{
	(void)state;
	for (uint32_t point = 1; point <= 0x10ffff; point += point < 0x3000 ? 1 : 251) {
		struct buf word, again;
		char name[8] = "";
		if (point >= 0xd800 && point < 0xe000)
			continue;
		name[utf8_encode(point, name)] = '\0';
		buf_init(&word);
		buf_init(&again);
		quote_put(&word, name);
		assert_true(quote_get(word.data, word.length, &again));
		assert_string_equal(again.data, name);
		buf_release(&word);
		buf_release(&again);
	}
}

static void a_broken_quote_is_refused(void **state)
{
	(void)state;
	static const char *const broken[] = { "\"",         "\"a",           "\"a\\\"",         "\"\\\"",
		                              "\"\\q\"",    "\"\\x1\"",      "\"\\xff\"",       "\"\\x00\"",
		                              "\"\\u{}\"",  "\"\\u{d800}\"", "\"\\u{110000}\"", "\"\\u{1",
		                              "\"\\u{0}\"", "\"a\"b" };
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		struct buf name;
		buf_init(&name);
		assert_false(quote_get(broken[i], strlen(broken[i]), &name));
		assert_string_equal(name.data, "");
		buf_add_text(&name, "kept");
		assert_false(quote_get(broken[i], strlen(broken[i]), &name));
		assert_string_equal(name.data, "kept");
		buf_release(&name);
	}
}

static void a_word_ends_at_the_given_characters(void **state)
{
	(void)state;
	assert_int_equal(quote_length("abc; d", 6, QUOTE_BLANKS), 4);
	assert_int_equal(quote_length("abc; d", 6, QUOTE_BLANKS ";"), 3);
	assert_int_equal(quote_length("abc", 2, QUOTE_BLANKS), 2);
	assert_int_equal(quote_length("\"a b;\" c", 8, QUOTE_BLANKS ";"), 6);
	assert_int_equal(quote_length("\"a \\\" b\"c", 9, QUOTE_BLANKS), 8);
	assert_int_equal(quote_length("\"a b\nc\"", 7, QUOTE_BLANKS), 4);
	assert_int_equal(quote_length("", 0, QUOTE_BLANKS), 0);
	assert_int_equal(quote_length(" a", 2, QUOTE_BLANKS), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_name_is_bare),
		cmocka_unit_test(names_that_would_be_misread_are_quoted),
		cmocka_unit_test(a_word_contains_nothing_unprintable),
		cmocka_unit_test(every_character_survives_quoting),
		cmocka_unit_test(a_broken_quote_is_refused),
		cmocka_unit_test(a_word_ends_at_the_given_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
