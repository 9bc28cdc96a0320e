/*
 * Evaluates nodes, by a walk that yields numbers, and carries effects out.
 *
 * The same code records footprints, by testing the trace pointer at each access to a slot.  Rejected: code
 * for a stack machine, which saves little where most time goes into reading slots.
 */
#include <stdlib.h>
#include <string.h>

#include "machine/machine_private.h"

/* --- slots -------------------------------------------------------------------------------- */

uint64_t run_get(struct run *run, unsigned slot, bool after)
{
	if (run->trace)
		run->trace->reads[slot / 64] |= UINT64_C(1) << slot % 64;
	return slot_get(&run->machine->slots[slot], after ? run->after : run->state);
}

void run_set(struct run *run, uint64_t *state, unsigned slot, uint64_t raw)
{
	if (run->trace)
		run->trace->writes[slot / 64] |= UINT64_C(1) << slot % 64;
	slot_set(&run->machine->slots[slot], state, raw);
}

bool address_slot(struct run *run, const struct address *at, unsigned *slot)
{
	*slot = at->slot;
	for (unsigned i = 0; i < at->key_count; i++) {
		const struct node_key *key = &at->keys[i];
		int64_t value = node_eval(run, key->node);

		if (run->fault)
			return false;
		if (value < 1 || value > key->count) {
			if (key->is_index || value < 0)
				run->fault = FAULT_UNDEFINED;
			return false;
		}
		*slot += (unsigned)(value - 1) * key->stride;
	}
	return true;
}

unsigned list_length(struct run *run, unsigned slot, unsigned most, bool after)
{
	unsigned length = 0;

	while (length < most && run_get(run, slot + length, after))
		length++;
	return length;
}

/* --- nodes ---------------------------------------------------------------------------------- */

static int64_t undefined(struct run *run)
{
	if (!run->fault)
		run->fault = FAULT_UNDEFINED;
	return 0;
}

static int64_t load(struct run *run, const struct node *node)
{
	unsigned slot;
	int64_t raw;

	if (!address_slot(run, &node->at, &slot))
		return run->fault || node->has_unset ? node->unset : undefined(run);
	raw = (int64_t)run_get(run, slot, node->at.after);
	return node->optional && raw == 0 ? node->unset : raw + node->number;
}

/* Evaluates the body for each member of the set until one decides. */
static int64_t quantified(struct run *run, const struct node *node, bool decides)
{
	uint64_t set = (uint64_t)node_eval(run, node->a);

	for (; set && !run->fault; set &= set - 1) {
		run->bound[node->index] = (uint64_t)__builtin_ctzll(set);
		if ((node_eval(run, node->b) != 0) == decides)
			return decides;
	}
	return !decides;
}

static int64_t filtered(struct run *run, const struct node *node)
{
	uint64_t set = (uint64_t)node_eval(run, node->a), kept = 0;

	for (; set && !run->fault; set &= set - 1) {
		run->bound[node->index] = (uint64_t)__builtin_ctzll(set);
		if (node_eval(run, node->b))
			kept |= set & -set;
	}
	return (int64_t)kept;
}

static int64_t quantified_items(struct run *run, const struct node *node, bool decides)
{
	unsigned slot, length;

	if (!address_slot(run, &node->at, &slot))
		return undefined(run);
	length = list_length(run, slot, node->count, node->at.after);
	if (node->before >= 0 && run->place[node->before] < length)
		length = run->place[node->before];
	for (unsigned i = 0; i < length && !run->fault; i++) {
		run->bound[node->index] = run_get(run, slot + i, node->at.after) - 1;
		run->place[node->index] = i;
		if ((node_eval(run, node->b) != 0) == decides)
			return decides;
	}
	return !decides;
}

static int64_t length_of(struct run *run, const struct node *node)
{
	unsigned slot;

	if (!address_slot(run, &node->at, &slot))
		return undefined(run);
	return list_length(run, slot, node->count, node->at.after);
}

static int64_t sum(struct run *run, const struct node *node, int64_t a, int64_t b)
{
	int64_t result = 0;

	if (a == NUMBER_UNSET || b == NUMBER_UNSET ||
	    (node->kind == NODE_PLUS ? __builtin_add_overflow(a, b, &result)
	                             : __builtin_sub_overflow(a, b, &result)))
		return undefined(run);
	return result;
}

static int64_t order(struct run *run, const struct node *node, int64_t a, int64_t b)
{
	if (a == NUMBER_UNSET || b == NUMBER_UNSET)
		return undefined(run);
	return node->kind == NODE_LESS ? a < b : a <= b;
}

/* The raw code of a scalar, if it is one of the shape's. */
static int64_t raw_of(struct run *run, const struct node *node, int64_t value)
{
	const struct shape *shape = node->shape;
	bool fits;

	if (run->fault)
		return 0;
	if (shape->kind == DECLARED_NUMBER) {
		if (value == NUMBER_UNSET) {
			if (shape->optional)
				return 0;
			return undefined(run);
		}
		fits = value >= shape->least && value <= shape->most;
		if (!fits)
			run->fault = shape->bound >= 0 && value > shape->most ? FAULT_FULL : FAULT_MISFIT;
		return fits ? value - shape->least + shape->optional : 0;
	}
	if (shape->kind == DECLARED_NAMES || shape->kind == DECLARED_CONSTANT) {
		fits = value <= (int64_t)shape->names->count &&
		       (value > 0 || (value == 0 && shape->optional));
		if (!fits)
			run->fault = FAULT_MISFIT;
		return fits ? value - !shape->optional : 0;
	}
	return value;
}

static int64_t bit_operation(const struct node *node, uint64_t a, uint64_t b)
{
	switch (node->kind) {
	case NODE_IN:
		return a < 64 && (b >> a & 1);
	case NODE_SUBSET:
		return (a & ~b) == 0;
	case NODE_UNION:
		return (int64_t)(a | b);
	case NODE_DIFFERENCE:
		return (int64_t)(a & ~b);
	default:
		return (int64_t)(a & b);
	}
}

int64_t node_eval(struct run *run, const struct node *node)
{
	int64_t a, b;

	switch (node->kind) {
	case NODE_CONSTANT:
		return node->number;
	case NODE_BOUND:
		return (int64_t)run->bound[node->index];
	case NODE_SELF:
		return (int64_t)run->self + 1;
	case NODE_CHOSEN:
		return run->choice[node->index];
	case NODE_LOAD:
		return load(run, node);
	case NODE_MAP:
		a = node_eval(run, node->a);
		return a >= 0 && a < (int64_t)node->count ? node->map[a] : 0;
	case NODE_DIGIT:
		return node_eval(run, node->a) / node->number % (int64_t)node->count;
	case NODE_JOIN:
		a = node_eval(run, node->a);
		return a * node->number + node_eval(run, node->b);
	case NODE_RAW:
		return raw_of(run, node, node_eval(run, node->a));
	case NODE_BIT:
		a = node_eval(run, node->a);
		return (int64_t)(UINT64_C(1) << (a & 63));
	case NODE_NOT:
		return !node_eval(run, node->a);
	case NODE_AND:
		return node_eval(run, node->a) && !run->fault && node_eval(run, node->b);
	case NODE_OR:
		return node_eval(run, node->a) || (!run->fault && node_eval(run, node->b));
	case NODE_IMPLIES:
		return !node_eval(run, node->a) || run->fault || node_eval(run, node->b);
	case NODE_IF:
		a = node_eval(run, node->a);
		return run->fault ? 0 : node_eval(run, a ? node->b : node->c);
	case NODE_COUNT:
		return __builtin_popcountll((uint64_t)node_eval(run, node->a));
	case NODE_LENGTH:
		return length_of(run, node);
	case NODE_ALL:
	case NODE_SOME:
		return quantified(run, node, node->kind == NODE_SOME);
	case NODE_FILTER:
		return filtered(run, node);
	case NODE_ALL_ITEMS:
	case NODE_SOME_ITEMS:
		return quantified_items(run, node, node->kind == NODE_SOME_ITEMS);
	case NODE_EQUAL:
	case NODE_LESS:
	case NODE_AT_MOST:
	case NODE_PLUS:
	case NODE_MINUS:
	case NODE_IN:
	case NODE_SUBSET:
	case NODE_UNION:
	case NODE_DIFFERENCE:
	case NODE_INTERSECTION:
		break;
	case NODE_KINDS:
		return 0;
	}
	a = node_eval(run, node->a);
	/* What is not of the type of the members is not among them. */
	if (node->kind == NODE_IN && (run->fault == FAULT_MISFIT || run->fault == FAULT_FULL)) {
		run->fault = FAULT_NONE;
		a = INT64_MAX;
	}
	if (run->fault)
		return 0;
	b = node_eval(run, node->b);
	if (run->fault)
		return 0;
	switch (node->kind) {
	case NODE_EQUAL:
		return a == b;
	case NODE_LESS:
	case NODE_AT_MOST:
		return order(run, node, a, b);
	case NODE_PLUS:
	case NODE_MINUS:
		return sum(run, node, a, b);
	default:
		return bit_operation(node, (uint64_t)a, (uint64_t)b);
	}
}

/* --- effects ------------------------------------------------------------------------------------ */

/* Whether the raw codes of all stores are there, and where they go; `slots` has UINT32_MAX for nowhere. */
static bool prepare(struct run *run, const struct effect *effect, unsigned *slots, uint64_t *raws)
{
	for (unsigned i = 0; i < effect->store_count; i++) {
		const struct slot_store *store = &effect->stores[i];

		raws[i] = store->raw ? (uint64_t)node_eval(run, store->raw) : 0;
		if (run->fault)
			return false;
		if (!address_slot(run, &store->at, &slots[i])) {
			if (run->fault)
				return false;
			slots[i] = UINT32_MAX;
		}
	}
	return true;
}

static void copy_slots(struct run *run, const struct slot_store *store, unsigned to, uint64_t *state)
{
	unsigned from;

	if (!address_slot(run, &store->from, &from)) {
		if (!run->fault)
			shape_clear(run->machine, store->shape, to, state);
		return;
	}
	if (from == to)
		return;
	for (unsigned i = 0; i < store->shape->slots; i++)
		run_set(run, state, to + i, run_get(run, from + i, false));
}

static void clear_slots(struct run *run, const struct slot_store *store, unsigned to, uint64_t *state)
{
	for (unsigned i = 0; i < store->shape->slots && run->trace; i++)
		run->trace->writes[(to + i) / 64] |= UINT64_C(1) << (to + i) % 64;
	shape_clear(run->machine, store->shape, to, state);
}

static void append(struct run *run, const struct effect *effect, unsigned slot, uint64_t raw, uint64_t *state)
{
	unsigned length = list_length(run, slot, effect->list->slots, false);

	if (length == effect->list->slots)
		run->fault = effect->list->bound >= 0 ? FAULT_FULL : FAULT_MISFIT;
	else
		run_set(run, state, slot + length, raw + 1);
}

static void take(struct run *run, const struct effect *effect, unsigned slot, uint64_t *state)
{
	unsigned length = list_length(run, slot, effect->list->slots, false);

	if (!length)
		undefined(run);
	for (unsigned i = 0; i < length; i++)
		run_set(run, state, slot + i, i + 1 < length ? run_get(run, slot + i + 1, false) : 0);
}

static void store_all(struct run *run, const struct effect *effect, const unsigned *slots,
                      const uint64_t *raws, uint64_t *state)
{
	for (unsigned i = 0; i < effect->store_count && !run->fault; i++) {
		const struct slot_store *store = &effect->stores[i];

		if (slots[i] == UINT32_MAX) {
			/* A list that is not there takes nothing. */
			if (effect->kind == EXPR_TAKE)
				undefined(run);
			continue;
		}
		if (effect->kind == EXPR_APPEND)
			append(run, effect, slots[i], raws[i], state);
		else if (effect->kind == EXPR_TAKE)
			take(run, effect, slots[i], state);
		else if (store->copies)
			copy_slots(run, store, slots[i], state);
		else if (store->raw)
			run_set(run, state, slots[i], raws[i]);
		else
			clear_slots(run, store, slots[i], state);
	}
}

/* Whether a store reads the state after another has written to it. */
static bool reads_late(const struct effect *effect)
{
	for (unsigned i = 1; i < effect->store_count; i++)
		if (effect->stores[i].copies)
			return true;
	return false;
}

enum fault effect_run(struct run *run, const struct effect *effect, uint64_t *state)
{
	unsigned slots[EFFECT_STORES_MAX];
	uint64_t raws[EFFECT_STORES_MAX], *before = NULL;

	run->state = state;
	if (!prepare(run, effect, slots, raws))
		return run->fault;
	if (reads_late(effect)) {
		before = mem_array(run->machine->words, sizeof(*before));
		memcpy(before, state, run->machine->words * sizeof(*before));
		run->state = before;
	}
	store_all(run, effect, slots, raws, state);
	run->state = state;
	free(before);
	return run->fault;
}

/* --- what is read --------------------------------------------------------------------------------- */

struct reading {
	const struct machine *machine;
	slot_fn *fn;
	void *ctx;
};

static void read_node(const struct reading *r, const struct node *node);

/* All slots from an address on, for all keys. */
static void read_slots(const struct reading *r, const struct address *at, unsigned key, unsigned slot,
                       unsigned count)
{
	if (key == at->key_count) {
		for (unsigned i = 0; i < count; i++)
			r->fn(r->ctx, slot + i);
		return;
	}
	for (unsigned i = 0; i < at->keys[key].count; i++)
		read_slots(r, at, key + 1, slot + i * at->keys[key].stride, count);
}

static void read_address(const struct reading *r, const struct address *at, unsigned count)
{
	for (unsigned i = 0; i < at->key_count; i++)
		read_node(r, at->keys[i].node);
	read_slots(r, at, 0, at->slot, count);
}

static void read_node(const struct reading *r, const struct node *node)
{
	if (!node)
		return;
	read_node(r, node->a);
	read_node(r, node->b);
	read_node(r, node->c);
	if (node->kind == NODE_LOAD)
		read_address(r, &node->at, 1);
	else if (node->kind == NODE_LENGTH || node->kind == NODE_ALL_ITEMS || node->kind == NODE_SOME_ITEMS)
		read_address(r, &node->at, node->count);
}

void node_reads(const struct machine *machine, const struct node *node, slot_fn *fn, void *ctx)
{
	struct reading reading = { machine, fn, ctx };

	read_node(&reading, node);
}

void effect_reads(const struct machine *machine, const struct effect *effect, slot_fn *fn, void *ctx)
{
	struct reading reading = { machine, fn, ctx };

	for (unsigned i = 0; i < effect->store_count; i++) {
		const struct slot_store *store = &effect->stores[i];

		read_node(&reading, store->raw);
		for (unsigned k = 0; k < store->at.key_count; k++)
			read_node(&reading, store->at.keys[k].node);
		if (store->copies)
			read_address(&reading, &store->from, store->shape->slots);
		if (effect->list)
			read_slots(&reading, &store->at, 0, store->at.slot, effect->list->slots);
	}
}
