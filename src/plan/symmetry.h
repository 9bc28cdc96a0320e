/*
 * Representatives of states that differ only in names: of users, metadatas, images, ids, servers, readers and
 * cleaners.
 *
 * The symmetry group consists of the renamings of the first constants of each type, and of the permutations
 * of processes of a kind.  If there are too many renamings, fewer constants are renamed, which costs states
 * but is still correct.  The representative is the least image of a state.
 */
#ifndef HEDDLE_PLAN_SYMMETRY_H
#define HEDDLE_PLAN_SYMMETRY_H

#include "plan/stepper.h"

struct symmetry;

/* Returns null, with the reason in *why_not, if no reduction is possible.  Lives in the stepper's arena;
 * symmetry_release frees the tables. */
struct symmetry *symmetry_new(struct design_stepper *s, const char **why_not);
void symmetry_release(struct symmetry *symmetry); /* null allowed */

/* Replaces a packed state by its representative. */
void symmetry_choose(const struct symmetry *symmetry, uint64_t *packed);

/* The number of states that a representative represents. */
uint64_t symmetry_class_size(const struct symmetry *symmetry, const uint64_t *packed);

#endif
