/*
 * States that differ by names only, brought to one: interchangeable users, metadatas, images, ids,
 * servers, readers and cleaners.
 *
 * The group is every renaming of the first few constants of each type times every order of the
 * processes of a kind; few, where all would be too many, costs states and nothing else.  The
 * representative of a state is the least of its images.
 */
#ifndef HEDDLE_PLAN_SYMMETRY_H
#define HEDDLE_PLAN_SYMMETRY_H

#include "plan/stepper.h"

struct symmetry;

/* Null, with the reason in words, when there is nothing to gain.  Lives in the stepper's arena; tables are
 * freed by symmetry_release. */
struct symmetry *symmetry_new(struct design_stepper *s, const char **why_not);
void symmetry_release(struct symmetry *symmetry); /* null allowed */

/* Replaces a packed state by its representative. */
void symmetry_choose(const struct symmetry *symmetry, uint64_t *packed);

/* How many states a representative stands for. */
uint64_t symmetry_class_size(const struct symmetry *symmetry, const uint64_t *packed);

#endif
