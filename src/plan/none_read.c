/*
 * Forward data flow over the control states of a role.
 *
 * A fact is what the current request last found of the record and of its blob: nothing is known, a local
 * still holds it, or a guard saw that it was absent or present.  Each control state has a set of facts, one
 * for each path to it.  Rejected: a history variable in the state, which would be exact where paths meet but
 * change all counts.
 */
#include <stdlib.h>
#include <string.h>

#include "plan/none_read.h"
#include "plan/read_set.h"

enum seen { SEEN_NOTHING, SEEN_LOCAL, SEEN_GONE, SEEN_THERE };

/* Also encoded as a number below FACTS. */
struct fact {
	enum seen record, blob;
	bool keyed; /* the local imageId is that of the record */
};

enum { FACTS = 32 };

static unsigned fact_number(struct fact fact)
{
	return (unsigned)fact.record | (unsigned)fact.blob << 2 | (fact.keyed ? 16U : 0U);
}

static struct fact fact_of(unsigned number)
{
	return (struct fact){ (enum seen)(number & 3), (enum seen)(number >> 2 & 3), (number & 16) != 0 };
}

/* --- the effect of operations on a fact ---------------------------------------------------- */

struct flow {
	const struct plan *plan;
	const struct plan_action *action;
};

static bool is_local(const struct flow *flow, struct plan_term term, enum field field)
{
	return term.place == PLACE_LOCAL && flow->plan->local_at[flow->action->role][field] >= 0 &&
	       term.at == flow->plan->local_at[flow->action->role][field];
}

static bool is_record(const struct flow *flow, struct plan_term term, enum field field)
{
	return term.place == PLACE_RECORD && term.at == flow->plan->record_at[field];
}

/* The image of the blob that the record leads to. */
static bool is_blob(const struct flow *flow, struct plan_term term, const struct fact *fact)
{
	return term.place == PLACE_BLOB && term.at == flow->plan->blob_at[FIELD_IMAGE] &&
	       (flow->plan->design->blob_by_user || fact->keyed);
}

static void see_guard(const struct flow *flow, const struct plan_op *op, struct fact *fact)
{
	enum seen seen = op->code == OP_IS ? SEEN_GONE : SEEN_THERE;

	if ((op->code != OP_IS && op->code != OP_IS_NOT) || op->b.place != PLACE_ZERO)
		return;
	if (is_record(flow, op->a, FIELD_METADATA))
		fact->record = seen;
	else if (is_blob(flow, op->a, fact))
		fact->blob = seen;
}

/* Overwriting a local loses what it held, but not what a guard saw. */
static enum seen overwritten(enum seen seen)
{
	return seen == SEEN_LOCAL ? SEEN_NOTHING : seen;
}

static void see_effect(const struct flow *flow, const struct plan_op *op, struct fact *fact)
{
	bool copies = op_does(op->code, COPIES);

	if (!op_does(op->code, WRITES_A))
		return;
	if (is_local(flow, op->a, FIELD_USER_ID)) {
		*fact = (struct fact){ SEEN_NOTHING, SEEN_NOTHING, false }; /* another request */
	} else if (is_local(flow, op->a, FIELD_METADATA)) {
		fact->record = copies && is_record(flow, op->b, FIELD_METADATA) ? SEEN_LOCAL
		                                                                : overwritten(fact->record);
	} else if (is_local(flow, op->a, FIELD_IMAGE_ID)) {
		fact->keyed = copies && is_record(flow, op->b, FIELD_IMAGE_ID);
		if (fact->keyed)
			fact->blob = SEEN_NOTHING; /* it was found under another id */
	} else if (is_local(flow, op->a, FIELD_IMAGE)) {
		fact->blob = copies && is_blob(flow, op->b, fact) ? SEEN_LOCAL : overwritten(fact->blob);
	}
}

/* --- sets of facts ------------------------------------------------------------------------ */

typedef void see_fn(const struct flow *flow, const struct plan_op *op, struct fact *fact);

static uint32_t see_all(const struct flow *flow, const struct plan_op *ops, unsigned count, see_fn *see,
                        uint32_t facts)
{
	uint32_t after = 0;

	for (unsigned n = 0; n < FACTS; n++) {
		struct fact fact = fact_of(n);

		if (!(facts >> n & 1))
			continue;
		for (unsigned i = 0; i < count; i++)
			see(flow, &ops[i], &fact);
		after |= UINT32_C(1) << fact_number(fact);
	}
	return after;
}

/* The facts after the guards and the first `effects` effects of an action. */
static uint32_t facts_after(const struct flow *flow, uint32_t facts, unsigned effects)
{
	const struct plan_action *action = flow->action;

	facts = see_all(flow, action->guards, action->guard_count, see_guard, facts);
	facts = see_all(flow, action->late_guards, action->late_guard_count, see_guard, facts);
	return see_all(flow, action->effects, effects, see_effect, facts);
}

static const struct plan_process any; /* no reader, so it takes all steps of its role */

static unsigned controls_of(const struct plan *plan, enum role role)
{
	unsigned count = plan->design->roles[role].state_count;

	return count ? count : 1;
}

/* Least fixpoint.  A process at its first control state has no request. */
static void find_facts(const struct plan *plan, enum role role, uint32_t *facts)
{
	static const struct fact fresh = { SEEN_NOTHING, SEEN_NOTHING, false };
	bool changed = true;

	facts[0] = UINT32_C(1) << fact_number(fresh);
	while (changed) {
		changed = false;
		for (unsigned a = 0; a < plan->model.action_count; a++) {
			const struct flow flow = { plan, &plan->actions[a] };

			for (unsigned c = 0; flow.action->role == role && c < controls_of(plan, role); c++) {
				unsigned target = flow.action->target < 0 ? c : (unsigned)flow.action->target;
				uint32_t after;

				if (!starts_at(&any, flow.action, c) || !target)
					continue;
				after = facts[target] |
				        facts_after(&flow, facts[c], flow.action->effect_count);
				changed |= after != facts[target];
				facts[target] = after;
			}
		}
	}
}

/* --- where None is logged --------------------------------------------------------------------- */

/* For a path with this fact: which locals show whether the request found nothing, as a bit of `found`.  0: it
 * certainly found nothing; also if it logs exactly what it found. */
static uint8_t found_by(const struct flow *flow, const struct plan_op *op, struct fact fact)
{
	unsigned locals = 0;

	if (fact.record == SEEN_GONE || fact.blob == SEEN_GONE)
		return 0;
	if (fact.record == SEEN_LOCAL) {
		if (is_local(flow, op->a, FIELD_METADATA))
			return 0;
		locals |= FOUND_METADATA;
	}
	if (fact.blob == SEEN_LOCAL) {
		if (is_local(flow, op->b, FIELD_IMAGE))
			return 0;
		locals |= FOUND_IMAGE;
	}
	return (uint8_t)(1U << locals);
}

static void fill_found(struct plan *plan, struct plan_action *action, unsigned nth, const uint32_t *facts)
{
	const struct flow flow = { plan, action };
	struct plan_op *op = &action->effects[nth];
	uint8_t *found = arena_array(plan->arena, controls_of(plan, action->role), sizeof(*found));

	for (unsigned c = 0; c < controls_of(plan, action->role); c++) {
		uint32_t here = starts_at(&any, action, c) ? facts_after(&flow, facts[c], nth) : 0;

		for (unsigned n = 0; n < FACTS; n++)
			if (here >> n & 1)
				found[c] |= found_by(&flow, op, fact_of(n));
		for (unsigned locals = 0; locals < FOUND_SETS; locals++)
			if (found[c] >> locals & 1)
				op->found_locals |= (uint8_t)locals;
	}
	op->found = found;
}

void none_prepare(struct plan *plan)
{
	uint32_t facts[ROLE_COUNT][DESIGN_STATES_MAX + 1] = { { 0 } };

	for (int r = 0; r < ROLE_COUNT; r++)
		find_facts(plan, (enum role)r, facts[r]);
	for (unsigned a = 0; a < plan->model.action_count; a++)
		for (unsigned i = 0; i < plan->actions[a].effect_count; i++)
			if (op_does(plan->actions[a].effects[i].code, LOGS_READ))
				fill_found(plan, &plan->actions[a], i, facts[plan->actions[a].role]);
}

bool none_unexcused(const struct situation *at, const uint64_t *state, const struct plan_op *op)
{
	uint64_t control = local_get(at->plan, state, at->process, FIELD_STATE);

	for (unsigned locals = 0; locals < FOUND_SETS; locals++)
		if (op->found[control] >> locals & 1 &&
		    (!(locals & FOUND_METADATA) || local_get(at->plan, state, at->process, FIELD_METADATA)) &&
		    (!(locals & FOUND_IMAGE) || local_get(at->plan, state, at->process, FIELD_IMAGE)))
			return true;
	return false;
}

uint32_t none_returned(const struct plan *plan, const uint64_t *from, const struct step *step)
{
	const struct plan_action *action = &plan->actions[step->action];
	const struct situation at = { plan, &plan->processes[step->process], step->choice, NULL, NULL };
	uint32_t users = 0;
	uint64_t *next;

	if (!action_logs_read(action))
		return 0;
	next = mem_alloc(plan->model.state_size);
	memcpy(next, from, plan->model.state_size);
	effects_run(&at, action, next, &users);
	free(next);
	return users;
}

unsigned none_needless(const struct plan *plan, const uint64_t *state, uint32_t users)
{
	for (unsigned user = 0; user < plan->count[TYPE_USER]; user++)
		if (users >> user & 1 && record_get(plan, state, user, FIELD_METADATA) &&
		    record_image(plan, state, user))
			return user + 1;
	return 0;
}
