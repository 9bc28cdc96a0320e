/*
 * Evaluates compiled conditions: a walk over nodes that yield numbers.
 *
 * Rejected: code for a stack machine, which saves little where most time goes into reading slots.
 */
#include <stdlib.h>

#include "plan/condition_private.h"

struct run {
	const struct plan *plan;
	const uint64_t *state, *after;
	uint64_t bound[EXPR_BOUND_MAX]; /* by binder: the current code */
	unsigned place[EXPR_BOUND_MAX]; /* of a log entry, from 0 */
	bool undefined;
};

static uint64_t get(struct run *r, const struct node *node);

static const uint64_t *state_of(const struct run *r, const struct node *node)
{
	return node->after ? r->after : r->state;
}

/* A guarded slot has no value where its guard is UNSET. */
static bool has_value(const struct run *r, const struct node *node, uint64_t key)
{
	return !node->guard || slot_get(&r->plan->slots[node->guard[key]], state_of(r, node)) != 0;
}

static uint64_t load(struct run *r, const struct node *node)
{
	uint64_t key = node->a ? get(r, node->a) - 1 : 0;

	if (r->undefined)
		return 0;
	if (node->a && key == UINT64_MAX) {
		/* The part of the entry for UNSET is UNSET. */
		r->undefined = node->code != CODE_NAME;
		return 0;
	}
	if (!has_value(r, node, key)) {
		r->undefined = true;
		return 0;
	}
	return slot_get(&r->plan->slots[node->slots[key]], state_of(r, node)) + (uint64_t)node->number;
}

/* Evaluates the body for each name of the set until one decides. */
static bool quantified(struct run *r, const struct node *node, bool decides)
{
	uint64_t set = get(r, node->a);

	for (; set && !r->undefined; set &= set - 1) {
		r->bound[node->index] = (uint64_t)__builtin_ctzll(set) + 1;
		if ((get(r, node->b) != 0) == decides)
			return decides;
	}
	return !decides;
}

static uint64_t filtered(struct run *r, const struct node *node)
{
	uint64_t set = get(r, node->a), kept = 0;

	for (; set && !r->undefined; set &= set - 1) {
		r->bound[node->index] = (uint64_t)__builtin_ctzll(set) + 1;
		if (get(r, node->b))
			kept |= set & -set;
	}
	return kept;
}

static bool quantified_entries(struct run *r, const struct node *node, bool decides)
{
	const uint64_t *state = state_of(r, node);
	unsigned length = log_length(r->plan, state);

	if (node->before >= 0 && r->place[node->before] < length)
		length = r->place[node->before];
	for (unsigned i = 0; i < length && !r->undefined; i++) {
		r->bound[node->index] = slot_get(&r->plan->slots[r->plan->log_slot + i], state);
		r->place[node->index] = i;
		if ((get(r, node->b) != 0) == decides)
			return decides;
	}
	return !decides;
}

static uint64_t sum(struct run *r, const struct node *node)
{
	int64_t a = (int64_t)get(r, node->a), b = (int64_t)get(r, node->b), result = 0;

	if (node->kind == NODE_PLUS ? __builtin_add_overflow(a, b, &result)
	                            : __builtin_sub_overflow(a, b, &result))
		r->undefined = true;
	return (uint64_t)result;
}

static uint64_t get(struct run *r, const struct node *node)
{
	uint64_t a;

	switch (node->kind) {
	case NODE_CONSTANT:
		return (uint64_t)node->number;
	case NODE_BOUND:
		return r->bound[node->index];
	case NODE_LOAD:
		return load(r, node);
	case NODE_PART:
		return node->parts[get(r, node->a)];
	case NODE_NOT:
		return !get(r, node->a);
	case NODE_AND:
		return get(r, node->a) && !r->undefined && get(r, node->b);
	case NODE_OR:
		return get(r, node->a) || (!r->undefined && get(r, node->b));
	case NODE_IMPLIES:
		return !get(r, node->a) || r->undefined || get(r, node->b);
	case NODE_IF:
		a = get(r, node->a);
		return r->undefined ? 0 : get(r, a ? node->b : node->c);
	case NODE_EQUAL:
		a = get(r, node->a);
		return a == get(r, node->b);
	case NODE_LESS:
		a = get(r, node->a);
		return (int64_t)a < (int64_t)get(r, node->b);
	case NODE_AT_MOST:
		a = get(r, node->a);
		return (int64_t)a <= (int64_t)get(r, node->b);
	case NODE_PLUS:
	case NODE_MINUS:
		return sum(r, node);
	case NODE_IN:
		a = get(r, node->a);
		return (get(r, node->b) & id_bit(a)) != 0;
	case NODE_SUBSET:
		a = get(r, node->a);
		return (a & ~get(r, node->b)) == 0;
	case NODE_UNION:
		a = get(r, node->a);
		return a | get(r, node->b);
	case NODE_DIFFERENCE:
		a = get(r, node->a);
		return a & ~get(r, node->b);
	case NODE_INTERSECTION:
		a = get(r, node->a);
		return a & get(r, node->b);
	case NODE_COUNT:
		return (uint64_t)__builtin_popcountll(get(r, node->a));
	case NODE_LENGTH:
		return log_length(r->plan, state_of(r, node));
	case NODE_ALL:
	case NODE_SOME:
		return quantified(r, node, node->kind == NODE_SOME);
	case NODE_FILTER:
		return filtered(r, node);
	case NODE_ALL_ENTRIES:
	case NODE_SOME_ENTRIES:
		return quantified_entries(r, node, node->kind == NODE_SOME_ENTRIES);
	}
	return 0;
}

int condition_holds(const struct condition *condition, const void *state, const void *after)
{
	struct run run = { .plan = condition->plan, .state = state, .after = after };
	uint64_t holds;

	if (condition->steps && !after)
		return -1;
	holds = get(&run, condition->root);
	return run.undefined ? -1 : holds != 0;
}

bool condition_reads(const struct condition *condition, const uint64_t *cells)
{
	for (size_t i = 0; i < condition->plan->model.cell_words; i++)
		if (condition->reads[i] & cells[i])
			return true;
	return false;
}

void condition_forget(struct condition *condition)
{
	if (!condition)
		return;
	arena_free(condition->arena);
	free(condition);
}
