/*
 * Liveness: properties of the form "always eventually P".
 *
 * A counterexample is a fair lasso: a run (the stem) to a cycle of states without P (the loop) that can be
 * repeated forever.  A loop without steps is stuttering: nothing happens any more.
 *
 * Fairness is weak, as TLA+'s WF_vars(A): a group of actions that from some point on is always enabled takes
 * infinitely many steps.  A step that changes nothing does not count (Lamport, "The temporal logic of
 * actions", TOPLAS 1994: <A>_v is A and v' # v); it is stuttering, which is always allowed.
 * Violations are found as fair strongly connected components (Lichtenstein and Pnueli, "Checking that finite
 * state concurrent programs satisfy their linear specification", POPL 1985) of the graph of states without P.
 */
#ifndef HEDDLE_LIVENESS_H
#define HEDDLE_LIVENESS_H

#include <heddle/check.h>
#include <heddle/graph.h>

enum { FAIR_GROUPS_MAX = 8 };

/* What is assumed of the steps of a behaviour. */
struct fairness {
	/* By action: bit g is set if the action is in fair group g; null: none is. */
	const uint8_t *fair;
	unsigned groups; /* at most FAIR_GROUPS_MAX */
	/* By action: it can happen only finitely often; null: none. */
	const bool *finite;
	/* By action: it always changes the system, even if the model's state stays the same; null: none, so a
	 * step from a state to itself changes nothing. */
	const bool *moves;
};

struct liveness_options {
	unsigned property; /* index of P, a property of states */
	struct fairness fairness;
	struct graph_limits limits;
};

struct liveness_result {
	enum check_verdict verdict;
	const char *limit;  /* the limit reached; else null */
	struct step *steps; /* stem, then loop */
	size_t stem, loop;  /* numbers of steps; a loop of 0 is stuttering */
	uint64_t distinct, generated, memory;
	uint64_t *taken;  /* by action; null if a limit was reached */
	uint64_t without; /* states without P */
	double seconds;
};

/* Checks `model` and fills `result`, which the caller releases.  The model must be finite without bounds,
 * which would cut loops off. */
void liveness_run(const struct model *model, const struct liveness_options *options,
                  struct liveness_result *result);
void liveness_result_release(struct liveness_result *result);

/* The liveness properties with names: always eventually a property of states. */

/* The property whose `recurring` is `name`, from a list ended by a null name; borrowed.  Null if there is
 * none, and then err (null allowed) lists the names. */
const struct model_property *recurring_named(const struct model_property *properties, const char *name,
                                             struct err *err);

/* The first property of the model whose `recurring` is violated by repeating forever the run from node
 * `first` of a history of the model to its descendant `last`; null if none is.  Ignores fairness. */
struct history;
const struct model_property *recurring_broken(const struct model *model, struct history *history,
                                              uint32_t first, uint32_t last);

#endif
