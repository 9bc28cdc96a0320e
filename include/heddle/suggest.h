/*
 * "Did you mean": the known name that is nearest to a word nobody knows.
 *
 * Names are offered one by one, from whatever table holds them, and only
 * borrowed.
 */
#ifndef HEDDLE_SUGGEST_H
#define HEDDLE_SUGGEST_H

struct err;

struct nearest {
	const char *word; /* as it was typed */
	const char *name; /* the nearest so far; null while none is near enough to be meant */
	unsigned distance;
};

struct nearest nearest_to(const char *word);
void nearest_offer(struct nearest *nearest, const char *name);

/* Sets the error 'unknown NOUN "word"', with the nearest name as its remedy.  Returns -1. */
int nearest_err(const struct nearest *nearest, const char *noun, struct err *err);

#endif
