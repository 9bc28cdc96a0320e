/*
 * Demands: properties of a whole system that no single state or step breaks.
 *
 *   possible           some reachable state satisfies P
 *   always possible    from every reachable state some way leads to a state with P (AG EF P)
 *   always eventually  every fair behaviour satisfies P again and again (GF P)
 *   leads to           in every fair behaviour, P is followed by Q, in the same state or later (P ~> Q)
 *
 * They are conditions in the notation of expr.h over the variables of any model, and are decided on its whole
 * graph (graph.h), without abstraction.  Where a bound of the model may be the reason for an answer, there is
 * none: a state from which no way leads to P only because a bound ends all of them violates nothing, and
 * "holds" is said of behaviours only if no bound was reached.  A violation is one of the system without
 * bounds.
 *
 * Fairness is weak, as in liveness.h.
 */
#ifndef HEDDLE_DEMAND_H
#define HEDDLE_DEMAND_H

#include <heddle/check.h>
#include <heddle/liveness.h>

struct buf;
struct err;

enum demand_kind {
	DEMAND_POSSIBLE,
	DEMAND_ALWAYS_POSSIBLE,
	DEMAND_ALWAYS_EVENTUALLY,
	DEMAND_LEADS_TO,
};

/* Texts are borrowed; all but `name` and `condition` may be null. */
struct demand {
	const char *name; /* "ServersRecover" */
	const char *says; /* one sentence */
	enum demand_kind kind;
	bool asked_only;       /* it is judged only if it is asked for by name */
	const char *condition; /* P */
	const char *answer;    /* LEADS_TO: Q */
	/* "s ∈ servers": it is demanded for each member of a set that is the same in every state, and both
	 * conditions may name it.  With `alone` also just the name of a role. */
	const char *for_each;
	/* ALWAYS_POSSIBLE: ways consist of steps of one process, each of `for_each` in turn; others stand
	 * still. */
	bool alone;
	/* Roles whose steps are weakly fair, each taken together: "server, cleaner"; "": none; null: the
	 * fairness of the options. */
	const char *fair;
	/* Where the conditions begin in the text they were written in, for the columns of errors; 0: at 1. */
	unsigned column, answer_column;
};

struct demand_options {
	struct graph_limits limits; /* `border` is ignored */
	struct fairness fairness;   /* of demands without their own */
	/* Behaviours are those in which constants never run out (ops->scarce): an assumption, like fairness.
	 */
	bool enough;
};

/* What an answer is missing for: all of it 0 if there is one. */
struct demand_cut {
	const char *limit;  /* of the exploration: "states", "memory", "stopped" */
	uint32_t beyond;    /* bounds; bit i is model->bounds[i] */
	bool room;          /* the model has no room for a state */
	const char *scarce; /* constants that ran out: "image-ids" */
	bool value;         /* a condition has no value in some state */
};

struct demand_result {
	enum check_verdict verdict; /* CHECK_LIMIT: not decided */
	struct demand_cut cut;
	bool bounded;   /* it holds of the states within the bounds, and some bound was reached */
	bool empty;     /* it holds because the set of `for_each` is empty */
	char *member;   /* the member of `for_each` that it is violated, or not decided, for; or null */
	bool has_steps; /* the rest is about a run: see demand_show */
	struct step *steps;
	size_t start;      /* LEADS_TO: steps to the state with P */
	size_t stem, loop; /* steps to the last state, or to the loop; a loop of 0 is stuttering */
	/* ALWAYS_POSSIBLE, violated: states that can follow, the last one included; 0: more, not counted */
	uint32_t followers;
	bool blocked; /* … and no step is possible there */
	char *facts;  /* what is false in the last state: "n is 3" */
};

/* Reads the conditions of a demand and drops them again.  Returns -1 with `err` set if they cannot be read.
 */
int demand_read(const struct model *model, const struct demand *demand, struct err *err);

/* Whether an abstract model (a model whose ops->compile refuses what it does not keep) decides the demand. */
bool demand_exact(const struct model *model, const struct demand *demand);

/* Whether P holds in one state, for each member: 1, 0, or -1 if it has no value.  For LEADS_TO whether
 * nothing is owed there: not P, or Q. */
int demand_here(const struct model *model, const struct demand *demand, const void *state);

/*
 * Checks demands on one exploration of the model, and fills `count` results, which the caller releases.
 * Returns -1 with `err` set, and no results, if one of them cannot be read.
 */
int demand_check(const struct model *model, const struct demand *demands, size_t count,
                 const struct demand_options *options, struct demand_result *results, struct err *err);
void demand_result_release(struct demand_result *result);

/* Appends why the condition that was looked for in vain is false in a state: for LEADS_TO the answer, else P.
 * `member` as in a result. */
void demand_explain(const struct model *model, const struct demand *demand, const char *member,
                    const void *state, struct buf *out);

/* "always possible" */
const char *demand_kind_name(enum demand_kind kind);
/* Appends what is demanded: "all s ∈ servers: always possible: …". */
void demand_text(const struct demand *demand, bool ascii, struct buf *out);
/* Appends what a violation says before its steps, without the name: "after step 5 it can never be true
 * again". */
void demand_says(const struct demand *demand, const struct demand_result *result, struct buf *out);
/* Appends why there is no answer: "a bound (max-time) ends every way from the state after step 5".  `number`
 * (may be null) appends to the name of a bound how large it is. */
void demand_undecided(const struct model *model, const struct demand *demand,
                      const struct demand_result *result,
                      void (*number)(void *ctx, const char *bound, struct buf *out), void *ctx,
                      struct buf *out);
/* Appends what follows the steps of a violation: the facts, and what was tried from there. */
void demand_facts(const struct demand *demand, const struct demand_result *result, struct buf *out);

#endif
