/*
 * Replaying a schedule on another design.
 *
 * The schedule is translated step by step: the same process takes the corresponding step of the other design
 * with the same choices.  Steps correspond by what they do, not by name (design_alike).  The schedule either
 * fits to its end or diverges at a step, with a reason; and it may break a property on the way.
 */
#ifndef HEDDLE_REPLAY_H
#define HEDDLE_REPLAY_H

#include <heddle/design.h>
#include <heddle/err.h>

struct buf;
struct session;
struct model_property;
struct trace;

struct replay {
	char design[100]; /* the name of the design it was replayed on */
	bool fits;
	size_t steps;       /* in the schedule */
	bool closes;        /* one more step closes the trace's loop; not counted in `steps` or `matched` */
	size_t matched;     /* taken, from the start */
	size_t diverges_at; /* the step, from 1, that is not enabled; 0: none */
	bool other_start;   /* the first states differ already */
	char *reason;       /* for the divergence; null: none */
	int property;       /* the first broken on the way; -1: none */
	size_t violated_at; /* after that many steps; unused without a property */
	char *facts;        /* of the violation; null: none */
	int64_t loop;       /* the run returns to the state after that many steps; -1: it does not */
	const struct model_property *starved; /* whose `recurring` repeating the loop violates; null: none */
	struct model *source;                 /* the schedule's own model; null for a recording */
	struct step *source_steps;            /* `steps` of them, of `source` */
	struct model *model;                  /* the design's, without bounds */
	struct step *taken;                   /* `matched` of them, steps of `model` */
};

/*
 * Replays `count` steps of `source`, a compiled design's model, on `design`; both are borrowed.  Constants
 * and scope are those of the source; `over` (may be null) overrides the scope.  Checks the design's default
 * properties.  On success the caller releases the result, which may hold a larger model of the source.
 */
int replay_schedule(const struct model *source, const struct step *steps, size_t count,
                    const struct design *design, const struct scope *over, struct replay *replay,
                    struct err *err);

/* The same for the whole line of a session on a design, including once the loop that it ends in.  Also checks
 * the session's checked properties. */
int replay_session(const struct session *session, const struct design *design, const struct scope *over,
                   struct replay *replay, struct err *err);

/*
 * One step only: finds the step of `target` that corresponds to `from` and is enabled at the cursor of
 * `history`, a history of the target.  If there is none, returns false and appends the reason.
 */
bool replay_step(const struct model *source, const struct step *from, struct model *target,
                 struct history *history, struct step *found, struct buf *reason);

/* Replays a trace: first finds its own design (match.h).  A trace that fits no design diverges where its
 * states differ from the design's. */
int replay_trace(const struct trace *trace, const char *name_or_path, const struct scope *over,
                 struct replay *replay, struct err *err);

/* Appends where a replay that does not fit diverges: "at step 3 of 7". */
void replay_where(const struct replay *replay, struct buf *out);

/* Appends how a replay that fits ends when its schedule ends in a loop: ", then back to step 2". */
void replay_ending(const struct replay *replay, struct buf *out);

/* Appends which liveness property repeating the loop violates, if it does. */
void replay_starved(const struct replay *replay, struct buf *out);

void replay_release(struct replay *replay);

#endif
