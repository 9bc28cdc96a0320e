/*
 * Numbers that somebody typed, read so that none of them surprises: what is too large for the machine is as
 * large as it can be, and stays outside of any limits.
 */
#ifndef HEDDLE_NUMBER_H
#define HEDDLE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Reads a whole number at *text, with a sign or without, and moves *text behind it.  A number beyond int64_t
 * becomes the nearest one.  False, with nothing changed, where there is none.  Blanks before it are not
 * skipped.
 */
bool number_take(const char **text, int64_t *number);

/* Whether the whole text is a number from `least` to `most`; *number is set only then. */
bool number_is(const char *text, int64_t least, int64_t most, int64_t *number);

/* Reads digits with a point in them or without, in any locale, and moves *text behind them; no sign. */
bool number_take_decimal(const char **text, double *number);

#endif
