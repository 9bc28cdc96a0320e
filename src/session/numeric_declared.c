/*
 * Constants that are numbers, in a trace of a design in the open language: the declared types say which
 * numbers are constants.
 *
 * A value without any is returned as it is, so that a trace without them is not copied.
 */
#include <inttypes.h>
#include <string.h>

#include <heddle/mem.h>
#include <heddle/system.h>
#include <heddle/value.h>

#include "session/numeric_constants.h"

static const struct value *name_value(struct arena *arena, const struct declared_type *type,
                                      const struct value *value);

static const struct value *name_of(struct arena *arena, int64_t number)
{
	return value_string(arena, arena_printf(arena, "%" PRId64, number));
}

static bool has_pairs(const struct value *value)
{
	return value->kind == VALUE_RECORD || value->kind == VALUE_FUNCTION;
}

static const struct value *name_items(struct arena *arena, const struct declared_type *item,
                                      const struct value *value)
{
	const struct value **items = arena_array(arena, value->count, sizeof *items);
	bool same = true;
	for (uint32_t i = 0; i < value->count; i++) {
		items[i] = name_value(arena, item, value->items[i]);
		same &= items[i] == value->items[i];
	}
	if (same)
		return value;
	return value->kind == VALUE_SET ? value_set(arena, items, value->count)
	                                : value_tuple(arena, items, value->count);
}

/* The type of the pair's value in a record or table; null: the type does not say. */
static const struct declared_type *type_at(const struct declared_type *type, const struct value *key)
{
	const char *name = value_text(key);
	if (type->kind == DECLARED_TABLE)
		return type->item;
	return name ? declared_type_field(type, name) : NULL;
}

static const struct value *name_pairs(struct arena *arena, const struct declared_type *type,
                                      const struct value *value)
{
	struct value_pair *pairs = arena_array(arena, value->count, sizeof *pairs);
	bool same = true;
	for (uint32_t i = 0; i < value->count; i++) {
		const struct value_pair *pair = &value->pairs[i];
		const struct declared_type *part = type_at(type, pair->key);
		pairs[i] = *pair;
		if (type->kind == DECLARED_TABLE)
			pairs[i].key = name_value(arena, type->key, pair->key);
		if (part)
			pairs[i].value = name_value(arena, part, pair->value);
		same &= pairs[i].key == pair->key && pairs[i].value == pair->value;
	}
	if (same)
		return value;
	return value->kind == VALUE_RECORD ? value_record(arena, pairs, value->count)
	                                   : value_function(arena, pairs, value->count);
}

/* A sequence is a function over 1, 2, … */
static const struct value *name_sequence(struct arena *arena, const struct declared_type *table,
                                         const struct value *value)
{
	struct value_pair *pairs = arena_array(arena, value->count, sizeof *pairs);
	for (uint32_t i = 0; i < value->count; i++) {
		pairs[i].key = name_of(arena, (int64_t)i + 1);
		pairs[i].value = name_value(arena, table->item, value->items[i]);
	}
	return value_function(arena, pairs, value->count);
}

/* By the alternative that has all fields of the value. */
static const struct value *name_either(struct arena *arena, const struct declared_type *type,
                                       const struct value *value)
{
	for (uint32_t i = 0; has_pairs(value) && i < type->count; i++) {
		const struct declared_type *record = type->parts[i];
		bool fits = record->count == value->count;
		for (uint32_t f = 0; f < record->count && fits; f++)
			fits = value_get(value, record->names[f]) != NULL;
		if (fits)
			return name_pairs(arena, record, value);
	}
	return value;
}

static const struct value *name_value(struct arena *arena, const struct declared_type *type,
                                      const struct value *value)
{
	switch (type->kind) {
	case DECLARED_BOOL:
	case DECLARED_NUMBER:
	case DECLARED_NAMES:
		break;
	case DECLARED_CONSTANT:
		return value->kind == VALUE_INT ? name_of(arena, value->number) : value;
	case DECLARED_SET:
	case DECLARED_LIST:
		return value->kind == VALUE_SET || value->kind == VALUE_TUPLE
		               ? name_items(arena, type->item, value)
		               : value;
	case DECLARED_RECORD:
		return has_pairs(value) ? name_pairs(arena, type, value) : value;
	case DECLARED_TABLE:
		if (value->kind == VALUE_TUPLE && value->count)
			return name_sequence(arena, type, value);
		return has_pairs(value) ? name_pairs(arena, type, value) : value;
	case DECLARED_EITHER:
		return name_either(arena, type, value);
	}
	return value;
}

const struct value *numbers_declared(const struct system *system, const struct value *state,
                                     struct arena *arena)
{
	struct value_pair *pairs = arena_array(arena, state->count, sizeof *pairs);
	bool same = true;
	for (uint32_t i = 0; i < state->count; i++) {
		const char *name = value_text(state->pairs[i].key);
		pairs[i] = state->pairs[i];
		for (unsigned v = 0; name && v < system->variable_count; v++)
			if (system->variables[v].type && strcmp(system->variables[v].name, name) == 0)
				pairs[i].value = name_value(arena, system->variables[v].type, pairs[i].value);
		same &= pairs[i].value == state->pairs[i].value;
	}
	return same ? state : value_record(arena, pairs, state->count);
}
