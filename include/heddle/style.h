/*
 * The attributes of each style: one table for the terminal, coloured text and pictures.
 *
 * The terminal keeps its own background, which is unknown, so every colour is legible on dark and on light (a
 * contrast of at least 2.6:1 on white and 4:1 on black).  The six hues of processes are distinct for people
 * with the common colour-vision deficiencies.  Without colours, bold, underline and reverse mark what
 * matters.
 */
#ifndef HEDDLE_STYLE_H
#define HEDDLE_STYLE_H

#include <stdbool.h>

struct buf;

struct style_attributes {
	bool bold, dim, underline, reverse;
	short ink, paper; /* colour numbers; -1: the terminal's own */
};

/* The attributes of a style, with its flags, on a terminal with 256, 16, 8 or 0 `colours`; other numbers are
 * rounded down to one of these. */
struct style_attributes style_attributes_of(unsigned style, int colours);

/* Appends the ANSI sequence (SGR) that sets these attributes and resets all others. */
void style_sgr(const struct style_attributes *attributes, struct buf *out);

#endif
