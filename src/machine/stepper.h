/*
 * The stepper of a machine, between stepper.c, which learns outcomes, and expand.c, the hot loop.
 *
 * After the transition caches of LTSmin (Blom, van de Pol and Weber, "LTSmin: Distributed and Symbolic
 * Reachability", CAV 2010).  A station is a process at a control state.  What can happen there depends on a
 * few bits of the state, the station's mask.  For each value of these bits the machine is run once; the
 * answer, a list of outcomes, is stored and replayed in all states that agree in them.
 *
 * States are packed (packing.h); the machine itself knows only unpacked ones.  A list that steps only append
 * to, such as a log, is left out of the masks: outcomes say what they append.
 */
#ifndef HEDDLE_MACHINE_STEPPER_H
#define HEDDLE_MACHINE_STEPPER_H

#include <heddle/stepper.h>

#include "machine/packing.h"

/* An outcome is 2 * words + 1 words: the bits to keep, the bits to set, and the action with the log entry (0:
 * none, or it is among the bits to set) above it.  A step leads from `state` to (state & keep) | set, with
 * the entry appended to the log. */
enum { OUTCOME_ACTION_BITS = 16 };

struct answer {
	uint64_t visits; /* by expand */
	uint32_t first;  /* outcome in the station */
	uint16_t inside; /* outcomes within the bounds, followed by … */
	uint16_t total;  /* … those outside, whatever is in the log */
	bool known, appends;
	bool stuck;       /* a step has no value here */
	uint32_t affects; /* the properties that some outcome can break */
};

struct station {
	uint64_t *mask;         /* words */
	uint64_t *keys;         /* keys[i], of `words` words, belongs to answers[i] */
	struct answer *answers; /* an open-addressing table, at most half full */
	unsigned size_shift;    /* 64 - log2 of its size */
	uint32_t known;
	uint64_t *outcomes;
	uint32_t *affects;  /* by outcome: the properties that it can break */
	struct step *steps; /* by outcome */
	uint32_t outcome_count;
	size_t outcome_room, affect_room, step_room;
	bool idle; /* no action starts here */
	bool may_be_stuck;
};

struct stepper_process {
	const struct field *control; /* null: none */
	struct station *stations;
	unsigned station_count;
};

/* Answers of a property about states, by the fields that it reads and the entry that the step logged: place i
 * of the table has words + 1 of `keys`. */
enum { VERDICTS = 1 << 12 };
struct verdicts {
	uint64_t *mask; /* null: none are kept */
	uint64_t *keys;
	uint8_t *known; /* 0: nothing; 1: it is broken; 2: it holds */
};

struct machine_stepper {
	struct stepper stepper; /* first */
	const struct machine *machine;
	struct packing *packing;
	bool owned; /* the packing is the stepper's, not the machine's */
	struct arena *arena;
	struct stepper_process *processes;
	/* The log: a list variable that steps only append to; its first slot, -1: none. */
	int log;
	unsigned log_slots;
	/* Within bounds, its entries are fields, and it can be full; without, there are only SEEN fields. */
	const struct field *log_fields;
	unsigned log_room;
	uint32_t log_bound; /* the bit of its bound */
	/* For states of one word: the shift of the next entry, by the number of bits up to the highest one of
	 * the log; and the bits of the log, which are the highest in use. */
	unsigned append_at[65];
	uint64_t log_mask;
	bool may_be_stuck;
	uint64_t *taken;                /* by action: steps of answers that were forgotten */
	uint64_t *plain, *next;         /* scratch for learning: states of the machine */
	uint64_t *source, *after;       /* scratch for judging */
	uint64_t *packed_next, *judged; /* packed states, for either */
	struct footprint touched;
	uint64_t **property_reads; /* by property: a set of cells; null: all */
	struct verdicts *verdicts; /* by property */
};

/* Adds the answer for a state, which the station lacks. */
struct answer *machine_learn(struct machine_stepper *s, unsigned process, struct station *station,
                             const uint64_t *state);
void machine_expand(struct stepper *stepper, const uint64_t *packed, size_t count, struct batch *out);
uint32_t machine_breaks(struct stepper *stepper, const uint64_t *packed, uint32_t asked);

static inline struct station *station_of(const struct machine_stepper *s, unsigned process,
                                         const uint64_t *state)
{
	const struct stepper_process *p = &s->processes[process];

	return &p->stations[p->control ? field_get(p->control, state) : 0];
}

/* The answer for a state, or the free place where it belongs. */
static inline struct answer *station_find(const struct station *station, const uint64_t *state,
                                          unsigned width)
{
	uint64_t hash = 0, last = UINT64_MAX >> station->size_shift;

	for (unsigned i = 0; i < width; i++)
		hash = (hash ^ (state[i] & station->mask[i])) * UINT64_C(0x9e3779b97f4a7c15);
	for (uint64_t at = hash >> station->size_shift;; at = (at + 1) & last) {
		const uint64_t *key = station->keys + at * width;
		uint64_t differ = 0;

		if (!station->answers[at].known)
			return &station->answers[at];
		for (unsigned i = 0; i < width; i++)
			differ |= key[i] ^ (state[i] & station->mask[i]);
		if (!differ)
			return &station->answers[at];
	}
}

static inline struct answer *answer_for(struct machine_stepper *s, unsigned process, struct station *station,
                                        const uint64_t *state)
{
	struct answer *answer = station_find(station, state, (unsigned)s->stepper.words);

	return answer->known ? answer : machine_learn(s, process, station, state);
}

#endif
