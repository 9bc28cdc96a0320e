/*
 * The clipboard, through the terminal: OSC 52 to copy, bracketed paste to paste.
 *
 * Terminals without these sequences ignore them, and they pass through ssh and tmux.  Rejected: xclip and the
 * like, which only reach the machine that heddle runs on.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include <curses.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/utf8.h>

#include "tui/terminal.h"

enum { PASTE_WAIT = 3000, PASTE_MOST = 1 << 20 }; /* milliseconds between bytes; bytes */

static bool able; /* the terminal probably knows these sequences */

static void send(const char *text, size_t length)
{
	fflush(stdout);
	while (length > 0) {
		ssize_t count = write(STDOUT_FILENO, text, length);

		if (count <= 0)
			return;
		text += count;
		length -= (size_t)count;
	}
}

void clip_start(void)
{
	const char *mouse = tigetstr("kmous");

	able = mouse && mouse != (char *)-1;
	define_key("\033[200~", CLIP_PASTE_BEGINS);
	define_key("\033[201~", CLIP_PASTE_ENDS);
	clip_on(true);
}

void clip_on(bool on)
{
	if (able)
		send(on ? "\033[?2004h" : "\033[?2004l", 8);
}

/* --- copying ---------------------------------------------------------------- */

static void add_base64(struct buf *out, const char *text, size_t length)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < length; i += 3) {
		size_t left = length - i;
		uint32_t bits = (uint32_t)(unsigned char)text[i] << 16;

		if (left > 1)
			bits |= (uint32_t)(unsigned char)text[i + 1] << 8;
		if (left > 2)
			bits |= (unsigned char)text[i + 2];
		buf_add_char(out, digits[bits >> 18 & 63]);
		buf_add_char(out, digits[bits >> 12 & 63]);
		buf_add_char(out, left > 1 ? digits[bits >> 6 & 63] : '=');
		buf_add_char(out, left > 2 ? digits[bits & 63] : '=');
	}
}

void clip_copy(const char *text)
{
	struct buf out;

	if (!able)
		return;
	buf_init(&out);
	buf_add_text(&out, "\033]52;c;");
	add_base64(&out, text, strlen(text));
	buf_add_char(&out, '\a');
	send(out.data, out.length);
	buf_release(&out);
}

/* --- pasting ---------------------------------------------------------------- */

/* Adds a character, unless it is a control character. */
static void add_point(struct buf *text, uint32_t point)
{
	char bytes[4];

	if (point == KEYS_NO_POINT)
		point = 0xfffd; /* visible, rather than missing */
	if (point == '\r')
		point = '\n';
	if (point >= ' ' || point == '\n' || point == '\t')
		buf_add(text, bytes, utf8_encode(point, bytes));
}

char *clip_pasted(struct err *err)
{
	struct buf text;
	bool too_long = false;
	int code;

	buf_init(&text);
	for (;;) {
		wtimeout(stdscr, PASTE_WAIT);
		code = wgetch(stdscr);
		if (code == ERR || code == CLIP_PASTE_ENDS)
			break;
		too_long |= text.length > PASTE_MOST;
		if (code <= 0xff && !too_long) /* not a key of curses */
			add_point(&text, keys_point(code));
	}
	nodelay(stdscr, TRUE);
	if (code != ERR && !too_long)
		return buf_detach(&text);
	buf_release(&text);
	if (too_long) {
		err_set(err, "the pasted text is longer than %d bytes and was ignored", PASTE_MOST);
		err_remedy(err, "save it as a file and :open that");
	} else {
		err_set(err, "the pasted text has no end marker and was ignored");
		err_remedy(err, "paste it again");
	}
	return NULL;
}
