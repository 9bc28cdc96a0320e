/*
 * Names in the order in which they came, each once.  Borrows the texts.
 */
#ifndef HEDDLE_RECORD_NAMES_H
#define HEDDLE_RECORD_NAMES_H

#include <stddef.h>

struct names {
	const char **items;
	size_t count, room;
	size_t *table; /* 1 + the index of a name, by its hash; 0: free */
	size_t places; /* 0 or a power of two, more than the names by a quarter at least */
};

void names_release(struct names *names); /* a zeroed list is an empty one */
/* The index of the name, which is appended when it is new. */
size_t names_intern(struct names *names, const char *name);
/* SIZE_MAX when it is not there. */
size_t names_find(const struct names *names, const char *name);

#endif
