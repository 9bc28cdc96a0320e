/*
 * A shard: the states with certain hashes, the order in which they were found, and a stepper.
 *
 * One thread at a time works on a shard, so it needs no lock.  Successors that belong to another shard go to
 * an outbox, from which that shard fetches them.  There are two sets of outboxes: one is filled while the
 * other is emptied.
 */
#ifndef HEDDLE_CHECK_SHARD_H
#define HEDDLE_CHECK_SHARD_H

#include <heddle/stepper.h>

#include "check/state_set.h"

struct outbox {
	struct batch batch;
	size_t room;
};

struct shard {
	unsigned index, of; /* this shard, and how many there are */
	struct stepper *stepper;
	struct state_set known;
	struct reserve states; /* in the order found */
	uint64_t count;
	uint64_t *level_first; /* by level: its first state; levels + 1 of them */
	size_t level_room;
	uint64_t next, level_end; /* of the level that is being expanded */
	uint64_t quota;           /* the most states it may hold */
	uint64_t *fresh;          /* by action: new states */
	uint32_t broken;          /* properties that a step from this level breaks */
	const char *limit;        /* the limit it reached; or null */
	struct batch batch;       /* scratch: successors of a few states */
	size_t block;             /* their number */
	uint32_t *fresh_at;       /* scratch: which of a batch were new */
	struct outbox *outbox[2]; /* by shard; [index] is this shard's */
};

/* Takes `stepper`, also on failure (no memory). */
bool shard_init(struct shard *shard, unsigned index, unsigned of, struct stepper *stepper, unsigned actions,
                size_t most, struct reserve_budget *budget);
void shard_release(struct shard *shard);
uint64_t shard_memory(const struct shard *shard);
/* The number of states in the symmetry classes of the shard's states. */
uint64_t shard_represented(const struct shard *shard);

static inline const uint64_t *shard_state(const struct shard *shard, uint64_t index)
{
	return (const uint64_t *)shard->states.at + index * shard->stepper->words;
}

/* The shard, of `of`, that a state belongs to. */
static inline unsigned shard_of(const uint64_t *state, unsigned words, unsigned of)
{
	return (unsigned)((state_set_hash(state, words) & UINT32_MAX) * of >> 32);
}

/* Adds states of this shard; sets `limit` if they do not fit.  batch->actions may be null. */
void shard_add(struct shard *shard, const struct batch *batch);

/* Ends a level: the states found since the last call become the next one. */
void shard_end_level(struct shard *shard, unsigned level);

/* The properties of `asked` that steps from this level's states break, into shard->broken. */
void shard_scan(struct shard *shard, uint32_t asked);

/* Expands one round of the level's states; successors in other shards go to outbox[set]. */
void shard_expand(struct shard *shard, unsigned set);

/* Adds this shard's states from the outboxes of the others. */
void shard_receive(struct shard *shard, struct shard *shards, unsigned set);

#endif
