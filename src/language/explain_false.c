/*
 * Which part of a false condition is false, and with which values.
 *
 * After Beer, Ben-David, Chockler, Orni and Trefler, "Explaining Counterexamples Using Causality" (CAV 2009):
 * of a conjunction the false conjuncts, of a disjunction all disjuncts, of a quantifier the first instance,
 * down to comparisons, whose sides are told.  A part that must be true, such as the left side of an
 * implication, is told in the same way.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

#include "language/evaluate.h"
#include "language/language.h"

enum { VALUE_MOST = 60, TOLD_MOST = 6 };

struct explanation {
	struct evaluation e;
	struct buf *out;
	bool ascii;
	void (*cell)(void *ctx, const char *path);
	void *ctx;
	const struct expr *told[TOLD_MOST]; /* in this comparison */
	unsigned told_count;
};

static void explain(struct explanation *x, const struct expr *expr, bool holds);

static void show_value(struct explanation *x, const struct value *value)
{
	value_show_most(x->out, value, x->ascii, VALUE_MOST);
}

/* --- paths -------------------------------------------------------------------------------- */

/* Whether it is a part of a variable, of a field of the process, or of a bound or chosen value. */
static bool is_place(const struct expr *expr)
{
	while (expr->kind == EXPR_FIELD || expr->kind == EXPR_AT || expr->kind == EXPR_PRIME)
		expr = expr->part[0];
	return expr->kind == EXPR_NAME && expr->meaning != EXPR_NAME_CONSTANT &&
	       expr->meaning != EXPR_NAME_ALL;
}

bool evaluate_path(struct evaluation *e, const struct expr *expr, struct buf *path)
{
	const struct value *key, *of;

	switch (expr->kind) {
	case EXPR_NAME:
		if (expr->meaning != EXPR_NAME_VARIABLE)
			return false;
		value_path_field(path, value_string(e->arena, expr->name));
		return true;
	case EXPR_FIELD:
		if (!evaluate_path(e, expr->part[0], path))
			return false;
		of = evaluate(e, expr->part[0]);
		if (!of || value_is_unset(of))
			return true;
		/* The key may be a string or a model value. */
		key = value_string(e->arena, expr->name);
		for (uint32_t i = 0; i < of->count && of->kind == VALUE_FUNCTION; i++)
			if (value_text(of->pairs[i].key) &&
			    strcmp(value_text(of->pairs[i].key), expr->name) == 0)
				key = of->pairs[i].key;
		value_path_field(path, key);
		return true;
	case EXPR_AT:
		if (!evaluate_path(e, expr->part[0], path))
			return false;
		of = evaluate(e, expr->part[0]);
		key = evaluate(e, expr->part[1]);
		if (!of || !key || value_is_unset(of))
			return true;
		if (of->kind == VALUE_TUPLE)
			value_path_index(path, (size_t)key->number);
		else
			value_path_field(path, key);
		return true;
	case EXPR_PRIME:
		return evaluate_path(e, expr->part[0], path);
	default:
		return false;
	}
}

static void tell_cell(struct explanation *x, const struct expr *expr)
{
	struct buf path;

	buf_init(&path);
	if (x->cell && evaluate_path(&x->e, expr, &path))
		x->cell(x->ctx, path.data);
	buf_release(&path);
}

/* --- comparisons ------------------------------------------------------------------------------- */

static void show(struct explanation *x, const struct expr *expr)
{
	expr_show(x->out, expr, x->ascii);
}

/* Appends ", PLACE is VALUE" for each distinct part in a comparison. */
static void tell_places(struct explanation *x, const struct expr *expr)
{
	if (is_place(expr) || expr->kind == EXPR_COUNT) {
		const struct value *value = evaluate(&x->e, expr);

		tell_cell(x, expr->kind == EXPR_COUNT ? expr->part[0] : expr);
		for (unsigned i = 0; i < x->told_count; i++)
			if (expr_equal(x->told[i], expr))
				return;
		/* A bound name is already listed. */
		if (!value || x->told_count == TOLD_MOST ||
		    (expr->kind == EXPR_NAME && expr->meaning == EXPR_NAME_BOUND))
			return;
		buf_add_text(x->out, x->told_count ? ", " : ": ");
		show(x, expr);
		buf_add_text(x->out, " is ");
		show_value(x, value);
		x->told[x->told_count++] = expr;
		return;
	}
	/* Of an inner quantifier only the domain. */
	for (unsigned i = 0; i < 3 && expr->part[i]; i++) {
		if (i == 1 &&
		    (expr->kind == EXPR_FILTER || expr->kind == EXPR_ALL || expr->kind == EXPR_SOME))
			break;
		tell_places(x, expr->part[i]);
	}
	for (uint32_t i = 0; i < expr->count; i++)
		tell_places(x, expr->items[i]);
}

/* "PLACE is VALUE", or "PLACE is VALUE, not OTHER": for = and ≠. */
static bool compare_place(struct explanation *x, const struct expr *expr, bool holds)
{
	const struct expr *place = expr->part[0], *other = expr->part[1];
	const struct value *value, *found;

	if ((expr->kind != EXPR_EQUAL && expr->kind != EXPR_NOT_EQUAL) || !is_place(place) ||
	    !(value = evaluate(&x->e, place)))
		return false;
	tell_cell(x, place);
	show(x, place);
	buf_add_text(x->out, " is ");
	show_value(x, value);
	if (holds == (expr->kind == EXPR_EQUAL)) {
		if (is_place(other))
			tell_cell(x, other);
		return true;
	}
	buf_add_text(x->out, ", not ");
	show(x, other);
	found = is_place(other) ? evaluate(&x->e, other) : NULL;
	if (found) {
		tell_cell(x, other);
		buf_add_text(x->out, ", which is ");
		show_value(x, found);
	}
	return true;
}

static void tell_cells(struct explanation *x, const struct expr *expr)
{
	if (!expr)
		return;
	if (is_place(expr)) {
		tell_cell(x, expr);
		return;
	}
	for (unsigned i = 0; i < 3; i++)
		tell_cells(x, expr->part[i]);
}

static bool is_number(const struct value *value)
{
	return value && (value->kind == VALUE_INT || value->kind == VALUE_BIGINT);
}

static bool has_place(const struct expr *expr)
{
	if (!expr)
		return false;
	for (uint32_t i = 0; i < expr->count; i++)
		if (has_place(expr->items[i]))
			return true;
	return is_place(expr) || has_place(expr->part[0]) || has_place(expr->part[1]) ||
	       has_place(expr->part[2]);
}

/* "2 < 1": the values of both sides. */
static void show_sides(struct explanation *x, const struct expr *expr, const struct value *left,
                       const struct value *right)
{
	show_value(x, left);
	buf_printf(x->out, " %s ", x->ascii ? operators[expr->kind].ascii : operators[expr->kind].text);
	show_value(x, right);
}

/* "time < start + 1: 2 < 1", or "time < start + 1 holds: 0 < 1". */
static bool compare_numbers(struct explanation *x, const struct expr *expr, bool holds)
{
	const struct value *left, *right;

	if (expr->kind < EXPR_LESS || expr->kind > EXPR_AT_LEAST)
		return false;
	left = evaluate(&x->e, expr->part[0]);
	right = evaluate(&x->e, expr->part[1]);
	if (!is_number(left) || !is_number(right))
		return false;
	tell_cells(x, expr);
	show(x, expr);
	buf_add_text(x->out, holds ? " holds: " : ": ");
	show_sides(x, expr, left, right);
	return true;
}

static void compare(struct explanation *x, const struct expr *expr, bool holds)
{
	if (compare_place(x, expr, holds) || compare_numbers(x, expr, holds))
		return;
	show(x, expr);
	buf_add_text(x->out, holds ? " holds" : " is false");
	x->told_count = 0;
	tell_places(x, expr);
}

/* --- the walk ------------------------------------------------------------------------------------- */

static void both(struct explanation *x, const struct expr *expr, bool left, bool right)
{
	explain(x, expr->part[0], left);
	buf_add_text(x->out, "; ");
	explain(x, expr->part[1], right);
}

/* Explains the sides that decide the value. */
static void connective(struct explanation *x, const struct expr *expr, bool holds)
{
	bool left = expr->kind == EXPR_IMPLIES ? !holds : holds;
	/* A true conjunction and a false disjunction or implication need both sides. */
	bool needs_both = holds == (expr->kind == EXPR_AND);

	if (needs_both) {
		both(x, expr, left, holds);
		return;
	}
	if (evaluate_truth(&x->e, expr->part[0]) == left)
		explain(x, expr->part[0], left);
	else
		explain(x, expr->part[1], holds);
}

static void instance(struct explanation *x, const struct expr *expr, const struct value *domain, uint32_t nth,
                     bool holds)
{
	evaluate_bind(&x->e, expr, domain, nth);
	buf_printf(x->out, "%s = ", expr->name);
	show_value(x, domain->items[nth]);
	buf_add_text(x->out, expr->part[1]->kind == expr->kind ? ", " : ": ");
	explain(x, expr->part[1], holds);
}

/* Explains the first deciding instance, or says that there is none. */
static void quantifier(struct explanation *x, const struct expr *expr, bool holds)
{
	const struct value *domain = evaluate_domain(&x->e, expr);
	bool one_decides = holds == (expr->kind == EXPR_SOME);

	for (uint32_t i = 0; domain && one_decides && i < domain->count; i++) {
		evaluate_bind(&x->e, expr, domain, i);
		if (evaluate_truth(&x->e, expr->part[1]) == holds) {
			instance(x, expr, domain, i, holds);
			return;
		}
	}
	if (domain && domain->count == 1) {
		instance(x, expr, domain, 0, holds);
		return;
	}
	show(x, expr);
	buf_printf(x->out, " %s: ", holds ? "holds" : "is false");
	tell_cell(x, expr->part[0]);
	show(x, expr->part[0]);
	buf_add_text(x->out, " is ");
	if (domain)
		show_value(x, domain);
}

static void explain(struct explanation *x, const struct expr *expr, bool holds)
{
	switch (expr->kind) {
	case EXPR_NOT:
		explain(x, expr->part[0], !holds);
		break;
	case EXPR_AND:
	case EXPR_OR:
	case EXPR_IMPLIES:
		connective(x, expr, holds);
		break;
	case EXPR_ALL:
	case EXPR_SOME:
		quantifier(x, expr, holds);
		break;
	case EXPR_IF:
		explain(x, expr->part[evaluate_truth(&x->e, expr->part[0]) == 1 ? 1 : 2], holds);
		break;
	default:
		compare(x, expr, holds);
		break;
	}
}

/* Appends ": " and why a false comparison is false: "it is busy", "2 < 1"; returns false if it is none. */
static bool unmet_comparison(struct explanation *x, const struct expr *expr)
{
	const struct value *left, *right;

	if (expr->kind < EXPR_EQUAL || expr->kind > EXPR_SUBSET)
		return false;
	left = evaluate(&x->e, expr->part[0]);
	right = evaluate(&x->e, expr->part[1]);
	if (!left || !right)
		return false;
	tell_cells(x, expr);
	buf_add_text(x->out, ": ");
	if (expr->kind <= EXPR_NOT_EQUAL && is_place(expr->part[0]) && !has_place(expr->part[1])) {
		buf_add_text(x->out, "it is ");
		show_value(x, left);
	} else {
		show_sides(x, expr, left, right);
	}
	return true;
}

void expr_explain_unmet(const struct expr *expr, const struct expr_state *state, struct arena *arena,
                        bool ascii, struct buf *out, void (*cell)(void *ctx, const char *path), void *ctx)
{
	struct explanation x = {
		.e = { .state = state, .arena = arena }, .out = out, .ascii = ascii, .cell = cell, .ctx = ctx
	};

	show(&x, expr);
	if (unmet_comparison(&x, expr))
		return;
	buf_add_text(out, ": ");
	explain(&x, expr, false);
}

void expr_explain_false(const struct expr *expr, const struct expr_state *state, struct arena *arena,
                        bool ascii, struct buf *out, void (*cell)(void *ctx, const char *path), void *ctx)
{
	struct explanation x = {
		.e = { .state = state, .arena = arena }, .out = out, .ascii = ascii, .cell = cell, .ctx = ctx
	};

	explain(&x, expr, false);
}

static void place_once(struct evaluation *e, const struct expr *on, const struct expr *when,
                       void (*place)(void *ctx, const char *path), void *ctx)
{
	struct buf path;

	buf_init(&path);
	if (evaluate_truth(e, when) == 1 && evaluate_path(e, on, &path))
		place(ctx, path.data);
	buf_release(&path);
}

void expr_each_place(const struct expr *binder, const struct expr *on, const struct expr *when,
                     const struct expr_state *state, struct arena *arena,
                     void (*place)(void *ctx, const char *path), void *ctx)
{
	struct evaluation e = { .state = state, .arena = arena };
	const struct value *domain = binder ? evaluate_domain(&e, binder) : NULL;

	if (!binder)
		place_once(&e, on, when, place, ctx);
	for (uint32_t i = 0; domain && i < domain->count; i++) {
		evaluate_bind(&e, binder, domain, i);
		place_once(&e, on, when, place, ctx);
	}
}
