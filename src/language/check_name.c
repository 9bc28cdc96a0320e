/*
 * What names mean.
 *
 * The nearest meaning wins: what is bound, what is being chosen, a field of the process, what was chosen
 * before (which "the chosen id" names in any case), a variable, a role, a constant.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>

#include "language/check.h"

/* --- constants -------------------------------------------------------------------------- */

/* Calls `fn` for a type and all types inside it, until it returns false. */
typedef bool type_fn(void *ctx, const struct value_type *type);

static bool each_type(const struct value_type *type, type_fn *fn, void *ctx)
{
	if (!type)
		return true;
	if (!fn(ctx, type) || !each_type(type->key, fn, ctx) || !each_type(type->item, fn, ctx))
		return false;
	for (uint32_t i = 0; i < type->count && type->parts; i++)
		if (!each_type(type->parts[i], fn, ctx))
			return false;
	return true;
}

static void each_type_of(const struct expr_context *context, type_fn *fn, void *ctx)
{
	for (unsigned i = 0; i < context->count; i++)
		if (!each_type(context->variables[i].type, fn, ctx))
			return;
	for (unsigned i = 0; i < context->local_count; i++)
		if (!each_type(context->locals[i].type, fn, ctx))
			return;
}

struct name_search {
	const char *name;
	const struct value_type *constant, *all;
};

static bool look_in(void *ctx, const struct value_type *type)
{
	struct name_search *s = ctx;

	if (type->kind != VALUE_TYPE_NAME)
		return true;
	if (!s->all && type->all && strcmp(type->all, s->name) == 0)
		s->all = type;
	for (uint32_t i = 0; i < type->count; i++)
		if (strcmp(type->names[i], s->name) == 0)
			s->constant = type;
	return true;
}

/* Operators and "if" are not mistaken for names, which the parser has told apart. */
static void offer_near(void *ctx, const char *name)
{
	static const char *const words[] = { "if", "then", "else", NULL };
	struct nearest *nearest = ctx;

	for (unsigned i = 0; words[i]; i++)
		if (strcmp(name, words[i]) == 0)
			return;
	for (int k = 0; k < EXPR_KINDS; k++)
		if (operators[k].form != FORM_FUNCTION && operators[k].ascii &&
		    strcmp(name, operators[k].ascii) == 0)
			return;
	/* One letter is not near another. */
	if (strlen(name) > 1 || strlen(nearest->word) > 1)
		nearest_offer(nearest, name);
}

/* --- errors ------------------------------------------------------------------------------- */

static void offer_names(const struct expr_context *context, void (*offer)(void *ctx, const char *name),
                        void *ctx);

static int unknown_name(struct checker *c, const struct expr *expr)
{
	struct nearest nearest = nearest_to(expr->name);

	for (unsigned i = 0; i < c->bound_count; i++)
		offer_near(&nearest, c->bound[i].name);
	offer_names(c->context, offer_near, &nearest);
	nearest_err(&nearest, "name", c->err);
	if (!nearest.name)
		err_remedy(c->err, "write texts in quotes: \"%s\"", expr->name);
	c->missing = expr->phrase;
	return check_place(c, expr, expr->from);
}

static int unknown_choice(struct checker *c, const struct expr *expr)
{
	struct nearest nearest = nearest_to(expr->name);

	for (unsigned i = 0; i < c->context->chosen_count; i++)
		nearest_offer(&nearest, c->context->chosen[i].name);
	nearest_err(&nearest, "choice", c->err);
	if (c->context->chosen_count == 0)
		err_remedy(c->err, "nothing is chosen before this");
	c->missing = expr->phrase;
	return check_place(c, expr, expr->from);
}

/* --- meanings ----------------------------------------------------------------------------- */

static void set_meaning(struct expr *expr, enum expr_name meaning, unsigned index,
                        const struct value_type *type)
{
	expr->meaning = meaning;
	expr->index = index;
	expr->type = check_known(type);
}

static bool is_bound(const struct checker *c, struct expr *expr)
{
	for (unsigned i = c->bound_count; i-- > 0;)
		if (strcmp(c->bound[i].name, expr->name) == 0) {
			set_meaning(expr, EXPR_NAME_BOUND, i, c->bound[i].type);
			return true;
		}
	return false;
}

/* What is chosen now has the next index. */
static bool is_being_chosen(const struct checker *c, struct expr *expr)
{
	if (!c->choosing || strcmp(c->choosing->name, expr->name) != 0)
		return false;
	set_meaning(expr, EXPR_NAME_CHOSEN, c->choosing->index, check_items_of(c->choosing->part[0]->type));
	return true;
}

static bool is_chosen(const struct checker *c, struct expr *expr)
{
	for (unsigned i = 0; i < c->context->chosen_count; i++)
		if (strcmp(c->context->chosen[i].name, expr->name) == 0) {
			set_meaning(expr, EXPR_NAME_CHOSEN, i, c->context->chosen[i].type);
			return true;
		}
	return false;
}

static bool is_of_process(const struct checker *c, struct expr *expr)
{
	for (unsigned i = 0; i < c->context->local_count; i++)
		if (strcmp(c->context->locals[i].name, expr->name) == 0) {
			set_meaning(expr, EXPR_NAME_LOCAL, i, c->context->locals[i].type);
			return true;
		}
	if (!c->context->self || strcmp(expr->name, "self") != 0)
		return false;
	set_meaning(expr, EXPR_NAME_SELF, 0, c->context->self);
	return true;
}

static bool is_variable(const struct checker *c, struct expr *expr)
{
	for (unsigned i = 0; i < c->context->count; i++)
		if (strcmp(c->context->variables[i].name, expr->name) == 0) {
			set_meaning(expr, EXPR_NAME_VARIABLE, i, c->context->variables[i].type);
			return true;
		}
	return false;
}

/* --- roles -------------------------------------------------------------------------------- */

static const struct value_type *variable_type(const struct checker *c, const struct expr_role *role)
{
	return check_known(c->context->variables[role->variable].type);
}

/* The variable of a role, for a node at `expr`. */
static struct expr *role_variable(struct checker *c, const struct expr_role *role, const struct expr *expr)
{
	struct expr *made = arena_copy(c->arena, expr, sizeof(*expr));

	made->kind = EXPR_NAME;
	made->name = c->context->variables[role->variable].name;
	made->part[0] = made->part[1] = NULL;
	set_meaning(made, EXPR_NAME_VARIABLE, role->variable, variable_type(c, role));
	return made;
}

/* "servers" becomes keys(serverStates). */
static bool is_plural(struct checker *c, struct expr *expr)
{
	for (unsigned i = 0; i < c->context->role_count; i++) {
		const struct expr_role *role = &c->context->roles[i];
		const struct value_type *type = variable_type(c, role);

		if (strcmp(role->plural, expr->name) != 0)
			continue;
		expr->part[0] = role_variable(c, role, expr);
		expr->kind = EXPR_KEYS;
		expr->type = value_type_many(c->arena, VALUE_TYPE_SET, NULL,
		                             type->kind == VALUE_TYPE_TABLE ? type->key : NULL);
		return true;
	}
	return false;
}

/* Whether all names of a type are keys of a table. */
static bool are_keys(const struct value_type *type, const struct value_type *table)
{
	const struct value_type *key = table->kind == VALUE_TYPE_TABLE ? table->key : NULL;

	if (!key || key->kind != VALUE_TYPE_NAME || type->kind != VALUE_TYPE_NAME)
		return false;
	if (key->all && type->all)
		return strcmp(key->all, type->all) == 0;
	for (uint32_t i = 0; i < type->count; i++) {
		uint32_t k = 0;

		while (k < key->count && strcmp(key->names[k], type->names[i]) != 0)
			k++;
		if (k == key->count)
			return false;
	}
	return type->count > 0;
}

bool check_process(struct checker *c, struct expr **expr)
{
	struct expr *process = *expr, *made;

	for (unsigned i = 0; i < c->context->role_count; i++) {
		const struct expr_role *role = &c->context->roles[i];
		const struct value_type *table = variable_type(c, role);

		if (!are_keys(process->type, table))
			continue;
		made = arena_copy(c->arena, process, sizeof(*process));
		made->kind = EXPR_AT;
		made->name = role->plural;
		made->items = NULL;
		made->count = 0;
		made->part[0] = role_variable(c, role, process);
		made->part[1] = process;
		made->part[2] = NULL;
		made->type = check_known(table->item);
		*expr = made;
		return true;
	}
	return false;
}

/* --- the check ------------------------------------------------------------------------------- */

/* A constant, or the set of all names of a type. */
static int check_constant(struct checker *c, struct expr *expr)
{
	struct name_search search = { .name = expr->name };

	each_type_of(c->context, look_in, &search);
	if (search.constant) {
		set_meaning(expr, EXPR_NAME_CONSTANT, 0, check_name_type(c, expr->name));
		return 0;
	}
	if (search.all) {
		set_meaning(expr, EXPR_NAME_ALL, 0,
		            value_type_many(c->arena, VALUE_TYPE_SET, NULL, search.all));
		return 0;
	}
	return unknown_name(c, expr);
}

int check_name(struct checker *c, struct expr *expr)
{
	if (expr->meaning == EXPR_NAME_CHOSEN)
		return is_being_chosen(c, expr) || is_chosen(c, expr) ? 0 : unknown_choice(c, expr);
	/* A copy of a checked tree: nothing that was bound since hides a variable that `servers` stands for.
	 */
	if (expr->meaning == EXPR_NAME_VARIABLE && is_variable(c, expr))
		return 0;
	return is_bound(c, expr) || is_being_chosen(c, expr) || is_of_process(c, expr) ||
	                       is_chosen(c, expr) || is_variable(c, expr) || is_plural(c, expr)
	               ? 0
	               : check_constant(c, expr);
}

/* --- offers ------------------------------------------------------------------------------------ */

struct offers {
	void (*offer)(void *ctx, const char *name);
	void *ctx;
};

static bool offer_type(void *ctx, const struct value_type *type)
{
	struct offers *offers = ctx;

	if (type->kind == VALUE_TYPE_NAME && type->all)
		offers->offer(offers->ctx, type->all);
	for (uint32_t i = 0; i < type->count && type->kind == VALUE_TYPE_NAME; i++)
		offers->offer(offers->ctx, type->names[i]);
	return true;
}

static void offer_of_step(const struct expr_context *context, void (*offer)(void *ctx, const char *name),
                          void *ctx)
{
	for (unsigned i = 0; i < context->chosen_count; i++)
		offer(ctx, context->chosen[i].name);
	for (unsigned i = 0; i < context->local_count; i++)
		offer(ctx, context->locals[i].name);
	if (context->self)
		offer(ctx, "self");
	for (unsigned i = 0; i < context->role_count; i++)
		offer(ctx, context->roles[i].plural);
}

static void offer_names(const struct expr_context *context, void (*offer)(void *ctx, const char *name),
                        void *ctx)
{
	static const char *const words[] = { "true", "false", VALUE_UNSET, "if", "then", "else", NULL };
	struct offers offers = { offer, ctx };

	for (unsigned i = 0; i < context->count; i++)
		offer(ctx, context->variables[i].name);
	offer_of_step(context, offer, ctx);
	each_type_of(context, offer_type, &offers);
	for (int k = 0; k < EXPR_KINDS; k++)
		if (operators[k].ascii && operators[k].ascii[0] >= 'a' && operators[k].ascii[0] <= 'z')
			offer(ctx, operators[k].ascii);
	for (unsigned i = 0; words[i]; i++)
		offer(ctx, words[i]);
}

void expr_names(const struct expr_context *context, void (*offer)(void *ctx, const char *name), void *ctx)
{
	const struct phrase *phrase;

	offer_names(context, offer, ctx);
	for (unsigned n = 0; (phrase = expr_phrases_nth(context->phrases, n)); n++)
		offer(ctx, phrase->spelling);
}
