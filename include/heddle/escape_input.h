/*
 * What terminals send for keys and mice beyond characters: escape sequences.
 *
 * The usual ones mean the same on every terminal of the last decades, whatever the terminfo of the
 * day says; a sequence that means nothing is still one sequence, and none of its bytes is a key.
 */
#ifndef HEDDLE_ESCAPE_INPUT_H
#define HEDDLE_ESCAPE_INPUT_H

#include <stdbool.h>
#include <stddef.h>

enum { INPUT_NAME_MAX = 16 };

struct input {
	enum { INPUT_NOTHING, INPUT_KEY, INPUT_CLICK, INPUT_WHEEL } kind;
	char name[INPUT_NAME_MAX]; /* of the key, as ui_key has it */
	int x, y;                  /* of the mouse: a cell, from 0 on */
	int rows;                  /* that a wheel was turned: -1 or 1 */
};

/*
 * Reads the sequence that `bytes` begins with; the first is ESC.  Returns the bytes that it took,
 * 0 when there must come more.  `ended`: no more will come; then the result is never 0.
 * An ESC that begins no sequence is the key Esc, and takes one byte.
 */
size_t input_read(const char *bytes, size_t length, bool ended, struct input *input);

#endif
