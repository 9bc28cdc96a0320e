/*
 * The wider plan for questions about futures, and the conversion of states to it.
 *
 * All plans of a design can be widened: for playing, with bounds, without bounds.  Their layouts differ, so
 * states are converted slot by slot, by meaning.
 */
#include <string.h>

#include "plan/future.h"
#include "plan/live_locals.h"

enum { IDS_LEAST_SPARE = 1 };

static bool chooses_id(const struct plan_action *action)
{
	for (unsigned i = 0; i < action->choice_count; i++)
		if (action->choices[i].type == TYPE_ID)
			return true;
	return false;
}

/* One more than a process can take in all its steps, and at least one more than records and servers can name.
 */
unsigned plan_spare_ids(const struct plan *plan)
{
	unsigned spare = IDS_LEAST_SPARE, named = plan->count[TYPE_USER] + plan->server_count;

	for (unsigned a = 0; a < plan->model.action_count; a++)
		spare += plan->actions[a].role == ROLE_SERVER && chooses_id(&plan->actions[a]);
	if (plan->count[TYPE_ID] + spare <= named)
		spare = named + 1 - plan->count[TYPE_ID];
	return plan->count[TYPE_ID] + spare > SCOPE_IDS_MAX ? SCOPE_IDS_MAX - plan->count[TYPE_ID] : spare;
}

static bool uses_id(const struct plan_action *action, const struct plan_term *term)
{
	return (term->place == PLACE_CHOICE || term->place == PLACE_CHOSEN_BLOB) &&
	       action->choices[term->choice].type == TYPE_ID;
}

/* Whether a guard or effect of the action uses the id that it chooses. */
static bool uses_chosen_id(const struct plan_action *action)
{
	for (unsigned i = 0; i < action->effect_count; i++)
		if (uses_id(action, &action->effects[i].a) || uses_id(action, &action->effects[i].b))
			return true;
	for (unsigned i = 0; i < action->late_guard_count; i++)
		if (uses_id(action, &action->late_guards[i].a) || uses_id(action, &action->late_guards[i].b))
			return true;
	return false;
}

/* Servers must not list blobs, and take only ids without one. */
bool plan_forgets_orphans(const struct plan *plan)
{
	if (plan->design->blob_by_user)
		return false;
	for (unsigned a = 0; a < plan->model.action_count; a++) {
		const struct plan_action *action = &plan->actions[a];

		if (action->role != ROLE_SERVER)
			continue;
		for (unsigned i = 0; i < action->choice_count; i++)
			if (action->choices[i].type == TYPE_ID && uses_chosen_id(action) &&
			    !chooses_unset(plan, &action->choices[i]))
				return false;
		for (unsigned i = 0; i < action->effect_count; i++)
			if (op_does(action->effects[i].code, READS_BLOBS))
				return false;
	}
	return true;
}

static uint64_t carry_time(const struct plan *from, const uint64_t *state, unsigned slot, uint64_t limit)
{
	uint64_t value = slot_get(&from->slots[slot], state);
	int time = from->global_at[FIELD_TIME];

	if (!from->abstract)
		value = (time < 0 ? 0 : slot_get(&from->slots[time], state)) - value;
	return value < limit ? value : limit;
}

static void carry_slot(const struct plan *from, const uint64_t *state, unsigned slot, const struct plan *to,
                       uint64_t *out, unsigned into)
{
	const struct slot *target = &to->slots[into];

	slot_set(target, out,
	         target->type == TYPE_TIME ? carry_time(from, state, slot, target->limit)
	                                   : slot_get(&from->slots[slot], state));
}

static void carry_processes(const struct plan *from, const uint64_t *state, const struct plan *to,
                            uint64_t *out)
{
	for (unsigned p = 0; p < to->model.process_count; p++) {
		unsigned count = to->design->roles[to->processes[p].role].local_count;

		for (unsigned i = 0; i < count; i++)
			carry_slot(from, state, from->processes[p].slot + i, to, out,
			           to->processes[p].slot + i);
	}
}

static void carry_stores(const struct plan *from, const uint64_t *state, const struct plan *to, uint64_t *out)
{
	for (unsigned i = 0; i < from->count[TYPE_USER] * from->record_stride; i++)
		carry_slot(from, state, from->record_slot + i, to, out, to->record_slot + i);
	for (unsigned key = 0; key < from->blob_count; key++) {
		unsigned blob = key * from->blob_stride;

		/* An absent blob has no age. */
		if (!blob_get(from, state, key, FIELD_IMAGE))
			continue;
		for (unsigned i = 0; i < from->blob_stride; i++)
			carry_slot(from, state, from->blob_slot + blob + i, to, out,
			           to->blob_slot + blob + i);
	}
}

static void carry_log(const struct plan *from, const uint64_t *state, const struct plan *to, uint64_t *out)
{
	unsigned length = from->abstract ? 0 : log_length(from, state);

	for (unsigned i = 0; from->abstract && i < from->begun_count; i++)
		carry_slot(from, state, from->begun_slot + i, to, out, to->begun_slot + i);
	for (unsigned i = 0; i < length; i++) {
		uint64_t packed = slot_get(&from->slots[from->log_slot + i], state);

		/* WRITEs are numbered first. */
		if (packed <= to->begun_count)
			slot_set(&to->slots[to->begun_slot + (unsigned)packed - 1], out, 1);
	}
}

void plan_carry(const struct plan *from, const uint64_t *state, const struct plan *to, uint64_t *out)
{
	int used = from->global_at[FIELD_USED_IDS];

	memset(out, 0, to->model.state_size);
	carry_processes(from, state, to, out);
	carry_stores(from, state, to, out);
	carry_log(from, state, to, out);
	if (used >= 0 && to->global_at[FIELD_USED_IDS] >= 0)
		carry_slot(from, state, (unsigned)used, to, out, (unsigned)to->global_at[FIELD_USED_IDS]);
	plan_recycle(to, out);
}
