/* Hints, at the start and along random walks, against a search by the reference from the same
 * state. */
#include <stdlib.h>
#include <string.h>

#include <heddle/design.h>
#include <heddle/distance.h>
#include <heddle/mem.h>

#include "random.h"
#include "verdicts.h"

enum { WALKS = 8, WALK = 12, HINTS_EVERY = 4 };

/* The session's side and the reference's, at the same state. */
struct walker {
	struct trial *trial;
	struct ref ref;
	struct model *played, *quotient;
	struct distances *distances;
	struct arena *arena;
	void *state, *next, *projected;
	struct ref_state at;
};

static int length_of(struct hint hint)
{
	return hint.kind == HINT_EXACT ? (int)hint.steps : hint.kind == HINT_SAFE ? REF_NEVER : -1;
}

static enum outcome compare_here(struct walker *w, struct step *steps, const struct successors *expected)
{
	struct hint here, *hints = mem_array(expected->count + 1, sizeof(*hints));
	struct ref_result from;
	enum outcome outcome = AGREED;

	design_project(w->played, w->state, w->quotient, w->projected);
	if (!distances_find(w->distances, w->projected, &here, hints, expected->count))
		outcome = disagree(w->trial, "hints are not found");
	ref_explore(&w->ref, &w->at, w->trial->most, &from);
	if (!from.complete)
		outcome = outcome == AGREED ? TOO_LARGE : outcome;
	else if (outcome == AGREED && length_of(here) != from.newly)
		outcome = disagree(w->trial, "the hint is %d and not %d", length_of(here), from.newly);
	for (size_t i = 0; i < expected->count && outcome == AGREED; i++) {
		int length = 0;

		if (!expected->event[i].newly) {
			ref_explore(&w->ref, &expected->state[i], w->trial->most, &from);
			length = from.newly;
		}
		if (length_of(hints[i]) != length)
			outcome = disagree(w->trial, "the hint of %s is %d and not %d",
			                   w->played->actions[steps[i].action].name, length_of(hints[i]),
			                   length);
	}
	free(hints);
	return outcome;
}

/* The representatives of all successors, with those of `asked` that break on the way, as a sum that does not
 * depend on their order. */
static uint64_t futures(struct walker *w, const void *state, uint32_t asked)
{
	const struct model *model = w->quotient;
	uint64_t *next = mem_alloc(model->state_size), sum = 0;
	struct step *steps;
	size_t count = model_enabled(model, state, w->arena, &steps);

	for (size_t i = 0; i < count; i++) {
		uint64_t hash = UINT64_C(14695981039346656037);

		model->ops->apply(model, state, &steps[i], next);
		hash += model->ops->broken(model, state, &steps[i], next, asked);
		model->ops->canonical(model, next);
		for (size_t word = 0; word < model->state_size / sizeof(*next); word++)
			hash = (hash ^ next[word]) * UINT64_C(1099511628211);
		sum += hash ^ hash >> 31;
	}
	free(next);
	return sum;
}

/* The properties that could not be decided after some step. */
static uint32_t undecided(struct walker *w, const void *state)
{
	const struct model *model = w->quotient;
	uint64_t *next = mem_alloc(model->state_size);
	struct step *steps;
	size_t count = model_enabled(model, state, w->arena, &steps);
	uint32_t open = 0;

	for (size_t i = 0; i < count; i++) {
		model->ops->apply(model, state, &steps[i], next);
		open |= model->ops->open(model, state, &steps[i], next, UINT32_MAX);
	}
	free(next);
	return open;
}

static bool same_futures(struct walker *w, const void *a, const void *b)
{
	uint32_t decided;

	if (futures(w, a, UINT32_MAX) == futures(w, b, UINT32_MAX))
		return true;
	/* The search behind a property of the future may end with an answer for one of them only. */
	decided = ~(undecided(w, a) | undecided(w, b));
	return decided != UINT32_MAX && futures(w, a, decided) == futures(w, b, decided);
}

/* Whatever a state can do, its representative can. */
static enum outcome compare_representative(struct walker *w)
{
	void *canonical = mem_alloc(w->quotient->state_size);
	enum outcome outcome = AGREED;

	design_project(w->played, w->state, w->quotient, w->projected);
	memcpy(canonical, w->projected, w->quotient->state_size);
	w->quotient->ops->canonical(w->quotient, canonical);
	if (!same_futures(w, w->projected, canonical))
		outcome = disagree(w->trial, "a state can do what its representative cannot");
	free(canonical);
	return outcome;
}

/* Compares what can be done here, and, `hints`, how far the next bug is; then takes a step. */
static enum outcome walk_on(struct walker *w, bool hints, bool *ends)
{
	struct successors *expected = calloc(1, sizeof(*expected));
	struct step *steps;
	size_t count = model_enabled(w->played, w->state, w->arena, &steps), pick;
	enum outcome outcome = AGREED;

	ref_steps(&w->ref, &w->at, successors_add, expected);
	if (count != expected->count)
		outcome = disagree(w->trial, "%zu steps can be taken and not %zu", expected->count, count);
	for (size_t i = 0; i < count && outcome == AGREED; i++)
		if (!same_step(&w->ref, w->played, &steps[i], &expected->step[i]))
			outcome = disagree(w->trial, "step %zu of those that can be taken is another", i + 1);
	if (outcome == AGREED)
		outcome = compare_representative(w);
	if (outcome == AGREED && hints && w->distances)
		outcome = compare_here(w, steps, expected);
	pick = count ? random_below((uint32_t)count) : 0;
	*ends = outcome != AGREED || !count ||
	        w->played->ops->apply(w->played, w->state, &steps[pick], w->next) != APPLY_OK;
	if (!*ends) {
		memcpy(w->state, w->next, w->played->state_size);
		w->at = expected->state[pick];
	}
	free(expected);
	return outcome;
}

/* The hints of the first walk are compared; all walks compare representatives, which cost less. */
static enum outcome walk(struct walker *w, bool hints)
{
	enum outcome outcome = AGREED;
	bool ends = false;

	w->state = mem_alloc(w->played->state_size);
	w->next = mem_alloc(w->played->state_size);
	w->projected = mem_alloc(w->quotient->state_size);
	w->arena = arena_new();
	w->played->ops->initial(w->played, w->state);
	ref_initial(&w->ref, &w->at);
	for (int i = 0; i < WALK && !ends; i++)
		outcome = walk_on(w, hints && i % HINTS_EVERY == 0, &ends);
	arena_free(w->arena);
	free(w->state);
	free(w->next);
	free(w->projected);
	return outcome;
}

enum outcome judge_hints(struct trial *trial)
{
	struct walker w = { .trial = trial };
	struct scope scope = scope_unset();
	struct ref_result all;
	uint32_t asked = 0;
	enum outcome outcome;

	ref_init(&w.ref, trial->draft, (struct ref_mode){ .endless = true });
	ref_explore(&w.ref, NULL, trial->most / 2, &all);
	scope.of[SCOPE_OPERATIONS] = scope.of[SCOPE_TIME] = scope.of[SCOPE_FAILURES] = 10 * WALK;
	if (design_compile(trial->design, &scope, NULL, false, &w.played, NULL) ||
	    design_quotient(w.played, &w.quotient, NULL))
		outcome = disagree(trial, "it does not compile to be played");
	else {
		for (int p = 0; p < REF_PROPERTIES; p++)
			asked |= UINT32_C(1) << property_of(w.played, (enum ref_property)p);
		/* Most are too large to be searched from each successor. */
		w.distances = all.complete ? distances_new(w.quotient, asked, NULL) : NULL;
		outcome = AGREED;
		for (int i = 0; i < WALKS && outcome == AGREED; i++)
			outcome = walk(&w, i == 0);
		if (outcome == AGREED && !all.complete)
			outcome = TOO_LARGE;
		distances_free(w.distances);
	}
	model_free(w.quotient);
	model_free(w.played);
	return outcome;
}
