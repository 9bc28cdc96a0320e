/*
 * What is worked out beside the playing: hints, shortest ways, and a check.
 *
 * Two workers, for a check may run for minutes while hints go on.  Both work on the
 * quotient of the design that is played, never on the session, so nothing that a key does
 * waits for them.  A struct space holds a quotient and what is known of its distances; it is
 * shared with jobs by counting, since a job may outlive the session that asked.
 *
 * Invariant: messages are of the present session.  Those of a path are dropped when the person has
 * played on meanwhile.
 */
#ifndef HEDDLE_UI_BACKGROUND_H
#define HEDDLE_UI_BACKGROUND_H

#include <heddle/check.h>
#include <heddle/distance.h>
#include <heddle/reach.h>
#include <heddle/worker.h>

#include "ui/ui_private.h"

/* --- background_jobs.c: what runs in the workers ----------------------------------- */

struct space;

/* Compiles the quotient of what the session plays. */
int space_new(const struct session *session, struct space **space, struct err *err);
struct space *space_share(struct space *space);
void space_free(struct space *space); /* one user less; null allowed */
const struct model *space_model(const struct space *space);
/* Fills the hints from what is known; false when some are open, or a job is at work in the space. */
bool space_known(struct space *space, const void *state, struct hint *here, struct hint *steps, size_t count);

/* Where to run to. */
struct goal {
	enum { GOAL_VIOLATION, GOAL_PROPERTY, GOAL_CONTROL, GOAL_ACTION } kind;
	uint32_t properties;
	unsigned process, action;
	const char *control; /* a name that lives as long as the space's model */
};

struct background_message {
	struct message message;
	enum { MESSAGE_OF_HINTS, MESSAGE_OF_WAY, MESSAGE_OF_PROGRESS, MESSAGE_OF_CHECK } kind;
	uint64_t generation;      /* of the session when it was asked */
	struct hint here, *hints; /* MESSAGE_OF_HINTS */
	size_t hint_count;
	enum reach_end end; /* MESSAGE_OF_WAY */
	struct step *steps; /* MESSAGE_OF_WAY, and the counterexample of MESSAGE_OF_CHECK */
	size_t step_count;
	enum check_verdict verdict;
	unsigned property;
	bool *met; /* MESSAGE_OF_CHECK, where nothing breaks: by action, whether it can ever happen */
	struct check_progress progress;
};

/* `state` is one of the space's model and is copied. */
struct job *job_hints(struct space *space, const void *state, size_t count, uint64_t generation);
struct job *job_way(struct space *space, const void *state, const struct goal *goal, uint64_t generation);
struct job *job_check(struct space *space, const void *state, uint32_t properties);

/* --- background.c: asking and hearing ------------------------------------------------ */

struct background *background_new(void);
void background_free(struct background *background);
/* Another session is played, or none. */
void background_forget(struct ui *ui);
/* Before drawing: sees to it that the hints of the present are shown, or asked for. */
void background_refresh(struct ui *ui);
/* Whether a worker reported something since the last call. */
bool background_woken(struct ui *ui);
/* Hears what the workers have to tell. */
void background_collect(struct ui *ui);

int background_set_hints(struct ui *ui, bool on, struct err *err);
/* Runs to a goal: at once, or when the way is found. */
int background_run(struct ui *ui, const struct goal *goal, const char *words, struct err *err);
/* The model whose names a goal may borrow; made on demand. */
const struct model *background_model(struct ui *ui, struct err *err);
int background_check(struct ui *ui, struct err *err);
void background_check_stop(struct ui *ui);
/* Plays the counterexample that the check found; false when there is none. */
bool background_check_apply(struct ui *ui);
bool background_checking(const struct ui *ui);
/* Notes where the cursor is, before many steps are taken at once. */
void background_mark(struct ui *ui);
/* Goes back there; false when nothing was run yet. */
bool background_back(struct ui *ui);

/* What a worker is at, for the bottom row; empty when nothing is. */
void background_status(const struct ui *ui, struct buf *out);

#endif
