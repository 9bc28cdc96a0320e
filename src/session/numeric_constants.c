/*
 * Position decides which numbers are constants, as it decides roles (constants.c): keys of keyed variables,
 * and fields that do not hold hours or counts.
 */
#include <inttypes.h>
#include <string.h>

#include <heddle/design.h>
#include <heddle/domain.h>
#include <heddle/mem.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "session/numeric_constants.h"

static bool is_number(const struct value_pair *field)
{
	return field->key->kind == VALUE_STRING && design_field_is_number(field->key->text);
}

/* --- detecting ---------------------------------------------------------------- */

static bool has_numbers(const struct value *value)
{
	if (value->kind == VALUE_INT)
		return true;
	if (value->kind == VALUE_SET || value->kind == VALUE_TUPLE) {
		for (uint32_t i = 0; i < value->count; i++)
			if (has_numbers(value->items[i]))
				return true;
	} else if (value->kind == VALUE_RECORD || value->kind == VALUE_FUNCTION) {
		for (uint32_t i = 0; i < value->count; i++)
			if (has_numbers(value->pairs[i].key) ||
			    (!is_number(&value->pairs[i]) && has_numbers(value->pairs[i].value)))
				return true;
	}
	return false;
}

/* Anything in the log or among used ids has appeared in a keyed variable before. */
static bool shows_numbers(const struct value *state)
{
	for (uint32_t i = 0; i < state->count; i++) {
		const struct value *value = state->pairs[i].value;
		if (domain_is_keyed(state->pairs[i].key->text) &&
		    ((value->kind == VALUE_TUPLE && value->count) || has_numbers(value)))
			return true;
	}
	return false;
}

/* --- renaming ----------------------------------------------------------------- */

static const struct value *name_of(struct arena *arena, int64_t number)
{
	return value_string(arena, arena_printf(arena, "%" PRId64, number));
}

static const struct value *name_all(struct arena *arena, const struct value *value);

static const struct value *name_items(struct arena *arena, const struct value *value)
{
	const struct value **items = arena_array(arena, value->count, sizeof *items);
	for (uint32_t i = 0; i < value->count; i++)
		items[i] = name_all(arena, value->items[i]);
	return value->kind == VALUE_SET ? value_set(arena, items, value->count)
	                                : value_tuple(arena, items, value->count);
}

static const struct value *name_pairs(struct arena *arena, const struct value *value)
{
	struct value_pair *pairs = arena_array(arena, value->count, sizeof *pairs);
	for (uint32_t i = 0; i < value->count; i++) {
		const struct value_pair *pair = &value->pairs[i];
		pairs[i].key = name_all(arena, pair->key);
		pairs[i].value = is_number(pair) ? pair->value : name_all(arena, pair->value);
	}
	return value->kind == VALUE_RECORD ? value_record(arena, pairs, value->count)
	                                   : value_function(arena, pairs, value->count);
}

static const struct value *name_all(struct arena *arena, const struct value *value)
{
	switch (value->kind) {
	case VALUE_INT:
		return name_of(arena, value->number);
	case VALUE_SET:
	case VALUE_TUPLE:
		return name_items(arena, value);
	case VALUE_RECORD:
	case VALUE_FUNCTION:
		return name_pairs(arena, value);
	default:
		return value;
	}
}

/* A sequence is a function over 1, 2, … */
static const struct value *name_function(struct arena *arena, const struct value *value)
{
	if (value->kind != VALUE_TUPLE || !value->count)
		return name_all(arena, value);
	struct value_pair *pairs = arena_array(arena, value->count, sizeof *pairs);
	for (uint32_t i = 0; i < value->count; i++) {
		pairs[i].key = name_of(arena, (int64_t)i + 1);
		pairs[i].value = name_all(arena, value->items[i]);
	}
	return value_function(arena, pairs, value->count);
}

static const struct value *name_state(struct arena *arena, const struct value *state)
{
	struct value_pair *pairs = arena_array(arena, state->count, sizeof *pairs);
	for (uint32_t i = 0; i < state->count; i++) {
		pairs[i] = state->pairs[i];
		if (domain_is_keyed(pairs[i].key->text))
			pairs[i].value = name_function(arena, pairs[i].value);
		else if (pairs[i].value->kind != VALUE_INT) /* not `time` and `failed` */
			pairs[i].value = name_all(arena, pairs[i].value);
	}
	return value_record(arena, pairs, state->count);
}

static struct trace_step name_step(struct arena *arena, const struct trace_step *step)
{
	struct trace_step named = *step;
	const struct value **args = arena_array(arena, step->arg_count, sizeof *args);
	for (size_t i = 0; i < step->arg_count; i++)
		args[i] = name_all(arena, step->args[i]);
	named.args = args;
	return named;
}

static bool shows(const struct design *design, const struct value *state, struct arena *arena)
{
	return design && design->system ? numbers_declared(design->system, state, arena) != state
	                                : shows_numbers(state);
}

const struct trace *numbers_named(const struct design *design, const struct trace *trace, struct arena *arena)
{
	size_t count = trace->state_count, with = 0;
	while (with < count && !shows(design, trace->states[with], arena))
		with++;
	if (with == count)
		return trace;
	struct trace *named = arena_copy(arena, trace, sizeof *trace);
	named->states = arena_array(arena, count, sizeof *named->states);
	named->steps = arena_array(arena, count, sizeof *named->steps);
	for (size_t i = 0; i < count; i++)
		named->states[i] = design && design->system
		                           ? numbers_declared(design->system, trace->states[i], arena)
		                           : name_state(arena, trace->states[i]);
	for (size_t i = 0; i + 1 < count; i++)
		named->steps[i] = name_step(arena, &trace->steps[i]);
	named->back = name_step(arena, &trace->back);
	return named;
}
