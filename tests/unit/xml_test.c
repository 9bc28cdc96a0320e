/* Text in XML: nothing of it can end the place where it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/xml.h>

/* What a reader of XML makes of the reference at `text`; *length is that of the reference. */
static char referenced(const char *text, size_t *length)
{
	static const struct {
		const char *reference;
		char character;
	} known[] = {
		{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&#39;", '\'' }
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strncmp(text, known[i].reference, strlen(known[i].reference)) == 0) {
			*length = strlen(known[i].reference);
			return known[i].character;
		}
	fail_msg("no reference: %s", text);
	return 0;
}

static void escaped_text_reads_back_and_ends_neither_text_nor_attribute(void **state)
{
	struct buf text, xml, back;

	(void)state;
	buf_init(&text);
	buf_init(&xml);
	buf_init(&back);
	for (char c = ' '; c < 0x7f; c++)
		buf_add_char(&text, c);
	buf_add_text(&text, "'\"'é—\"<&amp;>");
	xml_text(&xml, text.data);
	for (const char *at = xml.data; *at;) {
		size_t length = 1;

		if (strchr("<>\"'", *at))
			fail_msg("not escaped: %s", at);
		buf_add_char(&back, *at == '&' ? referenced(at, &length) : *at);
		at += length;
	}
	assert_string_equal(back.data, text.data);
	buf_release(&text);
	buf_release(&xml);
	buf_release(&back);
}

static void lines_contain_the_whole_text_and_fit_the_width(void **state)
{
	static const char text[] = "one two  three, déjà-vu\nand averyveryverylongword at the end";

	(void)state;
	for (int width = 1; width < 70; width++) {
		int lines = 0;
		const char *at = text;

		while (*at) {
			const char *next;
			size_t bytes = xml_next_line(at, width, &next), columns = 0;

			for (size_t i = 0; i < bytes; i++)
				columns += ((unsigned char)at[i] & 0xc0) != 0x80;
			assert_true(columns <= (size_t)width);
			/* Nothing but one blank or end of line is left out. */
			assert_true(next == at + bytes ||
			            (next == at + bytes + 1 && strchr(" \n", at[bytes])));
			assert_true(next > at);
			at = next;
			lines++;
		}
		assert_int_equal(xml_line_count(text, width), lines);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escaped_text_reads_back_and_ends_neither_text_nor_attribute),
		cmocka_unit_test(lines_contain_the_whole_text_and_fit_the_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
