/*
 * Evaluating parts of a tree, between evaluate.c and explain_false.c.
 */
#ifndef HEDDLE_LANGUAGE_EVALUATE_H
#define HEDDLE_LANGUAGE_EVALUATE_H

#include <heddle/expr.h>

struct evaluation {
	const struct expr_state *state;
	struct arena *arena;
	struct err *err;
	bool after;                                /* inside x' */
	const struct value *bound[EXPR_BOUND_MAX]; /* by index */
	uint32_t place[EXPR_BOUND_MAX];            /* of a bound entry in its list, from 0 */
};

/* As expr_value and expr_holds. */
const struct value *evaluate(struct evaluation *e, const struct expr *expr);
int evaluate_truth(struct evaluation *e, const struct expr *expr);

/* Appends the path of a part of a variable; returns false for a bound value, which has none. */
struct buf;
bool evaluate_path(struct evaluation *e, const struct expr *expr, struct buf *path);

/* The set or list over which a binder ranges (null with err set: none); and binding its nth member. */
const struct value *evaluate_domain(struct evaluation *e, const struct expr *binder);
void evaluate_bind(struct evaluation *e, const struct expr *binder, const struct value *domain, uint32_t nth);

#endif
