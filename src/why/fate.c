/*
 * Whether a state is doomed: all continuations in which what is under way goes on break the property.
 *
 * The continuations are explored: steps of processes that are not where they started from, without failures,
 * and up to HOURS steps of silent processes such as the clock, which may be infinitely many.  A state is not
 * doomed if one of them ends with nothing under way, or with nothing that can go on, and the property kept.
 * If none does and there is no loop either, all of them end in a violation: this is AF under fairness, on the
 * part of the system that no new request enters.  With a loop, nothing is known.
 *
 * Rejected: continuations with new requests, of which there are infinitely many where a log grows.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "why/why_private.h"

enum { HOURS = WHY_HOURS };

struct edge {
	uint32_t from, to;
	struct step step;
};

struct future {
	const struct why_question *question;
	struct budget *budget;
	const char **first;
	struct node_set nodes;
	uint32_t *into; /* by node: the edge that found it first */
	size_t into_room;
	struct edge *edges;
	size_t edge_count, edge_room;
	uint32_t *queue, *later; /* nodes of this hour, and of the next */
	size_t queued, queue_room, delayed, later_room;
	uint32_t end; /* a node where all is fine; KEY_NONE: none yet */
	bool unclear; /* something waits for more hours than were explored */
	struct arena *arena;
};

static bool under_way(const struct future *f, const void *state, unsigned process)
{
	return f->first[process] && !process_rests(f->question->model, state, f->first, process);
}

static bool anything_under_way(const struct future *f, const void *state)
{
	for (unsigned p = 0; p < f->question->model->process_count; p++)
		if (under_way(f, state, p))
			return true;
	return false;
}

static void reach(struct future *f, uint32_t from, const struct step *step, const void *state, bool silent)
{
	bool fresh;
	uint32_t node = nodes_add(&f->nodes, state, &fresh);

	if (node == KEY_NONE) {
		f->budget->over = true;
		return;
	}
	if (node == from)
		return;
	f->edges = mem_grow(f->edges, &f->edge_room, f->edge_count + 1, sizeof(*f->edges));
	f->edges[f->edge_count] = (struct edge){ from, node, *step };
	if (fresh) {
		f->into = mem_grow(f->into, &f->into_room, (size_t)node + 1, sizeof(*f->into));
		f->into[node] = (uint32_t)f->edge_count;
		if (silent) {
			f->later = mem_grow(f->later, &f->later_room, f->delayed + 1, sizeof(*f->later));
			f->later[f->delayed++] = node;
		} else {
			f->queue = mem_grow(f->queue, &f->queue_room, f->queued + 1, sizeof(*f->queue));
			f->queue[f->queued++] = node;
		}
	}
	f->edge_count++;
}

/* Takes all steps that count as going on; at the last hour no silent ones. */
static void go_on(struct future *f, uint32_t node, bool last_hour)
{
	const struct model *model = f->question->model;
	void *from = arena_copy(f->arena, nodes_key(&f->nodes, node), f->nodes.size);
	void *to = arena_alloc(f->arena, f->nodes.size);
	struct step *steps;
	size_t count = model_enabled(model, from, f->arena, &steps), went = 0, waits = 0;

	for (size_t i = 0; i < count && !f->budget->over; i++) {
		bool silent = model->processes[steps[i].process].silent;
		enum taken taken;

		if (model->actions[steps[i].action].failure ||
		    (!silent && !under_way(f, from, steps[i].process)))
			continue;
		if (silent && last_hour) {
			waits++;
			continue;
		}
		taken = search_step(f->question, f->budget, from, &steps[i], to);
		went += taken == TAKEN || taken == TAKEN_BREAKS;
		if (taken == TAKEN)
			reach(f, node, &steps[i], to, silent);
	}
	if (!went && !waits && f->end == KEY_NONE)
		f->end = node;
	if (!went && waits)
		f->unclear = true;
}

static void explore(struct future *f)
{
	for (int hour = 0; hour <= HOURS; hour++) {
		for (size_t i = 0; i < f->queued && f->end == KEY_NONE && !f->budget->over; i++) {
			uint32_t node = f->queue[i];

			if (!anything_under_way(f, nodes_key(&f->nodes, node)))
				f->end = node;
			else
				go_on(f, node, hour == HOURS);
			arena_clear(f->arena);
		}
		if (f->end != KEY_NONE || f->budget->over)
			return;
		f->queued = 0;
		for (size_t i = 0; i < f->delayed; i++) {
			f->queue = mem_grow(f->queue, &f->queue_room, f->queued + 1, sizeof(*f->queue));
			f->queue[f->queued++] = f->later[i];
		}
		f->delayed = 0;
	}
}

/* --- loops ------------------------------------------------------------------------- */

/* Whether the edges among the nodes have a loop: nodes without an edge into them are taken away, again and
 * again, until none is left. */
static bool has_loop(const struct future *f)
{
	uint32_t count = f->nodes.table.count, taken = 0;
	uint32_t *into = mem_array(count, sizeof(*into)), *queue = mem_array(count, sizeof(*queue));
	size_t *first = mem_array((size_t)count + 1, sizeof(*first)), *next;
	uint32_t *to = mem_array(f->edge_count, sizeof(*to));

	for (size_t e = 0; e < f->edge_count; e++) {
		first[f->edges[e].from + 1]++;
		into[f->edges[e].to]++;
	}
	for (uint32_t node = 0; node < count; node++)
		first[node + 1] += first[node];
	next = mem_array(count, sizeof(*next));
	memcpy(next, first, count * sizeof(*next));
	for (size_t e = 0; e < f->edge_count; e++)
		to[next[f->edges[e].from]++] = f->edges[e].to;
	for (uint32_t node = 0; node < count; node++)
		if (!into[node])
			queue[taken++] = node;
	for (uint32_t i = 0; i < taken; i++)
		for (size_t e = first[queue[i]]; e < first[queue[i] + 1]; e++)
			if (--into[to[e]] == 0)
				queue[taken++] = to[e];
	free(into);
	free(queue);
	free(first);
	free(next);
	free(to);
	return taken < count;
}

/* --- the answer ------------------------------------------------------------------------ */

static void read_way(const struct future *f, struct why_fate *fate)
{
	size_t count = 0;

	for (uint32_t node = f->end; node; node = f->edges[f->into[node]].from)
		count++;
	fate->way = mem_array(count, sizeof(*fate->way));
	fate->way_count = count;
	for (uint32_t node = f->end; node; node = f->edges[f->into[node]].from)
		fate->way[--count] = f->edges[f->into[node]].step;
}

void find_fate(const struct why_question *question, struct budget *budget, const void *state,
               struct why_fate *fate)
{
	struct future f = { .question = question, .budget = budget, .end = KEY_NONE, .arena = arena_new() };
	bool fresh;

	*fate = (struct why_fate){ .kind = WHY_OPEN };
	f.first = first_controls(question->model);
	nodes_begin(&f.nodes, question->model->state_size, budget->limits.states);
	nodes_add(&f.nodes, state, &fresh);
	f.into = mem_grow(f.into, &f.into_room, 1, sizeof(*f.into));
	f.queue = mem_grow(f.queue, &f.queue_room, 1, sizeof(*f.queue));
	f.queue[f.queued++] = 0;
	explore(&f);
	if (f.end != KEY_NONE && !budget->over) {
		fate->kind = WHY_ESCAPES;
		read_way(&f, fate);
	} else if (!budget->over && !f.unclear && !has_loop(&f)) {
		fate->kind = WHY_DOOMED;
	}
	free(f.first);
	nodes_end(&f.nodes);
	free(f.into);
	free(f.edges);
	free(f.queue);
	free(f.later);
	arena_free(f.arena);
}

static enum why_status find_chance(const struct why_question *q, struct budget *budget, void *out)
{
	struct why_chance *chance = out;
	uint8_t *states = schedule_states(q->model, q->steps, q->count, &budget->full);
	struct why_fate fate = { .kind = WHY_OPEN };
	size_t at = q->count;

	if (!states)
		return WHY_NONE;
	do {
		at--;
		find_fate(q, budget, states + at * q->model->state_size, &fate);
	} while (at > 0 && fate.kind == WHY_DOOMED);
	free(states);
	if (fate.kind == WHY_OPEN)
		return WHY_UNKNOWN;
	chance->lost = fate.kind == WHY_DOOMED ? 0 : at + 1;
	chance->way = fate.way;
	chance->way_count = fate.way_count;
	return WHY_KNOWN;
}

enum why_status why_last_chance(const struct why_question *question, struct why_chance *chance)
{
	struct why_question asked = *question;

	*chance = (struct why_chance){ 0 };
	asked.count = why_first_break(asked.model, asked.steps, asked.count, asked.property);
	if (!asked.count)
		return WHY_NONE;
	return with_room(&asked, find_chance, chance);
}

void why_chance_release(struct why_chance *chance)
{
	free(chance->way);
	*chance = (struct why_chance){ 0 };
}
