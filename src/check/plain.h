/*
 * The plain explorer, between its search and its counterexamples.
 */
#ifndef HEDDLE_CHECK_PLAIN_H
#define HEDDLE_CHECK_PLAIN_H

#include <string.h>

#include <heddle/check.h>
#include <heddle/key_table.h>
#include <heddle/stepper.h>

#include "check/limits.h"
#include "check/reserve.h"

static const uint32_t NONE = UINT32_MAX, STATES_MAX = UINT32_MAX - 1;

/* A step from a state of one level to one of the next. */
struct plain_link {
	uint32_t source, target;
};

/* A level from which a violation was found. */
struct plain_found {
	uint32_t from; /* the first state with such a step; NONE: the start itself */
	unsigned level;
	uint32_t level_end; /* the first state of the next level */
	uint32_t broken;    /* by the steps found, of which the first is that of `from` */
	uint32_t asked;     /* what the counterexample may break instead */
};

struct plain {
	const struct model *model;
	const struct check_options *options;
	struct check_result *result;
	struct limits limits;
	struct reserve_budget budget;
	struct reserve states, parents;
	struct key_table known;
	uint32_t count, at; /* states found; the index of the one being expanded */
	uint32_t level_end;
	unsigned level; /* of the state being expanded */
	uint32_t asked; /* properties still looked for */
	uint32_t once;  /* those that depend only on a state, and take long to judge */
	uint32_t slow;  /* all that take long, and may have no answer */
	const char *limit;
	bool done;
	/* The first state of each level. */
	uint32_t *level_first;
	size_t level_room;
	/* Of the steps to states of the next level, those that did not find them, in the order of their
	 * sources: with the parents all steps from one level to the next.  Not kept once `unlinked`. */
	struct reserve links;
	uint64_t link_count;
	bool unlinked;
	struct plain_found *found;
	size_t found_count;
	unsigned char *from; /* a copy of the state being expanded, since adding a state may move them */
	unsigned char *next; /* the state after the current step */
	/* With symmetry: packs the states of a class as one.  Null: every state is its own representative. */
	struct stepper *names;
	uint64_t *packed;
};

static inline unsigned char *state_at(const struct plain *x, uint32_t index)
{
	return (unsigned char *)x->states.at + index * x->model->state_size;
}

static inline uint32_t *parent_at(const struct plain *x, uint32_t index)
{
	return (uint32_t *)x->parents.at + index;
}

/* Replaces a state within the bounds by its representative. */
void plain_represent(const struct plain *x, void *state);

/* Records that a step from the state at hand, or the start, breaks a property for the first time. */
void plain_note(struct plain *x, unsigned property, bool at_start);

/* Adds the counterexamples of what was found to the result. */
void plain_add_traces(struct plain *x);

#endif
