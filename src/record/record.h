/*
 * Shared by recording.c, which plays a recording, and guess.c, which infers processes, actions and the layout
 * of variables from the trace.
 *
 * Everything lives in `arena`.
 */
#ifndef HEDDLE_RECORD_RECORD_H
#define HEDDLE_RECORD_RECORD_H

#include <heddle/model.h>
#include <heddle/trace.h>

/* The parts of a step's place that distinguish it from others with the same name. */
struct places {
	bool *several;         /* by action: its steps are in several places */
	bool columns, modules; /* lines alone do not distinguish them */
	int width;             /* columns of the longest */
};

struct recording {
	struct model model;
	struct arena *arena;
	struct trace *trace; /* a copy of the recorded trace */
	struct step *steps;  /* steps[i] is enabled in state i */
	size_t length;       /* of steps */
	unsigned control;    /* the variable of kind VARIABLE_PROCESSES, or variable_count */
	const char *field;   /* the field of its records that holds the control state */
	struct places places;
};

/* Fills in the model's variables and their layout.  Call it after the processes that act are known. */
void record_guess_variables(struct recording *recording);

/* Fills in the processes, the actions and the steps. */
void record_guess_steps(struct recording *recording);

/* Fills in the places.  Call it after the steps are known. */
void record_find_places(struct recording *recording);

/* The pair of a function or record whose key is that process; null if there is none. */
const struct value_pair *record_pair(const struct value *function, const char *name);

#endif
