/*
 * The lattice of all orders of a schedule's steps: its nodes are (how many steps of each process were taken,
 * whether the property is broken, state), its edges the steps that can be taken there.
 *
 * Nodes are numbered level by level, so every edge leads to a larger number.  Node 0 is the start.
 */
#ifndef HEDDLE_WHY_LATTICE_H
#define HEDDLE_WHY_LATTICE_H

#include "why/why_private.h"

/* The steps of one process, by their numbers in the schedule. */
struct lane {
	uint32_t *steps;
	size_t count;
};

/* The steps of a schedule, by process. */
struct lanes {
	struct lane *lanes;
	unsigned count;
	size_t head; /* bytes of a key that begins with a cut: a place in each lane, and a flag */
};

/* False: too many steps to number.  Release them whatever the answer. */
bool lattice_lanes(struct lanes *lanes, const struct why_question *question);
void lattice_lanes_release(struct lanes *lanes);

struct lattice_edge {
	uint32_t to, step;
};

enum { LEADS_FINE = 1, LEADS_BROKEN = 2 };

struct lattice {
	size_t count; /* steps of the schedule */
	struct lanes lanes;
	unsigned *lane_of, *place_of; /* by step: its lane, and its place there, from 0 */
	struct node_set nodes;
	size_t *first; /* by node: its first edge; one more at the end */
	struct lattice_edge *edges;
	size_t edge_count, edge_room, first_room;
	uint8_t *leads; /* by node: to which ends of all steps (LEADS_…); 0: to none */
};

/* Builds it.  Release it whatever the status is.  WHY_UNKNOWN: there are too many nodes. */
enum why_status lattice_build(struct lattice *lattice, const struct why_question *question,
                              struct budget *budget);
void lattice_release(struct lattice *lattice);

const uint16_t *lattice_cut(const struct lattice *lattice, uint32_t node);
bool lattice_broken(const struct lattice *lattice, uint32_t node);
bool lattice_is_end(const struct lattice *lattice, uint32_t node); /* all steps were taken */

#endif
