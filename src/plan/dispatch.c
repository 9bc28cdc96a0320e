/*
 * The functions of design.h that ask a compiled design, for both kinds: plans, and machines of designs in the
 * open language.
 */
#include <string.h>

#include <heddle/err.h>
#include <heddle/history.h>
#include <heddle/machine.h>
#include <heddle/plan.h>

int design_compile(const struct design *design, const struct scope *scope, const struct constants *constants,
                   bool bounded, struct model **model, struct err *err)
{
	struct scope settled;

	if (!design_system(design))
		return plan_compile(design, scope, constants, bounded, model, err);
	settled = scope_merge(design_scope(design), *scope);
	if (design_check_scope(design, &settled, err))
		return -1;
	return machine_compile(design, &settled, constants, bounded, model, err);
}

const struct scope *design_model_scope(const struct model *model)
{
	return plan_is(model) ? &plan_of(model)->scope : machine_is(model) ? machine_scope(model) : NULL;
}

const struct constants *design_model_constants(const struct model *model)
{
	return plan_is(model)      ? &plan_of(model)->constants
	       : machine_is(model) ? machine_constants(model)
	                           : NULL;
}

int design_encode(const struct model *model, const struct value *shown, void *state, struct err *err)
{
	if (plan_is(model))
		return plan_encode(model, shown, state, err);
	if (machine_is(model))
		return machine_encode(model, shown, state, err);
	err_set(err, "%s has no design", model->recording ? "a recording" : model->name);
	return err_remedy(err, "open a design, or a trace that fits one");
}

unsigned design_assume(const struct model *model, const struct assumptions *assumptions,
                       const struct action_marks *marks)
{
	return plan_is(model) ? plan_assume(model, assumptions, marks)
	                      : machine_assume(model, marks->fair, marks->moves);
}

static unsigned count_lines(const char *const *lines)
{
	unsigned count = 0;

	while (lines[count])
		count++;
	return count;
}

/* The share of effects, in thousandths, that both have, as they are written. */
static unsigned shared(const struct model_action *a, const struct model_action *b)
{
	unsigned both = 0, mine = count_lines(a->does), theirs = count_lines(b->does);

	for (unsigned i = 0; i < mine; i++)
		for (unsigned j = 0; j < theirs; j++)
			if (strcmp(a->does[i], b->does[j]) == 0) {
				both++;
				break;
			}
	return mine + theirs ? 2000 * both / (mine + theirs) : 500;
}

unsigned design_alike(const struct model *model, unsigned action, const struct model *other,
                      unsigned other_action)
{
	const struct model_action *a = &model->actions[action], *b = &other->actions[other_action];
	bool same_name;

	if (plan_is(model) && plan_is(other))
		return plan_alike(model, action, other, other_action);
	same_name = strcmp(a->name, b->name) == 0;
	if (strcmp(a->role, b->role) != 0 || a->failure != b->failure || (!shared(a, b) && !same_name))
		return 0;
	return shared(a, b) + 500 * same_name + 1;
}

void design_refusal(const struct model *model, struct history *history, const struct step *step,
                    struct buf *out)
{
	if (plan_is(model))
		plan_refusal(model, history, step, out);
	else
		machine_refusal(model, history_state(history, history_cursor(history)), step, out);
}

const struct scope_row *design_model_rows(const struct model *model)
{
	return design_scope_rows(plan_is(model)      ? plan_of(model)->design
	                         : machine_is(model) ? machine_design(model)
	                                             : NULL);
}

int plan_need(const struct model *model, const char *what, struct err *err)
{
	if (plan_is(model))
		return 0;
	if (!machine_is(model))
		return err_set(err, "%s has no design, so there is no %s of it", model->name, what);
	return err_set(err, "no %s can be made yet of designs in the open language", what);
}
