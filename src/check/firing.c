/*
 * A node is a representative together with the remaining limited costs of its behaviour.  There is one queue
 * for each value of the cost being minimised.  A free step leads to the same queue, and queues are processed
 * in order (Dial, "Algorithm 360: Shortest-path forest with topological ordering", 1969), so the first state
 * where an action is enabled is one of the cheapest.
 *
 * Rejected: exploring with larger and larger bounds, which finds what happens but never that something does
 * not.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/firing.h>
#include <heddle/key_table.h>
#include <heddle/mem.h>

#include "check/reserve.h"

enum {
	LOOK_EVERY = 64,
	STATES_DEFAULT = 4 << 20,
	MEMORY_DEFAULT = 512 << 20,
	QUEUES = 16, /* an action costs less than this */
};

struct node {
	unsigned cost[FIRING_COSTS];
	bool done;
};

/* An entry in the queue of its cost.  A node reached again at less cost has two. */
struct waiting {
	uint32_t node, next; /* entries count from 1; 0: the last */
};

struct queue {
	uint32_t first, last;
};

/* A key is a state followed by the limited costs. */
struct search {
	const struct model *model;
	const struct firing_options *options;
	struct firing *found;
	unsigned left; /* actions still wanted */
	struct reserve_budget budget;
	struct reserve keys, nodes, entries;
	struct queue queues[QUEUES]; /* by cost, modulo their number */
	struct key_table known;
	uint32_t entry_count;
	uint64_t max_states;
	uint32_t at;         /* the node being expanded */
	unsigned char *from; /* its state */
	unsigned char *next; /* the key that its step leads to */
	enum reach_end end;
};

static unsigned char *key_at(const struct search *s, uint32_t index)
{
	return (unsigned char *)s->keys.at + index * s->known.size;
}

static struct node *node_at(const struct search *s, uint32_t index)
{
	return (struct node *)s->nodes.at + index;
}

static struct waiting *entry_at(const struct search *s, uint32_t entry)
{
	return (struct waiting *)s->entries.at + entry;
}

/* --- queues ----------------------------------------------------------------------------- */

static bool wait_in_line(struct search *s, uint32_t node)
{
	int least = s->options->least;
	unsigned cost = least == FIRING_ANY ? 0 : node_at(s, node)->cost[least];
	struct queue *queue = &s->queues[cost % QUEUES];
	uint32_t entry = s->entry_count + 1;

	if (!reserve_use(&s->entries, ((size_t)entry + 1) * sizeof(struct waiting), &s->budget))
		return false;
	s->entry_count = entry;
	*entry_at(s, entry) = (struct waiting){ node, 0 };
	if (queue->first)
		entry_at(s, queue->last)->next = entry;
	else
		queue->first = entry;
	queue->last = entry;
	return true;
}

/* Takes the waiting node of least cost; false if none waits. */
static bool next_in_line(struct search *s, unsigned *cost, uint32_t *node)
{
	for (unsigned tried = 0; tried < QUEUES;) {
		struct queue *queue = &s->queues[*cost % QUEUES];

		if (!queue->first) {
			++*cost;
			tried++;
			continue;
		}
		*node = entry_at(s, queue->first)->node;
		queue->first = entry_at(s, queue->first)->next;
		if (!node_at(s, *node)->done)
			return true;
		tried = 0;
	}
	return false;
}

/* --- nodes -------------------------------------------------------------------------------- */

/* Completes the key in s->next, which holds the state. */
static void make_key(struct search *s, const unsigned *cost)
{
	uint32_t limited[FIRING_COSTS] = { 0 };

	for (int c = 0; c < FIRING_COSTS; c++)
		if (s->options->most[c] != FIRING_ANY && c != s->options->least)
			limited[c] = cost[c];
	if (s->model->ops->canonical)
		s->model->ops->canonical(s->model, s->next);
	memcpy(s->next + s->model->state_size, limited, sizeof(limited));
}

static bool room_for_one(struct search *s)
{
	size_t need = (size_t)s->known.count + 1;

	return need <= s->max_states && reserve_use(&s->keys, need * s->known.size, &s->budget) &&
	       reserve_use(&s->nodes, need * sizeof(struct node), &s->budget) &&
	       key_table_reserve(&s->known, s->keys.at);
}

/* Returns false if there is no room. */
static bool meet(struct search *s, const unsigned *cost)
{
	int least = s->options->least;
	uint32_t node;

	make_key(s, cost);
	node = key_table_find(&s->known, s->keys.at, s->next);
	if (node != KEY_NONE) {
		if (node_at(s, node)->done || least == FIRING_ANY ||
		    node_at(s, node)->cost[least] <= cost[least])
			return true;
	} else {
		if (!room_for_one(s))
			return false;
		node = s->known.count;
		memcpy(key_at(s, node), s->next, s->known.size);
		key_table_add(&s->known, s->keys.at);
	}
	memcpy(node_at(s, node)->cost, cost, sizeof(node_at(s, node)->cost));
	return wait_in_line(s, node);
}

/* --- steps ---------------------------------------------------------------------------------- */

static void note(struct search *s, unsigned action)
{
	struct firing *found = &s->found[action];

	if (found->found)
		return;
	found->found = true;
	memcpy(found->cost, node_at(s, s->at)->cost, sizeof(found->cost));
	if (s->options->wanted[action] && --s->left == 0)
		s->end = REACH_FOUND;
}

/* The costs after the step; false if one exceeds its limit. */
static bool pay(const struct search *s, unsigned action, unsigned *cost)
{
	for (int c = 0; c < FIRING_COSTS; c++) {
		cost[c] = node_at(s, s->at)->cost[c];
		if (s->options->cost)
			cost[c] += s->options->cost[action][c];
		if (s->options->most[c] != FIRING_ANY && cost[c] > (unsigned)s->options->most[c])
			return false;
	}
	return true;
}

static bool take(void *ctx, const struct step *step)
{
	struct search *s = ctx;
	const struct model_ops *ops = s->model->ops;
	unsigned cost[FIRING_COSTS];

	note(s, step->action);
	if (s->end == REACH_FOUND)
		return false;
	if (!pay(s, step->action, cost))
		return true;
	if (ops->apply(s->model, s->from, step, s->next) != APPLY_OK) {
		s->end = REACH_LIMIT;
		return false;
	}
	if (ops->within && !ops->within(s->model, s->next))
		return true;
	if (!meet(s, cost))
		s->end = REACH_LIMIT;
	return s->end == REACH_NEVER;
}

static void explore(struct search *s)
{
	const struct firing_options *options = s->options;
	unsigned cost = 0, looked = 0;

	while (s->end == REACH_NEVER && next_in_line(s, &cost, &s->at)) {
		if (looked++ % LOOK_EVERY == 0 && options->go_on && !options->go_on(options->ctx)) {
			s->end = REACH_STOPPED;
			return;
		}
		node_at(s, s->at)->done = true;
		memcpy(s->from, key_at(s, s->at), s->model->state_size);
		s->model->ops->enabled(s->model, s->from, take, s);
	}
}

static void begin(struct search *s)
{
	const unsigned nothing[FIRING_COSTS] = { 0 };
	size_t memory = reserve_bytes(s->options->max_memory, MEMORY_DEFAULT);

	atomic_init(&s->budget.left, memory);
	s->max_states = s->options->max_states ? s->options->max_states : STATES_DEFAULT;
	if (!reserve_init(&s->keys, memory) || !reserve_init(&s->nodes, memory) ||
	    !reserve_init(&s->entries, memory)) {
		s->end = REACH_LIMIT;
		return;
	}
	s->model->ops->initial(s->model, s->next);
	if (s->model->ops->within && !s->model->ops->within(s->model, s->next))
		return;
	if (!meet(s, nothing))
		s->end = REACH_LIMIT;
}

struct firing_result firing_find(const struct model *model, const struct firing_options *options,
                                 struct firing *found)
{
	struct search s = { .model = model, .options = options, .found = found, .end = REACH_NEVER };
	struct firing_result result;

	memset(found, 0, model->action_count * sizeof(*found));
	for (unsigned a = 0; a < model->action_count; a++)
		s.left += options->wanted[a];
	key_table_init(&s.known, model->state_size + sizeof(uint32_t) * (FIRING_COSTS + 1));
	s.from = mem_alloc(model->state_size);
	s.next = mem_alloc(s.known.size);
	begin(&s);
	explore(&s);
	result = (struct firing_result){ s.end, s.known.count };
	reserve_release(&s.keys);
	reserve_release(&s.nodes);
	reserve_release(&s.entries);
	key_table_release(&s.known);
	free(s.from);
	free(s.next);
	return result;
}
