/*
 * One playground a program: a test has one screen, as a person has.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/grid.h>

#include "screen.h"
#include "ui/ui_private.h"

struct ui *ui;

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
