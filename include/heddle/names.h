/*
 * Names in the order in which they came, each once.  Borrows the texts.
 */
#ifndef HEDDLE_NAMES_H
#define HEDDLE_NAMES_H

#include <heddle/string_set.h>

struct names {
	const char **items;
	size_t count, room;
	struct string_set known; /* marks: 1 + the index of a name */
};

void names_release(struct names *names); /* a zeroed list is an empty one */
/* The index of the name, which is appended when it is new. */
size_t names_intern(struct names *names, const char *name);
/* SIZE_MAX when it is not there. */
size_t names_find(const struct names *names, const char *name);

#endif
