/*
 * Budgets, steps and sets of states for all searches.
 *
 * Bounds count states and steps, so that an answer is the same on every machine; the clock is a last resort.
 * A model that has no room is replaced by a larger one and the search starts again.  Rejected: making room
 * before, which would need to know how much all orders of the steps need.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/clock.h>
#include <heddle/mem.h>

#include "why/why_private.h"

enum { STATES_USUAL = 200000, STEPS_USUAL = 3000000, SECONDS_USUAL = 20, STEPS_BETWEEN = 256 };

void budget_begin(struct budget *budget, const struct why_limits *limits)
{
	*budget = (struct budget){ .limits = *limits };
	if (!budget->limits.states)
		budget->limits.states = STATES_USUAL;
	if (!budget->limits.steps)
		budget->limits.steps = STEPS_USUAL;
	if (budget->limits.seconds <= 0)
		budget->limits.seconds = SECONDS_USUAL;
	budget->end = clock_seconds() + budget->limits.seconds;
}

static bool budget_allows(struct budget *budget)
{
	if (++budget->steps > budget->limits.steps)
		budget->over = true;
	if (budget->steps % STEPS_BETWEEN == 0) {
		if (clock_seconds() > budget->end)
			budget->over = true;
		if (budget->limits.go_on && !budget->limits.go_on(budget->limits.ctx))
			budget->over = true;
	}
	return !budget->over;
}

enum taken search_step(const struct why_question *question, struct budget *budget, const void *from,
                       const struct step *step, void *to)
{
	const struct model *model = question->model;
	uint32_t asked = UINT32_C(1) << question->property;
	int status;

	if (!budget_allows(budget))
		return TAKEN_OVER;
	status = model->ops->apply(model, from, step, to);
	if (status == APPLY_DISABLED)
		return TAKEN_NOT;
	if (status == APPLY_FULL) {
		budget->over = budget->full = true;
		return TAKEN_OVER;
	}
	if (model->ops->open && model->ops->open(model, from, step, to, asked)) {
		budget->over = true;
		return TAKEN_OVER;
	}
	return model->ops->broken(model, from, step, to, asked) ? TAKEN_BREAKS : TAKEN;
}

void nodes_begin(struct node_set *set, size_t size, uint64_t most)
{
	*set = (struct node_set){ .size = size, .most = most };
	key_table_init(&set->table, size);
}

void nodes_end(struct node_set *set)
{
	key_table_release(&set->table);
	free(set->keys);
	*set = (struct node_set){ 0 };
}

uint32_t nodes_add(struct node_set *set, const void *key, bool *fresh)
{
	uint32_t number = key_table_find(&set->table, set->keys, key);

	*fresh = number == KEY_NONE;
	if (!*fresh)
		return number;
	number = set->table.count;
	if (number >= set->most || !key_table_reserve(&set->table, set->keys))
		return KEY_NONE;
	set->keys = mem_grow(set->keys, &set->room, (size_t)number + 1, set->size);
	memcpy(set->keys + number * set->size, key, set->size);
	key_table_add(&set->table, set->keys);
	return number;
}

const void *nodes_key(const struct node_set *set, uint32_t number)
{
	return set->keys + number * set->size;
}

enum why_status with_room(const struct why_question *question, answer_fn *answer, void *out)
{
	struct why_question asked = *question;
	struct model *larger = NULL;
	struct budget budget;
	enum why_status status;

	for (;;) {
		struct model *next;

		budget_begin(&budget, &question->limits);
		status = answer(&asked, &budget, out);
		if (!budget.full)
			break;
		next = model_larger(asked.model);
		if (!next)
			break;
		model_free(larger);
		asked.model = larger = next;
	}
	model_free(larger);
	return status;
}

size_t why_first_break(const struct model *model, const struct step *steps, size_t count, unsigned property)
{
	struct model *own = NULL;
	struct model_walk walk;
	size_t taken = 0, found = 0;

	model_walk_begin(&walk, model, NULL);
	while (taken < count && !found) {
		int status = walk.model->ops->apply(walk.model, walk.at, &steps[taken], walk.from);
		struct model *next;
		void *to;

		if (status == APPLY_FULL && (next = model_larger(walk.model))) {
			model_walk_end(&walk);
			model_free(own);
			own = next;
			model_walk_begin(&walk, own, NULL);
			taken = 0;
			continue;
		}
		if (status != APPLY_OK)
			break;
		to = walk.from;
		if (model_breaks(walk.model, walk.at, &steps[taken++], to, UINT32_C(1) << property))
			found = taken;
		walk.from = walk.at;
		walk.at = to;
	}
	model_walk_end(&walk);
	model_free(own);
	return found;
}
