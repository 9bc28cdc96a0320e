/*
 * A fold over the operations of an action, like footprints, but for all cases: the record of any user, the
 * blob of any id.  Rejected: the footprint of a step, which has only the case of one state.
 */
#include <assert.h>

#include "plan/read_set.h"

struct reading {
	const struct plan *plan;
	const struct plan_process *process;
	slot_fn *fn;
	void *ctx;
};

static void read_local(const struct reading *r, enum field field)
{
	int at = r->plan->local_at[r->process->role][field];

	if (at >= 0)
		r->fn(r->ctx, r->process->slot + (unsigned)at);
}

static void read_global(const struct reading *r, enum field field)
{
	if (r->plan->global_at[field] >= 0)
		r->fn(r->ctx, (unsigned)r->plan->global_at[field]);
}

static void read_records(const struct reading *r, int at)
{
	for (unsigned u = 0; at >= 0 && u < r->plan->count[TYPE_USER]; u++)
		r->fn(r->ctx, r->plan->record_slot + u * r->plan->record_stride + (unsigned)at);
}

static void read_blobs(const struct reading *r, int at)
{
	for (unsigned key = 0; at >= 0 && key < r->plan->blob_count; key++)
		r->fn(r->ctx, r->plan->blob_slot + key * r->plan->blob_stride + (unsigned)at);
}

/* What locates the slot of a term. */
static void read_key(const struct reading *r, struct plan_term term)
{
	if (term.place == PLACE_RECORD || (term.place == PLACE_BLOB && r->plan->design->blob_by_user))
		read_local(r, FIELD_USER_ID);
	else if (term.place == PLACE_BLOB)
		read_local(r, FIELD_IMAGE_ID);
}

static void read_term(const struct reading *r, struct plan_term term)
{
	read_key(r, term);
	switch (term.place) {
	case PLACE_LOCAL:
		r->fn(r->ctx, r->process->slot + (unsigned)term.at);
		break;
	case PLACE_RECORD:
		read_records(r, term.at);
		break;
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		read_blobs(r, term.at);
		break;
	case PLACE_GLOBAL:
		r->fn(r->ctx, (unsigned)term.at);
		break;
	case PLACE_NONE:
	case PLACE_ZERO:
	case PLACE_CHOICE:
		break;
	}
}

/* What the result of writing a term depends on: its key, and that a blob without an image gets no date
 * (run.c). */
static void read_target(const struct reading *r, struct plan_term term)
{
	read_key(r, term);
	if ((term.place == PLACE_BLOB || term.place == PLACE_CHOSEN_BLOB) &&
	    term.at == r->plan->blob_at[FIELD_CREATED])
		read_blobs(r, r->plan->blob_at[FIELD_IMAGE]);
}

static void read_op(const struct reading *r, const struct plan_op *op)
{
	const struct plan *plan = r->plan;
	const struct opcode_row *row = &opcodes[op->code];

	if (row->does & WRITES_A)
		read_target(r, op->a);
	if (row->does & READS_A)
		read_term(r, op->a);
	if (row->does & READS_B)
		read_term(r, op->b);
	if (row->does & READS_BLOBS) {
		read_blobs(r, plan->blob_at[FIELD_IMAGE]);
		read_blobs(r, op->number >= 0 ? plan->blob_at[FIELD_CREATED] : -1);
	}
	if (row->does & READS_NAMES)
		read_records(r, plan->record_at[FIELD_IMAGE_ID]);
	if (row->does & READS_TIME || (row->does & READS_BLOBS && op->number >= 0))
		read_global(r, FIELD_TIME);
	if (row->does & READS_USER)
		read_local(r, FIELD_USER_ID);
	if (op->found_locals & FOUND_METADATA)
		read_local(r, FIELD_METADATA);
	if (op->found_locals & FOUND_IMAGE)
		read_local(r, FIELD_IMAGE);
	assert(!(row->does & AGES) && "a plan with bounds has no ages");
}

static void read_ops(const struct reading *r, const struct plan_op *ops, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		read_op(r, &ops[i]);
}

void action_reads(const struct plan *plan, const struct plan_process *process,
                  const struct plan_action *action, slot_fn *fn, void *ctx)
{
	struct reading r = { plan, process, fn, ctx };

	read_ops(&r, action->guards, action->guard_count);
	read_ops(&r, action->late_guards, action->late_guard_count);
	read_ops(&r, action->effects, action->effect_count);
	for (unsigned i = 0; i < action->choice_count; i++)
		read_ops(&r, action->choices[i].filter, action->choices[i].filter_count);
}

bool action_logs_read(const struct plan_action *action)
{
	for (unsigned i = 0; i < action->effect_count; i++)
		if (op_does(action->effects[i].code, LOGS_READ))
			return true;
	return false;
}
