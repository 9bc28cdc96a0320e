/*
 * Compiles conditions, choices and effects.
 *
 * An effect becomes stores of raw codes: one for each slot of a record, so that a step's footprint has the
 * smallest parts.
 */
#include <stdlib.h>
#include <string.h>

#include "machine/operand.h"

static struct compiler compiler_of(const struct nodes_scope *scope, struct err *err)
{
	return (struct compiler){
		.scope = scope, .machine = scope->machine, .arena = scope->arena, .err = err
	};
}

const struct node *node_condition(const struct nodes_scope *scope, const struct expr *expr, struct err *err)
{
	struct compiler c = compiler_of(scope, err);
	struct operand made = compile(&c, expr);

	if (made.kind == OPERAND_TRUTH)
		return made.node;
	if (made.kind != OPERAND_NONE)
		operand_refuse(&c, expr, "is not a condition");
	return NULL;
}

/* --- choices ------------------------------------------------------------------------------ */

int choice_compile(const struct nodes_scope *scope, const struct expr *expr, unsigned nth,
                   const struct shape **chosen, const struct node **filter, struct err *err)
{
	struct compiler c = compiler_of(scope, err);
	struct operand set = compile(&c, expr->part[0]), condition;
	struct node *node = node_new(&c, NODE_CHOSEN);
	int64_t all;

	if (set.kind == OPERAND_NONE)
		return -1;
	if (set.kind != OPERAND_SET || !set.shape || set.shape->radix > SHAPE_MEMBERS_MAX) {
		operand_refuse(&c, expr->part[0], "is not a set of which one can be chosen");
		return -1;
	}
	chosen[nth] = set.shape;
	node->index = nth;
	all = set.shape->radix == 64 ? -1 : (int64_t)((UINT64_C(1) << set.shape->radix) - 1);
	/* All members of a type can always be chosen. */
	*filter = node_is_constant(set.node, all) ? NULL : node_of_two(&c, NODE_IN, node, set.node);
	if (!expr->part[1])
		return 0;
	condition = compile(&c, expr->part[1]);
	if (condition.kind != OPERAND_TRUTH)
		return -1;
	*filter = *filter ? node_of_two(&c, NODE_AND, *filter, condition.node) : condition.node;
	return 0;
}

/* --- effects ------------------------------------------------------------------------------- */

struct storing {
	struct compiler *c;
	struct effect *effect;
	const struct expr *expr;
	bool full;
};

static struct slot_store *add_store(struct storing *s, struct address at)
{
	struct slot_store *store = &s->effect->stores[s->effect->store_count];

	if (s->effect->store_count + 1 < EFFECT_STORES_MAX)
		s->effect->store_count++;
	else
		s->full = true;
	store->at = at;
	return store;
}

static bool assign(struct storing *s, const struct shape *shape, struct address at, const struct operand *of);

static bool misfit(struct storing *s)
{
	operand_refuse(s->c, s->expr, "the value is not of the type of the place");
	return false;
}

static bool assign_code(struct storing *s, const struct shape *shape, struct address at,
                        const struct operand *of)
{
	const struct node *code = operand_code(s->c, of, shape);

	if (!code)
		return misfit(s);
	add_store(s, at)->raw = code;
	return true;
}

static void clear(struct storing *s, const struct shape *shape, struct address at)
{
	add_store(s, at)->shape = shape;
}

static bool assign_record(struct storing *s, const struct shape *shape, struct address at,
                          const struct operand *of)
{
	const struct node *present = operand_present(s->c, of);

	if (shape->kind == DECLARED_EITHER) {
		const struct node *which = operand_alternative(s->c, of, shape);

		if (!which)
			return misfit(s);
		add_store(s, at)->raw = which;
	} else if (shape->optional) {
		add_store(s, at)->raw = present ? present : node_number(s->c, 1);
	}
	for (unsigned i = 0; i < shape->count; i++) {
		struct operand part = operand_field(s->c, of, shape->fields[i]);
		struct address to = at;
		unsigned first = s->effect->store_count;

		to.slot += shape->offsets[i];
		if (!assign(s, shape->parts[i], to, &part))
			return false;
		/* What is not there has no fields to fit. */
		for (unsigned k = first; shape->optional && present && k < s->effect->store_count; k++)
			if (s->effect->stores[k].raw)
				s->effect->stores[k].raw = node_if(s->c, present, s->effect->stores[k].raw,
				                                   node_number(s->c, 0));
	}
	return true;
}

/* Of a value that is one of two, the parts are each one of two. */
static bool assign(struct storing *s, const struct shape *shape, struct address at, const struct operand *of)
{
	if (of->kind == OPERAND_NONE)
		return false;
	if (shape->kind <= DECLARED_SET)
		return assign_code(s, shape, at, of);
	if (of->kind == OPERAND_UNSET) {
		if (shape->kind == DECLARED_EITHER && !operand_alternative(s->c, of, shape))
			return misfit(s);
		clear(s, shape, at);
		return true;
	}
	if (of->kind == OPERAND_PLACE && shape_same(of->shape, shape)) {
		struct slot_store *store = add_store(s, at);

		store->copies = true;
		store->shape = shape;
		store->from = of->at;
		return true;
	}
	if (shape->kind == DECLARED_LIST && of->kind == OPERAND_LIST) {
		clear(s, shape, at);
		return true;
	}
	if (shape->kind == DECLARED_LIST || shape->kind == DECLARED_TABLE)
		return misfit(s);
	if (of->kind != OPERAND_RECORD && of->kind != OPERAND_PACKED && of->kind != OPERAND_IF &&
	    of->kind != OPERAND_PLACE)
		return misfit(s);
	return assign_record(s, shape, at, of);
}

/* The place of an effect, a scalar included. */
static bool place(struct storing *s, const struct expr *expr, const struct shape **shape, struct address *at)
{
	struct operand of = compile(s->c, expr);

	if (of.kind == OPERAND_PLACE) {
		*shape = of.shape;
		*at = of.at;
		return true;
	}
	/* A scalar in the state is a load. */
	if (of.kind != OPERAND_NONE && of.node && of.node->kind == NODE_LOAD && of.node->shape) {
		*shape = of.node->shape;
		*at = of.node->at;
		return true;
	}
	/* A field of a record that may not be there is a choice around a load. */
	if (of.kind != OPERAND_NONE && of.node && of.node->kind == NODE_IF && of.node->b &&
	    of.node->b->kind == NODE_LOAD && of.node->b->shape) {
		*shape = of.node->b->shape;
		*at = of.node->b->at;
		return true;
	}
	if (of.kind != OPERAND_NONE)
		operand_refuse(s->c, expr, "is not a place in the state");
	return false;
}

static bool change_set(struct storing *s, const struct expr *expr)
{
	const struct shape *shape;
	struct address at;
	struct operand now, item = compile(s->c, expr->part[1]);
	const struct node *code;
	struct node *bit = node_new(s->c, NODE_BIT);

	if (item.kind == OPERAND_NONE || !place(s, expr->part[0], &shape, &at))
		return false;
	if (shape->kind != DECLARED_SET) {
		operand_refuse(s->c, expr->part[0], "is not a set");
		return false;
	}
	code = operand_code(s->c, &item, shape->item);
	if (!code)
		return misfit(s);
	now = operand_at(s->c, shape, at);
	bit->a = code;
	add_store(s, at)->raw =
	        node_of_two(s->c, expr->kind == EXPR_ADD ? NODE_UNION : NODE_DIFFERENCE, now.node, bit);
	return true;
}

static bool change_list(struct storing *s, const struct expr *expr)
{
	const struct shape *shape;
	struct address at;
	struct operand item;
	struct slot_store *store;

	if (!place(s, expr->part[0], &shape, &at))
		return false;
	if (shape->kind != DECLARED_LIST) {
		operand_refuse(s->c, expr->part[0], "is not a list");
		return false;
	}
	s->effect->kind = expr->kind;
	s->effect->list = shape;
	store = add_store(s, at);
	if (expr->kind == EXPR_TAKE)
		return true;
	item = compile(s->c, expr->part[1]);
	store->raw = item.kind == OPERAND_NONE ? NULL : operand_code(s->c, &item, shape->item);
	if (!store->raw && item.kind != OPERAND_NONE)
		misfit(s);
	return store->raw != NULL;
}

/* Whether all optional records are there that a place is part of; null: there are none. */
static const struct node *all_present(struct storing *s, const struct expr *expr)
{
	const struct node *all = NULL;

	for (; expr->kind == EXPR_FIELD || expr->kind == EXPR_AT; expr = expr->part[0]) {
		struct operand of = expr->kind == EXPR_FIELD ? compile(s->c, expr->part[0]) : operand_none;
		const struct node *present;

		if (of.kind != OPERAND_PLACE || of.shape->kind != DECLARED_RECORD || !of.shape->optional)
			continue;
		present = operand_present(s->c, &of);
		all = all ? node_of_two(s->c, NODE_AND, present, all) : present;
	}
	return all;
}

/* A part of a record that is not there does not change. */
static bool keep_absent(struct storing *s, const struct expr *place)
{
	const struct node *present = all_present(s, place);

	for (unsigned i = 0; present && i < s->effect->store_count; i++) {
		struct slot_store *store = &s->effect->stores[i];
		struct node *load = node_new(s->c, NODE_LOAD);

		if (!store->raw || s->effect->list) {
			operand_refuse(s->c, s->expr,
			               "it is part of a record that may be UNSET; assign the whole");
			return false;
		}
		load->at = store->at;
		load->has_unset = true;
		store->raw = node_if(s->c, present, store->raw, load);
	}
	return true;
}

/* A part of a value that is one of several records cannot change by itself. */
static bool is_part_of_either(struct storing *s, const struct expr *expr)
{
	struct operand of = expr->kind == EXPR_FIELD ? compile(s->c, expr->part[0]) : operand_none;

	if (of.kind != OPERAND_PLACE || of.shape->kind != DECLARED_EITHER)
		return false;
	operand_refuse(s->c, expr, "its type is one of several records; assign a whole record");
	return true;
}

struct effect *effect_compile(const struct nodes_scope *scope, const struct expr *expr, struct err *err)
{
	struct compiler c = compiler_of(scope, err);
	struct storing s = { .c = &c, .expr = expr };
	const struct shape *shape;
	struct address at;
	struct operand of;
	bool made;

	s.effect = arena_alloc(scope->arena, sizeof(*s.effect));
	s.effect->stores = arena_array(scope->arena, EFFECT_STORES_MAX, sizeof(*s.effect->stores));
	s.effect->kind = EXPR_ASSIGN;
	s.effect->tree = expr;
	if (expr->kind == EXPR_ADD || expr->kind == EXPR_REMOVE) {
		made = change_set(&s, expr);
	} else if (expr->kind == EXPR_APPEND || expr->kind == EXPR_TAKE) {
		made = change_list(&s, expr);
	} else {
		of = compile(&c, expr->part[1]);
		made = of.kind != OPERAND_NONE && !is_part_of_either(&s, expr->part[0]) &&
		       place(&s, expr->part[0], &shape, &at) && assign(&s, shape, at, &of);
	}
	made = made && keep_absent(&s, expr->part[0]);
	if (made && s.full) {
		operand_refuse(&c, expr, "changes more than 64 parts of the state at once");
		return NULL;
	}
	return made ? s.effect : NULL;
}

/* --- conditions of people ----------------------------------------------------------------------- */

struct condition {
	const struct machine *machine;
	struct arena *arena;
	const struct node *root;
	bool steps;
};

struct condition *machine_condition(const struct model *model, const struct expr *expr, unsigned *traits)
{
	struct condition *out = mem_alloc(sizeof(*out));
	struct nodes_scope scope = { .machine = machine_of(model), .arena = arena_new(), .role = -1 };
	struct compiler c = compiler_of(&scope, NULL);
	struct operand made = compile(&c, expr);

	out->machine = scope.machine;
	out->arena = scope.arena;
	out->root = made.node;
	out->steps = expr_has_prime(expr);
	/* Packed states keep hours and counts beyond the bounds too. */
	*traits = CONDITION_BOUNDED | (c.partial ? 0U : CONDITION_TOTAL);
	if (made.kind == OPERAND_TRUTH)
		return out;
	machine_condition_forget(out);
	return NULL;
}

void machine_condition_reads(const struct condition *condition, slot_fn *fn, void *ctx)
{
	node_reads(condition->machine, condition->root, fn, ctx);
}

int machine_condition_holds(const struct condition *condition, const void *state, const void *after)
{
	struct run run = { .machine = condition->machine, .state = state, .after = after };
	int64_t holds;

	if (condition->steps && !after)
		return -1;
	holds = node_eval(&run, condition->root);
	return run.fault ? -1 : holds != 0;
}

const struct node *machine_property_node(const struct model *model, unsigned property)
{
	const struct condition *condition = model->properties[property].condition;

	return condition ? condition->root : NULL;
}

void machine_condition_forget(struct condition *condition)
{
	if (!condition)
		return;
	arena_free(condition->arena);
	free(condition);
}
