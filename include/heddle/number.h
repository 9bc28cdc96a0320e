/*
 * Parsing numbers that a user typed.  A number beyond int64_t saturates, so it still fails every range check.
 */
#ifndef HEDDLE_NUMBER_H
#define HEDDLE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Reads an integer at *text, with an optional sign, and moves *text past it.  Does not skip blanks.  Returns
 * false, and changes nothing, if there is none.
 */
bool number_take(const char **text, int64_t *number);

/* Whether the whole text is an integer from `least` to `most`; only then sets *number. */
bool number_is(const char *text, int64_t least, int64_t most, int64_t *number);

/* Reads an unsigned decimal number, with or without a point, whatever the locale, and moves *text past it.
 * Returns false, and changes nothing, if there is none. */
bool number_take_decimal(const char **text, double *number);

#endif
