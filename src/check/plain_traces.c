/*
 * The counterexamples of the plain explorer.
 *
 * The first of the shortest ones follows the parents.  For the simplest (simplest.h) all steps from one level
 * to the next are known, so one sweep over the states, from the last to the first, finds those on a shortest
 * behaviour.  Only the rest of the last level has to be judged, which ended at the first violation.
 *
 * Rejected: expanding all levels once more, as the parallel explorer does, for which steps are cheap.
 */
#include <assert.h>
#include <stdlib.h>

#include <heddle/mem.h>

#include "check/plain.h"
#include "check/simplest.h"

enum {
	JUDGED_LEAST = 1 << 14, /* states of the last level that are judged, */
	JUDGED_SLOW = 1 << 7,   /* … that take long to judge, or … */
	JUDGED_SHARE = 8,       /* … one state for this many expanded */
};

void plain_represent(const struct plain *x, void *state)
{
	if (!x->names)
		return;
	x->names->ops->pack(x->names, state, x->packed);
	x->names->ops->unpack(x->names, x->packed, state);
}

/* --- the first ------------------------------------------------------------------------------- */

/* Finds the step from `from` to a state that `to` represents or, if `to` is null, to a violation. */
struct search {
	const struct plain *x;
	const void *from, *to;
	unsigned property;
	unsigned char *next, *represented; /* the state after the step, and its representative */
	struct step found;
};

static bool leads_to(void *ctx, const struct step *step)
{
	struct search *search = ctx;
	const struct model *model = search->x->model;

	if (model->ops->apply(model, search->from, step, search->next) != APPLY_OK)
		return true;
	search->found = *step;
	if (!search->to)
		return !model->ops->broken(model, search->from, step, search->next,
		                           UINT32_C(1) << search->property);
	if (model->ops->within && !model->ops->within(model, search->next))
		return true;
	memcpy(search->represented, search->next, model->state_size);
	plain_represent(search->x, search->represented);
	return memcmp(search->represented, search->to, model->state_size) != 0;
}

/* The steps from the start, which is not a representative, along the stored states. */
static void walk_forwards(const struct plain *x, const uint32_t *kept, struct check_trace *trace)
{
	size_t size = x->model->state_size;
	unsigned char *from = mem_alloc(size), *swap;
	struct search search = {
		.x = x, .property = trace->property, .next = mem_alloc(size), .represented = mem_alloc(size)
	};

	if (x->options->from)
		memcpy(from, x->options->from, size);
	else
		x->model->ops->initial(x->model, from);
	for (size_t i = 0; i < trace->length; i++) {
		search.from = from;
		search.to = i + 1 < trace->length ? state_at(x, kept[i + 1]) : NULL;
		x->model->ops->enabled(x->model, from, leads_to, &search);
		trace->steps[i] = search.found;
		swap = from;
		from = search.next;
		search.next = swap;
	}
	free(from);
	free(search.next);
	free(search.represented);
}

static struct check_trace *new_trace(struct plain *x, unsigned property, size_t length)
{
	struct check_result *r = x->result;
	struct check_trace *trace;

	r->traces = mem_resize(r->traces, r->trace_count + 1, sizeof(*r->traces));
	trace = &r->traces[r->trace_count++];
	*trace = (struct check_trace){ .property = property, .length = length };
	trace->steps = mem_array(length, sizeof(struct step));
	return trace;
}

/* `from` is the state before the violating step; NONE: the start itself breaks the property. */
static void add_first(struct plain *x, unsigned property, uint32_t from)
{
	struct check_trace *trace;
	uint32_t *kept;
	size_t length = 0;

	for (uint32_t i = from; i != NONE; i = *parent_at(x, i))
		length++;
	trace = new_trace(x, property, length);
	kept = mem_array(length, sizeof(*kept));
	for (uint32_t i = from; i != NONE; i = *parent_at(x, i))
		kept[--length] = i;
	walk_forwards(x, kept, trace);
	free(kept);
}

/* --- the simplest ---------------------------------------------------------------------------- */

struct simply {
	struct plain *x;
	const struct plain_found *found;
	uint32_t asked;
	bool *good; /* by state: it is on a shortest behaviour */
	unsigned char *next;
	bool broken; /* by a step of the state that is being judged */
};

static bool ends(void *ctx, const void *from, const struct step *step, const void *to)
{
	const struct simply *s = ctx;
	const struct model *model = s->x->model;

	return model->ops->broken(model, from, step, to, s->asked) != 0;
}

static bool judge_step(void *ctx, const struct step *step)
{
	struct simply *s = ctx;
	const struct model *model = s->x->model;

	s->broken = model->ops->apply(model, s->x->from, step, s->next) == APPLY_OK &&
	            ends(s, s->x->from, step, s->next);
	return !s->broken;
}

/* Finds the states of the last level that have a violating step.  Returns whether all were looked at. */
static bool judge_level(struct simply *s)
{
	const struct plain_found *found = s->found;
	uint32_t most = s->asked & s->x->slow ? JUDGED_SLOW : JUDGED_LEAST, i = found->from;

	if (most < found->from / JUDGED_SHARE)
		most = found->from / JUDGED_SHARE;
	for (; i < found->level_end && i - found->from < most; i++) {
		memcpy(s->x->from, state_at(s->x, i), s->x->model->state_size);
		s->broken = false;
		s->x->model->ops->enabled(s->x->model, s->x->from, judge_step, s);
		s->good[i] = s->broken;
	}
	return i == found->level_end;
}

/* A state is good if a step leads from it to a good one of the next level. */
static void sweep(struct simply *s)
{
	const struct plain_link *links = s->x->links.at;
	uint64_t link = s->x->link_count;

	for (uint32_t i = s->found->level_end; i-- > 0;) {
		uint32_t parent = *parent_at(s->x, i);

		for (; link > 0 && links[link - 1].source >= i; link--)
			if (links[link - 1].source == i && links[link - 1].target < s->found->level_end)
				s->good[i] |= s->good[links[link - 1].target];
		if (s->good[i] && parent != NONE)
			s->good[parent] = true;
	}
}

static bool on_way(void *ctx, const void *state, size_t taken)
{
	const struct simply *s = ctx;
	const struct plain *x = s->x;
	uint32_t number, end;

	if (x->model->ops->within && !x->model->ops->within(x->model, state))
		return false;
	memcpy(s->next, state, x->model->state_size);
	plain_represent(x, s->next);
	number = key_table_find(&x->known, x->states.at, s->next);
	end = taken < s->found->level ? x->level_first[taken + 1] : s->found->level_end;
	return number != KEY_NONE && number >= x->level_first[taken] && number < end && s->good[number];
}

static unsigned broken_at_end(const struct simply *s, const void *start, const struct check_trace *trace)
{
	struct model_walk walk;
	uint32_t broken;

	model_walk_begin(&walk, s->x->model, start);
	for (size_t i = 0; i < trace->length; i++)
		model_walk_take(&walk, &trace->steps[i]);
	broken = s->x->model->ops->broken(s->x->model, walk.from, &trace->steps[trace->length - 1], walk.at,
	                                  s->asked);
	model_walk_end(&walk);
	return (unsigned)__builtin_ctz(broken);
}

static unsigned add_simplest(struct plain *x, const struct plain_found *found, uint32_t asked)
{
	struct simply s = { .x = x, .found = found, .asked = asked };
	struct check_trace *trace = new_trace(x, 0, (size_t)found->level + 1);
	void *start = mem_alloc(x->model->state_size);
	struct shortest shortest = { x->model, start, trace->length, on_way, ends, &s };
	bool all;

	s.good = mem_array(found->level_end, sizeof(*s.good));
	s.next = mem_alloc(x->model->state_size);
	if (x->options->from)
		memcpy(start, x->options->from, x->model->state_size);
	else
		x->model->ops->initial(x->model, start);
	all = judge_level(&s);
	sweep(&s);
	trace->choice =
	        simplest_find(&shortest, simplest_width(x->result->generated, trace->length), trace->steps);
	assert(trace->choice != CHECK_FIRST && "a violation that was found has a way to it");
	if (!all || x->unlinked)
		trace->choice = CHECK_SIMPLE;
	trace->property = broken_at_end(&s, start, trace);
	if (x->options->stories) {
		enum check_choice choice;

		s.asked = UINT32_C(1) << trace->property;
		choice = simplest_stories(&shortest, STORIES_WIDTH, &trace->stories, &trace->story_count);
		trace->choice = choice < trace->choice ? choice : trace->choice;
	}
	free(s.good);
	free(s.next);
	free(start);
	return trace->property;
}

/* --- both ------------------------------------------------------------------------------------ */

void plain_note(struct plain *x, unsigned property, bool at_start)
{
	struct plain_found *last = x->found_count ? &x->found[x->found_count - 1] : NULL;
	uint32_t bit = UINT32_C(1) << property;

	if (at_start || x->options->first) {
		add_first(x, property, at_start ? NONE : x->at);
		return;
	}
	if (!last || last->level != x->level) {
		x->found = mem_resize(x->found, x->found_count + 1, sizeof(*x->found));
		last = &x->found[x->found_count++];
		*last = (struct plain_found){ .from = x->at, .level = x->level, .level_end = x->level_end };
	}
	last->broken |= bit;
	last->asked |= x->options->keep_going || x->slow & bit ? bit : x->asked & ~x->slow;
}

void plain_add_traces(struct plain *x)
{
	for (size_t i = 0; i < x->found_count; i++) {
		uint32_t broken = x->found[i].broken, asked = x->found[i].asked;

		while (broken) {
			uint32_t bit = UINT32_C(1) << add_simplest(x, &x->found[i], asked);

			if (!x->options->keep_going)
				return;
			broken &= ~bit;
			asked &= ~bit;
		}
	}
}
