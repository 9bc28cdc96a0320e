/*
 * Chooses the explorer, and initialises and completes the result.
 *
 * The plain explorer handles models without a stepper, properties of futures, and start states that end the
 * search at once.  It is also the oracle that tests compare the parallel one with.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/check.h>
#include <heddle/mem.h>

#include "check/explore_parallel.h"
#include "check/explore_plain.h"

/* Copies the start state to `start`.  Returns whether it is within the bounds and breaks nothing. */
static bool clean_start(const struct model *model, const struct check_options *options, void *start)
{
	if (options->from)
		memcpy(start, options->from, model->state_size);
	else
		model->ops->initial(model, start);
	return (!model->ops->within || model->ops->within(model, start)) &&
	       !model->ops->broken(model, NULL, NULL, start, options->properties);
}

void check_run(const struct model *model, const struct check_options *options, struct check_result *result)
{
	void *start = mem_alloc(model->state_size);

	memset(result, 0, sizeof(*result));
	result->coverage = mem_array(model->action_count, sizeof(*result->coverage));
	if (options->plain || options->properties & model_future_properties(model) ||
	    !clean_start(model, options, start) || !explore_parallel(model, options, start, result))
		explore_plain(model, options, result);
	free(start);
	for (size_t i = 0; i < result->trace_count; i++)
		result->open &= ~(UINT32_C(1) << result->traces[i].property);
	result->verdict = result->trace_count                 ? CHECK_VIOLATED
	                  : result->complete && !result->open ? CHECK_HOLDS
	                                                      : CHECK_LIMIT;
}

void check_result_release(struct check_result *result)
{
	for (size_t i = 0; i < result->trace_count; i++) {
		free(result->traces[i].steps);
		check_stories_free(result->traces[i].stories, result->traces[i].story_count);
	}
	free(result->traces);
	free(result->coverage);
	memset(result, 0, sizeof(*result));
}
