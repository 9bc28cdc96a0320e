/*
 * Reconstructs a counterexample after the search, from the levels of states that the shards kept.
 */
#ifndef HEDDLE_CHECK_COUNTEREXAMPLE_H
#define HEDDLE_CHECK_COUNTEREXAMPLE_H

#include <heddle/check.h>

#include "check/shard.h"

/*
 * Finds one of the shortest behaviours from `start` whose last step, from a state of `level`, breaks a
 * property of `asked`: the simplest (simplest.h) if `width` is not 0, else the first in the model's order of
 * steps.  With `stories` also those of all of them.  Such a step must exist.  Returns false if memory runs
 * out.
 */
bool counterexample_find(const struct model *model, const void *start, struct shard *shards, unsigned level,
                         uint32_t asked, size_t width, bool stories, struct check_trace *trace);

#endif
