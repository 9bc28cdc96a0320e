/*
 * The explanation that the scene keeps: of one step, until another is asked for, so that one can go to the
 * steps that it names and play its runs.
 */
#ifndef HEDDLE_VIEWS_EXPLANATION_H
#define HEDDLE_VIEWS_EXPLANATION_H

#include <heddle/explained.h>

#include "views/views.h"

struct explanation {
	bool asked;
	uint64_t generation; /* of the session when it was asked for */
	const struct model *model;
	uint32_t node;   /* that is explained */
	uint32_t *nodes; /* by number of steps, from the root to it */
	struct explained explained;
	struct err refused; /* why there is none */
	bool short_of_time; /* something is not known because it took too long to wait for */
	bool awaited;       /* the background looks for it */
	struct list list;
};

/* The explanation, made on demand. */
struct explanation *explanation_of(struct scene *scene);

/* Whether the explained violation needs the step into a node, and not all steps: 1; 0: it does not; -1:
 * nothing is known of it. */
int explanation_needs(struct scene *scene, uint32_t node);
/* Appends what the explanation says of the step into a node, "before 9", "lost here"; nothing mostly. */
void explanation_mark(struct scene *scene, uint32_t node, struct buf *out);

#endif
