/*
 * A cheapest-first search over (how many steps of each process the run has dealt with, state): following the
 * schedule costs nothing.
 *
 * Costs are small, so the queue is an array of lists.  Among runs with equally many differences, one that
 * only changes the order is taken first, then one that replaces, adds, leaves out: each weighs one more than
 * the one before.  Rejected: distances between states, which need weights that nobody can explain.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "why/lattice.h"

enum { TURN = 100, REPLACE = 101, ADD = 102, LEAVE_OUT = 103 };
enum { COST_MOST = WHY_DIFFERENCES * LEAVE_OUT };

/* How a node was reached. */
struct arrival {
	uint32_t before, number; /* the node before; the number in the schedule, or WHY_NO_STEP */
	struct step step;
	bool takes; /* whether a step was taken; else one was left out */
	uint32_t cost;
};

struct list {
	uint32_t *nodes;
	size_t count, room;
};

struct search {
	const struct why_question *question;
	struct budget *budget;
	struct lanes lanes;
	struct node_set nodes;
	struct arrival *arrivals;
	size_t arrival_room;
	struct list at_cost[COST_MOST + 1];
	uint8_t *key, *next;
	struct arena *arena;
};

static void arrive(struct search *s, const struct arrival *arrival)
{
	bool fresh;
	uint32_t node;
	struct list *list;

	if (arrival->cost > COST_MOST)
		return;
	node = nodes_add(&s->nodes, s->next, &fresh);
	if (node == KEY_NONE) {
		s->budget->over = true;
		return;
	}
	s->arrivals = mem_grow(s->arrivals, &s->arrival_room, (size_t)node + 1, sizeof(*s->arrivals));
	if (!fresh && s->arrivals[node].cost <= arrival->cost)
		return;
	s->arrivals[node] = *arrival;
	list = &s->at_cost[arrival->cost];
	list->nodes = mem_grow(list->nodes, &list->room, list->count + 1, sizeof(*list->nodes));
	list->nodes[list->count++] = node;
}

static const uint16_t *cut_of(const uint8_t *key)
{
	return (const uint16_t *)(const void *)key;
}

/* The next step of the schedule that the run has not dealt with; the count at the end. */
static uint32_t in_turn(const struct search *s)
{
	uint32_t first = (uint32_t)s->question->count;

	for (unsigned p = 0; p < s->lanes.count; p++) {
		const struct lane *lane = &s->lanes.lanes[p];
		uint16_t at = cut_of(s->key)[p];

		if (at < lane->count && lane->steps[at] < first)
			first = lane->steps[at];
	}
	return first;
}

/* Takes `step` from the node in `key`, as one of the given lane (its count: as an additional one). */
static void take(struct search *s, unsigned lane, const struct step *step, struct arrival arrival)
{
	size_t head = s->lanes.head;

	if (search_step(s->question, s->budget, s->key + head, step, s->next + head) != TAKEN)
		return;
	memcpy(s->next, s->key, head);
	if (lane < s->lanes.count)
		((uint16_t *)(void *)s->next)[lane]++;
	arrival.step = *step;
	arrival.takes = true;
	arrive(s, &arrival);
}

static void leave_out(struct search *s, unsigned lane, struct arrival arrival)
{
	memcpy(s->next, s->key, s->nodes.size);
	((uint16_t *)(void *)s->next)[lane]++;
	arrival.number = WHY_NO_STEP;
	arrival.cost += LEAVE_OUT;
	arrive(s, &arrival);
}

static void by_lane(struct search *s, unsigned p, uint32_t node, uint32_t cost, const struct step *enabled,
                    size_t enabled_count)
{
	const struct lane *lane = &s->lanes.lanes[p];
	uint16_t at = cut_of(s->key)[p];
	struct arrival arrival = { .before = node, .cost = cost };
	const struct step *own;

	if (at == lane->count)
		return;
	arrival.number = lane->steps[at];
	own = &s->question->steps[arrival.number];
	if (arrival.number != in_turn(s))
		arrival.cost += TURN;
	take(s, p, own, arrival);
	for (size_t i = 0; i < enabled_count; i++)
		if (enabled[i].process == own->process && !step_equal(&enabled[i], own)) {
			struct arrival other = arrival;

			other.number = WHY_NO_STEP;
			other.cost += REPLACE;
			take(s, p, &enabled[i], other);
		}
	if (arrival.number + 1 < s->question->count)
		leave_out(s, p, arrival);
}

static void expand(struct search *s, uint32_t node)
{
	const struct model *model = s->question->model;
	uint32_t cost = s->arrivals[node].cost;
	struct step *steps;
	size_t count, kept = 0;

	memcpy(s->key, nodes_key(&s->nodes, node), s->nodes.size);
	arena_clear(s->arena);
	count = model_enabled(model, s->key + s->lanes.head, s->arena, &steps);
	for (size_t i = 0; i < count; i++)
		if (!model->actions[steps[i].action].failure)
			steps[kept++] = steps[i];
	for (unsigned p = 0; p < s->lanes.count; p++)
		by_lane(s, p, node, cost, steps, kept);
	for (size_t i = 0; i < kept && cost + ADD <= COST_MOST; i++)
		take(s, s->lanes.count, &steps[i],
		     (struct arrival){ .before = node, .number = WHY_NO_STEP, .cost = cost + ADD });
}

static bool is_end(const struct search *s, uint32_t node)
{
	const uint16_t *cut = nodes_key(&s->nodes, node);

	for (unsigned p = 0; p < s->lanes.count; p++)
		if (cut[p] < s->lanes.lanes[p].count)
			return false;
	return true;
}

/* The cheapest end; KEY_NONE if there is none. */
static uint32_t find_end(struct search *s)
{
	for (uint32_t cost = 0; cost <= COST_MOST; cost++)
		for (size_t i = 0; i < s->at_cost[cost].count; i++) {
			uint32_t node = s->at_cost[cost].nodes[i];

			if (s->arrivals[node].cost < cost)
				continue;
			if (is_end(s, node))
				return node;
			expand(s, node);
			if (s->budget->over)
				return KEY_NONE;
		}
	return KEY_NONE;
}

static void read_run(const struct search *s, uint32_t end, struct why_fine *fine)
{
	size_t count = 0;

	for (uint32_t node = end; node; node = s->arrivals[node].before)
		count += s->arrivals[node].takes;
	fine->run = mem_array(count, sizeof(*fine->run));
	fine->count = count;
	fine->differences = s->arrivals[end].cost / TURN;
	for (uint32_t node = end; node; node = s->arrivals[node].before)
		if (s->arrivals[node].takes)
			fine->run[--count] =
			        (struct why_played){ s->arrivals[node].step, s->arrivals[node].number };
}

static enum why_status find_fine(const struct why_question *question, struct budget *budget, void *out)
{
	struct search s = { .question = question, .budget = budget };
	uint32_t end = KEY_NONE;

	if (!lattice_lanes(&s.lanes, question))
		return WHY_UNKNOWN;
	nodes_begin(&s.nodes, s.lanes.head + question->model->state_size, budget->limits.states);
	s.key = mem_alloc(s.nodes.size);
	s.next = mem_alloc(s.nodes.size);
	s.arena = arena_new();
	question->model->ops->initial(question->model, s.next + s.lanes.head);
	arrive(&s, &(struct arrival){ .number = WHY_NO_STEP });
	end = find_end(&s);
	if (end != KEY_NONE)
		read_run(&s, end, out);
	for (uint32_t cost = 0; cost <= COST_MOST; cost++)
		free(s.at_cost[cost].nodes);
	arena_free(s.arena);
	free(s.key);
	free(s.next);
	free(s.arrivals);
	nodes_end(&s.nodes);
	lattice_lanes_release(&s.lanes);
	return end != KEY_NONE ? WHY_KNOWN : budget->over ? WHY_UNKNOWN : WHY_NONE;
}

enum why_status why_nearest_fine(const struct why_question *question, struct why_fine *fine)
{
	struct why_question asked = *question;

	*fine = (struct why_fine){ 0 };
	asked.count = why_first_break(asked.model, asked.steps, asked.count, asked.property);
	if (!asked.count)
		return WHY_NONE;
	return with_room(&asked, find_fine, fine);
}

void why_fine_release(struct why_fine *fine)
{
	free(fine->run);
	*fine = (struct why_fine){ 0 };
}
