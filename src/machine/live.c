/*
 * A least fixpoint over the steps of a role, each walked backwards.  An assignment to a dead local uses
 * nothing, so locals that are only copied into dead ones are dead too.
 *
 * Rejected: finding out for each state which guards can still hold, which finds more but costs time in each.
 */
#include <string.h>

#include "machine/live.h"

struct flow {
	const struct system *system;
	unsigned role;
	bool own_names; /* the tree is of a step of the role, so its locals are meant by their names */
};

static uint32_t bit_of(const struct system_role *role, const char *name)
{
	for (unsigned i = 0; i < role->locals->count; i++)
		if (strcmp(role->locals->names[i], name) == 0)
			return UINT32_C(1) << i;
	return 0;
}

static bool is_table(const struct flow *flow, const struct expr *e)
{
	return e->kind == EXPR_NAME && e->meaning == EXPR_NAME_VARIABLE &&
	       (int)e->index == flow->system->roles[flow->role].variable;
}

/* The locals whose values a tree reads. */
static uint32_t uses(const struct flow *flow, const struct expr *e)
{
	const struct system_role *role = &flow->system->roles[flow->role];
	const struct expr *of = e;
	uint32_t used = 0;

	if (!e)
		return 0;
	if (e->kind == EXPR_NAME) {
		if (e->meaning == EXPR_NAME_LOCAL && flow->own_names)
			return UINT32_C(1) << e->index;
		return is_table(flow, e) ? UINT32_MAX : 0;
	}
	if (e->kind == EXPR_KEYS && is_table(flow, e->part[0]))
		return 0;
	/* servers[s].image, also servers'[s].image and servers[s]'.image */
	if (e->kind == EXPR_FIELD && e->part[0]) {
		for (of = e->part[0]; of->kind == EXPR_PRIME;)
			of = of->part[0];
		if (of->kind == EXPR_AT) {
			const struct expr *key = of->part[1];

			for (of = of->part[0]; of->kind == EXPR_PRIME;)
				of = of->part[0];
			if (is_table(flow, of))
				return bit_of(role, e->name) | uses(flow, key);
		}
	}
	for (uint32_t i = 0; i < e->count && e->items; i++)
		used |= uses(flow, e->items[i]);
	for (int i = 0; i < 3; i++)
		used |= uses(flow, e->part[i]);
	return used;
}

/* The local that a place is, or is part of; null: it is something else. */
static const struct expr *local_of(const struct expr *place)
{
	while (place->kind == EXPR_FIELD || place->kind == EXPR_AT)
		place = place->part[0];
	return place->kind == EXPR_NAME && place->meaning == EXPR_NAME_LOCAL ? place : NULL;
}

/* What locates a place is read, but not what it held. */
static uint32_t uses_of_keys(const struct flow *flow, const struct expr *place)
{
	uint32_t used = 0;

	for (; place->kind == EXPR_FIELD || place->kind == EXPR_AT; place = place->part[0])
		if (place->kind == EXPR_AT)
			used |= uses(flow, place->part[1]);
	return used;
}

static uint32_t before_effect(const struct flow *flow, const struct expr *e, uint32_t live)
{
	const struct expr *local = local_of(e->part[0]);
	uint32_t bit = local ? UINT32_C(1) << local->index : 0;

	if (local && !(live & bit))
		return live;
	if (local && e->kind == EXPR_ASSIGN && e->part[0] == local)
		return (live & ~bit) | uses(flow, e->part[1]);
	return live | uses_of_keys(flow, e->part[0]) | uses(flow, e->part[1]);
}

/* What the conditions on that effect read. */
static uint32_t uses_of_duties(const struct flow *flow, const struct system_step *step, unsigned effect)
{
	uint32_t used = 0;

	for (unsigned p = 0; p < flow->system->property_count; p++)
		for (unsigned d = 0; d < flow->system->properties[p].duty_count; d++) {
			const struct system_duty *duty = &flow->system->properties[p].duties[d];

			if (duty->effect == effect &&
			    &flow->system->roles[duty->role].steps[duty->step] == step)
				used |= uses(flow, duty->condition);
		}
	return used;
}

static uint32_t before_step(const struct flow *flow, const struct system_step *step, uint32_t live)
{
	for (unsigned i = step->effect_count; i-- > 0;)
		live = before_effect(flow, step->effects[i], live) | uses_of_duties(flow, step, i);
	for (unsigned i = 0; i < step->choice_count; i++)
		live |= uses(flow, step->choices[i].tree);
	for (unsigned i = 0; i < step->guard_count; i++)
		live |= uses(flow, step->guards[i]);
	return live;
}

/* What steps of other roles and properties read, wherever the process is. */
static uint32_t seen_from_outside(const struct system *system, unsigned role)
{
	struct flow flow = { system, role, false };
	uint32_t seen = 0;

	for (unsigned r = 0; r < system->role_count; r++)
		for (unsigned s = 0; s < system->roles[r].step_count; s++) {
			const struct system_step *step = &system->roles[r].steps[s];

			for (unsigned i = 0; i < step->choice_count; i++)
				seen |= uses(&flow, step->choices[i].tree);
			for (unsigned i = 0; i < step->guard_count; i++)
				seen |= uses(&flow, step->guards[i]);
			for (unsigned i = 0; i < step->effect_count; i++)
				seen |= uses_of_keys(&flow, step->effects[i]->part[0]) |
				        uses(&flow, step->effects[i]->part[1]);
		}
	for (unsigned p = 0; p < system->property_count; p++) {
		seen |= uses(&flow, system->properties[p].condition) |
		        uses(&flow, system->properties[p].answer);
		for (unsigned d = 0; d < system->properties[p].duty_count; d++)
			seen |= uses(&flow, system->properties[p].duties[d].condition);
	}
	return seen;
}

void live_find(const struct system *system, unsigned r, uint32_t *live)
{
	const struct system_role *role = &system->roles[r];
	unsigned states = role->state_count ? role->state_count : 1;
	uint32_t always = seen_from_outside(system, r) | (role->state_count ? 1 : 0);
	struct flow flow = { system, r, true };
	bool changed = true;

	for (unsigned c = 0; c < states; c++)
		live[c] = always;
	while (changed) {
		changed = false;
		for (unsigned s = 0; s < role->step_count; s++)
			for (unsigned c = 0; c < states; c++) {
				const struct system_step *step = &role->steps[s];
				unsigned target = step->target < 0 ? c : (unsigned)step->target;
				uint32_t now;

				if (step->at && role->state_count && !(step->at >> c & 1))
					continue;
				now = live[c] | before_step(&flow, step, live[target]);
				changed |= now != live[c];
				live[c] = now;
			}
	}
}
