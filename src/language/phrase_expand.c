/*
 * Putting what a phrase stands for in its place: a copy of its trees, with arguments for parameters.
 *
 * What a phrase binds is renamed where an argument has that name, so that `u` in "no record names u's id"
 * stays that of the text.  Rejected: replacing the text, which would read arguments apart from their place.
 */
#include <string.h>

#include <heddle/mem.h>

#include "language/phrases.h"

/* A binder of the phrase around the node, and what its name becomes. */
struct scope {
	const char *name, *now;
	const struct scope *outer;
};

struct expansion {
	struct parser *p;
	const struct phrase_use *use;
};

static struct expr *expand(struct expansion *x, const struct expr *expr, const struct scope *scope);

/* --- names ------------------------------------------------------------------------------ */

static bool is_binder(const struct expr *expr)
{
	return expr->kind == EXPR_ALL || expr->kind == EXPR_SOME || expr->kind == EXPR_FILTER;
}

static bool has_name(const struct expr *expr, const char *name)
{
	if (!expr)
		return false;
	if ((expr->kind == EXPR_NAME || is_binder(expr)) && strcmp(expr->name, name) == 0)
		return true;
	for (uint32_t i = 0; i < expr->count; i++)
		if (has_name(expr->items[i], name))
			return true;
	return has_name(expr->part[0], name) || has_name(expr->part[1], name) ||
	       has_name(expr->part[2], name);
}

static bool an_argument_has(const struct expansion *x, const char *name)
{
	for (unsigned i = 0; i < x->use->row->parameter_count; i++)
		if (has_name(x->use->arguments[i], name))
			return true;
	return false;
}

static const char *fresh_name(const struct expansion *x, const struct expr *binder)
{
	const char *name = binder->name;

	for (unsigned n = 2; an_argument_has(x, name) || (n > 2 && has_name(binder, name)); n++)
		name = arena_printf(x->p->arena, "%s%u", binder->name, n);
	return name;
}

static int parameter_of(const struct phrase_row *row, const char *name)
{
	for (unsigned i = 0; i < row->parameter_count; i++)
		if (strcmp(row->parameters[i], name) == 0)
			return (int)i;
	return -1;
}

/* --- copies ----------------------------------------------------------------------------- */

static struct expr *count_node(struct expansion *x, struct expr *made)
{
	return ++x->p->nodes > EXPR_NODES_MAX ? NULL : made;
}

static struct expr *copy_argument(struct expansion *x, const struct expr *argument)
{
	struct expr *copy = expr_copy(argument, x->p->arena);

	x->p->nodes += expr_size(argument);
	return x->p->nodes > EXPR_NODES_MAX ? NULL : copy;
}

static bool expand_items(struct expansion *x, struct expr *copy, const struct expr *expr,
                         const struct scope *scope)
{
	if (!expr->count)
		return true;
	copy->items = arena_array(x->p->arena, expr->count, sizeof(struct expr *));
	for (uint32_t i = 0; i < expr->count; i++)
		if (!(copy->items[i] = expand(x, expr->items[i], scope)))
			return false;
	return true;
}

static bool expand_parts(struct expansion *x, struct expr *copy, const struct expr *expr,
                         const struct scope *scope)
{
	const struct scope *inner = scope;
	struct scope own;

	if (is_binder(expr)) {
		copy->name = fresh_name(x, expr);
		own = (struct scope){ expr->name, copy->name, scope };
		inner = &own;
	}
	for (unsigned i = 0; i < 3; i++) {
		if (!expr->part[i])
			continue;
		/* In x, y ∈ S both have one domain, which is read outside of both. */
		if (!(copy->part[i] = expand(x, expr->part[i], i ? inner : scope)))
			return false;
		if (i && is_binder(expr) && expr->part[1]->kind == expr->kind &&
		    expr->part[1]->part[0] == expr->part[0])
			copy->part[1]->part[0] = copy->part[0];
	}
	return true;
}

static struct expr *expand_name(struct expansion *x, struct expr *copy, const struct scope *scope)
{
	int parameter;

	if (copy->meaning == EXPR_NAME_CHOSEN)
		return copy;
	for (; scope; scope = scope->outer)
		if (strcmp(scope->name, copy->name) == 0) {
			copy->name = scope->now;
			return copy;
		}
	parameter = parameter_of(x->use->row, copy->name);
	return parameter < 0 ? copy : copy_argument(x, x->use->arguments[parameter]);
}

static struct expr *expand(struct expansion *x, const struct expr *expr, const struct scope *scope)
{
	struct expr *copy = arena_copy(x->p->arena, expr, sizeof(*expr));

	copy->from = x->use->from;
	copy->to = x->use->to;
	copy->phrase = x->use->row->phrase.spelling;
	if (!count_node(x, copy))
		return NULL;
	if (copy->kind == EXPR_NAME)
		return expand_name(x, copy, scope);
	return expand_items(x, copy, expr, scope) && expand_parts(x, copy, expr, scope) ? copy : NULL;
}

struct expr **phrase_expand(struct parser *p, const struct phrase_use *use)
{
	struct expr **trees = arena_array(p->arena, use->row->tree_count, sizeof(struct expr *));
	struct expansion x = { p, use };

	for (unsigned i = 0; i < use->row->tree_count; i++)
		if (!(trees[i] = expand(&x, use->row->trees[i], NULL)))
			return parser_refuse(p, use->from, "phrases stand for more than %d parts here",
			                     EXPR_NODES_MAX);
	return trees;
}
