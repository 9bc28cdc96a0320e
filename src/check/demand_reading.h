/*
 * The conditions of a demand, read for a model: one instance for each member of its set.
 */
#ifndef HEDDLE_CHECK_DEMAND_READING_H
#define HEDDLE_CHECK_DEMAND_READING_H

#include <heddle/demand.h>

#include "check/proposition.h"

enum { DEMAND_INSTANCES_MAX = 64 };

struct instance {
	const char *member; /* null: the demand has no set */
	int process;        /* whose steps lead to P; -1: anyone's */
	struct proposition *condition, *answer;
};

struct reading {
	struct arena *arena;
	struct instance instances[DEMAND_INSTANCES_MAX];
	unsigned count;
};

/* Returns -1 with `err` set, and nothing to release, if the demand cannot be read. */
int reading_init(struct reading *reading, const struct model *model, const struct demand *demand,
                 struct err *err);
void reading_release(struct reading *reading);

/* Fills fair (by action), the groups of the roles that `roles` lists.  Returns their number, or -1 with `err`
 * set. */
int reading_fair(const struct model *model, const char *roles, uint8_t *fair, struct err *err);

#endif
