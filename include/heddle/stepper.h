/*
 * All steps of many states at a time: what a model may offer the checker beside
 * its plain operations.
 *
 * A stepper knows the states within the bounds only, packed into as few 64-bit
 * words as they need; equal states are equal words.  It says the same as
 * enabled, apply, broken and within do, in the same order, only faster.  It learns while it
 * runs, so each thread has its own.
 */
#ifndef HEDDLE_STEPPER_H
#define HEDDLE_STEPPER_H

#include <heddle/model.h>

/* Successors, one after the other; the caller owns the arrays and sees to their room. */
struct batch {
	uint64_t *states;  /* stepper->words each */
	uint16_t *actions; /* of the step that led there */
	size_t count;
};

struct stepper;

struct stepper_ops {
	void (*release)(struct stepper *stepper);

	/* `state` must be within the bounds. */
	void (*pack)(const struct stepper *stepper, const void *state, uint64_t *packed);
	void (*unpack)(const struct stepper *stepper, const uint64_t *packed, void *state);

	/* Appends the successors of `count` states to `out`, those outside the bounds left out.
	 * Null: the model has no fast way to take steps, and this and the next two are not there. */
	void (*expand)(struct stepper *stepper, const uint64_t *packed, size_t count, struct batch *out);

	/* The properties of `asked` that some step of this state breaks. */
	uint32_t (*breaks)(struct stepper *stepper, const uint64_t *packed, uint32_t asked);

	/* Adds to taken[], by action, how often expand took a step, those out of the bounds
	 * included. */
	void (*count_taken)(const struct stepper *stepper, uint64_t *taken);

	/* How many states this one stands for: 1 without symmetry. */
	uint64_t (*stands_for)(const struct stepper *stepper, const uint64_t *packed);
};

struct stepper {
	const struct stepper_ops *ops;
	size_t words;       /* of a packed state */
	size_t fanout;      /* no state has more successors */
	uint64_t generated; /* steps that expand took */
	/* Why states that differ by names are not packed as one though that was asked for, in words; else
	 * null. */
	const char *unreduced;
	/* Properties that expand found broken though breaks, which looks at the
	 * likely places only, did not see it coming; from then on it does. */
	uint32_t surprised;
	uint32_t beyond; /* bounds that a step which expand or breaks looked at leads out of */
};

#endif
