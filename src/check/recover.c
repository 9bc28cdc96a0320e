/*
 * Builds the whole graph of the runs from one state, then searches backwards from their ends.
 *
 * Most such graphs have a few dozen states, because one process runs alone.  Rejected: a depth-first search
 * that stops at the first end, which may return a long run although a short one exists, and cannot find runs
 * that do not end.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/key_table.h>
#include <heddle/mem.h>
#include <heddle/recover.h>

#define NONE UINT32_MAX

struct node {
	uint32_t parent, first_edge, edge_count;
	struct step step;   /* the step that led here first */
	bool ended, failed; /* over, successfully or not */
	bool stuck;         /* no allowed step is enabled */
};

/* Invariant: key i of the table is the state of node i + 1.  Node 0, the start, is not in the table, because
 * a run that returns to the start may be over there. */
struct recover {
	const struct model *model;
	const struct recover_rules *rules;
	unsigned char *states;
	size_t state_room;
	struct node *nodes;
	size_t node_room;
	uint32_t *edges; /* targets, by source state */
	size_t edge_room;
	uint32_t count, edge_count, at;
	struct key_table known;
	unsigned char *from, *next;
	bool stop_at_end; /* only the first successful run is wanted */
	bool waiting;     /* steps of the process waits_for are now allowed */
	bool cramped, full;
	uint32_t end;      /* the first state that ended successfully; or NONE */
	uint32_t mistaken; /* the state before the first wrong step; or NONE */
	struct step mistake;
};

/* --- states ------------------------------------------------------------------------------ */

static unsigned char *state_at(const struct recover *r, uint32_t index)
{
	return r->states + (size_t)index * r->model->state_size;
}

/* Grows an array that may become large.  Returns false, and changes nothing, if memory runs out. */
static bool reserve(void *array, size_t *room, size_t need, size_t size)
{
	void **items = array, *made;
	size_t wanted = *room ? *room * 2 : 64;

	if (need <= *room)
		return true;
	made = realloc(*items, (wanted < need ? need : wanted) * size);
	if (!made)
		return false;
	*items = made;
	*room = wanted < need ? need : wanted;
	return true;
}

static bool room_for_one(struct recover *r)
{
	size_t need = (size_t)r->count + 1;

	return (!r->rules->max_states || need <= r->rules->max_states) &&
	       reserve(&r->states, &r->state_room, need, r->model->state_size) &&
	       reserve(&r->nodes, &r->node_room, need, sizeof(*r->nodes)) &&
	       key_table_reserve(&r->known, state_at(r, 1));
}

/* The index of r->next, which is added if it is new; NONE if there is no room. */
static uint32_t meet(struct recover *r, const struct step *step)
{
	uint32_t number = step ? key_table_find(&r->known, state_at(r, 1), r->next) : KEY_NONE;
	struct node *node;
	enum run_end end = RUN_GOES_ON;

	if (number != KEY_NONE)
		return number + 1;
	if (!room_for_one(r)) {
		r->full = true;
		return NONE;
	}
	memcpy(state_at(r, r->count), r->next, r->model->state_size);
	node = &r->nodes[r->count];
	*node = (struct node){ .parent = step ? r->at : NONE };
	if (step) {
		node->step = *step;
		end = r->rules->ended(r->rules->ctx, r->next);
	}
	node->ended = end == RUN_ENDED;
	node->failed = end == RUN_FAILED;
	if (node->ended && r->end == NONE)
		r->end = r->count;
	if (step)
		key_table_add(&r->known, state_at(r, 1));
	return r->count++;
}

/* --- exploring ------------------------------------------------------------------------------ */

/* Records a step to r->next.  Returns false to stop exploring. */
static bool add_edge(struct recover *r, const struct step *step)
{
	uint32_t target;

	if (r->rules->forget)
		r->rules->forget(r->rules->ctx, r->next);
	target = meet(r, step);
	if (target == NONE ||
	    !reserve(&r->edges, &r->edge_room, (size_t)r->edge_count + 1, sizeof(*r->edges))) {
		r->full = true;
		return false;
	}
	r->edges[r->edge_count++] = target;
	return !(r->stop_at_end && r->end != NONE);
}

static bool take(void *ctx, const struct step *step)
{
	struct recover *r = ctx;
	const struct recover_rules *rules = r->rules;

	if (((int)step->process == rules->waits_for) != r->waiting)
		return true;
	if (!r->waiting && !rules->may(rules->ctx, r->from, step, r->at == 0))
		return true;
	if (r->model->ops->apply(r->model, r->from, step, r->next) != APPLY_OK) {
		r->full = true;
		return false;
	}
	if (rules->wrong && r->mistaken == NONE && rules->wrong(rules->ctx, r->from, step, r->next)) {
		r->mistaken = r->at;
		r->mistake = *step;
	}
	return add_edge(r, step);
}

static void expand(struct recover *r)
{
	struct node *node = &r->nodes[r->at];
	uint32_t first = r->edge_count;
	bool moves = false;

	memcpy(r->from, state_at(r, r->at), r->model->state_size);
	if (r->rules->cramped && r->rules->cramped(r->rules->ctx, r->from))
		r->cramped = true;
	r->waiting = false;
	r->model->ops->enabled(r->model, r->from, take, r);
	if (r->edge_count == first && r->rules->waits_for >= 0 && !r->full) {
		r->waiting = true;
		r->model->ops->enabled(r->model, r->from, take, r);
	}
	for (unsigned nth = 0; r->rules->also && !r->full; nth++)
		if (!r->rules->also(r->rules->ctx, r->from, nth, r->next) ||
		    !add_edge(r, &(struct step){ 0 }))
			break;
	node = &r->nodes[r->at]; /* it may have moved */
	node->first_edge = first;
	node->edge_count = r->edge_count - first;
	for (uint32_t e = first; e < r->edge_count; e++)
		moves |= r->edges[e] != r->at;
	node->stuck = !moves;
}

static void explore(struct recover *r, const struct model *model, const void *from,
                    const struct recover_rules *rules, bool stop_at_end)
{
	*r = (struct recover){ .model = model, .rules = rules, .stop_at_end = stop_at_end };
	r->end = r->mistaken = NONE;
	key_table_init(&r->known, model->state_size);
	r->from = mem_alloc(model->state_size);
	r->next = mem_alloc(model->state_size);
	memcpy(r->next, from, model->state_size);
	meet(r, NULL);
	for (; r->at < r->count && !r->full; r->at++) {
		if (stop_at_end && r->end != NONE)
			break;
		if (!r->nodes[r->at].ended && !r->nodes[r->at].failed)
			expand(r);
	}
}

static void release(struct recover *r)
{
	free(r->states);
	free(r->nodes);
	free(r->edges);
	key_table_release(&r->known);
	free(r->from);
	free(r->next);
}

/* --- runs --------------------------------------------------------------------------------------
 */

static void run_to(const struct recover *r, uint32_t node, const struct step *last, struct recover_run *run)
{
	size_t count = last != NULL;

	if (!run)
		return;
	for (uint32_t i = node; r->nodes[i].parent != NONE; i = r->nodes[i].parent)
		count++;
	run->steps = mem_array(count ? count : 1, sizeof(*run->steps));
	run->count = count;
	run->wrong = last != NULL;
	run->states = r->count;
	if (last)
		run->steps[--count] = *last;
	for (uint32_t i = node; r->nodes[i].parent != NONE; i = r->nodes[i].parent)
		run->steps[--count] = r->nodes[i].step;
	/* Waiting steps that change nothing add nothing to a run. */
	while (!last && run->count && (int)run->steps[run->count - 1].process == r->rules->waits_for)
		run->count--;
}

/* The first state where no run can continue; if there is none, the last state found. */
static uint32_t furthest(const struct recover *r)
{
	for (uint32_t i = 0; i < r->count; i++)
		if (r->nodes[i].stuck || r->nodes[i].failed)
			return i;
	return r->count - 1;
}

/* By state: whether a run there can still end successfully. */
static bool *find_hope(const struct recover *r)
{
	bool *hope = mem_array(r->count, sizeof(*hope)), changed = true;

	for (uint32_t i = 0; i < r->count; i++)
		hope[i] = r->nodes[i].ended;
	/* States are in breadth-first order, so iterating backwards settles nearly all in one pass. */
	while (changed) {
		changed = false;
		for (uint32_t i = r->count; i-- > 0;)
			for (uint32_t e = 0; e < r->nodes[i].edge_count && !hope[i]; e++)
				if (hope[r->edges[r->nodes[i].first_edge + e]])
					hope[i] = changed = true;
	}
	return hope;
}

/* --- questions -----------------------------------------------------------------------------------
 */

enum recover_answer recover_can(const struct model *model, const void *from,
                                const struct recover_rules *rules, struct recover_run *run)
{
	enum recover_answer answer = RECOVER_NO;
	struct recover r;

	explore(&r, model, from, rules, true);
	if (r.end != NONE) {
		answer = RECOVER_YES;
		run_to(&r, r.end, NULL, run);
	} else {
		answer = r.full || r.cramped ? RECOVER_UNKNOWN : RECOVER_NO;
		run_to(&r, furthest(&r), NULL, run);
	}
	release(&r);
	return answer;
}

/* The state to show among those that cannot end successfully: preferably one where a run failed or is stuck;
 * NONE if all can. */
static uint32_t hopeless(const struct recover *r, const bool *hope)
{
	uint32_t first = NONE;

	for (uint32_t i = 0; i < r->count; i++)
		if (r->nodes[i].failed)
			return i;
	for (uint32_t i = r->count; i-- > 0;)
		if (!hope[i])
			first = i;
	for (uint32_t i = 0; i < r->count && first != NONE; i++)
		if (!hope[i] && r->nodes[i].stuck)
			return i;
	return first;
}

enum recover_answer recover_must(const struct model *model, const void *from,
                                 const struct recover_rules *rules, struct recover_run *run)
{
	enum recover_answer answer = RECOVER_YES;
	struct recover r;

	explore(&r, model, from, rules, false);
	if (r.mistaken != NONE) {
		answer = RECOVER_NO;
		run_to(&r, r.mistaken, &r.mistake, run);
	} else if (r.full) {
		answer = RECOVER_UNKNOWN;
		run_to(&r, 0, NULL, run);
	} else {
		bool *hope = find_hope(&r);
		uint32_t lost = hopeless(&r, hope);

		if (lost != NONE)
			answer = r.cramped && !r.nodes[lost].failed ? RECOVER_UNKNOWN : RECOVER_NO;
		run_to(&r, lost == NONE ? 0 : lost, NULL, run);
		free(hope);
	}
	release(&r);
	return answer;
}

void recover_run_release(struct recover_run *run)
{
	free(run->steps);
	*run = (struct recover_run){ 0 };
}
