/*
 * The stepper of a compiled design, between its three files: state_layout.c packs
 * states, stepper.c learns and judges outcomes, expand.c is the hot loop.
 *
 * A station is a process at a control state.  What happens there depends on a few bits
 * of the state, the station's mask, and on the log only through its length and, for
 * ConsistentReads, through what was written.  So for each value of those bits the plain model is
 * asked once; the answer, a list of outcomes, is kept and replayed on every state that agrees in
 * those bits.
 */
#ifndef HEDDLE_PLAN_STEPPER_H
#define HEDDLE_PLAN_STEPPER_H

#include <heddle/plan.h>
#include <heddle/stepper.h>

/* Where a slot of the plan is in a packed state. */
struct packed_slot {
	uint64_t mask; /* as many ones as it has bits */
	uint32_t word;
	uint32_t shift;
};

/*
 * An outcome is 2 * words + 1 words: those to keep, those to set, and the action
 * with, above it, the log entry (0: none).  A step leads from `state` to
 * (state & keep) | set, with the entry behind the last one.
 */
enum { OUTCOME_ACTION_BITS = 16 };

/* What breaks rarely is looked up apart from the outcomes. */
struct judgement {
	uint32_t broken;      /* whatever the log says */
	uint32_t needs_write; /* the WRITE that must be in the log, for ConsistentReads; 0: none */
	uint32_t none_for;    /* the users for whom no good result must be possible */
};

/* The outcomes for one value of a station's mask; free while `known` is false. */
struct answer {
	uint64_t visits; /* by expand */
	uint32_t first;  /* outcome in the station */
	uint16_t inside; /* outcomes within the bounds, in the model's order; then … */
	uint16_t total;  /* … those outside the bounds whatever the log says */
	bool known, appends;
};

/*
 * Invariant: keys[i] (words of them) is what answers[i] is about; an open-addressing table,
 * at most half full, whose size is a power of two.
 */
struct station {
	uint64_t *mask; /* words */
	uint64_t *keys;
	struct answer *answers;
	unsigned size_shift; /* 64 - log2 of the size */
	uint32_t known;
	uint64_t *outcomes;
	struct judgement *judgements;
	uint32_t outcome_count;
	size_t outcome_room, judgement_room;
	bool idle;  /* nothing starts here */
	bool reads; /* READs are logged here: where properties break */
};

struct stepper_process {
	struct packed_slot control; /* mask 0 when the role has no states */
	struct station *stations;   /* by control state */
	unsigned station_count;
};

struct symmetry;

struct design_stepper {
	struct stepper stepper; /* first */
	const struct plan *plan;
	struct symmetry *symmetry; /* null: every state stands for itself */
	struct arena *arena;
	struct packed_slot *slots; /* by slot of the plan; log entries outside the bounds have none */
	unsigned slot_count;
	struct stepper_process *processes;
	unsigned process_count;
	const struct packed_slot *log; /* entries within the bounds, oldest first */
	unsigned log_room;
	unsigned append_at[65];       /* one word: shift of the next entry by the bits of the log in use */
	uint64_t log_mask;            /* one word: all entries; they are the topmost bits in use */
	uint64_t *taken;              /* by action: visits to answers that were forgotten */
	uint64_t *plain, *plain_next; /* scratch states of the plan's own form, */
	uint64_t *packed_next;        /* and a packed one */
	struct footprint touched;     /* scratch */
	uint32_t by_change, by_reads, by_none, by_state; /* properties, by how they are judged */
};

static inline uint64_t packed_get(const struct packed_slot *slot, const uint64_t *packed)
{
	return packed[slot->word] >> slot->shift & slot->mask;
}

/* --- state_layout.c --- */

void stepper_lay_out(struct design_stepper *s);
void stepper_pack(const struct stepper *stepper, const void *state, uint64_t *packed);
void stepper_unpack(const struct stepper *stepper, const uint64_t *packed, void *state);
/* Entries in the log. */
unsigned stepper_log_length(const struct design_stepper *s, const uint64_t *packed);

/* --- stepper.c --- */

/* The answer for `packed`, asked of the model and put at a place of its own. */
struct answer *stepper_learn(struct design_stepper *s, unsigned process, struct station *station,
                             const uint64_t *packed);

/* --- expand.c --- */

void stepper_expand(struct stepper *stepper, const uint64_t *packed, size_t count, struct batch *out);
uint32_t stepper_breaks(struct stepper *stepper, const uint64_t *packed, uint32_t asked);

static inline uint64_t station_home(const struct station *station, const uint64_t *packed, unsigned width)
{
	uint64_t hash = 0;

	for (unsigned i = 0; i < width; i++)
		hash = (hash ^ (packed[i] & station->mask[i])) * UINT64_C(0x9e3779b97f4a7c15);
	return hash >> station->size_shift;
}

/* The answer for a state, or the free place where it belongs. */
static inline struct answer *station_find(const struct station *station, const uint64_t *packed,
                                          unsigned width)
{
	uint64_t last = UINT64_MAX >> station->size_shift;

	for (uint64_t at = station_home(station, packed, width);; at = (at + 1) & last) {
		const uint64_t *key = station->keys + at * width;
		uint64_t differ = 0;

		if (!station->answers[at].known)
			return &station->answers[at];
		for (unsigned i = 0; i < width; i++)
			differ |= key[i] ^ (packed[i] & station->mask[i]);
		if (!differ)
			return &station->answers[at];
	}
}

#endif
