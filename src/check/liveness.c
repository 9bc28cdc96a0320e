/*
 * Always eventually P: a fair lasso that stays among the states without P.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/clock.h>
#include <heddle/liveness.h>
#include <heddle/mem.h>

#include "check/lasso.h"

struct liveness {
	const struct model *model;
	const struct liveness_options *options;
	struct graph *graph;
	struct links links;
	uint8_t *without; /* by state */
};

static bool go_on(void *ctx)
{
	const struct liveness *l = ctx;
	const struct graph_limits *limits = &l->options->limits;

	return !limits->progress || limits->progress(limits->ctx, l->links.count, 0);
}

static void find_without(struct liveness *l, struct liveness_result *result)
{
	uint32_t bit = UINT32_C(1) << l->options->property;

	l->without = mem_array((size_t)l->links.count + 1, sizeof(*l->without));
	for (uint32_t n = 0; n < l->links.count; n++) {
		l->without[n] =
		        l->model->ops->broken(l->model, NULL, NULL, graph_state(l->graph, n), bit) != 0;
		result->without += l->without[n];
	}
}

static void find_lasso(struct liveness *l, struct liveness_result *result)
{
	const struct lasso_search search = { &l->links, l->without, l->without, &l->options->fairness,
		                             true,      go_on,      l };
	struct lasso lasso;

	switch (lasso_find(&search, &lasso)) {
	case LASSO_FOUND:
		result->verdict = CHECK_VIOLATED;
		result->steps = lasso.steps;
		result->stem = lasso.stem;
		result->loop = lasso.loop;
		return;
	case LASSO_STOPPED:
		result->verdict = CHECK_LIMIT;
		result->limit = "stopped";
		return;
	case LASSO_NONE:
		result->verdict = CHECK_HOLDS;
	}
}

static void tell_figures(const struct liveness *l, struct liveness_result *result)
{
	unsigned actions = l->model->action_count;

	result->distinct = graph_count(l->graph);
	result->generated = graph_generated(l->graph);
	result->taken = mem_array(actions, sizeof(*result->taken));
	memcpy(result->taken, graph_taken(l->graph), actions * sizeof(*result->taken));
	result->memory = graph_memory(l->graph) + links_memory(&l->links) + (uint64_t)l->links.count * 40;
}

void liveness_run(const struct model *model, const struct liveness_options *options,
                  struct liveness_result *result)
{
	struct liveness l = { .model = model, .options = options };
	double started = clock_seconds();

	*result = (struct liveness_result){ .verdict = CHECK_LIMIT };
	l.graph = graph_explore(model, &options->limits, &result->limit);
	if (l.graph && links_init(&l.links, model, l.graph, &options->limits, &result->limit)) {
		find_without(&l, result);
		find_lasso(&l, result);
		tell_figures(&l, result);
		links_release(&l.links);
	}
	result->seconds = clock_seconds() - started;
	free(l.without);
	graph_free(l.graph);
}

void liveness_result_release(struct liveness_result *result)
{
	free(result->steps);
	free(result->taken);
	result->steps = NULL;
	result->taken = NULL;
}
