/*
 * A set of texts, each with marks.  Borrows the texts.
 * Invariant: room is 0 or a power of two, and at least a quarter of the table is free.
 */
#ifndef HEDDLE_TRACE_STRING_SET_H
#define HEDDLE_TRACE_STRING_SET_H

#include <stddef.h>

struct word {
	const char *text; /* null: a free place */
	unsigned marks;
};

struct words {
	struct word *table;
	size_t room, count;
};

void words_release(struct words *words); /* a zeroed set is an empty one */
/* Adds marks to a text, which is put in when it is new. */
void words_mark(struct words *words, const char *text, unsigned marks);
/* The marks of a text; 0 when it is not there. */
unsigned words_marks(const struct words *words, const char *text);

#endif
