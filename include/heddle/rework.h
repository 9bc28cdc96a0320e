/*
 * A schedule that is worked on: the steps of a session's line, moved, left out, repeated and added, and
 * re-run after each change.
 *
 * The session is not changed until rework_play makes a branch of the result.  A step that cannot be taken
 * where it is now is passed over, with the reason, and the others are taken without it; so a step that is
 * moved back can be taken again.
 */
#ifndef HEDDLE_REWORK_H
#define HEDDLE_REWORK_H

#include <heddle/session.h>

enum { REWORK_STEPS_MOST = 2000 };

struct rework_step {
	struct step step;
	char *reason;    /* why it cannot be taken, owned; null: it is */
	bool commutes;   /* it and the next one that is taken touch nothing in common, as read or written */
	uint32_t breaks; /* the checked properties that it violates (bits) */
};

struct rework;

/* The steps of the session's line.  The session is borrowed and
 * must not change its design meanwhile.  Null with `err` set if it cannot be worked on: a recording, or too
 * many steps. */
struct rework *rework_new(const struct session *session, struct err *err);
void rework_free(struct rework *rework); /* null allowed */

size_t rework_count(const struct rework *rework);
const struct rework_step *rework_at(const struct rework *rework, size_t index);
/* Steps that cannot be taken. */
size_t rework_struck(const struct rework *rework);
/* Whether there is something to undo. */
bool rework_changed(const struct rework *rework);
/* The steps that are possible before the step `index`, which may be the count, in `arena`; of a schedule with
 * struck steps, after those before it that are taken. */
size_t rework_possible(const struct rework *rework, size_t index, struct arena *arena, struct step **steps);
/* As schedule_step, of the steps that are possible there. */
int rework_read(const struct rework *rework, size_t index, const char *text, struct step *step,
                struct err *err);

/* Each makes one change, and can be undone.  False if there is no such step or place. */
bool rework_move(struct rework *rework, size_t index, int by); /* by 1 (later) or -1 (earlier) */
bool rework_delete(struct rework *rework, size_t index);
bool rework_insert(struct rework *rework, size_t index, const struct step *step);
/* Replaces all steps. */
void rework_set(struct rework *rework, const struct step *steps, size_t count);
bool rework_undo(struct rework *rework);

/*
 * Plays the steps that can be taken in the session from its first state, as a branch of its tree whose end
 * gets a bookmark: "KIND 1", or the next number that is free.  Appends that name to `name` (null allowed); it
 * is the bookmark of that node if it has one already.  Returns the number of steps.
 */
size_t session_play_as(struct session *session, const struct step *steps, size_t count, const char *kind,
                       struct buf *name);
size_t rework_play(struct session *session, const struct rework *rework, struct buf *name);

/*
 * The same story with the fewest switches of process that were found: only neighbours that touch nothing in
 * common change places, and none passes a violation of a checked property.  Fills tidy[count].  Returns false
 * if a step cannot be taken.  *switches, out: before and after; *all: every order was looked at, so no order
 * of the story has fewer.
 */
bool schedule_tidy(const struct session *session, const struct step *steps, size_t count, struct step *tidy,
                   unsigned switches[2], bool *all);

#endif
