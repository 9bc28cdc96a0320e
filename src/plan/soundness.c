/*
 * Checks the properties of futures after the others.
 *
 * The others are checked by the parallel explorer, whose counts are the result's.  Small spaces, and those
 * that a violation ends early, are then explored again by the plain explorer.  For large spaces the quotient
 * is explored: properties that hold there hold for any bounds, and a counterexample is valid, and a shortest
 * one, if the bounded model can take its steps.  Otherwise the plain explorer is used after all.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/check_design.h>
#include <heddle/design.h>
#include <heddle/mem.h>
#include <heddle/plan.h>

enum {
	STATES_FEW = 200000,
	EFFORT = 4 << 20,  /* states for one question */
	STATE_COSTS = 200, /* approximate bytes for each */
};

static void set_effort(const struct model *model, const struct check_options *options)
{
	uint64_t effort = EFFORT;

	if (options->max_memory && options->max_memory / STATE_COSTS < effort)
		effort = options->max_memory / STATE_COSTS + 1;
	if (model->ops->effort)
		model->ops->effort(model, effort);
}

/* Whether the bounded model can take all steps, leaving its bounds with the last one at most. */
static bool keeps_bounds(const struct model *model, const struct check_trace *trace)
{
	struct model_walk walk;
	bool keeps = true;

	model_walk_begin(&walk, model, NULL);
	for (size_t i = 0; i < trace->length && keeps; i++)
		keeps = model->ops->within(model, walk.at) && model_walk_take(&walk, &trace->steps[i]);
	model_walk_end(&walk);
	return keeps;
}

static bool all_keep_bounds(const struct model *model, const struct check_result *found)
{
	for (size_t i = 0; i < found->trace_count; i++)
		if (!keeps_bounds(model, &found->traces[i]))
			return false;
	return true;
}

/* Explores at most `most` states of the quotient.  Returns false if that decides nothing. */
static bool check_quotient(const struct model *model, const struct check_options *options, uint64_t most,
                           struct check_result *found)
{
	struct check_options here = *options;
	struct model *quotient = NULL;
	bool settled;

	if (!model->ops->within || design_quotient(model, &quotient, NULL))
		return false;
	if (!here.max_states || here.max_states > most)
		here.max_states = most;
	set_effort(quotient, options);
	check_run(quotient, &here, found);
	settled = (found->complete || (found->trace_count && !options->keep_going)) &&
	          all_keep_bounds(model, found);
	if (!settled)
		check_result_release(found);
	model_free(quotient);
	return settled;
}

/* Inserts traces in order of length, behind equally long ones. */
static void add_traces(struct check_result *result, struct check_result *found, bool all)
{
	for (size_t i = 0; i < found->trace_count; i++) {
		size_t at = result->trace_count;

		result->traces = mem_resize(result->traces, result->trace_count + 1, sizeof(*result->traces));
		while (at && result->traces[at - 1].length > found->traces[i].length) {
			result->traces[at] = result->traces[at - 1];
			at--;
		}
		result->traces[at] = found->traces[i];
		result->trace_count++;
		found->traces[i].steps = NULL;
		found->traces[i].stories = NULL;
		found->traces[i].story_count = 0;
	}
	while (!all && result->trace_count > 1) {
		struct check_trace *last = &result->traces[--result->trace_count];

		free(last->steps);
		check_stories_free(last->stories, last->story_count);
	}
}

static void add_futures(const struct model *model, const struct check_options *options, uint32_t futures,
                        struct check_result *result)
{
	struct check_options here = *options;
	struct check_result found;

	here.properties = futures;
	if (options->max_seconds > 0)
		here.max_seconds = options->max_seconds > result->seconds
		                           ? options->max_seconds - result->seconds
		                           : 1e-3;
	if (result->distinct <= STATES_FEW || !check_quotient(model, &here, result->distinct, &found)) {
		set_effort(model, options);
		check_run(model, &here, &found);
	}
	result->open = found.open;
	result->seconds += found.seconds;
	if (!found.complete && !found.trace_count) {
		result->limit = found.limit;
		result->complete = false;
		result->queue = found.queue;
	}
	add_traces(result, &found, options->keep_going);
	check_result_release(&found);
}

void check_design(const struct model *model, const struct check_options *options, struct check_result *result)
{
	uint32_t futures = options->properties & model_future_properties(model);
	struct check_options here = *options;

	here.properties = options->properties & ~futures;
	if (!plan_is(model)) {
		check_run(model, options, result);
		return;
	}
	if (futures)
		set_effort(model, options);
	/* Without bounds there is no stepper, so the plain explorer is used anyway. */
	if (!futures || !model->ops->within) {
		check_run(model, options, result);
		return;
	}
	check_run(model, &here, result);
	if (result->trace_count && !options->keep_going) {
		check_result_release(result);
		check_run(model, options, result);
	} else if (!result->limit) {
		add_futures(model, options, futures, result);
	} else {
		result->open = futures;
	}
	result->verdict = result->trace_count                 ? CHECK_VIOLATED
	                  : result->complete && !result->open ? CHECK_HOLDS
	                                                      : CHECK_LIMIT;
}
