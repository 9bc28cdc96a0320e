/*
 * A set of texts, each with marks (bits).  Borrows the texts.
 * Invariant: room is 0 or a power of two, and at least a quarter of the table is free.
 */
#ifndef HEDDLE_STRING_SET_H
#define HEDDLE_STRING_SET_H

#include <stddef.h>

struct string_set_entry {
	const char *text; /* null: a free slot */
	unsigned marks;
};

struct string_set {
	struct string_set_entry *table;
	size_t room, count;
};

void string_set_release(struct string_set *set); /* a zeroed set is empty */
/* Adds marks to a text, which is added if it is new. */
void string_set_mark(struct string_set *set, const char *text, unsigned marks);
/* The marks of a text; 0 if it is absent. */
unsigned string_set_marks(const struct string_set *set, const char *text);

#endif
