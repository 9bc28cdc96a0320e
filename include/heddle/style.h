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

struct style_attributes {
	bool bold, dim, underline, reverse;
	short ink, paper; /* colour numbers; -1: the terminal's own */
};

/* The attributes of a style (with STYLE_SELECTED and STYLE_STRONG) where there are `colours` of them:
 * 256, 16, 8 or 0; numbers between count as the next lower. */
struct style_attributes style_attributes_of(unsigned style, int colours);

/* Appends the ANSI sequence (SGR) that sets attributes from whatever was before. */
void style_sgr(const struct style_attributes *attributes, struct buf *out);

#endif
