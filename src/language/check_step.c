/*
 * Choices and effects, and reading whole texts: parse, then check.
 *
 * What may change is a variable, a field of the process, or a part of one.  Everything else that is an
 * operand, such as what was chosen, is refused by what it is.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>

#include "language/check.h"
#include "language/phrases.h"

/* --- choices ---------------------------------------------------------------------------- */

/* Whether a set is written out, without anything of the state. */
static bool only_constants(const struct expr *set)
{
	for (uint32_t i = 0; set->kind == EXPR_SET && i < set->count; i++) {
		const struct expr *item = set->items[i];

		if (item->kind != EXPR_STRING && item->kind != EXPR_NUMBER && item->kind != EXPR_BOOL &&
		    !(item->kind == EXPR_NAME && item->meaning == EXPR_NAME_CONSTANT))
			return false;
	}
	return set->kind == EXPR_SET;
}

/* What can be chosen has a declared type, which names its values in lists, files and exports. */
static int refuse_written(struct checker *c, const struct expr *set)
{
	struct buf text;

	buf_init(&text);
	expr_show(&text, set, false);
	err_set(c->err, "%.100s is written out, but what is chosen needs a declared type", text.data);
	err_remedy(c->err,
	           "choose from a variable with this initial value (\"set of T\"), or write a step for each");
	buf_release(&text);
	return check_place(c, set, set->from);
}

static int check_choice(struct checker *c, struct expr *expr)
{
	for (unsigned i = 0; i < c->context->chosen_count; i++)
		if (strcmp(c->context->chosen[i].name, expr->name) == 0) {
			err_set(c->err, "%s is chosen already", expr->name);
			err_remedy(c->err, "give it another name");
			return check_place(c, expr, expr->from);
		}
	expr->index = c->context->chosen_count;
	if (check_kind(c, expr->part[0], VALUE_TYPE_SET, "a set") < 0)
		return -1;
	if (only_constants(expr->part[0]))
		return refuse_written(c, expr->part[0]);
	expr->type = check_items_of(expr->part[0]->type);
	if (!expr->part[1])
		return 0;
	c->choosing = expr;
	if (check_kind(c, expr->part[1], VALUE_TYPE_BOOL, "a condition") < 0)
		return -1;
	c->choosing = NULL;
	if (expr->part[1]->left_out)
		expr->part[1] = NULL;
	return 0;
}

/* --- effects ---------------------------------------------------------------------------- */

static int cannot_change(struct checker *c, const struct expr *place, const struct expr *root)
{
	struct buf text;

	buf_init(&text);
	expr_show(&text, root, false);
	err_set(c->err, "%.100s cannot change: expected a variable, a field of the process, or a part of one",
	        text.data);
	buf_release(&text);
	return check_place(c, place, place->from);
}

/* Checks the place of an effect. */
static int check_target(struct checker *c, struct expr *place)
{
	const struct expr *root = place;

	if (check(c, place) < 0)
		return -1;
	while (root->kind == EXPR_FIELD || root->kind == EXPR_AT)
		root = root->part[0];
	if (root->kind != EXPR_NAME ||
	    (root->meaning != EXPR_NAME_VARIABLE && root->meaning != EXPR_NAME_LOCAL))
		return cannot_change(c, place, root);
	return 0;
}

/* Refuses a name that a place cannot hold. */
static int check_held(struct checker *c, const struct expr *value, const struct value_type *type)
{
	bool is_name = value->kind == EXPR_STRING ||
	               (value->kind == EXPR_NAME && value->meaning == EXPR_NAME_CONSTANT);
	struct nearest nearest;

	if (!is_name || !type || type->kind != VALUE_TYPE_NAME || type->count == 0)
		return 0;
	nearest = nearest_to(value->name);
	for (uint32_t i = 0; i < type->count; i++) {
		if (strcmp(type->names[i], value->name) == 0)
			return 0;
		nearest_offer(&nearest, type->names[i]);
	}
	nearest_err(&nearest, "value", c->err);
	return check_place(c, value, value->from);
}

static int check_assignment(struct checker *c, struct expr *expr)
{
	const struct value_type *type;

	if (check_target(c, expr->part[0]) < 0 || check(c, expr->part[1]) < 0)
		return -1;
	type = expr->type = expr->part[0]->type;
	if (check_same(c, expr->part[1], type, expr->part[0]) < 0)
		return -1;
	return check_held(c, expr->part[1], type);
}

/* Checks an effect on the items of a set or list. */
static int check_change(struct checker *c, struct expr *expr, enum value_type_kind kind, const char *what)
{
	const struct value_type *type;

	if (check_target(c, expr->part[0]) < 0)
		return -1;
	type = expr->type = expr->part[0]->type;
	if (type->kind != kind && type->kind != VALUE_TYPE_ANY)
		return check_not_a(c, expr->part[0], what);
	if (!expr->part[1])
		return 0;
	if (check(c, expr->part[1]) < 0 || check_same(c, expr->part[1], check_items_of(type), NULL) < 0)
		return -1;
	return check_held(c, expr->part[1], check_items_of(type));
}

int check_step(struct checker *c, struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_CHOOSE:
		return check_choice(c, expr);
	case EXPR_ASSIGN:
		return check_assignment(c, expr);
	case EXPR_ADD:
	case EXPR_REMOVE:
		return check_change(c, expr, VALUE_TYPE_SET, "a set");
	case EXPR_APPEND:
	case EXPR_TAKE:
		return check_change(c, expr, VALUE_TYPE_LIST, "a list");
	default:
		return -1;
	}
}

/* --- reading ------------------------------------------------------------------------------ */

int expr_read(const char *text, const struct expr_context *context, enum value_type_kind wanted,
              struct arena *arena, struct expr **expr, struct err *err)
{
	struct parser p;

	if (!parser_begin(&p, text, strlen(text), arena, err))
		return -1;
	p.phrases = context->phrases;
	p.kinds = PHRASES_IN_EXPRESSIONS;
	*expr = parser_whole(&p);
	return *expr ? expr_check(*expr, text, context, wanted, arena, err) : -1;
}

/* The conjuncts of a checked tree, in order, or the tree itself; `trees` (null: only count) has room for all.
 * Returns their number. */
static unsigned conjuncts(struct expr *expr, bool split, struct expr **trees)
{
	unsigned count;

	if (split && expr->kind == EXPR_AND) {
		count = conjuncts(expr->part[0], split, trees);
		return count + conjuncts(expr->part[1], split, trees ? trees + count : NULL);
	}
	if (expr->left_out)
		return 0;
	if (trees)
		*trees = expr;
	return 1;
}

/* Splits conjunctions, and drops what is left out. */
static void flatten(struct expr_item *item, bool split, struct arena *arena)
{
	struct expr **trees;
	unsigned count = 0, at = 0;

	for (unsigned i = 0; i < item->count; i++)
		count += conjuncts(item->trees[i], split, NULL);
	trees = arena_array(arena, (size_t)count + 1, sizeof(struct expr *));
	for (unsigned i = 0; i < item->count; i++)
		at += conjuncts(item->trees[i], split, trees + at);
	item->trees = trees;
	item->count = count;
}

int expr_read_item(const char *text, enum phrase_kind kind, const struct expr_context *context,
                   struct arena *arena, struct expr_item *item, struct err *err)
{
	enum value_type_kind wanted = kind == PHRASE_CONDITION ? VALUE_TYPE_BOOL : VALUE_TYPE_ANY;
	struct parser p;

	if (!parser_begin(&p, text, strlen(text), arena, err))
		return -1;
	p.phrases = context->phrases;
	if (!parse_item(&p, kind, item))
		return -1;
	for (unsigned i = 0; i < item->count; i++)
		if (expr_check(item->trees[i], text, context, wanted, arena, err) < 0)
			return -1;
	flatten(item, kind == PHRASE_CONDITION, arena);
	return 0;
}
