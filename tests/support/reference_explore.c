/* Everything that a reference can do: a list of states, searched from end to end, one level after
 * the other. */
#include <stdlib.h>
#include <string.h>

#include "reference.h"

struct list {
	struct ref *ref;
	struct ref_result *out;
	struct ref_state *states;
	unsigned count, most;
	int steps; /* from the start to the states being met */
};

static bool known(const struct list *list, const struct ref_state *state)
{
	for (unsigned i = list->count; i-- > 0;)
		if (memcmp(&list->states[i], state, sizeof(*state)) == 0)
			return true;
	return false;
}

static bool meet(void *ctx, const struct ref_step *step, const struct ref_state *next,
                 const struct ref_event *event)
{
	struct list *list = ctx;

	list->out->generated++;
	if (step)
		list->out->taken[list->ref->role[step->process]][step->action]++;
	for (int p = 0; p < REF_PROPERTIES; p++)
		if (event->broken >> p & 1 && list->out->shortest[p] > list->steps)
			list->out->shortest[p] = list->steps;
	if (event->newly && list->out->newly > list->steps)
		list->out->newly = list->steps;
	if (!ref_within(list->ref, next) || known(list, next))
		return true;
	if (list->count == list->most) {
		list->out->complete = false;
		return false;
	}
	list->states[list->count++] = *next;
	return true;
}

static void explore(struct ref *ref, const struct ref_state *from, unsigned most, struct ref_result *result)
{
	struct list list = { .ref = ref, .out = result, .most = most };
	struct ref_event nothing = { 0 };
	struct ref_state start;

	*result = (struct ref_result){ .complete = true, .newly = REF_NEVER };
	for (int p = 0; p < REF_PROPERTIES; p++)
		result->shortest[p] = REF_NEVER;
	list.states = malloc(most * sizeof(*list.states));
	if (from)
		start = *from;
	else
		ref_initial(ref, &start);
	meet(&list, NULL, &start, &nothing);
	for (unsigned at = 0; at < list.count && result->complete;) {
		unsigned level_end = list.count;

		result->depth++;
		list.steps++;
		for (; at < level_end && result->complete; at++) {
			struct ref_state state = list.states[at];

			ref_steps(ref, &state, meet, &list);
		}
	}
	result->distinct = list.count;
	result->complete &= !ref->unknown && !ref->overflow;
	result->states = list.states;
}

void ref_explore(struct ref *ref, const struct ref_state *from, unsigned most, struct ref_result *result)
{
	explore(ref, from, most, result);
	free(result->states);
	result->states = NULL;
}

void ref_explore_all(struct ref *ref, unsigned most, struct ref_result *result)
{
	explore(ref, NULL, most, result);
}

/* --- liveness ----------------------------------------------------------------------------- */

/*
 * A behaviour breaks the property if from some point on there is an orphan in every state.  It then
 * stays forever among states with an orphan that are all reachable from each other by steps that can
 * be taken forever; or no more steps are taken.
 */
struct endless {
	struct list list; /* first */
	unsigned fair, from;
	bool *orphan;
	bool *leads;          /* [from * most + to], among states with an orphan */
	unsigned char *taken; /* the same: the fair roles that some such step serves */
	unsigned char *can;   /* by state: the fair roles that could take a step that changes something */
};

static unsigned index_of(const struct list *list, const struct ref_state *state)
{
	unsigned i = 0;

	while (i < list->count && memcmp(&list->states[i], state, sizeof(*state)) != 0)
		i++;
	return i;
}

static bool note_edge(void *ctx, const struct ref_step *step, const struct ref_state *next,
                      const struct ref_event *event)
{
	struct endless *e = ctx;
	unsigned to = index_of(&e->list, next), role = 1U << e->list.ref->role[step->process];
	bool finite = event->wrote || (event->failed && draft_has_global(e->list.ref->draft, DRAFT_FAILED));
	unsigned serves = event->changes && !finite ? role & e->fair : 0;

	e->can[e->from] |= (unsigned char)serves;
	if (!finite && e->orphan[e->from] && e->orphan[to]) {
		e->leads[e->from * e->list.most + to] = true;
		e->taken[e->from * e->list.most + to] |= (unsigned char)serves;
	}
	return true;
}

/* Whether a behaviour can stay among the states that `start` leads to and that lead to it. */
static bool can_stay(const struct endless *e, const bool *reaches, unsigned start)
{
	unsigned most = e->list.most, served = 0;
	bool moves = false;

	if (!e->orphan[start])
		return false;
	if (!e->can[start])
		return true; /* nothing need happen any more */
	for (unsigned a = 0; a < e->list.count; a++) {
		if (a != start && !(reaches[start * most + a] && reaches[a * most + start]))
			continue;
		served |= ~(unsigned)e->can[a];
		for (unsigned b = 0; b < e->list.count; b++)
			if (e->leads[a * most + b] &&
			    (b == start || (reaches[start * most + b] && reaches[b * most + start]))) {
				served |= e->taken[a * most + b];
				moves = true;
			}
	}
	return moves && !(e->fair & ~served);
}

static bool finds_lasso(struct endless *e)
{
	unsigned most = e->list.most, count = e->list.count;
	bool *reaches = malloc(most * most * sizeof(*reaches)), found = false;

	for (e->from = 0; e->from < count; e->from++) {
		struct ref_state state = e->list.states[e->from];

		ref_steps(e->list.ref, &state, note_edge, e);
	}
	/* Floyd and Warshall. */
	memcpy(reaches, e->leads, most * most * sizeof(*reaches));
	for (unsigned via = 0; via < count; via++)
		for (unsigned a = 0; a < count; a++)
			for (unsigned b = 0; reaches[a * most + via] && b < count; b++)
				reaches[a * most + b] |= reaches[via * most + b];
	for (unsigned i = 0; i < count && !found; i++)
		found = can_stay(e, reaches, i);
	free(reaches);
	return found;
}

int ref_always_eventually(struct ref *ref, unsigned fair_roles, unsigned most)
{
	struct ref_result result;
	struct endless e = { .list = { .ref = ref, .out = &result, .most = most }, .fair = fair_roles };
	struct ref_event nothing = { 0 };
	struct ref_state start;
	int verdict = -1;

	result = (struct ref_result){ .complete = true };
	e.list.states = calloc(most, sizeof(*e.list.states));
	e.orphan = calloc(most, sizeof(*e.orphan));
	e.leads = calloc(most * most, sizeof(*e.leads));
	e.taken = calloc(most * most, sizeof(*e.taken));
	e.can = calloc(most, sizeof(*e.can));
	ref_initial(ref, &start);
	meet(&e.list, NULL, &start, &nothing);
	for (unsigned at = 0; at < e.list.count && result.complete; at++) {
		struct ref_state state = e.list.states[at];

		ref_steps(ref, &state, meet, &e.list);
	}
	if (result.complete && !ref->unknown && !ref->overflow) {
		for (unsigned i = 0; i < e.list.count; i++)
			e.orphan[i] = ref_broken(ref, &e.list.states[i]) != 0;
		verdict = !finds_lasso(&e);
	}
	free(e.list.states);
	free(e.orphan);
	free(e.leads);
	free(e.taken);
	free(e.can);
	return verdict;
}
