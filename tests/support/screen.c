/*
 * One playground per program: a test has one screen, as a user has.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/grid.h>

#include "screen.h"
#include "ui/ui_private.h"

struct ui *ui;

void open_ui(struct session *session)
{
	ui_free(ui);
	ui = ui_new(session, false);
}

int close_ui(void **state)
{
	(void)state;
	ui_free(ui);
	ui = NULL;
	return 0;
}

void type(const char *keys)
{
	struct err err = { 0 };

	assert_int_equal(ui_type(ui, keys, &err), 0);
}

static int run(const char *fmt, va_list args)
{
	struct buf command_line;
	int result;

	buf_init(&command_line);
	buf_vprintf(&command_line, fmt, args);
	result = ui_run(ui, command_line.data);
	buf_release(&command_line);
	return result;
}

void runs(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	if (run(fmt, args) != 0)
		fail_msg("\"%s\" failed: %s", fmt, ui->message);
	va_end(args);
}

void refuses(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	if (run(fmt, args) != -1 || ui->message_kind != MESSAGE_ERROR)
		fail_msg("\"%s\" did not fail: %s", fmt, ui->message);
	va_end(args);
}

const char *screen(void)
{
	static struct buf text;
	struct grid grid;

	if (!text.data)
		buf_init(&text);
	buf_clear(&text);
	grid_init(&grid, ui->scene.width, ui->scene.height, ui->scene.ascii);
	ui_draw(ui, &grid);
	grid_show(&grid, &text, false);
	grid_release(&grid);
	return text.data;
}

void shows(const char *text)
{
	if (!strstr(screen(), text))
		fail_msg("\"%s\" is not on the screen:\n%s", text, screen());
}

void hides(const char *text)
{
	if (strstr(screen(), text))
		fail_msg("\"%s\" is on the screen:\n%s", text, screen());
}

void message_is(const char *text)
{
	if (!strstr(ui->message, text))
		fail_msg("\"%s\" is not in the message: %s", text, ui->message);
}

void input_is(const char *text)
{
	assert_string_equal(ui->input, text);
}

void depth_is(unsigned depth)
{
	assert_int_equal(ui->scene.session->now.depth, depth);
}
