/*
 * Forwards, one step of all behaviours at a time, over places: a state, the process that took the last step,
 * and the processes that took one so far.  What follows from a place does not depend on how it was reached,
 * so only the simplest way to it is kept.  Places are expanded in the order of their ways, hence of two
 * equally simple ways to a place the first one found is the first in the model's order.
 *
 * Only states on shortest behaviours are looked at, a small part of those that were searched.  States are
 * those of the model even if the search was up to symmetry, since a switch of process is one between names.
 *
 * For stories a place also has what each process did so far, as a sum of hashes in which processes and
 * choices have no names; so the ways to a place are orders of the same actions.
 *
 * Rejected: weighing the steps in the search itself, which multiplies its states by the processes; all
 * shortest behaviours one by one, of which there are exponentially many.
 */
#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/key_table.h>
#include <heddle/mem.h>

#include "check/simplest.h"

enum {
	WIDTH_LEAST = 512,
	/* Steps of the fastest search that cost as much as a place; places may cost a fifth of the search. */
	STEPS_A_PLACE = 800,
	PROCESSES_TOLD = 64, /* those after them count as one */
	STORIES_MOST = 1000,
};

static const uint32_t NO_PROCESS = UINT32_MAX;

/* A place without its state.  Equal places are equal bytes up to `preemptions`. */
struct place {
	uint64_t used;  /* bit set of processes */
	uint64_t story; /* 0 unless stories are wanted */
	uint32_t last;
	uint32_t zero;
	/* The simplest way to it. */
	uint32_t preemptions, switches;
	uint64_t order; /* of the ways to all places of this layer */
	uint64_t ways;  /* at most UINT64_MAX */
	uint32_t parent;
	struct step step;
};

enum { PLACE_KEY = offsetof(struct place, preemptions) };

struct layer {
	struct place *places;
	size_t room;
	unsigned char *keys; /* of each place its state, and the first PLACE_KEY bytes of it */
	size_t key_room;
	struct key_table known;
	uint32_t count;
};

/* How a place was reached, for all numbers of steps. */
struct trail {
	uint32_t parent;
	struct step step;
};

struct search {
	const struct shortest *shortest;
	size_t key_size, width, taken;
	struct layer layer[2], *from, *to;
	struct trail **trails;
	const char **initial; /* control states, by process */
	struct step *steps;   /* of the place at hand */
	size_t step_count, step_room;
	unsigned char *next;
	uint64_t order;
	bool stories;
	uint64_t *chains;   /* by process: what it did on the way to the place at hand; 0: nothing */
	struct place *last; /* the last step of the simplest behaviour of each story */
	size_t last_count, last_room;
	bool cut;
};

size_t simplest_width(uint64_t generated, size_t length)
{
	uint64_t width = generated / STEPS_A_PLACE / (length + 1);

	return width > WIDTH_LEAST ? (size_t)width : WIDTH_LEAST;
}

static unsigned char *key_at(const struct search *s, const struct layer *layer, uint32_t index)
{
	return layer->keys + index * s->key_size;
}

/* --- comparing ways ---------------------------------------------------------------------- */

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int by_simplicity(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	int order = compare(a->preemptions, b->preemptions);

	if (!order)
		order = compare(a->switches, b->switches);
	if (!order)
		order = compare((uint64_t)__builtin_popcountll(a->used),
		                (uint64_t)__builtin_popcountll(b->used));
	return order ? order : compare(a->order, b->order);
}

static int by_order(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	return compare(a->order, b->order);
}

/* --- stories ------------------------------------------------------------------------------ */

static uint64_t mix(uint64_t hash)
{
	hash = (hash ^ hash >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	hash = (hash ^ hash >> 27) * UINT64_C(0x94d049bb133111eb);
	return hash ^ hash >> 31;
}

static uint64_t chain_on(uint64_t chain, const struct step *step)
{
	uint64_t next = mix(chain + (step->action + 1) * UINT64_C(0x9e3779b97f4a7c15));

	return next ? next : 1;
}

/* Finds what each process did on the way to a place. */
static void recall(struct search *s, uint32_t index)
{
	struct step *way = mem_array(s->taken, sizeof(*way));

	memset(s->chains, 0, s->shortest->model->process_count * sizeof(*s->chains));
	for (size_t i = s->taken; i > 0; i--) {
		way[i - 1] = s->trails[i][index].step;
		index = s->trails[i][index].parent;
	}
	for (size_t i = 0; i < s->taken; i++)
		s->chains[way[i].process] = chain_on(s->chains[way[i].process], &way[i]);
	free(way);
}

static uint64_t story_after(const struct search *s, uint64_t story, const struct step *step)
{
	uint64_t chain;

	if (!s->stories)
		return 0;
	chain = s->chains[step->process];
	return story - (chain ? mix(chain) : 0) + mix(chain_on(chain, step));
}

static uint64_t add_ways(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* Keeps the simplest behaviour of each story. */
static void arrive_last(struct search *s, const struct place *place)
{
	uint64_t ways = place->ways;
	size_t i = 0;

	while (i < s->last_count && s->last[i].story != place->story)
		i++;
	if (i == STORIES_MOST) {
		s->cut = true;
		return;
	}
	if (i == s->last_count) {
		s->last = mem_grow(s->last, &s->last_room, i + 1, sizeof(*s->last));
		s->last[s->last_count++] = *place;
		return;
	}
	ways = add_ways(ways, s->last[i].ways);
	if (by_simplicity(place, &s->last[i]) < 0)
		s->last[i] = *place;
	s->last[i].ways = ways;
}

/* --- one step ---------------------------------------------------------------------------- */

static bool note_step(void *ctx, const struct step *step)
{
	struct search *s = ctx;

	s->steps = mem_grow(s->steps, &s->step_room, s->step_count + 1, sizeof(*s->steps));
	s->steps[s->step_count++] = *step;
	return true;
}

/* Whether to leave the process is a preemption. */
static bool goes_on(const struct search *s, const void *state, uint32_t process)
{
	const struct model *model = s->shortest->model;
	const char *control;

	if (process == NO_PROCESS || !s->initial[process])
		return false;
	control = model->ops->control(model, state, process);
	if (!control || strcmp(control, s->initial[process]) == 0)
		return false;
	for (size_t i = 0; i < s->step_count; i++)
		if (s->steps[i].process == process)
			return true;
	return false;
}

static struct place place_after(struct search *s, uint32_t index, const struct step *step, bool preempts)
{
	const struct place *from = &s->from->places[index];
	unsigned bit = step->process < PROCESSES_TOLD ? step->process : PROCESSES_TOLD - 1;
	bool switches = from->last != NO_PROCESS && from->last != step->process;

	return (struct place){
		.used = from->used | UINT64_C(1) << bit,
		.story = story_after(s, from->story, step),
		.ways = from->ways,
		.last = step->process,
		.preemptions = from->preemptions + (switches && preempts),
		.switches = from->switches + switches,
		.order = s->order++,
		.parent = index,
		.step = *step,
	};
}

/* Keeps the simpler of the ways to a place. */
static void arrive(struct search *s, const struct place *place)
{
	struct layer *to = s->to;
	size_t size = s->shortest->model->state_size;
	unsigned char *key;
	uint32_t known;

	to->keys = mem_grow(to->keys, &to->key_room, ((size_t)to->count + 1) * s->key_size, 1);
	key = key_at(s, to, to->count);
	memcpy(key, s->next, size);
	memcpy(key + size, place, PLACE_KEY);
	known = key_table_find(&to->known, to->keys, key);
	if (known != KEY_NONE) {
		uint64_t ways = add_ways(place->ways, to->places[known].ways);

		if (by_simplicity(place, &to->places[known]) < 0)
			to->places[known] = *place;
		to->places[known].ways = ways;
		return;
	}
	if (!key_table_reserve(&to->known, to->keys)) {
		s->cut = true;
		return;
	}
	key_table_add(&to->known, to->keys);
	to->places = mem_grow(to->places, &to->room, (size_t)to->count + 1, sizeof(*to->places));
	to->places[to->count++] = *place;
}

static void expand(struct search *s, uint32_t index)
{
	const struct model *model = s->shortest->model;
	const unsigned char *state = key_at(s, s->from, index);
	bool preempts, last = s->taken + 1 == s->shortest->length;

	s->step_count = 0;
	model->ops->enabled(model, state, note_step, s);
	preempts = goes_on(s, state, s->from->places[index].last);
	if (s->stories)
		recall(s, index);
	for (size_t i = 0; i < s->step_count; i++) {
		const struct step *step = &s->steps[i];
		struct place place;

		if (model->ops->apply(model, state, step, s->next) != APPLY_OK ||
		    !(last ? s->shortest->ends(s->shortest->ctx, state, step, s->next)
		           : s->shortest->on_way(s->shortest->ctx, s->next, s->taken + 1)))
			continue;
		place = place_after(s, index, step, preempts);
		if (last)
			arrive_last(s, &place);
		else
			arrive(s, &place);
	}
}

/* --- all of them --------------------------------------------------------------------------- */

/* Brings the places into the order of their ways, at most `width` of them. */
static void settle(struct search *s)
{
	struct layer *layer = s->to;
	unsigned char *keys;

	for (uint32_t i = 0; i < layer->count; i++)
		layer->places[i].zero = i;
	if (layer->count > s->width) {
		qsort(layer->places, layer->count, sizeof(*layer->places), by_simplicity);
		layer->count = (uint32_t)s->width;
		s->cut = true;
	}
	qsort(layer->places, layer->count, sizeof(*layer->places), by_order);
	keys = mem_array(layer->count, s->key_size);
	for (uint32_t i = 0; i < layer->count; i++) {
		memcpy(keys + i * s->key_size, key_at(s, layer, layer->places[i].zero), s->key_size);
		layer->places[i].zero = 0;
	}
	free(layer->keys);
	layer->keys = keys;
	layer->key_room = layer->count * s->key_size;
	s->trails[s->taken + 1] = mem_array(layer->count, sizeof(struct trail));
	for (uint32_t i = 0; i < layer->count; i++)
		s->trails[s->taken + 1][i] = (struct trail){ layer->places[i].parent, layer->places[i].step };
}

static void find(struct search *s)
{
	for (s->taken = 0; s->taken < s->shortest->length; s->taken++) {
		struct layer *swap = s->from;

		s->order = 0;
		s->to->count = 0;
		key_table_clear(&s->to->known);
		for (uint32_t i = 0; i < s->from->count; i++)
			expand(s, i);
		if (s->taken + 1 < s->shortest->length)
			settle(s);
		s->from = s->to;
		s->to = swap;
	}
}

static void begin(struct search *s)
{
	const struct model *model = s->shortest->model;
	struct place start = { .last = NO_PROCESS, .ways = 1 };
	void *initial = mem_alloc(model->state_size);

	s->key_size = model->state_size + PLACE_KEY;
	s->trails = mem_array(s->shortest->length + 1, sizeof(*s->trails));
	s->next = mem_alloc(model->state_size);
	s->chains = mem_array(model->process_count, sizeof(*s->chains));
	s->initial = mem_array(model->process_count, sizeof(*s->initial));
	model->ops->initial(model, initial);
	for (unsigned p = 0; p < model->process_count && model->ops->control; p++)
		s->initial[p] = model->ops->control(model, initial, p);
	free(initial);
	for (int i = 0; i < 2; i++)
		key_table_init(&s->layer[i].known, s->key_size);
	s->from = &s->layer[0];
	s->to = &s->layer[1];
	memcpy(s->next, s->shortest->start, model->state_size);
	arrive(s, &start);
	s->from = &s->layer[1];
	s->to = &s->layer[0];
}

static void end(struct search *s)
{
	for (int i = 0; i < 2; i++) {
		free(s->layer[i].places);
		free(s->layer[i].keys);
		key_table_release(&s->layer[i].known);
	}
	for (size_t i = 0; i <= s->shortest->length; i++)
		free(s->trails[i]);
	free(s->trails);
	free(s->chains);
	free(s->last);
	free(s->initial);
	free(s->steps);
	free(s->next);
}

/* Fills the steps that end with s->last[nth]. */
static void trace_back(const struct search *s, size_t nth, struct step *steps)
{
	size_t length = s->shortest->length;
	uint32_t at = s->last[nth].parent;

	steps[length - 1] = s->last[nth].step;
	for (size_t i = length - 1; i > 0; i--) {
		steps[i - 1] = s->trails[i][at].step;
		at = s->trails[i][at].parent;
	}
}

static enum check_choice choice_of(const struct search *s)
{
	if (!s->last_count)
		return CHECK_FIRST;
	return s->cut || s->shortest->model->process_count > PROCESSES_TOLD ? CHECK_SIMPLE : CHECK_SIMPLEST;
}

enum check_choice simplest_find(const struct shortest *shortest, size_t width, struct step *steps)
{
	struct search s = { .shortest = shortest, .width = width };
	enum check_choice choice;

	assert(shortest->length && "a behaviour has steps");
	begin(&s);
	find(&s);
	choice = choice_of(&s);
	if (s.last_count)
		trace_back(&s, 0, steps);
	end(&s);
	return choice;
}

enum check_choice simplest_stories(const struct shortest *shortest, size_t width,
                                   struct check_story **stories, size_t *count)
{
	struct search s = { .shortest = shortest, .width = width, .stories = true };
	enum check_choice choice;

	assert(shortest->length && "a behaviour has steps");
	begin(&s);
	find(&s);
	choice = choice_of(&s);
	qsort(s.last, s.last_count, sizeof(*s.last), by_simplicity);
	*count = s.last_count;
	*stories = mem_array(s.last_count, sizeof(**stories));
	for (size_t i = 0; i < s.last_count; i++) {
		(*stories)[i].ways = s.last[i].ways;
		(*stories)[i].steps = mem_array(shortest->length, sizeof(struct step));
		trace_back(&s, i, (*stories)[i].steps);
	}
	end(&s);
	return choice;
}

void check_stories_free(struct check_story *stories, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(stories[i].steps);
	free(stories);
}
