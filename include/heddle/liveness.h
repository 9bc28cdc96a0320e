/*
 * Properties of whole behaviours: always eventually P.
 *
 * "Always eventually P" is violated by a lasso: a run to a state (the stem)
 * from which a cycle of states without P (the loop) can be repeated for
 * ever, fairly.  A loop without steps is stuttering: nothing happens any more.
 *
 * Fairness is weak, as TLA+'s WF_vars(A): a group of actions that from some point on can always take a
 * step is infinitely often taken one.  A step that changes nothing does not count (Lamport, "The temporal
 * logic of actions", TOPLAS 1994: <A>_v is A and v' # v); it is stuttering, which is always allowed.
 * Violations are found as fair strongly connected components (Lichtenstein and Pnueli, "Checking that finite
 * state concurrent programs satisfy their linear specification", POPL 1985) of the graph of states without P.
 */
#ifndef HEDDLE_LIVENESS_H
#define HEDDLE_LIVENESS_H

#include <heddle/check.h>
#include <heddle/graph.h>

enum { LIVENESS_GROUPS_MAX = 8 };

struct liveness_options {
	unsigned property; /* index of P, a property of states */
	/* By action: bit g, the action is in fair group g. */
	const uint8_t *fair;
	unsigned groups;
	/* By action: it can happen only finitely often; null: none is so. */
	const bool *finite;
	/* By action: it changes the system whenever it is taken, also where the model's state stays the same;
	 * null: none is so, and a step from a state to itself changes nothing. */
	const bool *moves;
	struct graph_limits limits;
};

struct liveness_result {
	enum check_verdict verdict;
	const char *limit;  /* which limit was reached, else null */
	struct step *steps; /* stem, then loop */
	size_t stem, loop;  /* steps; a loop of 0 is stuttering */
	uint64_t distinct, generated, memory;
	uint64_t *taken;     /* by action; null when a limit was reached */
	uint64_t without;    /* states without P */
	uint32_t components; /* strongly connected components of those, those of a single state included */
	double seconds;
};

/* The model must be finite as it is: bounds would cut loops off. */
void liveness_run(const struct model *model, const struct liveness_options *options,
                  struct liveness_result *result);
void liveness_result_release(struct liveness_result *result);

/* The properties of whole behaviours that have names: always eventually a property of states. */
struct temporal {
	const char *name, *eventually;
	const char *summary; /* a line for people */
};
extern const struct temporal temporals[]; /* ended by a null name */

/* Null when there is none of that name; then err says which there are. */
const struct temporal *temporal_named(const char *name, struct err *err);

/* The first of them that a run breaks which goes for ever from the node `first` of a history of the model to
 * `last`, which is below it, and round again; null when it breaks none.  Fairness is not looked at. */
struct history;
const struct temporal *temporal_broken(const struct model *model, struct history *history, uint32_t first,
                                       uint32_t last);

#endif
