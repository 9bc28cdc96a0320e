/*
 * What a packed state says: the log, records and blobs, the locals of processes.
 */
#include <heddle/plan.h>

/* --- the log ---------------------------------------------------------------------------- */

/* --- the log ---------------------------------------------------------------------------- */

uint64_t log_pack(const struct plan *plan, struct logged entry)
{
	uint64_t packed = entry.read;

	packed = packed * plan->count[TYPE_USER] + (entry.user - 1);
	packed = packed * (plan->count[TYPE_METADATA] + 1) + entry.metadata;
	packed = packed * (plan->count[TYPE_IMAGE] + 1) + entry.image;
	return packed + 1;
}

struct logged log_unpack(const struct plan *plan, uint64_t packed)
{
	struct logged entry;

	packed--;
	entry.image = (unsigned)(packed % (plan->count[TYPE_IMAGE] + 1));
	packed /= plan->count[TYPE_IMAGE] + 1;
	entry.metadata = (unsigned)(packed % (plan->count[TYPE_METADATA] + 1));
	packed /= plan->count[TYPE_METADATA] + 1;
	entry.user = (unsigned)(packed % plan->count[TYPE_USER]) + 1;
	entry.read = packed / plan->count[TYPE_USER] != 0;
	return entry;
}

unsigned log_length(const struct plan *plan, const uint64_t *state)
{
	const struct slot *log = plan->slots + plan->log_slot;
	unsigned low = 0, high = plan->room.operations;

	while (low < high) {
		unsigned middle = (low + high) / 2;

		if (slot_get(&log[middle], state))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* --- records and blobs ------------------------------------------------------------------ */

uint64_t record_get(const struct plan *plan, const uint64_t *state, unsigned user, enum field field)
{
	return slot_get(&plan->slots[record_slot(plan, user, field)], state);
}

uint64_t blob_get(const struct plan *plan, const uint64_t *state, unsigned key, enum field field)
{
	return slot_get(&plan->slots[blob_slot(plan, key, field)], state);
}

void blob_clear(const struct plan *plan, uint64_t *state, unsigned key)
{
	for (unsigned i = 0; i < plan->blob_stride; i++)
		slot_set(&plan->slots[plan->blob_slot + key * plan->blob_stride + i], state, 0);
}

uint64_t record_image(const struct plan *plan, const uint64_t *state, unsigned user)
{
	uint64_t key = user + 1;

	if (!plan->design->blob_by_user)
		key = plan->record_at[FIELD_IMAGE_ID] < 0 ? 0 : record_get(plan, state, user, FIELD_IMAGE_ID);
	return key ? blob_get(plan, state, (unsigned)key - 1, FIELD_IMAGE) : 0;
}

/* --- guards -------------------------------------------------------------------------------- */

uint64_t named_ids(const struct plan *plan, const uint64_t *state)
{
	uint64_t named = 0;

	if (plan->record_at[FIELD_IMAGE_ID] < 0)
		return 0;
	for (unsigned user = 0; user < plan->count[TYPE_USER]; user++)
		named |= id_bit(record_get(plan, state, user, FIELD_IMAGE_ID));
	return named;
}

/* --- processes -------------------------------------------------------------------------- */

uint64_t local_get(const struct plan *plan, const uint64_t *state, const struct plan_process *process,
                   enum field field)
{
	int at = plan->local_at[process->role][field];

	return at < 0 ? 0 : slot_get(&plan->slots[process->slot + (unsigned)at], state);
}

void locals_clear(const struct plan *plan, uint64_t *state, const struct plan_process *process)
{
	for (unsigned i = 0; i < plan->design->roles[process->role].local_count; i++)
		slot_set(&plan->slots[process->slot + i], state, 0);
}

bool can_start(const struct plan *plan, const uint64_t *state, const struct plan_process *process,
               const struct plan_action *action)
{
	return starts_at(process, action, (unsigned)local_get(plan, state, process, FIELD_STATE));
}
