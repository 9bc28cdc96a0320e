/*
 * Words: how names stand in a line of words, such as the text of a step.
 *
 * A name is written bare where nothing in it would be misread, "u1", and in quotes where it has
 * blanks, semicolons, commas, quotes or anything unprintable, or is empty: "user one".  In quotes
 * stand \" and \\, and what utf8_escape spells: \n, \t, \r, \e, \x07, \u{202e}.  So a text of words is one
 * printable line whatever the names are, and reading what was written gives the same names.
 */
#ifndef HEDDLE_QUOTE_H
#define HEDDLE_QUOTE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;

/* The blanks between words. */
#define QUOTE_BLANKS " \t\r\n"

/* Appends a name (valid UTF-8) as a word. */
void quote_put(struct buf *out, const char *name);

/* Appends text in quotes, escaped as in a word. */
void quote_always(struct buf *out, const char *text);

/* The bytes of the word that `text` (of `length` bytes) begins with.  A bare one ends before the
 * first byte of `ends`; one in quotes after its closing quote, and where there is none, before the line's
 * end. */
size_t quote_length(const char *text, size_t length, const char *ends);

/* Appends the name that a word of `length` bytes stands for.  Returns false, having appended
 * nothing, when its quote is not closed or an escape in it is none. */
bool quote_get(const char *word, size_t length, struct buf *name);

/* Says what is wrong with a word that quote_get does not read; returns -1. */
int quote_refuse(struct err *err);

#endif
