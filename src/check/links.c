/*
 * One array of links, state by state.
 *
 * Rejected: calling graph_edges again for each search, which takes all steps of the system once more, and
 * cannot go backwards.
 */
#include <stdlib.h>

#include <heddle/mem.h>

#include "check/links.h"

enum { LOOK_EVERY = 4096 };

struct adding {
	struct links *links;
	uint64_t count, room;
	bool full;
};

/* Uses realloc, because running out of memory is a limit here. */
static bool add(void *ctx, const struct step *step, uint32_t target)
{
	struct adding *adding = ctx;

	if (adding->count == adding->room) {
		uint64_t room = adding->room ? adding->room * 2 : 4096;
		struct link *link = realloc(adding->links->link, room * sizeof(*link));

		adding->full = !link;
		if (!link)
			return false;
		adding->links->link = link;
		adding->room = room;
	}
	adding->links->link[adding->count++] = (struct link){ target, (uint16_t)step->action, step->process };
	adding->links->cut |= target == GRAPH_NONE;
	return true;
}

static uint8_t flags_of(const struct links *links, uint32_t number, bool border)
{
	const struct model_ops *ops = links->model->ops;

	if (graph_outside(links->graph, number))
		return LINKS_OUTSIDE;
	return border && ops->scarce && ops->scarce(links->model, graph_state(links->graph, number))
	               ? LINKS_SCARCE
	               : 0;
}

static const char *reached(const struct links *links, const struct adding *adding, uint32_t number,
                           const struct graph_limits *limits)
{
	uint64_t memory = graph_memory(links->graph) + adding->room * sizeof(struct link);

	if (adding->full || (limits->memory && memory > limits->memory))
		return "memory";
	if (number % LOOK_EVERY == 0 && limits->progress && !limits->progress(limits->ctx, links->count, 0))
		return "stopped";
	return NULL;
}

bool links_init(struct links *links, const struct model *model, const struct graph *graph,
                const struct graph_limits *limits, const char **limit)
{
	struct adding adding = { .links = links };
	const char *why = NULL;

	*links = (struct links){ .graph = graph, .model = model, .count = graph_count(graph) };
	links->row = mem_array((size_t)links->count + 1, sizeof(*links->row));
	links->flags = mem_array(links->count, sizeof(*links->flags));
	for (uint32_t n = 0; n < links->count && !why; n++) {
		links->row[n] = adding.count;
		links->flags[n] = flags_of(links, n, limits->border);
		links->cut |= links->flags[n] != 0;
		graph_edges(graph, n, add, &adding);
		why = reached(links, &adding, n, limits);
	}
	links->row[links->count] = adding.count;
	if (!why)
		return true;
	links_release(links);
	*limit = why;
	return false;
}

void links_release(struct links *links)
{
	free(links->row);
	free(links->link);
	free(links->flags);
	*links = (struct links){ 0 };
}

uint64_t links_memory(const struct links *links)
{
	return (uint64_t)links->count * (sizeof(*links->row) + 1) +
	       links->row[links->count] * sizeof(struct link);
}
