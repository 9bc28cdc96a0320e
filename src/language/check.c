/*
 * Names and types of a tree.
 *
 * Types are those of the context and what follows from them.  Where one is unknown (VALUE_TYPE_ANY)
 * everything is allowed, and a value that does not fit is reported when it is met.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>

#include "language/language.h"

struct bound {
	const char *name;
	const struct value_type *type;
	const struct expr *domain;
	bool primed; /* bound inside x' */
};

struct checker {
	const char *text;
	const struct expr_context *context;
	struct arena *arena;
	struct err *err;
	struct bound bound[EXPR_BOUND_MAX];
	unsigned bound_count;
	const struct expr *shared; /* the domain of the binder outside */
	bool primed;               /* inside x' */
};

static int check(struct checker *c, struct expr *expr);

/* --- types ------------------------------------------------------------------------------- */

static const struct value_type any = { .kind = VALUE_TYPE_ANY, .unset = true };
static const struct value_type truth = { .kind = VALUE_TYPE_BOOL };
static const struct value_type number = { .kind = VALUE_TYPE_NUMBER };
static const struct value_type unset = { .kind = VALUE_TYPE_NAME, .unset = true };

static const struct value_type *known(const struct value_type *type)
{
	return type ? type : &any;
}

static const struct value_type *type_of_many(struct checker *c, enum value_type_kind kind,
                                             const struct value_type *item)
{
	return value_type_many(c->arena, kind, NULL, item);
}

static const struct value_type *name_type(struct checker *c, const char *name)
{
	return value_type_names(c->arena, &name, 1, NULL);
}

static bool is(const struct value_type *type, enum value_type_kind kind)
{
	return type->kind == VALUE_TYPE_ANY || type->kind == kind;
}

/* --- errors ------------------------------------------------------------------------------- */

static int at(struct checker *c, const struct expr *expr)
{
	return expr_place(c->err, c->text, expr->from);
}

/* Sets the error "WHAT is a number; expected a set".  Returns -1. */
static int not_a(struct checker *c, const struct expr *expr, const char *what)
{
	struct buf text;

	buf_init(&text);
	expr_show(&text, expr, false);
	if (text.length > 60) {
		text.length = 60;
		while ((text.data[text.length] & 0xc0) == 0x80)
			text.length--;
		text.data[text.length] = '\0';
		buf_add_text(&text, "…");
	}
	buf_add_text(&text, " is ");
	value_type_show(&text, expr->type);
	err_set(c->err, "%s; expected %s", text.data, what);
	buf_release(&text);
	return at(c, expr);
}

static int need(struct checker *c, struct expr *expr, enum value_type_kind kind, const char *what)
{
	if (check(c, expr) < 0)
		return -1;
	return is(expr->type, kind) ? 0 : not_a(c, expr, what);
}

/* --- names ---------------------------------------------------------------------------------- */

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

static int unknown_name(struct checker *c, const struct expr *expr)
{
	struct nearest nearest = nearest_to(expr->name);

	for (unsigned i = 0; i < c->bound_count; i++)
		offer_near(&nearest, c->bound[i].name);
	expr_names(c->context, offer_near, &nearest);
	nearest_err(&nearest, "name", c->err);
	if (!nearest.name)
		err_remedy(c->err, "write texts in quotes: \"%s\"", expr->name);
	return at(c, expr);
}

static int check_name(struct checker *c, struct expr *expr)
{
	struct name_search search = { .name = expr->name };

	for (unsigned i = c->bound_count; i-- > 0;)
		if (strcmp(c->bound[i].name, expr->name) == 0) {
			expr->meaning = EXPR_NAME_BOUND;
			expr->index = i;
			expr->type = c->bound[i].type;
			return 0;
		}
	for (unsigned i = 0; i < c->context->count; i++)
		if (strcmp(c->context->variables[i].name, expr->name) == 0) {
			expr->meaning = EXPR_NAME_VARIABLE;
			expr->index = i;
			expr->type = known(c->context->variables[i].type);
			return 0;
		}
	each_type_of(c->context, look_in, &search);
	if (search.constant) {
		expr->meaning = EXPR_NAME_CONSTANT;
		expr->type = name_type(c, expr->name);
		return 0;
	}
	if (search.all) {
		expr->meaning = EXPR_NAME_ALL;
		expr->type = type_of_many(c, VALUE_TYPE_SET, search.all);
		return 0;
	}
	return unknown_name(c, expr);
}

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

void expr_names(const struct expr_context *context, void (*offer)(void *ctx, const char *name), void *ctx)
{
	static const char *const words[] = { "true", "false", VALUE_UNSET, "if", "then", "else", NULL };
	struct offers offers = { offer, ctx };

	for (unsigned i = 0; i < context->count; i++)
		offer(ctx, context->variables[i].name);
	each_type_of(context, offer_type, &offers);
	for (int k = 0; k < EXPR_KINDS; k++)
		if (operators[k].ascii && operators[k].ascii[0] >= 'a' && operators[k].ascii[0] <= 'z')
			offer(ctx, operators[k].ascii);
	for (unsigned i = 0; words[i]; i++)
		offer(ctx, words[i]);
}

/* --- parts ------------------------------------------------------------------------------------ */

static int unknown_part(struct checker *c, const struct expr *expr, const char *noun)
{
	const struct value_type *type = expr->part[0]->type;
	struct nearest nearest = nearest_to(expr->name);

	for (uint32_t i = 0; i < type->count; i++)
		nearest_offer(&nearest, type->names[i]);
	nearest_err(&nearest, noun, c->err);
	if (!nearest.name) {
		struct buf text;

		buf_init(&text);
		for (uint32_t i = 0; i < type->count; i++)
			buf_printf(&text, "%s%s", i ? ", " : "", type->names[i]);
		err_remedy(c->err, "the %ss are %s", noun, text.data);
		buf_release(&text);
	}
	return expr_place(c->err, c->text, expr->to - (uint32_t)strlen(expr->name));
}

/* Checks a constant key of a table whose keys are listed. */
static int check_known_key(struct checker *c, const struct value_type *table, const char *name, uint32_t to)
{
	const struct value_type *key = table->key;
	struct value_type names = { .kind = VALUE_TYPE_RECORD };
	struct expr keys = { .type = &names }, entry = { .to = to, .name = name, .part = { &keys } };

	if (!key || key->kind != VALUE_TYPE_NAME || !key->count)
		return 0;
	for (uint32_t i = 0; i < key->count; i++)
		if (strcmp(key->names[i], name) == 0)
			return 0;
	names.names = key->names;
	names.count = key->count;
	return unknown_part(c, &entry, "key");
}

/* A field of a record, or an entry of a table: rm.r1 is rm[r1]. */
static int check_field(struct checker *c, struct expr *expr)
{
	const struct value_type *type;

	if (check(c, expr->part[0]) < 0)
		return -1;
	type = expr->part[0]->type;
	if (type->kind == VALUE_TYPE_RECORD) {
		expr->type = value_type_field(type, expr->name);
		return expr->type ? 0 : unknown_part(c, expr, "field");
	}
	if (type->kind != VALUE_TYPE_TABLE && type->kind != VALUE_TYPE_ANY)
		return not_a(c, expr->part[0], "a record or a table");
	expr->type = type->kind == VALUE_TYPE_TABLE ? known(type->item) : &any;
	return type->kind == VALUE_TYPE_TABLE ? check_known_key(c, type, expr->name, expr->to) : 0;
}

static const struct value_type *any_field(struct checker *c, const struct value_type *record)
{
	const struct value_type *type = NULL;

	for (uint32_t i = 0; i < record->count; i++)
		type = value_type_join(c->arena, type, record->parts[i]);
	return known(type);
}

/* Field names are constants only inside the brackets of a record. */
static int check_at(struct checker *c, struct expr *expr)
{
	const struct value_type *type;
	struct expr *key = expr->part[1];

	if (check(c, expr->part[0]) < 0)
		return -1;
	type = expr->part[0]->type;
	if (key->kind == EXPR_NAME && type->kind == VALUE_TYPE_RECORD && value_type_field(type, key->name)) {
		key->meaning = EXPR_NAME_CONSTANT;
		key->type = name_type(c, key->name);
		expr->type = value_type_field(type, key->name);
		return 0;
	}
	if (check(c, key) < 0)
		return -1;
	switch (type->kind) {
	case VALUE_TYPE_ANY:
		expr->type = &any;
		return 0;
	case VALUE_TYPE_TABLE:
		expr->type = known(type->item);
		if (!value_type_comparable(type->key, key->type))
			return not_a(c, key, "a key of the table");
		return key->kind == EXPR_STRING ||
		                       (key->kind == EXPR_NAME && key->meaning == EXPR_NAME_CONSTANT)
		               ? check_known_key(c, type, key->name, key->to)
		               : 0;
	case VALUE_TYPE_LIST:
		expr->type = known(type->item);
		return is(key->type, VALUE_TYPE_NUMBER) ? 0 : not_a(c, key, "a place in the list, from 1");
	case VALUE_TYPE_RECORD:
		expr->type = any_field(c, type);
		return is(key->type, VALUE_TYPE_NAME) ? 0 : not_a(c, key, "the name of a field");
	case VALUE_TYPE_BOOL:
	case VALUE_TYPE_NUMBER:
	case VALUE_TYPE_NAME:
	case VALUE_TYPE_SET:
		break;
	}
	return not_a(c, expr->part[0], "a table, a list or a record");
}

static int check_prime(struct checker *c, struct expr *expr)
{
	if (!c->context->steps) {
		err_set(c->err, "x' is the value after a step, and this is about one state");
		return expr_place(c->err, c->text, expr->to - 1);
	}
	if (c->primed) {
		err_set(c->err, "primes cannot be nested: only one step is known");
		return expr_place(c->err, c->text, expr->to - 1);
	}
	c->primed = true;
	if (check(c, expr->part[0]) < 0)
		return -1;
	c->primed = false;
	expr->type = expr->part[0]->type;
	return 0;
}

/* --- operators -------------------------------------------------------------------------------- */

static int check_truths(struct checker *c, struct expr *expr)
{
	expr->type = &truth;
	for (unsigned i = 0; i < 2 && expr->part[i]; i++)
		if (need(c, expr->part[i], VALUE_TYPE_BOOL, "a condition") < 0)
			return -1;
	return 0;
}

static int check_numbers(struct checker *c, struct expr *expr, const struct value_type *result)
{
	expr->type = result;
	for (unsigned i = 0; i < 2; i++)
		if (need(c, expr->part[i], VALUE_TYPE_NUMBER, "a number") < 0)
			return -1;
	return 0;
}

/* Refuses a comparison that can never be true. */
static int check_same(struct checker *c, const struct expr *a, const struct value_type *type,
                      const struct expr *other)
{
	struct buf what;

	if (value_type_comparable(a->type, type))
		return 0;
	buf_init(&what);
	if (other) {
		buf_add_text(&what, "something like ");
		expr_show(&what, other, false);
		buf_add_text(&what, ", ");
	}
	value_type_show(&what, type);
	not_a(c, a, what.data);
	buf_release(&what);
	return -1;
}

static int check_equal(struct checker *c, struct expr *expr)
{
	expr->type = &truth;
	if (check(c, expr->part[0]) < 0 || check(c, expr->part[1]) < 0)
		return -1;
	return check_same(c, expr->part[1], expr->part[0]->type, expr->part[0]);
}

static const struct value_type *items_of(const struct value_type *type)
{
	return type->kind == VALUE_TYPE_SET || type->kind == VALUE_TYPE_LIST ? known(type->item) : &any;
}

static int check_in(struct checker *c, struct expr *expr)
{
	expr->type = &truth;
	if (check(c, expr->part[0]) < 0 || need(c, expr->part[1], VALUE_TYPE_SET, "a set") < 0)
		return -1;
	return check_same(c, expr->part[0], items_of(expr->part[1]->type), NULL);
}

static int check_sets(struct checker *c, struct expr *expr)
{
	for (unsigned i = 0; i < 2; i++)
		if (need(c, expr->part[i], VALUE_TYPE_SET, "a set") < 0)
			return -1;
	expr->type = expr->kind == EXPR_SUBSET
	                     ? &truth
	                     : value_type_join(c->arena, expr->part[0]->type, expr->part[1]->type);
	return check_same(c, expr->part[1], expr->part[0]->type, expr->part[0]);
}

/* Whether names mean the same in two equal expressions. */
static bool same_meanings(const struct expr *a, const struct expr *b)
{
	if (!a)
		return true;
	if (a->kind == EXPR_NAME && (a->meaning != b->meaning || a->index != b->index))
		return false;
	for (uint32_t i = 0; i < a->count; i++)
		if (!same_meanings(a->items[i], b->items[i]))
			return false;
	return same_meanings(a->part[0], b->part[0]) && same_meanings(a->part[1], b->part[1]) &&
	       same_meanings(a->part[2], b->part[2]);
}

/* Whether a name is bound to the entries of this very list: in the same state, and not under another name. */
static bool is_entry_of(const struct checker *c, const struct expr *entry, const struct expr *list)
{
	const struct bound *bound;

	if (entry->kind != EXPR_NAME || entry->meaning != EXPR_NAME_BOUND)
		return false;
	bound = &c->bound[entry->index];
	return bound->primed == c->primed && expr_equal(bound->domain, list) &&
	       same_meanings(bound->domain, list);
}

static int check_before(struct checker *c, struct expr *expr)
{
	const struct expr *entry = expr->part[1];

	if (need(c, expr->part[0], VALUE_TYPE_LIST, "a list") < 0 || check(c, expr->part[1]) < 0)
		return -1;
	expr->type = expr->part[0]->type;
	if (!is_entry_of(c, entry, expr->part[0])) {
		struct buf list;

		buf_init(&list);
		expr_show(&list, expr->part[0], false);
		if (c->primed)
			buf_add_char(&list, '\'');
		err_set(c->err, "after \"before\" expected an entry of %s", list.data);
		err_remedy(c->err, "bind it: all r in %s: … %s before r", list.data, list.data);
		buf_release(&list);
		return at(c, entry);
	}
	return 0;
}

static int check_count(struct checker *c, struct expr *expr)
{
	expr->type = &number;
	if (check(c, expr->part[0]) < 0)
		return -1;
	switch (expr->part[0]->type->kind) {
	case VALUE_TYPE_ANY:
	case VALUE_TYPE_SET:
	case VALUE_TYPE_LIST:
	case VALUE_TYPE_TABLE:
	case VALUE_TYPE_RECORD:
		return 0;
	case VALUE_TYPE_BOOL:
	case VALUE_TYPE_NUMBER:
	case VALUE_TYPE_NAME:
		break;
	}
	return not_a(c, expr->part[0], "a set, a list or a table");
}

static int check_keys(struct checker *c, struct expr *expr)
{
	const struct value_type *type;

	if (check(c, expr->part[0]) < 0)
		return -1;
	type = expr->part[0]->type;
	if (type->kind == VALUE_TYPE_TABLE) {
		expr->type = type_of_many(c, VALUE_TYPE_SET, type->key);
		return 0;
	}
	if (type->kind == VALUE_TYPE_RECORD) {
		expr->type = type_of_many(c, VALUE_TYPE_SET,
		                          value_type_names(c->arena, type->names, type->count, NULL));
		return 0;
	}
	expr->type = type_of_many(c, VALUE_TYPE_SET, NULL);
	return is(type, VALUE_TYPE_TABLE) ? 0 : not_a(c, expr->part[0], "a table or a record");
}

static int check_if(struct checker *c, struct expr *expr)
{
	if (need(c, expr->part[0], VALUE_TYPE_BOOL, "a condition") < 0 || check(c, expr->part[1]) < 0 ||
	    check(c, expr->part[2]) < 0)
		return -1;
	expr->type = value_type_join(c->arena, expr->part[1]->type, expr->part[2]->type);
	return check_same(c, expr->part[2], expr->part[1]->type, expr->part[1]);
}

/* --- what binds ------------------------------------------------------------------------------- */

static int check_bound(struct checker *c, struct expr *expr)
{
	const struct expr *shared = c->shared;
	const struct value_type *type;

	/* In x, y ∈ S both are bound to what S means outside, even if S is called x. */
	if (expr->part[0] != shared && check(c, expr->part[0]) < 0)
		return -1;
	type = expr->part[0]->type;
	if (type->kind != VALUE_TYPE_ANY && type->kind != VALUE_TYPE_SET &&
	    (type->kind != VALUE_TYPE_LIST || expr->kind == EXPR_FILTER)) {
		not_a(c, expr->part[0], expr->kind == EXPR_FILTER ? "a set" : "a set or a list");
		if (type->kind == VALUE_TYPE_TABLE)
			err_remedy(c->err, "keys(…) is the set of its keys");
		return -1;
	}
	if (c->bound_count == EXPR_BOUND_MAX) {
		err_set(c->err, "more than %d names are bound", EXPR_BOUND_MAX);
		return at(c, expr);
	}
	expr->index = c->bound_count;
	c->bound[c->bound_count++] = (struct bound){ expr->name, items_of(type), expr->part[0], c->primed };
	c->shared = expr->part[0];
	if (need(c, expr->part[1], VALUE_TYPE_BOOL, "a condition") < 0)
		return -1;
	c->shared = shared;
	c->bound_count--;
	expr->type = expr->kind == EXPR_FILTER ? type : &truth;
	return 0;
}

static int check_items(struct checker *c, struct expr *expr)
{
	const struct value_type *item = NULL;

	for (uint32_t i = 0; i < expr->count; i++) {
		if (check(c, expr->items[i]) < 0 ||
		    (item && expr->kind == EXPR_SET && /* a list may be a tuple of anything */
		     check_same(c, expr->items[i], item, expr->items[0]) < 0))
			return -1;
		item = value_type_join(c->arena, item, expr->items[i]->type);
	}
	expr->type = type_of_many(c, expr->kind == EXPR_SET ? VALUE_TYPE_SET : VALUE_TYPE_LIST, item);
	return 0;
}

static int check_record(struct checker *c, struct expr *expr)
{
	const struct value_type *type = value_type_simple(c->arena, VALUE_TYPE_RECORD);

	for (uint32_t i = 0; i < expr->count; i++) {
		if (check(c, expr->items[i]) < 0)
			return -1;
		type = value_type_with(c->arena, type, expr->names[i], expr->items[i]->type);
	}
	expr->type = type;
	return 0;
}

static int check(struct checker *c, struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_NUMBER:
		expr->type = &number;
		return 0;
	case EXPR_STRING:
		expr->type = name_type(c, expr->name);
		return 0;
	case EXPR_BOOL:
		expr->type = &truth;
		return 0;
	case EXPR_UNSET:
		expr->type = &unset;
		return 0;
	case EXPR_NAME:
		return check_name(c, expr);
	case EXPR_FIELD:
		return check_field(c, expr);
	case EXPR_AT:
		return check_at(c, expr);
	case EXPR_PRIME:
		return check_prime(c, expr);
	case EXPR_NOT:
	case EXPR_AND:
	case EXPR_OR:
	case EXPR_IMPLIES:
		return check_truths(c, expr);
	case EXPR_EQUAL:
	case EXPR_NOT_EQUAL:
		return check_equal(c, expr);
	case EXPR_LESS:
	case EXPR_AT_MOST:
	case EXPR_GREATER:
	case EXPR_AT_LEAST:
		return check_numbers(c, expr, &truth);
	case EXPR_PLUS:
	case EXPR_MINUS:
		return check_numbers(c, expr, &number);
	case EXPR_IN:
	case EXPR_NOT_IN:
		return check_in(c, expr);
	case EXPR_SUBSET:
	case EXPR_UNION:
	case EXPR_DIFFERENCE:
	case EXPR_INTERSECTION:
		return check_sets(c, expr);
	case EXPR_BEFORE:
		return check_before(c, expr);
	case EXPR_COUNT:
		return check_count(c, expr);
	case EXPR_KEYS:
		return check_keys(c, expr);
	case EXPR_IF:
		return check_if(c, expr);
	case EXPR_ALL:
	case EXPR_SOME:
	case EXPR_FILTER:
		return check_bound(c, expr);
	case EXPR_SET:
	case EXPR_LIST:
		return check_items(c, expr);
	case EXPR_RECORD:
		return check_record(c, expr);
	case EXPR_CHOOSE:
	case EXPR_ASSIGN:
	case EXPR_ADD:
	case EXPR_REMOVE:
	case EXPR_APPEND:
	case EXPR_TAKE:
	case EXPR_KINDS:
		break;
	}
	return -1;
}

int expr_check(struct expr *expr, const char *text, const struct expr_context *context,
               enum value_type_kind wanted, struct arena *arena, struct err *err)
{
	struct checker c = { .text = text, .context = context, .arena = arena, .err = err };

	if (wanted == VALUE_TYPE_ANY)
		return check(&c, expr);
	return need(&c, expr, wanted, wanted == VALUE_TYPE_BOOL ? "a condition" : "another kind of value");
}

int expr_read(const char *text, const struct expr_context *context, enum value_type_kind wanted,
              struct arena *arena, struct expr **expr, struct err *err)
{
	if (expr_parse(text, strlen(text), arena, expr, err) < 0)
		return -1;
	return expr_check(*expr, text, context, wanted, arena, err);
}
