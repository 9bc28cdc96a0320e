/*
 * The assumptions of liveness verdicts, as marks on the actions of a model without bounds.
 *
 * Fairness is TLA+'s WF_vars(A): a step counts as taken or enabled only if it changes the design's state.  A
 * state without bounds lacks parts of that (the log, the count of failures, the hour), so a step may change
 * the design's state but not the model's.  Which actions always do is derived here from their words.
 */
#include <string.h>

#include <heddle/plan.h>

struct assumptions design_assumptions(const struct design *design)
{
	return (struct assumptions){ .servers_fair = design->fair[ROLE_SERVER],
		                     .cleaners_fair = design->fair[ROLE_CLEANER],
		                     .time_goes_on = design->roles[ROLE_CLOCK].present,
		                     .writes_end = true,
		                     .failures_end = design->has[FIELD_FAILED] };
}

typedef bool op_test(const struct op *op);

static bool logs_write(const struct op *op)
{
	return op_does(op->code, LOGS_WRITE);
}

static bool counts_failure(const struct op *op)
{
	return op_does(op->code, COUNTS) && op->a.place == PLACE_GLOBAL && op->a.field == FIELD_FAILED;
}

/* Whether it always changes something that a state without bounds does not contain. */
static bool grows_unseen(const struct op *op)
{
	return op_does(op->code, LOGS | COUNTS);
}

/* Whether an effect of the step contains such an operation. */
static bool does(const struct design_step *step, op_test *test)
{
	for (unsigned u = 0; u < step->use_count[WORD_EFFECT]; u++)
		for (unsigned o = 0; o < WORD_OPS_MAX; o++)
			if (test(&step->uses[WORD_EFFECT][u].word->ops[o]))
				return true;
	return false;
}

/* Whether the step adds to usedIds an id that it chose as fresh and kept.  For other ids that a process may
 * add, the state shows whether they were issued (abstract.c). */
static bool issues(const struct plan_action *action)
{
	const struct design_step *step = action->step;
	bool fresh = false, kept = false;

	for (unsigned i = 0; i < action->choice_count; i++)
		for (unsigned o = 0; o < action->choices[i].filter_count; o++)
			fresh |= action->choices[i].filter[o].code == OP_NOT_IN;
	for (unsigned u = 0; fresh && u < step->use_count[WORD_EFFECT]; u++)
		for (unsigned o = 0; o < WORD_OPS_MAX; o++) {
			const struct op *op = &step->uses[WORD_EFFECT][u].word->ops[o];

			if (op_does(op->code, WRITES_A) && op->a.place == PLACE_LOCAL &&
			    op->a.field == FIELD_IMAGE_ID)
				kept = op_does(op->code, COPIES) && op->b.place == PLACE_CHOICE;
			if (kept && op->code == OP_INCLUDE && op->a.place == PLACE_GLOBAL &&
			    op->a.field == FIELD_USED_IDS)
				return true;
		}
	return false;
}

bool plan_moves_unseen(const struct plan_action *action)
{
	return does(action->step, grows_unseen) || issues(action);
}

unsigned plan_assume(const struct model *model, const struct assumptions *assumptions,
                     const struct action_marks *marks)
{
	const struct plan *plan = plan_of(model);

	const bool fair[ROLE_COUNT] = { [ROLE_SERVER] = assumptions->servers_fair,
		                        [ROLE_CLEANER] = assumptions->cleaners_fair,
		                        [ROLE_CLOCK] = assumptions->time_goes_on };
	uint8_t group[ROLE_COUNT] = { 0 };
	unsigned groups = 0;

	for (int r = 0; r < ROLE_COUNT; r++)
		if (fair[r] && plan->design->roles[r].present)
			group[r] = (uint8_t)(1U << groups++);
	for (unsigned a = 0; a < model->action_count; a++) {
		const struct plan_action *action = &plan->actions[a];

		marks->finite[a] = (assumptions->writes_end && does(action->step, logs_write)) ||
		                   (assumptions->failures_end && does(action->step, counts_failure));
		/* An action that stops happening is not required by fairness; otherwise a cleaner that can
		 * only fail would be unfair, and the behaviour in which it is stuck would be ignored. */
		marks->fair[a] = marks->finite[a] ? 0 : group[action->role];
		marks->moves[a] = plan_moves_unseen(action);
	}
	return groups;
}
