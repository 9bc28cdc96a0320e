/*
 * A breadth-first search in which one model plays and the other one follows.
 *
 * Rejected: comparing the two state spaces.  Variants often have another state for the same history, so only
 * schedules can be compared.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/diverge.h>
#include <heddle/history.h>
#include <heddle/key_table.h>
#include <heddle/mem.h>

enum { MEMBERS_MAX = 6 };

/* Distinct keys of one size, numbered. */
struct pool {
	char *items;
	size_t room;
	struct key_table table;
};

/* The states in which both are; `source` and the members are numbers in the pools. */
struct pair {
	uint32_t source;
	uint32_t members[MEMBERS_MAX]; /* ascending, ended by KEY_NONE */
};

struct way {
	uint32_t parent;
	struct step step;
};

struct search {
	const struct model *source, *target;
	struct pool sources, targets, pairs;
	struct way *ways; /* by pair */
	size_t way_room;
	int *actions, *processes; /* of the target, by those of the source; -1: none */
	bool *told;               /* actions that are refused already */
	void *next;               /* a state of the larger of both */
	uint64_t most;
	struct arena *arena;
	struct diverge *result;
};

static void pool_init(struct pool *pool, size_t size)
{
	*pool = (struct pool){ 0 };
	key_table_init(&pool->table, size);
}

static void pool_release(struct pool *pool)
{
	free(pool->items);
	key_table_release(&pool->table);
}

static const void *pool_at(const struct pool *pool, uint32_t nth)
{
	return pool->items + nth * pool->table.size;
}

/* The number of a key, which is added if it is new; KEY_NONE: no room. */
static uint32_t pool_intern(struct pool *pool, const void *key)
{
	size_t size = pool->table.size, count = pool->table.count;
	uint32_t known = count ? key_table_find(&pool->table, pool->items, key) : KEY_NONE;

	if (known != KEY_NONE || !key_table_reserve(&pool->table, pool->items))
		return known;
	pool->items = mem_grow(pool->items, &pool->room, count + 1, size);
	memcpy(pool->items + count * size, key, size);
	key_table_add(&pool->table, pool->items);
	return (uint32_t)count;
}

/* --- corresponding steps ------------------------------------------------------------------- */

static const char *chosen(const struct model_action *action, const struct step *step, const char *domain)
{
	for (unsigned i = 0; i < action->choice_count; i++)
		if (strcmp(action->choice[i]->name, domain) == 0)
			return action->choice[i]->names[step->choice[i]];
	return NULL;
}

/* Whether a step of the target is one of the source, as far as both choose. */
static bool corresponds(const struct search *s, const struct step *from, const struct step *to)
{
	const struct model_action *mine = &s->source->actions[from->action],
	                          *theirs = &s->target->actions[to->action];

	if (s->actions[from->action] != (int)to->action || s->processes[from->process] != to->process)
		return false;
	for (unsigned i = 0; i < mine->choice_count; i++) {
		const char *here = chosen(theirs, to, mine->choice[i]->name);

		if (here && strcmp(here, mine->choice[i]->names[from->choice[i]]) != 0)
			return false;
	}
	return true;
}

static int same_process(const struct model *model, const struct model_process *process)
{
	for (unsigned i = 0; i < model->process_count; i++)
		if (strcmp(model->processes[i].name, process->name) == 0 &&
		    strcmp(model->processes[i].role, process->role) == 0)
			return (int)i;
	return -1;
}

static void map_names(struct search *s)
{
	s->actions = mem_array(s->source->action_count + 1, sizeof(*s->actions));
	s->processes = mem_array(s->source->process_count + 1, sizeof(*s->processes));
	s->told = mem_array(s->source->action_count + 1, sizeof(*s->told));
	for (unsigned i = 0; i < s->source->action_count; i++) {
		s->actions[i] = model_action_index(s->target, s->source->actions[i].name);
		s->told[i] = false;
	}
	for (unsigned i = 0; i < s->source->process_count; i++)
		s->processes[i] = same_process(s->target, &s->source->processes[i]);
}

/* --- following ------------------------------------------------------------------------------ */

enum follow { FOLLOWS, REFUSES, UNDECIDED };

/* Adds a state to a set; false: it is full. */
static bool add_member(uint32_t *members, uint32_t member)
{
	unsigned at = 0, count = 0;

	while (count < MEMBERS_MAX && members[count] != KEY_NONE)
		count++;
	while (at < count && members[at] < member)
		at++;
	if (at < count && members[at] == member)
		return true;
	if (count == MEMBERS_MAX)
		return false;
	memmove(&members[at + 1], &members[at], (count - at) * sizeof(*members));
	members[at] = member;
	return true;
}

/* Adds the states after a step of the source from one state of the target. */
static enum follow follow_one(struct search *s, uint32_t member, const struct step *from, uint32_t *members)
{
	const struct model_ops *ops = s->target->ops;
	enum follow result = REFUSES;
	struct step *steps;
	size_t count = model_enabled(s->target, pool_at(&s->targets, member), s->arena, &steps);

	for (size_t i = 0; i < count; i++) {
		if (!corresponds(s, from, &steps[i]))
			continue;
		if (ops->apply(s->target, pool_at(&s->targets, member), &steps[i], s->next) != APPLY_OK ||
		    (ops->within && !ops->within(s->target, s->next)))
			return UNDECIDED;

		uint32_t after = pool_intern(&s->targets, s->next);

		if (after == KEY_NONE || !add_member(members, after))
			return UNDECIDED;
		result = FOLLOWS;
	}
	if (result == REFUSES && ops->scarce && ops->scarce(s->target, pool_at(&s->targets, member)))
		return UNDECIDED;
	return result;
}

static enum follow follow(struct search *s, const struct pair *pair, const struct step *step,
                          uint32_t *members)
{
	enum follow result = REFUSES;

	for (unsigned i = 0; i < MEMBERS_MAX; i++)
		members[i] = KEY_NONE;
	for (unsigned i = 0; i < MEMBERS_MAX && pair->members[i] != KEY_NONE; i++) {
		enum follow one = follow_one(s, pair->members[i], step, members);

		if (one == UNDECIDED)
			return UNDECIDED;
		if (one == FOLLOWS)
			result = FOLLOWS;
	}
	return result;
}

/* --- what is found ----------------------------------------------------------------------------- */

/* The step of the target from one of the states of `pair` to `after`; sets *before. */
static bool step_back(struct search *s, const struct pair *pair, const struct step *from, uint32_t after,
                      uint32_t *before, struct step *found)
{
	for (unsigned i = 0; i < MEMBERS_MAX && pair->members[i] != KEY_NONE; i++) {
		const void *state = pool_at(&s->targets, pair->members[i]);
		struct step *steps;
		size_t count = model_enabled(s->target, state, s->arena, &steps);

		for (size_t k = 0; k < count; k++)
			if (corresponds(s, from, &steps[k]) &&
			    s->target->ops->apply(s->target, state, &steps[k], s->next) == APPLY_OK &&
			    memcmp(s->next, pool_at(&s->targets, after), s->target->state_size) == 0) {
				*before = pair->members[i];
				*found = steps[k];
				return true;
			}
	}
	return false;
}

/* Plays the schedule on the target, up to the pair. */
static void play(struct search *s, uint32_t nth, struct history *history)
{
	const struct pair *pair = pool_at(&s->pairs, nth);
	size_t depth = 0;
	uint32_t at = pair->members[0], before;
	struct step *line;

	for (uint32_t i = nth; i; i = s->ways[i].parent)
		depth++;
	line = arena_array(s->arena, depth + 1, sizeof(*line));
	for (uint32_t i = nth; i; i = s->ways[i].parent, at = before) {
		bool found = step_back(s, pool_at(&s->pairs, s->ways[i].parent), &s->ways[i].step, at,
		                       &before, &line[--depth]);

		assert(found && "each state of the target was reached by a step");
		(void)found;
	}
	for (uint32_t i = nth; i; i = s->ways[i].parent)
		history_do(history, &line[depth++], NULL);
}

static void refuse(struct search *s, uint32_t nth, const struct step *step, struct buf *reason)
{
	const struct model_action *action = &s->source->actions[step->action];
	const struct model_process *process = &s->source->processes[step->process];
	int here = s->actions[step->action];
	struct history *history;
	struct step wanted;

	if (s->processes[step->process] < 0) {
		buf_printf(reason, "%s has no %s", s->target->name, process->role);
		return;
	}
	if (here < 0) {
		buf_printf(reason, "%s has no step %s", s->target->name, action->name);
		return;
	}
	history = history_new(s->target);
	play(s, nth, history);
	wanted = (struct step){ .action = (uint32_t)here,
		                .process = (uint16_t)s->processes[step->process],
		                .choice_count = s->target->actions[here].choice_count };
	for (unsigned i = 0; i < wanted.choice_count; i++) {
		const struct model_domain *domain = s->target->actions[here].choice[i];
		const char *name = chosen(action, step, domain->name);

		for (uint32_t k = 0; name && k < domain->count; k++)
			if (strcmp(domain->names[k], name) == 0)
				wanted.choice[i] = (uint8_t)k;
	}
	design_refusal(s->target, history, &wanted, reason);
	history_free(history);
}

static void keep(struct search *s, uint32_t nth, const struct step *last)
{
	struct divergence *item = &s->result->items[s->result->count++];
	struct buf reason;
	size_t depth = 1;

	for (uint32_t i = nth; i; i = s->ways[i].parent)
		depth++;
	*item = (struct divergence){ .steps = mem_array(depth, sizeof(*item->steps)), .count = depth };
	item->steps[--depth] = *last;
	for (uint32_t i = nth; i; i = s->ways[i].parent)
		item->steps[--depth] = s->ways[i].step;
	buf_init(&reason);
	refuse(s, nth, last, &reason);
	item->reason = buf_detach(&reason);
	s->told[last->action] = true;
}

/* --- the search ------------------------------------------------------------------------------ */

static void add_pair(struct search *s, const struct pair *pair, uint32_t parent, const struct step *step)
{
	uint32_t before = s->pairs.table.count, nth;

	if (before >= s->most) {
		s->result->complete = false;
		return;
	}
	nth = pool_intern(&s->pairs, pair);
	if (nth != before)
		return;
	s->ways = mem_grow(s->ways, &s->way_room, (size_t)nth + 1, sizeof(*s->ways));
	s->ways[nth] = (struct way){ .parent = parent };
	if (step)
		s->ways[nth].step = *step;
}

static void try_step(struct search *s, uint32_t nth, const struct step *step)
{
	const struct pair pair = *(const struct pair *)pool_at(&s->pairs, nth);
	const struct model_ops *ops = s->source->ops;
	struct pair after;

	switch (follow(s, &pair, step, after.members)) {
	case UNDECIDED:
		s->result->complete = false;
		return;
	case REFUSES:
		if (!s->told[step->action] && s->result->count < DIVERGENCES_MAX)
			keep(s, nth, step);
		return;
	case FOLLOWS:
		break;
	}
	if (ops->apply(s->source, pool_at(&s->sources, pair.source), step, s->next) != APPLY_OK ||
	    (ops->within && !ops->within(s->source, s->next)))
		return;
	after.source = pool_intern(&s->sources, s->next);
	if (after.source == KEY_NONE)
		s->result->complete = false;
	else
		add_pair(s, &after, nth, step);
}

static void expand(struct search *s, uint32_t nth)
{
	const struct pair *pair = pool_at(&s->pairs, nth);
	struct step *steps;
	size_t count = model_enabled(s->source, pool_at(&s->sources, pair->source), s->arena, &steps);

	for (size_t i = 0; i < count; i++)
		try_step(s, nth, &steps[i]);
	arena_clear(s->arena);
}

static void start(struct search *s)
{
	struct pair first;

	for (unsigned i = 0; i < MEMBERS_MAX; i++)
		first.members[i] = KEY_NONE;
	s->source->ops->initial(s->source, s->next);
	first.source = pool_intern(&s->sources, s->next);
	s->target->ops->initial(s->target, s->next);
	first.members[0] = pool_intern(&s->targets, s->next);
	add_pair(s, &first, 0, NULL);
}

void diverge_find(const struct model *source, const struct model *target, uint64_t most,
                  struct diverge *result)
{
	struct search s = {
		.source = source, .target = target, .most = most, .arena = arena_new(), .result = result
	};

	*result = (struct diverge){ .complete = true };
	pool_init(&s.sources, source->state_size);
	pool_init(&s.targets, target->state_size);
	pool_init(&s.pairs, sizeof(struct pair));
	s.next = mem_alloc(source->state_size > target->state_size ? source->state_size : target->state_size);
	map_names(&s);
	start(&s);
	for (uint32_t i = 0; i < s.pairs.table.count && result->count < DIVERGENCES_MAX; i++)
		expand(&s, i);
	result->pairs = s.pairs.table.count;
	pool_release(&s.sources);
	pool_release(&s.targets);
	pool_release(&s.pairs);
	free(s.ways);
	free(s.actions);
	free(s.processes);
	free(s.told);
	free(s.next);
	arena_free(s.arena);
}

void diverge_release(struct diverge *result)
{
	for (unsigned i = 0; i < result->count; i++) {
		free(result->items[i].steps);
		free(result->items[i].reason);
	}
	result->count = 0;
}
