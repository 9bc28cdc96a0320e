/*
 * Fair strongly connected components (Lichtenstein and Pnueli, POPL 1985) of the states that can follow a
 * start within the part, and then a tour of the nearest one.
 *
 * Fair groups are weakly fair, so a component needs for each group a step of it or a state where it is not
 * enabled, and every component that has them contains a loop that visits them all.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "check/components.h"
#include "check/lasso.h"

struct search {
	const struct lasso_search *asked;
	const struct links *links;
	const struct fairness *fairness;
	uint8_t *reached; /* by state: follows a start within the part */
	uint32_t *from;   /* the state before it on the way there; itself: it is a start */
	uint32_t *order;  /* reached states, nearest to the initial state first */
	uint32_t order_count;
	uint8_t *enabled; /* by state, reached ones: the fair groups with an enabled step */
	uint32_t *component;
	uint32_t components;
};

static uint8_t groups_of(const struct fairness *fairness, unsigned action)
{
	return fairness->fair ? fairness->fair[action] : 0;
}

static uint8_t all_groups(const struct fairness *fairness)
{
	return (uint8_t)((1U << fairness->groups) - 1);
}

/* A step that changes nothing counts neither for fairness nor as part of a loop. */
static bool changes(const struct fairness *fairness, unsigned action, uint32_t from, uint32_t target)
{
	return target != from || (fairness->moves && fairness->moves[action]);
}

/* Whether the edge can be taken forever. */
static bool repeats(void *ctx, uint32_t from, const struct link *link)
{
	const struct search *s = ctx;

	return changes(s->fairness, link->action, from, link->target) &&
	       !(s->fairness->finite && s->fairness->finite[link->action]);
}

static bool inside(const struct search *s, const struct link *link)
{
	return link->target != GRAPH_NONE && s->asked->part[link->target];
}

/* --- what follows the starts ----------------------------------------------------------------- */

static uint32_t *find_depths(const struct links *links)
{
	uint32_t *depth = mem_array((size_t)links->count + 1, sizeof(*depth));

	/* States are in breadth-first order; only the initial one has depth 0. */
	for (uint32_t n = 0; n < links->count; n++)
		for (uint64_t e = links->row[n]; e < links->row[n + 1]; e++) {
			uint32_t target = links->link[e].target;

			if (target != GRAPH_NONE && target != 0 && !depth[target])
				depth[target] = depth[n] + 1;
		}
	return depth;
}

static void reach(struct search *s, uint32_t n, uint32_t from)
{
	if (s->reached[n])
		return;
	s->reached[n] = 1;
	s->from[n] = from;
	s->order[s->order_count++] = n;
}

/* Breadth-first from all starts at once, each entered at its own depth. */
static void reach_all(struct search *s)
{
	const struct links *links = s->links;
	uint32_t *depth = find_depths(links), *length = mem_array((size_t)links->count + 1, sizeof(*length));
	uint32_t head = 0, start = 0;

	while (start < links->count || head < s->order_count) {
		uint32_t n;

		if (head == s->order_count ||
		    (start < links->count && depth[start] <= length[s->order[head]])) {
			if (s->asked->starts[start] && !s->reached[start]) {
				length[start] = depth[start];
				reach(s, start, start);
			}
			start++;
			continue;
		}
		n = s->order[head++];
		for (uint64_t e = links->row[n]; e < links->row[n + 1]; e++) {
			uint32_t target = links->link[e].target;

			if (!inside(s, &links->link[e]) || s->reached[target])
				continue;
			length[target] = length[n] + 1;
			reach(s, target, n);
		}
	}
	free(depth);
	free(length);
}

/* --- fairness ------------------------------------------------------------------------------ */

static void find_enabled(struct search *s)
{
	const struct links *links = s->links;

	for (uint32_t i = 0; i < s->order_count; i++) {
		uint32_t n = s->order[i];

		if (links->flags[n] & LINKS_SCARCE && !s->asked->enough)
			s->enabled[n] = all_groups(s->fairness);
		for (uint64_t e = links->row[n]; e < links->row[n + 1]; e++)
			if (changes(s->fairness, links->link[e].action, n, links->link[e].target))
				s->enabled[n] |= groups_of(s->fairness, links->link[e].action);
	}
}

static bool stutters(const struct search *s, uint32_t n)
{
	return !(s->enabled[n] & all_groups(s->fairness));
}

/* The nearest state from which a fair behaviour can stay in the part forever; GRAPH_NONE: there is none. */
static uint32_t find_entry(const struct search *s)
{
	const struct links *links = s->links;
	uint8_t all = all_groups(s->fairness);
	uint8_t *served = mem_array((size_t)s->components + 1, sizeof(*served));
	bool *cyclic = mem_array((size_t)s->components + 1, sizeof(*cyclic));
	uint32_t found = GRAPH_NONE;

	for (uint32_t i = 0; i < s->order_count; i++) {
		uint32_t n = s->order[i], c = s->component[n];

		served[c] |= (uint8_t)~s->enabled[n];
		for (uint64_t e = links->row[n]; e < links->row[n + 1]; e++)
			if (inside(s, &links->link[e]) && s->component[links->link[e].target] == c &&
			    repeats((void *)s, n, &links->link[e])) {
				served[c] |= groups_of(s->fairness, links->link[e].action);
				cyclic[c] = true;
			}
	}
	for (uint32_t i = 0; i < s->order_count && found == GRAPH_NONE; i++) {
		uint32_t c = s->component[s->order[i]];

		if (stutters(s, s->order[i]) || (cyclic[c] && (served[c] & all) == all))
			found = s->order[i];
	}
	free(served);
	free(cyclic);
	return found;
}

/* --- the loop ------------------------------------------------------------------------------- */

struct tour {
	const struct search *s;
	uint32_t component;
	struct stop {
		uint32_t state;
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

static bool reaches(const struct search *s, const struct goal *goal, const struct link *link)
{
	if (goal->group)
		return (groups_of(s->fairness, link->action) | (uint8_t)~s->enabled[link->target]) &
		       goal->group;
	return link->target == goal->target;
}

static void reverse(struct stop *stops, size_t count)
{
	for (size_t i = 0, j = count; i + 1 < j; i++, j--) {
		struct stop swap = stops[i];

		stops[i] = stops[j - 1];
		stops[j - 1] = swap;
	}
}

/* The first edge of a state, within the component, that reaches the goal.  Others are queued. */
static const struct link *look_around(const struct tour *tour, const struct goal *goal, uint32_t state,
                                      uint32_t *from, uint32_t *queue, uint32_t *tail)
{
	const struct search *s = tour->s;

	for (uint64_t e = s->links->row[state]; e < s->links->row[state + 1]; e++) {
		const struct link *link = &s->links->link[e];

		if (!inside(s, link) || s->component[link->target] != tour->component ||
		    !repeats((void *)s, state, link))
			continue;
		if (reaches(s, goal, link))
			return link;
		if (from[link->target] == GRAPH_NONE) {
			from[link->target] = state;
			queue[(*tail)++] = link->target;
		}
	}
	return NULL;
}

/* Extends the tour by a shortest path to the goal within the component. */
static void seek(struct tour *tour, const struct goal *goal)
{
	const struct search *s = tour->s;
	uint32_t start = tour->path[tour->length - 1].state, head = 0, tail = 0, last = start;
	size_t first = tour->length, size = ((size_t)s->links->count + 1) * sizeof(uint32_t);
	const struct link *link = NULL;
	uint32_t *queue, *from;

	if (!goal->step && (goal->group ? !(s->enabled[start] & goal->group) : start == goal->target))
		return;
	queue = mem_alloc(size);
	from = mem_alloc(size);
	memset(from, 0xff, size);
	queue[tail++] = start;
	from[start] = start;
	while (!link) {
		assert(head < tail && "a component serves the groups that it was found to serve");
		last = queue[head++];
		link = look_around(tour, goal, last, from, queue, &tail);
	}
	for (uint32_t at = last; at != start; at = from[at])
		go(tour, at, 0);
	reverse(tour->path + first, tour->length - first);
	go(tour, link->target, goal->group);
	free(queue);
	free(from);
}

/* --- steps ------------------------------------------------------------------------------------ */

struct pick {
	const struct fairness *fairness;
	uint32_t from, target;
	bool forever;   /* it has to be one that repeats */
	uint8_t prefer; /* groups that the step should be of, if possible */
	struct step step;
	unsigned best;
};

static bool pick_edge(void *ctx, const struct step *step, uint32_t target)
{
	struct pick *p = ctx;
	const struct fairness *f = p->fairness;
	unsigned worth = 1 + (groups_of(f, step->action) & p->prefer ? 1U : 0U);
	bool fits = target == p->target && (!p->forever || (changes(f, step->action, p->from, target) &&
	                                                    !(f->finite && f->finite[step->action])));

	if (fits && worth > p->best) {
		p->best = worth;
		p->step = *step;
	}
	return true;
}

static struct step step_between(const struct search *s, uint32_t from, uint32_t target, bool forever,
                                uint8_t prefer)
{
	struct pick p = { s->fairness, from, target, forever, prefer, { 0 }, 0 };

	graph_edges(s->links->graph, from, pick_edge, &p);
	assert(p.best && "a link is an edge of its graph");
	return p.step;
}

/* The run to the entry: a shortest one to its start, and from there within the part. */
static void make_stem(const struct search *s, uint32_t entry, struct lasso *lasso)
{
	uint32_t start = entry;
	size_t at;

	lasso->stem = 0;
	for (; s->from[start] != start; start = s->from[start])
		lasso->stem++;
	lasso->start = graph_path(s->links->graph, start, &lasso->steps);
	lasso->stem += lasso->start;
	lasso->steps = mem_resize(lasso->steps, lasso->stem + 1, sizeof(*lasso->steps));
	at = lasso->stem;
	for (uint32_t n = entry; s->from[n] != n; n = s->from[n])
		lasso->steps[--at] = step_between(s, s->from[n], n, false, 0);
}

static void make_loop(const struct search *s, uint32_t entry, struct lasso *lasso)
{
	struct tour tour = { .s = s, .component = s->component[entry] };

	go(&tour, entry, 0);
	for (unsigned g = 0; g < s->fairness->groups; g++)
		seek(&tour, &(struct goal){ .group = (uint8_t)(1U << g) });
	seek(&tour, &(struct goal){ .target = entry, .step = tour.length == 1 });
	lasso->loop = tour.length - 1;
	lasso->steps = mem_resize(lasso->steps, lasso->stem + lasso->loop + 1, sizeof(*lasso->steps));
	for (size_t i = 0; i < lasso->loop; i++)
		lasso->steps[lasso->stem + i] = step_between(s, tour.path[i].state, tour.path[i + 1].state,
		                                             true, tour.path[i + 1].groups);
	free(tour.path);
}

/* --- the search ------------------------------------------------------------------------------- */

static bool go_on(void *ctx)
{
	const struct search *s = ctx;

	return !s->asked->go_on || s->asked->go_on(s->asked->ctx);
}

static void init(struct search *s, const struct lasso_search *asked)
{
	size_t n = (size_t)asked->links->count + 1;

	*s = (struct search){ .asked = asked, .links = asked->links, .fairness = asked->fairness };
	s->reached = mem_array(n, sizeof(*s->reached));
	s->from = mem_array(n, sizeof(*s->from));
	s->order = mem_array(n, sizeof(*s->order));
	s->enabled = mem_array(n, sizeof(*s->enabled));
}

static void release(struct search *s)
{
	free(s->reached);
	free(s->from);
	free(s->order);
	free(s->enabled);
	free(s->component);
}

enum lasso_end lasso_find(const struct lasso_search *asked, struct lasso *lasso)
{
	enum lasso_end end = LASSO_STOPPED;
	struct search s;
	uint32_t entry;

	*lasso = (struct lasso){ 0 };
	init(&s, asked);
	reach_all(&s);
	find_enabled(&s);
	s.component = components_find(&(struct components_of){ s.links, s.reached, repeats, go_on, &s },
	                              &s.components);
	if (s.component) {
		entry = find_entry(&s);
		end = entry == GRAPH_NONE ? LASSO_NONE : LASSO_FOUND;
		if (end == LASSO_FOUND)
			make_stem(&s, entry, lasso);
		if (end == LASSO_FOUND && !stutters(&s, entry))
			make_loop(&s, entry, lasso);
	}
	release(&s);
	return end;
}
