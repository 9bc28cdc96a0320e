/*
 * From which states some way leads to a goal: "always possible".
 */
#ifndef HEDDLE_CHECK_WAYS_H
#define HEDDLE_CHECK_WAYS_H

#include "check/links.h"

/* What ends ways without an answer, bits. */
enum {
	WAYS_BOUND = 1,  /* a bound; `beyond` says which */
	WAYS_ROOM = 2,   /* the model has no room for the next state */
	WAYS_SCARCE = 4, /* names ran out */
	WAYS_VALUE = 8,  /* the goal has no value in a state on the way */
};

struct ways {
	/* The first state from which no way leads to the goal, and all of them were followed to their end;
	 * GRAPH_NONE: there is none. */
	uint32_t lost;
	uint32_t followers; /* states that can follow `lost`, itself included */
	bool steps;         /* some step is possible in `lost` */
	/* The first state from which no known way leads there, but some way was cut off. */
	uint32_t open;
	unsigned ends;   /* what cut those ways off, WAYS_… */
	uint32_t beyond; /* the bounds that did, bit i is model->bounds[i] */
	uint32_t scarce; /* a state where names ran out; or GRAPH_NONE */
};

/*
 * Looks at every state within the bounds.  `goal`, by state: 1, 0, or -1 for "has no value".  Ways consist of
 * steps of `process`; -1: of any.  A state just outside the bounds that has the goal counts as reached.
 */
void ways_find(const struct links *links, const int8_t *goal, int process, struct ways *ways);

#endif
