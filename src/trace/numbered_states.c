/*
 * Arrays indexed by number.  Rejected: sorting, which finds a duplicate number only at the end, when its
 * place is no longer known.
 */
#include <assert.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "trace/numbered_states.h"

void numbered_init(struct numbered *numbered, struct trace *trace, size_t first, size_t count)
{
	*numbered = (struct numbered){
		.trace = trace,
		.first = first,
		.count = count,
		.states = arena_array(trace->arena, count, sizeof(*numbered->states)),
		.into = arena_array(trace->arena, count, sizeof(*numbered->into)),
		.have = arena_array(trace->arena, count, sizeof(*numbered->have)),
	};
}

int numbered_state(struct numbered *numbered, size_t number, const struct value *state, struct err *err)
{
	size_t at = number - numbered->first;

	if (numbered->states[at])
		return err_set(err, "a second state with number %zu; expected each number once", number);
	numbered->states[at] = state;
	return 0;
}

int numbered_step(struct numbered *numbered, size_t from, size_t to, const struct trace_step *step,
                  struct err *err)
{
	if (to == from + 1) {
		size_t at = to - numbered->first;

		if (numbered->have[at])
			return err_set(err, "a second step from state %zu to state %zu", from, to);
		numbered->have[at] = true;
		numbered->into[at] = *step;
		return 0;
	}
	if (to > from || from != numbered->first + numbered->count - 1)
		return err_set(err,
		               "a step from state %zu to state %zu; expected one to the next "
		               "state, or back from the last",
		               from, to);
	if (numbered->closed)
		return err_set(err, "a second step that closes the loop; expected one");
	numbered->closed = true;
	numbered->trace->loop = (int64_t)(to - numbered->first);
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
		assert(numbered->states[i] && "n different numbers of n are all of them");
		if (draft_add(&draft, numbered->states[i], &numbered->into[i], err))
			goto out;
	}
	status = draft_finish(&draft, err);
out:
	draft_release(&draft);
	return status;
}

/* --- what the two dumps have in common ---------------------------------------------------- */

const char *const numbered_location_keys[4] = { "beginLine", "beginColumn", "endLine", "endColumn" };

const char *numbered_location(struct arena *arena, const int64_t numbers[4], const char *module)
{
	return arena_printf(arena, "line %lld, col %lld to line %lld, col %lld of module %s",
	                    (long long)numbers[0], (long long)numbers[1], (long long)numbers[2],
	                    (long long)numbers[3], module);
}

bool numbered_location_parse(const char *text, struct location *location, struct buf *lost)
{
	if (location_parse(text, location))
		return true;
	if (text)
		lost_add(lost, "locations");
	return false;
}

void numbered_put_steps(const struct trace *trace, numbered_put *put, struct buf *out, struct buf *lost)
{
	static const struct trace_step nameless;
	size_t last = trace->state_count - 1;

	for (size_t i = 0; i < last; i++)
		if (trace->steps[i].action)
			put(out, trace, i, i + 1, &trace->steps[i], lost);
	if (trace->loop >= 0) {
		const struct trace_step *step = trace->loop < (int64_t)last ? &trace->back
		                                : last                      ? &trace->steps[last - 1]
		                                                            : &nameless;

		put(out, trace, last, (size_t)trace->loop, step, lost);
	}
}
