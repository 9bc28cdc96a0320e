/*
 * Many steps at once: a found path, and random walks.  `now` is derived only at the end; in the history
 * each step is an ordinary one.
 *
 * A walk picks the process first, then the action, then the choices.  Rejected: picking uniformly among
 * enabled steps, which favours processes with many choices.
 */
#include <heddle/mem.h>

#include "session/session_private.h"

/* splitmix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014). */
static uint32_t random_below(uint64_t *random, size_t limit)
{
	uint64_t z = *random += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (uint32_t)(((z ^ z >> 31) >> 32) * limit >> 32);
}

size_t session_do_all(struct session *session, const struct step *steps, size_t count)
{
	size_t before = history_count(session->history), done = 0;
	while (done < count && session_take(session, &steps[done], NULL) == APPLY_OK)
		done++;
	if (history_count(session->history) > before)
		session->dirty = true;
	session_refresh(session);
	return done;
}

/* The end of the run of consecutive steps, starting at `first`, of one process (`by_action`: and one
 * action). */
static size_t run_end(const struct step *steps, size_t count, size_t first, bool by_action)
{
	size_t end = first;
	while (end < count && steps[end].process == steps[first].process &&
	       (!by_action || steps[end].action == steps[first].action))
		end++;
	return end;
}

/* Narrows steps[*first ..  *end) to a random run. */
static void pick_run(uint64_t *random, const struct step *steps, size_t *first, size_t *end, bool by_action)
{
	size_t runs = 0, last = *end;
	for (size_t i = *first; i < last; i = run_end(steps, last, i, by_action))
		runs++;
	for (size_t skip = random_below(random, runs); skip; skip--)
		*first = run_end(steps, last, *first, by_action);
	*end = run_end(steps, last, *first, by_action);
}

size_t session_walk(struct session *session, size_t count, uint32_t seed, enum walk_end *why)
{
	struct arena *arena = arena_new();
	enum walk_end ended = WALK_DONE;
	size_t before = history_count(session->history), taken = 0;
	uint64_t random = seed;
	while (taken < count) {
		uint32_t from = history_cursor(session->history), to;
		struct step *steps;
		arena_clear(arena);
		size_t first = 0, end = model_enabled(session->model, history_state(session->history, from),
		                                      arena, &steps);
		if (end == 0) {
			ended = WALK_STUCK;
			break;
		}
		pick_run(&random, steps, &first, &end, false);
		pick_run(&random, steps, &first, &end, true);
		first += random_below(&random, end - first);
		if (session_take(session, &steps[first], &to) != APPLY_OK) {
			ended = WALK_FULL;
			break;
		}
		taken++;
		if (session_breaks_at(session, to)) {
			ended = WALK_BROKEN;
			break;
		}
	}
	if (why)
		*why = ended;
	arena_free(arena);
	if (history_count(session->history) > before)
		session->dirty = true;
	session_refresh(session);
	return taken;
}
