/*
 * Which steps may lack a value, decided without running them: on the nodes of guards and effects, and on
 * which locals are surely set (definite assignment: a greatest fixpoint over the steps of a role).
 *
 * Rejected: trying all states, of which there are too many; asking each state, which costs time in each.
 */
#include <string.h>

#include "machine/fault.h"

/* What is known where a node is evaluated. */
struct knowledge {
	const struct machine *machine;
	const struct system_role *role;
	uint32_t set; /* locals that are not UNSET, as bits */
};

/* --- locals that are set ----------------------------------------------------------------------- */

static bool is_own(const struct address *at)
{
	return at->key_count == 1 && at->keys[0].node->kind == NODE_SELF;
}

/* The local that an address of the role's process is, as a bit; 0: it is something else. */
static uint32_t local_at(const struct knowledge *k, const struct address *at)
{
	const struct shape *table;
	unsigned first;

	if (!is_own(at) || k->role->variable < 0)
		return 0;
	table = k->machine->shapes[k->role->variable];
	first = k->machine->first_slot[k->role->variable];
	for (unsigned i = 0; i < table->item->count && i < 32; i++)
		if (at->slot == first + table->item->offsets[i])
			return UINT32_C(1) << i;
	return 0;
}

static bool is_set(const struct knowledge *k, const struct node *load)
{
	return !load->at.after && (k->set & local_at(k, &load->at));
}

/* Whether a key may be UNSET, so that there is no place. */
static bool may_be_nowhere(const struct address *at)
{
	return at->key_count && !is_own(at);
}

/* Whether a raw code that is stored in a shape is surely not that of UNSET. */
static bool stores_value(const struct knowledge *k, const struct node *raw)
{
	if (raw && raw->kind == NODE_RAW)
		raw = raw->a;
	if (!raw)
		return false;
	if (raw->kind == NODE_LOAD)
		return is_set(k, raw) || (raw->shape && !raw->shape->optional && !may_be_nowhere(&raw->at));
	/* Names count from 1, and what is chosen has a raw code from 0. */
	return raw->kind == NODE_SELF || (raw->kind == NODE_CONSTANT && raw->number > 0) ||
	       (raw->kind == NODE_PLUS && (raw->a->kind == NODE_CHOSEN || raw->a->kind == NODE_BOUND));
}

/* What is set after an effect. */
static uint32_t set_after(const struct knowledge *k, const struct effect *effect)
{
	uint32_t set = k->set;

	for (unsigned i = 0; i < effect->store_count; i++) {
		const struct slot_store *store = &effect->stores[i];
		uint32_t local = local_at(k, &store->at);

		set = !store->copies && stores_value(k, store->raw) ? set | local : set & ~local;
	}
	return set;
}

static uint32_t set_after_step(const struct machine *machine, const struct machine_action *action,
                               uint32_t set)
{
	struct knowledge k = { machine, &machine->system->roles[action->role], set };

	for (unsigned i = 0; i < action->effect_count; i++)
		k.set = set_after(&k, action->effects[i]);
	return k.set;
}

/* The locals of a role that steps of others, or steps in another way, write to. */
static uint32_t written_elsewhere(const struct machine *machine, unsigned r)
{
	const struct system_role *role = &machine->system->roles[r];
	unsigned first = machine->first_slot[role->variable];

	for (unsigned a = 0; a < machine->model.action_count; a++)
		for (unsigned e = 0; e < machine->actions[a].effect_count; e++)
			for (unsigned i = 0; i < machine->actions[a].effects[e]->store_count; i++) {
				const struct address *at = &machine->actions[a].effects[e]->stores[i].at;

				if (at->slot >= first &&
				    at->slot < first + machine->shapes[role->variable]->slots &&
				    (!is_own(at) || machine->actions[a].role != r))
					return UINT32_MAX;
			}
	return 0;
}

static void find_set(const struct machine *machine, unsigned r, uint32_t *set)
{
	const struct system_role *role = &machine->system->roles[r];
	unsigned states = role->state_count ? role->state_count : 1;
	uint32_t never = role->variable < 0 ? UINT32_MAX : written_elsewhere(machine, r);
	bool changed = true;

	for (unsigned c = 0; c < states; c++)
		set[c] = c == 0 ? 0 : ~never; /* processes start at the first; locals are UNSET there, or not
		                                 optional */
	while (changed) {
		changed = false;
		for (unsigned a = 0; a < machine->model.action_count; a++) {
			const struct machine_action *action = &machine->actions[a];

			for (unsigned c = 0; action->role == r && c < states; c++) {
				unsigned target =
				        action->step->target < 0 ? c : (unsigned)action->step->target;
				uint32_t now;

				if (role->state_count && action->step->at && !(action->step->at >> c & 1))
					continue;
				now = set[target] & set_after_step(machine, action, set[c]);
				changed |= now != set[target];
				set[target] = now;
			}
		}
	}
}

/* --- nodes ---------------------------------------------------------------------------------------- */

static bool node_may_fault(const struct knowledge *k, const struct node *node);

static bool map_leaves_out(const struct node *node, const struct shape *shape)
{
	for (unsigned i = 0; i < node->count; i++)
		if (node->map[i] < !(shape->optional || i == 0))
			return true;
	return !shape->optional;
}

/* Whether a number or name may be none of the shape's. */
static bool may_misfit(const struct knowledge *k, const struct node *value, const struct shape *shape)
{
	const struct shape *from = value->shape;
	bool is_number = shape->kind == DECLARED_NUMBER;

	switch (value->kind) {
	case NODE_CONSTANT:
		if (is_number && value->number != NUMBER_UNSET)
			return value->number < shape->least || value->number > shape->most;
		return value->number < !shape->optional;
	case NODE_SELF:
		return false;
	case NODE_LOAD:
		if (!from ||
		    (!shape->optional && !is_set(k, value) && (from->optional || may_be_nowhere(&value->at))))
			return true;
		return is_number && (from->least < shape->least || from->most > shape->most);
	case NODE_MAP:
		return map_leaves_out(value, shape);
	case NODE_PLUS:
		/* The raw code of a name that is chosen or bound, from 0. */
		if (!is_number)
			return value->a->kind != NODE_CHOSEN && value->a->kind != NODE_BOUND;
		/* Beyond a bound is not another type. */
		return shape->bound < 0 || value->b->kind != NODE_CONSTANT || value->b->number < 0;
	case NODE_CHOSEN:
	case NODE_BOUND:
		return !shape->optional;
	default:
		return true;
	}
}

static bool keys_may_fault(const struct knowledge *k, const struct address *at)
{
	for (unsigned i = 0; i < at->key_count; i++)
		if (at->keys[i].is_index || at->keys[i].node->kind == NODE_MAP ||
		    node_may_fault(k, at->keys[i].node))
			return true;
	return false;
}

static bool is_optional_number(const struct knowledge *k, const struct node *node)
{
	if (node->kind == NODE_CONSTANT)
		return node->number == NUMBER_UNSET;
	return node->kind == NODE_LOAD && node->unset == NUMBER_UNSET && !is_set(k, node) &&
	       (node->optional || may_be_nowhere(&node->at));
}

static bool node_may_fault(const struct knowledge *k, const struct node *node)
{
	if (!node)
		return false;
	if (node_may_fault(k, node->a) || node_may_fault(k, node->b) || node_may_fault(k, node->c))
		return true;
	switch (node->kind) {
	case NODE_LOAD:
		return keys_may_fault(k, &node->at) || (may_be_nowhere(&node->at) && !node->has_unset);
	case NODE_LENGTH:
	case NODE_ALL_ITEMS:
	case NODE_SOME_ITEMS:
		return node->at.key_count > 0;
	case NODE_RAW:
		return may_misfit(k, node->a, node->shape);
	case NODE_LESS:
	case NODE_AT_MOST:
	case NODE_PLUS:
	case NODE_MINUS:
		return is_optional_number(k, node->a) || is_optional_number(k, node->b) ||
		       node->a->kind == NODE_IF || node->b->kind == NODE_IF;
	default:
		return false;
	}
}

static bool effect_may_fault(const struct knowledge *k, const struct effect *effect)
{
	if (effect->kind == EXPR_TAKE || (effect->kind == EXPR_APPEND && effect->list->bound < 0))
		return true;
	for (unsigned i = 0; i < effect->store_count; i++) {
		const struct slot_store *store = &effect->stores[i];

		if (node_may_fault(k, store->raw) || keys_may_fault(k, &store->at) ||
		    (store->copies && keys_may_fault(k, &store->from)))
			return true;
	}
	return false;
}

/* --- steps -------------------------------------------------------------------------------------- */

static bool action_may_fault(const struct machine *machine, const struct machine_action *action, uint32_t set)
{
	struct knowledge k = { machine, &machine->system->roles[action->role], set };
	bool may = false;

	for (unsigned i = 0; i < action->guard_count; i++)
		may |= node_may_fault(&k, action->guards[i]);
	for (unsigned i = 0; i < action->late_guard_count; i++)
		may |= node_may_fault(&k, action->late_guards[i]);
	for (unsigned i = 0; i < action->choice_count; i++)
		may |= node_may_fault(&k, action->choices[i].filter);
	for (unsigned i = 0; i < action->effect_count; i++) {
		may |= effect_may_fault(&k, action->effects[i]);
		k.set = set_after(&k, action->effects[i]);
	}
	return may;
}

uint64_t fault_states(const struct machine *machine, unsigned role)
{
	const struct system_role *of = &machine->system->roles[role];
	uint32_t set[SYSTEM_STATES_MAX + 1];
	uint64_t states = 0;

	find_set(machine, role, set);
	for (unsigned a = 0; a < machine->model.action_count; a++) {
		const struct machine_action *action = &machine->actions[a];

		for (unsigned c = 0; action->role == role && (c < of->state_count || c == 0); c++)
			if ((!of->state_count || !action->step->at || action->step->at >> c & 1) &&
			    action_may_fault(machine, action, set[c]))
				states |= UINT64_C(1) << c;
	}
	return states;
}
