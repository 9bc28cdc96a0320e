/*
 * Built level by level: a node's successors are found when its turn comes, and each has one step more.
 *
 * A key is the cut, the flag and the state, so that a table of keys of one size is enough.  Rejected: a table
 * for each cut, of which there may be thousands.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "why/lattice.h"

enum { STEPS_MOST = UINT16_MAX - 1 };

/* A multiple of 8, so that states stay aligned. */
static size_t head_size(unsigned lanes)
{
	return ((size_t)(lanes + 1) * sizeof(uint16_t) + 7) / 8 * 8;
}

bool lattice_lanes(struct lanes *lanes, const struct why_question *q)
{
	unsigned *lane_of_process = mem_array(q->model->process_count, sizeof(*lane_of_process));

	*lanes = (struct lanes){ .lanes = mem_array(q->model->process_count, sizeof(*lanes->lanes)) };
	for (size_t i = 0; i < q->count && q->count <= STEPS_MOST; i++) {
		unsigned *of = &lane_of_process[q->steps[i].process];
		struct lane *lane;

		if (!*of) {
			*of = ++lanes->count;
			lanes->lanes[*of - 1].steps = mem_array(q->count, sizeof(uint32_t));
		}
		lane = &lanes->lanes[*of - 1];
		lane->steps[lane->count++] = (uint32_t)i;
	}
	lanes->head = head_size(lanes->count);
	free(lane_of_process);
	return q->count <= STEPS_MOST;
}

void lattice_lanes_release(struct lanes *lanes)
{
	for (unsigned p = 0; p < lanes->count; p++)
		free(lanes->lanes[p].steps);
	free(lanes->lanes);
	*lanes = (struct lanes){ 0 };
}

static void place_steps(struct lattice *l)
{
	l->lane_of = mem_array(l->count, sizeof(*l->lane_of));
	l->place_of = mem_array(l->count, sizeof(*l->place_of));
	for (unsigned p = 0; p < l->lanes.count; p++)
		for (size_t i = 0; i < l->lanes.lanes[p].count; i++) {
			l->lane_of[l->lanes.lanes[p].steps[i]] = p;
			l->place_of[l->lanes.lanes[p].steps[i]] = (unsigned)i;
		}
}

const uint16_t *lattice_cut(const struct lattice *l, uint32_t node)
{
	return nodes_key(&l->nodes, node);
}

bool lattice_broken(const struct lattice *l, uint32_t node)
{
	return lattice_cut(l, node)[l->lanes.count];
}

bool lattice_is_end(const struct lattice *l, uint32_t node)
{
	const uint16_t *cut = lattice_cut(l, node);

	for (unsigned p = 0; p < l->lanes.count; p++)
		if (cut[p] < l->lanes.lanes[p].count)
			return false;
	return true;
}

static void add_edge(struct lattice *l, uint32_t to, uint32_t step)
{
	l->edges = mem_grow(l->edges, &l->edge_room, l->edge_count + 1, sizeof(*l->edges));
	l->edges[l->edge_count++] = (struct lattice_edge){ to, step };
}

/* Takes the next step of a lane from the node in `key`; `next` is scratch. */
static void advance(struct lattice *l, const struct why_question *q, struct budget *budget, unsigned lane,
                    const uint8_t *key, uint8_t *next)
{
	const uint16_t *cut = (const uint16_t *)(const void *)key;
	uint16_t *next_cut = (uint16_t *)(void *)next;
	uint32_t step, node;
	enum taken taken;
	bool fresh;

	if (cut[lane] == l->lanes.lanes[lane].count)
		return;
	step = l->lanes.lanes[lane].steps[cut[lane]];
	taken = search_step(q, budget, key + l->lanes.head, &q->steps[step], next + l->lanes.head);
	if (taken == TAKEN_NOT || taken == TAKEN_OVER)
		return;
	memcpy(next, key, l->lanes.head);
	next_cut[lane]++;
	if (taken == TAKEN_BREAKS)
		next_cut[l->lanes.count] = 1;
	node = nodes_add(&l->nodes, next, &fresh);
	if (node == KEY_NONE)
		budget->over = true;
	else
		add_edge(l, node, step);
}

static void expand(struct lattice *l, const struct why_question *q, struct budget *budget)
{
	uint8_t *key = mem_alloc(l->nodes.size), *next = mem_alloc(l->nodes.size);

	for (uint32_t node = 0; node < l->nodes.table.count && !budget->over; node++) {
		l->first = mem_grow(l->first, &l->first_room, (size_t)node + 2, sizeof(*l->first));
		l->first[node] = l->edge_count;
		memcpy(key, nodes_key(&l->nodes, node), l->nodes.size);
		for (unsigned lane = 0; lane < l->lanes.count; lane++)
			advance(l, q, budget, lane, key, next);
		l->first[node + 1] = l->edge_count;
	}
	free(key);
	free(next);
}

static void find_leads(struct lattice *l)
{
	l->leads = mem_array(l->nodes.table.count, sizeof(*l->leads));
	for (uint32_t node = l->nodes.table.count; node-- > 0;) {
		if (lattice_is_end(l, node))
			l->leads[node] = lattice_broken(l, node) ? LEADS_BROKEN : LEADS_FINE;
		for (size_t e = l->first[node]; e < l->first[node + 1]; e++)
			l->leads[node] |= l->leads[l->edges[e].to];
	}
}

enum why_status lattice_build(struct lattice *l, const struct why_question *q, struct budget *budget)
{
	uint8_t *start;
	bool fresh;

	*l = (struct lattice){ 0 };
	l->count = q->count;
	if (!lattice_lanes(&l->lanes, q))
		return WHY_UNKNOWN;
	place_steps(l);
	nodes_begin(&l->nodes, l->lanes.head + q->model->state_size, budget->limits.states);
	start = mem_alloc(l->nodes.size);
	q->model->ops->initial(q->model, start + l->lanes.head);
	nodes_add(&l->nodes, start, &fresh);
	free(start);
	expand(l, q, budget);
	if (budget->over)
		return WHY_UNKNOWN;
	find_leads(l);
	return WHY_KNOWN;
}

void lattice_release(struct lattice *l)
{
	lattice_lanes_release(&l->lanes);
	free(l->lane_of);
	free(l->place_of);
	nodes_end(&l->nodes);
	free(l->first);
	free(l->edges);
	free(l->leads);
	*l = (struct lattice){ 0 };
}
