/*
 * How well a step of one design corresponds to a step of another.
 *
 * A step is summarised by a set of effects, derived from its operations; two steps correspond if they share
 * effects that other processes can see.  Rejected: comparing names, since variants rename steps (WriteBlob,
 * ServerWriteBlob) and must still replay.
 */
#include <string.h>

#include <heddle/plan.h>

enum effect {
	/* visible to other processes */
	EFFECT_WRITE_RECORD = 1 << 0,
	EFFECT_READ_RECORD = 1 << 1,
	EFFECT_DELETE_RECORD = 1 << 2,
	EFFECT_WRITE_BLOB = 1 << 3,
	EFFECT_READ_BLOB = 1 << 4,
	EFFECT_DELETE_BLOB = 1 << 5,
	EFFECT_LOG_WRITE = 1 << 6,
	EFFECT_LOG_READ = 1 << 7,
	EFFECT_LOG_EMPTY = 1 << 8,
	EFFECT_LIST_KEYS = 1 << 9,
	EFFECT_FIND_UNUSED = 1 << 10,
	EFFECT_PASS_TIME = 1 << 11,
	EFFECT_WORLD = (1 << 12) - 1,
	/* visible only to the process */
	EFFECT_KEEP_USER = 1 << 12,
	EFFECT_FORGET = 1 << 13,
	EFFECT_FAIL = 1 << 14,
	EFFECT_LATE = 1 << 15,   /* enabled only after some time */
	EFFECT_BEGIN = 1 << 16,  /* leaves the initial control state */
	EFFECT_RETURN = 1 << 17, /* returns to it */
};

/* The effect of an operation that writes its term a. */
static unsigned effect_of_write(const struct op *op)
{
	uint32_t does = opcodes[op->code].does;
	bool clears = does & COPIES && op->b.place == PLACE_ZERO;

	switch (op->a.place) {
	case PLACE_RECORD:
		return op->a.field != FIELD_METADATA ? 0
		       : clears                      ? EFFECT_DELETE_RECORD
		                                     : EFFECT_WRITE_RECORD;
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		return op->a.field != FIELD_IMAGE ? 0 : clears ? EFFECT_DELETE_BLOB : EFFECT_WRITE_BLOB;
	case PLACE_LOCAL:
		break;
	case PLACE_GLOBAL:
		return does & COUNTS && op->a.field == FIELD_TIME ? EFFECT_PASS_TIME : 0;
	case PLACE_NONE:
	case PLACE_ZERO:
	case PLACE_CHOICE:
		return 0;
	}
	if (does & READS_BLOBS)
		return EFFECT_LIST_KEYS;
	if (does & READS_NAMES)
		return EFFECT_FIND_UNUSED;
	return op->b.place == PLACE_RECORD                                   ? EFFECT_READ_RECORD
	       : op->b.place == PLACE_BLOB                                   ? EFFECT_READ_BLOB
	       : op->b.place == PLACE_CHOICE && op->a.field == FIELD_USER_ID ? EFFECT_KEEP_USER
	       : clears                                                      ? EFFECT_FORGET
	                                                                     : 0;
}

static unsigned effect_of(const struct op *op)
{
	uint32_t does = opcodes[op->code].does;
	unsigned effects = does & WRITES_A ? effect_of_write(op) : 0;

	if (does & LOGS_WRITE)
		effects |= EFFECT_LOG_WRITE;
	if (does & LOGS_READ)
		effects |= op->a.place == PLACE_ZERO ? EFFECT_LOG_EMPTY : EFFECT_LOG_READ;
	return does & WAITS ? effects | EFFECT_LATE : effects;
}

static unsigned effects_of(const struct plan_action *action)
{
	const struct design_step *step = action->step;
	unsigned effects = 0;

	for (int kind = 0; kind < WORD_KINDS; kind++)
		for (unsigned i = 0; i < step->use_count[kind]; i++)
			for (unsigned o = 0; o < WORD_OPS_MAX; o++)
				effects |= effect_of(&step->uses[kind][i].word->ops[o]);
	if (step->failure)
		effects |= EFFECT_FAIL;
	if (action->at & 1)
		effects |= EFFECT_BEGIN;
	if (action->target == 0)
		effects |= EFFECT_RETURN;
	/* A process that reports or stores a value does not just forget it. */
	if (effects & (EFFECT_LOG_READ | EFFECT_LOG_EMPTY | EFFECT_WRITE_RECORD))
		effects &= ~(unsigned)EFFECT_FORGET;
	return effects;
}

static unsigned ones(unsigned set)
{
	unsigned count = 0;

	for (; set; set &= set - 1)
		count++;
	return count;
}

/* The share of `part` in `all`, as a fraction of `whole`; all of it if `all` is empty. */
static unsigned share(unsigned whole, unsigned part, unsigned all)
{
	return all ? whole * ones(part) / ones(all) : whole;
}

unsigned plan_alike(const struct model *model, unsigned action, const struct model *other,
                    unsigned other_action)
{
	const struct plan_action *a = &plan_of(model)->actions[action];
	const struct plan_action *b = &plan_of(other)->actions[other_action];
	unsigned mine = effects_of(a), theirs = effects_of(b);
	unsigned both = mine & theirs, either = mine | theirs;
	bool same_name = strcmp(a->step->name, b->step->name) == 0;

	if (a->role != b->role || (mine ^ theirs) & EFFECT_FAIL)
		return 0;
	/* If one has visible effects, they must share one; if neither has, both or neither must wait.
	 * Returning None does not correspond to returning a value. */
	if ((either & EFFECT_WORLD && !(both & EFFECT_WORLD)) ||
	    (!(either & EFFECT_WORLD) && (mine ^ theirs) & EFFECT_LATE) ||
	    (mine & EFFECT_LOG_READ && theirs & EFFECT_LOG_EMPTY) ||
	    (mine & EFFECT_LOG_EMPTY && theirs & EFFECT_LOG_READ))
		return same_name; /* better than nothing, worse than any real correspondence */
	return share(1000, both & EFFECT_WORLD, either & EFFECT_WORLD) + share(100, both, either) +
	       same_name + 1;
}
