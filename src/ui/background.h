/*
 * What is computed while the user plays: hints, shortest paths, and a check.
 *
 * There are three workers, since a check may run for minutes while hints and explanations continue.  They
 * work on the quotient of the design or a larger model, never on the session, so no key waits for them; only
 * a run is waited for.  A struct space holds a quotient and its known distances; its users are counted, since
 * a job may outlive the session that asked for it.
 *
 * Invariant: messages belong to the current session.
 */
#ifndef HEDDLE_UI_BACKGROUND_H
#define HEDDLE_UI_BACKGROUND_H

#include <heddle/check.h>
#include <heddle/distance.h>
#include <heddle/reach.h>
#include <heddle/worker.h>

#include "ui/ui_private.h"

/* --- background_jobs.c: the jobs of the workers ------------------------------------ */

struct space;

/* Makes the space of a session's design and checked properties; the caller frees it. */
int space_new(const struct session *session, struct space **space, struct err *err);
/* Adds a user. */
struct space *space_share(struct space *space);
/* Removes a user; the last one frees the space.  Null allowed. */
void space_free(struct space *space);
const struct model *space_model(const struct space *space);
/* Fills in the known hints; false if some are unknown, or while a job uses the space. */
bool space_known(struct space *space, const void *state, struct hint *here, struct hint *steps, size_t count);

/* Where to run to. */
struct goal {
	enum { GOAL_VIOLATION, GOAL_PROPERTY, GOAL_CONTROL, GOAL_ACTION } kind;
	uint32_t properties;
	unsigned process, action;
	const char *control; /* borrowed from the space's model */
};

struct background_message {
	struct message message;
	enum { MESSAGE_OF_HINTS, MESSAGE_OF_PATH, MESSAGE_OF_PROGRESS, MESSAGE_OF_CHECK } kind;
	uint64_t generation; /* of the session when the job was asked for */
	/* MESSAGE_OF_HINTS: */
	struct hint here, *hints;
	size_t hint_count;
	/* MESSAGE_OF_PATH: the path; MESSAGE_OF_CHECK: the counterexample. */
	struct step *steps;
	size_t step_count;
	enum reach_end end; /* MESSAGE_OF_PATH */
	/* MESSAGE_OF_CHECK: */
	enum check_verdict verdict;
	unsigned property;           /* that the counterexample breaks */
	struct check_story *stories; /* of all counterexamples of that length; the first is `steps` */
	size_t story_count;
	bool all_stories;
	bool *met;                      /* if nothing breaks: by action, whether it can ever happen */
	struct check_progress progress; /* also of MESSAGE_OF_PROGRESS */
};

/* `state` is of the space's model, and copied. */
struct job *job_hints(struct space *space, const void *state, size_t count, uint64_t generation);
struct job *job_path(struct space *space, const void *state, const struct goal *goal);
struct job *job_check(struct space *space, const void *state, uint32_t properties);

/* --- shared by background*.c ------------------------------------------------------------ */

struct background {
	struct worker *hint_worker, *check_worker;
	struct worker *run_worker; /* its jobs always run at once */
	struct worker *why_worker;
	int wake[2]; /* a pipe; -1: the others run at once, too */

	struct space *space; /* of the session; null: not made yet */
	uint32_t properties; /* of the space */

	bool marked;
	uint32_t mark; /* the node before the last run */

	enum { CHECK_NONE, CHECK_RUNNING, CHECK_DONE } check;
	uint32_t check_node;
	struct check_progress progress;
	struct background_message *verdict;
	size_t told;         /* of its stories, those that were played */
	uint32_t told_until; /* where the last one ended */
};

/* The space of the session and its checked properties, made on demand; null with err set if it cannot be. */
struct space *background_space(struct ui *ui, struct err *err);
/* Appends the checked properties that hints, runs and checks leave out, since they were added: "; not
 * covered: A". */
void background_uncovered(const struct session *session, struct buf *out);
/* The current state in the space, which the caller frees. */
void *background_state(const struct ui *ui, const struct space *space);
/* Takes the steps that lead to a goal, and says so. */
void background_play(struct ui *ui, const struct step *steps, size_t count, const char *goal);
/* Shows the result of a check and takes it. */
void background_handle_verdict(struct ui *ui, struct background_message *message);

/* --- background_why.c: explanations that take long ------------------------------------- */

/* Before the view is drawn: asks for the explanation that it shows, if that took too long to wait for. */
void background_why(struct ui *ui);
/* Shows it when it is there. */
void background_why_collect(struct ui *ui);

/* --- for the rest of the room ------------------------------------------------------- */

struct background *background_new(void);
void background_free(struct background *background);
/* Drops everything that belongs to the session. */
void background_forget(struct ui *ui);
/* Before drawing: fills in the known hints of the current state and asks for the others. */
void background_refresh(struct ui *ui);
/* Whether a worker has reported something since the last call. */
bool background_woken(struct ui *ui);
/* Handles the results. */
void background_collect(struct ui *ui);

int background_set_hints(struct ui *ui, bool on, struct err *err);
/* Searches the shortest path to a goal and plays it before it returns; `text` describes the goal. */
int background_run(struct ui *ui, const struct goal *goal, const char *text, struct err *err);
/* The model whose names a goal may borrow, made on demand. */
const struct model *background_model(struct ui *ui, struct err *err);
int background_check(struct ui *ui, struct err *err);
void background_check_stop(struct ui *ui);
/* Plays the counterexample that the check found; false if there is none. */
bool background_check_apply(struct ui *ui);
bool background_checking(const struct ui *ui);
/* Marks the cursor's place, before many steps are taken at once. */
void background_mark(struct ui *ui);
/* Goes back to the mark; false if there is none. */
bool background_back(struct ui *ui);

/* Appends the state of the check, for the footer; nothing if there is none. */
void background_status(const struct ui *ui, struct buf *out);

#endif
