/*
 * A model small enough to be checked by eye: two walkers and a silent clock.
 *
 * Walker a or b takes "Walk <far> <way>" (far: near or wide, 1 or 2; way: left or right) and
 * "Rest" (not at 0); the clock takes "Tick".  The property "Apart" is broken if both
 * are at the same place other than 0.  There is room for `room` ticks; one more is
 * APPLY_FULL, and `larger` has room for twice as many.
 */
#ifndef TESTS_SUPPORT_TOY_MODEL_H
#define TESTS_SUPPORT_TOY_MODEL_H

#include <heddle/model.h>

struct model *toy_model_new(unsigned room);

/* The step that `text` spells; fails the running test when it spells none. */
struct step toy_step(const struct model *model, const char *text);

#endif
