/*
 * What grows without bounds in a system, and how its trees use it.
 *
 * Hours are only compared with the clock, counts only with numbers; then a state need not know them beyond
 * the largest number that they are compared with.  docs/unbounded.md has the argument.
 */
#ifndef HEDDLE_MACHINE_GROWTH_H
#define HEDDLE_MACHINE_GROWTH_H

#include <heddle/system.h>

struct arena;
struct err;

/* Numbers of one name, "start": all fields, locals and variables that are called so. */
struct growing {
	const char *name;
	/* Of hours: ages, which are the clock minus the hour.  They lie between `least` and, where all larger
	 * ones mean the same, `most`.  Of counts: `least` is 0. */
	int64_t least, most;
};

enum { GROWING_MAX = 64 };

struct growth {
	int clock; /* the variable that is the clock; -1: there is none */
	/* The clock itself matters up to that hour; 0: only ages do. */
	int64_t clock_most;
	struct growing numbers[GROWING_MAX];
	unsigned count;
};

/*
 * Fills `growth`.  Returns -1 with `err` set, naming step and expression, if something that grows is used in
 * another way.
 */
int growth_find(const struct system *system, struct growth *growth, struct err *err);
/* The numbers that are called so; null: they do not grow. */
const struct growing *growth_of(const struct growth *growth, const char *name);

/* Whether it is a number that grows: hours, or a count. */
bool declared_grows(const struct declared_type *type);
bool declared_is_hours(const struct declared_type *type);

#endif
