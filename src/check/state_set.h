/*
 * The set of states known to the parallel explorer: exact, in one flat table that holds the states
 * themselves. The other searches use heddle/key_table.h, which is smaller, and as fast where taking steps
 * dominates.
 *
 * A bucket is a cache line of states, filled from its start; a state is in the first bucket from its home
 * onwards that had room.  So a bucket with a free place ends the search.  The all-zero state, which would
 * look like a free place, is stored separately.
 */
#ifndef HEDDLE_CHECK_STATE_SET_H
#define HEDDLE_CHECK_STATE_SET_H

#include <stdint.h>

#include "check/reserve.h"

struct state_set {
	struct reserve table;
	struct reserve_budget *budget;
	uint64_t buckets; /* that can be homes */
	uint64_t count;   /* states in the table */
	uint64_t grow_above;
	unsigned words;  /* 64-bit words of a state */
	unsigned places; /* slots in a bucket */
	bool zero;       /* the all-zero state is in the set */
};

/* A 64-bit hash; the upper half chooses the home, the lower half is free for other uses. */
static inline uint64_t state_set_hash(const uint64_t *state, unsigned words)
{
	uint64_t hash = 0;

	for (unsigned i = 0; i < words; i++) {
		hash = (hash ^ state[i]) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 32;
	}
	return hash * UINT64_C(0xd6e8feb86659fd93);
}

/* Makes an empty set of at most `most` bytes.  `budget` is borrowed and shared.  Returns false if memory runs
 * out. */
bool state_set_init(struct state_set *set, unsigned words, size_t most, struct reserve_budget *budget);
void state_set_release(struct state_set *set);
uint64_t state_set_memory(const struct state_set *set);

bool state_set_has(const struct state_set *set, const uint64_t *state);

enum { STATE_SET_OK, STATE_SET_NO_MEMORY, STATE_SET_ENOUGH };

/*
 * Adds `count` states, but at most `most` new ones (STATE_SET_ENOUGH: there were more).  fresh[] gets the
 * indices of the new ones, *fresh_count their number.  On STATE_SET_NO_MEMORY some states may be missing.
 */
int state_set_add(struct state_set *set, const uint64_t *states, size_t count, uint64_t most, uint32_t *fresh,
                  size_t *fresh_count);

#endif
