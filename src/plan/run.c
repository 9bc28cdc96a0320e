/*
 * Takes steps: an interpreter of plan_ops on packed states.
 *
 * The same code runs steps and records footprints, by testing the trace pointer at each access to a slot.
 * Rejected: a second body without the test, since its cost is not measurable.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/plan.h>

#include "plan/none_read.h"

/* --- slots ------------------------------------------------------------------------ */

static uint64_t touch_get(const struct situation *at, const uint64_t *state, unsigned slot)
{
	if (at->trace)
		at->trace->reads[slot / 64] |= UINT64_C(1) << slot % 64;
	return slot_get(&at->plan->slots[slot], state);
}

static void touch_set(const struct situation *at, uint64_t *state, unsigned slot, uint64_t value)
{
	if (at->trace)
		at->trace->writes[slot / 64] |= UINT64_C(1) << slot % 64;
	slot_set(&at->plan->slots[slot], state, value);
}

static unsigned local_slot(const struct situation *at, enum field field)
{
	return at->process->slot + (unsigned)at->plan->local_at[at->process->role][field];
}

/* Finds the slot of a term; false if its key is UNSET. */
static bool term_slot(const struct situation *at, const uint64_t *state, struct plan_term term,
                      unsigned *slot)
{
	const struct plan *plan = at->plan;
	uint64_t key;

	switch (term.place) {
	case PLACE_LOCAL:
		*slot = at->process->slot + (unsigned)term.at;
		return true;
	case PLACE_GLOBAL:
		*slot = (unsigned)term.at;
		return true;
	case PLACE_RECORD:
		key = touch_get(at, state, local_slot(at, FIELD_USER_ID));
		*slot = plan->record_slot + (unsigned)(key - 1) * plan->record_stride + (unsigned)term.at;
		return key != 0;
	case PLACE_BLOB:
		key = touch_get(at, state,
		                local_slot(at, plan->design->blob_by_user ? FIELD_USER_ID : FIELD_IMAGE_ID));
		*slot = plan->blob_slot + (unsigned)(key - 1) * plan->blob_stride + (unsigned)term.at;
		return key != 0;
	case PLACE_CHOSEN_BLOB:
		*slot = plan->blob_slot + at->choice[term.choice] * plan->blob_stride + (unsigned)term.at;
		return true;
	case PLACE_NONE:
	case PLACE_ZERO:
	case PLACE_CHOICE:
		break;
	}
	return false;
}

uint64_t term_get(const struct situation *at, const uint64_t *state, struct plan_term term)
{
	unsigned slot;

	if (term.place == PLACE_CHOICE)
		return (uint64_t)at->choice[term.choice] + 1;
	return term_slot(at, state, term, &slot) ? touch_get(at, state, slot) : 0;
}

/* Keeps the invariant that a blob without an image has no date, because descriptions would not show it.
 * `slot` is about to become *value. */
static void keep_undated(const struct situation *at, uint64_t *state, struct plan_term term, unsigned slot,
                         uint64_t *value)
{
	int image = at->plan->blob_at[FIELD_IMAGE], created = at->plan->blob_at[FIELD_CREATED];
	unsigned entry = slot - (unsigned)term.at;

	if ((term.place != PLACE_BLOB && term.place != PLACE_CHOSEN_BLOB) || created < 0)
		return;
	if (term.at == image && *value == 0)
		touch_set(at, state, entry + (unsigned)created, 0);
	else if (term.at == created && touch_get(at, state, entry + (unsigned)image) == 0)
		*value = 0;
}

static void term_set(const struct situation *at, uint64_t *state, struct plan_term term, uint64_t value)
{
	unsigned slot;

	if (!term_slot(at, state, term, &slot))
		return;
	keep_undated(at, state, term, slot, &value);
	touch_set(at, state, slot, value);
}

static uint64_t time_now(const struct situation *at, const uint64_t *state)
{
	return touch_get(at, state, (unsigned)at->plan->global_at[FIELD_TIME]);
}

static uint64_t touch_named(const struct situation *at, const uint64_t *state)
{
	const struct plan *plan = at->plan;

	if (at->trace)
		for (unsigned user = 0; user < plan->count[TYPE_USER]; user++)
			touch_get(at, state, record_slot(plan, user, FIELD_IMAGE_ID));
	return named_ids(plan, state);
}

static bool has_id(uint64_t set, uint64_t id)
{
	return (set & id_bit(id)) != 0;
}

bool guard_holds(const struct situation *at, const uint64_t *state, const struct plan_op *op)
{
	uint64_t a = term_get(at, state, op->a);

	switch (op->code) {
	case OP_IS:
		return a == term_get(at, state, op->b);
	case OP_IS_NOT:
		return a != term_get(at, state, op->b);
	case OP_BEFORE:
		return time_now(at, state) < a + (uint64_t)op->number;
	case OP_SINCE:
		return time_now(at, state) >= a + (uint64_t)op->number;
	case OP_EMPTY:
		return a == 0;
	case OP_NOT_EMPTY:
		return a != 0;
	case OP_IN:
		return has_id(term_get(at, state, op->b), a);
	case OP_NOT_IN:
		return !has_id(term_get(at, state, op->b), a);
	case OP_UNNAMED:
		return !has_id(touch_named(at, state), a);
	case OP_AGE_BELOW:
		return a < (uint64_t)op->number;
	case OP_AGE_REACHED:
		return a >= (uint64_t)op->number;
	CASE_NO_GUARD:
		break;
	}
	assert(!"a guard has one of the codes above");
	return false;
}

static bool all_hold(const struct situation *at, const uint64_t *state, const struct plan_op *ops,
                     unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (!guard_holds(at, state, &ops[i]))
			return false;
	return true;
}

/* --- effects --------------------------------------------------------------------------------- */

static bool old_enough(const struct situation *at, const uint64_t *state, const struct plan_op *op,
                       unsigned blob)
{
	uint64_t created = touch_get(at, state, blob + (unsigned)at->plan->blob_at[FIELD_CREATED]);

	if (at->plan->abstract) /* an age */
		return created >= (uint64_t)op->number;
	return created + (uint64_t)op->number <= time_now(at, state);
}

static uint64_t listed_ids(const struct situation *at, const uint64_t *state, const struct plan_op *op)
{
	const struct plan *plan = at->plan;
	uint64_t set = 0;

	for (unsigned id = 0; id < plan->blob_count; id++) {
		unsigned slot = plan->blob_slot + id * plan->blob_stride;

		if (!touch_get(at, state, slot + (unsigned)plan->blob_at[FIELD_IMAGE]))
			continue;
		if (op->number >= 0 && !old_enough(at, state, op, slot))
			continue;
		set |= UINT64_C(1) << id;
	}
	return set;
}

/* Logs an operation in an abstract plan. */
static void note_entry(const struct situation *at, uint64_t *state, struct logged entry)
{
	const struct plan *plan = at->plan;
	bool read = entry.read;
	unsigned slot;

	entry.read = false;
	slot = plan->begun_slot + (unsigned)log_pack(plan, entry) - 1;
	if (!read)
		touch_set(at, state, slot, 1);
	else if ((entry.metadata || entry.image) && !touch_get(at, state, slot))
		touch_set(at, state, plan->flag_slot, 1);
}

static int append(const struct situation *at, uint64_t *state, const struct plan_op *op, uint32_t *none_for)
{
	const struct plan *plan = at->plan;
	unsigned length = log_length(plan, state);
	struct logged entry = {
		.read = op_does(op->code, LOGS_READ),
		.user = (unsigned)touch_get(at, state, local_slot(at, FIELD_USER_ID)),
		.metadata = (unsigned)term_get(at, state, op->a),
		.image = (unsigned)term_get(at, state, op->b),
	};

	if (at->logged)
		*at->logged = entry;
	if (none_for && entry.read && !entry.metadata && !entry.image && none_unexcused(at, state, op))
		*none_for |= UINT32_C(1) << (entry.user - 1);
	if (plan->abstract) {
		note_entry(at, state, entry);
		return EFFECTS_OK;
	}
	if (length == plan->room.operations)
		return EFFECTS_FULL;
	assert(entry.user && "validate.c checks that a user is known where one is logged");
	/* The position depends on the previous entry: appends do not commute. */
	if (length && at->trace)
		touch_get(at, state, plan->log_slot + length - 1);
	touch_set(at, state, plan->log_slot + length, log_pack(plan, entry));
	return EFFECTS_OK;
}

int effects_run(const struct situation *at, const struct plan_action *action, uint64_t *state,
                uint32_t *none_for)
{
	const struct plan *plan = at->plan;

	for (unsigned i = 0; i < action->effect_count; i++) {
		const struct plan_op *op = &action->effects[i];
		uint64_t a, b;

		switch (op->code) {
		case OP_SET:
			term_set(at, state, op->a, term_get(at, state, op->b));
			break;
		case OP_SET_KEYS:
			term_set(at, state, op->a, listed_ids(at, state, op));
			break;
		case OP_SET_UNNAMED:
			b = term_get(at, state, op->b);
			term_set(at, state, op->a, b & ~touch_named(at, state));
			break;
		case OP_INCLUDE:
		case OP_EXCLUDE:
			a = term_get(at, state, op->a);
			b = id_bit(term_get(at, state, op->b));
			term_set(at, state, op->a, op->code == OP_INCLUDE ? a | b : a & ~b);
			break;
		case OP_INCREMENT:
			a = term_get(at, state, op->a);
			if (a == plan->slots[op->a.at].limit)
				return EFFECTS_FULL;
			term_set(at, state, op->a, a + 1);
			break;
		case OP_AGE_ALL:
			abstract_age_all(at, state);
			break;
		case OP_LOG_WRITE:
		case OP_LOG_READ:
			if (append(at, state, op, none_for) == EFFECTS_FULL)
				return EFFECTS_FULL;
			break;
		CASE_NO_EFFECT:
			assert(!"an effect has one of the codes above");
		}
	}
	if (action->recycles)
		abstract_recycle(at, state);
	if (action->target >= 0)
		touch_set(at, state, local_slot(at, FIELD_STATE), (uint64_t)action->target);
	return EFFECTS_OK;
}

/* --- the model's operations -------------------------------------------------------------------- */

void plan_initial(const struct model *model, void *state)
{
	memset(state, 0, model->state_size);
}

static bool at_start(const struct situation *at, const uint64_t *state, const struct plan_action *action)
{
	if (at->process->reader && !action->reader)
		return false;
	return !action->at || action->at >> touch_get(at, state, local_slot(at, FIELD_STATE)) & 1;
}

struct enumeration {
	const uint64_t *state;
	step_fn *fn;
	void *ctx;
};

static bool choose(const struct enumeration *e, const struct situation *at, const struct plan_action *action,
                   struct step *step, unsigned nth)
{
	if (nth == action->choice_count)
		return !all_hold(at, e->state, action->late_guards, action->late_guard_count) ||
		       e->fn(e->ctx, step);

	const struct plan_choice *choice = &action->choices[nth];
	for (unsigned i = 0; i < choice->count; i++) {
		step->choice[nth] = (uint8_t)i;
		if (all_hold(at, e->state, choice->filter, choice->filter_count) &&
		    !choose(e, at, action, step, nth + 1))
			return false;
	}
	step->choice[nth] = 0;
	return true;
}

void plan_enabled(const struct model *model, const void *state, step_fn *fn, void *ctx)
{
	const struct plan *plan = plan_of(model);
	struct enumeration e = { state, fn, ctx };

	for (unsigned p = 0; p < model->process_count; p++) {
		struct step step = { .process = (uint16_t)p };
		struct situation at = { plan, &plan->processes[p], step.choice, NULL, NULL };

		for (unsigned a = at.process->first; a < at.process->last; a++) {
			const struct plan_action *action = &plan->actions[a];

			if (!at_start(&at, state, action) ||
			    !all_hold(&at, state, action->guards, action->guard_count))
				continue;
			step.action = a;
			step.choice_count = (uint8_t)action->choice_count;
			if (!choose(&e, &at, action, &step, 0))
				return;
		}
	}
}

/* Whether `step` is enabled; fills *at for running it. */
static bool enabled(const struct plan *plan, const uint64_t *state, const struct step *step,
                    struct footprint *trace, struct situation *at)
{
	if (step->process >= plan->model.process_count || step->action >= plan->model.action_count)
		return false;

	const struct plan_action *action = &plan->actions[step->action];
	*at = (struct situation){ plan, &plan->processes[step->process], step->choice, trace, NULL };
	if (step->action < at->process->first || step->action >= at->process->last ||
	    step->choice_count != action->choice_count || !at_start(at, state, action) ||
	    !all_hold(at, state, action->guards, action->guard_count))
		return false;
	for (unsigned i = 0; i < action->choice_count; i++)
		if (step->choice[i] >= action->choices[i].count ||
		    !all_hold(at, state, action->choices[i].filter, action->choices[i].filter_count))
			return false;
	return all_hold(at, state, action->late_guards, action->late_guard_count);
}

int plan_apply(const struct model *model, const void *state, const struct step *step, void *next)
{
	const struct plan *plan = plan_of(model);
	struct situation at;

	if (!enabled(plan, state, step, NULL, &at))
		return APPLY_DISABLED;
	memcpy(next, state, model->state_size);
	if (effects_run(&at, &plan->actions[step->action], next, NULL) == EFFECTS_FULL)
		return APPLY_FULL;
	return APPLY_OK;
}

void plan_footprint(const struct model *model, const void *state, const struct step *step,
                    struct footprint *out)
{
	const struct plan *plan = plan_of(model);
	uint64_t *scratch = mem_alloc(model->state_size);
	struct situation at;

	if (enabled(plan, state, step, out, &at)) {
		memcpy(scratch, state, model->state_size);
		effects_run(&at, &plan->actions[step->action], scratch, NULL);
	}
	free(scratch);
}

static uint32_t beyond_global(const struct plan *plan, const uint64_t *state, enum field field, int most,
                              unsigned bound)
{
	int slot = plan->global_at[field];

	return slot >= 0 && slot_get(&plan->slots[slot], state) > (uint64_t)most ? UINT32_C(1) << bound : 0;
}

uint32_t plan_beyond(const struct model *model, const void *state)
{
	const struct plan *plan = plan_of(model);
	bool logged_more;

	if (!plan->bounded)
		return 0;
	logged_more = log_length(plan, state) > (unsigned)plan->scope.of[SCOPE_OPERATIONS];
	return (uint32_t)logged_more << BOUND_OPERATIONS |
	       beyond_global(plan, state, FIELD_TIME, plan->scope.of[SCOPE_TIME], BOUND_TIME) |
	       beyond_global(plan, state, FIELD_FAILED, plan->scope.of[SCOPE_FAILURES], BOUND_FAILURES);
}

bool plan_within(const struct model *model, const void *state)
{
	return !plan_beyond(model, state);
}
