/*
 * Demands, held to answers that are right because there is little in them to get wrong: on small random
 * graphs, reachability by a closure, and fair behaviours by trying every set of states that one could visit
 * forever.
 *
 * Each graph is seen twice: whole, and as a model with bounds that hides part of it in all the ways in which
 * a model can.  What is said of the model has to be true of the whole.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/demand.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "net.h"
#include "random.h"

enum { GRAPHS = 4000, STATES = NET_STATES, PROCESSES = NET_PROCESSES, ACTIONS = NET_ACTIONS };
enum { YES = 1, NO = 0, UNKNOWN = -1 };

/* --- answers by definition -------------------------------------------------------------------- */

struct question {
	enum demand_kind kind;
	bool values; /* P is "v = 1", which has no value where v is UNSET; else "p" */
	int member;  /* P is "has[…]"; -1: it is not */
	int process; /* who acts alone; -1: all act */
};

static int holds_p(const struct net *net, const struct question *q, unsigned n)
{
	if (q->member >= 0)
		return net->has[n][q->member];
	return q->values && net->unset[n] ? UNKNOWN : net->p[n];
}

static int holds_goal(const struct net *net, const struct question *q, unsigned n)
{
	return q->kind == DEMAND_LEADS_TO ? net->q[n] : holds_p(net, q, n);
}

typedef bool matrix[STATES][STATES];

/* Steps of `process` (-1: of all) between states of the model, or of the whole graph.  States outside the
 * bounds have none. */
static void find_steps(const struct net *net, int process, matrix steps)
{
	memset(steps, 0, sizeof(matrix));
	for (unsigned n = 0; n < net->states; n++)
		for (unsigned i = 0; i < PROCESSES * ACTIONS; i++) {
			const struct edge *edge = &net->edge[n][i / ACTIONS][i % ACTIONS];

			if ((process >= 0 && (unsigned)process != i / ACTIONS) || edge->kind == EDGE_NONE)
				continue;
			if (!net->bounded || (edge->kind == EDGE_PLAIN && n < net->inside))
				steps[n][edge->target] = true;
		}
}

static void close_over(matrix steps)
{
	for (unsigned n = 0; n < STATES; n++)
		steps[n][n] = true;
	for (unsigned k = 0; k < STATES; k++)
		for (unsigned i = 0; i < STATES; i++)
			for (unsigned j = 0; j < STATES; j++)
				steps[i][j] |= steps[i][k] && steps[k][j];
}

static bool is_outside(const struct net *net, unsigned n)
{
	return net->bounded && n >= net->inside;
}

static bool lacks_room(const struct net *net, int process, unsigned n)
{
	for (unsigned i = 0; net->bounded && i < PROCESSES * ACTIONS; i++)
		if (net->edge[n][i / ACTIONS][i % ACTIONS].kind == EDGE_FULL &&
		    (process < 0 || (unsigned)process == i / ACTIONS))
			return true;
	return false;
}

/* Whether something that happens in the state is not seen. */
static bool is_cut(const struct net *net, int process, unsigned n)
{
	return is_outside(net, n) || (net->bounded && net_is_scarce(net, n)) || lacks_room(net, process, n);
}

static bool anything_cut(const struct net *net, matrix reach)
{
	for (unsigned n = 0; n < net->states; n++)
		if (reach[0][n] && is_cut(net, -1, n))
			return true;
	return false;
}

static enum check_verdict judge_ways(const struct net *net, const struct question *q)
{
	enum check_verdict verdict = CHECK_HOLDS;
	matrix reach, ways;

	find_steps(net, -1, reach);
	close_over(reach);
	find_steps(net, q->process, ways);
	close_over(ways);
	for (unsigned n = 0; n < net->states; n++) {
		bool leads = false, open = false;

		if (!reach[0][n] || is_outside(net, n))
			continue;
		for (unsigned to = 0; to < net->states; to++) {
			leads |= ways[n][to] && holds_p(net, q, to) == YES;
			open |= ways[n][to] &&
			        (is_cut(net, q->process, to) || holds_p(net, q, to) == UNKNOWN);
		}
		if (!leads && !open)
			return CHECK_VIOLATED;
		if (!leads)
			verdict = CHECK_LIMIT;
	}
	return verdict;
}

static bool is_step_that_counts(const struct net *net, unsigned n, unsigned process, unsigned action)
{
	return net_has_edge(net, n, process, action) &&
	       (net->edge[n][process][action].target != n ||
	        (net->edge[n][process][action].kind == EDGE_FULL && net->bounded) || net->moves[action]);
}

static uint8_t enabled_groups(const struct net *net, unsigned n)
{
	uint8_t groups = 0;

	if (net->bounded && net_is_scarce(net, n))
		return (uint8_t)((1U << net->groups) - 1);
	for (unsigned i = 0; i < PROCESSES * ACTIONS; i++)
		if (is_step_that_counts(net, n, i / ACTIONS, i % ACTIONS))
			groups |= net->fair[i % ACTIONS];
	return groups;
}

/* Whether a fair behaviour can visit exactly these states forever. */
static bool is_fair_set(const struct net *net, unsigned set)
{
	uint8_t all = (uint8_t)((1U << net->groups) - 1), served = 0;
	bool loops = false;
	matrix steps = { { 0 } };

	for (unsigned n = 0; n < net->states; n++) {
		if (!(set >> n & 1))
			continue;
		served |= (uint8_t)~enabled_groups(net, n);
		for (unsigned i = 0; i < PROCESSES * ACTIONS; i++) {
			const struct edge *edge = &net->edge[n][i / ACTIONS][i % ACTIONS];

			if (!is_step_that_counts(net, n, i / ACTIONS, i % ACTIONS) ||
			    net->finite[i % ACTIONS] || !(set >> edge->target & 1) ||
			    (net->bounded && edge->kind != EDGE_PLAIN))
				continue;
			steps[n][edge->target] = true;
			loops = true;
			served |= net->fair[i % ACTIONS];
		}
	}
	close_over(steps);
	for (unsigned n = 0; n < net->states; n++)
		for (unsigned to = 0; to < net->states; to++)
			if (set >> n & 1 && set >> to & 1 && !steps[n][to])
				return false;
	/* A single state is also kept by stuttering. */
	return (loops || !(set & (set - 1))) && (served & all) == all;
}

static bool starts_in(const struct net *net, const struct question *q, unsigned n)
{
	return q->kind != DEMAND_LEADS_TO || holds_p(net, q, n) == YES;
}

static unsigned avoided(const struct net *net, const struct question *q)
{
	unsigned part = 0;

	for (unsigned n = 0; n < net->states; n++)
		if (!is_outside(net, n) && holds_goal(net, q, n) == NO)
			part |= 1U << n;
	return part;
}

/* Whether a fair behaviour that comes to `n` can avoid the goal from there on. */
static bool avoids(const struct net *net, const struct question *q, unsigned n)
{
	unsigned part = avoided(net, q);
	matrix steps;

	if (!(part >> n & 1))
		return false;
	find_steps(net, -1, steps);
	for (unsigned m = 0; m < net->states; m++)
		for (unsigned to = 0; to < net->states; to++)
			steps[m][to] &= (part >> m & 1) && (part >> to & 1);
	close_over(steps);
	for (unsigned set = 1; set < 1U << net->states; set++)
		if (!(set & ~part) && steps[n][__builtin_ctz(set)] && is_fair_set(net, set))
			return true;
	return false;
}

static enum check_verdict judge_behaviours(const struct net *net, const struct question *q)
{
	bool known = true;
	matrix reach;

	find_steps(net, -1, reach);
	close_over(reach);
	for (unsigned n = 0; n < net->states; n++) {
		if (!reach[0][n] || is_outside(net, n))
			continue;
		if (starts_in(net, q, n) && avoids(net, q, n))
			return CHECK_VIOLATED;
		known &= holds_goal(net, q, n) == YES ||
		         (holds_goal(net, q, n) == NO && holds_p(net, q, n) != UNKNOWN);
	}
	return anything_cut(net, reach) || !known ? CHECK_LIMIT : CHECK_HOLDS;
}

static enum check_verdict judge_possible(const struct net *net, const struct question *q)
{
	bool known = true;
	matrix reach;

	find_steps(net, -1, reach);
	close_over(reach);
	for (unsigned n = 0; n < net->states; n++) {
		if (reach[0][n] && holds_p(net, q, n) == YES)
			return CHECK_HOLDS;
		known &= !reach[0][n] || holds_p(net, q, n) != UNKNOWN;
	}
	return anything_cut(net, reach) || !known ? CHECK_LIMIT : CHECK_VIOLATED;
}

static enum check_verdict judge(const struct net *net, const struct question *q)
{
	return q->kind == DEMAND_POSSIBLE          ? judge_possible(net, q)
	       : q->kind == DEMAND_ALWAYS_POSSIBLE ? judge_ways(net, q)
	                                           : judge_behaviours(net, q);
}

/* --- counterexamples --------------------------------------------------------------------------- */

/* The states along the steps of a result, played. */
static size_t play(struct net *net, const struct demand_result *r, unsigned *states)
{
	struct model_walk walk;

	model_walk_begin(&walk, &net->model, NULL);
	states[0] = 0;
	for (size_t i = 0; i < r->stem + r->loop; i++) {
		assert_true(model_walk_take(&walk, &r->steps[i]));
		states[i + 1] = net_at(walk.at);
		/* The run is within the bounds, except perhaps for its end. */
		if (i + 1 < r->stem + r->loop)
			assert_true(states[i + 1] < net->inside);
	}
	model_walk_end(&walk);
	return r->stem + r->loop;
}

static unsigned distance(const struct net *net, const bool *wanted)
{
	bool seen[STATES] = { true };
	matrix steps;

	find_steps(net, -1, steps);
	for (unsigned depth = 0; depth <= STATES; depth++) {
		bool next[STATES];

		memcpy(next, seen, sizeof(next));
		for (unsigned n = 0; n < net->states; n++) {
			if (seen[n] && wanted[n])
				return depth;
			for (unsigned to = 0; to < net->states; to++)
				next[to] |= seen[n] && steps[n][to];
		}
		memcpy(seen, next, sizeof(seen));
	}
	fail_msg("a state that was found cannot be reached");
	return 0;
}

static void assert_lost(struct net *net, const struct question *q, const struct demand_result *r,
                        const unsigned *states)
{
	bool lost[STATES] = { 0 };
	matrix ways;

	find_steps(net, q->process, ways);
	close_over(ways);
	for (unsigned n = 0; n < net->inside; n++) {
		lost[n] = true;
		for (unsigned to = 0; to < net->states; to++)
			if (ways[n][to])
				lost[n] &= holds_p(net, q, to) == NO && !is_cut(net, q->process, to);
	}
	assert_true(lost[states[r->stem]]);
	assert_int_equal(r->stem, distance(net, lost));
}

/* Whether a fair behaviour can come back to the state forever and avoid the goal. */
static bool is_fair_state(const struct net *net, const struct question *q, unsigned n)
{
	for (unsigned set = 1; set < 1U << net->states; set++)
		if (set >> n & 1 && !(set & ~avoided(net, q)) && is_fair_set(net, set))
			return true;
	return false;
}

/* The fewest steps to such a state by a run that owes the goal there. */
static unsigned shortest_stem(const struct net *net, const struct question *q)
{
	unsigned part = avoided(net, q), reached = 1, owing = 0;
	matrix steps;

	find_steps(net, -1, steps);
	for (unsigned depth = 0; depth <= 2 * STATES; depth++) {
		unsigned next = reached, owed = owing;

		for (unsigned n = 0; n < net->states; n++)
			if (reached >> n & 1 && part >> n & 1 && starts_in(net, q, n))
				owed = owing |= 1U << n;
		for (unsigned n = 0; n < net->states; n++) {
			if (owing >> n & 1 && is_fair_state(net, q, n))
				return depth;
			for (unsigned to = 0; to < net->states; to++) {
				next |= (unsigned)(reached >> n & steps[n][to]) << to;
				owed |= (unsigned)(owing >> n & steps[n][to] & part >> to) << to;
			}
		}
		reached = next;
		owing = owed;
	}
	fail_msg("a lasso that was found cannot be reached");
	return 0;
}

static void assert_fair_lasso(const struct net *net, const struct question *q, const struct demand_result *r,
                              const unsigned *states)
{
	uint8_t all = (uint8_t)((1U << net->groups) - 1), served = 0;

	assert_true(starts_in(net, q, states[r->start]));
	assert_true(r->start <= r->stem);
	assert_int_equal(r->stem, shortest_stem(net, q));
	for (size_t i = r->start; i <= r->stem + r->loop; i++)
		assert_int_equal(holds_goal(net, q, states[i]), NO);
	assert_int_equal(states[r->stem], states[r->stem + r->loop]);
	for (size_t i = r->stem; i <= r->stem + r->loop; i++)
		served |= (uint8_t)~enabled_groups(net, states[i]);
	for (size_t i = r->stem; i < r->stem + r->loop; i++) {
		const struct step *step = &r->steps[i];

		assert_true(is_step_that_counts(net, states[i], step->process, step->action));
		assert_false(net->finite[step->action]);
		served |= net->fair[step->action];
	}
	assert_int_equal(served & all, all);
}

static void assert_evidence(struct net *net, const struct question *q, const struct demand_result *r)
{
	unsigned states[64];

	if (!r->has_steps)
		return;
	assert_true(play(net, r, states) < 64);
	if (q->kind == DEMAND_POSSIBLE)
		assert_int_equal(holds_p(net, q, states[r->stem]), YES);
	else if (q->kind == DEMAND_ALWAYS_POSSIBLE && r->verdict == CHECK_VIOLATED)
		assert_lost(net, q, r, states);
	else if (r->verdict == CHECK_VIOLATED)
		assert_fair_lasso(net, q, r, states);
}

/* --- the law ------------------------------------------------------------------------------------- */

static const struct demand_options *options_of(const struct net *net, struct demand_options *options)
{
	*options = (struct demand_options){ .fairness = { net->fair, net->groups, net->finite, net->moves } };
	return options;
}

static void ask(const struct net *net, const struct demand *demand, struct demand_result *result)
{
	struct demand_options options;
	struct err err = { 0 };

	if (demand_check(&net->model, demand, 1, options_of(net, &options), result, &err) < 0)
		fail_msg("%s: %s", err.place, err.what);
}

/* What is decided of the model has to be so in the whole. */
static void assert_true_of_the_whole(struct net *net, const struct question *q, enum check_verdict verdict)
{
	enum check_verdict whole;

	net->bounded = false;
	whole = judge(net, q);
	net->bounded = true;
	if (verdict == CHECK_VIOLATED)
		assert_int_equal(whole, CHECK_VIOLATED);
	/* From states beyond the bounds it may be otherwise. */
	if (verdict == CHECK_HOLDS && q->kind != DEMAND_ALWAYS_POSSIBLE)
		assert_int_equal(whole, CHECK_HOLDS);
}

static unsigned seen[4][3];

static void try_one(struct net *net, enum demand_kind kind, bool values)
{
	const struct question q = { .kind = kind, .values = values, .member = -1, .process = -1 };
	const struct demand demand = { .name = "One",
		                       .kind = kind,
		                       .condition = values ? "v + 1 > 1" : "p",
		                       .answer = kind == DEMAND_LEADS_TO ? "q" : NULL };
	struct demand_result result;

	ask(net, &demand, &result);
	assert_int_equal(result.verdict, judge(net, &q));
	assert_evidence(net, &q, &result);
	assert_true_of_the_whole(net, &q, result.verdict);
	seen[kind][result.verdict]++;
	demand_result_release(&result);
}

/* The same for each member of a set, or for each process of role "a": the worst answer counts. */
static void try_each(struct net *net, enum demand_kind kind, bool alone)
{
	static const int rank[] = { [CHECK_HOLDS] = 0, [CHECK_LIMIT] = 1, [CHECK_VIOLATED] = 2 };
	bool role = alone && random_below(2);
	const struct demand demand = { .name = "Each",
		                       .kind = kind,
		                       .condition = role ? "p" : "has[s]",
		                       .answer = kind == DEMAND_LEADS_TO ? "q" : NULL,
		                       .for_each = role ? "a" : "s in keys(has)",
		                       .alone = alone };
	struct question q[NET_MEMBERS];
	enum check_verdict worst = CHECK_HOLDS;
	struct demand_result result;
	int first = -1;

	for (int i = 0; i < NET_MEMBERS; i++) {
		enum check_verdict verdict;

		q[i] = (struct question){ kind, false, role ? -1 : i, alone ? i : -1 };
		verdict = judge(net, &q[i]);
		if (rank[verdict] > rank[worst]) {
			worst = verdict;
			first = i;
		}
	}
	ask(net, &demand, &result);
	assert_int_equal(result.verdict, worst);
	if (first >= 0) {
		assert_string_equal(result.member, net_processes[first].name);
		assert_evidence(net, &q[first], &result);
		assert_true_of_the_whole(net, &q[first], result.verdict);
	} else {
		assert_null(result.member);
	}
	demand_result_release(&result);
}

static void verdicts_are_those_of_the_definitions(void **unused)
{
	(void)unused;
	random_from(20);
	for (int i = 0; i < GRAPHS; i++) {
		struct net net;

		net_draw(&net);
		for (int kind = DEMAND_POSSIBLE; kind <= DEMAND_LEADS_TO; kind++) {
			try_one(&net, (enum demand_kind)kind, i % 4 == 0);
			try_each(&net, (enum demand_kind)kind, kind == DEMAND_ALWAYS_POSSIBLE && i % 2);
		}
	}
	for (int kind = DEMAND_POSSIBLE; kind <= DEMAND_LEADS_TO; kind++)
		for (int verdict = 0; verdict < 3; verdict++)
			if (seen[kind][verdict] < GRAPHS / 50)
				fail_msg("%s: verdict %d only %u times",
				         demand_kind_name((enum demand_kind)kind), verdict,
				         seen[kind][verdict]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_are_those_of_the_definitions),
	};

	return cmocka_run_group_tests_name("demands", tests, NULL, NULL);
}
