/*
 * Forward data flow over the control states of a role: at each of them the set of facts, one for each way
 * there.  What was seen is either known from the control state, or still held by a local.
 *
 * Rejected: a history variable in the state, which would be exact where ways meet but change all counts.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "design/known.h"

/* What is known of each condition. */
enum { SEEN_NOTHING, SEEN, SEEN_IN /* … the local with that number behind it */ };

struct fact {
	uint8_t of[KNOWN_MAX];
};

enum { FACTS_MAX = 64 };

struct facts {
	struct fact of[FACTS_MAX];
	unsigned count;
};

struct flow {
	const struct system_role *role;
	const struct expr *const *conditions;
	unsigned count;
	struct facts *at; /* by control state */
	bool full;
};

/* --- what a step shows ------------------------------------------------------------------- */

static bool is_local(const struct expr *e, unsigned local)
{
	return e->kind == EXPR_NAME && e->meaning == EXPR_NAME_LOCAL && e->index == local;
}

static bool names_local(const struct expr *e, unsigned local)
{
	if (!e)
		return false;
	for (uint32_t i = 0; i < e->count && e->items; i++)
		if (names_local(e->items[i], local))
			return true;
	return is_local(e, local) || names_local(e->part[0], local) || names_local(e->part[1], local) ||
	       names_local(e->part[2], local);
}

static bool denies(const struct expr *e, const struct expr *condition)
{
	if (e->kind == EXPR_NOT)
		return expr_equal(e->part[0], condition);
	if (condition->kind == EXPR_NOT)
		return expr_equal(e, condition->part[0]);
	return ((e->kind == EXPR_EQUAL && condition->kind == EXPR_NOT_EQUAL) ||
	        (e->kind == EXPR_NOT_EQUAL && condition->kind == EXPR_EQUAL)) &&
	       expr_equal(e->part[0], condition->part[0]) && expr_equal(e->part[1], condition->part[1]);
}

static void see_guard(const struct flow *flow, const struct expr *guard, struct fact *fact)
{
	if (guard->kind == EXPR_AND) {
		see_guard(flow, guard->part[0], fact);
		see_guard(flow, guard->part[1], fact);
		return;
	}
	for (unsigned i = 0; i < flow->count; i++) {
		if (expr_equal(guard, flow->conditions[i]))
			fact->of[i] = SEEN;
		else if (denies(guard, flow->conditions[i]))
			fact->of[i] = SEEN_NOTHING;
	}
}

static void see_effect(const struct flow *flow, const struct expr *effect, struct fact *fact)
{
	const struct expr *place = effect->part[0], *of;
	bool whole = effect->kind == EXPR_ASSIGN && place->kind == EXPR_NAME;

	while (place->kind == EXPR_FIELD || place->kind == EXPR_AT)
		place = place->part[0];
	if (place->kind != EXPR_NAME || place->meaning != EXPR_NAME_LOCAL)
		return;
	for (unsigned i = 0; i < flow->count; i++) {
		bool named = names_local(flow->conditions[i], place->index);

		of = flow->conditions[i];
		if (named || fact->of[i] == SEEN_IN + place->index)
			fact->of[i] = SEEN_NOTHING;
		if (!named && whole && of->kind == EXPR_EQUAL && of->part[1]->kind == EXPR_UNSET &&
		    expr_equal(of->part[0], effect->part[1]))
			fact->of[i] = (uint8_t)(SEEN_IN + place->index);
	}
}

static struct fact after(const struct flow *flow, struct fact fact, const struct system_step *step,
                         unsigned effects)
{
	for (unsigned i = 0; i < step->guard_count; i++)
		see_guard(flow, step->guards[i], &fact);
	for (unsigned i = 0; i < effects; i++)
		see_effect(flow, step->effects[i], &fact);
	return fact;
}

/* --- the fixpoint -------------------------------------------------------------------------- */

static bool add_fact(struct flow *flow, struct facts *facts, struct fact fact)
{
	for (unsigned i = 0; i < facts->count; i++)
		if (memcmp(&facts->of[i], &fact, sizeof(fact)) == 0)
			return false;
	if (facts->count == FACTS_MAX) {
		flow->full = true;
		return false;
	}
	facts->of[facts->count++] = fact;
	return true;
}

static bool starts_at(const struct flow *flow, const struct system_step *step, unsigned control)
{
	return !flow->role->state_count || !step->at || step->at >> control & 1;
}

static bool flow_through(struct flow *flow, const struct system_step *step, unsigned control)
{
	unsigned target = step->target < 0 ? control : (unsigned)step->target;
	bool changed = false;

	if (!starts_at(flow, step, control) || !target)
		return false;
	for (unsigned i = 0; i < flow->at[control].count; i++)
		changed |= add_fact(flow, &flow->at[target],
		                    after(flow, flow->at[control].of[i], step, step->effect_count));
	return changed;
}

static unsigned controls(const struct flow *flow)
{
	return flow->role->state_count ? flow->role->state_count : 1;
}

static void find_facts(struct flow *flow)
{
	bool changed = true;

	add_fact(flow, &flow->at[0], (struct fact){ { 0 } });
	while (changed) {
		changed = false;
		for (unsigned s = 0; s < flow->role->step_count; s++)
			for (unsigned c = 0; c < controls(flow); c++)
				changed |= flow_through(flow, &flow->role->steps[s], c);
	}
}

/* --- as a condition ------------------------------------------------------------------------- */

static struct expr *make(struct arena *arena, enum expr_kind kind, struct expr *left, struct expr *right)
{
	struct expr *made = arena_alloc(arena, sizeof(*made));

	*made = (struct expr){ .kind = kind };
	made->part[0] = left;
	made->part[1] = right;
	return made;
}

static struct expr *truth(struct arena *arena, bool value)
{
	struct expr *made = make(arena, EXPR_BOOL, NULL, NULL);

	made->truth = value;
	return made;
}

static bool is_truth(const struct expr *e, bool value)
{
	return e->kind == EXPR_BOOL && e->truth == value;
}

static struct expr *both(struct arena *arena, struct expr *left, struct expr *right)
{
	if (is_truth(left, true) || is_truth(right, false) || expr_equal(left, right))
		return right;
	if (is_truth(right, true) || is_truth(left, false))
		return left;
	return make(arena, EXPR_AND, left, right);
}

static struct expr *either(struct arena *arena, struct expr *left, struct expr *right)
{
	if (is_truth(left, false) || is_truth(right, true) || expr_equal(left, right))
		return right;
	if (is_truth(right, false) || is_truth(left, true))
		return left;
	return make(arena, EXPR_OR, left, right);
}

static struct expr *local_named(const struct flow *flow, unsigned local, struct arena *arena)
{
	struct expr *made = make(arena, EXPR_NAME, NULL, NULL);

	made->name = flow->role->locals->names[local];
	made->meaning = EXPR_NAME_LOCAL;
	made->index = local;
	return made;
}

/* Whether something was seen on the ways with that fact. */
static struct expr *of_fact(const struct flow *flow, const struct fact *fact, struct arena *arena)
{
	struct expr *made = truth(arena, false);

	for (unsigned i = 0; i < flow->count; i++) {
		struct expr *one = truth(arena, fact->of[i] == SEEN);

		if (fact->of[i] >= SEEN_IN)
			one = make(arena, EXPR_EQUAL, local_named(flow, fact->of[i] - SEEN_IN, arena),
			           make(arena, EXPR_UNSET, NULL, NULL));
		made = either(arena, made, one);
	}
	return made;
}

static struct expr *at_control(const struct flow *flow, const struct system_step *step, unsigned effect,
                               unsigned control, struct arena *arena)
{
	struct expr *made = truth(arena, true);

	for (unsigned i = 0; i < flow->at[control].count; i++) {
		struct fact fact = after(flow, flow->at[control].of[i], step, effect);

		made = both(arena, made, of_fact(flow, &fact, arena));
	}
	return made;
}

/* "state ≠ waiting" */
static struct expr *is_not_at(const struct flow *flow, unsigned control, struct arena *arena)
{
	struct expr *name = make(arena, EXPR_STRING, NULL, NULL);

	name->name = flow->role->states[control];
	return make(arena, EXPR_NOT_EQUAL, local_named(flow, 0, arena), name);
}

struct expr *known_condition(const struct system_role *role, const struct system_step *step, unsigned effect,
                             const struct expr *const *conditions, unsigned count, struct arena *arena)
{
	struct facts *at = mem_array(role->state_count ? role->state_count : 1, sizeof(*at));
	struct flow flow = { .role = role, .conditions = conditions, .count = count, .at = at };
	struct expr *made = NULL, *first = NULL;
	bool same = true;

	find_facts(&flow);
	for (unsigned pass = 0; pass < 2 && !(pass && same); pass++)
		for (unsigned c = 0; c < controls(&flow); c++) {
			struct expr *here = at_control(&flow, step, effect, c, arena);

			if (!starts_at(&flow, step, c))
				continue;
			if (!pass) {
				same = same && (!first || expr_equal(first, here));
				first = first ? first : here;
				continue;
			}
			here = either(arena, is_not_at(&flow, c, arena), here);
			made = made ? both(arena, made, here) : here;
		}
	free(at);
	return flow.full ? NULL : same ? first : made;
}
