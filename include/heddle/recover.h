/*
 * What can still happen from a state, if only some steps are allowed.
 *
 * Answers questions such as "can s1 become idle again?", when all processes may act, or "does a read end
 * that s1 does alone?", when only s1 may.  Rules define which steps a run may take and when it is over.  The
 * search over runs is breadth-first, so the run in the answer is a shortest one.
 */
#ifndef HEDDLE_RECOVER_H
#define HEDDLE_RECOVER_H

#include <heddle/model.h>

/* Whether a run is over in a state, and how. */
enum run_end {
	RUN_GOES_ON,
	RUN_ENDED,  /* over, successfully */
	RUN_FAILED, /* over, unsuccessfully */
};

struct recover_rules {
	/* Whether a run may take this step, as its first one or later. */
	bool (*may)(void *ctx, const void *from, const struct step *step, bool first);
	/* Whether it is over after a step. */
	enum run_end (*ended)(void *ctx, const void *state);
	/* Whether an allowed step is itself wrong; null: none is. */
	bool (*wrong)(void *ctx, const void *from, const struct step *step, const void *to);
	/* The nth state that a run may also reach without a step; false: there are no more.  Null: none.  A
	 * run through such a state cannot be returned. */
	bool (*also)(void *ctx, const void *from, unsigned nth, void *to);
	/* Replaces a state by a representative with the same futures; null: each state represents itself. */
	void (*forget)(void *ctx, void *state);
	/* Whether the model has too little room for some step from this state; null: never. */
	bool (*cramped)(void *ctx, const void *state);
	void *ctx;
	int waits_for;       /* a process that acts only if no other allowed step is enabled; -1: none */
	uint64_t max_states; /* 0: no limit */
};

enum recover_answer { RECOVER_YES, RECOVER_NO, RECOVER_UNKNOWN };

/* A run that shows the answer; the caller frees the steps. */
struct recover_run {
	struct step *steps;
	size_t count;
	bool wrong;      /* the last step is itself wrong */
	uint32_t states; /* explored */
};

/*
 * Whether some run from `from` ends successfully.  `run` (may be null) becomes that run or, if there is none,
 * one that goes as far as possible: until it is over or no allowed step is enabled.
 */
enum recover_answer recover_can(const struct model *model, const void *from,
                                const struct recover_rules *rules, struct recover_run *run);

/*
 * Whether every run from `from` can at each of its states still end successfully, and none takes a wrong
 * step. If not, `run` becomes a shortest counterexample.
 */
enum recover_answer recover_must(const struct model *model, const void *from,
                                 const struct recover_rules *rules, struct recover_run *run);

void recover_run_release(struct recover_run *run);

#endif
