/*
 * The types of variables, as Apalache writes them under #meta.varTypes and needs them to read a
 * trace (ADR-002, "Types and type annotations"; ADR-015).
 *
 * A type starts as unknown; each value of the variable narrows it.  A variable whose values have no common
 * type, which TLA+ allows and Apalache does not ("UNSET" in one state, a record in another), is omitted, and
 * so is one with a value in a form private to heddle.  Rejected: types from the design, since recordings have
 * none.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "trace/itf.h"
#include "trace/tla_value.h"

enum kind { UNKNOWN, BOOL, INT, STR, SET, SEQ, RECORD, FUNCTION };

struct type {
	enum kind kind;
	size_t count;        /* fields of a record; else 1 for SET and SEQ, 2 for FUNCTION */
	const char **fields; /* of a record */
	struct type *parts;
};

struct maker {
	struct arena *arena;
	const struct itf *itf; /* how values are written */
};

static bool narrow(struct type *type, const struct value *value, const struct maker *maker);

static bool settle(struct type *type, enum kind kind, size_t parts, const struct maker *maker)
{
	if (type->kind != UNKNOWN)
		return type->kind == kind && type->count == parts;
	*type = (struct type){ .kind = kind, .count = parts };
	type->parts = arena_array(maker->arena, parts, sizeof(*type->parts));
	for (size_t i = 0; i < parts; i++)
		type->parts[i] = (struct type){ .kind = UNKNOWN };
	return true;
}

/* A record whose fields are in another order. */
static bool narrow_unordered(struct type *type, const struct value *record, const struct maker *maker)
{
	struct string_set places = { 0 };
	bool all = true;

	for (uint32_t i = 0; i < record->count; i++)
		string_set_mark(&places, record->pairs[i].key->text, i + 1);
	for (size_t i = 0; i < type->count && all; i++) {
		unsigned place = string_set_marks(&places, type->fields[i]);

		all = place && narrow(&type->parts[i], record->pairs[place - 1].value, maker);
	}
	string_set_release(&places);
	return all;
}

static bool narrow_record(struct type *type, const struct value *record, const struct maker *maker)
{
	if (!settle(type, RECORD, record->count, maker))
		return false;
	if (!type->fields) {
		type->fields = arena_array(maker->arena, record->count, sizeof(*type->fields));
		for (size_t i = 0; i < record->count; i++)
			type->fields[i] = arena_strdup(maker->arena, record->pairs[i].key->text);
	}
	for (size_t i = 0; i < record->count; i++) {
		const struct value_pair *same = &record->pairs[i]; /* most records have one order */

		if (strcmp(same->key->text, type->fields[i]) != 0)
			return narrow_unordered(type, record, maker);
		if (!narrow(&type->parts[i], same->value, maker))
			return false;
	}
	return true;
}

static bool narrow_items(struct type *type, enum kind kind, const struct value *value,
                         const struct maker *maker)
{
	if (!settle(type, kind, 1, maker))
		return false;
	for (size_t i = 0; i < value->count; i++)
		if (!narrow(type->parts, value->items[i], maker))
			return false;
	return true;
}

static bool narrow_function(struct type *type, const struct value *function, const struct maker *maker)
{
	if (!settle(type, FUNCTION, 2, maker))
		return false;
	for (size_t i = 0; i < function->count; i++)
		if (!narrow(&type->parts[0], function->pairs[i].key, maker) ||
		    !narrow(&type->parts[1], function->pairs[i].value, maker))
			return false;
	return true;
}

static bool narrow(struct type *type, const struct value *value, const struct maker *maker)
{
	/* A value in a form private to heddle has no type for other readers. */
	if (itf_has_own_form(maker->itf, value))
		return false;
	switch (value->kind) {
	case VALUE_BOOL:
		return settle(type, BOOL, 0, maker);
	case VALUE_INT:
	case VALUE_BIGINT:
		return settle(type, INT, 0, maker);
	case VALUE_STRING:
	case VALUE_MODEL:
		return settle(type, STR, 0, maker);
	case VALUE_SET:
		return narrow_items(type, SET, value, maker);
	case VALUE_TUPLE:
		return narrow_items(type, SEQ, value, maker);
	case VALUE_RECORD:
		return narrow_record(type, value, maker);
	case VALUE_FUNCTION:
		return narrow_function(type, value, maker);
	case VALUE_VARIANT:
	case VALUE_OPAQUE:
		break;
	}
	return false;
}

/* --- as text ------------------------------------------------------------------ */

static bool put_type(struct buf *out, const struct type *type);

static bool put_fields(struct buf *out, const struct type *type)
{
	buf_add_text(out, "{ ");
	for (size_t i = 0; i < type->count; i++) {
		if (!value_is_name(type->fields[i]))
			return false;
		buf_printf(out, "%s%s: ", i ? ", " : "", type->fields[i]);
		if (!put_type(out, &type->parts[i]))
			return false;
	}
	buf_add_text(out, " }");
	return type->count > 0;
}

/* A type that no value determines, such as that of the items of an empty set, is written as Str. */
static bool put_type(struct buf *out, const struct type *type)
{
	bool whole = true;

	switch (type->kind) {
	case BOOL:
		buf_add_text(out, "Bool");
		break;
	case INT:
		buf_add_text(out, "Int");
		break;
	case UNKNOWN:
	case STR:
		buf_add_text(out, "Str");
		break;
	case SET:
	case SEQ:
		buf_add_text(out, type->kind == SET ? "Set(" : "Seq(");
		whole = put_type(out, type->parts);
		buf_add_char(out, ')');
		break;
	case RECORD:
		whole = put_fields(out, type);
		break;
	case FUNCTION:
		buf_add_char(out, '(');
		whole = put_type(out, &type->parts[0]);
		buf_add_text(out, " -> ");
		whole = whole && put_type(out, &type->parts[1]);
		buf_add_char(out, ')');
		break;
	}
	return whole;
}

/* Appends the common type of a variable's values.  Returns false if there is none; then discard what was
 * appended. */
static bool put_common(struct buf *out, const struct trace *trace, size_t variable, const struct itf *itf)
{
	struct arena *arena = arena_new();
	struct maker maker = { .arena = arena, .itf = itf };
	struct type type = { .kind = UNKNOWN };
	bool common = true;

	for (size_t i = 0; i < trace->state_count && common; i++) {
		const struct value *value = trace_value(trace, i, variable);

		common = value && narrow(&type, value, &maker);
	}
	common = common && put_type(out, &type);
	arena_free(arena);
	return common;
}

void itf_put_types(struct buf *out, struct itf *itf, const struct trace *trace)
{
	struct buf type;
	size_t count = 0, own = trace->var_count - trace->param_count - trace->extra_count;

	buf_init(&type);
	for (size_t i = 0; i < own && !trace->types_lost; i++) {
		buf_clear(&type);
		itf->records = string_set_marks(&itf->tagged, trace->vars[i]);
		if (!put_common(&type, trace, i, itf))
			continue;
		buf_add_text(out, count++ ? ", " : "    \"varTypes\": {");
		json_put_text(out, trace->vars[i]);
		buf_add_text(out, ": ");
		json_put_text(out, type.data);
	}
	if (count)
		buf_add_text(out, "},\n");
	buf_release(&type);
}
