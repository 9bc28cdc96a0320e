/*
 * Steps: a condition as a macro, and an inline with the effects.
 *
 * Both have the process and what is chosen as parameters.  Each combination of these is one d_step in the
 * proctype of the process, so that it is one transition, as in heddle and TLC; it prints the step as heddle
 * writes it.
 */
#include <string.h>

#include "export/promela/system.h"

/* --- conditions -------------------------------------------------------------------------- */

const char *system_control(struct system_writer *w, unsigned role, const char *self)
{
	const struct machine_process *first = NULL, *second = NULL;
	const struct family *family;

	for (unsigned p = w->model->process_count; p-- > 0;)
		if (machine_process(w->model, p)->role == role) {
			second = first;
			first = machine_process(w->model, p);
		}
	if (!first || first->control < 0)
		return NULL;
	family = &w->families[w->cells[first->control].family];
	if (!family->name)
		return NULL;
	return second              ? text_format(w, "%s[%s]", family->name, self)
	       : family->count > 1 ? text_format(w, "%s[%u]", family->name, w->cells[first->control].index)
	                           : family->name;
}

static const struct system_role *role_of(const struct system_writer *w, unsigned role)
{
	return &design_system(machine_design(w->model))->roles[role];
}

/* When the process is where the action starts. */
static const char *starts(const struct view *view)
{
	struct system_writer *w = view->w;
	unsigned role = view->action->role, count = role_of(w, role)->state_count, at = 0;
	const char *control = system_control(w, role, "self"), *text = never;

	for (unsigned i = 0; i < count; i++)
		at += view->action->step->at >> i & 1;
	if (!view->action->step->at || at == count || !control)
		return NULL;
	for (unsigned i = 0; i < count; i++)
		if (view->action->step->at >> i & 1)
			text = text_or(w, text,
			               text_format(w, "(%s == %s)", control,
			                           w->states[role * SYSTEM_STATES_MAX + i]));
	return text;
}

/* What stands before the effects, in the order in which heddle looks at it. */
static unsigned collect(const struct machine_action *action, const struct node **conditions)
{
	unsigned count = 0;

	for (unsigned i = 0; i < action->guard_count; i++)
		conditions[count++] = action->guards[i];
	for (unsigned i = 0; i < action->choice_count; i++)
		if (action->choices[i].filter)
			conditions[count++] = action->choices[i].filter;
	for (unsigned i = 0; i < action->late_guard_count; i++)
		conditions[count++] = action->late_guards[i];
	return count;
}

enum { CONDITIONS_MAX = 2 * SYSTEM_PIECES_MAX + STEP_CHOICES_MAX };

static const char *when_enabled(struct view *view)
{
	const struct node *conditions[CONDITIONS_MAX];
	unsigned count = collect(view->action, conditions);
	const char *text = starts(view);

	for (unsigned i = 0; i < count; i++) {
		struct term term = term_of(view, conditions[i]);

		text = text_and(view->w, text, term_defined(view->w, &term));
		text = text_and(view->w, text, term_truth(view->w, &term));
	}
	return text_and(view->w, text, effects_defined(view));
}

/* When a condition or an effect is reached that has no value. */
static const char *when_stuck(struct view *view)
{
	const struct node *conditions[CONDITIONS_MAX];
	struct system_writer *w = view->w;
	unsigned count = collect(view->action, conditions);
	const char *text = text_not(w, effects_defined(view));

	while (count-- > 0) {
		struct term term = term_of(view, conditions[count]);

		text = text_or(w, text_not(w, term_defined(w, &term)),
		               text_and(w, term_defined(w, &term), text_and(w, term_truth(w, &term), text)));
	}
	return text_and(w, starts(view), text);
}

/* --- texts --------------------------------------------------------------------------------- */

static void put_parameters(const struct system_writer *w, unsigned action)
{
	const struct model_action *shown = &w->model->actions[action];

	buf_add_text(w->out, "(self");
	for (unsigned i = 0; i < shown->choice_count; i++)
		buf_printf(w->out, ", the_%u_%s", i + 1, shown->choice[i]->name);
	buf_add_char(w->out, ')');
}

static void put_lines(const struct system_writer *w, const char *title, const char *const *lines)
{
	for (unsigned i = 0; lines && lines[i]; i++) {
		buf_add_text(w->out, i ? "           " : title);
		system_put_text(w->out, lines[i]);
		buf_add_char(w->out, '\n');
	}
}

static void put_heading(const struct system_writer *w, unsigned action)
{
	const struct model_action *shown = &w->model->actions[action];

	buf_add_text(w->out, "\n/*\n");
	if (shown->says) {
		buf_add_text(w->out, "   ");
		system_put_text(w->out, shown->says);
		buf_add_char(w->out, '\n');
	}
	put_lines(w, "   at      ", shown->at);
	put_lines(w, "   chooses ", shown->chooses);
	put_lines(w, "   needs   ", shown->needs);
	put_lines(w, "   does    ", shown->does);
	buf_add_text(w->out, " */\n");
}

/* A macro that is a condition. */
static void put_macro(const struct system_writer *w, const char *prefix, unsigned action, const char *text)
{
	buf_printf(w->out, "#define %s_%s", prefix, w->steps[action]);
	put_parameters(w, action);
	buf_printf(w->out, " (%s)\n", text ? text : "true");
}

/* --- the step -------------------------------------------------------------------------------- */

static void put_leaving(struct system_writer *w, const struct undo *undo, const char *control)
{
	buf_add_text(w->out, "\tif\n\t:: outside ->\n");
	if (control)
		buf_printf(w->out, "\t\t%s = old[%u];\n", control, undo->count);
	effects_undo(w, undo);
	buf_add_text(w->out, "\t\tskip\n\t:: else\n\tfi;\n");
	if (control)
		buf_printf(w->out, "\told[%u] = 0;\n", undo->count);
	effects_forget(w, undo);
}

/* What must hold when the step begins. */
static void put_duties(struct view *view)
{
	struct system_writer *w = view->w;
	const struct machine_action *action = view->action;

	for (unsigned d = 0; d < action->duty_count; d++) {
		const char *name = w->model->properties[action->duties[d].property].name;
		struct term term;

		if (!(w->options->properties >> action->duties[d].property & 1))
			continue;
		term = term_of(view, action->duties[d].node);
		if (term_defined(w, &term))
			buf_printf(w->out,
			           "\tif\n\t:: !(%s) ->\n\t\tprintf(\"heddle cannot decide: %s has no value "
			           "here\\n\");\n\t\tassert(false)\n\t:: else\n\tfi;\n",
			           term_defined(w, &term), name);
		buf_printf(w->out,
		           "\tif\n\t:: %s\n\t:: else ->\n\t\tprintf(\"heddle breaks: %s\\n\");\n"
		           "\t\tassert(false)\n\tfi;\n",
		           term_truth(w, &term) ? term_truth(w, &term) : "true", name);
	}
}

static void put_effects(struct system_writer *w, unsigned action)
{
	struct view view = { .w = w, .within = true, .index = action };
	bool leaves = effects_may_leave(w, action);
	struct undo *undo = leaves ? mem_alloc(sizeof(*undo)) : NULL;
	const char *control = NULL;
	uint32_t writes;

	view.action = machine_action(w->model, action);
	buf_printf(w->out, "inline do_%s", w->steps[action]);
	put_parameters(w, action);
	buf_add_text(w->out, "\n{\n");
	system_call_keep(w);
	put_duties(&view);
	writes = effects_put(&view, undo);
	if (view.action->step->target >= 0)
		control = system_control(w, view.action->role, "self");
	if (control && leaves) {
		buf_printf(w->out, "\told[%u] = %s;\n", undo->count, control);
		w->log_room = undo->count + 1 > w->log_room ? undo->count + 1 : w->log_room;
	}
	if (control) {
		int variable = role_of(w, view.action->role)->variable;

		writes |= UINT32_C(1) << variable;
		buf_printf(w->out, "\t%s = %s;\n", control,
		           w->states[view.action->role * SYSTEM_STATES_MAX +
		                     (unsigned)view.action->step->target]);
	}
	system_call_checks(w, writes);
	if (leaves)
		put_leaving(w, undo, control);
	buf_add_text(w->out, "\tskip\n}\n");
	free(undo);
}

void system_put_step(struct system_writer *w, unsigned action)
{
	struct view view = { .w = w, .within = true, .index = action };
	const char *stuck;

	view.action = machine_action(w->model, action);
	put_heading(w, action);
	put_macro(w, "may", action, when_enabled(&view));
	if (w->options->properties & 1) {
		view.within = false;
		stuck = when_stuck(&view);
		w->stuck[action] = stuck != never;
		if (stuck != never)
			put_macro(w, "lacks", action, stuck);
	}
}

void system_put_effects(struct system_writer *w, unsigned action)
{
	put_heading(w, action);
	put_effects(w, action);
}

/* --- calls ------------------------------------------------------------------------------------- */

void system_each_call(struct system_writer *w, unsigned process, unsigned action, system_choice_fn *fn)
{
	const struct machine_action *a = machine_action(w->model, action);
	struct step step = { .process = (uint16_t)process,
		             .action = action,
		             .choice_count = (uint8_t)a->choice_count };
	unsigned nth;

	for (unsigned i = 0; i < a->choice_count; i++)
		if (!a->choices[i].item->radix)
			return;
	do {
		const char *arguments = "";

		for (nth = 0; nth < a->choice_count; nth++)
			arguments = text_format(w, "%s, %u", arguments, step.choice[nth]);
		fn(w, process, action, &step, arguments);
		while (nth > 0 && ++step.choice[nth - 1] == a->choices[nth - 1].item->radix)
			step.choice[--nth] = 0;
	} while (nth > 0 && !w->failed);
}

bool system_takes(const struct system_writer *w, unsigned process, unsigned action)
{
	const struct machine_process *p = machine_process(w->model, process);

	return action >= p->first && action < p->last && (!p->also || machine_action(w->model, action)->also);
}
