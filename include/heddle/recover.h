/*
 * What can still come of a state: the runs that some steps, and no others, allow.
 *
 * For questions such as "can s1 become idle again?", when everybody may act, or
 * "does a read that s1 does alone end?", when only s1 may.  Rules say which steps a run may
 * take and when it is over; all runs from one state are explored, breadth-first, so that the
 * one which is shown is a shortest one.
 */
#ifndef HEDDLE_RECOVER_H
#define HEDDLE_RECOVER_H

#include <heddle/model.h>

/* Whether a run is over in a state, and how. */
enum run_end {
	RUN_GOES_ON,
	RUN_ENDED,  /* well */
	RUN_FAILED, /* over, and not as it should be */
};

struct recover_rules {
	/* Whether a run may take this step, as its first one or later. */
	bool (*may)(void *ctx, const void *from, const struct step *step, bool first);
	/* Whether it is over after a step. */
	enum run_end (*ended)(void *ctx, const void *state);
	/* Whether a step that it may take is a mistake by itself; null: none is. */
	bool (*wrong)(void *ctx, const void *from, const struct step *step, const void *to);
	/* The nth state that a run may also come to without a step; false: there are no more. Null:
	 * none. Such a run cannot be shown. */
	bool (*also)(void *ctx, const void *from, unsigned nth, void *to);
	/* Brings states from which the same can follow to one; null: each is itself. */
	void (*forget)(void *ctx, void *state);
	/* Whether more might happen in this state than the model has room for; null: never. */
	bool (*cramped)(void *ctx, const void *state);
	void *ctx;
	int waits_for;       /* a process whose steps are taken where no other is possible; -1: none */
	uint64_t max_states; /* 0: no limit */
};

enum recover_answer { RECOVER_YES, RECOVER_NO, RECOVER_UNKNOWN };

/* A run that shows the answer; the caller frees the steps. */
struct recover_run {
	struct step *steps;
	size_t count;
	bool wrong;      /* the last step is a mistake by itself */
	uint32_t states; /* that were looked at */
};

/*
 * Whether some run from `from` ends well.  `run` (null: nobody asks) becomes that run, or, when
 * there is none, one that gets as far as a run can: to where it is over or nothing more may be
 * taken.
 */
enum recover_answer recover_can(const struct model *model, const void *from,
                                const struct recover_rules *rules, struct recover_run *run);

/*
 * Whether every run from `from` can still end well wherever it is, and none takes a wrong step.
 * When not, `run` becomes a shortest one that cannot, or that does.
 */
enum recover_answer recover_must(const struct model *model, const void *from,
                                 const struct recover_rules *rules, struct recover_run *run);

void recover_run_release(struct recover_run *run);

#endif
