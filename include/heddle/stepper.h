/*
 * A fast path for the checker, which a model may offer: takes all steps of many states at once.
 *
 * A stepper handles only states within the bounds.  It packs each into as few 64-bit words as possible;
 * equal states have equal words.  It gives the same answers as the model's enabled, apply, broken and
 * within, in the same order.  A stepper has mutable caches, so each thread needs its own
 * (model->ops->stepper makes one).
 */
#ifndef HEDDLE_STEPPER_H
#define HEDDLE_STEPPER_H

#include <heddle/model.h>

/* A list of successors.  The caller owns the arrays and makes room for `fanout` successors of each state. */
struct batch {
	uint64_t *states;  /* stepper->words each */
	uint16_t *actions; /* of the step to each */
	size_t count;
};

struct stepper;

struct stepper_ops {
	/* Frees the stepper. */
	void (*release)(struct stepper *stepper);

	/* Convert between a state of the model, which must be within the bounds, and stepper->words words. */
	void (*pack)(const struct stepper *stepper, const void *state, uint64_t *packed);
	void (*unpack)(const struct stepper *stepper, const uint64_t *packed, void *state);

	/* Appends the successors of `count` states that are within the bounds to `out`.  Null: the stepper
	 * only packs states; then `breaks` and `count_taken` are null too. */
	void (*expand)(struct stepper *stepper, const uint64_t *packed, size_t count, struct batch *out);

	/* The properties of `asked` that some step from this state breaks. */
	uint32_t (*breaks)(struct stepper *stepper, const uint64_t *packed, uint32_t asked);

	/* Adds to taken[], by action, the steps that expand took, including those that leave the bounds. */
	void (*count_taken)(const struct stepper *stepper, uint64_t *taken);

	/* The size of the state's symmetry class; 1 without symmetry. */
	uint64_t (*class_size)(const struct stepper *stepper, const uint64_t *packed);
};

struct stepper {
	const struct stepper_ops *ops;
	size_t words;       /* 64-bit words of a packed state */
	size_t fanout;      /* an upper bound on the successors of a state */
	uint32_t judges;    /* the properties that `breaks` can judge */
	uint64_t generated; /* steps taken by expand */
	/* Why the requested symmetry reduction is not done, a phrase; else null. */
	const char *unreduced;
	/* Properties that expand found broken where `breaks` had not.  To be fast, `breaks` tries only the
	 * likely processes; once a property is in this set it tries all of them for it. */
	uint32_t surprised;
	uint32_t beyond; /* bounds exceeded by a step that expand or breaks took; bit i is model->bounds[i] */
};

#endif
