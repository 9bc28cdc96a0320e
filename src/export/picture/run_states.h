/*
 * The steps of a trace and the states between them, replayed in a model.
 */
#ifndef HEDDLE_EXPORT_PICTURE_RUN_STATES_H
#define HEDDLE_EXPORT_PICTURE_RUN_STATES_H

#include <heddle/model.h>

struct err;
struct trace;

struct run_states {
	const struct model *model; /* the given one, or a larger one if that was full */
	struct model *larger;      /* that one; or null */
	size_t count;              /* of steps */
	struct step *steps;        /* count of them; if `closes`, then the one that closes the lasso's loop */
	void **states;             /* count + 1 of them */
	bool closes;
	uint32_t *path; /* by state: its node in trace->heddle; null: the trace has no nodes */
};

/* Replays a trace made by session_trace; the caller releases the run.  The model is borrowed.  Returns -1
 * with `err` set, and nothing to release, if a step is not enabled. */
int run_states_make(const struct model *model, const struct trace *trace, struct run_states *run,
                    struct err *err);
void run_states_release(struct run_states *run);

#endif
