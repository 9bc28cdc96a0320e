/*
 * One exploration for all demands; then, for each member of a demand's set, the value of its conditions in
 * every state, and one search: from states with P backwards (ways.h), or for a fair lasso without it
 * (lasso.h).
 *
 * Rejected: tableaux for arbitrary temporal formulas.  The four kinds say what designs are asked, and each
 * has a counterexample that a person can play.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "check/demand_reading.h"
#include "check/lasso.h"
#include "check/ways.h"

struct checking {
	const struct model *model;
	const struct demand_options *options;
	struct graph *graph;
	struct links links;
};

/* One demand, for one member. */
struct question {
	const struct checking *c;
	const struct demand *demand;
	const struct instance *one;
	const struct fairness *fairness;
	struct demand_result *result;
};

static bool go_on(void *ctx)
{
	const struct checking *c = ctx;
	const struct graph_limits *limits = &c->options->limits;

	return !limits->progress || limits->progress(limits->ctx, graph_count(c->graph), 0);
}

/* The value of a condition in each state; null: in each true. */
static int8_t *evaluate(const struct checking *c, const struct proposition *proposition)
{
	int8_t *holds = mem_array((size_t)c->links.count + 1, sizeof(*holds));

	for (uint32_t n = 0; n < c->links.count; n++)
		holds[n] = proposition ? (int8_t)proposition_holds(proposition, graph_state(c->graph, n)) : 1;
	return holds;
}

static bool is_outside(const struct checking *c, uint32_t n)
{
	return c->links.flags[n] & LINKS_OUTSIDE;
}

/* --- answers ----------------------------------------------------------------------------------- */

static void decide(const struct question *q, enum check_verdict verdict)
{
	q->result->verdict = verdict;
	if (verdict != CHECK_HOLDS && q->one->member)
		q->result->member = mem_strdup(q->one->member);
}

static void tell_run(const struct question *q, uint32_t to)
{
	q->result->has_steps = true;
	q->result->stem = graph_path(q->c->graph, to, &q->result->steps);
	q->result->start = q->result->stem;
}

static void tell_facts(const struct question *q, const struct proposition *proposition, const void *state)
{
	struct buf facts;

	buf_init(&facts);
	proposition_explain(proposition, state, &facts);
	q->result->facts = buf_detach(&facts);
}

/* Adds everything that cuts the graph off. */
static void add_cuts(const struct checking *c, bool enough, struct demand_cut *cut)
{
	const struct model_ops *ops = c->model->ops;

	for (uint32_t n = 0; n < c->links.count; n++) {
		const void *state = graph_state(c->graph, n);

		if (is_outside(c, n) && ops->beyond)
			cut->beyond |= ops->beyond(c->model, state);
		if (c->links.flags[n] & LINKS_SCARCE && !enough && !cut->scarce)
			cut->scarce = ops->scarce(c->model, state);
	}
	for (uint64_t e = 0; e < c->links.row[c->links.count]; e++)
		cut->room |= c->links.link[e].target == GRAPH_NONE;
}

static bool is_cut(const struct demand_cut *cut)
{
	return cut->limit || cut->beyond || cut->room || cut->scarce || cut->value;
}

static void find_possible(const struct question *q)
{
	const struct checking *c = q->c;
	int8_t *holds = evaluate(c, q->one->condition);
	uint32_t n = 0;
	bool value = false;

	while (n < c->links.count && holds[n] != 1)
		value |= holds[n++] < 0;
	if (n < c->links.count) {
		decide(q, CHECK_HOLDS);
		tell_run(q, n);
	} else if (c->links.cut || value) {
		decide(q, CHECK_LIMIT);
		q->result->cut.value = value;
		add_cuts(c, false, &q->result->cut);
	} else {
		decide(q, CHECK_VIOLATED);
	}
	free(holds);
}

static void find_ways(const struct question *q)
{
	const struct checking *c = q->c;
	int8_t *holds = evaluate(c, q->one->condition);
	struct ways ways;

	ways_find(&c->links, holds, q->one->process, &ways);
	free(holds);
	if (ways.lost != GRAPH_NONE) {
		decide(q, CHECK_VIOLATED);
		tell_run(q, ways.lost);
		tell_facts(q, q->one->condition, graph_state(c->graph, ways.lost));
		q->result->followers = ways.followers;
		q->result->blocked = !ways.steps;
	} else if (ways.open != GRAPH_NONE) {
		decide(q, CHECK_LIMIT);
		tell_run(q, ways.open);
		q->result->cut = (struct demand_cut){ .beyond = ways.beyond,
			                              .room = ways.ends & WAYS_ROOM,
			                              .value = ways.ends & WAYS_VALUE };
		if (ways.scarce != GRAPH_NONE)
			q->result->cut.scarce =
			        c->model->ops->scarce(c->model, graph_state(c->graph, ways.scarce));
	} else {
		decide(q, CHECK_HOLDS);
		q->result->bounded = c->links.cut;
	}
}

/* Fills the states where Q is false, and among them those with P; returns whether both have a value in every
 * state. */
static bool find_part(const struct question *q, uint8_t *part, uint8_t *starts)
{
	const struct checking *c = q->c;
	bool leads = q->demand->kind == DEMAND_LEADS_TO;
	int8_t *first = evaluate(c, leads ? q->one->condition : NULL);
	int8_t *second = evaluate(c, leads ? q->one->answer : q->one->condition);
	bool known = true;

	for (uint32_t n = 0; n < c->links.count; n++) {
		if (is_outside(c, n))
			continue;
		part[n] = second[n] == 0;
		starts[n] = part[n] && first[n] == 1;
		/* Where one has no value, the other may settle the matter. */
		known &= second[n] == 1 || (first[n] >= 0 && second[n] >= 0);
	}
	free(first);
	free(second);
	return known;
}

static void tell_lasso(const struct question *q, const struct lasso *lasso)
{
	struct demand_result *result = q->result;
	struct model_walk walk;

	decide(q, CHECK_VIOLATED);
	result->has_steps = true;
	result->steps = lasso->steps;
	result->start = lasso->start;
	result->stem = lasso->stem;
	result->loop = lasso->loop;
	model_walk_begin(&walk, q->c->model, NULL);
	for (size_t i = 0; i < lasso->stem && model_walk_take(&walk, &lasso->steps[i]);)
		i++;
	tell_facts(q, q->one->answer ? q->one->answer : q->one->condition, walk.at);
	model_walk_end(&walk);
}

static void find_behaviour(const struct question *q)
{
	const struct checking *c = q->c;
	uint8_t *part = mem_array((size_t)c->links.count + 1, sizeof(*part));
	uint8_t *starts = mem_array((size_t)c->links.count + 1, sizeof(*starts));
	bool known = find_part(q, part, starts);
	const struct lasso_search search = { &c->links,          part,  starts,   q->fairness,
		                             c->options->enough, go_on, (void *)c };
	struct lasso lasso;

	switch (lasso_find(&search, &lasso)) {
	case LASSO_FOUND:
		tell_lasso(q, &lasso);
		break;
	case LASSO_STOPPED:
		decide(q, CHECK_LIMIT);
		q->result->cut.limit = "stopped";
		break;
	case LASSO_NONE:
		q->result->cut.value = !known;
		add_cuts(c, c->options->enough, &q->result->cut);
		decide(q, is_cut(&q->result->cut) ? CHECK_LIMIT : CHECK_HOLDS);
	}
	free(part);
	free(starts);
}

static void answer(const struct question *q)
{
	switch (q->demand->kind) {
	case DEMAND_POSSIBLE:
		find_possible(q);
		return;
	case DEMAND_ALWAYS_POSSIBLE:
		find_ways(q);
		return;
	case DEMAND_ALWAYS_EVENTUALLY:
	case DEMAND_LEADS_TO:
		find_behaviour(q);
	}
}

/* --- all of it --------------------------------------------------------------------------------- */

static bool is_worse(const struct demand_result *a, const struct demand_result *b)
{
	static const int rank[] = { [CHECK_HOLDS] = 0, [CHECK_LIMIT] = 1, [CHECK_VIOLATED] = 2 };

	return rank[a->verdict] > rank[b->verdict] || (a->verdict == b->verdict && a->bounded > b->bounded);
}

/* The answer for a demand is the worst of those for its members, and of these the first. */
static void answer_all(const struct checking *c, const struct demand *demand, const struct reading *reading,
                       const struct fairness *fairness, struct demand_result *result)
{
	*result = (struct demand_result){ .verdict = CHECK_HOLDS, .empty = !reading->count };
	for (unsigned i = 0; i < reading->count && result->verdict != CHECK_VIOLATED; i++) {
		struct demand_result one = { .verdict = CHECK_HOLDS };

		answer(&(struct question){ c, demand, &reading->instances[i], fairness, &one });
		if (i == 0 || is_worse(&one, result)) {
			demand_result_release(result);
			*result = one;
		} else {
			demand_result_release(&one);
		}
	}
}

static void answer_with_fairness(const struct checking *c, const struct demand *demand,
                                 const struct reading *reading, struct demand_result *result)
{
	struct fairness fairness = c->options->fairness;
	uint8_t *own = mem_array((size_t)c->model->action_count + 1, sizeof(*own));

	if (demand->fair) {
		fairness.groups = (unsigned)reading_fair(c->model, demand->fair, own, NULL);
		fairness.fair = own;
		/* What happens only finitely often is not required by fairness. */
		for (unsigned a = 0; fairness.finite && a < c->model->action_count; a++)
			if (fairness.finite[a])
				own[a] = 0;
	}
	answer_all(c, demand, reading, &fairness, result);
	free(own);
}

static void explore(struct checking *c, const char **limit)
{
	struct graph_limits limits = c->options->limits;

	limits.border = true;
	c->graph = graph_explore(c->model, &limits, limit);
	if (c->graph && !links_init(&c->links, c->model, c->graph, &limits, limit)) {
		graph_free(c->graph);
		c->graph = NULL;
	}
}

static int read_demand(const struct model *model, const struct demand *demand, struct reading *reading,
                       struct err *err)
{
	uint8_t *fair = mem_array((size_t)model->action_count + 1, sizeof(*fair));
	int result = demand->fair ? reading_fair(model, demand->fair, fair, err) : 0;

	free(fair);
	return result < 0 ? -1 : reading_init(reading, model, demand, err);
}

int demand_check(const struct model *model, const struct demand *demands, size_t count,
                 const struct demand_options *options, struct demand_result *results, struct err *err)
{
	struct reading *readings = mem_array(count + 1, sizeof(*readings));
	struct checking c = { .model = model, .options = options };
	const char *limit = NULL;
	size_t read = 0;

	while (read < count && read_demand(model, &demands[read], &readings[read], err) == 0)
		read++;
	if (read == count)
		explore(&c, &limit);
	for (size_t i = 0; i < count && c.graph; i++)
		answer_with_fairness(&c, &demands[i], &readings[i], &results[i]);
	for (size_t i = 0; i < count && limit; i++)
		results[i] = (struct demand_result){ .verdict = CHECK_LIMIT, .cut = { .limit = limit } };
	for (size_t i = 0; i < read; i++)
		reading_release(&readings[i]);
	free(readings);
	if (c.graph)
		links_release(&c.links);
	graph_free(c.graph);
	return read == count ? 0 : -1;
}

void demand_result_release(struct demand_result *result)
{
	free(result->member);
	free(result->steps);
	free(result->facts);
	*result = (struct demand_result){ 0 };
}

int demand_read(const struct model *model, const struct demand *demand, struct err *err)
{
	struct reading reading;

	if (read_demand(model, demand, &reading, err) < 0)
		return -1;
	reading_release(&reading);
	return 0;
}

void demand_explain(const struct model *model, const struct demand *demand, const char *member,
                    const void *state, struct buf *out)
{
	struct reading reading;

	if (read_demand(model, demand, &reading, NULL) < 0)
		return;
	for (unsigned i = 0; i < reading.count; i++) {
		const struct instance *one = &reading.instances[i];

		if (member && one->member && strcmp(member, one->member) != 0)
			continue;
		proposition_explain(one->answer ? one->answer : one->condition, state, out);
		break;
	}
	reading_release(&reading);
}

static int holds_here(const struct instance *one, const void *state)
{
	int holds = proposition_holds(one->condition, state);

	if (!one->answer)
		return holds;
	return holds == 0 || proposition_holds(one->answer, state) == 1 ? 1 : holds < 0 ? -1 : 0;
}

int demand_here(const struct model *model, const struct demand *demand, const void *state)
{
	struct reading reading;
	int all = 1;

	if (read_demand(model, demand, &reading, NULL) < 0)
		return -1;
	for (unsigned i = 0; i < reading.count; i++) {
		int one = holds_here(&reading.instances[i], state);

		if (one == 0 || all == 1)
			all = one;
	}
	reading_release(&reading);
	return all;
}

bool demand_exact(const struct model *model, const struct demand *demand)
{
	struct reading reading;
	bool exact = true;

	if (read_demand(model, demand, &reading, NULL) < 0)
		return false;
	for (unsigned i = 0; i < reading.count; i++)
		exact &= proposition_compiled(reading.instances[i].condition) &&
		         (!reading.instances[i].answer || proposition_compiled(reading.instances[i].answer));
	reading_release(&reading);
	return exact;
}
