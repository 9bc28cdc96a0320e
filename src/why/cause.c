/*
 * The minimal cause, in two passes.
 *
 * The first leaves out runs of steps, long ones first, and then single steps, external events first; a step
 * that is no longer enabled is left out too, as Scott et al. do.  It shortens walks of thousands of steps and
 * ends when no single step can be left out.  The second finds a shortest part of the whole schedule: for each
 * state that some part of it reaches, the cheapest such part, schedule step by schedule step.  Parts that
 * reach the same state are one, so it is exact and mostly small; and where it is not, a bound ends it.
 *
 * Rejected: delta debugging alone, whose result depends on the order of its attempts; and the shortest
 * counterexample from the initial state, which is another story.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "why/why_private.h"

/* A part costs first its steps, then its external events. */
#define COST_STEP     (UINT64_C(1) << 32)
#define COST_EXTERNAL UINT64_C(1)

struct cutter {
	const struct why_question *question;
	struct budget *budget;
	const bool *external;
	uint32_t *kept, *attempt;
	size_t count;
	uint8_t *from, *to;
};

static uint64_t cost_of(const struct cutter *c, uint32_t step)
{
	return COST_STEP + (c->external[step] ? COST_EXTERNAL : 0);
}

/* --- leaving steps out ------------------------------------------------------- */

/* Takes what can be taken of `kept` without the `length` steps at `at`.  True if that breaks the property:
 * then it is `attempt`, *taken steps. */
static bool breaks_without(struct cutter *c, size_t at, size_t length, size_t *taken)
{
	const struct model *model = c->question->model;

	*taken = 0;
	model->ops->initial(model, c->from);
	for (size_t i = 0; i < c->count; i++) {
		enum taken result;
		uint8_t *swap = c->from;

		if (i >= at && i - at < length)
			continue;
		result = search_step(c->question, c->budget, c->from, &c->question->steps[c->kept[i]], c->to);
		if (result == TAKEN_OVER)
			return false;
		if (result == TAKEN_NOT)
			continue;
		c->attempt[(*taken)++] = c->kept[i];
		if (result == TAKEN_BREAKS)
			return true;
		c->from = c->to;
		c->to = swap;
	}
	return false;
}

static bool leave_out(struct cutter *c, size_t at, size_t length)
{
	uint32_t *swap = c->kept;
	size_t taken;

	if (!breaks_without(c, at, length, &taken))
		return false;
	c->kept = c->attempt;
	c->attempt = swap;
	c->count = taken;
	return true;
}

static void leave_out_runs(struct cutter *c, size_t length)
{
	size_t at = c->count;

	while (at > 0 && !c->budget->over) {
		at = at > length ? at - length : 0;
		leave_out(c, at, length);
		at = at < c->count ? at : c->count;
	}
}

/* Leaves out single steps; only external ones, or all.  Returns whether it left any out. */
static bool leave_out_single(struct cutter *c, bool all)
{
	bool any = false;

	for (size_t i = c->count; i-- > 0 && !c->budget->over;) {
		if (i >= c->count || (!all && !c->external[c->kept[i]]))
			continue;
		any |= leave_out(c, i, 1);
	}
	return any;
}

/* Whether no single step can be left out is known at the end. */
static bool shorten(struct cutter *c)
{
	for (size_t length = c->count / 2; length > 1; length /= 2)
		leave_out_runs(c, length);
	while (!c->budget->over && (leave_out_single(c, false) || leave_out_single(c, true)))
		;
	return !c->budget->over;
}

/* --- the shortest part -------------------------------------------------------- */

/* How a state was reached: the entry before, and the step. */
struct entry {
	uint32_t before, step;
};

struct reached {
	uint64_t cost;
	uint32_t entry;
};

/* What the next step of the schedule makes of a state; kept apart until all states have taken it, so that no
 * part takes it twice. */
struct arrival {
	uint32_t node, before;
	uint64_t cost;
};

struct shortest {
	struct cutter *cutter;
	struct node_set nodes;
	struct reached *reached; /* by node */
	size_t reached_room;
	struct entry *entries;
	size_t entry_count, entry_room;
	struct arrival *arrivals;
	size_t arrival_count, arrival_room;
	uint64_t best; /* the cost of the cheapest part known */
	uint32_t best_before, best_step;
	bool found;
};

static void arrive(struct shortest *s, const void *state, uint64_t cost, uint32_t before)
{
	bool fresh;
	uint32_t node = nodes_add(&s->nodes, state, &fresh);

	if (node == KEY_NONE) {
		s->cutter->budget->over = true;
		return;
	}
	s->reached = mem_grow(s->reached, &s->reached_room, (size_t)node + 1, sizeof(*s->reached));
	if (fresh)
		s->reached[node].cost = UINT64_MAX;
	s->arrivals = mem_grow(s->arrivals, &s->arrival_room, s->arrival_count + 1, sizeof(*s->arrivals));
	s->arrivals[s->arrival_count++] = (struct arrival){ node, before, cost };
}

static void settle(struct shortest *s, uint32_t step)
{
	for (size_t i = 0; i < s->arrival_count; i++) {
		const struct arrival *a = &s->arrivals[i];

		if (a->cost >= s->reached[a->node].cost)
			continue;
		s->entries = mem_grow(s->entries, &s->entry_room, s->entry_count + 1, sizeof(*s->entries));
		s->entries[s->entry_count] = (struct entry){ a->before, step };
		s->reached[a->node] = (struct reached){ a->cost, (uint32_t)s->entry_count++ };
	}
	s->arrival_count = 0;
}

static void offer(struct shortest *s, uint32_t step)
{
	struct cutter *c = s->cutter;
	uint32_t known = s->nodes.table.count;

	for (uint32_t node = 0; node < known && !c->budget->over; node++) {
		uint64_t cost = s->reached[node].cost + cost_of(c, step);

		if (cost >= s->best)
			continue;
		memcpy(c->from, nodes_key(&s->nodes, node), s->nodes.size);
		switch (search_step(c->question, c->budget, c->from, &c->question->steps[step], c->to)) {
		case TAKEN:
			arrive(s, c->to, cost, s->reached[node].entry);
			break;
		case TAKEN_BREAKS:
			s->best = cost;
			s->best_before = s->reached[node].entry;
			s->best_step = step;
			s->found = true;
			break;
		case TAKEN_NOT:
		case TAKEN_OVER:
			break;
		}
	}
	settle(s, step);
}

static void read_off(struct shortest *s)
{
	struct cutter *c = s->cutter;
	uint32_t entry = s->best_before;
	size_t at = (size_t)(s->best / COST_STEP);

	c->count = at;
	c->kept[--at] = s->best_step;
	while (at > 0) {
		c->kept[--at] = s->entries[entry].step;
		entry = s->entries[entry].before;
	}
}

/* Replaces what is kept by a shortest part of the schedule.  Returns whether that is known. */
static bool find_shortest(struct cutter *c)
{
	struct shortest s = { .cutter = c };
	const struct model *model = c->question->model;
	size_t count = c->question->count;

	nodes_begin(&s.nodes, model->state_size, c->budget->limits.states);
	for (size_t i = 0; i < c->count; i++)
		s.best += cost_of(c, c->kept[i]);
	model->ops->initial(model, c->from);
	s.entries = mem_grow(NULL, &s.entry_room, 1, sizeof(*s.entries));
	s.entry_count = 1; /* entry 0: the initial state */
	arrive(&s, c->from, 0, 0);
	s.reached[0] = (struct reached){ 0, 0 };
	s.arrival_count = 0;
	for (size_t i = 0; i < count && !c->budget->over; i++)
		offer(&s, (uint32_t)i);
	if (s.found)
		read_off(&s);
	nodes_end(&s.nodes);
	free(s.reached);
	free(s.entries);
	free(s.arrivals);
	return !c->budget->over;
}

/* --- the answer ----------------------------------------------------------------- */

static enum why_status find_cause(const struct why_question *question, struct budget *budget, void *out)
{
	struct why_cause *cause = out;
	bool *external = why_external(question->model, question->steps, question->count);
	struct cutter c = { .question = question, .budget = budget, .external = external };
	size_t size = question->model->state_size;
	bool known, shortest = false;

	if (!external)
		return WHY_NONE;
	c.count = question->count;
	c.kept = mem_array(c.count, sizeof(*c.kept));
	c.attempt = mem_array(c.count, sizeof(*c.attempt));
	c.from = mem_alloc(size);
	c.to = mem_alloc(size);
	for (size_t i = 0; i < c.count; i++)
		c.kept[i] = (uint32_t)i;
	known = shorten(&c);
	if (known)
		shortest = find_shortest(&c);
	free(external);
	free(c.attempt);
	free(c.from);
	free(c.to);
	if (!known || budget->full) {
		free(c.kept);
		return WHY_UNKNOWN;
	}
	*cause = (struct why_cause){ c.kept, c.count, shortest };
	return WHY_KNOWN;
}

enum why_status why_minimal_cause(const struct why_question *question, struct why_cause *cause)
{
	struct why_question asked = *question;

	*cause = (struct why_cause){ 0 };
	asked.count = why_first_break(asked.model, asked.steps, asked.count, asked.property);
	if (!asked.count)
		return WHY_NONE;
	return with_room(&asked, find_cause, cause);
}

void why_cause_release(struct why_cause *cause)
{
	free(cause->kept);
	*cause = (struct why_cause){ 0 };
}
