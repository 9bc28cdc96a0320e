/*
 * Names the keys that curses reads.  A table has the special keys; control characters and function keys
 * follow a rule; the rest is text.
 *
 * Curses knows the sequences in its terminfo entry.  Others arrive byte by byte after an ESC; escape_input.c
 * decodes them.
 *
 * Characters are assembled here and not by wget_wch, which in a locale that is not UTF-8 waits after an
 * unknown byte and swallows the next ones.
 */
#include <langinfo.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include <curses.h>

#include <heddle/escape_input.h>
#include <heddle/utf8.h>

#include "tui/terminal.h"

/* Milliseconds to wait after an ESC for a sequence, and within a sequence for its rest. */
enum { ESCAPE_WAIT = 25, REST_WAIT = 200, SEQUENCE_MAX = 64 };

static const struct {
	int code;
	const char *name;
} special[] = {
	{ KEY_UP, "Up" },       { KEY_DOWN, "Down" },   { KEY_LEFT, "Left" },
	{ KEY_RIGHT, "Right" }, { KEY_PPAGE, "PgUp" },  { KEY_NPAGE, "PgDn" },
	{ KEY_HOME, "Home" },   { KEY_END, "End" },     { KEY_FIND, "Home" }, /* vt220 and rxvt */
	{ KEY_SELECT, "End" },  { KEY_ENTER, "Enter" }, { KEY_BACKSPACE, "Backspace" },
	{ KEY_DC, "Delete" },   { KEY_BTAB, "S-Tab" },  { KEY_SR, "Up" },
	{ KEY_SF, "Down" },     { KEY_SLEFT, "Left" },  { KEY_SRIGHT, "Right" },
	{ KEY_SHOME, "Home" },  { KEY_SEND, "End" },    { KEY_SPREVIOUS, "PgUp" },
	{ KEY_SNEXT, "PgDn" },  { KEY_SDC, "Delete" },  { KEY_IC, "Insert" },
};

/* Keys with modifiers, in terminfo's names, where a digit follows: kRIT5. */
// clang-format off
static const struct {
	const char *begun, *name;
} modified[] = {
	{ "kUP", "Up" },    { "kDN", "Down" },  { "kLFT", "Left" },  { "kRIT", "Right" },
	{ "kHOM", "Home" }, { "kEND", "End" },  { "kPRV", "PgUp" },  { "kNXT", "PgDn" },
	{ "kDC", "Delete" },
};
// clang-format on

static const struct {
	uint32_t point;
	const char *name;
} control[] = {
	{ '\t', "Tab" }, { '\r', "Enter" },     { '\n', "Enter" },
	{ 27, "Esc" },   { '\b', "Backspace" }, { 127, "Backspace" },
};

void keys_start(bool mouse)
{
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	meta(stdscr, TRUE);
	intrflush(stdscr, FALSE);
	set_escdelay(ESCAPE_WAIT);
	if (!mouse)
		return;
	mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
	mouseinterval(0); /* do not wait for double clicks */
	/* For unwanted mouse events, such as a release, curses returns no key but waits for the next one,
	 * even with nodelay.  So escape_input.c decodes the mouse's sequences. */
	define_key(NULL, KEY_MOUSE);
}

static enum key_kind name_code(int code, char *name)
{
	if (code == KEY_RESIZE)
		return KEY_KIND_RESIZE;
	if (code == CLIP_PASTE_BEGINS)
		return KEY_KIND_PASTE;
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
	const char *known = keyname(code);

	strcpy(name, "");
	for (size_t i = 0; known && i < sizeof(modified) / sizeof(modified[0]); i++) {
		size_t length = strlen(modified[i].begun);

		if (strncmp(known, modified[i].begun, length) == 0 && strlen(known) <= length + 1)
			strcpy(name, modified[i].name);
	}
	return KEY_KIND_KEY;
}

static void name_point(uint32_t point, char *name)
{
	if (point == KEYS_NO_POINT)
		return;
	for (size_t i = 0; i < sizeof(control) / sizeof(control[0]); i++) {
		if (control[i].point == point) {
			strcpy(name, control[i].name);
			return;
		}
	}
	if (point < ' ')
		snprintf(name, KEY_NAME_MAX, "C-%c", (int)point + 'a' - 1);
	else
		name[utf8_encode(point, name)] = '\0';
}

/* The next byte of a sequence; ERR: none arrives, or a key of curses does. */
static int next_byte(int wait)
{
	int byte;

	wtimeout(stdscr, wait);
	byte = wgetch(stdscr);
	nodelay(stdscr, TRUE);
	if (byte <= 0xff)
		return byte;
	ungetch(byte);
	return ERR;
}

/* Whether to assume UTF-8: also in the locale C, where other bytes would have no meaning anyway. */
static bool speaks_utf8(void)
{
	const char *charset = nl_langinfo(CODESET);

	return strcmp(charset, "UTF-8") == 0 || strcmp(charset, "ANSI_X3.4-1968") == 0;
}

/* The UTF-8 character that begins with a byte.  A byte that does not belong to it is put back. */
static uint32_t point_of_utf8(int first)
{
	char bytes[4] = { (char)first };
	size_t length = 1, whole = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
	uint32_t point;

	while (length < whole) {
		int byte = next_byte(REST_WAIT);

		if (byte == ERR)
			return KEYS_NO_POINT;
		if ((byte & 0xc0) != 0x80) {
			ungetch(byte);
			return KEYS_NO_POINT;
		}
		bytes[length++] = (char)byte;
	}
	return utf8_decode(bytes, length, &point) == length && (length > 1 || first < 0x80) ? point
	                                                                                    : KEYS_NO_POINT;
}

/* The same in the encoding of the locale. */
static uint32_t point_of_locale(int first)
{
	mbstate_t state = { 0 };
	char byte = (char)first;
	wchar_t point;
	size_t result = mbrtowc(&point, &byte, 1, &state);

	for (size_t length = 1; result == (size_t)-2 && length < MB_LEN_MAX; length++) {
		int next = next_byte(REST_WAIT);

		if (next == ERR)
			return KEYS_NO_POINT;
		byte = (char)next;
		result = mbrtowc(&point, &byte, 1, &state);
		if (result == (size_t)-1)
			ungetch(next);
	}
	return result > 1 ? KEYS_NO_POINT : (uint32_t)point;
}

uint32_t keys_point(int first)
{
	if (first < 0x80)
		return (uint32_t)first;
	return speaks_utf8() ? point_of_utf8(first) : point_of_locale(first);
}

/* After an ESC that begins no sequence of curses. */
static enum key_kind read_sequence(char *name, struct mouse_event *mouse)
{
	char bytes[SEQUENCE_MAX] = { 27 };
	size_t length = 1, taken;
	bool ended = false;
	struct input input;

	while ((taken = input_read(bytes, length, ended, &input)) == 0) {
		int byte = next_byte(length == 1 ? ESCAPE_WAIT : REST_WAIT);

		if (byte == ERR)
			ended = true;
		else if (length < sizeof(bytes))
			bytes[length++] = (char)byte;
		else
			bytes[length - 1] = (char)byte; /* no known sequence is so long */
	}
	while (length > taken)
		ungetch((unsigned char)bytes[--length]);
	strcpy(name, input.name);
	*mouse = (struct mouse_event){ input.x, input.y, input.kind == INPUT_WHEEL ? input.rows : 0 };
	return input.kind == INPUT_CLICK || input.kind == INPUT_WHEEL ? KEY_KIND_MOUSE : KEY_KIND_KEY;
}

/* A mouse event from gpm, which sends no sequences. */
static enum key_kind read_mouse(struct mouse_event *mouse)
{
	MEVENT event;

	if (getmouse(&event) != OK || !(event.bstate & (BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED)))
		return KEY_KIND_KEY;
	*mouse = (struct mouse_event){ event.x, event.y,
		                       event.bstate & BUTTON4_PRESSED   ? -1
		                       : event.bstate & BUTTON5_PRESSED ? 1
		                                                        : 0 };
	return KEY_KIND_MOUSE;
}

enum key_kind keys_next(char name[KEY_NAME_MAX], struct mouse_event *mouse)
{
	int code = wgetch(stdscr);

	if (code == ERR)
		return KEY_KIND_NONE;
	strcpy(name, "");
	if (code == KEY_MOUSE)
		return read_mouse(mouse);
	if (code > 0xff)
		return name_code(code, name);
	if (code == 27)
		return read_sequence(name, mouse);
	name_point(keys_point(code), name);
	return KEY_KIND_KEY;
}
