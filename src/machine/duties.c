/*
 * What must hold where a step carries an effect out.
 *
 * The step is taken again up to that effect, in a copy of the state, where the condition is evaluated as a
 * part of the step.  Rejected: a condition on the states before and after the step, which show neither what
 * was chosen nor what a later effect overwrites.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>

#include "machine/machine_private.h"

static int compile(struct machine *machine, struct machine_action *action, const struct system_duty *declared,
                   struct machine_duty *duty, struct err *err)
{
	const struct shape *chosen[STEP_CHOICES_MAX];
	struct expr_variable names[STEP_CHOICES_MAX];
	struct nodes_scope nodes = { machine, machine->arena, (int)action->role, chosen };
	struct expr_context context = machine->contexts[action->role];

	for (unsigned i = 0; i < action->choice_count; i++) {
		const struct expr *tree = action->choices[i].tree;

		chosen[i] = action->choices[i].item;
		names[i] = (struct expr_variable){ .name = tree->name, .type = tree->part[0]->type->item };
	}
	context.chosen = names;
	context.chosen_count = action->choice_count;
	duty->effect = declared->effect;
	duty->tree = machine_tree(machine, declared->condition, &context, err);
	duty->node = duty->tree ? node_condition(&nodes, duty->tree, err) : NULL;
	return duty->node ? 0 : -1;
}

static int add(struct machine *machine, struct machine_action *action, const struct system_duty *declared,
               unsigned property, struct err *err)
{
	struct machine_duty *duties =
	        arena_array(machine->arena, (size_t)action->duty_count + 1, sizeof(*duties));

	if (action->duty_count)
		memcpy(duties, action->duties, action->duty_count * sizeof(*duties));
	duties[action->duty_count].property = property;
	if (compile(machine, action, declared, &duties[action->duty_count], err))
		return -1;
	action->duties = duties;
	action->duty_count++;
	return 0;
}

int machine_add_duties(struct machine *machine, const struct system_property *declared, unsigned property,
                       struct err *err)
{
	for (unsigned d = 0; d < declared->duty_count; d++) {
		const struct system_duty *duty = &declared->duties[d];
		const struct system_step *step = &machine->system->roles[duty->role].steps[duty->step];

		/* A step that is left out at this scope has no action. */
		for (unsigned a = 0; a < machine->model.action_count; a++)
			if (machine->actions[a].step == step &&
			    add(machine, &machine->actions[a], duty, property, err))
				return -1;
	}
	return 0;
}

/* The state in which a duty of the step is judged. */
static struct run before_effect(const struct machine *machine, const void *from, const struct step *step,
                                const struct machine_duty *duty, uint64_t *state)
{
	const struct machine_action *action = &machine->actions[step->action];
	struct run run = { .machine = machine,
		           .state = from,
		           .self = machine->processes[step->process].nth,
		           .choice = step->choice };

	memcpy(state, from, machine->model.state_size);
	for (unsigned i = 0; i < duty->effect && !run.fault; i++)
		run.fault = effect_run(&run, action->effects[i], state);
	run.state = state;
	return run;
}

static int outcome(const struct machine *machine, const void *from, const struct step *step,
                   const struct machine_duty *duty)
{
	uint64_t *state = mem_alloc(machine->model.state_size);
	struct run run = before_effect(machine, from, step, duty, state);
	int64_t holds = run.fault ? 0 : node_eval(&run, duty->node);

	free(state);
	return run.fault ? -1 : holds != 0;
}

const struct machine_duty *machine_duty_with(const struct machine *machine, const void *from,
                                             const struct step *step, unsigned property, int wanted)
{
	const struct machine_action *action = from && step ? &machine->actions[step->action] : NULL;

	for (unsigned d = 0; action && d < action->duty_count; d++)
		if (action->duties[d].property == property &&
		    outcome(machine, from, step, &action->duties[d]) == wanted)
			return &action->duties[d];
	return NULL;
}

uint32_t machine_duties_broken(const struct machine *machine, const void *from, const struct step *step)
{
	const struct machine_action *action = &machine->actions[step->action];
	uint32_t broken = 0;

	for (unsigned d = 0; d < action->duty_count; d++)
		if (outcome(machine, from, step, &action->duties[d]) == 0)
			broken |= UINT32_C(1) << action->duties[d].property;
	return broken;
}

void machine_explain_duty(const struct machine *machine, const void *from, const struct step *step,
                          unsigned property, struct buf *out, void (*cell)(void *ctx, const char *path),
                          void *ctx)
{
	const struct machine_duty *duty = machine_duty_with(machine, from, step, property, 0);
	const struct value *chosen[STEP_CHOICES_MAX];
	uint64_t *state;
	struct arena *arena;
	struct expr_state at;

	if (!duty)
		return;
	arena = arena_new();
	state = mem_alloc(machine->model.state_size);
	before_effect(machine, from, step, duty, state);
	at = machine_shown(machine, state, step->process, arena);
	for (unsigned i = 0; i < step->choice_count; i++)
		chosen[i] = shape_value(machine, machine->actions[step->action].choices[i].item,
		                        step->choice[i], arena);
	at.chosen = chosen;
	expr_explain_false(duty->tree, &at, arena, false, out, cell, ctx);
	free(state);
	arena_free(arena);
}
