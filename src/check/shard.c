/*
 * Work is done in rounds between barriers.  What a shard does in a round depends only on its states, never on
 * the speed of others, so every run with the same number of shards finds the same states in the same order.
 *
 * Rejected: one table for all threads with a compare-and-swap for each new state (no order, and growing stops
 * all threads); queues between threads (their order depends on timing).
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "check/limits.h"
#include "check/shard.h"

enum {
	BATCH_ROOM = 8192, /* successors that a batch has room for, */
	BLOCK_MOST = 256,  /* and the states they come from */
	ROUND = 1 << 16,   /* approximate successors in a round */
	STEP = 1 << 16,    /* bytes by which the list of states grows */
};

bool shard_init(struct shard *shard, unsigned index, unsigned of, struct stepper *stepper, unsigned actions,
                size_t most, struct reserve_budget *budget)
{
	size_t fanout = stepper->fanout ? stepper->fanout : 1;
	size_t room;

	*shard = (struct shard){ .index = index, .of = of, .stepper = stepper };
	shard->block = BATCH_ROOM / fanout;
	if (shard->block < 1)
		shard->block = 1;
	if (shard->block > BLOCK_MOST)
		shard->block = BLOCK_MOST;
	room = shard->block * fanout;
	shard->batch.states = mem_array(room, stepper->words * sizeof(uint64_t));
	shard->batch.actions = mem_array(room, sizeof(uint16_t));
	shard->fresh = mem_array(actions, sizeof(*shard->fresh));
	shard->outbox[0] = mem_array(of, sizeof(struct outbox));
	shard->outbox[1] = mem_array(of, sizeof(struct outbox));
	shard->fresh_at = mem_array(room + 1, sizeof(*shard->fresh_at));
	shard->quota = UINT64_MAX;
	return state_set_init(&shard->known, (unsigned)stepper->words, most, budget) &&
	       reserve_init(&shard->states, most);
}

void shard_release(struct shard *shard)
{
	for (int set = 0; set < 2; set++) {
		for (unsigned i = 0; shard->outbox[set] && i < shard->of; i++) {
			free(shard->outbox[set][i].batch.states);
			free(shard->outbox[set][i].batch.actions);
		}
		free(shard->outbox[set]);
	}
	free(shard->fresh);
	free(shard->fresh_at);
	free(shard->batch.states);
	free(shard->batch.actions);
	free(shard->level_first);
	if (shard->stepper)
		shard->stepper->ops->release(shard->stepper);
	state_set_release(&shard->known);
	reserve_release(&shard->states);
}

uint64_t shard_memory(const struct shard *shard)
{
	return state_set_memory(&shard->known) + shard->states.used;
}

uint64_t shard_represented(const struct shard *shard)
{
	uint64_t count = 0;

	for (uint64_t i = 0; i < shard->count; i++)
		count += shard->stepper->ops->class_size(shard->stepper, shard_state(shard, i));
	return count;
}

/* --- adding --------------------------------------------------------------------------- */

static bool room_for(struct shard *shard, uint64_t count)
{
	size_t size = (shard->count + count) * shard->stepper->words * sizeof(uint64_t);

	if (size <= shard->states.used)
		return true;
	size = (size + STEP - 1) & ~(size_t)(STEP - 1);
	return reserve_use(&shard->states, size, shard->known.budget);
}

/* Adds at most BATCH_ROOM states, the size of the scratch list. */
static void add_some(struct shard *shard, const uint64_t *states, const uint16_t *actions, size_t count)
{
	size_t words = shard->stepper->words, fresh = 0;
	uint64_t *to;
	int status = state_set_add(&shard->known, states, count, shard->quota - shard->count, shard->fresh_at,
	                           &fresh);

	if (status == STATE_SET_NO_MEMORY || !room_for(shard, fresh)) {
		shard->limit = limit_memory;
		return;
	}
	if (status == STATE_SET_ENOUGH)
		shard->limit = limit_states;
	to = (uint64_t *)shard->states.at + shard->count * words;
	if (words == 1)
		for (size_t i = 0; i < fresh; i++)
			to[i] = states[shard->fresh_at[i]];
	else
		for (size_t i = 0; i < fresh; i++)
			memcpy(to + i * words, states + shard->fresh_at[i] * words, words * sizeof(*to));
	for (size_t i = 0; actions && i < fresh; i++)
		shard->fresh[actions[shard->fresh_at[i]]]++;
	shard->count += fresh;
}

void shard_add(struct shard *shard, const struct batch *batch)
{
	size_t words = shard->stepper->words, most = shard->block * shard->stepper->fanout;

	most = most ? most : 1;
	for (size_t done = 0; done < batch->count && !shard->limit; done += most) {
		size_t count = batch->count - done < most ? batch->count - done : most;

		add_some(shard, batch->states + done * words, batch->actions ? batch->actions + done : NULL,
		         count);
	}
}

void shard_end_level(struct shard *shard, unsigned level)
{
	shard->level_first = mem_grow(shard->level_first, &shard->level_room, (size_t)level + 2,
	                              sizeof(*shard->level_first));
	shard->level_first[level] = shard->level_end;
	shard->level_first[level + 1] = shard->count;
	shard->next = shard->level_end;
	shard->level_end = shard->count;
}

/* --- rounds ------------------------------------------------------------------------------ */

void shard_scan(struct shard *shard, uint32_t asked)
{
	struct stepper *stepper = shard->stepper;

	shard->broken = 0;
	for (uint64_t i = shard->next; i < shard->level_end && shard->broken != asked; i++)
		shard->broken |= stepper->ops->breaks(stepper, shard_state(shard, i), asked & ~shard->broken);
}

static void outbox_room(struct outbox *box, size_t more, size_t words)
{
	size_t need = box->batch.count + more;

	if (need <= box->room)
		return;
	box->room = need * 2;
	box->batch.states = mem_resize(box->batch.states, box->room, words * sizeof(uint64_t));
	box->batch.actions = mem_resize(box->batch.actions, box->room, sizeof(uint16_t));
}

/* Distributes the current successors to the outboxes of their shards. */
static void deal(struct shard *shard, struct outbox *boxes)
{
	unsigned words = (unsigned)shard->stepper->words;
	const uint64_t *state = shard->batch.states;

	for (unsigned i = 0; i < shard->of; i++)
		outbox_room(&boxes[i], shard->batch.count, words);
	for (size_t i = 0; i < shard->batch.count; i++, state += words) {
		struct batch *to = &boxes[shard_of(state, words, shard->of)].batch;

		for (unsigned w = 0; w < words; w++)
			to->states[to->count * words + w] = state[w];
		to->actions[to->count++] = shard->batch.actions[i];
	}
}

void shard_expand(struct shard *shard, unsigned set)
{
	struct stepper *stepper = shard->stepper;
	struct outbox *boxes = shard->outbox[set], *own = &boxes[shard->index];

	for (unsigned i = 0; i < shard->of; i++)
		boxes[i].batch.count = 0;
	for (size_t made = 0; made < ROUND && shard->next < shard->level_end && !shard->limit;) {
		uint64_t left = shard->level_end - shard->next;
		size_t count = left < shard->block ? (size_t)left : shard->block;

		shard->batch.count = 0;
		stepper->ops->expand(stepper, shard_state(shard, shard->next), count, &shard->batch);
		shard->next += count;
		made += shard->batch.count + count;
		if (shard->of == 1) {
			shard_add(shard, &shard->batch);
			continue;
		}
		deal(shard, boxes);
		shard_add(shard, &own->batch);
		own->batch.count = 0;
	}
}

void shard_receive(struct shard *shard, struct shard *shards, unsigned set)
{
	for (unsigned i = 0; i < shard->of && !shard->limit; i++)
		if (i != shard->index)
			shard_add(shard, &shards[i].outbox[set][shard->index].batch);
}
