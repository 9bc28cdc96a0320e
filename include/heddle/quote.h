/*
 * Quoted words: how a text made of words, such as that of a step, spells names.
 *
 * A name is written bare, u1, unless it is empty or has blanks, semicolons, commas, quotes or unprintable
 * characters; then it is quoted, "user one".  The escapes in quotes are \" and \\ and those of utf8_escape:
 * \n, \t, \r, \e, \x07, \u{202e}.  So the text is one printable line whatever the names are, and reading it
 * gives the same names.
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

/* Appends a text in quotes, even where a word could be bare. */
void quote_always(struct buf *out, const char *text);

/* The length in bytes of the word that `text` (of `length` bytes) begins with.  A bare word ends before the
 * first byte of `ends`; a quoted one after its closing quote or, without one, before the end of the line. */
size_t quote_length(const char *text, size_t length, const char *ends);

/* Appends the name that a word of `length` bytes spells.  Returns false, and appends nothing, if a quote is
 * not closed or an escape is unknown. */
bool quote_get(const char *word, size_t length, struct buf *name);

/* Sets the error for a word that quote_get rejects.  Returns -1. */
int quote_refuse(struct err *err);

#endif
