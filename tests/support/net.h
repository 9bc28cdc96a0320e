/*
 * Small random graphs as models: seen whole, or with bounds that hide part of them in all the ways in which a
 * model can.
 */
#ifndef TESTS_SUPPORT_NET_H
#define TESTS_SUPPORT_NET_H

#include <heddle/model.h>

enum { NET_STATES = 7, NET_PROCESSES = 3, NET_ACTIONS = 3, NET_MEMBERS = 2 };

enum edge_kind {
	EDGE_NONE,
	EDGE_PLAIN,
	EDGE_FULL,   /* the bounded model has no room for its target */
	EDGE_HIDDEN, /* the bounded model lacks it, and says that the state is scarce */
};

struct net {
	struct model model;
	bool bounded;
	unsigned states, inside; /* states from `inside` on are outside the bounds */
	struct edge {
		enum edge_kind kind;
		unsigned target;
	} edge[NET_STATES][NET_PROCESSES][NET_ACTIONS];
	bool p[NET_STATES], q[NET_STATES], has[NET_STATES][NET_MEMBERS], unset[NET_STATES];
	uint8_t fair[NET_ACTIONS];
	bool finite[NET_ACTIONS], moves[NET_ACTIONS];
	unsigned groups;
};

/* The processes a1 and a2 of role "a", which are also the members of `has`, and b1 of role "b". */
extern const struct model_process net_processes[NET_PROCESSES];

/* Draws a graph (random.h).  Nothing is to be freed.  State 0 is the initial one. */
void net_draw(struct net *net);

/* The number of a state, from 0. */
unsigned net_at(const void *state);
bool net_has_edge(const struct net *net, unsigned n, unsigned process, unsigned action);
/* Whether the bounded model hides a step of the state, and says so. */
bool net_is_scarce(const struct net *net, unsigned n);

#endif
