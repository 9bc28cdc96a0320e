/* A state is a number; all that is true of it is drawn at random. */
#include <string.h>

#include <heddle/mem.h>
#include <heddle/value.h>

#include "net.h"
#include "random.h"

struct place {
	uint64_t n;
};

static const char *const no_texts[] = { NULL };
const struct model_process net_processes[NET_PROCESSES] = {
	{ .name = "a1", .role = "a" },
	{ .name = "a2", .role = "a" },
	{ .name = "b1", .role = "b" },
};
#define ACTION(title, of)                                                                                    \
	{                                                                                                    \
		.name = title, .role = of, .at = no_texts, .needs = no_texts, .chooses = no_texts,           \
		.does = no_texts                                                                             \
	}
static const struct model_action actions[NET_ACTIONS] = { ACTION("Go", "a"), ACTION("Jump", "a"),
	                                                  ACTION("Turn", "b") };
static const struct model_variable variables[] = {
	{ "n", "n", VARIABLE_PLAIN },     { "p", "p", VARIABLE_PLAIN }, { "q", "q", VARIABLE_PLAIN },
	{ "has", "has", VARIABLE_TABLE }, { "v", "v", VARIABLE_PLAIN },
};
static const char *const bounds[] = { "depth", NULL };

static const struct net *net_of(const struct model *model)
{
	return (const struct net *)(const void *)model;
}

unsigned net_at(const void *state)
{
	return (unsigned)((const struct place *)state)->n;
}

static void initial(const struct model *model, void *state)
{
	(void)model;
	*(struct place *)state = (struct place){ 0 };
}

bool net_has_edge(const struct net *net, unsigned n, unsigned process, unsigned action)
{
	enum edge_kind kind = net->edge[n][process][action].kind;

	return kind != EDGE_NONE && (kind != EDGE_HIDDEN || !net->bounded);
}

static void enabled(const struct model *model, const void *state, step_fn *fn, void *ctx)
{
	for (unsigned process = 0; process < NET_PROCESSES; process++)
		for (unsigned action = 0; action < NET_ACTIONS; action++) {
			struct step step = { .action = action, .process = (uint16_t)process };

			if (net_has_edge(net_of(model), net_at(state), process, action) && !fn(ctx, &step))
				return;
		}
}

static int apply(const struct model *model, const void *state, const struct step *step, void *next)
{
	const struct net *net = net_of(model);
	const struct edge *edge = &net->edge[net_at(state)][step->process][step->action];

	if (!net_has_edge(net, net_at(state), step->process, step->action))
		return APPLY_DISABLED;
	if (edge->kind == EDGE_FULL && net->bounded)
		return APPLY_FULL;
	*(struct place *)next = (struct place){ edge->target };
	return APPLY_OK;
}

static bool within(const struct model *model, const void *state)
{
	return !net_of(model)->bounded || net_at(state) < net_of(model)->inside;
}

static uint32_t beyond(const struct model *model, const void *state)
{
	return !within(model, state);
}

bool net_is_scarce(const struct net *net, unsigned n)
{
	for (unsigned i = 0; i < NET_PROCESSES * NET_ACTIONS; i++)
		if (net->edge[n][i / NET_ACTIONS][i % NET_ACTIONS].kind == EDGE_HIDDEN)
			return true;
	return false;
}

static const char *scarce(const struct model *model, const void *state)
{
	return net_of(model)->bounded && net_is_scarce(net_of(model), net_at(state)) ? "names" : NULL;
}

static const struct value *describe(const struct model *model, const void *state, struct arena *arena)
{
	const struct net *net = net_of(model);
	unsigned n = net_at(state);
	struct value_pair has[NET_MEMBERS];

	for (unsigned i = 0; i < NET_MEMBERS; i++)
		has[i] = (struct value_pair){ value_string(arena, net_processes[i].name),
			                      value_bool(arena, net->has[n][i]) };
	struct value_pair pairs[] = {
		{ value_string(arena, "n"), value_int(arena, n) },
		{ value_string(arena, "p"), value_bool(arena, net->p[n]) },
		{ value_string(arena, "q"), value_bool(arena, net->q[n]) },
		{ value_string(arena, "has"), value_function(arena, has, NET_MEMBERS) },
		{ value_string(arena, "v"),
		  net->unset[n] ? value_model(arena, VALUE_UNSET) : value_int(arena, net->p[n]) },
	};
	return value_record(arena, pairs, sizeof(pairs) / sizeof(*pairs));
}

static const struct model_ops ops = {
	.initial = initial,
	.enabled = enabled,
	.apply = apply,
	.describe = describe,
	.within = within,
	.beyond = beyond,
	.scarce = scarce,
};

/* --- random graphs ------------------------------------------------------------------------------ */

static bool chance(unsigned percent)
{
	return random_below(100) < percent;
}

void net_draw(struct net *net)
{
	unsigned density = 8 + random_below(40), odd = random_below(3) ? 0 : 20;

	*net = (struct net){ .bounded = true, .states = 2 + random_below(NET_STATES - 1) };
	net->inside = random_below(2) ? net->states : 1 + random_below(net->states);
	net->model = (struct model){ .ops = &ops,
		                     .name = "net",
		                     .state_size = sizeof(struct place),
		                     .process_count = NET_PROCESSES,
		                     .action_count = NET_ACTIONS,
		                     .variable_count = sizeof(variables) / sizeof(*variables),
		                     .processes = net_processes,
		                     .actions = actions,
		                     .variables = variables,
		                     .bounds = bounds };
	for (unsigned n = 0; n < net->states; n++) {
		net->p[n] = chance(30);
		net->q[n] = chance(25);
		net->unset[n] = chance(10);
		for (unsigned i = 0; i < NET_MEMBERS; i++)
			net->has[n][i] = chance(35);
		for (unsigned i = 0; i < NET_PROCESSES * NET_ACTIONS; i++)
			if (strcmp(net_processes[i / NET_ACTIONS].role, actions[i % NET_ACTIONS].role) == 0 &&
			    chance(density))
				net->edge[n][i / NET_ACTIONS][i % NET_ACTIONS] =
				        (struct edge){ !chance(odd) ? EDGE_PLAIN
					               : chance(50) ? EDGE_FULL
					                            : EDGE_HIDDEN,
					               random_below(net->states) };
	}
	net->groups = random_below(3);
	for (unsigned a = 0; a < NET_ACTIONS; a++) {
		net->finite[a] = chance(10);
		net->moves[a] = chance(10);
		net->fair[a] = net->groups && !net->finite[a]
		                       ? (uint8_t)(strcmp(actions[a].role, "a") == 0 ? 1U : net->groups)
		                       : 0;
	}
}
