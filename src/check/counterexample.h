/*
 * The way to a violation, found after the search from the levels it left behind.
 */
#ifndef HEDDLE_CHECK_COUNTEREXAMPLE_H
#define HEDDLE_CHECK_COUNTEREXAMPLE_H

#include <heddle/check.h>

#include "check/shard.h"

/*
 * The first, in the model's order of steps, of the shortest behaviours from `start` that break a
 * property of `asked` by a step from a state of `level`.  Such a step exists.  False: no memory.
 */
bool counterexample_find(const struct model *model, const void *start, struct shard *shards, unsigned level,
                         uint32_t asked, struct check_trace *trace);

#endif
