/* UTF-8: decoding, widths, escaping, edit distance. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

static void every_code_point_survives_encoding_and_decoding(void **state)
{
	(void)state;
	for (uint32_t point = 0; point <= 0x10ffff; point++) {
		char text[4];
		uint32_t back;

		if (point >= 0xd800 && point <= 0xdfff)
			continue;

		size_t length = utf8_encode(point, text);

		if (utf8_decode(text, length, &back) != length || back != point)
			fail_msg("U+%04X came back as U+%04X", (unsigned)point, (unsigned)back);
	}
}

static void invalid_bytes_decode_one_at_a_time(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"\x80",             /* a continuation alone */
		"\xc0\xaf",         /* overlong */
		"\xc1\xbf",         /* overlong */
		"\xe0\x80\xaf",     /* overlong */
		"\xf0\x80\x80\xaf", /* overlong */
		"\xed\xa0\x80",     /* a surrogate */
		"\xf4\x90\x80\x80", /* past U+10FFFF */
		"\xf5\x80\x80\x80", /* never a first byte */
		"\xff",             /* never a byte */
		"\xe4\xb8",         /* cut short */
		"\xe4\xb8x",        /* cut short by another character */
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint32_t point = 0;

		assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &point), 1);
		assert_int_equal(point, 0xfffd);
		assert_false(utf8_valid(bad[i], strlen(bad[i])));
	}
	assert_true(utf8_valid("a─世\xf0\x9f\x98\x80\xef\xbf\xbd", 14));
}

static void decoding_never_reads_past_the_given_length(void **state)
{
	(void)state;
	uint32_t point;
	char *two = mem_array(2, 1);

	memcpy(two, "\xe4\xb8", 2); /* of three; a sanitizer sees a third read */
	assert_int_equal(utf8_decode(two, 2, &point), 1);
	free(two);
}

static void widths_are_those_of_a_terminal(void **state)
{
	(void)state;
	assert_int_equal(utf8_point_width('a'), 1);
	assert_int_equal(utf8_point_width(0xe9), 1);
	assert_int_equal(utf8_point_width(0x2502), 1);
	assert_int_equal(utf8_point_width(0x25b8), 1);
	assert_int_equal(utf8_point_width(0x301), 0);
	assert_int_equal(utf8_point_width(0x4e16), 2);
	assert_int_equal(utf8_point_width(0x1f600), 2);
	assert_int_equal(utf8_width("a─世e\xcc\x81"), 5);
	assert_int_equal(utf8_width(""), 0);
}

static void characters_that_control_hide_or_reverse_text_have_no_width(void **state)
{
	(void)state;
	static const uint32_t points[] = {
		0x00,   0x09,   0x0a,   0x1b,   0x7f,   0x80,     0x9b,    0x9f,       0x200b, 0x200f,
		0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066,   0x2069,  0xfeff,     0xfffe, 0x1ffff,
		0xd800, 0xdfff, 0xfdd0, 0x061c, 0x00ad, 0x110000, 0xe0041, 0xffffffff,
	};

	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		assert_int_equal(utf8_point_width(points[i]), -1);
}

static void assert_escapes(const char *text, size_t length, const char *expected)
{
	struct buf out;

	buf_init(&out);
	utf8_escape(&out, text, length);
	assert_string_equal(out.data, expected);
	buf_release(&out);
}

static void escaping_spells_out_unprintable_characters(void **state)
{
	(void)state;
	assert_escapes("plain ─ 世", strlen("plain ─ 世"), "plain ─ 世");
	assert_escapes("a\n\t\r\x1b[", 6, "a\\n\\t\\r\\e[");
	assert_escapes("\0\x01\x7f", 3, "\\x00\\x01\\x7f");
	assert_escapes("\x9b\xff", 2, "\\x9b\\xff");
	assert_escapes("\xe2\x80\xae", 3, "\\u{202e}");
	assert_escapes("\xc2\x9b", 2, "\\u{9b}");
	assert_escapes("\xf3\xa0\x81\x81", 4, "\\u{e0041}");
	/* A replacement character that the file itself has is no error. */
	assert_escapes("\xef\xbf\xbd", 3, "\xef\xbf\xbd");
}

static void escaped_text_is_printable_and_escapes_to_itself(void **state)
{
	(void)state;
	struct buf once, twice;
	char text[256];

	buf_init(&once);
	buf_init(&twice);
	for (int i = 0; i < 256; i++)
		text[i] = (char)i;
	utf8_escape(&once, text, sizeof(text));
	utf8_escape(&twice, once.data, once.length);
	assert_string_equal(once.data, twice.data);
	assert_int_equal(utf8_width(once.data), once.length);
	buf_release(&once);
	buf_release(&twice);
}

static void width_counts_unprintables_as_they_are_escaped(void **state)
{
	(void)state;
	assert_int_equal(utf8_width("a\nb"), 4);
	assert_int_equal(utf8_width("\xe2\x80\xae"), 8);
	assert_int_equal(utf8_width("\x9b"), 4);
}

static void distance_counts_edits_and_transpositions(void **state)
{
	(void)state;
	assert_int_equal(utf8_distance("", ""), 0);
	assert_int_equal(utf8_distance("", "abc"), 3);
	assert_int_equal(utf8_distance("abc", ""), 3);
	assert_int_equal(utf8_distance("naive", "naive"), 0);
	assert_int_equal(utf8_distance("naive", "niave"), 1);
	assert_int_equal(utf8_distance("check", "chek"), 1);
	assert_int_equal(utf8_distance("kitten", "sitting"), 3);
	assert_int_equal(utf8_distance("replay", "render"), 4);
}

static void distance_cuts_long_words(void **state)
{
	(void)state;
	char a[200], b[200];

	memset(a, 'a', sizeof(a));
	memset(b, 'a', sizeof(b));
	a[199] = b[150] = '\0';
	assert_int_equal(utf8_distance(a, b), 0);
	b[0] = 'b';
	assert_int_equal(utf8_distance(a, b), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_survives_encoding_and_decoding),
		cmocka_unit_test(invalid_bytes_decode_one_at_a_time),
		cmocka_unit_test(decoding_never_reads_past_the_given_length),
		cmocka_unit_test(widths_are_those_of_a_terminal),
		cmocka_unit_test(characters_that_control_hide_or_reverse_text_have_no_width),
		cmocka_unit_test(escaping_spells_out_unprintable_characters),
		cmocka_unit_test(escaped_text_is_printable_and_escapes_to_itself),
		cmocka_unit_test(width_counts_unprintables_as_they_are_escaped),
		cmocka_unit_test(distance_counts_edits_and_transpositions),
		cmocka_unit_test(distance_cuts_long_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
