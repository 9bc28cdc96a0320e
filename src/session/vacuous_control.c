/*
 * Vacuous steps that need no search: those that start from an unreachable control state.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>
#include <heddle/vacuous.h>

#include "session/vacuous_private.h"

bool vacuous_has_taker(const struct model *model, unsigned action)
{
	for (unsigned p = 0; p < model->process_count; p++)
		if (model_takes(model, p, action))
			return true;
	return false;
}

static bool among(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static bool starts_from_any(const struct model_action *action, const char *const *reached)
{
	for (const char *const *at = action->at; *at; at++)
		if (among(reached, *at))
			return true;
	return !*action->at;
}

/* A process may also take actions of another role: readers take those of servers. */
static bool takes_part(const struct model *model, unsigned process, const char *role)
{
	for (unsigned a = 0; a < model->action_count; a++)
		if (strcmp(model->actions[a].role, role) == 0 && model_takes(model, process, a))
			return true;
	return false;
}

/* The control states of a role reachable if all guards were true; ended by a null. */
static const char **reached_states(const struct model *model, const char *role)
{
	void *initial = mem_alloc(model->state_size);
	const char **reached = mem_array((size_t)model->action_count + 2, sizeof(*reached));
	unsigned count = 0, before;

	model->ops->initial(model, initial);
	for (unsigned p = 0; p < model->process_count && !count; p++)
		if (takes_part(model, p, role))
			reached[count++] = model->ops->control(model, initial, p);
	free(initial);
	do {
		before = count;
		for (unsigned a = 0; a < model->action_count && *reached; a++) {
			const struct model_action *action = &model->actions[a];

			if (strcmp(action->role, role) == 0 && action->target &&
			    vacuous_has_taker(model, a) && starts_from_any(action, reached) &&
			    !among(reached, action->target))
				reached[count++] = action->target;
		}
	} while (count > before);
	return reached;
}

const char *vacuous_unreached(const struct model *model, unsigned number)
{
	const struct model_action *action = &model->actions[number];
	const char **reached = reached_states(model, action->role);
	/* A role without control states has no unreachable ones. */
	bool possible = !*reached || starts_from_any(action, reached);

	free(reached);
	return possible ? NULL : action->at[0];
}
