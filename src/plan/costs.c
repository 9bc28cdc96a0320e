/*
 * What the bounds of a scope count, by action.  Counted in the words of the design, since an
 * abstract plan has dropped the operations that do the counting.
 */
#include <heddle/plan.h>

/* The operations of a step that do what `bit` says, to the field; FIELD_MAX: to any. */
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

void design_costs(const struct model *model, struct design_cost *costs)
{
	const struct plan *plan = plan_of(model);

	for (unsigned a = 0; a < model->action_count; a++) {
		const struct design_step *step = plan->actions[a].step;

		costs[a] = (struct design_cost){
			.operations = count(step, LOGS, FIELD_MAX),
			.hours = count(step, COUNTS, FIELD_TIME),
			.failures = count(step, COUNTS, FIELD_FAILED),
		};
	}
}
