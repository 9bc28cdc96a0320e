/*
 * The checker: explores every reachable state of a model and judges properties in each.
 *
 * The search is breadth-first, so a counterexample is a shortest one, and exact: it stores whole states,
 * not hashes.  It counts as TLC does.  The initial state and every enabled step under every choice count
 * as generated.  A state outside the bounds is generated and checked, but neither counted as distinct nor
 * expanded.  The depth is the number of states on the longest of the shortest paths.
 *
 * The result is the same for any number of threads, except for times, memory and where a limit stops it.
 */
#ifndef HEDDLE_CHECK_H
#define HEDDLE_CHECK_H

#include <heddle/model.h>

enum check_verdict { CHECK_HOLDS, CHECK_VIOLATED, CHECK_LIMIT };

/* A report while the search runs. */
struct check_progress {
	uint64_t distinct, generated; /* states */
	uint64_t queue;               /* states found and not yet expanded */
	uint64_t memory;              /* bytes */
	unsigned depth;               /* states on the current shortest path */
	double seconds;               /* since the start */
};

struct check_options {
	uint32_t properties;  /* to check: bit i is model->properties[i] */
	const void *from;     /* state to start from, borrowed; null: the initial state */
	uint64_t max_states;  /* distinct states; 0: no limit */
	uint64_t max_memory;  /* bytes, 0: no limit */
	double max_seconds;   /* 0: no limit */
	bool keep_going;      /* do not stop at the first violation: find a shortest one of each property */
	unsigned threads;     /* 0: one */
	uint64_t spread_from; /* distinct states at which all threads start to work; 0: the usual number */
	bool symmetry;        /* explore one representative of each symmetry class */
	bool plain;           /* use the plain explorer: slower, same result */
	bool stories;         /* tell the stories of all shortest counterexamples */
	bool first;           /* of the shortest counterexamples take the first one, not the simplest */
	/* Called several times a second from the thread that called check_run; may be null.  Returning false
	 * stops the check, which then reports the limit "stopped". */
	bool (*progress)(void *ctx, const struct check_progress *now);
	void *ctx; /* passed to `progress` */
};

/* Which of the shortest counterexamples it is. */
enum check_choice {
	CHECK_FIRST,    /* the first in the model's order of steps */
	CHECK_SIMPLE,   /* the simplest of many, but there are more */
	CHECK_SIMPLEST, /* fewest preemptions, then switches of process, then processes; of equals the first
	                 */
};

/* A story: all behaviours in which the processes take the same actions, each in the same order; processes of
 * one role, and what steps choose, have no names in it. */
struct check_story {
	struct step *steps; /* the simplest of them */
	uint64_t ways;      /* how many they are; UINT64_MAX: at least that */
};
void check_stories_free(struct check_story *stories, size_t count);

/* A shortest counterexample of one property. */
struct check_trace {
	unsigned property;  /* index in model->properties */
	size_t length;      /* steps */
	struct step *steps; /* from the start; the last one breaks the property */
	enum check_choice choice;
	/* With options->stories: those of all shortest counterexamples of the property, the simplest first;
	 * owned by the result.  All of them, and `ways` is exact, if `choice` is CHECK_SIMPLEST. */
	struct check_story *stories;
	size_t story_count;
};

/* What one action contributed. */
struct check_coverage {
	uint64_t taken; /* steps of the action */
	uint64_t fresh; /* those that led to a new state */
};

/* Owned by the caller: check_result_release. */
struct check_result {
	enum check_verdict verdict;
	const char *limit; /* the limit reached: "states", "memory", "time", "stopped"; else null */
	bool complete;     /* every state within the bounds was expanded */
	uint64_t distinct, generated;
	uint64_t represented;  /* with symmetry: states in the classes of the distinct ones; else 0 */
	uint32_t open;         /* properties that could not be decided in some state (bits) */
	uint32_t beyond;       /* if complete: bounds that some state exceeds; bit i is model->bounds[i] */
	const char *unreduced; /* why the requested symmetry had no effect; else null */
	unsigned depth;        /* states on the longest shortest path */
	double seconds;
	uint64_t memory;                 /* bytes */
	struct check_coverage *coverage; /* by action; the initial state is not counted */
	struct check_trace *traces;      /* in the order found; the first is the verdict's */
	size_t trace_count;
	uint64_t queue; /* states found and not expanded when the search ended */
};

/*
 * Checks `model` and fills `result`, which is uninitialised before.  `model` and `options` are borrowed for
 * the call.  Never fails: running out of memory, states or time gives the verdict CHECK_LIMIT, and so does a
 * property that could not be decided.
 */
void check_run(const struct model *model, const struct check_options *options, struct check_result *result);

/* Frees what the result owns. */
void check_result_release(struct check_result *result);

#endif
