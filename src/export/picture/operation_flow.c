/*
 * An operation as a sequence: the steps of its part, each followed by the one it leads to, with "either … or"
 * where the design branches and "any number of times" where a step can follow itself.  For the latter, two
 * states with the same steps count as one, so that "delete, delete, …, done" becomes a loop.  Faults, and
 * steps of no part that can interfere, come at the end.
 *
 * Branches that join after one step continue together; others repeat what follows.  Rejected: finding where
 * any two paths join (postdominators), since operations have only a handful of steps.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

#include "export/picture/state_diagram.h"

/* Beyond this many, branches are no longer followed; only contrived designs get there. */
enum { ITEMS_MAX = 300 };

struct flow_builder {
	const struct plan *plan;
	const struct design_role *role;
	const struct plan_action *actions; /* of the role */
	unsigned action_count;
	uint64_t part; /* bits: actions that belong to it */
	struct arena *arena;
	struct operation_flow *flow;
	unsigned depth;
	size_t room;
};

static uint32_t store_of(const struct plan_term *term)
{
	switch (term->place) {
	case PLACE_RECORD:
		return UINT32_C(1) << DOMAIN_RECORDS;
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		return UINT32_C(1) << DOMAIN_BLOBS;
	case PLACE_NONE:
	case PLACE_ZERO:
	case PLACE_LOCAL:
	case PLACE_CHOICE:
	case PLACE_GLOBAL:
		break;
	}
	return 0;
}

static void touch(const struct plan_op *op, struct operation_flow_item *item)
{
	uint32_t does = opcodes[op->code].does;

	item->writes |= does & WRITES_A ? store_of(&op->a) : 0;
	item->reads |= does & READS_A ? store_of(&op->a) : 0;
	item->reads |= does & READS_B ? store_of(&op->b) : 0;
	item->reads |= does & READS_BLOBS ? UINT32_C(1) << DOMAIN_BLOBS : 0;
	item->reads |= does & READS_NAMES ? UINT32_C(1) << DOMAIN_RECORDS : 0;
}

static void touch_all(const struct plan_op *ops, unsigned count, struct operation_flow_item *item)
{
	for (unsigned i = 0; i < count; i++)
		touch(&ops[i], item);
}

static struct operation_flow_item *add(struct flow_builder *b, enum operation_flow_kind kind,
                                       const char *text)
{
	struct operation_flow *flow = b->flow;
	struct operation_flow_item *item;

	flow->items = mem_grow(flow->items, &b->room, flow->count + 1, sizeof(*flow->items));
	item = &flow->items[flow->count++];
	*item = (struct operation_flow_item){ .kind = kind, .text = text, .depth = b->depth };
	if (b->depth > flow->depth)
		flow->depth = b->depth;
	return item;
}

static void add_step(struct flow_builder *b, unsigned nth)
{
	const struct plan_action *action = &b->actions[nth];
	struct operation_flow_item *item = add(b, OPERATION_FLOW_STEP, NULL);

	item->action = action;
	touch_all(action->guards, action->guard_count, item);
	touch_all(action->late_guards, action->late_guard_count, item);
	touch_all(action->effects, action->effect_count, item);
	b->flow->touches |= item->reads | item->writes;
}

/* The guard of the step; `always` if it has none. */
static const char *when(const struct flow_builder *b, unsigned nth, const char *always)
{
	struct buf text;
	const char *kept = always;

	buf_init(&text);
	if (state_diagram_words(&b->actions[nth], WORD_GUARD, &text))
		kept = arena_strdup(b->arena, text.data);
	buf_release(&text);
	return kept;
}

/* The steps of the operation, without faults, at a state. */
static uint64_t steps_at(const struct flow_builder *b, unsigned state)
{
	uint64_t out = 0;

	for (unsigned a = 0; a < b->action_count; a++)
		if (b->part >> a & 1 && !b->actions[a].step->failure && b->actions[a].at >> state & 1)
			out |= UINT64_C(1) << a;
	return out;
}

static unsigned target_of(const struct flow_builder *b, unsigned nth, unsigned state)
{
	return b->actions[nth].target < 0 ? state : (unsigned)b->actions[nth].target;
}

static unsigned lowest(uint64_t set)
{
	unsigned i = 0;

	while (!(set >> i & 1))
		i++;
	return i;
}

static void walk(struct flow_builder *b, unsigned state, uint32_t seen);

static void continue_at(struct flow_builder *b, unsigned state, uint32_t seen)
{
	if (state == 0)
		return;
	if (seen >> state & 1)
		add(b, OPERATION_FLOW_NOTE,
		    arena_printf(b->arena, "continues as at %s above", b->role->states[state]));
	else
		walk(b, state, seen);
}

static void branch(struct flow_builder *b, unsigned state, uint64_t ways, uint32_t seen)
{
	unsigned common = target_of(b, lowest(ways), state);
	bool joined = true;
	enum operation_flow_kind kind = OPERATION_FLOW_ALT;

	for (uint64_t left = ways; left; left &= left - 1)
		joined &= target_of(b, lowest(left), state) == common;
	for (; ways; ways &= ways - 1, kind = OPERATION_FLOW_ELSE) {
		unsigned nth = lowest(ways);

		add(b, kind, when(b, nth, kind == OPERATION_FLOW_ALT ? "either" : "or"));
		b->depth++;
		add_step(b, nth);
		if (!joined)
			continue_at(b, target_of(b, nth, state), seen);
		b->depth--;
	}
	add(b, OPERATION_FLOW_END, NULL);
	if (joined)
		continue_at(b, common, seen);
}

static void walk(struct flow_builder *b, unsigned state, uint32_t seen)
{
	uint64_t out = steps_at(b, state), ways = out;

	if (b->flow->count > ITEMS_MAX) {
		add(b, OPERATION_FLOW_NOTE, "and so on");
		return;
	}
	seen |= UINT32_C(1) << state;
	for (uint64_t left = out; left; left &= left - 1) {
		unsigned nth = lowest(left), target = target_of(b, nth, state);

		if (target != state && (target == 0 || steps_at(b, target) != out))
			continue;
		add(b, OPERATION_FLOW_LOOP, when(b, nth, "any number of times"));
		b->depth++;
		add_step(b, nth);
		b->depth--;
		add(b, OPERATION_FLOW_END, NULL);
		ways &= ~(UINT64_C(1) << nth);
	}
	if (ways & (ways - 1)) {
		branch(b, state, ways, seen);
	} else if (ways) {
		unsigned nth = lowest(ways);

		add_step(b, nth);
		continue_at(b, target_of(b, nth, state), seen);
	}
}

/* Faults of the operation, and steps of no operation at one of its states. */
static void add_interference(struct flow_builder *b, uint32_t states)
{
	struct buf text;

	buf_init(&text);
	for (unsigned a = 0; a < b->action_count; a++) {
		const struct plan_action *action = &b->actions[a];
		bool ours = b->part >> a & 1;

		if (ours ? !action->step->failure : action->step->part || !(action->at & states))
			continue;
		buf_clear(&text);
		buf_add_text(&text, states & ~action->at ? "at " : "at any point");
		for (unsigned s = 0, n = 0; s < b->role->state_count; s++)
			if (states & ~action->at && (action->at & (ours ? ~UINT32_C(0) : states)) >> s & 1)
				buf_printf(&text, "%s%s", n++ ? ", " : "", b->role->states[s]);
		add(b, OPERATION_FLOW_OPT, arena_strdup(b->arena, text.data));
		b->depth++;
		add_step(b, a);
		b->depth--;
		add(b, OPERATION_FLOW_END, NULL);
	}
	buf_release(&text);
}

static void build(struct flow_builder *b)
{
	uint32_t states = 0;
	unsigned start = 0;

	for (unsigned a = 0; a < b->action_count; a++)
		if (b->part >> a & 1 && b->actions[a].target > 0)
			states |= UINT32_C(1) << b->actions[a].target;
	if (!b->role->state_count) {
		for (uint64_t left = b->part; left; left &= left - 1)
			add_step(b, lowest(left));
		return;
	}
	if (!steps_at(b, 0))
		while (start + 1 < b->role->state_count && !steps_at(b, start))
			start++;
	walk(b, start, 0);
	add_interference(b, states);
}

void operation_flows_add(struct diagrams *diagrams, enum role role, struct arena *arena)
{
	const struct plan *plan = diagrams->plan;
	uint64_t done = 0;
	struct flow_builder b = { .plan = plan, .role = &plan->design->roles[role], .arena = arena };
	struct operation_flow_item *items;

	for (unsigned a = 0; a < plan->model.action_count; a++)
		if (plan->actions[a].role == role) {
			b.actions = b.action_count ? b.actions : &plan->actions[a];
			b.action_count++;
		}
	if (!diagrams->flows)
		diagrams->flows = arena_array(arena, plan->model.action_count, sizeof(*diagrams->flows));
	for (unsigned a = 0; a < b.action_count; a++) {
		const char *part = b.actions[a].step->part;

		if (!part || done >> a & 1)
			continue;
		b.part = 0;
		for (unsigned i = a; i < b.action_count; i++)
			if (b.actions[i].step->part && strcmp(b.actions[i].step->part, part) == 0)
				b.part |= UINT64_C(1) << i;
		done |= b.part;
		b.flow = &diagrams->flows[diagrams->flow_count++];
		*b.flow = (struct operation_flow){ .part = part, .role = role_names[role] };
		b.room = 0;
		build(&b);
		items = b.flow->items;
		b.flow->items = arena_copy(arena, items, b.flow->count * sizeof(*items));
		free(items);
	}
}
