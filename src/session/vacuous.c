/*
 * First what needs no search: a step whose control states are never reached.  Then the design's
 * quotient, which has no bounds on operations, hours and failures and finitely many states: a step
 * that does not happen there never happens with this scope.  One that does is looked for again with
 * one bound lifted, then with two.  Last, a number of the scope more: another id, another server.
 *
 * Rejected: larger and larger bounds alone, which never end for a step that cannot happen at all.
 * They are what is left for a design that the abstractions do not cover.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/firing.h>
#include <heddle/mem.h>
#include <heddle/vacuous.h>

enum {
	BOUNDS = FIRING_COSTS,
	ALL_LIFTED = (1 << BOUNDS) - 1,
	WIDER_STATES = 1 << 16, /* looked at with another number of the scope */
	STEPS_OF_BOUND = 4,     /* by how much a bound is raised where no abstraction helps */
};

static const size_t bound_at[BOUNDS] = {
	SCOPE_OPERATIONS,
	SCOPE_TIME,
	SCOPE_FAILURES,
};

/* What else may be too few, the likeliest first, and how many more are tried. */
static const struct {
	size_t at;
	int more;
	enum vacuous_why why;
} wider[] = {
	{ SCOPE_IMAGE_IDS, 2, VACUOUS_BOUND }, { SCOPE_METADATAS, 1, VACUOUS_BOUND },
	{ SCOPE_IMAGES, 1, VACUOUS_BOUND },    { SCOPE_USERS, 1, VACUOUS_BOUND },
	{ SCOPE_SERVERS, 1, VACUOUS_ALONE },   { SCOPE_CLEANERS, 1, VACUOUS_ALONE },
	{ SCOPE_READERS, 1, VACUOUS_ALONE },
};

struct inquiry {
	const struct design *design;
	const struct model *model;
	const struct vacuous_options *options;
	struct vacuous_report *report;
	struct scope scope;
	uint8_t (*cost)[FIRING_COSTS]; /* by action, */
	bool *wanted;                  /* as these are */
	struct firing *found;
};

bool vacuous_has_taker(const struct model *model, unsigned action)
{
	for (unsigned p = 0; p < model->process_count; p++)
		if (model_takes(model, p, action))
			return true;
	return false;
}

/* --- what needs no search -------------------------------------------------------------- */

static bool among(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static bool starts_from_any(const struct model_action *action, const char *const *reached)
{
	for (const char *const *at = action->at; *at; at++)
		if (among(reached, *at))
			return true;
	return !*action->at;
}

/* Readers take steps of servers. */
static bool takes_part(const struct model *model, unsigned process, const char *role)
{
	for (unsigned a = 0; a < model->action_count; a++)
		if (strcmp(model->actions[a].role, role) == 0 && model_takes(model, process, a))
			return true;
	return false;
}

/* The control states of a role that some path of steps leads to, whatever their guards: ended by a
 * null. */
static const char **reached_states(const struct inquiry *q, const char *role)
{
	const struct model *model = q->model;
	void *initial = mem_alloc(model->state_size);
	const char **reached = mem_array((size_t)model->action_count + 2, sizeof(*reached));
	unsigned count = 0, before;

	model->ops->initial(model, initial);
	for (unsigned p = 0; p < model->process_count && !count; p++)
		if (takes_part(model, p, role))
			reached[count++] = model->ops->control(model, initial, p);
	free(initial);
	do {
		before = count;
		for (unsigned a = 0; a < model->action_count && *reached; a++) {
			const struct model_action *action = &model->actions[a];

			if (strcmp(action->role, role) == 0 && action->target &&
			    vacuous_has_taker(model, a) && starts_from_any(action, reached) &&
			    !among(reached, action->target))
				reached[count++] = action->target;
		}
	} while (count > before);
	return reached;
}

/* Decides a step that starts only where no step leads. */
static void look_at_control(const struct inquiry *q, struct vacuous *step)
{
	const struct model_action *action = &q->model->actions[step->action];
	const char **reached = reached_states(q, action->role);

	/* A role without states has none to begin with. */
	if (*reached && !starts_from_any(action, reached)) {
		step->why = VACUOUS_NEVER;
		step->control = mem_strdup(action->at[0]);
	}
	free(reached);
}

/* --- searching --------------------------------------------------------------------------- */

static bool open(const struct vacuous *step)
{
	return step->why == VACUOUS_UNKNOWN;
}

static unsigned want(struct inquiry *q)
{
	unsigned count = 0;

	memset(q->wanted, 0, q->model->action_count * sizeof(*q->wanted));
	for (size_t i = 0; i < q->report->count; i++) {
		const struct vacuous *step = &q->report->steps[i];

		q->wanted[step->action] = open(step);
		count += open(step);
	}
	return count;
}

/* Bit b of `lifted`: the bound may be passed; the least number of the first of them is looked for.
 */
static struct firing_result search(struct inquiry *q, const struct model *model, unsigned lifted,
                                   uint64_t max_states)
{
	struct firing_options options = {
		.wanted = q->wanted,
		.cost = (const uint8_t(*)[FIRING_COSTS])q->cost,
		.least = FIRING_ANY,
		.max_states = max_states,
		.max_memory = q->options->max_memory,
		.go_on = q->options->go_on,
		.ctx = q->options->ctx,
	};

	for (int b = BOUNDS - 1; b >= 0; b--) {
		options.most[b] = lifted >> b & 1 ? FIRING_ANY : q->scope.of[bound_at[b]];
		if (lifted >> b & 1 && lifted != ALL_LIFTED)
			options.least = b;
	}
	return firing_find(model, &options, q->found);
}

static const char *end_words(const struct firing_result *result)
{
	return result->end == REACH_STOPPED ? "the search was stopped"
	                                    : "the search reached its limit of states or memory";
}

/* Quotient of the design at a scope; null where the abstractions do not cover it. */
static struct model *quotient_at(const struct inquiry *q, const struct scope *scope)
{
	struct model *played, *quotient = NULL;

	if (design_compile(q->design, scope, NULL, false, &played, NULL))
		return NULL;
	if (design_quotient(played, &quotient, NULL))
		quotient = NULL;
	model_free(played);
	return quotient;
}

/* --- ways ------------------------------------------------------------------------------------ */

/* What a behaviour that costs so much needs beyond the scope, added to `way`. */
static void need(const struct inquiry *q, const unsigned *cost, struct scope *way)
{
	for (int b = 0; b < BOUNDS; b++)
		if (cost[b] > (unsigned)q->scope.of[bound_at[b]])
			way->of[bound_at[b]] = (int)cost[b];
}

/* A way that asks for more than another one is none. */
static void add_way(struct vacuous *step, const struct scope *way)
{
	for (unsigned i = 0; i < step->way_count; i++) {
		bool covered = true;

		for (unsigned n = 0; n < SCOPE_ROWS; n++)
			covered &= step->ways[i].of[n] == SCOPE_DEFAULT || way->of[n] >= step->ways[i].of[n];
		if (covered)
			return;
	}
	if (step->way_count < VACUOUS_WAYS_MAX)
		step->ways[step->way_count++] = *way;
}

/* Takes what a search found as ways; true when each step that was looked for has one. */
static bool take_ways(struct inquiry *q)
{
	bool all = true;

	for (size_t i = 0; i < q->report->count; i++) {
		struct vacuous *step = &q->report->steps[i];
		struct scope way = scope_unset();

		if (!q->wanted[step->action])
			continue;
		if (q->found[step->action].found) {
			need(q, q->found[step->action].cost, &way);
			add_way(step, &way);
		}
		all &= step->way_count > 0;
	}
	return all;
}

/* The steps that are wanted happen without bounds: with which of them lifted? */
static void look_for_bounds(struct inquiry *q, const struct model *quotient)
{
	static const unsigned singles[] = { 1 << 1, 1 << 0, 1 << 2 }, pairs[] = { 3, 6, 5 };
	struct firing *without_any = mem_array(q->model->action_count, sizeof(*without_any));
	bool all = false;

	memcpy(without_any, q->found, q->model->action_count * sizeof(*without_any));
	for (size_t i = 0; i < 3; i++) {
		search(q, quotient, singles[i], q->options->max_states);
		all = take_ways(q);
	}
	for (size_t i = 0; i < 3 && !all; i++) {
		search(q, quotient, pairs[i], q->options->max_states);
		all = take_ways(q);
	}
	if (!all) {
		memcpy(q->found, without_any, q->model->action_count * sizeof(*without_any));
		take_ways(q);
	}
	free(without_any);
}

/* --- without bounds --------------------------------------------------------------------------- */

/* Leaves open what the search did not get to. */
static void look_without_bounds(struct inquiry *q, const struct model *quotient)
{
	struct firing_result result = search(q, quotient, ALL_LIFTED, q->options->max_states);
	bool some = false;

	for (size_t i = 0; i < q->report->count; i++) {
		struct vacuous *step = &q->report->steps[i];

		if (!open(step))
			continue;
		q->wanted[step->action] = q->found[step->action].found;
		some |= q->wanted[step->action];
		if (!q->wanted[step->action] && result.end == REACH_NEVER)
			step->why = VACUOUS_NEVER;
	}
	if (result.end != REACH_NEVER)
		q->report->ended = end_words(&result);
	if (some)
		look_for_bounds(q, quotient);
	for (size_t i = 0; i < q->report->count; i++)
		if (q->report->steps[i].way_count)
			q->report->steps[i].why = VACUOUS_BOUND;
}

/* --- a larger scope -----------------------------------------------------------------------------
 */

static bool undecided(const struct vacuous *step)
{
	return step->why == VACUOUS_NEVER && !step->control;
}

/* Takes what was found with a larger scope; true when there was something. */
static bool take_wider(struct inquiry *q, const struct scope *raised, enum vacuous_why why, bool with_bounds)
{
	bool some = false;

	for (size_t i = 0; i < q->report->count; i++) {
		struct vacuous *step = &q->report->steps[i];
		const struct firing *found = &q->found[step->action];

		if (!q->wanted[step->action] || !found->found)
			continue;
		step->why = why;
		step->way_count = 1;
		step->ways[0] = *raised;
		if (with_bounds)
			need(q, found->cost, &step->ways[0]);
		some = true;
	}
	return some;
}

/* How far it is looked is a number of states; where it ended before that, nothing is claimed. */
static void give_up(struct inquiry *q, const struct firing_result *result)
{
	q->report->ended = end_words(result);
	for (size_t i = 0; i < q->report->count; i++)
		if (undecided(&q->report->steps[i]))
			q->report->steps[i].why = VACUOUS_UNKNOWN;
}

/* Looks for the steps that are wanted at a larger scope.  What happens with each id issued once
 * happens with ids that are recycled, too, so this says true things of a check without bounds. */
static void look_wider(struct inquiry *q, const struct scope *scope, const struct scope *raised,
                       enum vacuous_why why)
{
	struct model *quotient = quotient_at(q, scope);
	struct firing_result result;

	if (!quotient)
		return;
	result = search(q, quotient, ALL_LIFTED, WIDER_STATES);
	if (result.end == REACH_STOPPED || (result.end == REACH_LIMIT && result.states < WIDER_STATES))
		give_up(q, &result);
	if (take_wider(q, raised, why, !q->options->unbounded) && !q->options->unbounded) {
		/* Perhaps the bounds are no hindrance then. */
		search(q, quotient, 0, q->options->max_states);
		take_wider(q, raised, why, false);
	}
	model_free(quotient);
}

static void look_at_larger_scopes(struct inquiry *q)
{
	for (size_t i = 0; i < sizeof(wider) / sizeof(*wider); i++)
		for (int more = 1; more <= wider[i].more; more++) {
			struct scope scope = q->scope, raised = scope_unset();
			unsigned left = 0;

			memset(q->wanted, 0, q->model->action_count * sizeof(*q->wanted));
			for (size_t s = 0; s < q->report->count; s++) {
				const struct vacuous *step = &q->report->steps[s];

				q->wanted[step->action] = undecided(step);
				left += undecided(step);
			}
			if (!left)
				return;
			raised.of[wider[i].at] = scope.of[wider[i].at] += more;
			look_wider(q, &scope, &raised, wider[i].why);
		}
}

/* --- where no abstraction covers the design ------------------------------------------------------
 */

static void look_with_raised(struct inquiry *q, size_t at, int more)
{
	struct scope scope = q->scope, way = scope_unset();
	struct model *bounded;
	struct firing_result result;

	way.of[at] = scope.of[at] += more;
	if (design_compile(q->design, &scope, NULL, true, &bounded, NULL))
		return;
	result = search(q, bounded, ALL_LIFTED, q->options->max_states);
	for (size_t i = 0; i < q->report->count; i++) {
		struct vacuous *step = &q->report->steps[i];

		if (!open(step) || !q->found[step->action].found)
			continue;
		step->why = VACUOUS_BOUND;
		step->ways[step->way_count++] = way;
	}
	if (result.end == REACH_STOPPED || result.end == REACH_LIMIT)
		q->report->ended = end_words(&result);
	model_free(bounded);
}

static void look_in_steps(struct inquiry *q)
{
	q->report->ended = "each bound was raised by 4, one at a time";
	for (int more = 1; more <= STEPS_OF_BOUND; more++)
		for (int b = 0; b < BOUNDS && want(q); b++)
			if (!q->options->go_on || q->options->go_on(q->options->ctx))
				look_with_raised(q, bound_at[b], more);
}

/* --- the whole inquiry
 * ------------------------------------------------------------------------------ */

static void count_costs(struct inquiry *q)
{
	struct design_cost *costs = mem_array(q->model->action_count, sizeof(*costs));

	design_costs(q->model, costs);
	for (unsigned a = 0; a < q->model->action_count; a++) {
		q->cost[a][0] = (uint8_t)costs[a].operations;
		q->cost[a][1] = (uint8_t)costs[a].hours;
		q->cost[a][2] = (uint8_t)costs[a].failures;
	}
	free(costs);
}

static void inquire(struct inquiry *q)
{
	struct model *quotient;

	for (size_t i = 0; i < q->report->count; i++)
		look_at_control(q, &q->report->steps[i]);
	if (!want(q))
		return;
	if (q->options->unbounded) {
		for (size_t i = 0; i < q->report->count; i++)
			q->report->steps[i].why = VACUOUS_NEVER;
		look_at_larger_scopes(q);
		return;
	}
	quotient = q->options->in_steps ? NULL : quotient_at(q, &q->scope);
	if (!quotient) {
		look_in_steps(q);
		return;
	}
	look_without_bounds(q, quotient);
	model_free(quotient);
	look_at_larger_scopes(q);
}

void vacuous_find(const struct design *design, const struct model *model, const struct check_result *result,
                  const struct vacuous_options *options, struct vacuous_report *report)
{
	unsigned actions = model->action_count;
	struct inquiry q = { .design = design,
		             .model = model,
		             .options = options,
		             .report = report,
		             .scope = *design_model_scope(model) };

	*report = (struct vacuous_report){ .unbounded = options->unbounded };
	if (!result->complete)
		return;
	report->steps = mem_array(actions, sizeof(*report->steps));
	report->untaken = mem_array(actions, sizeof(*report->untaken));
	for (unsigned a = 0; a < actions; a++)
		if (!vacuous_has_taker(model, a))
			report->untaken[report->untaken_count++] = a;
		else if (!result->coverage[a].taken)
			report->steps[report->count++] =
			        (struct vacuous){ .action = a, .why = VACUOUS_UNKNOWN };
	if (!report->count)
		return;
	q.cost = mem_array(actions, sizeof(*q.cost));
	q.wanted = mem_array(actions, sizeof(*q.wanted));
	q.found = mem_array(actions, sizeof(*q.found));
	count_costs(&q);
	inquire(&q);
	free(q.cost);
	free(q.wanted);
	free(q.found);
}

void vacuous_release(struct vacuous_report *report)
{
	for (size_t i = 0; i < report->count; i++)
		free(report->steps[i].control);
	free(report->steps);
	free(report->untaken);
	*report = (struct vacuous_report){ 0 };
}

bool vacuous_by_bound(const struct vacuous_report *report)
{
	for (size_t i = 0; i < report->count; i++)
		if (report->steps[i].why == VACUOUS_BOUND || report->steps[i].why == VACUOUS_UNKNOWN)
			return true;
	return false;
}
