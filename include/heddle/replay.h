/*
 * The same schedule on another design.
 *
 * A schedule is carried over step by step: the same process takes the step of
 * the other design that plays the same part, with the same choices.  What a
 * step does decides which one that is (design_alike), not what it is called.  Either
 * the schedule fits to its end, or it diverges at a step for a reason; and on
 * the way it may break a property.
 */
#ifndef HEDDLE_REPLAY_H
#define HEDDLE_REPLAY_H

#include <heddle/design.h>
#include <heddle/err.h>

struct buf;
struct session;
struct temporal;
struct trace;

struct replay {
	char design[100]; /* name of the design that it was replayed on */
	bool fits;
	size_t steps;       /* in the schedule, */
	bool closes;        /* and one more, which closes the loop of the trace; not in `matched` either */
	size_t matched;     /* taken, from the start */
	size_t diverges_at; /* the step (from 1) that could not be taken; 0: none */
	bool other_start;   /* it is not even the first state that fits */
	char *reason;       /* of the divergence, in words; null: none */
	int property;       /* broken on the way; -1: none */
	size_t violated_at; /* after this many steps; meaningless without a property */
	char *facts;        /* of the violation; null: none */
	int64_t loop;       /* the run comes back to the state after so many steps; -1: it does not */
	const struct temporal *starved; /* broken by going round for ever; null: none */
	struct model *source;           /* the schedule's own model; null for a recording */
	struct step *source_steps;      /* `steps` of them */
	struct model *model;            /* the design's, without bounds */
	struct step *taken;             /* `matched` of them, steps of `model` */
};

/*
 * Carries `count` steps of `source`, a compiled design's model, over to `design`.  Constants and
 * numbers are those of the source; `over` (null allowed) overrides numbers.  Takes neither; a
 * larger model of the source may be kept in the result.  The target's default properties are watched.
 */
int replay_schedule(const struct model *source, const struct step *steps, size_t count,
                    const struct design *design, const struct scope *over, struct replay *replay,
                    struct err *err);

/* The same with the current line of a session on a design: all of it, however long, and once round the
 * loop that it ends in.  Watches what the session does as well. */
int replay_session(const struct session *session, const struct design *design, const struct scope *over,
                   struct replay *replay, struct err *err);

/*
 * One step alone: the step of `target` that plays the part of the source's, where the cursor of `history` (a
 * play of the target) is.  False, with the reason appended, when none that plays it can be taken there.
 */
bool replay_step(const struct model *source, const struct step *from, struct model *target,
                 struct history *history, struct step *found, struct buf *reason);

/* Finds the trace's own design first.  A trace that fits no design diverges where the design's own
 * states do. */
int replay_trace(const struct trace *trace, const char *name_or_path, const struct scope *over,
                 struct replay *replay, struct err *err);

/* Appends where a replay that does not fit diverges: "at step 3 of 7". */
void replay_where(const struct replay *replay, struct buf *out);

/* Appends how a replay that fits ends when its schedule ends in a loop: ", then back to step 2". */
void replay_ending(const struct replay *replay, struct buf *out);

/* Appends what going round for ever breaks, when it breaks something. */
void replay_starved(const struct replay *replay, struct buf *out);

void replay_release(struct replay *replay);

#endif
