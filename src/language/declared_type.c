/*
 * What is asked of declared types: their text, their fields, the value_type.
 *
 * The text has the fewest parentheses that read back as the same type.
 */
#include <inttypes.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/declared_type.h>
#include <heddle/mem.h>
#include <heddle/quote.h>

#include "language/declared_type_private.h"
#include "language/language.h"

const char *const declared_keywords[] = { "bool", "hours", "count", "set", "list", VALUE_UNSET, NULL };

bool declared_is_keyword(const char *word)
{
	for (unsigned i = 0; declared_keywords[i]; i++)
		if (strcmp(declared_keywords[i], word) == 0)
			return true;
	return false;
}

/* --- text ---------------------------------------------------------------------------- */

struct show {
	struct buf *out;
	const struct declared_sets *sets;
	bool ascii;
};

static void show(const struct show *s, const struct declared_type *type, bool last);

static bool only_unset(const struct declared_type *type)
{
	return type->kind == DECLARED_NAMES && type->count == 0;
}

static void show_name(const struct show *s, const char *name, bool alone)
{
	struct token token;
	uint32_t at = 0;
	bool bare = !alone && !declared_is_keyword(name) &&
	            token_next(name, strlen(name), &at, &token, NULL) == 0 && token.kind == TOKEN_NAME &&
	            token.from == 0 && at == strlen(name);

	for (unsigned i = 0; i < s->sets->count; i++)
		bare &= strcmp(s->sets->sets[i].one, name) != 0;
	if (bare)
		buf_add_text(s->out, name);
	else
		quote_always(s->out, name);
}

static void show_names(const struct show *s, const struct declared_type *type)
{
	if (only_unset(type))
		buf_add_text(s->out, VALUE_UNSET);
	for (uint32_t i = 0; i < type->count; i++) {
		buf_add_text(s->out, i ? " | " : "");
		show_name(s, type->names[i], type->count == 1);
	}
}

static void show_number(const struct show *s, const struct declared_type *type)
{
	if (type->bound)
		buf_add_text(s->out, strcmp(type->bound, DECLARED_HOURS_BOUND) == 0 ? "hours" : "count");
	else if (type->least == type->most)
		buf_printf(s->out, "%" PRId64, type->least);
	else
		buf_printf(s->out, "%" PRId64 "..%" PRId64, type->least, type->most);
}

static void show_constant(const struct show *s, const struct declared_type *type)
{
	for (unsigned i = 0; i < s->sets->count; i++)
		if (strcmp(s->sets->sets[i].all, type->all) == 0) {
			buf_add_text(s->out, s->sets->sets[i].one);
			return;
		}
	buf_add_text(s->out, type->all);
}

static void show_record(const struct show *s, const struct declared_type *type)
{
	for (uint32_t i = 0; i < type->count; i++) {
		buf_printf(s->out, "%s%s: ", i ? ", " : "{", type->names[i]);
		show(s, type->parts[i], true);
	}
	buf_add_char(s->out, '}');
}

static void show_bare(const struct show *s, const struct declared_type *type, bool last)
{
	switch (type->kind) {
	case DECLARED_BOOL:
		buf_add_text(s->out, "bool");
		break;
	case DECLARED_NUMBER:
		show_number(s, type);
		break;
	case DECLARED_NAMES:
		show_names(s, type);
		break;
	case DECLARED_CONSTANT:
		show_constant(s, type);
		break;
	case DECLARED_SET:
		buf_add_text(s->out, "set of ");
		show(s, type->item, last);
		break;
	case DECLARED_LIST:
		buf_add_text(s->out, "list of ");
		show(s, type->item, false);
		if (!type->bound)
			buf_printf(s->out, " at most %" PRId64, type->most);
		break;
	case DECLARED_RECORD:
		show_record(s, type);
		break;
	case DECLARED_TABLE:
		show(s, type->key, false);
		buf_add_text(s->out, s->ascii ? " -> " : " → ");
		show(s, type->item, last);
		break;
	case DECLARED_EITHER:
		for (uint32_t i = 0; i < type->count; i++) {
			buf_add_text(s->out, i ? " | " : "");
			show_record(s, type->parts[i]);
		}
		break;
	}
}

/* Whether its text ends with that of a list without "at most", which would take a following one as its own.
 */
static bool ends_open(const struct declared_type *type)
{
	if (type->optional)
		return false;
	if (type->kind == DECLARED_LIST)
		return type->bound;
	return (type->kind == DECLARED_SET || type->kind == DECLARED_TABLE) && ends_open(type->item);
}

/* Whether "?" after it would be that of a part. */
static bool is_open(const struct declared_type *type)
{
	switch (type->kind) {
	case DECLARED_NAMES:
		return type->count > 1;
	case DECLARED_SET:
	case DECLARED_LIST:
	case DECLARED_TABLE:
	case DECLARED_EITHER:
		return true;
	case DECLARED_BOOL:
	case DECLARED_NUMBER:
	case DECLARED_CONSTANT:
	case DECLARED_RECORD:
		break;
	}
	return false;
}

/* `last`: no "at most" of an outer list follows. */
static void show(const struct show *s, const struct declared_type *type, bool last)
{
	bool optional = type->optional && !only_unset(type);
	bool parentheses = optional ? is_open(type) : !last && ends_open(type);

	if (parentheses)
		buf_add_char(s->out, '(');
	show_bare(s, type, last || parentheses);
	if (parentheses)
		buf_add_char(s->out, ')');
	if (optional)
		buf_add_char(s->out, '?');
}

void declared_type_show(struct buf *out, const struct declared_type *type, const struct declared_sets *sets,
                        bool ascii)
{
	show(&(struct show){ out, sets, ascii }, type, true);
}

/* --- parts ------------------------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool declared_type_equal(const struct declared_type *a, const struct declared_type *b)
{
	if (!a || !b)
		return a == b;
	if (a->kind != b->kind || a->optional != b->optional || a->least != b->least || a->most != b->most ||
	    a->count != b->count || !same_text(a->bound, b->bound) || !same_text(a->all, b->all))
		return false;
	for (uint32_t i = 0; i < a->count; i++)
		if ((a->names && strcmp(a->names[i], b->names[i]) != 0) ||
		    (a->parts && !declared_type_equal(a->parts[i], b->parts[i])))
			return false;
	return declared_type_equal(a->key, b->key) && declared_type_equal(a->item, b->item);
}

const struct declared_type *declared_type_field(const struct declared_type *record, const char *name)
{
	if (record->kind != DECLARED_RECORD)
		return NULL;
	for (uint32_t i = 0; i < record->count; i++)
		if (strcmp(record->names[i], name) == 0)
			return record->parts[i];
	return NULL;
}

/* --- as a value_type ------------------------------------------------------------------------ */

struct conversion {
	declared_constants_fn *constants;
	void *ctx;
	struct arena *arena;
};

static const struct value_type *convert(const struct conversion *c, const struct declared_type *type);

static const struct value_type *convert_constant(const struct conversion *c, const struct declared_type *type)
{
	const char *const *names = NULL;
	struct value_type *made;
	unsigned count = 0;

	if (c->constants)
		names = c->constants(c->ctx, type->all, &count);
	made = arena_copy(c->arena, value_type_names(c->arena, names, count, type->all), sizeof(*made));
	made->within = type->within;
	return made;
}

static const struct value_type *convert_record(const struct conversion *c, const struct declared_type *type)
{
	const struct value_type *made = value_type_simple(c->arena, VALUE_TYPE_RECORD);

	for (uint32_t i = 0; i < type->count; i++)
		made = value_type_with(c->arena, made, type->names[i], convert(c, type->parts[i]));
	return made;
}

/* A record with the fields of all; one that is missing somewhere may be UNSET. */
static const struct value_type *convert_either(const struct conversion *c, const struct declared_type *type)
{
	const struct value_type *made = NULL;

	for (uint32_t i = 0; i < type->count; i++)
		made = value_type_join(c->arena, made, convert(c, type->parts[i]));
	for (uint32_t i = 0; i < type->count; i++)
		for (uint32_t f = 0; f < made->count; f++)
			if (!declared_type_field(type->parts[i], made->names[f]))
				made = value_type_with(c->arena, made, made->names[f],
				                       value_type_unset(c->arena));
	return made;
}

static const struct value_type *convert_bare(const struct conversion *c, const struct declared_type *type)
{
	switch (type->kind) {
	case DECLARED_BOOL:
		return value_type_simple(c->arena, VALUE_TYPE_BOOL);
	case DECLARED_NUMBER:
		return value_type_simple(c->arena, VALUE_TYPE_NUMBER);
	case DECLARED_NAMES:
		return type->count ? value_type_names(c->arena, type->names, type->count, NULL)
		                   : value_type_unset(c->arena);
	case DECLARED_CONSTANT:
		return convert_constant(c, type);
	case DECLARED_SET:
		return value_type_many(c->arena, VALUE_TYPE_SET, NULL, convert(c, type->item));
	case DECLARED_LIST:
		return value_type_many(c->arena, VALUE_TYPE_LIST, NULL, convert(c, type->item));
	case DECLARED_RECORD:
		return convert_record(c, type);
	case DECLARED_TABLE:
		return value_type_many(c->arena, VALUE_TYPE_TABLE, convert(c, type->key),
		                       convert(c, type->item));
	case DECLARED_EITHER:
		return convert_either(c, type);
	}
	return NULL;
}

static const struct value_type *convert(const struct conversion *c, const struct declared_type *type)
{
	const struct value_type *made = convert_bare(c, type);

	return type->optional ? value_type_or_unset(c->arena, made) : made;
}

const struct value_type *declared_value_type(const struct declared_type *type,
                                             declared_constants_fn *constants, void *ctx, struct arena *arena)
{
	return convert(&(struct conversion){ constants, ctx, arena }, type);
}
