/*
 * What the bounds of a scope count, by action.  Counted in the words of the design, since an
 * abstract plan has dropped the operations that do the counting.
 */
#include <heddle/plan.h>

static bool counts(const struct op *op, enum opcode code, enum field field)
{
	return op->code == code && (code != OP_INCREMENT || op->a.field == field);
}

static unsigned count(const struct design_step *step, enum opcode code, enum field field)
{
	unsigned number = 0;

	for (unsigned u = 0; u < step->use_count[WORD_EFFECT]; u++)
		for (unsigned o = 0; o < WORD_OPS_MAX; o++)
			number += counts(&step->uses[WORD_EFFECT][u].word->ops[o], code, field);
	return number;
}

void design_costs(const struct model *model, struct design_cost *costs)
{
	const struct plan *plan = plan_of(model);

	for (unsigned a = 0; a < model->action_count; a++) {
		const struct design_step *step = plan->actions[a].step;

		costs[a] = (struct design_cost){
			.operations =
			        count(step, OP_LOG_READ, FIELD_MAX) + count(step, OP_LOG_WRITE, FIELD_MAX),
			.hours = count(step, OP_INCREMENT, FIELD_TIME),
			.failures = count(step, OP_INCREMENT, FIELD_FAILED),
		};
	}
}
