/*
 * Lays out the slots of a state in the order in which people read one: processes, records, blobs, globals,
 * log.  Rejected: packing by size, which saves no word at any scope of interest.
 */
#include <string.h>

#include <heddle/err.h>
#include <heddle/plan.h>

struct layout {
	struct plan *plan;
	size_t room;
	unsigned bit; /* next free bit of the last word */
};

static unsigned bits_for(uint64_t limit)
{
	unsigned bits = 0;

	while (limit >> bits)
		bits++;
	return bits;
}

static unsigned add_slot(struct layout *layout, enum slot_kind kind, enum type type, uint64_t limit)
{
	struct plan *plan = layout->plan;
	unsigned bits = bits_for(limit);

	if (layout->bit + bits > 64) {
		plan->words++;
		layout->bit = 0;
	}
	plan->slots = mem_grow(plan->slots, &layout->room, plan->slot_count + 1, sizeof(*plan->slots));
	plan->slots[plan->slot_count] = (struct slot){
		.mask = bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1,
		.word = (uint16_t)(plan->words - 1),
		.shift = (uint8_t)layout->bit,
		.kind = kind,
		.type = type,
		.limit = limit,
	};
	layout->bit += bits;
	return plan->slot_count++;
}

static uint64_t limit_of(const struct plan *plan, enum role role, enum field field)
{
	switch (fields[field].type) {
	case TYPE_CONTROL:
		return plan->design->roles[role].state_count - 1;
	case TYPE_USER:
	case TYPE_METADATA:
	case TYPE_IMAGE:
	case TYPE_ID:
		return plan->count[fields[field].type];
	case TYPE_IDS:
		return (UINT64_C(1) << plan->count[TYPE_ID]) - 1;
	case TYPE_TIME:
		return plan->abstract ? plan->age_limit[field] : plan->room.hours;
	case TYPE_COUNT:
		return plan->room.failures;
	}
	return 0;
}

static void lay_out_process(struct layout *layout, struct plan_process *process)
{
	struct plan *plan = layout->plan;
	const struct design_role *role = &plan->design->roles[process->role];

	process->slot = plan->slot_count;
	for (unsigned i = 0; i < role->local_count; i++) {
		enum field f = role->locals[i];

		add_slot(layout, SLOT_VALUE, fields[f].type, limit_of(plan, process->role, f));
	}
}

static void lay_out_store(struct layout *layout, const struct store *store, unsigned count, int8_t *at,
                          unsigned *slot, unsigned *stride)
{
	*slot = layout->plan->slot_count;
	*stride = store->field_count;
	for (unsigned key = 0; key < count; key++)
		for (unsigned i = 0; i < store->field_count; i++) {
			enum field f = store->fields[i];

			at[f] = (int8_t)i;
			add_slot(layout, SLOT_VALUE, fields[f].type, limit_of(layout->plan, ROLE_SERVER, f));
		}
}

int plan_lay_out(struct plan *plan, struct err *err)
{
	struct layout layout = { .plan = plan };
	struct logged last = { true, plan->count[TYPE_USER], plan->count[TYPE_METADATA],
		               plan->count[TYPE_IMAGE] };

	plan->words = 1;
	memset(plan->local_at, -1, sizeof(plan->local_at));
	memset(plan->record_at, -1, sizeof(plan->record_at));
	memset(plan->blob_at, -1, sizeof(plan->blob_at));
	memset(plan->global_at, -1, sizeof(plan->global_at));
	for (int r = 0; r < ROLE_COUNT; r++)
		for (unsigned i = 0; i < plan->design->roles[r].local_count; i++)
			plan->local_at[r][plan->design->roles[r].locals[i]] = (int8_t)i;
	for (unsigned p = 0; p < plan->model.process_count; p++)
		lay_out_process(&layout, &plan->processes[p]);
	lay_out_store(&layout, &plan->design->record, plan->count[TYPE_USER], plan->record_at,
	              &plan->record_slot, &plan->record_stride);
	plan->blob_count = plan->design->blob_by_user ? plan->count[TYPE_USER] : plan->count[TYPE_ID];
	lay_out_store(&layout, &plan->design->blob, plan->blob_count, plan->blob_at, &plan->blob_slot,
	              &plan->blob_stride);
	for (int f = 0; f < FIELD_MAX; f++)
		if (plan->design->has[f] && (!plan->abstract || f == FIELD_USED_IDS))
			plan->global_at[f] = (int16_t)add_slot(&layout, SLOT_VALUE, fields[f].type,
			                                       limit_of(plan, ROLE_SERVER, (enum field)f));
	if (plan->abstract) {
		struct logged write = last;

		write.read = false;
		plan->begun_count = (unsigned)log_pack(plan, write);
		plan->begun_slot = plan->slot_count;
		for (unsigned i = 0; i < plan->begun_count; i++)
			add_slot(&layout, SLOT_BEGUN, TYPE_CONTROL, 1);
		plan->flag_slot = add_slot(&layout, SLOT_FLAG, TYPE_CONTROL, 1);
	}
	plan->log_slot = plan->slot_count;
	for (unsigned i = 0; i < plan->room.operations; i++) {
		add_slot(&layout, SLOT_LOG, TYPE_CONTROL, log_pack(plan, last));
		if (plan->words > UINT16_MAX)
			return err_set(err, "a log of %u operations is too long for one state",
			               plan->room.operations);
	}
	return 0;
}
