/*
 * What both explorers share: what a result is before they start, and its end.
 */
#include <heddle/check.h>

#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "plain.h"

void check_run(const struct model *model, const struct check_options *options,
               struct check_result *result)
{
	memset(result, 0, sizeof(*result));
	result->coverage = mem_array(model->action_count, sizeof(*result->coverage));
	plain_run(model, options, result);
	result->verdict = result->trace_count ? CHECK_VIOLATED
	                  : result->complete  ? CHECK_HOLDS
	                                      : CHECK_LIMIT;
}

void check_result_release(struct check_result *result)
{
	for (size_t i = 0; i < result->trace_count; i++)
		free(result->traces[i].steps);
	free(result->traces);
	free(result->coverage);
	memset(result, 0, sizeof(*result));
}
