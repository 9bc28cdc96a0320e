/*
 * The number of a renaming, in mixed radix, has a digit for each type: the number of its permutation.
 */
#include <string.h>

#include "plan/renaming.h"

const enum type renamed_types[RENAMED_TYPES] = { TYPE_ID, TYPE_METADATA, TYPE_IMAGE, TYPE_USER };

unsigned factorial(unsigned n)
{
	return n < 2 ? 1 : n * factorial(n - 1);
}

void renaming_make(const unsigned *permuted, unsigned number, struct renaming *r)
{
	for (unsigned t = 0; t < RENAMED_TYPES; t++) {
		unsigned left[SCOPE_IDS_MAX], k = permuted[t], code = number % factorial(k);

		number /= factorial(k);
		for (unsigned i = 0; i <= SCOPE_IDS_MAX; i++)
			r->to[t][i] = (uint8_t)i;
		for (unsigned i = 0; i < k; i++)
			left[i] = i + 1;
		for (unsigned i = 0; i < k; i++) {
			unsigned way = factorial(k - 1 - i), pick = code / way;

			code %= way;
			r->to[t][i + 1] = (uint8_t)left[pick];
			memmove(left + pick, left + pick + 1, (k - i - pick - 1) * sizeof(*left));
		}
	}
}

static unsigned rename_constant(const struct renaming *r, enum type type, unsigned value)
{
	for (unsigned t = 0; t < RENAMED_TYPES; t++)
		if (renamed_types[t] == type)
			return r->to[t][value];
	return value;
}

uint64_t rename_value(const struct plan *plan, const struct renaming *r, const struct slot *slot,
                      uint64_t value)
{
	uint64_t set = 0;
	struct logged entry;

	if (!value || value > slot->limit)
		return value;
	if (slot->kind == SLOT_LOG) {
		entry = log_unpack(plan, value);
		entry.user = rename_constant(r, TYPE_USER, entry.user);
		entry.metadata = rename_constant(r, TYPE_METADATA, entry.metadata);
		entry.image = rename_constant(r, TYPE_IMAGE, entry.image);
		return log_pack(plan, entry);
	}
	switch (slot->type) {
	case TYPE_IDS:
		for (unsigned id = 1; id <= plan->count[TYPE_ID]; id++)
			if (value >> (id - 1) & 1)
				set |= UINT64_C(1) << (rename_constant(r, TYPE_ID, id) - 1);
		return set;
	case TYPE_USER:
	case TYPE_METADATA:
	case TYPE_IMAGE:
	case TYPE_ID:
		return rename_constant(r, slot->type, (unsigned)value);
	case TYPE_CONTROL:
	case TYPE_TIME:
	case TYPE_COUNT:
		break;
	}
	return value;
}

static unsigned moved(unsigned slot, unsigned first, unsigned stride, const struct renaming *r, enum type key)
{
	unsigned nth = (slot - first) / stride;

	return first + (rename_constant(r, key, nth + 1) - 1) * stride + (slot - first) % stride;
}

unsigned rename_slot(const struct plan *plan, const struct renaming *r, unsigned slot)
{
	unsigned records_end = plan->record_slot + plan->count[TYPE_USER] * plan->record_stride;
	unsigned blobs_end = plan->blob_slot + plan->blob_count * plan->blob_stride;

	if (slot >= plan->record_slot && slot < records_end)
		return moved(slot, plan->record_slot, plan->record_stride, r, TYPE_USER);
	if (slot >= plan->blob_slot && slot < blobs_end)
		return moved(slot, plan->blob_slot, plan->blob_stride, r,
		             plan->design->blob_by_user ? TYPE_USER : TYPE_ID);
	return slot;
}
