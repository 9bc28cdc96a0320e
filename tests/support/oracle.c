/* See oracle.h: whatever makes this faster makes it worse. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "oracle.h"

struct list {
	const struct model *model;
	struct oracle *out;
	unsigned char *states;
	size_t count, most;
	unsigned char *from, *next; /* copies: the list may not move under a callback */
	size_t steps;               /* from the start to `next` */
};

static bool known(const struct list *list, const void *state)
{
	size_t size = list->model->state_size;

	for (size_t i = 0; i < list->count; i++)
		if (memcmp(list->states + i * size, state, size) == 0)
			return true;
	return false;
}

static void meet(struct list *list, const void *from, const struct step *step)
{
	const struct model *model = list->model;
	uint32_t all = (uint32_t)((UINT64_C(1) << model->property_count) - 1);
	uint32_t broken = model->ops->broken(model, from, step, list->next, all);

	list->out->generated++;
	if (step)
		list->out->taken[step->action]++;
	for (unsigned p = 0; p < model->property_count; p++)
		if (broken >> p & 1 && list->out->shortest[p] > list->steps)
			list->out->shortest[p] = list->steps;
	if (model->ops->within && !model->ops->within(model, list->next)) {
		if (model->ops->beyond)
			list->out->beyond |= model->ops->beyond(model, list->next);
		return;
	}
	if (known(list, list->next))
		return;
	if (list->count == list->most) {
		list->out->complete = false;
		return;
	}
	memcpy(list->states + list->count++ * model->state_size, list->next, model->state_size);
}

static bool take(void *ctx, const struct step *step)
{
	struct list *list = ctx;
	int applied = list->model->ops->apply(list->model, list->from, step, list->next);

	assert(applied == APPLY_OK && "an enabled step can be taken in a bounded model");
	(void)applied;
	meet(list, list->from, step);
	return list->out->complete;
}

void oracle_run(const struct model *model, const void *from, size_t most, struct oracle *oracle)
{
	size_t size = model->state_size;
	struct list list = { .model = model, .out = oracle, .most = most };

	*oracle = (struct oracle){ .complete = true };
	oracle->taken = mem_array(model->action_count, sizeof(*oracle->taken));
	for (unsigned p = 0; p < MODEL_PROPERTIES_MAX; p++)
		oracle->shortest[p] = SIZE_MAX;
	list.states = mem_array(most, size);
	list.from = mem_alloc(size);
	list.next = mem_alloc(size);

	if (from)
		memcpy(list.next, from, size);
	else
		model->ops->initial(model, list.next);
	meet(&list, NULL, NULL);
	for (size_t at = 0; at < list.count && oracle->complete;) {
		size_t level_end = list.count;

		oracle->depth++;
		list.steps++;
		for (; at < level_end && oracle->complete; at++) {
			memcpy(list.from, list.states + at * size, size);
			model->ops->enabled(model, list.from, take, &list);
		}
	}
	oracle->distinct = list.count;
	free(list.states);
	free(list.from);
	free(list.next);
}

void oracle_release(struct oracle *oracle)
{
	free(oracle->taken);
}
