/*
 * The stepper of a compiled design, shared by its files: state_layout.c packs states, stepper.c learns
 * outcomes, expand.c is the hot loop.
 *
 * A station is a process at a control state.  What can happen there depends on a few bits of the state, the
 * station's mask.  It depends on the log only through its length and, for ConsistentReads, through the WRITEs
 * in it.  So for each value of the masked bits the model is run once; the answer, a list of outcomes, is
 * stored and replayed in all states that agree in these bits.
 */
#ifndef HEDDLE_PLAN_STEPPER_H
#define HEDDLE_PLAN_STEPPER_H

#include <heddle/plan.h>
#include <heddle/stepper.h>

/* The position of a slot of the plan in a packed state. */
struct packed_slot {
	uint64_t mask; /* unshifted */
	uint32_t word;
	uint32_t shift;
};

/*
 * An outcome is 2 * words + 1 words: the bits to keep, the bits to set, and the action with the log entry (0:
 * none) above it.  A step leads from `state` to (state & keep) | set, with the entry appended to the log.
 */
enum { OUTCOME_ACTION_BITS = 16 };

/* What an outcome may break; kept apart, because the hot loop does not need it. */
struct judgement {
	uint32_t broken;      /* whatever is in the log */
	uint32_t needs_write; /* ConsistentReads: the WRITE that must be in the log; 0: none */
	uint32_t affects;     /* the properties judged by state that it can break */
	uint32_t none_for;    /* users, as bits, to whom it returns None unexcused */
};

/* The outcomes for one value of the masked bits; a free place if not `known`. */
struct answer {
	uint64_t visits; /* by expand */
	uint32_t first;  /* outcome in the station */
	uint16_t inside; /* outcomes within the bounds, in the model's order, followed by … */
	uint16_t total;  /* … those outside whatever is in the log */
	bool known, appends;
};

/* An open-addressing table of answers, at most half full, whose size is a power of two.  keys[i], of `words`
 * words, belongs to answers[i]. */
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
	bool idle;  /* no action starts here */
	bool reads; /* an action logs a READ here, so properties may break */
};

struct stepper_process {
	struct packed_slot control; /* mask 0 if the role has no states */
	struct station *stations;   /* by control state */
	unsigned station_count;
};

struct symmetry;

struct design_stepper {
	struct stepper stepper; /* first */
	const struct plan *plan;
	struct symmetry *symmetry; /* null: each state represents itself */
	struct arena *arena;
	struct packed_slot *slots; /* by slot of the plan, except log entries outside the bounds */
	unsigned slot_count;
	struct stepper_process *processes;
	unsigned process_count;
	const struct packed_slot *log; /* entries within the bounds, oldest first */
	unsigned log_room;
	/* For states of one word: the shift of the next entry, by the number of bits up to the highest one of
	 * the log; and the bits of the log, which are the highest in use. */
	unsigned append_at[65];
	uint64_t log_mask;
	uint64_t *taken;                                 /* by action: steps of answers that were forgotten */
	uint64_t *plain, *plain_next;                    /* scratch: states of the plan */
	uint64_t *packed_next;                           /* scratch: a packed state */
	struct footprint touched;                        /* scratch */
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
/* The number of entries. */
unsigned stepper_log_length(const struct design_stepper *s, const uint64_t *packed);

/* --- stepper.c --- */

/* Adds the answer for `packed`, which the station lacks. */
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
