/*
 * An operation as it would be told: the steps of its part in the order in which one leads to the
 * next, with "either … or" where the design branches and "any number of times" where a
 * step can follow itself.  Two states that offer just the same steps count as one for
 * that, so that "delete, delete, …, done" becomes a loop.  Faults, and steps of no part that can
 * interfere, come at the end.
 *
 * Branches that meet again are told once where they meet at once, and else twice: finding
 * the place where any two paths meet (postdominators) was rejected, for operations are a handful of
 * steps.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

#include "export/picture/state_diagram.h"

/* The number of items after which branches are no longer followed; only a contrived design reaches it. */
enum { ITEMS_MANY = 300 };

struct teller {
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

static unsigned store_of(const struct plan_term *term)
{
	switch (term->place) {
	case PLACE_RECORD:
		return CHART_DATABASE;
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		return CHART_BLOBS;
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
	item->reads |= does & READS_BLOBS ? CHART_BLOBS : 0;
	item->reads |= does & READS_NAMES ? CHART_DATABASE : 0;
}

static void touch_all(const struct plan_op *ops, unsigned count, struct operation_flow_item *item)
{
	for (unsigned i = 0; i < count; i++)
		touch(&ops[i], item);
}

static struct operation_flow_item *add(struct teller *t, enum operation_flow_kind kind, const char *text)
{
	struct operation_flow *flow = t->flow;
	struct operation_flow_item *item;

	flow->items = mem_grow(flow->items, &t->room, flow->count + 1, sizeof(*flow->items));
	item = &flow->items[flow->count++];
	*item = (struct operation_flow_item){ .kind = kind, .text = text, .depth = t->depth };
	if (t->depth > flow->depth)
		flow->depth = t->depth;
	return item;
}

static void add_step(struct teller *t, unsigned nth)
{
	const struct plan_action *action = &t->actions[nth];
	struct operation_flow_item *item = add(t, FLOW_STEP, NULL);

	item->action = action;
	touch_all(action->guards, action->guard_count, item);
	touch_all(action->late_guards, action->late_guard_count, item);
	touch_all(action->effects, action->effect_count, item);
	t->flow->touches |= item->reads | item->writes;
}

/* When the step is enabled; `always` if it has no guard. */
static const char *when(const struct teller *t, unsigned nth, const char *always)
{
	struct buf text;
	const char *kept = always;

	buf_init(&text);
	if (state_diagram_words(&t->actions[nth], WORD_GUARD, &text))
		kept = arena_strdup(t->arena, text.data);
	buf_release(&text);
	return kept;
}

/* The steps of the operation, without faults, at a state. */
static uint64_t ways_out(const struct teller *t, unsigned state)
{
	uint64_t out = 0;

	for (unsigned a = 0; a < t->action_count; a++)
		if (t->part >> a & 1 && !t->actions[a].step->failure && t->actions[a].at >> state & 1)
			out |= UINT64_C(1) << a;
	return out;
}

static unsigned target_of(const struct teller *t, unsigned nth, unsigned state)
{
	return t->actions[nth].target < 0 ? state : (unsigned)t->actions[nth].target;
}

static unsigned lowest(uint64_t set)
{
	unsigned i = 0;

	while (!(set >> i & 1))
		i++;
	return i;
}

static void walk(struct teller *t, unsigned state, uint32_t seen);

static void go_on(struct teller *t, unsigned state, uint32_t seen)
{
	if (state == 0)
		return;
	if (seen >> state & 1)
		add(t, FLOW_NOTE, arena_printf(t->arena, "goes on as at %s above", t->role->states[state]));
	else
		walk(t, state, seen);
}

static void branch(struct teller *t, unsigned state, uint64_t ways, uint32_t seen)
{
	unsigned meeting = target_of(t, lowest(ways), state);
	bool meet = true;
	enum operation_flow_kind kind = FLOW_ALT;

	for (uint64_t left = ways; left; left &= left - 1)
		meet &= target_of(t, lowest(left), state) == meeting;
	for (; ways; ways &= ways - 1, kind = FLOW_ELSE) {
		unsigned nth = lowest(ways);

		add(t, kind, when(t, nth, kind == FLOW_ALT ? "either" : "or"));
		t->depth++;
		add_step(t, nth);
		if (!meet)
			go_on(t, target_of(t, nth, state), seen);
		t->depth--;
	}
	add(t, FLOW_END, NULL);
	if (meet)
		go_on(t, meeting, seen);
}

static void walk(struct teller *t, unsigned state, uint32_t seen)
{
	uint64_t out = ways_out(t, state), ways = out;

	if (t->flow->count > ITEMS_MANY) {
		add(t, FLOW_NOTE, "and so on");
		return;
	}
	seen |= UINT32_C(1) << state;
	for (uint64_t left = out; left; left &= left - 1) {
		unsigned nth = lowest(left), target = target_of(t, nth, state);

		if (target != state && (target == 0 || ways_out(t, target) != out))
			continue;
		add(t, FLOW_LOOP, when(t, nth, "any number of times"));
		t->depth++;
		add_step(t, nth);
		t->depth--;
		add(t, FLOW_END, NULL);
		ways &= ~(UINT64_C(1) << nth);
	}
	if (ways & (ways - 1)) {
		branch(t, state, ways, seen);
	} else if (ways) {
		unsigned nth = lowest(ways);

		add_step(t, nth);
		go_on(t, target_of(t, nth, state), seen);
	}
}

/* What can interfere: faults of the operation, and steps of no operation at one of its states. */
static void add_hindrances(struct teller *t, uint32_t states)
{
	struct buf text;

	buf_init(&text);
	for (unsigned a = 0; a < t->action_count; a++) {
		const struct plan_action *action = &t->actions[a];
		bool ours = t->part >> a & 1;

		if (ours ? !action->step->failure : action->step->part || !(action->at & states))
			continue;
		buf_clear(&text);
		buf_add_text(&text, states & ~action->at ? "at " : "at any point");
		for (unsigned s = 0, n = 0; s < t->role->state_count; s++)
			if (states & ~action->at && (action->at & (ours ? ~UINT32_C(0) : states)) >> s & 1)
				buf_printf(&text, "%s%s", n++ ? ", " : "", t->role->states[s]);
		add(t, FLOW_OPT, arena_strdup(t->arena, text.data));
		t->depth++;
		add_step(t, a);
		t->depth--;
		add(t, FLOW_END, NULL);
	}
	buf_release(&text);
}

static void tell(struct teller *t)
{
	uint32_t states = 0;
	unsigned start = 0;

	for (unsigned a = 0; a < t->action_count; a++)
		if (t->part >> a & 1 && t->actions[a].target > 0)
			states |= UINT32_C(1) << t->actions[a].target;
	if (!t->role->state_count) {
		for (uint64_t left = t->part; left; left &= left - 1)
			add_step(t, lowest(left));
		return;
	}
	if (!ways_out(t, 0))
		while (start + 1 < t->role->state_count && !ways_out(t, start))
			start++;
	walk(t, start, 0);
	add_hindrances(t, states);
}

void operation_flows_add(struct diagrams *diagrams, enum role role, struct arena *arena)
{
	const struct plan *plan = diagrams->plan;
	uint64_t told = 0;
	struct teller t = { .plan = plan, .role = &plan->design->roles[role], .arena = arena };
	struct operation_flow_item *items;

	for (unsigned a = 0; a < plan->model.action_count; a++)
		if (plan->actions[a].role == role) {
			t.actions = t.action_count ? t.actions : &plan->actions[a];
			t.action_count++;
		}
	if (!diagrams->flows)
		diagrams->flows = arena_array(arena, plan->model.action_count, sizeof(*diagrams->flows));
	for (unsigned a = 0; a < t.action_count; a++) {
		const char *part = t.actions[a].step->part;

		if (!part || told >> a & 1)
			continue;
		t.part = 0;
		for (unsigned b = a; b < t.action_count; b++)
			if (t.actions[b].step->part && strcmp(t.actions[b].step->part, part) == 0)
				t.part |= UINT64_C(1) << b;
		told |= t.part;
		t.flow = &diagrams->flows[diagrams->flow_count++];
		*t.flow = (struct operation_flow){ .part = part, .role = role_names[role] };
		t.room = 0;
		tell(&t);
		items = t.flow->items;
		t.flow->items = arena_copy(arena, items, t.flow->count * sizeof(*items));
		free(items);
	}
}
