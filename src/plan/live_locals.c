/*
 * Live variables, by backward data flow over the steps of a role (Aho, Sethi, Ullman, "Compilers", section
 * 10.6).  An assignment to a dead variable uses nothing, so faint variables, which are only copied into dead
 * ones, are found too.
 *
 * Rejected: finding out for each state which guards can still hold, which finds more but costs time in each.
 */
#include "plan/live_locals.h"

struct flow {
	const struct plan *plan;
	const struct plan_process *process;
};

static uint32_t local_bit(const struct flow *flow, enum field field)
{
	int at = flow->plan->local_at[flow->process->role][field];

	return at < 0 ? 0 : UINT32_C(1) << at;
}

/* The locals that locate a term. */
static uint32_t key_of(const struct flow *flow, struct plan_term term)
{
	if (term.place == PLACE_RECORD)
		return local_bit(flow, FIELD_USER_ID);
	if (term.place == PLACE_BLOB)
		return local_bit(flow, flow->plan->design->blob_by_user ? FIELD_USER_ID : FIELD_IMAGE_ID);
	return 0;
}

static uint32_t value_of(const struct flow *flow, struct plan_term term)
{
	return term.place == PLACE_LOCAL ? UINT32_C(1) << term.at : key_of(flow, term);
}

/* The locals whose values an operation uses. */
static uint32_t uses_of_op(const struct flow *flow, const struct plan_op *op)
{
	uint32_t does = opcodes[op->code].does;

	return (does & WRITES_A ? key_of(flow, op->a) : 0) | (does & READS_A ? value_of(flow, op->a) : 0) |
	       (does & READS_B ? value_of(flow, op->b) : 0) |
	       (does & READS_USER ? local_bit(flow, FIELD_USER_ID) : 0) |
	       (op->found_locals & FOUND_METADATA ? local_bit(flow, FIELD_METADATA) : 0) |
	       (op->found_locals & FOUND_IMAGE ? local_bit(flow, FIELD_IMAGE) : 0);
}

static uint32_t uses_of(const struct flow *flow, const struct plan_op *ops, unsigned count)
{
	uint32_t uses = 0;

	for (unsigned i = 0; i < count; i++)
		uses |= uses_of_op(flow, &ops[i]);
	return uses;
}

/* The live locals before an effect, given those after it.  AGES makes none live: an age is live after it only
 * if it is live before. */
static uint32_t before_effect(const struct flow *flow, const struct plan_op *op, uint32_t live)
{
	uint32_t does = opcodes[op->code].does;
	uint32_t target = does & WRITES_A && op->a.place == PLACE_LOCAL ? UINT32_C(1) << op->a.at : 0;

	if (target && !(live & target) && !(does & LOGS))
		return live;
	return (live & ~target) | uses_of_op(flow, op);
}

static uint32_t before_action(const struct flow *flow, const struct plan_action *action, uint32_t live)
{
	if (action->target >= 0)
		live &= ~local_bit(flow, FIELD_STATE);
	for (unsigned i = action->effect_count; i-- > 0;)
		live = before_effect(flow, &action->effects[i], live);
	for (unsigned i = 0; i < action->choice_count; i++)
		live |= uses_of(flow, action->choices[i].filter, action->choices[i].filter_count);
	return live | uses_of(flow, action->guards, action->guard_count) |
	       uses_of(flow, action->late_guards, action->late_guard_count) | local_bit(flow, FIELD_STATE);
}

/* Least fixpoint over the steps that the process can take. */
void live_locals(const struct plan *plan, unsigned p, uint32_t *live)
{
	struct flow flow = { plan, &plan->processes[p] };
	unsigned states = plan->design->roles[flow.process->role].state_count;
	bool changed = true;

	while (changed) {
		changed = false;
		for (unsigned a = flow.process->first; a < flow.process->last; a++) {
			const struct plan_action *action = &plan->actions[a];

			for (unsigned s = 0; s < states; s++) {
				if (!starts_at(flow.process, action, s))
					continue;
				unsigned target = action->target < 0 ? s : (unsigned)action->target;
				uint32_t now = live[s] | before_action(&flow, action, live[target]);

				changed |= now != live[s];
				live[s] = now;
			}
		}
	}
}

/* --- hidden images -------------------------------------------------------------------------- */

static bool tests_presence(const struct plan_op *op)
{
	return (op->code == OP_IS || op->code == OP_IS_NOT) && op->b.place == PLACE_ZERO;
}

static bool looks_at_chosen_blob(const struct plan *plan, const struct plan_op *op)
{
	int image = plan->blob_at[FIELD_IMAGE];

	if (op_does(op->code, READS_A) && op->a.place == PLACE_CHOSEN_BLOB && op->a.at == image &&
	    !tests_presence(op))
		return true;
	return op->b.place == PLACE_CHOSEN_BLOB && op->b.at == image;
}

bool chooses_unset(const struct plan *plan, const struct plan_choice *choice)
{
	for (unsigned i = 0; i < choice->filter_count; i++)
		if (choice->filter[i].code == OP_IS && choice->filter[i].b.place == PLACE_ZERO &&
		    choice->filter[i].a.place == PLACE_CHOSEN_BLOB &&
		    choice->filter[i].a.at == plan->blob_at[FIELD_IMAGE])
			return true;
	return false;
}

static bool keeps_hidden(const struct plan *plan, const struct plan_action *action)
{
	for (unsigned i = 0; i < action->guard_count; i++)
		if (looks_at_chosen_blob(plan, &action->guards[i]))
			return false;
	for (unsigned i = 0; i < action->late_guard_count; i++)
		if (looks_at_chosen_blob(plan, &action->late_guards[i]))
			return false;
	for (unsigned i = 0; i < action->effect_count; i++) {
		const struct plan_op *op = &action->effects[i];

		if (looks_at_chosen_blob(plan, op))
			return false;
		/* A process may only take an id without a blob. */
		if (op_does(op->code, WRITES_A) && op->b.place == PLACE_CHOICE && op->code != OP_EXCLUDE &&
		    action->choices[op->b.choice].type == TYPE_ID &&
		    !chooses_unset(plan, &action->choices[op->b.choice]))
			return false;
	}
	return true;
}

bool hidden_images(const struct plan *plan)
{
	if (plan->design->blob_by_user)
		return false;
	for (unsigned a = 0; a < plan->model.action_count; a++)
		if (!keeps_hidden(plan, &plan->actions[a]))
			return false;
	return true;
}
