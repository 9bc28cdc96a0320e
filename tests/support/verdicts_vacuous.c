/* What is said of steps that never happen: which they are, that some never do whatever the bounds,
 * and with which numbers others do. */
#include <stdlib.h>
#include <string.h>

#include <heddle/check.h>
#include <heddle/design.h>
#include <heddle/vacuous.h>

#include "verdicts.h"

/* Whether the step is taken by the draft with those numbers, one of them less by `less`; -1 when
 * there are too many states. */
static int taken_with(const struct trial *trial, const struct scope *way, int less, const char *name)
{
	struct draft *raised = malloc(sizeof(*raised));
	struct ref_result found;
	struct ref ref;
	int result;

	*raised = *trial->draft;
	for (int i = 0; i < DRAFT_NUMBERS; i++)
		if (way->of[i] != SCOPE_DEFAULT)
			raised->scope[i] = way->of[i] - less;
	if (!ref_has_room(raised)) {
		result = -1;
	} else {
		ref_init(&ref, raised, (struct ref_mode){ 0 });
		ref_explore(&ref, NULL, 4 * trial->most, &found);
		result = times_taken(&ref, &found, name) > 0 ? 1 : found.complete ? 0 : -1;
	}
	free(raised);
	return result;
}

static unsigned numbers_in(const struct scope *way)
{
	unsigned count = 0;

	for (unsigned i = 0; i < SCOPE_ROWS; i++)
		count += way->of[i] != SCOPE_DEFAULT;
	return count;
}

static enum outcome judge_step(struct trial *trial, const struct vacuous *step, const char *name,
                               const struct ref *endless, const struct ref_result *ever)
{
	bool never = step->why == VACUOUS_NEVER || step->why == VACUOUS_ALONE;

	if (never && times_taken(endless, ever, name))
		return disagree(trial, "%s is said never to happen, and does without bounds", name);
	if (!never && step->why == VACUOUS_BOUND && !step->way_count)
		return disagree(trial, "nothing is said of how %s happens", name);
	for (unsigned w = 0; w < step->way_count; w++) {
		if (taken_with(trial, &step->ways[w], 0, name) == 0)
			return disagree(trial, "%s does not happen in the way that is told", name);
		if (numbers_in(&step->ways[w]) == 1 && taken_with(trial, &step->ways[w], 1, name) == 1)
			return disagree(trial, "%s happens with less than is told", name);
	}
	return AGREED;
}

static enum outcome judge_report(struct trial *trial, const struct model *model, const struct ref *ref,
                                 const struct ref_result *expected, const struct vacuous_report *report)
{
	struct ref endless;
	struct ref_result ever;
	enum outcome outcome = AGREED;

	ref_init(&endless, trial->draft, (struct ref_mode){ .endless = true });
	ref_explore(&endless, NULL, trial->most, &ever);
	for (unsigned a = 0; a < model->action_count && outcome == AGREED; a++) {
		const struct vacuous *step = NULL;
		const char *name = model->actions[a].name;

		for (size_t i = 0; i < report->count; i++)
			if (report->steps[i].action == a)
				step = &report->steps[i];
		if ((step != NULL) != (vacuous_has_taker(model, a) && !times_taken(ref, expected, name)))
			outcome = disagree(trial, "%s never happens, or does", name);
		else if (step)
			outcome = judge_step(trial, step, name, &endless, &ever);
	}
	return outcome;
}

enum outcome judge_vacuous(struct trial *trial)
{
	struct vacuous_options options = { 0 };
	struct check_options how = { 0 };
	struct vacuous_report report;
	struct check_result result;
	struct ref ref;
	struct ref_result expected;
	struct model *model;
	enum outcome outcome;

	ref_init(&ref, trial->draft, (struct ref_mode){ 0 });
	ref_explore(&ref, NULL, trial->most, &expected);
	if (!expected.complete)
		return TOO_LARGE;
	model = trial_compile(trial, true);
	if (!model)
		return DISAGREED;
	check_run(model, &how, &result);
	vacuous_find(trial->design, model, &result, &options, &report);
	outcome = judge_report(trial, model, &ref, &expected, &report);
	vacuous_release(&report);
	check_result_release(&result);
	model_free(model);
	return outcome;
}
