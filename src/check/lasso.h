/*
 * Searches for a fair lasso: a run to a state from which a fair behaviour stays in a part of the graph
 * forever, by repeating a loop or by stuttering.
 */
#ifndef HEDDLE_CHECK_LASSO_H
#define HEDDLE_CHECK_LASSO_H

#include <heddle/liveness.h>

#include "check/links.h"

struct lasso_search {
	const struct links *links;
	const uint8_t *part;             /* by state: the lasso may stay there; none is outside the bounds */
	const uint8_t *starts;           /* by state, of the part: it may begin to stay there */
	const struct fairness *fairness; /* of its steps */
	bool enough;                     /* no step is missing where names ran out */
	bool (*go_on)(void *ctx);        /* called now and then; false stops the search */
	void *ctx;
};

struct lasso {
	struct step *steps; /* a shortest run, then the loop; the caller frees them */
	size_t start;       /* steps to the state where it begins to stay in the part */
	size_t stem, loop;  /* a loop of 0 steps is stuttering */
};

enum lasso_end { LASSO_FOUND, LASSO_NONE, LASSO_STOPPED };

/*
 * A step that leaves the bounds counts as enabled but cannot be taken, and where names ran out steps of every
 * group count as enabled: so a lasso that is found is fair also without the bounds.
 */
enum lasso_end lasso_find(const struct lasso_search *search, struct lasso *lasso);

#endif
