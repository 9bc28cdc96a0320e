/*
 * Parts of a state that no step will read before writing them, derived from the steps of a design.
 *
 * States that differ only in these have the same future.
 */
#ifndef HEDDLE_PLAN_LIVE_LOCALS_H
#define HEDDLE_PLAN_LIVE_LOCALS_H

#include <heddle/plan.h>

/* Fills live[s], for each control state s of the process's role, with the live locals, as bits by offset.
 * The array is zeroed before. */
void live_locals(const struct plan *plan, unsigned process, uint32_t *live);

/* Whether an image that neither a record nor a live local leads to is never read: only its presence and age.
 */
bool hidden_images(const struct plan *plan);
/* Whether a choice of an id takes only ids without a blob. */
bool chooses_unset(const struct plan *plan, const struct plan_choice *choice);

#endif
