/*
 * Constructing values.  Sets and functions are sorted, for value_compare; records keep the order in which
 * fields were given, for people.  Rejected: hash-consing all values, which makes equality fast only for sets
 * and costs a table per arena.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>
#include <heddle/value.h>

#include "core/value_private.h"

/* --- construction ------------------------------------------------------------- */

static struct value *make(struct arena *arena, enum value_kind kind, size_t count)
{
	struct value *value = arena_alloc(arena, sizeof(*value));

	assert(count <= UINT32_MAX && "a value has at most 2^32 parts");
	value->kind = kind;
	value->count = (uint32_t)count;
	return value;
}

static const struct value *make_text(struct arena *arena, enum value_kind kind, const char *text)
{
	struct value *value = make(arena, kind, 0);

	value->text = arena_strdup(arena, text);
	return value;
}

const struct value *value_bool(struct arena *arena, bool truth)
{
	static const struct value truths[] = {
		{ .kind = VALUE_BOOL, .truth = false },
		{ .kind = VALUE_BOOL, .truth = true },
	};

	(void)arena;
	return &truths[truth];
}

const struct value *value_int(struct arena *arena, int64_t number)
{
	struct value *value = make(arena, VALUE_INT, 0);

	value->number = number;
	return value;
}

const struct value *value_number(struct arena *arena, const char *digits)
{
	bool negative = digits[0] == '-';
	const char *first = digits + (negative || digits[0] == '+');
	size_t length = strspn(first, "0123456789");

	if (!length || first[length])
		return NULL;
	while (length > 1 && *first == '0')
		first++, length--;

	/* Any nineteen digits fit 64 bits. */
	if (length <= 19) {
		uint64_t size = 0;

		for (size_t i = 0; i < length; i++)
			size = size * 10 + (uint64_t)(first[i] - '0');
		if (size <= INT64_MAX)
			return value_int(arena, negative ? -(int64_t)size : (int64_t)size);
		if (negative && size == (uint64_t)INT64_MAX + 1)
			return value_int(arena, INT64_MIN);
	}

	struct value *value = make(arena, VALUE_BIGINT, 0);

	value->text = arena_printf(arena, "%s%s", negative ? "-" : "", first);
	return value;
}

const struct value *value_string(struct arena *arena, const char *text)
{
	return make_text(arena, VALUE_STRING, text);
}

const struct value *value_model(struct arena *arena, const char *name)
{
	return make_text(arena, VALUE_MODEL, name);
}

const struct value *value_opaque(struct arena *arena, const char *text)
{
	return make_text(arena, VALUE_OPAQUE, text);
}

const struct value *value_variant(struct arena *arena, const char *tag, const struct value *payload)
{
	struct value *value = make(arena, VALUE_VARIANT, 0);

	value->text = arena_strdup(arena, tag);
	value->payload = payload;
	return value;
}

static int by_value(const void *a, const void *b)
{
	return value_compare(*(const struct value *const *)a, *(const struct value *const *)b);
}

const struct value *value_set(struct arena *arena, const struct value **items, size_t count)
{
	struct value *set = make(arena, VALUE_SET, count);
	bool sorted = true;

	set->items = arena_copy(arena, items, count * sizeof(*items));
	for (size_t i = 1; i < count && sorted; i++)
		sorted = value_compare(items[i - 1], items[i]) < 0;
	if (sorted)
		return set;

	size_t kept = 1;

	qsort(set->items, count, sizeof(*set->items), by_value);
	for (size_t i = 1; i < count; i++)
		if (value_compare(set->items[kept - 1], set->items[i]) != 0)
			set->items[kept++] = set->items[i];
	set->count = (uint32_t)kept;
	return set;
}

const struct value *value_tuple(struct arena *arena, const struct value **items, size_t count)
{
	struct value *tuple = make(arena, VALUE_TUPLE, count);

	tuple->items = arena_copy(arena, items, count * sizeof(*items));
	return tuple;
}

const struct value *value_record(struct arena *arena, const struct value_pair *pairs, size_t count)
{
	struct value *record = make(arena, VALUE_RECORD, count);

	for (size_t i = 0; i < count; i++)
		assert(pairs[i].key->kind == VALUE_STRING && "a record's fields are named by strings");
	record->pairs = arena_copy(arena, pairs, count * sizeof(*pairs));
	return record;
}

const struct value *value_function(struct arena *arena, const struct value_pair *pairs, size_t count)
{
	struct value *function = make(arena, VALUE_FUNCTION, count);
	bool sorted = true;

	for (size_t i = 1; i < count && sorted; i++)
		sorted = value_compare(pairs[i - 1].key, pairs[i].key) < 0;
	if (sorted) {
		function->pairs = arena_copy(arena, pairs, count * sizeof(*pairs));
		return function;
	}

	const struct value_pair **order = mem_array(count, sizeof(*order));
	struct value_pair *kept = arena_array(arena, count, sizeof(*kept));
	uint32_t length = 0;

	for (size_t i = 0; i < count; i++)
		order[i] = &pairs[i];
	qsort(order, count, sizeof(*order), value_by_key);
	for (size_t i = 0; i < count; i++)
		if (!length || value_compare(kept[length - 1].key, order[i]->key) != 0)
			kept[length++] = *order[i];
	free(order);
	function->pairs = kept;
	function->count = length;
	return function;
}

static const struct value *copy(struct arena *arena, const struct value *value, unsigned depth)
{
	if (value->kind == VALUE_BOOL)
		return value_bool(arena, value->truth);
	if (depth > VALUE_WALK_MAX)
		return value_opaque(arena, "…");

	struct value *twin = arena_copy(arena, value, sizeof(*value));

	switch (value->kind) {
	case VALUE_BOOL:
	case VALUE_INT:
		break;
	case VALUE_VARIANT:
		twin->payload = copy(arena, value->payload, depth + 1);
		twin->text = arena_strdup(arena, value->text);
		break;
	case VALUE_BIGINT:
	case VALUE_STRING:
	case VALUE_MODEL:
	case VALUE_OPAQUE:
		twin->text = arena_strdup(arena, value->text);
		break;
	case VALUE_SET:
	case VALUE_TUPLE:
		twin->items = arena_array(arena, value->count, sizeof(*value->items));
		for (uint32_t i = 0; i < value->count; i++)
			twin->items[i] = copy(arena, value->items[i], depth + 1);
		break;
	case VALUE_RECORD:
	case VALUE_FUNCTION: {
		struct value_pair *pairs = arena_array(arena, value->count, sizeof(*pairs));

		for (uint32_t i = 0; i < value->count; i++) {
			pairs[i].key = copy(arena, value->pairs[i].key, depth + 1);
			pairs[i].value = copy(arena, value->pairs[i].value, depth + 1);
		}
		twin->pairs = pairs;
		break;
	}
	}
	return twin;
}

const struct value *value_copy(struct arena *arena, const struct value *value)
{
	return copy(arena, value, 0);
}

/* --- access ------------------------------------------------------------------- */

const char *value_text(const struct value *value)
{
	switch (value->kind) {
	case VALUE_STRING:
	case VALUE_MODEL:
		return value->text;
	default:
		return NULL;
	}
}

bool value_is_unset(const struct value *value)
{
	const char *text = value_text(value);

	return text && strcmp(text, VALUE_UNSET) == 0;
}

const struct value *value_get(const struct value *record, const char *key)
{
	if (record->kind != VALUE_RECORD && record->kind != VALUE_FUNCTION)
		return NULL;
	for (uint32_t i = 0; i < record->count; i++) {
		const struct value *name = record->pairs[i].key;

		if ((name->kind == VALUE_STRING || name->kind == VALUE_MODEL) && strcmp(name->text, key) == 0)
			return record->pairs[i].value;
	}
	return NULL;
}

bool value_is_word(const char *text)
{
	bool letter = false;

	for (; *text; text++) {
		if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z'))
			letter = true;
		else if ((*text < '0' || *text > '9') && *text != '_')
			return false;
	}
	return letter;
}

const struct value *value_copy_shared(struct arena *arena, const struct value *before,
                                      const struct value *value)
{
	if (!before || before->kind != value->kind)
		return value_copy(arena, value);
	if (value_compare(before, value) == 0)
		return before;
	bool same_shape = before->count == value->count;
	if (value->kind == VALUE_TUPLE) {
		const struct value **items = mem_array(value->count + 1, sizeof *items);
		for (uint32_t i = 0; i < value->count; i++)
			items[i] = value_copy_shared(arena, i < before->count ? before->items[i] : NULL,
			                             value->items[i]);
		const struct value *copy = value_tuple(arena, items, value->count);
		free(items);
		return copy;
	}
	if ((value->kind != VALUE_RECORD && value->kind != VALUE_FUNCTION) || !same_shape)
		return value_copy(arena, value);
	struct value_pair *pairs = mem_array(value->count + 1, sizeof *pairs);
	for (uint32_t i = 0; i < value->count; i++) {
		const struct value_pair *old = &before->pairs[i];
		bool same_key = value_compare(old->key, value->pairs[i].key) == 0;
		pairs[i].key = same_key ? old->key : value_copy(arena, value->pairs[i].key);
		pairs[i].value =
		        value_copy_shared(arena, same_key ? old->value : NULL, value->pairs[i].value);
	}
	const struct value *copy = value->kind == VALUE_RECORD ? value_record(arena, pairs, value->count)
	                                                       : value_function(arena, pairs, value->count);
	free(pairs);
	return copy;
}
