/*
 * Decoding the escape sequences that terminals send for special keys and the mouse.
 *
 * The common sequences mean the same on every terminal in use, whatever terminfo says.  An unknown sequence
 * is consumed whole, so that none of its bytes is taken for a key.
 */
#ifndef HEDDLE_ESCAPE_INPUT_H
#define HEDDLE_ESCAPE_INPUT_H

#include <stdbool.h>
#include <stddef.h>

enum { INPUT_NAME_MAX = 16 };

struct input {
	enum { INPUT_NOTHING, INPUT_KEY, INPUT_CLICK, INPUT_WHEEL } kind;
	char name[INPUT_NAME_MAX]; /* of the key, as ui_key has it */
	int x, y;                  /* the mouse's cell, from 0 */
	int rows;                  /* the wheel's direction: -1 or 1 */
};

/*
 * Reads the sequence that `bytes` begins with; the first byte is ESC.  Returns the number of bytes read, or 0
 * if the sequence is incomplete.  `ended`: no more bytes will come; then the result is never 0.  An ESC that
 * starts no sequence is the key Esc, one byte.
 */
size_t input_read(const char *bytes, size_t length, bool ended, struct input *input);

#endif
