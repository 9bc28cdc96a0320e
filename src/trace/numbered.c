/*
 * Plain tables by number.  Rejected: sorting what came, which finds a number
 * that stands twice only at the end, when its place is forgotten.
 */
#include "numbered.h"

#include <assert.h>

#include "heddle/err.h"
#include "heddle/mem.h"

void numbered_init(struct numbered *numbered, struct trace *trace, size_t count)
{
	*numbered = (struct numbered){
		.trace = trace,
		.count = count,
		.states = arena_array(trace->arena, count, sizeof(*numbered->states)),
		.into = arena_array(trace->arena, count, sizeof(*numbered->into)),
		.have = arena_array(trace->arena, count, sizeof(*numbered->have)),
	};
}

int numbered_state(struct numbered *numbered, size_t number, const struct value *state,
                   struct err *err)
{
	if (numbered->states[number - 1])
		return err_set(err, "a second state with number %zu; expected each number once",
		               number);
	numbered->states[number - 1] = state;
	return 0;
}

int numbered_step(struct numbered *numbered, size_t from, size_t to, const struct trace_step *step,
                  struct err *err)
{
	if (to == from + 1) {
		if (numbered->have[to - 1])
			return err_set(err, "a second step from state %zu to state %zu", from, to);
		numbered->have[to - 1] = true;
		numbered->into[to - 1] = *step;
		return 0;
	}
	if (to > from || from != numbered->count)
		return err_set(err,
		               "a step from state %zu to state %zu; expected one to the next "
		               "state, or back from the last",
		               from, to);
	if (numbered->closed)
		return err_set(err, "a second step that closes the loop; expected one");
	numbered->closed = true;
	numbered->trace->loop = (int64_t)to - 1;
	if (to != from)
		numbered->trace->back = *step;
	return 0;
}

int numbered_finish(struct numbered *numbered, struct err *err)
{
	struct draft draft;
	int status = -1;

	draft_init(&draft, numbered->trace);
	for (size_t i = 0; i < numbered->count; i++) {
		assert(numbered->states[i] && "n different numbers from 1 to n are all of them");
		if (draft_add(&draft, numbered->states[i], &numbered->into[i], err))
			goto out;
	}
	status = draft_finish(&draft, err);
out:
	draft_release(&draft);
	return status;
}
