/*
 * Why a process cannot take a step now: the first thing that stands in the way, with its values.
 */
#include <string.h>

#include <heddle/buf.h>

#include "machine/machine_private.h"

static void say_elsewhere(const struct machine *machine, const struct machine_action *action,
                          const char *here, struct buf *out)
{
	const struct system_role *role = &machine->system->roles[action->role];
	unsigned left = 0;

	for (unsigned i = 0; i < role->state_count; i++)
		left += action->step->at >> i & 1;
	buf_printf(out, "it is %s, not ", here);
	for (unsigned i = 0; i < role->state_count; i++)
		if (action->step->at >> i & 1) {
			left--;
			buf_printf(out, "%s%s", role->states[i], left > 1 ? ", " : left == 1 ? " or " : "");
		}
}

struct expr_state machine_shown(const struct machine *machine, const void *state, unsigned process,
                                struct arena *arena)
{
	const struct machine_process *p = &machine->processes[process];
	int variable = machine->system->roles[p->role].variable;
	struct expr_state made = { .now = machine_describe(&machine->model, state, arena), .self = p->name };

	if (variable >= 0)
		made.locals = value_get(made.now->pairs[variable].value, value_text(p->name));
	return made;
}

static void say_unmet(const struct machine *machine, const void *state, unsigned process,
                      const struct expr *tree, struct buf *out)
{
	struct arena *arena = arena_new();
	struct expr_state at = machine_shown(machine, state, process, arena);

	buf_add_text(out, "needs ");
	expr_explain_false(tree, &at, arena, false, out, NULL, NULL);
	arena_free(arena);
}

static void say_no_value(const struct expr *tree, struct buf *out)
{
	buf_add_text(out, "needs ");
	expr_show(out, tree, false);
	buf_add_text(out, ", which has no value here");
}

/* The first choice that has nothing to choose from, whatever was chosen before; null: all have. */
static const struct machine_choice *empty_choice(struct run *run, const struct machine_action *action,
                                                 uint8_t *choice)
{
	for (unsigned nth = 0; nth < action->choice_count; nth++) {
		const struct machine_choice *c = &action->choices[nth];
		bool any = false;

		for (unsigned i = 0; i < c->item->radix && !any; i++) {
			choice[nth] = (uint8_t)i;
			run->fault = FAULT_NONE;
			any = !c->filter || (node_eval(run, c->filter) && !run->fault);
		}
		if (!any)
			return c;
	}
	return NULL;
}

struct search {
	unsigned process, action;
	bool found;
};

static bool is_wanted(void *ctx, const struct step *step)
{
	struct search *search = ctx;

	search->found |= step->process == search->process && step->action == search->action;
	return !search->found;
}

/* Says which guard does not hold.  Returns whether one does not. */
static bool say_guard(const struct machine *machine, const void *state, unsigned process,
                      const struct machine_action *action, struct run *run, struct buf *out)
{
	for (unsigned i = 0; i < action->guard_count; i++) {
		bool holds = node_eval(run, action->guards[i]) != 0;

		if (!run->fault && holds)
			continue;
		if (run->fault)
			say_no_value(action->guard_trees[i], out);
		else
			say_unmet(machine, state, process, action->guard_trees[i], out);
		return true;
	}
	return false;
}

static bool say_choice(const struct machine *machine, const struct machine_action *action, struct run *run,
                       uint8_t *choice, struct buf *out)
{
	const struct machine_choice *empty = empty_choice(run, action, choice);
	const struct system_choice *declared;

	if (!empty)
		return false;
	declared = &machine->actions[action - machine->actions].step->choices[empty - action->choices];
	buf_printf(out, "needs %s: %s", empty->text, declared->none ? declared->none : "there is none");
	return true;
}

bool machine_why_not(const struct model *model, const void *state, unsigned process, unsigned action,
                     struct buf *out)
{
	const struct machine *machine = machine_of(model);
	const struct machine_process *p = &machine->processes[process];
	const struct machine_action *a = &machine->actions[action];
	uint8_t choice[STEP_CHOICES_MAX] = { 0 };
	struct run run = { .machine = machine, .state = state, .self = p->nth, .choice = choice };
	struct search search = { .process = process, .action = action };
	struct stuck stuck;

	if (action < p->first || action >= p->last || (p->also && !a->also)) {
		buf_printf(out, "a %s does not take this step", model->processes[process].role);
		return true;
	}
	if (!machine_starts_at(machine, p, a, state)) {
		say_elsewhere(machine, a, machine_control(model, state, process), out);
		return true;
	}
	if (say_guard(machine, state, process, a, &run, out) || say_choice(machine, a, &run, choice, out))
		return true;
	machine_enabled(model, state, is_wanted, &search);
	if (search.found)
		return false;
	if (machine_find_stuck(machine, state, (int)process, &stuck) && stuck.action == action) {
		buf_add_text(out, stuck.fault == FAULT_MISFIT ? "would write a value of another type: "
		                                              : "needs a value that is not there: ");
		expr_show(out, stuck.tree, false);
		return true;
	}
	buf_add_text(out, "needs a choice for which ");
	for (unsigned i = 0; i < a->late_guard_count; i++) {
		buf_add_text(out, i ? " and " : "");
		expr_show(out, a->late_trees[i], false);
	}
	return true;
}

void machine_refusal(const struct model *model, const void *state, const struct step *step, struct buf *out)
{
	const struct machine *machine = machine_of(model);
	const struct machine_action *a = &machine->actions[step->action];
	struct run run = { .machine = machine,
		           .state = state,
		           .self = machine->processes[step->process].nth,
		           .choice = step->choice };

	if (machine_why_not(model, state, step->process, step->action, out))
		return;
	/* It is enabled for other choices only. */
	for (unsigned i = 0; i < a->choice_count; i++) {
		const struct machine_choice *choice = &a->choices[i];

		if (!choice->filter || (node_eval(&run, choice->filter) && !run.fault))
			continue;
		buf_printf(out, "%s is not %s here", choice->domain.names[step->choice[i]], choice->text);
		return;
	}
	for (unsigned i = 0; i < a->late_guard_count; i++)
		if (!node_eval(&run, a->late_guards[i]) || run.fault) {
			buf_add_text(out, "needs ");
			expr_show(out, a->late_trees[i], false);
			return;
		}
	buf_add_text(out, "its effects have no value of the declared types here");
}
