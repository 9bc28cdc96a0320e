/*
 * How much the steps of a design add to what a scope bounds.  Counted in words, because an abstract plan
 * drops the operations that count.
 */
#include <string.h>

#include <heddle/plan.h>

/* The number of operations of a step that do `bit`, to the field; FIELD_MAX: to any. */
static unsigned count(const struct design_step *step, uint32_t bit, enum field field)
{
	unsigned number = 0;

	for (unsigned u = 0; u < step->use_count[WORD_EFFECT]; u++)
		for (unsigned o = 0; o < WORD_OPS_MAX; o++) {
			const struct op *op = &step->uses[WORD_EFFECT][u].word->ops[o];

			number += op_does(op->code, bit) && (field == FIELD_MAX || op->a.field == field);
		}
	return number;
}

bool design_costs(const struct model *model, struct design_cost *costs)
{
	const struct plan *plan = plan_of(model);

	memset(costs, 0, model->action_count * sizeof(*costs));
	if (!plan_is(model))
		return false;
	for (unsigned a = 0; a < model->action_count; a++) {
		const struct design_step *step = plan->actions[a].step;

		costs[a] = (struct design_cost){
			.operations = count(step, LOGS, FIELD_MAX),
			.hours = count(step, COUNTS, FIELD_TIME),
			.failures = count(step, COUNTS, FIELD_FAILED),
		};
	}
	return true;
}

/* The largest number in one step; at least 1. */
static unsigned most_at_once(const struct design *design, uint32_t bit)
{
	unsigned most = 1;

	for (int r = 0; r < ROLE_COUNT; r++)
		for (unsigned s = 0; s < design->roles[r].step_count; s++) {
			unsigned number = count(&design->roles[r].steps[s], bit, FIELD_MAX);

			most = number > most ? number : most;
		}
	return most;
}

unsigned design_most_logged(const struct design *design)
{
	return most_at_once(design, LOGS);
}

unsigned design_most_counted(const struct design *design)
{
	return most_at_once(design, COUNTS);
}
