/*
 * One table from what curses calls a key to its name.  Control characters and
 * function keys follow a rule; what is left is text.
 */
#include <curses.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "heddle/utf8.h"
#include "terminal.h"

static const struct {
	int code;
	const char *name;
} special[] = {
	{ KEY_UP, "Up" },       { KEY_DOWN, "Down" },   { KEY_LEFT, "Left" },
	{ KEY_RIGHT, "Right" }, { KEY_PPAGE, "PgUp" },  { KEY_NPAGE, "PgDn" },
	{ KEY_HOME, "Home" },   { KEY_END, "End" },     { KEY_FIND, "Home" }, /* vt220 and rxvt */
	{ KEY_SELECT, "End" },  { KEY_ENTER, "Enter" }, { KEY_BACKSPACE, "Backspace" },
	{ KEY_DC, "Delete" },   { KEY_BTAB, "S-Tab" },
};

static const struct {
	wint_t point;
	const char *name;
} control[] = {
	{ '\t', "Tab" }, { '\r', "Enter" },     { '\n', "Enter" },
	{ 27, "Esc" },   { '\b', "Backspace" }, { 127, "Backspace" },
};

static enum key_kind name_code(int code, char *name)
{
	if (code == KEY_RESIZE)
		return KEY_KIND_RESIZE;
	if (code == CLIP_PASTE_BEGINS)
		return KEY_KIND_PASTE;
	if (code == KEY_MOUSE)
		return KEY_KIND_MOUSE;
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
		if (special[i].code == code) {
			strcpy(name, special[i].name);
			return KEY_KIND_KEY;
		}
	}
	if (code > KEY_F0 && code <= KEY_F(24)) {
		snprintf(name, KEY_NAME_MAX, "F%d", code - KEY_F0);
		return KEY_KIND_KEY;
	}
	strcpy(name, "");
	return KEY_KIND_KEY;
}

static void name_point(wint_t point, char *name)
{
	for (size_t i = 0; i < sizeof(control) / sizeof(control[0]); i++) {
		if (control[i].point == point) {
			strcpy(name, control[i].name);
			return;
		}
	}
	if (point < ' ')
		snprintf(name, KEY_NAME_MAX, "C-%c", (int)point + 'a' - 1);
	else
		name[utf8_encode((uint32_t)point, name)] = '\0';
}

enum key_kind keys_next(char name[KEY_NAME_MAX])
{
	wint_t point;
	int kind = wget_wch(stdscr, &point);

	if (kind == ERR)
		return KEY_KIND_NONE;
	if (kind == KEY_CODE_YES)
		return name_code((int)point, name);
	name_point(point, name);
	return KEY_KIND_KEY;
}
