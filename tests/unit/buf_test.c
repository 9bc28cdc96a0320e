/* Buffers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>

static void a_new_buffer_is_an_empty_string(void **state)
{
	(void)state;
	struct buf buf;

	buf_init(&buf);
	assert_string_equal(buf.data, "");
	assert_int_equal(buf.length, 0);
	buf_add(&buf, NULL, 0);
	buf_clear(&buf);
	assert_string_equal(buf.data, "");
	buf_release(&buf);
}

static void a_buffer_stays_terminated_while_it_grows(void **state)
{
	(void)state;
	struct buf buf;

	buf_init(&buf);
	for (int i = 0; i < 1000; i++) {
		buf_add_char(&buf, (char)('a' + i % 26));
		assert_int_equal(buf.length, i + 1);
		assert_int_equal(buf.data[buf.length], '\0');
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(buf.data[i], 'a' + i % 26);
	buf_release(&buf);
}

static void a_buffer_takes_text_formats_and_repeats(void **state)
{
	(void)state;
	struct buf buf;

	buf_init(&buf);
	buf_add_text(&buf, "a");
	buf_add_repeat(&buf, '-', 70);
	buf_printf(&buf, "%d%s", 12, "z");
	assert_int_equal(buf.length, 74);
	assert_string_equal(buf.data + 69, "--12z");
	buf_clear(&buf);
	buf_add_repeat(&buf, '-', 0);
	assert_string_equal(buf.data, "");
	buf_release(&buf);
}

static void a_detached_text_outlives_its_buffer(void **state)
{
	(void)state;
	struct buf buf;

	buf_init(&buf);
	buf_add_text(&buf, "kept");

	char *text = buf_detach(&buf), *nothing = buf_detach(&buf);

	buf_add_text(&buf, "other");
	buf_release(&buf);
	assert_string_equal(text, "kept");
	assert_string_equal(nothing, "");
	free(text);
	free(nothing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_buffer_is_an_empty_string),
		cmocka_unit_test(a_buffer_stays_terminated_while_it_grows),
		cmocka_unit_test(a_buffer_takes_text_formats_and_repeats),
		cmocka_unit_test(a_detached_text_outlives_its_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
