/*
 * The clipboard, through the terminal: out with OSC 52, in as a bracketed paste.
 *
 * Both are sequences that terminals without them ignore, and that go through ssh and tmux.
 * Rejected: xclip and its like, which know only the machine that heddle runs on.
 */
#include <curses.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include "heddle/buf.h"
#include "heddle/utf8.h"
#include "terminal.h"

enum { PASTE_WAIT = 500, PASTE_MOST = 1 << 20 }; /* milliseconds between bytes; bytes */

static bool able; /* the terminal is of the kind that knows these sequences */

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

/* --- out -------------------------------------------------------------------- */

static void add_base64(struct buf *out, const char *text, size_t length)
{
	static const char digits[] =
	        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

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

/* --- in --------------------------------------------------------------------- */

char *clip_pasted(void)
{
	struct buf text;
	wint_t point;
	int kind;

	buf_init(&text);
	timeout(PASTE_WAIT);
	while ((kind = wget_wch(stdscr, &point)) != ERR) {
		char bytes[4];

		if (kind == KEY_CODE_YES && (int)point == CLIP_PASTE_ENDS)
			break;
		if (kind == KEY_CODE_YES || text.length > PASTE_MOST)
			continue; /* what curses takes for a key is no text */
		if (point == '\r')
			point = '\n';
		if (point >= ' ' || point == '\n' || point == '\t')
			buf_add(&text, bytes, utf8_encode((uint32_t)point, bytes));
	}
	nodelay(stdscr, TRUE);
	return buf_detach(&text);
}
