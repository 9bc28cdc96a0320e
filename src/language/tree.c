/*
 * Trees as such: equal ones, copies, sizes.
 */
#include <string.h>

#include <heddle/mem.h>

#include "language/language.h"

bool expr_equal(const struct expr *a, const struct expr *b)
{
	if (!a || !b)
		return a == b;
	if (a->kind != b->kind || a->count != b->count)
		return false;
	switch (a->kind) {
	case EXPR_NUMBER:
		return a->number == b->number;
	case EXPR_BOOL:
		return a->truth == b->truth;
	case EXPR_STRING:
	case EXPR_NAME:
	case EXPR_FIELD:
	case EXPR_ALL:
	case EXPR_SOME:
	case EXPR_FILTER:
	case EXPR_CHOOSE:
		if (strcmp(a->name, b->name) != 0)
			return false;
		break;
	default:
		break;
	}
	for (uint32_t i = 0; i < a->count; i++)
		if (!expr_equal(a->items[i], b->items[i]) ||
		    (a->kind == EXPR_RECORD && strcmp(a->names[i], b->names[i]) != 0))
			return false;
	for (unsigned i = 0; i < 3; i++)
		if (!expr_equal(a->part[i], b->part[i]))
			return false;
	return true;
}

static bool is_binder(const struct expr *expr)
{
	return expr->kind == EXPR_ALL || expr->kind == EXPR_SOME || expr->kind == EXPR_FILTER;
}

struct expr *expr_copy(const struct expr *expr, struct arena *arena)
{
	struct expr *copy;

	if (!expr)
		return NULL;
	copy = arena_copy(arena, expr, sizeof(*expr));
	for (int i = 0; i < 3; i++)
		copy->part[i] = expr_copy(expr->part[i], arena);
	/* In x, y ∈ S both have one domain. */
	if (is_binder(expr) && expr->part[1] && expr->part[1]->kind == expr->kind &&
	    expr->part[1]->part[0] == expr->part[0])
		copy->part[1]->part[0] = copy->part[0];
	if (expr->count) {
		copy->items = arena_array(arena, expr->count, sizeof(struct expr *));
		for (uint32_t i = 0; i < expr->count; i++)
			copy->items[i] = expr_copy(expr->items[i], arena);
	}
	return copy;
}

unsigned expr_size(const struct expr *expr)
{
	unsigned size = 1;

	if (!expr)
		return 0;
	for (uint32_t i = 0; i < expr->count; i++)
		size += expr_size(expr->items[i]);
	for (int i = 0; i < 3; i++)
		size += expr_size(expr->part[i]);
	return size;
}

bool expr_has_prime(const struct expr *expr)
{
	if (!expr)
		return false;
	for (uint32_t i = 0; i < expr->count; i++)
		if (expr_has_prime(expr->items[i]))
			return true;
	return expr->kind == EXPR_PRIME || expr_has_prime(expr->part[0]) || expr_has_prime(expr->part[1]) ||
	       expr_has_prime(expr->part[2]);
}
