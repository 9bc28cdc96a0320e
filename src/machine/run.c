/*
 * Takes steps of a machine.
 *
 * A step whose guard or effect has no value is not enabled; machine_find_stuck finds such steps, so that they
 * are told and not only missing.
 */
#include <stdlib.h>
#include <string.h>

#include "machine/machine_private.h"

void machine_initial(const struct model *model, void *state)
{
	memcpy(state, machine_of(model)->initial, model->state_size);
}

static struct run run_of(const struct machine *machine, const struct machine_process *process,
                         const uint64_t *state, const uint8_t *choice, struct footprint *trace)
{
	return (struct run){
		.machine = machine, .state = state, .self = process->nth, .choice = choice, .trace = trace
	};
}

bool machine_starts_at(const struct machine *machine, const struct machine_process *process,
                       const struct machine_action *action, const uint64_t *state)
{
	if (process->also && !action->also)
		return false;
	if (!action->step->at || process->control < 0)
		return true;
	return action->step->at >> slot_get(&machine->slots[process->control], state) & 1;
}

static bool starts(struct run *run, const struct machine_process *process,
                   const struct machine_action *action)
{
	if (run->trace && action->step->at && process->control >= 0)
		run->trace->reads[process->control / 64] |= UINT64_C(1) << process->control % 64;
	return machine_starts_at(run->machine, process, action, run->state);
}

/* Whether all hold; *failed becomes the first that has no value. */
static bool all_hold(struct run *run, const struct node *const *guards, unsigned count, unsigned *failed)
{
	for (unsigned i = 0; i < count; i++) {
		bool holds = node_eval(run, guards[i]) != 0;

		if (run->fault) {
			*failed = i;
			return false;
		}
		if (!holds)
			return false;
	}
	return true;
}

/* --- enabled steps ------------------------------------------------------------------------------ */

/* What is wanted of a process and an action: each enabled step, or each that is stuck. */
struct enumeration {
	const struct machine *machine;
	const uint64_t *state;
	uint64_t *scratch;
	int only; /* a process; -1: all */
	step_fn *fn;
	void *ctx;
	struct stuck *stuck; /* out; null: only enabled steps are wanted */
	bool found;
};

static bool found_stuck(struct enumeration *e, const struct step *step, const struct expr *tree,
                        enum fault fault)
{
	e->found = true;
	e->stuck->process = step->process;
	e->stuck->action = step->action;
	memcpy(e->stuck->choice, step->choice, sizeof(e->stuck->choice));
	e->stuck->tree = tree;
	e->stuck->fault = fault;
	return false;
}

/* Runs the effects and the goto. */
static enum fault run_effects(struct run *run, const struct machine_process *process,
                              const struct machine_action *action, uint64_t *state, const struct expr **tree)
{
	for (unsigned i = 0; i < action->effect_count; i++) {
		enum fault fault = effect_run(run, action->effects[i], state);

		if (fault) {
			*tree = action->effects[i]->tree;
			return fault;
		}
	}
	if (action->step->target >= 0 && process->control >= 0)
		run_set(run, state, (unsigned)process->control, (uint64_t)action->step->target);
	return FAULT_NONE;
}

/* A step whose guards hold: false stops the enumeration. */
static bool offer(struct enumeration *e, const struct machine_process *process,
                  const struct machine_action *action, const struct step *step)
{
	struct run run = run_of(e->machine, process, e->state, step->choice, NULL);
	const struct expr *tree = NULL;
	enum fault fault;

	if (!action->effect_count)
		return e->stuck || e->fn(e->ctx, step);
	memcpy(e->scratch, e->state, e->machine->model.state_size);
	fault = run_effects(&run, process, action, e->scratch, &tree);
	if (fault == FAULT_UNDEFINED || fault == FAULT_MISFIT)
		return !e->stuck || found_stuck(e, step, tree, fault);
	return e->stuck || e->fn(e->ctx, step);
}

static bool choose(struct enumeration *e, const struct machine_process *process,
                   const struct machine_action *action, struct step *step, unsigned nth)
{
	struct run run = run_of(e->machine, process, e->state, step->choice, NULL);
	unsigned failed = 0;

	if (nth == action->choice_count) {
		if (all_hold(&run, action->late_guards, action->late_guard_count, &failed))
			return offer(e, process, action, step);
		return !run.fault || !e->stuck || found_stuck(e, step, action->late_trees[failed], run.fault);
	}
	for (unsigned i = 0; i < action->choices[nth].item->radix; i++) {
		bool fits;

		step->choice[nth] = (uint8_t)i;
		run.fault = FAULT_NONE;
		fits = !action->choices[nth].filter || node_eval(&run, action->choices[nth].filter);
		if (run.fault && e->stuck)
			return found_stuck(e, step, action->choices[nth].tree, run.fault);
		if (fits && !run.fault && !choose(e, process, action, step, nth + 1))
			return false;
	}
	step->choice[nth] = 0;
	return true;
}

static bool enumerate_action(struct enumeration *e, unsigned p, unsigned a)
{
	const struct machine_process *process = &e->machine->processes[p];
	const struct machine_action *action = &e->machine->actions[a];
	struct step step = { .process = (uint16_t)p,
		             .action = a,
		             .choice_count = (uint8_t)action->choice_count };
	struct run run = run_of(e->machine, process, e->state, step.choice, NULL);
	unsigned failed = 0;

	if (!machine_starts_at(e->machine, process, action, e->state))
		return true;
	if (!all_hold(&run, action->guards, action->guard_count, &failed))
		return !run.fault || !e->stuck ||
		       found_stuck(e, &step, action->guard_trees[failed], run.fault);
	return choose(e, process, action, &step, 0);
}

static void enumerate(struct enumeration *e)
{
	const struct machine *machine = e->machine;
	uint64_t few[32];

	e->scratch = machine->words <= 32 ? few : mem_alloc(machine->model.state_size);
	for (unsigned p = 0; p < machine->model.process_count; p++)
		for (unsigned a = machine->processes[p].first;
		     a < machine->processes[p].last && (e->only < 0 || (unsigned)e->only == p); a++)
			if (!enumerate_action(e, p, a))
				goto end;
end:
	if (e->scratch != few)
		free(e->scratch);
}

void machine_enabled(const struct model *model, const void *state, step_fn *fn, void *ctx)
{
	struct enumeration e = {
		.machine = machine_of(model), .state = state, .only = -1, .fn = fn, .ctx = ctx
	};

	enumerate(&e);
}

void machine_enabled_of(const struct machine *machine, const uint64_t *state, unsigned process, step_fn *fn,
                        void *ctx)
{
	struct enumeration e = {
		.machine = machine, .state = state, .only = (int)process, .fn = fn, .ctx = ctx
	};

	enumerate(&e);
}

bool machine_find_stuck(const struct machine *machine, const uint64_t *state, int only, struct stuck *stuck)
{
	struct enumeration e = { .machine = machine, .state = state, .only = only, .stuck = stuck };

	enumerate(&e);
	return e.found;
}

void machine_action_reads(const struct machine *machine, const struct machine_action *action, slot_fn *fn,
                          void *ctx)
{
	for (unsigned i = 0; i < action->guard_count; i++)
		node_reads(machine, action->guards[i], fn, ctx);
	for (unsigned i = 0; i < action->late_guard_count; i++)
		node_reads(machine, action->late_guards[i], fn, ctx);
	for (unsigned i = 0; i < action->choice_count; i++)
		node_reads(machine, action->choices[i].filter, fn, ctx);
	for (unsigned i = 0; i < action->effect_count; i++)
		effect_reads(machine, action->effects[i], fn, ctx);
	for (unsigned i = 0; i < action->duty_count; i++)
		node_reads(machine, action->duties[i].node, fn, ctx);
}

/* --- one step ------------------------------------------------------------------------------------- */

/* Whether the guards of `step` hold; fills *run. */
static bool guarded(const struct machine *machine, const uint64_t *state, const struct step *step,
                    struct footprint *trace, struct run *run)
{
	const struct machine_action *action;
	const struct machine_process *process;
	unsigned failed;

	if (step->process >= machine->model.process_count || step->action >= machine->model.action_count)
		return false;
	action = &machine->actions[step->action];
	process = &machine->processes[step->process];
	*run = run_of(machine, process, state, step->choice, trace);
	if (step->action < process->first || step->action >= process->last ||
	    step->choice_count != action->choice_count || !starts(run, process, action) ||
	    !all_hold(run, action->guards, action->guard_count, &failed))
		return false;
	for (unsigned i = 0; i < action->choice_count; i++) {
		const struct machine_choice *choice = &action->choices[i];

		if (step->choice[i] >= choice->item->radix ||
		    (choice->filter && (!node_eval(run, choice->filter) || run->fault)))
			return false;
	}
	return all_hold(run, action->late_guards, action->late_guard_count, &failed);
}

int machine_apply(const struct model *model, const void *state, const struct step *step, void *next)
{
	const struct machine *machine = machine_of(model);
	const struct expr *tree;
	struct run run;
	enum fault fault;

	if (!guarded(machine, state, step, NULL, &run))
		return APPLY_DISABLED;
	memcpy(next, state, model->state_size);
	fault = run_effects(&run, &machine->processes[step->process], &machine->actions[step->action], next,
	                    &tree);
	return !fault ? APPLY_OK : fault == FAULT_FULL ? APPLY_FULL : APPLY_DISABLED;
}

void machine_footprint(const struct model *model, const void *state, const struct step *step,
                       struct footprint *out)
{
	const struct machine *machine = machine_of(model);
	uint64_t *scratch = mem_alloc(model->state_size);
	const struct expr *tree;
	struct run run;

	if (guarded(machine, state, step, out, &run)) {
		memcpy(scratch, state, model->state_size);
		run_effects(&run, &machine->processes[step->process], &machine->actions[step->action],
		            scratch, &tree);
	}
	free(scratch);
}

const char *machine_control(const struct model *model, const void *state, unsigned process)
{
	const struct machine *machine = machine_of(model);
	const struct machine_process *p = &machine->processes[process];

	if (p->control < 0)
		return NULL;
	return machine->system->roles[p->role].states[slot_get(&machine->slots[p->control], state)];
}
