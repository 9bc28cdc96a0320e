/*
 * What the two halves of a recording share: recording.c runs it, guess.c reads
 * off the trace which processes, actions and kinds of variables there are.
 *
 * Everything lives in `arena`.
 */
#ifndef HEDDLE_RECORD_RECORD_H
#define HEDDLE_RECORD_RECORD_H

#include <heddle/model.h>
#include <heddle/trace.h>

/* What has to be said of a step's place so that it tells the step from others of its name. */
struct places {
	bool *several;         /* by action: its steps are in several places */
	bool columns, modules; /* lines alone do not tell them apart */
	int width;             /* columns of the longest */
};

struct recording {
	struct model model;
	struct arena *arena;
	struct trace *trace; /* a copy of what was recorded */
	struct step *steps;  /* steps[i] is what can be taken in state i */
	size_t length;       /* of steps */
	unsigned control;    /* the variable of kind VARIABLE_PROCESSES, or variable_count */
	const char *field;   /* the field of its records that holds the control state */
	struct places places;
};

/* Fills in the variables of the model and how they are laid out.  The processes that act are known.
 */
void record_guess_variables(struct recording *recording);

/* Fills in the processes, the actions and the steps. */
void record_guess_steps(struct recording *recording);

/* Fills in the places.  The steps are known. */
void record_find_places(struct recording *recording);

/* The pair of a function or record whose key is the process of that name; null when there is none.
 */
const struct value_pair *record_pair(const struct value *function, const char *name);

#endif
