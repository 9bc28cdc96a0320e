/*
 * Compiled by the model if it can, else evaluated on descriptions, each in a fresh arena.
 */
#include <stddef.h>

#include <heddle/expr.h>
#include <heddle/mem.h>
#include <heddle/model.h>

#include "check/proposition.h"

struct proposition {
	const struct model *model;
	const struct expr *expr;
	struct condition *condition; /* null: not compiled */
};

struct proposition *proposition_new(const struct model *model, const struct expr *expr, struct arena *arena)
{
	struct proposition *made = arena_alloc(arena, sizeof(*made));
	unsigned traits;

	*made = (struct proposition){ .model = model, .expr = expr };
	if (model->ops->compile)
		made->condition = model->ops->compile(model, expr, &traits);
	return made;
}

void proposition_release(struct proposition *proposition)
{
	if (proposition && proposition->condition)
		proposition->model->ops->forget(proposition->condition);
}

bool proposition_compiled(const struct proposition *proposition)
{
	return proposition->condition != NULL;
}

int proposition_holds(const struct proposition *proposition, const void *state)
{
	const struct model_ops *ops = proposition->model->ops;
	struct expr_state at = { 0 };
	struct arena *arena;
	int holds;

	if (proposition->condition)
		return ops->holds(proposition->condition, state, NULL);
	arena = arena_new();
	at.now = ops->describe(proposition->model, state, arena);
	holds = expr_holds(proposition->expr, &at, arena, NULL);
	arena_free(arena);
	return holds;
}

void proposition_explain(const struct proposition *proposition, const void *state, struct buf *out)
{
	struct arena *arena = arena_new();
	struct expr_state at = { .now = proposition->model->ops->describe(proposition->model, state, arena) };

	if (expr_holds(proposition->expr, &at, arena, NULL) == 0)
		expr_explain_false(proposition->expr, &at, arena, false, out, NULL, NULL);
	arena_free(arena);
}
