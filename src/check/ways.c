/*
 * Two searches backwards over all edges: from the states with the goal, then from those where ways are cut
 * off.  What neither reaches is lost.
 *
 * Rejected: a search forwards from each state (recover.h), which stops early but visits the same states again
 * and again.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "check/ways.h"

enum way { LOST, CUT, LEADS };

/* The edges turned around: sources by target. */
struct back {
	uint64_t *row;
	uint32_t *source;
};

static bool follows(const struct link *link, int process)
{
	return process < 0 || link->process == process;
}

static bool has_source(const struct link *link, int process)
{
	return link->target != GRAPH_NONE && follows(link, process);
}

static void back_init(struct back *back, const struct links *links, int process)
{
	uint64_t all = links->row[links->count], *end;

	back->row = mem_array((size_t)links->count + 1, sizeof(*back->row));
	back->source = mem_array(all + 1, sizeof(*back->source));
	end = mem_array((size_t)links->count + 1, sizeof(*end));
	for (uint64_t e = 0; e < all; e++)
		if (has_source(&links->link[e], process))
			back->row[links->link[e].target + 1]++;
	for (uint32_t n = 0; n < links->count; n++)
		back->row[n + 1] += back->row[n];
	memcpy(end, back->row, ((size_t)links->count + 1) * sizeof(*end));
	for (uint32_t n = 0; n < links->count; n++)
		for (uint64_t e = links->row[n]; e < links->row[n + 1]; e++)
			if (has_source(&links->link[e], process))
				back->source[end[links->link[e].target]++] = n;
	free(end);
}

static void back_release(struct back *back)
{
	free(back->row);
	free(back->source);
}

struct search {
	const struct links *links;
	const int8_t *goal;
	int process;
	struct back back;
	uint8_t *way; /* by state, enum way */
	uint32_t *queue;
};

/* What cuts ways off in the state itself, WAYS_…. */
static unsigned ends_in(const struct search *s, uint32_t n)
{
	unsigned ends = s->goal[n] < 0 ? WAYS_VALUE : 0;

	if (s->links->flags[n] & LINKS_OUTSIDE)
		ends |= WAYS_BOUND;
	if (s->links->flags[n] & LINKS_SCARCE)
		ends |= WAYS_SCARCE;
	for (uint64_t e = s->links->row[n]; e < s->links->row[n + 1]; e++)
		if (s->links->link[e].target == GRAPH_NONE && follows(&s->links->link[e], s->process))
			ends |= WAYS_ROOM;
	return ends;
}

/* Gives all states that can follow ways to a state of `way` the same; the first `tail` are queued. */
static void spread(struct search *s, enum way way, uint32_t tail)
{
	for (uint32_t head = 0; head < tail; head++) {
		uint32_t n = s->queue[head];

		for (uint64_t e = s->back.row[n]; e < s->back.row[n + 1]; e++) {
			uint32_t source = s->back.source[e];

			if (s->way[source] >= way)
				continue;
			s->way[source] = (uint8_t)way;
			s->queue[tail++] = source;
		}
	}
}

static void classify(struct search *s)
{
	uint32_t tail = 0;

	for (uint32_t n = 0; n < s->links->count; n++)
		if (s->goal[n] == 1) {
			s->way[n] = LEADS;
			s->queue[tail++] = n;
		}
	spread(s, LEADS, tail);
	tail = 0;
	for (uint32_t n = 0; n < s->links->count; n++)
		if (s->way[n] == LOST && ends_in(s, n)) {
			s->way[n] = CUT;
			s->queue[tail++] = n;
		}
	spread(s, CUT, tail);
}

/* --- evidence ---------------------------------------------------------------------------- */

/* Visits the states that can follow, in breadth-first order.  Returns their number; they are queued. */
static uint32_t follow(struct search *s, uint32_t from)
{
	uint8_t *seen = mem_array(s->links->count, sizeof(*seen));
	uint32_t tail = 0;

	seen[from] = 1;
	s->queue[tail++] = from;
	for (uint32_t head = 0; head < tail; head++) {
		uint32_t n = s->queue[head];

		for (uint64_t e = s->links->row[n]; e < s->links->row[n + 1]; e++) {
			const struct link *link = &s->links->link[e];

			if (!has_source(link, s->process) || seen[link->target])
				continue;
			seen[link->target] = 1;
			s->queue[tail++] = link->target;
		}
	}
	free(seen);
	return tail;
}

static void describe_lost(struct search *s, struct ways *ways)
{
	const struct links *links = s->links;

	ways->followers = follow(s, ways->lost);
	for (uint64_t e = links->row[ways->lost]; e < links->row[ways->lost + 1]; e++)
		ways->steps |= follows(&links->link[e], s->process);
}

static void describe_open(struct search *s, struct ways *ways)
{
	const struct model *model = s->links->model;
	uint32_t count = follow(s, ways->open);

	for (uint32_t i = 0; i < count; i++) {
		uint32_t n = s->queue[i];
		unsigned ends = ends_in(s, n);

		ways->ends |= ends;
		if (ends & WAYS_BOUND && model->ops->beyond)
			ways->beyond |= model->ops->beyond(model, graph_state(s->links->graph, n));
		if (ends & WAYS_SCARCE && ways->scarce == GRAPH_NONE)
			ways->scarce = n;
	}
}

void ways_find(const struct links *links, const int8_t *goal, int process, struct ways *ways)
{
	struct search s = { .links = links, .goal = goal, .process = process };

	*ways = (struct ways){ .lost = GRAPH_NONE, .open = GRAPH_NONE, .scarce = GRAPH_NONE };
	back_init(&s.back, links, process);
	s.way = mem_array(links->count, sizeof(*s.way));
	s.queue = mem_array(links->count, sizeof(*s.queue));
	classify(&s);
	for (uint32_t n = links->count; n-- > 0;) {
		if (links->flags[n] & LINKS_OUTSIDE)
			continue;
		if (s.way[n] == LOST)
			ways->lost = n;
		else if (s.way[n] == CUT)
			ways->open = n;
	}
	if (ways->lost != GRAPH_NONE)
		describe_lost(&s, ways);
	else if (ways->open != GRAPH_NONE)
		describe_open(&s, ways);
	back_release(&s.back);
	free(s.way);
	free(s.queue);
}
