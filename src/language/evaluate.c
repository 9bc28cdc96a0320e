/*
 * The value of a tree in a state, by a walk over the tree.
 *
 * A condition is decided from left to right, and what is decided is not looked at further.  So
 * `x ≠ UNSET and x < 1` has a value even where UNSET < 1 has none.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "language/evaluate.h"

/* --- errors ------------------------------------------------------------------------------ */

enum { SHOWN_MOST = 80 };

/* "EXPR has no value: WHY".  Returns null. */
static const struct value *undefined(struct evaluation *e, const struct expr *expr, const char *why,
                                     const struct value *value)
{
	struct buf text;

	buf_init(&text);
	expr_show(&text, expr, false);
	buf_printf(&text, " has no value: %s", why);
	if (value)
		value_show_most(&text, value, false, SHOWN_MOST);
	err_set(e->err, "%s", text.data);
	buf_release(&text);
	return NULL;
}

/* --- equality ------------------------------------------------------------------------------ */

static bool is_map(const struct value *value)
{
	return value->kind == VALUE_RECORD || value->kind == VALUE_FUNCTION;
}

static int same(const struct value *a, const struct value *b);

/* UNSET, or a record whose fields are all UNSET. */
static bool is_unset(const struct value *value)
{
	if (value->kind != VALUE_RECORD)
		return value_is_unset(value);
	for (uint32_t i = 0; i < value->count; i++)
		if (!is_unset(value->pairs[i].value))
			return false;
	return value->count > 0;
}

/* The entry of a map; null if there is none. */
static const struct value *entry_of(const struct value *map, const struct value *key)
{
	for (uint32_t i = 0; i < map->count; i++)
		if (same(map->pairs[i].key, key) == 1)
			return map->pairs[i].value;
	return NULL;
}

static int both(int a, int b)
{
	return a == 0 || b == 0 ? 0 : a < 0 || b < 0 ? -1 : 1;
}

static int same_maps(const struct value *a, const struct value *b)
{
	int result = a->count == b->count;

	for (uint32_t i = 0; i < a->count && result != 0; i++) {
		const struct value *other = entry_of(b, a->pairs[i].key);

		result = both(result, other ? same(a->pairs[i].value, other) : 0);
	}
	return result;
}

static int is_in(const struct value *value, const struct value *set)
{
	int found = 0;

	for (uint32_t i = 0; i < set->count && found != 1; i++) {
		int equal = same(value, set->items[i]);

		found = equal == 1 ? 1 : equal < 0 ? -1 : found;
	}
	return found;
}

static int is_within(const struct value *part, const struct value *whole)
{
	int result = 1;

	for (uint32_t i = 0; i < part->count && result != 0; i++)
		result = both(result, is_in(part->items[i], whole));
	return result;
}

static int same_lists(const struct value *a, const struct value *b)
{
	int result = a->count == b->count;

	for (uint32_t i = 0; i < a->count && result != 0; i++)
		result = both(result, same(a->items[i], b->items[i]));
	return result;
}

/* 1, 0, or -1: that depends on a value that the trace does not tell. */
static int same(const struct value *a, const struct value *b)
{
	const char *text = value_text(a), *other = value_text(b);

	if (a->kind == VALUE_OPAQUE || b->kind == VALUE_OPAQUE)
		return -1;
	if (value_is_unset(a) || value_is_unset(b))
		return is_unset(a) && is_unset(b);
	if (text && other)
		return strcmp(text, other) == 0;
	if (is_map(a) && is_map(b))
		return same_maps(a, b);
	if (a->kind != b->kind)
		return 0;
	if (a->kind == VALUE_SET)
		return a->count == b->count ? is_within(a, b) : 0;
	if (a->kind == VALUE_TUPLE)
		return same_lists(a, b);
	if (a->kind == VALUE_VARIANT)
		return strcmp(a->text, b->text) == 0 ? same(a->payload, b->payload) : 0;
	return value_compare(a, b) == 0;
}

/* --- parts ----------------------------------------------------------------------------------- */

static const struct value *variable(struct evaluation *e, const struct expr *expr)
{
	const struct value *state = e->after ? e->state->after : e->state->now;

	if (!state)
		return undefined(e, expr, "there is no step", NULL);
	if (expr->index >= state->count)
		return undefined(e, expr, "the state does not have it", NULL);
	return state->pairs[expr->index].value;
}

static const struct value *unset(struct evaluation *e)
{
	return value_string(e->arena, VALUE_UNSET);
}

/* A field of the process that takes the step. */
static const struct value *local(struct evaluation *e, const struct expr *expr)
{
	const struct value *locals = e->state->locals, *found;

	if (!locals)
		return undefined(e, expr, "no process takes a step", NULL);
	found = is_map(locals) ? value_get(locals, expr->name) : NULL;
	return found ? found : unset(e);
}

static const struct value *of_step(struct evaluation *e, const struct expr *expr, const struct value *value)
{
	return value ? value : undefined(e, expr, "no process takes a step", NULL);
}

static const struct value *names_of(struct evaluation *e, const struct value_type *type)
{
	const struct value **items = arena_array(e->arena, type->count, sizeof(*items));

	for (uint32_t i = 0; i < type->count; i++)
		items[i] = value_string(e->arena, type->names[i]);
	return value_set(e->arena, items, type->count);
}

static const struct value *name(struct evaluation *e, const struct expr *expr)
{
	switch (expr->meaning) {
	case EXPR_NAME_BOUND:
		return e->bound[expr->index];
	case EXPR_NAME_VARIABLE:
		return variable(e, expr);
	case EXPR_NAME_CONSTANT:
		return value_string(e->arena, expr->name);
	case EXPR_NAME_ALL:
		return names_of(e, expr->type->item);
	case EXPR_NAME_LOCAL:
		return local(e, expr);
	case EXPR_NAME_SELF:
		return of_step(e, expr, e->state->self);
	case EXPR_NAME_CHOSEN:
		return of_step(e, expr, e->state->chosen ? e->state->chosen[expr->index] : NULL);
	}
	return NULL;
}

/* Any part of UNSET is UNSET. */
static const struct value *part_of_unset(struct evaluation *e, const struct expr *expr,
                                         const struct value *of)
{
	return value_is_unset(of) ? unset(e) : undefined(e, expr, "there is no such part of ", of);
}

static const struct value *field(struct evaluation *e, const struct expr *expr)
{
	const struct value *of = evaluate(e, expr->part[0]), *found;

	if (!of)
		return NULL;
	if (of->kind == VALUE_OPAQUE)
		return undefined(e, expr, "the trace does not give ", of);
	if (of->kind == VALUE_VARIANT && strcmp(expr->name, "tag") == 0)
		return value_string(e->arena, of->text);
	if (of->kind == VALUE_VARIANT && strcmp(expr->name, "value") == 0)
		return of->payload;
	if (!is_map(of))
		return part_of_unset(e, expr, of);
	found = value_get(of, expr->name);
	if (found)
		return found;
	/* Other records of this type have the field. */
	return expr->part[0]->type->kind == VALUE_TYPE_RECORD
	               ? unset(e)
	               : undefined(e, expr, "there is no such part of ", of);
}

static const struct value *item_at(struct evaluation *e, const struct expr *expr)
{
	const struct value *of = evaluate(e, expr->part[0]), *key, *found = NULL;

	if (!of || !(key = evaluate(e, expr->part[1])))
		return NULL;
	if (of->kind == VALUE_OPAQUE)
		return undefined(e, expr, "the trace does not give ", of);
	if (of->kind == VALUE_TUPLE) {
		if (key->kind == VALUE_INT && key->number >= 1 && key->number <= (int64_t)of->count)
			return of->items[key->number - 1];
	} else if (is_map(of)) {
		found = entry_of(of, key);
	} else {
		return part_of_unset(e, expr, of);
	}
	if (!found && value_is_unset(key))
		return unset(e);
	return found ? found : undefined(e, expr, "there is no entry for ", key);
}

static const struct value *primed(struct evaluation *e, const struct expr *expr)
{
	const struct value *value;

	e->after = true;
	value = evaluate(e, expr->part[0]);
	e->after = false;
	return value;
}

/* --- operators --------------------------------------------------------------------------------- */

static bool pair(struct evaluation *e, const struct expr *expr, const struct value *of[2])
{
	return (of[0] = evaluate(e, expr->part[0])) && (of[1] = evaluate(e, expr->part[1]));
}

static const struct value *equal(struct evaluation *e, const struct expr *expr)
{
	const struct value *of[2];
	int result;

	if (!pair(e, expr, of))
		return NULL;
	result = same(of[0], of[1]);
	if (result < 0)
		return undefined(e, expr, "a part of it is unknown in the trace", NULL);
	return value_bool(e->arena, (result == 1) == (expr->kind == EXPR_EQUAL));
}

static bool is_number(const struct value *value)
{
	return value->kind == VALUE_INT || value->kind == VALUE_BIGINT;
}

static bool numbers(struct evaluation *e, const struct expr *expr, const struct value *of[2])
{
	if (!pair(e, expr, of))
		return false;
	for (unsigned i = 0; i < 2; i++)
		if (!is_number(of[i])) {
			undefined(e, expr, "not a number: ", of[i]);
			return false;
		}
	return true;
}

static const struct value *order(struct evaluation *e, const struct expr *expr)
{
	const struct value *of[2];
	int order;

	if (!numbers(e, expr, of))
		return NULL;
	order = value_compare(of[0], of[1]);
	return value_bool(e->arena, expr->kind == EXPR_LESS      ? order < 0
	                            : expr->kind == EXPR_AT_MOST ? order <= 0
	                            : expr->kind == EXPR_GREATER ? order > 0
	                                                         : order >= 0);
}

static const struct value *sum(struct evaluation *e, const struct expr *expr)
{
	const struct value *of[2];
	int64_t result = 0;

	if (!numbers(e, expr, of))
		return NULL;
	if (of[0]->kind != VALUE_INT || of[1]->kind != VALUE_INT ||
	    (expr->kind == EXPR_PLUS ? __builtin_add_overflow(of[0]->number, of[1]->number, &result)
	                             : __builtin_sub_overflow(of[0]->number, of[1]->number, &result)))
		return undefined(e, expr, "the numbers are too large", NULL);
	return value_int(e->arena, result);
}

static const struct value *not_a_set(struct evaluation *e, const struct expr *expr, const struct value *value)
{
	return undefined(e, expr,
	                 value->kind == VALUE_OPAQUE ? "the trace does not give " : "not a set: ", value);
}

static const struct value *member(struct evaluation *e, const struct expr *expr)
{
	const struct value *of[2];
	int found;

	if (!pair(e, expr, of))
		return NULL;
	if (of[1]->kind != VALUE_SET)
		return not_a_set(e, expr, of[1]);
	found = is_in(of[0], of[1]);
	if (found < 0)
		return undefined(e, expr, "a part of it is unknown in the trace", NULL);
	return value_bool(e->arena, (found == 1) == (expr->kind == EXPR_IN));
}

static const struct value *sets(struct evaluation *e, const struct expr *expr)
{
	const struct value *of[2], **items;
	size_t count = 0;
	int result;

	if (!pair(e, expr, of))
		return NULL;
	for (unsigned i = 0; i < 2; i++)
		if (of[i]->kind != VALUE_SET)
			return not_a_set(e, expr, of[i]);
	if (expr->kind == EXPR_SUBSET) {
		result = is_within(of[0], of[1]);
		return result < 0 ? undefined(e, expr, "a part of it is unknown in the trace", NULL)
		                  : value_bool(e->arena, result);
	}
	items = arena_array(e->arena, (size_t)of[0]->count + of[1]->count, sizeof(*items));
	for (uint32_t i = 0; i < of[0]->count; i++) {
		result = expr->kind == EXPR_UNION ? 0 : is_in(of[0]->items[i], of[1]);
		if (result < 0)
			return undefined(e, expr, "a part of it is unknown in the trace", NULL);
		if (result == (expr->kind == EXPR_INTERSECTION))
			items[count++] = of[0]->items[i];
	}
	for (uint32_t i = 0; i < of[1]->count && expr->kind == EXPR_UNION; i++)
		if (is_in(of[1]->items[i], of[0]) != 1)
			items[count++] = of[1]->items[i];
	return value_set(e->arena, items, count);
}

static const struct value *before(struct evaluation *e, const struct expr *expr)
{
	const struct value *list = evaluate(e, expr->part[0]);

	if (!list)
		return NULL;
	if (list->kind != VALUE_TUPLE)
		return undefined(e, expr, "not a list: ", list);
	return value_tuple(e->arena, list->items, e->place[expr->part[1]->index]);
}

static const struct value *count(struct evaluation *e, const struct expr *expr)
{
	const struct value *of = evaluate(e, expr->part[0]);

	if (!of)
		return NULL;
	if (of->kind != VALUE_SET && of->kind != VALUE_TUPLE && !is_map(of))
		return not_a_set(e, expr, of);
	return value_int(e->arena, of->count);
}

static const struct value *keys(struct evaluation *e, const struct expr *expr)
{
	const struct value *of = evaluate(e, expr->part[0]), **items;

	if (!of)
		return NULL;
	if (of->kind == VALUE_TUPLE) {
		items = arena_array(e->arena, of->count, sizeof(*items));
		for (uint32_t i = 0; i < of->count; i++)
			items[i] = value_int(e->arena, (int64_t)i + 1);
		return value_set(e->arena, items, of->count);
	}
	if (!is_map(of))
		return undefined(e, expr, "not a table: ", of);
	items = arena_array(e->arena, of->count, sizeof(*items));
	for (uint32_t i = 0; i < of->count; i++)
		items[i] = of->pairs[i].key;
	return value_set(e->arena, items, of->count);
}

static const struct value *items(struct evaluation *e, const struct expr *expr)
{
	const struct value **made = arena_array(e->arena, expr->count, sizeof(*made));
	struct value_pair *pairs;

	for (uint32_t i = 0; i < expr->count; i++)
		if (!(made[i] = evaluate(e, expr->items[i])))
			return NULL;
	if (expr->kind == EXPR_SET)
		return value_set(e->arena, made, expr->count);
	if (expr->kind == EXPR_LIST)
		return value_tuple(e->arena, made, expr->count);
	pairs = arena_array(e->arena, expr->count, sizeof(*pairs));
	for (uint32_t i = 0; i < expr->count; i++)
		pairs[i] = (struct value_pair){ value_string(e->arena, expr->names[i]), made[i] };
	return value_record(e->arena, pairs, expr->count);
}

/* --- what binds --------------------------------------------------------------------------------- */

const struct value *evaluate_domain(struct evaluation *e, const struct expr *binder)
{
	const struct value *domain = evaluate(e, binder->part[0]);

	if (!domain)
		return NULL;
	if (domain->kind != VALUE_SET && domain->kind != VALUE_TUPLE)
		return not_a_set(e, binder->part[0], domain);
	return domain;
}

void evaluate_bind(struct evaluation *e, const struct expr *binder, const struct value *domain, uint32_t nth)
{
	e->bound[binder->index] = domain->items[nth];
	e->place[binder->index] = nth;
}

static const struct value *quantified(struct evaluation *e, const struct expr *expr)
{
	const struct value *domain = evaluate_domain(e, expr);
	bool wanted = expr->kind == EXPR_SOME;

	if (!domain)
		return NULL;
	for (uint32_t i = 0; i < domain->count; i++) {
		int holds;

		evaluate_bind(e, expr, domain, i);
		holds = evaluate_truth(e, expr->part[1]);
		if (holds < 0)
			return NULL;
		if (holds == wanted)
			return value_bool(e->arena, wanted);
	}
	return value_bool(e->arena, !wanted);
}

static const struct value *filtered(struct evaluation *e, const struct expr *expr)
{
	const struct value *domain = evaluate_domain(e, expr), **found;
	size_t length = 0;

	if (!domain)
		return NULL;
	found = arena_array(e->arena, domain->count, sizeof(*found));
	for (uint32_t i = 0; i < domain->count; i++) {
		int holds;

		evaluate_bind(e, expr, domain, i);
		holds = evaluate_truth(e, expr->part[1]);
		if (holds < 0)
			return NULL;
		if (holds)
			found[length++] = domain->items[i];
	}
	return value_set(e->arena, found, length);
}

/* --- the walk --------------------------------------------------------------------------------------- */

static const struct value *connective(struct evaluation *e, const struct expr *expr)
{
	int left = evaluate_truth(e, expr->part[0]);
	/* The left value that decides the result. */
	bool decides = expr->kind == EXPR_OR;

	if (left < 0)
		return NULL;
	if (expr->kind == EXPR_NOT)
		return value_bool(e->arena, !left);
	if (left == decides)
		return value_bool(e->arena, expr->kind != EXPR_AND);
	left = evaluate_truth(e, expr->part[1]);
	return left < 0 ? NULL : value_bool(e->arena, left);
}

const struct value *evaluate(struct evaluation *e, const struct expr *expr)
{
	int holds;

	switch (expr->kind) {
	case EXPR_NUMBER:
		return value_int(e->arena, expr->number);
	case EXPR_STRING:
		return value_string(e->arena, expr->name);
	case EXPR_BOOL:
		return value_bool(e->arena, expr->truth);
	case EXPR_UNSET:
		return unset(e);
	case EXPR_NAME:
		return name(e, expr);
	case EXPR_FIELD:
		return field(e, expr);
	case EXPR_AT:
		return item_at(e, expr);
	case EXPR_PRIME:
		return primed(e, expr);
	case EXPR_NOT:
	case EXPR_AND:
	case EXPR_OR:
	case EXPR_IMPLIES:
		return connective(e, expr);
	case EXPR_EQUAL:
	case EXPR_NOT_EQUAL:
		return equal(e, expr);
	case EXPR_LESS:
	case EXPR_AT_MOST:
	case EXPR_GREATER:
	case EXPR_AT_LEAST:
		return order(e, expr);
	case EXPR_IN:
	case EXPR_NOT_IN:
		return member(e, expr);
	case EXPR_SUBSET:
	case EXPR_UNION:
	case EXPR_DIFFERENCE:
	case EXPR_INTERSECTION:
		return sets(e, expr);
	case EXPR_PLUS:
	case EXPR_MINUS:
		return sum(e, expr);
	case EXPR_BEFORE:
		return before(e, expr);
	case EXPR_COUNT:
		return count(e, expr);
	case EXPR_KEYS:
		return keys(e, expr);
	case EXPR_IF:
		holds = evaluate_truth(e, expr->part[0]);
		return holds < 0 ? NULL : evaluate(e, expr->part[holds ? 1 : 2]);
	case EXPR_ALL:
	case EXPR_SOME:
		return quantified(e, expr);
	case EXPR_FILTER:
		return filtered(e, expr);
	case EXPR_SET:
	case EXPR_LIST:
	case EXPR_RECORD:
		return items(e, expr);
	case EXPR_CHOOSE:
	case EXPR_ASSIGN:
	case EXPR_ADD:
	case EXPR_REMOVE:
	case EXPR_APPEND:
	case EXPR_TAKE:
	case EXPR_KINDS:
		break;
	}
	return NULL;
}

int evaluate_truth(struct evaluation *e, const struct expr *expr)
{
	const struct value *value = evaluate(e, expr);

	if (!value)
		return -1;
	if (value->kind != VALUE_BOOL) {
		undefined(e, expr, "not true or false: ", value);
		return -1;
	}
	return value->truth;
}

const struct value *expr_value(const struct expr *expr, const struct expr_state *state, struct arena *arena,
                               struct err *err)
{
	struct evaluation e = { .state = state, .arena = arena, .err = err };

	return evaluate(&e, expr);
}

int expr_holds(const struct expr *expr, const struct expr_state *state, struct arena *arena, struct err *err)
{
	struct evaluation e = { .state = state, .arena = arena, .err = err };

	return evaluate_truth(&e, expr);
}
