/*
 * Properties that are judged by what can follow a state.
 *
 *   ServersRecover   every busy server and reader can become idle again, by anybody's steps
 *   RetrySucceeds    an idle server can do any write alone, to its end: stored and linked
 *   LoneReadsEnd     when servers and readers are idle, a read done alone ends, and is consistent
 *
 * Idle is a process at the control state where its role starts.  A process is alone
 * when no other takes a step; hours pass only where it has nothing to do but wait.  A fault (a step
 * that the design calls a failure) does not happen to a process that runs alone.  Cleaners need not
 * be idle.
 *
 * Runs are looked for in a wider model, without bounds on operations, hours and failures and with
 * more ids, so that no bound of a scope stands in their way.  There a question may have no answer,
 * for want of memory or because more ids might be needed; it is then open.
 */
#ifndef HEDDLE_PLAN_FUTURE_H
#define HEDDLE_PLAN_FUTURE_H

#include <heddle/plan.h>
#include <heddle/recover.h>

/* --- outlook.c: verdicts, remembered ------------------------------------------------ */

/* Owned by a plan; what is known of futures, which every thread may ask. */
struct outlook *outlook_new(void);
void outlook_free(struct outlook *outlook);

/* Looks at `states` states at most for each question that is still open (and forgets that it was).
 */
void plan_effort(const struct model *model, uint64_t states);
/* The properties of `asked` that do not hold in the state; *open gains those that are open. */
uint32_t plan_foresee(const struct plan *plan, const uint64_t *state, uint32_t asked, uint32_t *open);
uint32_t plan_open(const struct model *model, const void *state, uint32_t asked);
void plan_shown(const struct model *model, const void *state, unsigned property, struct model_run *run);

/* --- future.c: the questions ----------------------------------------------------------- */

/* One question: what a property asks of one process in a state of the wider plan. */
struct question {
	const struct plan *plan;
	unsigned property, process;
	struct logged write; /* RetrySucceeds: which write is asked for */
	bool forgets;        /* the answer does not depend on the other processes */
};

/* Whether the process may take an action on the runs that the question is about. */
bool question_allows(const struct question *question, const struct plan_action *action);
bool question_arises(const struct question *question, const uint64_t *state);
/* Brings states with the same answer to one. */
void question_forget(const struct question *question, uint64_t *state);
/* Asks whether the process alone can do it; `run`, if not null, becomes steps that can be played.
 */
enum recover_answer question_alone(const struct question *question, const uint64_t *state, uint64_t effort,
                                   struct recover_run *run);
/* Whether a process is at the control state where its role starts. */
bool future_idle(const struct plan *plan, const uint64_t *state, unsigned process);
/* More ids might make a difference in this state. */
bool future_cramped(const struct plan *plan, const uint64_t *state);

/* --- stranded.c ------------------------------------------------------------------------- */

/* Whether the process can never become idle again by steps that the question allows, whatever the
 * others do: judged by its own control state and ages alone, everything else being free. */
bool future_stranded(const struct question *question, const uint64_t *state);

/* --- relax.c ---------------------------------------------------------------------------- */

/* The same, found by looking at `effort` states of a system that can do more; false: it cannot be
 * told so. */
bool future_lost(const struct question *question, const uint64_t *state, uint64_t effort);

/* --- widen.c -------------------------------------------------------------------------------- */

unsigned plan_spare_ids(const struct plan *plan);
bool plan_forgets_orphans(const struct plan *plan);
/* A plan without bounds of the same design, with as many more ids (compile.c); null when the design
 * has none. */
struct plan *plan_widen(const struct plan *plan);
/* The state of the wider plan in which the same can follow; that a READ was broken before is
 * forgotten. */
void plan_carry(const struct plan *from, const uint64_t *state, const struct plan *to, uint64_t *out);

#endif
