/*
 * What a style looks like: one table for the terminal, for coloured text and
 * for pictures.
 *
 * The background of the terminal is kept and unknown, so every colour is legible on a
 * dark and on a light one (at least 2.6:1 on white and 4:1 on black), and the six hues of processes
 * stay apart in the common colour-vision deficiencies.  Bold, underline and reverse say what
 * matters where there are no colours.
 */
#ifndef HEDDLE_STYLE_H
#define HEDDLE_STYLE_H

#include <stdbool.h>

struct buf;

struct look {
	bool bold, dim, underline, reverse;
	short ink, paper; /* colour numbers; -1: the terminal's own */
};

/* The look of a style (with STYLE_SELECTED and STYLE_STRONG) where there are `colours` of them:
 * 256, 16, 8 or 0; numbers between count as the next lower. */
struct look look_of(unsigned style, int colours);

/* Appends the ANSI sequence (SGR) that sets a look from whatever was before. */
void look_sgr(const struct look *look, struct buf *out);

#endif
