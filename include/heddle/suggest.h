/*
 * "Did you mean": finds the known name nearest to an unknown one, or lists the known names.
 *
 *	struct nearest nearest = nearest_to(typed);
 *
 *	for (size_t i = 0; names[i]; i++)
 *		nearest_offer(&nearest, names[i]);
 *	return nearest_err(&nearest, "view", err);
 *
 * All texts are borrowed.
 */
#ifndef HEDDLE_SUGGEST_H
#define HEDDLE_SUGGEST_H

#include <stddef.h>

struct err;

enum { NEAREST_LISTED = 12 };

struct nearest {
	const char *word; /* as typed */
	const char *name; /* the nearest so far; null: none is near enough */
	unsigned distance;
	const char *offered[NEAREST_LISTED]; /* the first ones */
	size_t count;                        /* of all that were offered */
};

struct nearest nearest_to(const char *word);
void nearest_offer(struct nearest *nearest, const char *name);

/* Sets the error 'unknown NOUN "word"'.  Its remedy is the nearest name, or else the names that were offered.
 * Returns -1. */
int nearest_err(const struct nearest *nearest, const char *noun, struct err *err);

#endif
