/*
 * A state's home bucket is its hash scaled, not masked, to the number of buckets.  So the table may have any
 * size, and growing keeps the order of homes: it grows in place, in one sweep from its end, without a second
 * table.  States are added in batches, and their home buckets are prefetched some states ahead.
 *
 * Rejected: powers of two (half of the table is empty after growing); storing indices or fingerprints (a
 * second cache miss for each known state, and most are known); a lock or a compare-and-swap for each state (a
 * table has one owner, see shard.h).
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/hash.h>
#include <heddle/mem.h>

#include "check/state_set.h"

enum {
	LINE = 8,               /* words in a cache line */
	SPILL = 64,             /* buckets after the last home */
	FIRST = 256,            /* buckets of a new table */
	DOUBLE_BELOW = 1 << 16, /* buckets: small tables double */
	AHEAD = 64,             /* states whose homes are being fetched; a power of two */
	RUN_WORDS = 1024,       /* full buckets that are moved without allocating */
	BATCH_MOST = 4096,      /* states added between two checks of the size */
};

static uint64_t scale(uint64_t hash, uint64_t buckets)
{
	return hash_high(hash, buckets);
}

static size_t bucket_words(const struct state_set *set)
{
	return (size_t)set->places * set->words;
}

static size_t table_bytes(const struct state_set *set, uint64_t buckets)
{
	return (buckets + SPILL) * bucket_words(set) * sizeof(uint64_t);
}

static void set_size(struct state_set *set, uint64_t buckets)
{
	set->buckets = buckets;
	set->grow_above = buckets * set->places / 100 * 85;
}

bool state_set_init(struct state_set *set, unsigned words, size_t most, struct reserve_budget *budget)
{
	*set = (struct state_set){ .words = words, .budget = budget };
	set->places = words <= LINE / 2 ? LINE / words : 2;
	set_size(set, FIRST);
	return reserve_init(&set->table, most) && reserve_use(&set->table, table_bytes(set, FIRST), budget);
}

void state_set_release(struct state_set *set)
{
	reserve_release(&set->table);
}

uint64_t state_set_memory(const struct state_set *set)
{
	return set->table.used;
}

static bool is_zero(const uint64_t *state, unsigned words)
{
	uint64_t any = 0;

	for (unsigned i = 0; i < words; i++)
		any |= state[i];
	return !any;
}

/* --- one bucket, one state -------------------------------------------------------------- */

enum { KNOWN, ADDED, SPILLED };

/* Compares a whole bucket without branches, because the position of a state in it is unpredictable. */
static inline int bucket_add_one(uint64_t *bucket, uint64_t state)
{
	unsigned same = 0, used = 0;

#pragma GCC unroll 8
	for (unsigned i = 0; i < LINE; i++) {
		same |= bucket[i] == state;
		used += bucket[i] != 0;
	}
	if (same)
		return KNOWN;
	if (used == LINE)
		return SPILLED;
	bucket[used] = state;
	return ADDED;
}

static inline int bucket_add(uint64_t *bucket, const uint64_t *state, unsigned words, unsigned places)
{
	for (unsigned i = 0; i < places; i++, bucket += words) {
		uint64_t differ = 0;

		for (unsigned w = 0; w < words; w++)
			differ |= bucket[w] ^ state[w];
		if (!differ)
			return KNOWN;
		if (is_zero(bucket, words)) {
			for (unsigned w = 0; w < words; w++)
				bucket[w] = state[w];
			return ADDED;
		}
	}
	return SPILLED;
}

/* SPILLED: the end of the table was reached. */
static inline int add_from(struct state_set *set, uint64_t home, const uint64_t *state, unsigned words)
{
	unsigned places = words == 1 ? LINE : words == 2 ? LINE / 2 : set->places;
	uint64_t *table = set->table.at, end = set->buckets + SPILL;

	for (uint64_t b = home; b < end; b++) {
		uint64_t *bucket = table + b * places * words;
		int result = words == 1 ? bucket_add_one(bucket, state[0])
		                        : bucket_add(bucket, state, words, places);

		if (result != SPILLED)
			return result;
	}
	return SPILLED;
}

/* --- growing ----------------------------------------------------------------------------- */

static bool bucket_full(const struct state_set *set, uint64_t bucket)
{
	const uint64_t *table = set->table.at;

	return !is_zero(table + (bucket + 1) * bucket_words(set) - set->words, set->words);
}

/* Puts a state that is not in the table into the first bucket with room, from `home` onwards. */
static inline void place(const struct state_set *set, uint64_t home, const uint64_t *state, unsigned words)
{
	unsigned places = words == 1 ? LINE : set->places, used = 0;
	uint64_t *bucket = (uint64_t *)set->table.at + home * places * words;

	if (words == 1) {
		do {
			used = 0;
#pragma GCC unroll 8
			for (unsigned i = 0; i < LINE; i++)
				used += bucket[i] != 0;
			bucket += LINE;
		} while (used == LINE);
		bucket[(int)used - LINE] = state[0];
		return;
	}
	while (!is_zero(bucket, words))
		bucket += words;
	memcpy(bucket, state, words * sizeof(*state));
}

/*
 * Moves the states of the buckets `first` to `last` to their new homes.  No earlier bucket spilled into them.
 * The new homes are not before `first`, because homes keep their order, and everything after `last` has
 * already moved.
 */
static inline void move_run(struct state_set *set, uint64_t first, uint64_t last, unsigned words)
{
	size_t size = bucket_words(set), count = (last - first + 1) * size;
	uint64_t *run = (uint64_t *)set->table.at + first * size;
	uint64_t few[RUN_WORDS], *copy = count <= RUN_WORDS ? few : mem_array(count, sizeof(*copy));

	memcpy(copy, run, count * sizeof(*run));
	memset(run, 0, count * sizeof(*run));
	for (size_t i = 0; i < count; i += words)
		if (!is_zero(copy + i, words))
			place(set, scale(state_set_hash(copy + i, words), set->buckets), copy + i, words);
	if (copy != few)
		free(copy);
}

/* More buckets follow each home than before, so everything still fits and `place` terminates. */
static bool grow(struct state_set *set)
{
	uint64_t old_end = set->buckets + SPILL;
	uint64_t buckets = set->buckets < DOUBLE_BELOW ? set->buckets * 2 : set->buckets / 2 * 3;

	if (!reserve_use(&set->table, table_bytes(set, buckets), set->budget))
		return false;
	set_size(set, buckets);
	for (uint64_t last = old_end; last-- > 0;) {
		uint64_t first = last;

		while (first > 0 && bucket_full(set, first - 1))
			first--;
		if (set->words == 1)
			move_run(set, first, last, 1);
		else
			move_run(set, first, last, set->words);
		last = first;
	}
	return true;
}

/* --- batches -------------------------------------------------------------------------------- */

static inline int add_batch(struct state_set *set, const uint64_t *states, size_t count, uint64_t most,
                            uint32_t *fresh, size_t *fresh_count, size_t *done, unsigned words)
{
	uint64_t home[AHEAD], *table = set->table.at;
	size_t bucket = (words == 1 ? LINE : words == 2 ? LINE / 2 : set->places) * (size_t)words;
	size_t found = *fresh_count, first = *done;
	int status = STATE_SET_OK;

	for (size_t i = first, soon = first; i < count; i++) {
		const uint64_t *state = states + i * words;
		int result;

		for (; soon < count && soon < i + AHEAD; soon++) {
			uint64_t h = scale(state_set_hash(states + soon * words, words), set->buckets);

			home[soon % AHEAD] = h;
			__builtin_prefetch(table + h * bucket, 1);
		}
		if (found == most && !state_set_has(set, state)) {
			status = STATE_SET_ENOUGH;
			break;
		}
		if (is_zero(state, words)) {
			result = set->zero ? KNOWN : ADDED;
			set->zero = true;
		} else {
			result = add_from(set, home[i % AHEAD], state, words);
			set->count += result == ADDED;
		}
		if (result == SPILLED)
			break;
		fresh[found] = (uint32_t)i;
		found += result == ADDED;
		*done = i + 1;
	}
	*fresh_count = found;
	return status;
}

int state_set_add(struct state_set *set, const uint64_t *states, size_t count, uint64_t most, uint32_t *fresh,
                  size_t *fresh_count)
{
	size_t done = 0;

	*fresh_count = 0;
	while (done < count) {
		size_t end = done + BATCH_MOST < count ? done + BATCH_MOST : count, before = done;
		int status;

		while (set->count + (end - done) > set->grow_above)
			if (!grow(set))
				return STATE_SET_NO_MEMORY;
		if (set->words == 1)
			status = add_batch(set, states, end, most, fresh, fresh_count, &done, 1);
		else if (set->words == 2)
			status = add_batch(set, states, end, most, fresh, fresh_count, &done, 2);
		else
			status = add_batch(set, states, end, most, fresh, fresh_count, &done, set->words);
		if (status != STATE_SET_OK)
			return status;
		/* The batch did not finish: the table's last buckets are full, however unlikely that is. */
		if (done < end && done == before && !grow(set))
			return STATE_SET_NO_MEMORY;
	}
	return STATE_SET_OK;
}

bool state_set_has(const struct state_set *set, const uint64_t *state)
{
	const uint64_t *table = set->table.at;
	unsigned words = set->words;

	if (is_zero(state, words))
		return set->zero;
	for (uint64_t b = scale(state_set_hash(state, words), set->buckets); b < set->buckets + SPILL; b++) {
		const uint64_t *bucket = table + b * bucket_words(set);

		for (unsigned i = 0; i < set->places; i++, bucket += words) {
			if (memcmp(bucket, state, words * sizeof(*state)) == 0)
				return true;
			if (is_zero(bucket, words))
				return false;
		}
	}
	return false;
}
