/*
 * Which step of one design plays the part of a step of another.
 *
 * A step is summed up as a set of deeds, read off its operations; two steps are
 * alike when they share deeds that touch the world outside the process.  Comparing
 * names was rejected: designs rename steps (WriteBlob, ServerWriteBlob), and a
 * renamed variant must replay all the same.
 */
#include <string.h>

#include <heddle/plan.h>

enum deed {
	/* what others can see or be affected by */
	DEED_WRITE_RECORD = 1 << 0,
	DEED_READ_RECORD = 1 << 1,
	DEED_DELETE_RECORD = 1 << 2,
	DEED_WRITE_BLOB = 1 << 3,
	DEED_READ_BLOB = 1 << 4,
	DEED_DELETE_BLOB = 1 << 5,
	DEED_LOG_WRITE = 1 << 6,
	DEED_LOG_READ = 1 << 7,
	DEED_LOG_EMPTY = 1 << 8,
	DEED_LIST_KEYS = 1 << 9,
	DEED_FIND_UNUSED = 1 << 10,
	DEED_PASS_TIME = 1 << 11,
	DEED_WORLD = (1 << 12) - 1,
	/* what only the process itself notices */
	DEED_KEEP_USER = 1 << 12,
	DEED_FORGET = 1 << 13,
	DEED_FAIL = 1 << 14,
	DEED_LATE = 1 << 15,   /* only after some time */
	DEED_BEGIN = 1 << 16,  /* leaves the control state in which processes start */
	DEED_RETURN = 1 << 17, /* comes back to it */
};

static unsigned deed_of(const struct op *op)
{
	bool own_blob = op->a.place == PLACE_BLOB, chosen_blob = op->a.place == PLACE_CHOSEN_BLOB;

	switch (op->code) {
	case OP_LOG_WRITE:
		return DEED_LOG_WRITE;
	case OP_LOG_READ:
		return op->a.place == PLACE_ZERO ? DEED_LOG_EMPTY : DEED_LOG_READ;
	case OP_SET_KEYS:
		return DEED_LIST_KEYS;
	case OP_SET_UNNAMED:
		return DEED_FIND_UNUSED;
	case OP_INCREMENT:
		return op->a.field == FIELD_TIME ? DEED_PASS_TIME : 0;
	case OP_SINCE:
		return DEED_LATE;
	case OP_SET:
		if (op->a.place == PLACE_RECORD && op->a.field == FIELD_METADATA)
			return op->b.place == PLACE_ZERO ? DEED_DELETE_RECORD : DEED_WRITE_RECORD;
		if ((own_blob || chosen_blob) && op->a.field == FIELD_IMAGE)
			return op->b.place == PLACE_ZERO ? DEED_DELETE_BLOB : DEED_WRITE_BLOB;
		if (op->a.place == PLACE_LOCAL && op->b.place == PLACE_RECORD)
			return DEED_READ_RECORD;
		if (op->a.place == PLACE_LOCAL && op->b.place == PLACE_BLOB)
			return DEED_READ_BLOB;
		if (op->a.place == PLACE_LOCAL && op->b.place == PLACE_CHOICE && op->a.field == FIELD_USER_ID)
			return DEED_KEEP_USER;
		if (op->a.place == PLACE_LOCAL && op->b.place == PLACE_ZERO)
			return DEED_FORGET;
		return 0;
	default:
		return 0;
	}
}

static unsigned deeds_of(const struct plan_action *action)
{
	const struct design_step *step = action->step;
	unsigned deeds = 0;

	for (int kind = 0; kind < WORD_KINDS; kind++)
		for (unsigned i = 0; i < step->use_count[kind]; i++)
			for (unsigned o = 0; o < WORD_OPS_MAX; o++)
				deeds |= deed_of(&step->uses[kind][i].word->ops[o]);
	if (step->failure)
		deeds |= DEED_FAIL;
	if (action->at & 1)
		deeds |= DEED_BEGIN;
	if (action->target == 0)
		deeds |= DEED_RETURN;
	/* Giving something back is not forgetting it. */
	if (deeds & (DEED_LOG_READ | DEED_LOG_EMPTY | DEED_WRITE_RECORD))
		deeds &= ~(unsigned)DEED_FORGET;
	return deeds;
}

static unsigned ones(unsigned set)
{
	unsigned count = 0;

	for (; set; set &= set - 1)
		count++;
	return count;
}

/* How much of `all` is `part`, out of `whole`; nothing is all of nothing. */
static unsigned share(unsigned whole, unsigned part, unsigned all)
{
	return all ? whole * ones(part) / ones(all) : whole;
}

unsigned design_alike(const struct model *model, unsigned action, const struct model *other,
                      unsigned other_action)
{
	const struct plan_action *a = &plan_of(model)->actions[action];
	const struct plan_action *b = &plan_of(other)->actions[other_action];
	unsigned mine = deeds_of(a), theirs = deeds_of(b);
	unsigned both = mine & theirs, either = mine | theirs;
	bool same_name = strcmp(a->step->name, b->step->name) == 0;

	if (a->role != b->role || (mine ^ theirs) & DEED_FAIL)
		return 0;
	/* Steps that do something to the world must share some of it; those that do nothing must both
	 * do nothing, for a similar reason.  A None is not an answer. */
	if ((either & DEED_WORLD && !(both & DEED_WORLD)) ||
	    (!(either & DEED_WORLD) && (mine ^ theirs) & DEED_LATE) ||
	    (mine & DEED_LOG_READ && theirs & DEED_LOG_EMPTY) ||
	    (mine & DEED_LOG_EMPTY && theirs & DEED_LOG_READ))
		return same_name; /* better than nothing, and worse than anything */
	return share(1000, both & DEED_WORLD, either & DEED_WORLD) + share(100, both, either) + same_name + 1;
}
