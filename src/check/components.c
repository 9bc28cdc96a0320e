/*
 * Tarjan's algorithm (SIAM J. Comput. 1(2), 1972), without recursion.
 *
 * Rejected: nested depth-first search, which finds one cycle sooner but needs a copy of the graph for each
 * fair group.
 */
#include <stdlib.h>

#include <heddle/mem.h>

#include "check/components.h"

enum { UNSEEN = 0, LOOK_EVERY = 4096 };

struct tarjan {
	const struct components_of *of;
	uint32_t *index, *low; /* 0: unseen */
	uint32_t *component;   /* 0: not yet assigned; from 1 */
	uint32_t *stack, stack_count;
	uint32_t *path, path_count;
	uint64_t *next; /* by state: the next edge to follow */
	uint32_t clock, components;
};

static void visit(struct tarjan *t, uint32_t state)
{
	t->index[state] = t->low[state] = ++t->clock;
	t->next[state] = t->of->links->row[state];
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

static void follow(struct tarjan *t, uint32_t state, const struct link *link)
{
	if (link->target == GRAPH_NONE || !t->of->part[link->target] ||
	    !t->of->follows(t->of->ctx, state, link))
		return;
	if (t->index[link->target] == UNSEEN)
		visit(t, link->target);
	else if (!t->component[link->target] && t->index[link->target] < t->low[state])
		t->low[state] = t->index[link->target];
}

static void leave(struct tarjan *t, uint32_t state)
{
	t->path_count--;
	if (t->path_count) {
		uint32_t parent = t->path[t->path_count - 1];

		if (t->low[state] < t->low[parent])
			t->low[parent] = t->low[state];
	}
	if (t->low[state] == t->index[state])
		close_component(t, state);
}

/* Returns false if it was stopped. */
static bool search(struct tarjan *t, uint32_t start)
{
	const struct links *links = t->of->links;

	visit(t, start);
	while (t->path_count) {
		uint32_t state = t->path[t->path_count - 1];

		if (t->next[state] < links->row[state + 1]) {
			follow(t, state, &links->link[t->next[state]++]);
			continue;
		}
		leave(t, state);
		if (t->clock % LOOK_EVERY == 0 && !t->of->go_on(t->of->ctx))
			return false;
	}
	return true;
}

uint32_t *components_find(const struct components_of *of, uint32_t *count)
{
	size_t n = (size_t)of->links->count + 1;
	struct tarjan t = { .of = of };
	bool going = true;

	t.index = mem_array(n, sizeof(*t.index));
	t.low = mem_array(n, sizeof(*t.low));
	t.component = mem_array(n, sizeof(*t.component));
	t.stack = mem_array(n, sizeof(*t.stack));
	t.path = mem_array(n, sizeof(*t.path));
	t.next = mem_array(n, sizeof(*t.next));
	for (uint32_t start = 0; start < of->links->count && going; start++)
		if (of->part[start] && t.index[start] == UNSEEN)
			going = search(&t, start);
	free(t.index);
	free(t.low);
	free(t.stack);
	free(t.path);
	free(t.next);
	*count = t.components;
	if (going)
		return t.component;
	free(t.component);
	return NULL;
}
