/*
 * The questions that properties of the future ask, one for each process, as rules of the runs that
 * answer them.
 *
 * A later vocabulary of properties needs no more than these rules: who may act, when a run is over,
 * and what must not happen on the way.
 */
#include <string.h>

#include "plan/future.h"

bool future_idle(const struct plan *plan, const uint64_t *state, unsigned process)
{
	const struct plan_process *p = &plan->processes[process];
	int at = plan->local_at[p->role][FIELD_STATE];

	return at < 0 || slot_get(&plan->slots[p->slot + (unsigned)at], state) == 0;
}

static bool all_idle(const struct plan *plan, const uint64_t *state)
{
	for (unsigned p = 0; p < plan->server_count; p++)
		if (!future_idle(plan, state, p))
			return false;
	return true;
}

/* --- when a question arises ---------------------------------------------------------------- */

static bool starts_here(const struct plan_action *action)
{
	return !action->at || action->at & 1;
}

/* Whether the process has steps of a read that start where it is idle, other than failures. */
static bool can_read(const struct plan *plan, unsigned process)
{
	const struct plan_process *p = &plan->processes[process];

	for (unsigned a = p->first; a < p->last; a++)
		if (plan->actions[a].reader && !plan->actions[a].step->failure &&
		    starts_here(&plan->actions[a]))
			return true;
	return false;
}

bool question_arises(const struct question *question, const uint64_t *state)
{
	const struct plan *plan = question->plan;
	bool idle = future_idle(plan, state, question->process);

	switch (question->property) {
	case PROPERTY_RECOVER:
		return !idle;
	case PROPERTY_RETRY:
		return idle && !plan->processes[question->process].reader;
	case PROPERTY_LONE_READS:
		return all_idle(plan, state) && can_read(plan, question->process);
	default:
		return false;
	}
}

/* --- what does not matter ----------------------------------------------------------------------
 */

static void forget_locals(const struct plan *plan, unsigned process, uint64_t *state)
{
	const struct plan_process *p = &plan->processes[process];

	for (unsigned i = 0; i < plan->design->roles[p->role].local_count; i++)
		slot_set(&plan->slots[p->slot + i], state, 0);
}

/* A process that runs alone sees nothing of the locals of others, nor does it ask what was begun
 * before it writes. */
void question_forget(const struct question *question, uint64_t *state)
{
	const struct plan *plan = question->plan;

	if (!question->forgets)
		return;
	for (unsigned p = 0; p < plan->model.process_count; p++)
		if (p != question->process)
			forget_locals(plan, p, state);
	for (unsigned i = 0; question->property != PROPERTY_LONE_READS && i < plan->begun_count; i++)
		slot_set(&plan->slots[plan->begun_slot + i], state, 0);
	if (plan->recycles && plan->global_at[FIELD_USED_IDS] >= 0)
		abstract_recycle(&(struct situation){ .plan = plan }, state);
}

/* --- rules
 * ------------------------------------------------------------------------------------------ */

bool question_allows(const struct question *question, const struct plan_action *action)
{
	if (question->plan->processes[question->process].reader && !action->reader)
		return false;
	if (question->property == PROPERTY_RECOVER)
		return true;
	return !action->step->failure && (question->property != PROPERTY_LONE_READS || action->reader);
}

static bool may_act(void *ctx, const void *from, const struct step *step, bool first)
{
	const struct question *question = ctx;
	const struct plan_action *action = &question->plan->actions[step->action];

	(void)from;
	if (step->process != question->process || !question_allows(question, action))
		return false;
	/* A write does not begin with a step of a read. */
	return question->property != PROPERTY_RETRY || !first || !action->reader;
}

static bool has_begun(const struct plan *plan, const uint64_t *state, unsigned nth)
{
	return slot_get(&plan->slots[plan->begun_slot + nth], state) != 0;
}

static uint64_t record_of(const struct plan *plan, const uint64_t *state, unsigned user, enum field field)
{
	return slot_get(&plan->slots[plan->record_slot + (user - 1) * plan->record_stride +
	                             (unsigned)plan->record_at[field]],
	                state);
}

/* The record has the metadata, and leads to the image. */
static bool is_linked(const struct plan *plan, const uint64_t *state, struct logged write)
{
	uint64_t key = write.user;

	if (record_of(plan, state, write.user, FIELD_METADATA) != write.metadata)
		return false;
	if (!plan->design->blob_by_user)
		key = plan->record_at[FIELD_IMAGE_ID] < 0
		              ? 0
		              : record_of(plan, state, write.user, FIELD_IMAGE_ID);
	return key && slot_get(&plan->slots[plan->blob_slot + (unsigned)(key - 1) * plan->blob_stride +
	                                    (unsigned)plan->blob_at[FIELD_IMAGE]],
	                       state) == write.image;
}

static enum run_end ended(void *ctx, const void *state)
{
	const struct question *question = ctx;
	const struct plan *plan = question->plan;
	unsigned asked;

	if (future_stranded(question, state))
		return RUN_FAILED;
	if (question->property != PROPERTY_RETRY)
		return future_idle(plan, state, question->process) ? RUN_ENDED : RUN_GOES_ON;
	asked = (unsigned)log_pack(plan, question->write) - 1;
	/* Nothing was begun when it started: what is begun now is what it writes. */
	for (unsigned i = 0; i < plan->begun_count; i++)
		if (i != asked && has_begun(plan, state, i))
			return RUN_FAILED;
	if (!future_idle(plan, state, question->process))
		return RUN_GOES_ON;
	return has_begun(plan, state, asked) && is_linked(plan, state, question->write) ? RUN_ENDED
	                                                                                : RUN_FAILED;
}

/* A blob that neither a record nor the process names is never seen by it again. */
static void forget_orphans(void *ctx, void *state)
{
	const struct question *question = ctx;
	const struct plan *plan = question->plan;
	const struct plan_process *p = &plan->processes[question->process];
	int own = plan->local_at[p->role][FIELD_IMAGE_ID];
	uint64_t named = named_ids(plan, state);
	uint64_t id = own < 0 ? 0 : slot_get(&plan->slots[p->slot + (unsigned)own], state);

	named |= id ? UINT64_C(1) << (id - 1) : 0;
	for (unsigned key = 0; key < plan->blob_count; key++)
		for (unsigned i = 0; !(named >> key & 1) && i < plan->blob_stride; i++)
			slot_set(&plan->slots[plan->blob_slot + key * plan->blob_stride + i], state, 0);
	if (plan->recycles && plan->global_at[FIELD_USED_IDS] >= 0)
		abstract_recycle(&(struct situation){ .plan = plan }, state);
}

static bool reads_wrongly(void *ctx, const void *from, const struct step *step, const void *to)
{
	const struct question *question = ctx;

	(void)from;
	(void)step;
	return slot_get(&question->plan->slots[question->plan->flag_slot], to) != 0;
}

/* --- ids
 * ---------------------------------------------------------------------------------------------- */

/* What is in a list of keys does not become more by other ids. */
static bool from_a_list(const struct plan_choice *choice)
{
	for (unsigned i = 0; i < choice->filter_count; i++)
		if (choice->filter[i].code == OP_IN)
			return true;
	return false;
}

static bool may_take_id(const struct plan *plan, const uint64_t *state, unsigned process)
{
	const struct plan_process *p = &plan->processes[process];
	int at = plan->local_at[p->role][FIELD_STATE];
	uint64_t control = at < 0 ? 0 : slot_get(&plan->slots[p->slot + (unsigned)at], state);

	for (unsigned a = p->first; a < p->last; a++) {
		const struct plan_action *action = &plan->actions[a];

		if ((p->reader && !action->reader) || (action->at && !(action->at >> control & 1)))
			continue;
		for (unsigned i = 0; i < action->choice_count; i++)
			if (action->choices[i].type == TYPE_ID && !from_a_list(&action->choices[i]))
				return true;
	}
	return false;
}

/* An id that nothing refers to, and that was never issued, stands for all that the plan does not
 * have. */
bool future_cramped(const struct plan *plan, const uint64_t *state)
{
	uint64_t taken = abstract_alive(plan, state);
	uint64_t all = (UINT64_C(1) << plan->count[TYPE_ID]) - 1;

	if (plan->design->blob_by_user)
		return false;
	if (plan->global_at[FIELD_USED_IDS] >= 0)
		taken |= slot_get(&plan->slots[plan->global_at[FIELD_USED_IDS]], state);
	if (~taken & all)
		return false;
	for (unsigned p = 0; p < plan->model.process_count; p++)
		if (may_take_id(plan, state, p))
			return true;
	return false;
}

static bool cramped(void *ctx, const void *state)
{
	const struct question *question = ctx;

	return future_cramped(question->plan, state);
}

/* --- answers
 * -------------------------------------------------------------------------------------------- */

static int clock_of(const struct model *model)
{
	for (unsigned p = 0; p < model->process_count; p++)
		if (plan_of(model)->processes[p].role == ROLE_CLOCK)
			return (int)p;
	return -1;
}

enum recover_answer question_alone(const struct question *question, const uint64_t *state, uint64_t effort,
                                   struct recover_run *run)
{
	const struct model *model = &question->plan->model;
	struct question asked = *question;
	bool reads = question->property == PROPERTY_LONE_READS;
	const struct recover_rules rules = {
		.may = may_act,
		.ended = ended,
		.wrong = reads ? reads_wrongly : NULL,
		.forget = !run && question->plan->forgets_orphans ? forget_orphans : NULL,
		.cramped = cramped,
		.ctx = &asked,
		.waits_for = clock_of(model),
		.max_states = effort,
	};

	return reads ? recover_must(model, state, &rules, run) : recover_can(model, state, &rules, run);
}
