/*
 * Exploring every behaviour of a model.
 *
 * Breadth-first, so that a counterexample is a shortest one; exact: whole states
 * are kept.  The counting rules are TLC's: the initial state and every enabled
 * step under every choice count as generated; a state outside the bounds is
 * generated and checked but neither counted as distinct nor expanded; depth
 * counts states on the longest shortest path.
 */
#ifndef HEDDLE_CHECK_H
#define HEDDLE_CHECK_H

#include <heddle/model.h>

enum check_verdict { CHECK_HOLDS, CHECK_VIOLATED, CHECK_LIMIT };

struct check_progress {
	uint64_t distinct, generated, queue, memory; /* memory in bytes */
	unsigned depth;
	double seconds;
};

struct check_options {
	uint32_t properties;  /* bits; what is checked */
	const void *from;     /* start here and not at the initial state; null */
	uint64_t max_states;  /* 0: no limit */
	uint64_t max_memory;  /* bytes, 0: no limit */
	double max_seconds;   /* 0: no limit */
	bool keep_going;      /* look for a shortest counterexample of each property */
	unsigned threads;     /* 0: one */
	uint64_t spread_from; /* states from which on all threads work; 0: as many as are worth it */
	bool symmetry;        /* one state for all that differ by interchangeable names */
	bool plain;           /* take the plain explorer, which is slower and says the same */
	/* Called now and then from the calling thread; returning false stops the check, which then
	 * reports a limit.  May be null. */
	bool (*progress)(void *ctx, const struct check_progress *now);
	void *ctx;
};

/* A shortest way to break one property. */
struct check_trace {
	unsigned property;
	size_t length; /* steps */
	struct step *steps;
};

struct check_coverage {
	uint64_t taken, fresh; /* how often a step was taken, and gave a new state */
};

struct check_result {
	enum check_verdict verdict;
	const char *limit; /* which limit: "states", "memory", "time", "stopped"; else null */
	bool complete;     /* every state within the bounds was expanded */
	uint64_t distinct, generated;
	uint64_t stands_for; /* with symmetry: how many states the distinct ones stand for; else 0 */
	uint32_t open;       /* properties that could not be judged in some state that was found */
	uint32_t beyond; /* when complete: bounds that some state is outside of; bit i, model->bounds[i] */
	const char *unreduced; /* why symmetry, though asked for, had no effect; else null */
	unsigned depth;
	double seconds;
	uint64_t memory;
	struct check_coverage *coverage; /* by action; initial state not in it */
	struct check_trace *traces;      /* by the order found; first is the verdict's */
	size_t trace_count;
	uint64_t queue; /* states found and not expanded when it stopped */
};

void check_run(const struct model *model, const struct check_options *options, struct check_result *result);
void check_result_release(struct check_result *result);

#endif
