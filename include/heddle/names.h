/*
 * A list of distinct names in the order in which they were added.  Borrows the texts.
 */
#ifndef HEDDLE_NAMES_H
#define HEDDLE_NAMES_H

#include <heddle/string_set.h>

struct names {
	const char **items;
	size_t count, room;
	struct string_set known; /* marks: 1 + the index of a name */
};

void names_release(struct names *names); /* a zeroed list is empty */
/* The index of the name, which is appended if it is new. */
size_t names_intern(struct names *names, const char *name);
/* The index of the name; SIZE_MAX if it is absent. */
size_t names_find(const struct names *names, const char *name);

#endif
