/*
 * A trace that heddle saved has the steps as text, and they are parsed; a recording has only one step at each
 * state.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/trace.h>

#include "export/picture/run_states.h"

/* The nodes from the root to the trace's last state, in order.  Returns the number of steps. */
static size_t path_to_tip(const struct trace_meta *meta, uint32_t **path)
{
	size_t length = 0, i;

	for (uint32_t n = meta->tip; n; n = meta->nodes[n].parent)
		length++;
	*path = mem_array(length + 1, sizeof(**path));
	i = length;
	for (uint32_t n = meta->tip; i; n = meta->nodes[n].parent)
		(*path)[i--] = n;
	return length;
}

static bool only_step(void *ctx, const struct step *step)
{
	*(struct step *)ctx = *step;
	return false;
}

static int find_step(const struct run_states *run, const char *text, const void *state, struct step *step,
                     struct err *err)
{
	if (text)
		return step_parse(run->model, text, strlen(text), step, err);
	step->action = UINT32_MAX;
	run->model->ops->enabled(run->model, state, only_step, step);
	return step->action == UINT32_MAX ? err_set(err, "the trace ends early") : 0;
}

/* Replaces the model by a larger one, and the states by those of that. */
static bool grow(struct run_states *run, size_t taken)
{
	struct model *larger = model_larger(run->model);

	if (!larger)
		return false;
	for (size_t i = 0; i <= taken; i++) {
		free(run->states[i]);
		run->states[i] = mem_alloc(larger->state_size);
		if (i)
			larger->ops->apply(larger, run->states[i - 1], &run->steps[i - 1], run->states[i]);
		else
			larger->ops->initial(larger, run->states[0]);
	}
	model_free(run->larger);
	run->model = run->larger = larger;
	return true;
}

static int take(struct run_states *run, size_t i, const char *text, struct err *err)
{
	int status;

	if (find_step(run, text, run->states[i], &run->steps[i], err))
		return -1;
	do {
		free(run->states[i + 1]);
		run->states[i + 1] = mem_alloc(run->model->state_size);
		status = run->model->ops->apply(run->model, run->states[i], &run->steps[i],
		                                run->states[i + 1]);
	} while (status == APPLY_FULL && grow(run, i));
	if (status == APPLY_OK)
		return 0;
	err_set(err, "step %zu of the trace cannot be taken", i + 1);
	return err_remedy(err, "open it with heddle to see why");
}

/* The step that closes a lasso's loop: from the last state to the loop's first one. */
struct closing {
	const struct model *model;
	const void *from, *to;
	const char *name; /* of its action, or null */
	struct step step;
	void *next;
	bool found;
};

static bool try_closing(void *ctx, const struct step *step)
{
	struct closing *c = ctx;
	const struct model *model = c->model;

	if (c->name && strcmp(c->name, model->actions[step->action].name) != 0)
		return true;
	c->found = model->ops->apply(model, c->from, step, c->next) == APPLY_OK &&
	           memcmp(c->next, c->to, model->state_size) == 0;
	c->step = *step;
	return !c->found;
}

static void close_loop(struct run_states *run, const struct trace *trace)
{
	struct closing c = { .model = run->model, .name = trace->back.action };

	if (trace->loop < 0 || (size_t)trace->loop > run->count)
		return;
	c.from = run->states[run->count];
	c.to = run->states[trace->loop];
	c.next = mem_alloc(run->model->state_size);
	run->model->ops->enabled(run->model, c.from, try_closing, &c);
	/* At the last state, a step without changes is only shown if it has a name. */
	run->closes = c.found && ((size_t)trace->loop < run->count || c.name);
	run->steps[run->count] = c.step;
	free(c.next);
}

int run_states_make(const struct model *model, const struct trace *trace, struct run_states *run,
                    struct err *err)
{
	const struct trace_meta *meta = trace->heddle && trace->heddle->node_count ? trace->heddle : NULL;

	*run = (struct run_states){ .model = model, .count = trace->state_count - 1 };
	if (meta)
		run->count = path_to_tip(meta, &run->path);
	run->steps = mem_array(run->count + 1, sizeof(*run->steps));
	run->states = mem_array(run->count + 1, sizeof(*run->states));
	run->states[0] = mem_alloc(model->state_size);
	model->ops->initial(model, run->states[0]);
	for (size_t i = 0; i < run->count; i++)
		if (take(run, i, meta ? meta->nodes[run->path[i + 1]].step : NULL, err)) {
			run_states_release(run);
			return -1;
		}
	close_loop(run, trace);
	return 0;
}

void run_states_release(struct run_states *run)
{
	for (size_t i = 0; run->states && i <= run->count; i++)
		free(run->states[i]);
	free(run->states);
	free(run->steps);
	free(run->path);
	model_free(run->larger);
	*run = (struct run_states){ 0 };
}
