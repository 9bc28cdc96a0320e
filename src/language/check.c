/*
 * The types of a tree.
 *
 * Types are those of the context and what follows from them.  Where one is unknown (VALUE_TYPE_ANY)
 * everything is allowed, and a value that does not fit is reported when it is met.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>

#include "language/check.h"

/* --- types ------------------------------------------------------------------------------- */

const struct value_type check_any = { .kind = VALUE_TYPE_ANY, .unset = true };
static const struct value_type truth = { .kind = VALUE_TYPE_BOOL };
static const struct value_type number = { .kind = VALUE_TYPE_NUMBER };
static const struct value_type unset = { .kind = VALUE_TYPE_NAME, .unset = true };

const struct value_type *check_known(const struct value_type *type)
{
	return type ? type : &check_any;
}

static const struct value_type *type_of_many(struct checker *c, enum value_type_kind kind,
                                             const struct value_type *item)
{
	return value_type_many(c->arena, kind, NULL, item);
}

const struct value_type *check_name_type(struct checker *c, const char *name)
{
	return value_type_names(c->arena, &name, 1, NULL);
}

static bool is(const struct value_type *type, enum value_type_kind kind)
{
	return type->kind == VALUE_TYPE_ANY || type->kind == kind;
}

/* --- errors ------------------------------------------------------------------------------- */

int check_place(struct checker *c, const struct expr *expr, uint32_t at)
{
	char what[ERR_TEXT_MAX];

	if (!expr->phrase)
		return expr_place(c->err, c->text, at);
	if (c->err) {
		snprintf(what, sizeof(what), "%s", c->err->what);
		snprintf(c->err->what, sizeof(c->err->what), "in \"%.100s\": %.280s", expr->phrase, what);
	}
	return expr_place(c->err, c->text, expr->from);
}

int check_not_a(struct checker *c, const struct expr *expr, const char *what)
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
	return check_place(c, expr, expr->from);
}

int check_kind(struct checker *c, struct expr *expr, enum value_type_kind kind, const char *what)
{
	if (check(c, expr) < 0)
		return -1;
	return is(expr->type, kind) ? 0 : check_not_a(c, expr, what);
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
	c->missing = expr->phrase && strcmp(noun, "field") == 0;
	return check_place(c, expr, expr->to - (uint32_t)strlen(expr->name));
}

/* Checks a constant key of a table whose keys are listed: that an expression names. */
static int check_known_key(struct checker *c, const struct value_type *table, const struct expr *expr)
{
	const struct value_type *key = table->key;
	struct value_type names = { .kind = VALUE_TYPE_RECORD };
	struct expr keys = { .type = &names }, entry = *expr;

	if (!key || key->kind != VALUE_TYPE_NAME || !key->count)
		return 0;
	for (uint32_t i = 0; i < key->count; i++)
		if (strcmp(key->names[i], expr->name) == 0)
			return 0;
	entry.part[0] = &keys;
	names.names = key->names;
	names.count = key->count;
	return unknown_part(c, &entry, "key");
}

static const struct expr *unprimed(const struct expr *expr)
{
	while (expr->kind == EXPR_PRIME)
		expr = expr->part[0];
	return expr;
}

/* What an entry of a table is called although it is no record; null: nothing. */
static const char *entry_name(const struct checker *c, const struct expr *expr)
{
	const struct expr *entry = unprimed(expr), *table;

	if (entry->kind != EXPR_AT && entry->kind != EXPR_FIELD)
		return NULL;
	table = unprimed(entry->part[0]);
	if (table->kind != EXPR_NAME || table->meaning != EXPR_NAME_VARIABLE)
		return NULL;
	return c->context->variables[table->index].entry;
}

/* t[k].entry becomes t[k]; it has no other field. */
static int check_entry(struct checker *c, struct expr *expr, const char *entry)
{
	struct expr part = *expr->part[0];

	if (strcmp(expr->name, entry) != 0) {
		struct nearest nearest = nearest_to(expr->name);

		nearest_offer(&nearest, entry);
		nearest_err(&nearest, "field", c->err);
		c->missing = expr->phrase;
		return check_place(c, expr, expr->to - (uint32_t)strlen(expr->name));
	}
	part.phrase = expr->phrase;
	part.optional = expr->optional;
	*expr = part;
	return 0;
}

/* A field of a record, or an entry of a table: rm.r1 is rm[r1]. */
static int check_field(struct checker *c, struct expr *expr)
{
	const struct value_type *type;
	const char *entry;

	if (check(c, expr->part[0]) < 0)
		return -1;
	check_process(c, &expr->part[0]);
	if ((entry = entry_name(c, expr->part[0])))
		return check_entry(c, expr, entry);
	type = expr->part[0]->type;
	if (type->kind == VALUE_TYPE_RECORD) {
		expr->type = value_type_field(type, expr->name);
		return expr->type ? 0 : unknown_part(c, expr, "field");
	}
	if (type->kind != VALUE_TYPE_TABLE && type->kind != VALUE_TYPE_ANY)
		return check_not_a(c, expr->part[0], "a record or a table");
	expr->type = type->kind == VALUE_TYPE_TABLE ? check_known(type->item) : &check_any;
	return type->kind == VALUE_TYPE_TABLE ? check_known_key(c, type, expr) : 0;
}

static const struct value_type *any_field(struct checker *c, const struct value_type *record)
{
	const struct value_type *type = NULL;

	for (uint32_t i = 0; i < record->count; i++)
		type = value_type_join(c->arena, type, record->parts[i]);
	return check_known(type);
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
		key->type = check_name_type(c, key->name);
		expr->type = value_type_field(type, key->name);
		return 0;
	}
	if (check(c, key) < 0)
		return -1;
	switch (type->kind) {
	case VALUE_TYPE_ANY:
		expr->type = &check_any;
		return 0;
	case VALUE_TYPE_TABLE:
		expr->type = check_known(type->item);
		if (!value_type_comparable(type->key, key->type))
			return check_not_a(c, key, "a key of the table");
		return key->kind == EXPR_STRING ||
		                       (key->kind == EXPR_NAME && key->meaning == EXPR_NAME_CONSTANT)
		               ? check_known_key(c, type, key)
		               : 0;
	case VALUE_TYPE_LIST:
		expr->type = check_known(type->item);
		return is(key->type, VALUE_TYPE_NUMBER) ? 0
		                                        : check_not_a(c, key, "a place in the list, from 1");
	case VALUE_TYPE_RECORD:
		expr->type = any_field(c, type);
		return is(key->type, VALUE_TYPE_NAME) ? 0 : check_not_a(c, key, "the name of a field");
	case VALUE_TYPE_BOOL:
	case VALUE_TYPE_NUMBER:
	case VALUE_TYPE_NAME:
	case VALUE_TYPE_SET:
		break;
	}
	return check_not_a(c, expr->part[0], "a table, a list or a record");
}

static int check_prime(struct checker *c, struct expr *expr)
{
	if (!c->context->steps) {
		err_set(c->err, "x' is the value after a step, and this is about one state");
		return check_place(c, expr, expr->to - 1);
	}
	if (c->primed) {
		err_set(c->err, "primes cannot be nested: only one step is known");
		return check_place(c, expr, expr->to - 1);
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
		if (check_kind(c, expr->part[i], VALUE_TYPE_BOOL, "a condition") < 0)
			return -1;
	for (unsigned i = 0; i < 2 && expr->kind == EXPR_AND; i++)
		if (expr->part[i]->left_out)
			*expr = *expr->part[!i];
	return 0;
}

static int check_numbers(struct checker *c, struct expr *expr, const struct value_type *result)
{
	expr->type = result;
	for (unsigned i = 0; i < 2; i++)
		if (check_kind(c, expr->part[i], VALUE_TYPE_NUMBER, "a number") < 0)
			return -1;
	return 0;
}

/* Refuses a comparison that can never be true. */
int check_same(struct checker *c, const struct expr *a, const struct value_type *type,
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
	check_not_a(c, a, what.data);
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

const struct value_type *check_items_of(const struct value_type *type)
{
	return type->kind == VALUE_TYPE_SET || type->kind == VALUE_TYPE_LIST ? check_known(type->item)
	                                                                     : &check_any;
}

static int check_in(struct checker *c, struct expr *expr)
{
	expr->type = &truth;
	if (check(c, expr->part[0]) < 0 || check_kind(c, expr->part[1], VALUE_TYPE_SET, "a set") < 0)
		return -1;
	return check_same(c, expr->part[0], check_items_of(expr->part[1]->type), NULL);
}

static int check_sets(struct checker *c, struct expr *expr)
{
	for (unsigned i = 0; i < 2; i++)
		if (check_kind(c, expr->part[i], VALUE_TYPE_SET, "a set") < 0)
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

	if (check_kind(c, expr->part[0], VALUE_TYPE_LIST, "a list") < 0 || check(c, expr->part[1]) < 0)
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
		return check_place(c, entry, entry->from);
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
	return check_not_a(c, expr->part[0], "a set, a list or a table");
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
	return is(type, VALUE_TYPE_TABLE) ? 0 : check_not_a(c, expr->part[0], "a table or a record");
}

static int check_if(struct checker *c, struct expr *expr)
{
	if (check_kind(c, expr->part[0], VALUE_TYPE_BOOL, "a condition") < 0 || check(c, expr->part[1]) < 0 ||
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
		check_not_a(c, expr->part[0], expr->kind == EXPR_FILTER ? "a set" : "a set or a list");
		if (type->kind == VALUE_TYPE_TABLE)
			err_remedy(c->err, "keys(…) is the set of its keys");
		return -1;
	}
	if (c->bound_count == EXPR_BOUND_MAX) {
		err_set(c->err, "more than %d names are bound", EXPR_BOUND_MAX);
		return check_place(c, expr, expr->from);
	}
	expr->index = c->bound_count;
	c->bound[c->bound_count++] =
	        (struct bound){ expr->name, check_items_of(type), expr->part[0], c->primed };
	c->shared = expr->part[0];
	if (check_kind(c, expr->part[1], VALUE_TYPE_BOOL, "a condition") < 0)
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

static int check_bare(struct checker *c, struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_NUMBER:
		expr->type = &number;
		return 0;
	case EXPR_STRING:
		expr->type = check_name_type(c, expr->name);
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
		return check_step(c, expr);
	case EXPR_KINDS:
		break;
	}
	return -1;
}

/* An optional part becomes `true` if a name of its phrase does not exist here. */
static int check_optional(struct checker *c, struct expr *expr)
{
	struct checker before = *c;

	expr->optional = false;
	c->err = NULL;
	c->missing = false;
	if (check_bare(c, expr) == 0) {
		c->err = before.err;
		return 0;
	}
	if (!c->missing) {
		*c = before;
		return check_bare(c, expr);
	}
	*c = before;
	*expr = (struct expr){ .kind = EXPR_BOOL,
		               .from = expr->from,
		               .to = expr->to,
		               .truth = true,
		               .type = &truth,
		               .phrase = expr->phrase,
		               .left_out = true };
	return 0;
}

int check(struct checker *c, struct expr *expr)
{
	return expr->optional ? check_optional(c, expr) : check_bare(c, expr);
}

int expr_check(struct expr *expr, const char *text, const struct expr_context *context,
               enum value_type_kind wanted, struct arena *arena, struct err *err)
{
	struct checker c = { .text = text, .context = context, .arena = arena, .err = err };

	if (wanted == VALUE_TYPE_ANY)
		return check(&c, expr);
	return check_kind(&c, expr, wanted,
	                  wanted == VALUE_TYPE_BOOL ? "a condition" : "another kind of value");
}
