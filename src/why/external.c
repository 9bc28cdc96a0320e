/*
 * Which steps are external events: what the environment does, and what it asks for.
 *
 * A request is a step from a process's first control state, as the model gives it: no action is known by its
 * name.  Rejected: the first action of each part of a design, which recordings and toy models do not have.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "why/why_private.h"

bool process_rests(const struct model *model, const void *state, const char *const *first, unsigned process)
{
	const char *now;

	if (!first[process])
		return true;
	now = model->ops->control(model, state, process);
	return now && strcmp(now, first[process]) == 0;
}

const char **first_controls(const struct model *model)
{
	const char **first = mem_array(model->process_count + 1, sizeof(*first));
	void *state = mem_alloc(model->state_size);

	model->ops->initial(model, state);
	for (unsigned p = 0; model->ops->control && p < model->process_count; p++)
		first[p] = model->processes[p].silent ? NULL : model->ops->control(model, state, p);
	free(state);
	return first;
}

static bool is_external(const struct model *model, const void *state, const char *const *first,
                        const struct step *step)
{
	if (model->actions[step->action].failure || model->processes[step->process].silent)
		return true;
	return first[step->process] && process_rests(model, state, first, step->process);
}

/* The states along the schedule, count + 1 of them; null if it cannot be taken.  The caller frees them. */
uint8_t *schedule_states(const struct model *model, const struct step *steps, size_t count, bool *full)
{
	uint8_t *states = mem_array(count + 1, model->state_size);

	*full = false;
	model->ops->initial(model, states);
	for (size_t i = 0; i < count; i++) {
		const uint8_t *from = states + i * model->state_size;
		int status = model->ops->apply(model, from, &steps[i], states + (i + 1) * model->state_size);

		if (status != APPLY_OK) {
			*full = status == APPLY_FULL;
			free(states);
			return NULL;
		}
	}
	return states;
}

struct external_ask {
	bool *external;
};

static enum why_status find_external(const struct why_question *q, struct budget *budget, void *out)
{
	const struct model *model = q->model;
	struct external_ask *ask = out;
	uint8_t *states = schedule_states(model, q->steps, q->count, &budget->full);
	const char **first;

	if (!states)
		return WHY_NONE;
	first = first_controls(model);
	ask->external = mem_array(q->count + 1, sizeof(*ask->external));
	for (size_t i = 0; i < q->count; i++)
		ask->external[i] = is_external(model, states + i * model->state_size, first, &q->steps[i]);
	free(first);
	free(states);
	return WHY_KNOWN;
}

bool *why_external(const struct model *model, const struct step *steps, size_t count)
{
	struct why_question question = { .model = model, .steps = steps, .count = count };
	struct external_ask ask = { NULL };

	with_room(&question, find_external, &ask);
	return ask.external;
}
