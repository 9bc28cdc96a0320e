/*
 * What a verdict on whole behaviours rests on, as marks on the actions of a model without bounds.
 *
 * Fairness is TLA+'s WF_vars(A): a step counts as one of A, and as one that A could take, only when it
 * changes the design's state.  A state without bounds shows less than that (no log, no count of failures, no
 * hour), so what always changes is worked out here, from the words of a step, and what it changes else is
 * seen by comparing states.
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

/* What grows whenever it is done, and is not in a state without bounds. */
static bool grows_unseen(const struct op *op)
{
	return op_does(op->code, LOGS | COUNTS);
}

/* Whether one of the words that a step does contains such an operation. */
static bool does(const struct design_step *step, op_test *test)
{
	for (unsigned u = 0; u < step->use_count[WORD_EFFECT]; u++)
		for (unsigned o = 0; o < WORD_OPS_MAX; o++)
			if (test(&step->uses[WORD_EFFECT][u].word->ops[o]))
				return true;
	return false;
}

/*
 * Whether the step puts an id into usedIds that was not there: one that it has chosen fresh, and kept.  Of
 * every other id that a process could use up, a state tells whether it was issued (abstract.c).
 */
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

unsigned design_assume(const struct model *model, const struct assumptions *assumptions,
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
		/* What stops happening cannot be owed: else a cleaner that can do nothing but fail would
		 * count as unfair, and its getting stuck be overlooked. */
		marks->fair[a] = marks->finite[a] ? 0 : group[action->role];
		marks->moves[a] = plan_moves_unseen(action);
	}
	return groups;
}
