/*
 * Properties that are judged by what can follow a state.
 *
 *   ServersRecover   every busy server and reader can become idle again, with any steps of others
 *   RetrySucceeds    an idle server can do any write alone: it ends, stored and linked
 *   LoneReadsEnd     when servers and readers are idle, a read done alone ends, and is consistent
 *
 * Each asks one question of every server and reader.  A process is idle at the control state where its role
 * starts.  It acts alone if no other process takes a step; hours pass only when it has nothing to do but
 * wait.  Faults (steps that the design calls failures) do not happen to a process that acts alone.  Cleaners
 * need not be idle.
 *
 * Runs are searched for in a wider plan, without bounds on operations, hours and failures and with more ids,
 * so that no bound of a scope prevents them.  There a question may stay without an answer, because memory
 * runs out or more ids might be needed; the property is then open.
 */
#ifndef HEDDLE_PLAN_FUTURE_H
#define HEDDLE_PLAN_FUTURE_H

#include <heddle/plan.h>
#include <heddle/recover.h>

/* --- outlook.c: the answers, cached ----------------------------------------------------- */

/* The cache of a plan; thread-safe. */
struct outlook *outlook_new(void);
void outlook_free(struct outlook *outlook);

/* Sets the most states to explore for one question, and forgets which questions stayed open. */
void plan_effort(const struct model *model, uint64_t states);
/* The properties of `asked` that do not hold in the state; *open becomes those that are open. */
uint32_t plan_foresee(const struct plan *plan, const uint64_t *state, uint32_t asked, uint32_t *open);
uint32_t plan_open(const struct model *model, const void *from, const struct step *step, const void *to,
                   uint32_t asked);
/* foretell.c: the evidence. */
void plan_shown(const struct model *model, const void *state, unsigned property, struct model_run *run);

/* --- future.c: the questions ------------------------------------------------------------ */

/* What a property asks of one process in a state of the wider plan. */
struct question {
	const struct plan *plan;
	unsigned property, process;
	struct logged write; /* for a rule with each_write */
	bool forgets;        /* the answer does not depend on the other processes */
};

/* How a property of futures is judged; its row in design_properties points to this through its rule. */
struct future_rule {
	/* Whether the question arises in the state; where it does not, the property holds. */
	bool (*arises)(const struct question *question, const uint64_t *state);
	/* Whether the process may take an action of its role, and whether a run may begin with it (null:
	 * with any). */
	bool (*allows)(const struct plan_action *action);
	bool (*begins)(const struct plan_action *action);
	/* Whether a run is over; null: when the process is idle. */
	enum run_end (*ended)(const struct question *question, const uint64_t *state);
	/* Whether a run to the state is wrong.  Then every run must be able to end without being wrong; if
	 * null, one run that ends is enough. */
	bool (*wrong)(const struct plan *plan, const uint64_t *state);
	bool each_write;    /* the question is asked for each write */
	bool with_others;   /* steps of other processes may help */
	bool needs_history; /* the answer depends on which WRITEs were begun before */
	/* Says that the answer is no; `wrong`: because a run was wrong. */
	void (*facts)(const struct question *question, bool wrong, struct buf *out);
};
extern const struct future_rule future_recover, future_retry, future_lone_read;

static inline const struct future_rule *question_rule(const struct question *question)
{
	return question->plan->model.properties[question->property].rule->future;
}

/* Whether the process may take an action on the runs that the question is about. */
bool question_allows(const struct question *question, const struct plan_action *action);
/* Replaces a state by a representative of those with the same answer. */
void question_forget(const struct question *question, uint64_t *state);
/* The answer if the process acts alone, exploring `effort` states at most (0: no limit); `run`, if not null,
 * becomes steps that can be played. */
enum recover_answer question_alone(const struct question *question, const uint64_t *state, uint64_t effort,
                                   struct recover_run *run);

/* Whether a process is at the control state where its role starts. */
bool future_idle(const struct plan *plan, const uint64_t *state, unsigned process);
/* Whether more ids might make a difference in this state. */
bool future_cramped(const struct plan *plan, const uint64_t *state);
/* The model's op `scarce`. */
const char *plan_scarce(const struct model *model, const void *state);

/* --- stranded.c ------------------------------------------------------------------------- */

/* Whether the process can never become idle again by steps that the question allows, whatever the others do.
 * Considers only its control state and ages; everything else may have any value. */
bool future_stranded(const struct question *question, const uint64_t *state);

/* --- relax.c ---------------------------------------------------------------------------- */

/* The same, by exploring at most `effort` states of a system that can do more; false: undecided. */
bool future_lost(const struct question *question, const uint64_t *state, uint64_t effort);

/* --- widen.c ---------------------------------------------------------------------------- */

/* How many more ids the wider plan has. */
unsigned plan_spare_ids(const struct plan *plan);
/* Whether no server ever sees a blob that neither it nor a record names. */
bool plan_forgets_orphans(const struct plan *plan);
/* Makes the wider plan (compile.c); null if the design has no plan without bounds. */
struct plan *plan_widen(const struct plan *plan);
/* The state of the wider plan with the same future; an earlier broken READ is forgotten. */
void plan_carry(const struct plan *from, const uint64_t *state, const struct plan *to, uint64_t *out);

#endif
