/*
 * First, without a search: steps whose control states are unreachable.  Then the design's quotient, which
 * has finitely many states without bounds on operations, hours and failures: a step that never happens
 * there never happens at this scope.  For one that does, repeats the search with one bound lifted, then
 * two.  Last, tries a larger scope: another id, another server.
 *
 * Rejected: only raising bounds, which never ends for an impossible step.  It remains the method for
 * designs that the abstractions do not cover, and for those in the open language.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/firing.h>
#include <heddle/mem.h>
#include <heddle/vacuous.h>

#include "session/vacuous_private.h"

enum {
	BOUNDS = FIRING_COSTS,
	ALL_LIFTED = (1 << BOUNDS) - 1,
	WIDER_STATES = 1 << 16, /* explored at each larger scope */
	STEPS_OF_BOUND = 4,     /* how far bounds are raised without abstractions */
};

static const size_t bound_at[BOUNDS] = {
	SCOPE_OPERATIONS,
	SCOPE_TIME,
	SCOPE_FAILURES,
};

/* Other members of the scope that may be too small, likeliest first, and by how much each is raised. */
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
	uint8_t (*cost)[FIRING_COSTS]; /* by action */
	bool costs_known;
	bool *wanted; /* by action: still searched for */
	struct firing *found;
};

/* --- searching --------------------------------------------------------------------------- */

static bool is_open(const struct vacuous *step)
{
	return step->why == VACUOUS_UNKNOWN;
}

static unsigned want(struct inquiry *q)
{
	unsigned count = 0;

	memset(q->wanted, 0, q->model->action_count * sizeof(*q->wanted));
	for (size_t i = 0; i < q->report->count; i++) {
		const struct vacuous *step = &q->report->steps[i];

		q->wanted[step->action] = is_open(step);
		count += is_open(step);
	}
	return count;
}

/* Bit b of `lifted`: bound b may be exceeded.  Minimises the first lifted bound. */
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

static const char *end_text(const struct firing_result *result)
{
	return result->end == REACH_STOPPED ? "the search was stopped"
	                                    : "the search reached its limit of states or memory";
}

/* The design's quotient at a scope; null if the abstractions do not cover it. */
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

/* --- scopes at which a step happens ---------------------------------------------------- */

/* Adds to `way` the bounds that a behaviour of this cost exceeds. */
static void need(const struct inquiry *q, const unsigned *cost, struct scope *way)
{
	for (int b = 0; b < BOUNDS; b++)
		if (cost[b] > (unsigned)q->scope.of[bound_at[b]])
			way->of[bound_at[b]] = (int)cost[b];
}

/* Skips a way that raises everything that an existing one raises. */
static void add_way(struct vacuous *step, const struct scope *way)
{
	for (unsigned i = 0; i < step->way_count; i++) {
		bool covered = true;

		for (unsigned n = 0; n < SCOPE_ROWS_MAX; n++)
			covered &= step->ways[i].of[n] == SCOPE_DEFAULT || way->of[n] >= step->ways[i].of[n];
		if (covered)
			return;
	}
	if (step->way_count < VACUOUS_WAYS_MAX)
		step->ways[step->way_count++] = *way;
}

/* Records what a search found as ways.  Returns true if every wanted step has one. */
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

/* The wanted steps happen without bounds: finds which ones must be lifted. */
static void find_bounds(struct inquiry *q, const struct model *quotient)
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

/* Steps that an incomplete search did not find stay undecided. */
static void search_unbounded(struct inquiry *q, const struct model *quotient)
{
	struct firing_result result = search(q, quotient, ALL_LIFTED, q->options->max_states);
	bool some = false;

	for (size_t i = 0; i < q->report->count; i++) {
		struct vacuous *step = &q->report->steps[i];

		if (!is_open(step))
			continue;
		q->wanted[step->action] = q->found[step->action].found;
		some |= q->wanted[step->action];
		if (!q->wanted[step->action] && result.end == REACH_NEVER)
			step->why = VACUOUS_NEVER;
	}
	if (result.end != REACH_NEVER)
		q->report->ended = end_text(&result);
	if (some)
		find_bounds(q, quotient);
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

/* Records what a search at a larger scope found; false: nothing. */
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

/* A search at a larger scope is limited by its number of states.  If it ended earlier, its steps are
 * undecided. */
static void give_up(struct inquiry *q, const struct firing_result *result)
{
	q->report->ended = end_text(result);
	for (size_t i = 0; i < q->report->count; i++)
		if (undecided(&q->report->steps[i]))
			q->report->steps[i].why = VACUOUS_UNKNOWN;
}

/* Searches for the wanted steps at a larger scope.  What happens with ids issued once also happens with
 * recycled ids, so the answer is valid for a check without bounds too. */
static void search_wider(struct inquiry *q, const struct scope *scope, const struct scope *raised,
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
		/* With the larger scope, the bounds may suffice as they are. */
		search(q, quotient, 0, q->options->max_states);
		take_wider(q, raised, why, false);
	}
	model_free(quotient);
}

static void search_larger_scopes(struct inquiry *q)
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
			search_wider(q, &scope, &raised, wider[i].why);
		}
}

/* --- designs without an abstraction ----------------------------------------------------- */

static void search_raised(struct inquiry *q, size_t at, int more, enum vacuous_why why)
{
	struct scope scope = q->scope, way = scope_unset();
	struct model *bounded;
	struct firing_result result;

	way.of[at] = scope.of[at] += more;
	if (!want(q) || (q->options->go_on && !q->options->go_on(q->options->ctx)) ||
	    design_compile(q->design, &scope, NULL, true, &bounded, NULL))
		return;
	result = search(q, bounded, ALL_LIFTED, q->options->max_states);
	for (size_t i = 0; i < q->report->count; i++) {
		struct vacuous *step = &q->report->steps[i];

		if (!is_open(step) || !q->found[step->action].found)
			continue;
		step->why = why;
		step->ways[step->way_count++] = way;
	}
	if (result.end == REACH_STOPPED || result.end == REACH_LIMIT)
		q->report->ended = end_text(&result);
	model_free(bounded);
}

static const char raised_bounds[] = "each bound was raised by 4, one at a time";

static void raise_bounds(struct inquiry *q)
{
	const struct scope_row *rows = q->report->rows;
	const char *const *bounds = q->model->bounds;

	q->report->ended = raised_bounds;
	for (int more = 1; more <= STEPS_OF_BOUND; more++)
		for (unsigned b = 0; bounds && bounds[b]; b++) {
			unsigned row = scope_find(rows, bounds[b]);

			if (rows[row].option)
				search_raised(q, row, more, VACUOUS_BOUND);
		}
}

/* Another constant, another process: of designs whose numbers are their own. */
static void raise_others(struct inquiry *q)
{
	const struct scope_row *rows = q->report->rows;

	if (strcmp(q->report->ended, raised_bounds) == 0)
		q->report->ended = "each bound was raised by 4, each other number by 1, one at a time";
	for (unsigned i = 0; rows[i].option; i++)
		if (rows[i].kind == SCOPE_CONSTANT)
			search_raised(q, i, 1, VACUOUS_BOUND);
	for (unsigned i = 0; rows[i].option; i++)
		if (rows[i].kind == SCOPE_PROCESS)
			search_raised(q, i, 1, VACUOUS_ALONE);
}

/* Without bounds the check saw all that can happen at this scope. */
static void never_here(struct inquiry *q)
{
	for (size_t i = 0; i < q->report->count; i++)
		if (is_open(&q->report->steps[i]))
			q->report->steps[i].why = VACUOUS_NEVER;
}

/* --- all of it ------------------------------------------------------------------------ */

static void count_costs(struct inquiry *q)
{
	struct design_cost *costs = mem_array(q->model->action_count, sizeof(*costs));

	q->costs_known = design_costs(q->model, costs);
	for (unsigned a = 0; a < q->model->action_count; a++) {
		q->cost[a][0] = (uint8_t)costs[a].operations;
		q->cost[a][1] = (uint8_t)costs[a].hours;
		q->cost[a][2] = (uint8_t)costs[a].failures;
	}
	free(costs);
}

static void try_control(const struct inquiry *q, struct vacuous *step)
{
	const char *control = vacuous_unreached(q->model, step->action);

	if (!control)
		return;
	step->why = VACUOUS_NEVER;
	step->control = mem_strdup(control);
}

static void inquire(struct inquiry *q)
{
	struct model *quotient;

	for (size_t i = 0; i < q->report->count; i++)
		try_control(q, &q->report->steps[i]);
	if (!want(q))
		return;
	if (q->options->unbounded) {
		for (size_t i = 0; i < q->report->count; i++)
			q->report->steps[i].why = VACUOUS_NEVER;
		search_larger_scopes(q);
		return;
	}
	quotient = q->options->in_steps || !q->costs_known ? NULL : quotient_at(q, &q->scope);
	if (!quotient) {
		raise_bounds(q);
		if (!q->costs_known)
			raise_others(q);
		if (!q->model->bounds || !q->model->bounds[0])
			never_here(q);
		return;
	}
	search_unbounded(q, quotient);
	model_free(quotient);
	search_larger_scopes(q);
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

	*report =
	        (struct vacuous_report){ .rows = design_scope_rows(design), .unbounded = options->unbounded };
	if (!result->complete)
		return;
	report->steps = mem_array(actions, sizeof(*report->steps));
	report->untaken = mem_array(actions, sizeof(*report->untaken));
	for (unsigned a = 0; a < actions; a++)
		if (!vacuous_has_taker(model, a))
			report->untaken[report->untaken_count++] = a;
		else if (!result->coverage[a].taken)
			/* If no bound kept a state out, there are no others. */
			report->steps[report->count++] =
			        (struct vacuous){ .action = a,
				                  .why = design_system(design) && !result->beyond
				                                 ? VACUOUS_NEVER
				                                 : VACUOUS_UNKNOWN };
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
