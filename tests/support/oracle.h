/*
 * An obviously right explorer: a list of states, searched linearly, without hashing or packing, level by
 * level. For spaces of a few thousand states.
 */
#ifndef TESTS_SUPPORT_ORACLE_H
#define TESTS_SUPPORT_ORACLE_H

#include <heddle/model.h>

struct oracle {
	uint64_t distinct, generated;
	unsigned depth;
	uint64_t *taken;                       /* by action */
	uint32_t beyond;                       /* bounds that some state is outside of */
	size_t shortest[MODEL_PROPERTIES_MAX]; /* steps to a violation; SIZE_MAX: it holds */
	bool complete;                         /* false: `most` states did not suffice */
};

/* Explores everything within the bounds, violations or not.  `from` null: the initial state. */
void oracle_run(const struct model *model, const void *from, size_t most, struct oracle *oracle);
void oracle_release(struct oracle *oracle);

#endif
