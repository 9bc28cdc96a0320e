/*
 * Always eventually P, by strongly connected components.
 *
 * The whole graph is explored; then Tarjan's algorithm (SIAM J. Comput. 1(2), 1972; without recursion) runs
 * on the states without P and the edges that can be taken forever.  Rejected: nested depth-first search,
 * which finds a cycle sooner but needs a copy of the graph for each fair group.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/clock.h>
#include <heddle/liveness.h>
#include <heddle/mem.h>

enum { UNSEEN = 0 };

/* The subgraph of states without P, renumbered; edges in rows. */
struct sub {
	const struct graph *graph;
	const struct model *model;
	const struct liveness_options *options;
	uint32_t count;
	uint32_t *number; /* in the graph, by own index */
	uint32_t *own;    /* own index, by number; or GRAPH_NONE */
	uint64_t *row;    /* count + 1 starts in `target` */
	uint32_t *target; /* own indices */
	uint8_t *taken;   /* by edge: the fair groups of its step, as bits */
	uint8_t *enabled; /* by state: the fair groups with an enabled step */
	size_t edge_room;
	uint64_t edges;
};

static bool without(const struct sub *sub, uint32_t number)
{
	return sub->model->ops->broken(sub->model, NULL, NULL, graph_state(sub->graph, number),
	                               UINT32_C(1) << sub->options->property) != 0;
}

/* A step that changes nothing counts neither for fairness nor as part of a loop. */
static bool changes(const struct liveness_options *options, const struct step *step, uint32_t from,
                    uint32_t target)
{
	return target != from || (options->moves && options->moves[step->action]);
}

struct row {
	struct sub *sub;
	uint32_t state; /* own index */
};

static bool add_edge(void *ctx, const struct step *step, uint32_t target)
{
	struct row *row = ctx;
	struct sub *sub = row->sub;
	uint8_t groups = sub->options->fair ? sub->options->fair[step->action] : 0;

	if (!changes(sub->options, step, sub->number[row->state], target))
		return true;
	sub->enabled[row->state] |= groups;
	if (sub->own[target] == GRAPH_NONE || (sub->options->finite && sub->options->finite[step->action]))
		return true;
	if (sub->edges == sub->edge_room) {
		sub->target = mem_grow(sub->target, &sub->edge_room, sub->edges + 1, sizeof(*sub->target));
		sub->taken = mem_resize(sub->taken, sub->edge_room, sizeof(*sub->taken));
	}
	sub->target[sub->edges] = sub->own[target];
	sub->taken[sub->edges++] = groups;
	return true;
}

/* Whether to continue; calls `progress` every few thousand times. */
static bool goes_on(const struct sub *sub, uint64_t done)
{
	const struct graph_limits *limits = &sub->options->limits;

	return done % 4096 || !limits->progress || limits->progress(limits->ctx, graph_count(sub->graph), 0);
}

/* Returns false if it was stopped. */
static bool sub_init(struct sub *sub)
{
	uint32_t all = graph_count(sub->graph);

	sub->own = mem_array(all, sizeof(*sub->own));
	for (uint32_t n = 0; n < all; n++)
		sub->own[n] = without(sub, n) ? sub->count++ : GRAPH_NONE;
	sub->number = mem_array(sub->count + 1, sizeof(*sub->number));
	for (uint32_t n = 0; n < all; n++)
		if (sub->own[n] != GRAPH_NONE)
			sub->number[sub->own[n]] = n;
	sub->enabled = mem_array(sub->count + 1, sizeof(*sub->enabled));
	sub->row = mem_array((size_t)sub->count + 1, sizeof(*sub->row));
	for (uint32_t i = 0; i < sub->count; i++) {
		sub->row[i] = sub->edges;
		graph_edges(sub->graph, sub->number[i], add_edge, &(struct row){ sub, i });
		if (!goes_on(sub, i))
			return false;
	}
	sub->row[sub->count] = sub->edges;
	return true;
}

static void sub_release(struct sub *sub)
{
	free(sub->own);
	free(sub->number);
	free(sub->enabled);
	free(sub->row);
	free(sub->target);
	free(sub->taken);
}

/* --- components ------------------------------------------------------------------------- */

struct tarjan {
	uint32_t *index, *low; /* 0: unseen */
	uint32_t *component;   /* 0: not yet assigned; from 1 */
	uint32_t *stack, stack_count;
	uint32_t *path, path_count;
	uint64_t *next; /* by state: the next edge to follow */
	uint32_t clock, components;
};

static void visit(struct tarjan *t, const struct sub *sub, uint32_t state)
{
	t->index[state] = t->low[state] = ++t->clock;
	t->next[state] = sub->row[state];
	t->stack[t->stack_count++] = state;
	t->path[t->path_count++] = state;
}

static void close_component(struct tarjan *t, uint32_t root)
{
	uint32_t state;

	t->components++;
	do {
		state = t->stack[--t->stack_count];
		t->component[state] = t->components;
	} while (state != root);
}

/* Returns false if it was stopped. */
static bool find_components(struct tarjan *t, const struct sub *sub)
{
	for (uint32_t start = 0; start < sub->count; start++) {
		if (t->index[start] != UNSEEN)
			continue;
		visit(t, sub, start);
		while (t->path_count) {
			uint32_t state = t->path[t->path_count - 1];

			if (t->next[state] < sub->row[state + 1]) {
				uint32_t target = sub->target[t->next[state]++];

				if (t->index[target] == UNSEEN)
					visit(t, sub, target);
				else if (!t->component[target] && t->index[target] < t->low[state])
					t->low[state] = t->index[target];
				continue;
			}
			t->path_count--;
			if (t->path_count) {
				uint32_t parent = t->path[t->path_count - 1];

				if (t->low[state] < t->low[parent])
					t->low[parent] = t->low[state];
			}
			if (t->low[state] == t->index[state])
				close_component(t, state);
			if (!goes_on(sub, t->clock))
				return false;
		}
	}
	return true;
}

static void tarjan_init(struct tarjan *t, uint32_t count)
{
	size_t n = (size_t)count + 1;

	*t = (struct tarjan){ 0 };
	t->index = mem_array(n, sizeof(*t->index));
	t->low = mem_array(n, sizeof(*t->low));
	t->component = mem_array(n, sizeof(*t->component));
	t->stack = mem_array(n, sizeof(*t->stack));
	t->path = mem_array(n, sizeof(*t->path));
	t->next = mem_array(n, sizeof(*t->next));
}

static void tarjan_release(struct tarjan *t)
{
	free(t->index);
	free(t->low);
	free(t->component);
	free(t->stack);
	free(t->path);
	free(t->next);
}

/* --- fairness ------------------------------------------------------------------------------ */

/* The state, nearest to the start, from which a fair behaviour can avoid P forever; GRAPH_NONE if there is
 * none. *stutters says whether it stays in that state or moves within its component. */
static uint32_t find_fair(const struct sub *sub, const struct tarjan *t, bool *stutters)
{
	uint8_t all = (uint8_t)((1U << sub->options->groups) - 1);
	uint8_t *served = mem_array((size_t)t->components + 1, sizeof(*served));
	bool *cyclic = mem_array((size_t)t->components + 1, sizeof(*cyclic));
	uint32_t found = GRAPH_NONE;

	for (uint32_t i = 0; i < sub->count; i++) {
		served[t->component[i]] |= (uint8_t)~sub->enabled[i];
		for (uint64_t e = sub->row[i]; e < sub->row[i + 1]; e++)
			if (t->component[sub->target[e]] == t->component[i]) {
				served[t->component[i]] |= sub->taken[e];
				cyclic[t->component[i]] = true;
			}
	}
	/* Own indices are in breadth-first order. */
	for (uint32_t i = 0; i < sub->count && found == GRAPH_NONE; i++) {
		*stutters = !(sub->enabled[i] & all);
		if (*stutters || (cyclic[t->component[i]] && (served[t->component[i]] & all) == all))
			found = i;
	}
	free(served);
	free(cyclic);
	return found;
}

/* --- the loop ------------------------------------------------------------------------------- */

struct tour {
	const struct sub *sub;
	const struct tarjan *t;
	uint32_t component;
	struct stop {
		uint32_t state; /* own index */
		uint8_t groups; /* the step to here should be of one of these; 0: any step */
	} * path;               /* path[0] is the entry */
	size_t length, room;
};

static void go(struct tour *tour, uint32_t state, uint8_t groups)
{
	tour->path = mem_grow(tour->path, &tour->room, tour->length + 1, sizeof(*tour->path));
	tour->path[tour->length++] = (struct stop){ state, groups };
}

/* The next goal of a tour. */
struct goal {
	uint8_t group;   /* an edge of this group, or a state where it is disabled; … */
	uint32_t target; /* … or, if group is 0, this state */
	bool step;       /* take at least one step */
};

static bool reaches(const struct sub *sub, const struct goal *goal, uint64_t edge)
{
	uint32_t to = sub->target[edge];

	if (goal->group)
		return (sub->taken[edge] | (uint8_t)~sub->enabled[to]) & goal->group;
	return to == goal->target;
}

/* Extends the tour by a shortest path to the goal within the component. */
static void seek(struct tour *tour, const struct goal *goal)
{
	const struct sub *sub = tour->sub;
	uint32_t start = tour->path[tour->length - 1].state, head = 0, tail = 0, end = GRAPH_NONE;
	uint32_t *queue, *from;

	if (!goal->step && (goal->group ? !(sub->enabled[start] & goal->group) : start == goal->target))
		return;
	queue = mem_array((size_t)sub->count + 1, sizeof(*queue));
	from = mem_array((size_t)sub->count + 1, sizeof(*from));
	memset(from, 0xff, ((size_t)sub->count + 1) * sizeof(*from));
	queue[tail++] = start;
	from[start] = start;
	uint32_t last = GRAPH_NONE; /* the state before `end` */
	while (end == GRAPH_NONE) {
		uint32_t state = queue[head++];

		for (uint64_t e = sub->row[state]; e < sub->row[state + 1]; e++) {
			uint32_t to = sub->target[e];

			if (tour->t->component[to] != tour->component)
				continue;
			if (reaches(sub, goal, e)) {
				end = to;
				last = state;
				break;
			}
			if (from[to] == GRAPH_NONE) {
				from[to] = state;
				queue[tail++] = to;
			}
		}
		assert((end != GRAPH_NONE || head < tail) &&
		       "a component serves the groups that it was found to serve");
	}
	/* Collected backwards from `last`, then reversed. */
	size_t first = tour->length;
	for (uint32_t at = last; at != start; at = from[at])
		go(tour, at, 0);
	for (size_t i = first, j = tour->length; i + 1 < j; i++, j--) {
		struct stop swap = tour->path[i];

		tour->path[i] = tour->path[j - 1];
		tour->path[j - 1] = swap;
	}
	go(tour, end, goal->group);
	free(queue);
	free(from);
}

struct pick {
	const struct sub *sub;
	uint32_t from, target; /* numbers in the graph */
	uint8_t prefer;        /* groups that the step should be of, if possible */
	struct step step;
	unsigned best;
};

static bool pick_edge(void *ctx, const struct step *step, uint32_t target)
{
	struct pick *p = ctx;
	const struct liveness_options *o = p->sub->options;
	unsigned worth = 1 + (o->fair && o->fair[step->action] & p->prefer ? 1U : 0U);

	if (target == p->target && changes(o, step, p->from, target) &&
	    !(o->finite && o->finite[step->action]) && worth > p->best) {
		p->best = worth;
		p->step = *step;
	}
	return true;
}

/* Writes the steps along the tour, one less than it has states. */
static void tour_steps(const struct tour *tour, struct step *out)
{
	const struct sub *sub = tour->sub;

	for (size_t i = 0; i + 1 < tour->length; i++) {
		struct pick p = { .sub = sub,
			          .from = sub->number[tour->path[i].state],
			          .target = sub->number[tour->path[i + 1].state],
			          .prefer = tour->path[i + 1].groups };

		graph_edges(sub->graph, p.from, pick_edge, &p);
		out[i] = p.step;
	}
}

static void make_lasso(const struct sub *sub, const struct tarjan *t, uint32_t entry, bool stutters,
                       struct liveness_result *result)
{
	struct tour tour = { .sub = sub, .t = t, .component = t->component[entry] };
	struct step *stem;

	result->stem = graph_path(sub->graph, sub->number[entry], &stem);
	go(&tour, entry, 0);
	for (unsigned g = 0; g < sub->options->groups && !stutters; g++)
		seek(&tour, &(struct goal){ .group = (uint8_t)(1U << g) });
	if (!stutters)
		seek(&tour, &(struct goal){ .target = entry, .step = tour.length == 1 });
	result->loop = tour.length - 1;
	result->steps = mem_resize(stem, result->stem + result->loop + 1, sizeof(*stem));
	tour_steps(&tour, result->steps + result->stem);
	free(tour.path);
}

void liveness_run(const struct model *model, const struct liveness_options *options,
                  struct liveness_result *result)
{
	struct sub sub = { .model = model, .options = options };
	double started = clock_seconds();
	struct graph *graph;
	struct tarjan t;
	uint32_t entry;
	bool stutters;

	*result = (struct liveness_result){ .verdict = CHECK_HOLDS };
	graph = graph_explore(model, &options->limits, &result->limit);
	if (!graph) {
		result->verdict = CHECK_LIMIT;
		result->seconds = clock_seconds() - started;
		return;
	}
	sub.graph = graph;
	bool going = sub_init(&sub);

	tarjan_init(&t, sub.count);
	going = going && find_components(&t, &sub);
	entry = going ? find_fair(&sub, &t, &stutters) : GRAPH_NONE;
	if (!going) {
		result->verdict = CHECK_LIMIT;
		result->limit = "stopped";
	}
	if (entry != GRAPH_NONE) {
		result->verdict = CHECK_VIOLATED;
		make_lasso(&sub, &t, entry, stutters, result);
	}
	result->distinct = graph_count(graph);
	result->generated = graph_generated(graph);
	result->taken = mem_array(model->action_count, sizeof(*result->taken));
	memcpy(result->taken, graph_taken(graph), model->action_count * sizeof(*result->taken));
	result->memory = graph_memory(graph) + sub.edges * 5 + (uint64_t)sub.count * 40;
	result->without = sub.count;
	result->seconds = clock_seconds() - started;
	tarjan_release(&t);
	sub_release(&sub);
	graph_free(graph);
}

void liveness_result_release(struct liveness_result *result)
{
	free(result->steps);
	free(result->taken);
	result->steps = NULL;
	result->taken = NULL;
}
