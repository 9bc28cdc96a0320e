/*
 * The questions that properties of futures ask, as rules for the runs that answer them: who may act, when a
 * run is over, what must not happen on the way.
 */
#include <string.h>

#include <heddle/buf.h>

#include "plan/future.h"

bool future_idle(const struct plan *plan, const uint64_t *state, unsigned process)
{
	return local_get(plan, state, &plan->processes[process], FIELD_STATE) == 0;
}

static bool is_idle(const struct question *question, const uint64_t *state)
{
	return future_idle(question->plan, state, question->process);
}

static const char *name_of(const struct question *question)
{
	return question->plan->model.processes[question->process].name;
}

/* --- ServersRecover ------------------------------------------------------------------------ */

static bool is_busy(const struct question *question, const uint64_t *state)
{
	return !is_idle(question, state);
}

static bool any_action(const struct plan_action *action)
{
	(void)action;
	return true;
}

static void recover_facts(const struct question *question, bool wrong, struct buf *out)
{
	(void)wrong;
	buf_printf(out, "%s can never become idle again", name_of(question));
}

const struct future_rule future_recover = {
	.arises = is_busy,
	.allows = any_action,
	.with_others = true,
	.facts = recover_facts,
};

/* --- RetrySucceeds ------------------------------------------------------------------------- */

static bool can_write(const struct question *question, const uint64_t *state)
{
	return is_idle(question, state) && !question->plan->processes[question->process].reader;
}

static bool no_fault(const struct plan_action *action)
{
	return !action->step->failure;
}

static bool is_for_writers(const struct plan_action *action)
{
	return !action->reader;
}

/* The run began with no WRITE begun, so those begun now are its own. */
static enum run_end write_ended(const struct question *question, const uint64_t *state)
{
	const struct plan *plan = question->plan;
	struct logged write = question->write;
	unsigned asked = (unsigned)log_pack(plan, write) - 1;
	bool begun = false;

	for (unsigned i = 0; i < plan->begun_count; i++) {
		if (!slot_get(&plan->slots[plan->begun_slot + i], state))
			continue;
		if (i != asked)
			return RUN_FAILED;
		begun = true;
	}
	if (!is_idle(question, state))
		return RUN_GOES_ON;
	return begun && record_get(plan, state, write.user - 1, FIELD_METADATA) == write.metadata &&
	                       record_image(plan, state, write.user - 1) == write.image
	               ? RUN_ENDED
	               : RUN_FAILED;
}

static void retry_facts(const struct question *question, bool wrong, struct buf *out)
{
	const struct constants *names = &question->plan->constants;

	(void)wrong;
	buf_printf(out, "a write of %s and %s for %s by %s alone cannot succeed",
	           names->of[SCOPE_METADATAS][question->write.metadata - 1],
	           names->of[SCOPE_IMAGES][question->write.image - 1],
	           names->of[SCOPE_USERS][question->write.user - 1], name_of(question));
}

const struct future_rule future_retry = {
	.arises = can_write,
	.allows = no_fault,
	.begins = is_for_writers,
	.ended = write_ended,
	.each_write = true,
	.facts = retry_facts,
};

/* --- LoneReadsEnd -------------------------------------------------------------------------- */

static bool is_read(const struct plan_action *action)
{
	return action->reader && !action->step->failure;
}

static bool can_read(const struct question *question, const uint64_t *state)
{
	const struct plan *plan = question->plan;
	const struct plan_process *process = &plan->processes[question->process];

	for (unsigned p = 0; p < plan->server_count; p++)
		if (!future_idle(plan, state, p))
			return false;
	for (unsigned a = process->first; a < process->last; a++)
		if (is_read(&plan->actions[a]) && starts_at(process, &plan->actions[a], 0))
			return true;
	return false;
}

static bool read_wrongly(const struct plan *plan, const uint64_t *state)
{
	return slot_get(&plan->slots[plan->flag_slot], state) != 0;
}

static void lone_read_facts(const struct question *question, bool wrong, struct buf *out)
{
	buf_printf(out, "a read by %s alone %s", name_of(question), wrong ? "is inconsistent" : "cannot end");
}

const struct future_rule future_lone_read = {
	.arises = can_read,
	.allows = is_read,
	.wrong = read_wrongly,
	.needs_history = true,
	.facts = lone_read_facts,
};

/* --- what does not matter ------------------------------------------------------------------ */

/* A process that acts alone sees no locals of others; most do not see what was begun before. */
void question_forget(const struct question *question, uint64_t *state)
{
	const struct plan *plan = question->plan;

	if (!question->forgets)
		return;
	for (unsigned p = 0; p < plan->model.process_count; p++)
		if (p != question->process)
			locals_clear(plan, state, &plan->processes[p]);
	for (unsigned i = 0; !question_rule(question)->needs_history && i < plan->begun_count; i++)
		slot_set(&plan->slots[plan->begun_slot + i], state, 0);
	plan_recycle(plan, state);
}

/* The process never sees a blob again that neither it nor a record names. */
static void forget_orphans(void *ctx, void *state)
{
	const struct question *question = ctx;
	const struct plan *plan = question->plan;
	uint64_t named = named_ids(plan, state);

	named |= id_bit(local_get(plan, state, &plan->processes[question->process], FIELD_IMAGE_ID));
	for (unsigned key = 0; key < plan->blob_count; key++)
		if (!(named >> key & 1))
			blob_clear(plan, state, key);
	plan_recycle(plan, state);
}

/* --- ids ----------------------------------------------------------------------------------- */

/* More ids do not add to a list of keys. */
static bool from_a_list(const struct plan_choice *choice)
{
	for (unsigned i = 0; i < choice->filter_count; i++)
		if (choice->filter[i].code == OP_IN)
			return true;
	return false;
}

static bool may_take_id(const struct plan *plan, const uint64_t *state, const struct plan_process *process)
{
	for (unsigned a = process->first; a < process->last; a++) {
		const struct plan_action *action = &plan->actions[a];

		if (!can_start(plan, state, process, action))
			continue;
		for (unsigned i = 0; i < action->choice_count; i++)
			if (action->choices[i].type == TYPE_ID && !from_a_list(&action->choices[i]))
				return true;
	}
	return false;
}

/* One id that nothing refers to, and that was never issued, represents all that the plan lacks. */
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
		if (may_take_id(plan, state, &plan->processes[p]))
			return true;
	return false;
}

const char *plan_scarce(const struct model *model, const void *state)
{
	return future_cramped(plan_of(model), state) ? scope_rows[SCOPE_IMAGE_IDS].option : NULL;
}

/* --- answers ------------------------------------------------------------------------------- */

bool question_allows(const struct question *question, const struct plan_action *action)
{
	if (question->plan->processes[question->process].reader && !action->reader)
		return false;
	return question_rule(question)->allows(action);
}

static bool may_act(void *ctx, const void *from, const struct step *step, bool first)
{
	const struct question *question = ctx;
	const struct future_rule *rule = question_rule(question);
	const struct plan_action *action = &question->plan->actions[step->action];

	(void)from;
	return step->process == question->process && question_allows(question, action) &&
	       (!first || !rule->begins || rule->begins(action));
}

static enum run_end ended(void *ctx, const void *state)
{
	const struct question *question = ctx;
	const struct future_rule *rule = question_rule(question);

	if (future_stranded(question, state))
		return RUN_FAILED;
	if (rule->ended)
		return rule->ended(question, state);
	return is_idle(question, state) ? RUN_ENDED : RUN_GOES_ON;
}

static bool wrong(void *ctx, const void *from, const struct step *step, const void *to)
{
	const struct question *question = ctx;

	(void)from;
	(void)step;
	return question_rule(question)->wrong(question->plan, to);
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
	bool all_runs = question_rule(question)->wrong != NULL;
	const struct recover_rules rules = {
		.may = may_act,
		.ended = ended,
		.wrong = all_runs ? wrong : NULL,
		.forget = !run && question->plan->forgets_orphans ? forget_orphans : NULL,
		.cramped = cramped,
		.ctx = &asked,
		.waits_for = clock_of(model),
		.max_states = effort,
	};

	return all_runs ? recover_must(model, state, &rules, run) : recover_can(model, state, &rules, run);
}
