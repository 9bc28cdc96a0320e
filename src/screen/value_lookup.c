/*
 * Looking up keys and items in values.
 *
 * Sets are sorted by their items and functions by their keys, so both are searched by halving.  The fields of
 * a record are in the order of the source, so they are searched one by one.
 */
#include <heddle/labels.h>

bool set_has(const struct value *set, const struct value *item)
{
	size_t low = 0, high = set->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = value_compare(set->items[middle], item);

		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

bool value_is_map(const struct value *value)
{
	return value->kind == VALUE_RECORD || value->kind == VALUE_FUNCTION;
}

bool value_is_record(const struct value *value)
{
	if (value->kind != VALUE_FUNCTION)
		return value->kind == VALUE_RECORD;
	for (uint32_t i = 0; i < value->count; i++)
		if (!value_text(value->pairs[i].key))
			return false;
	return value->count > 0;
}

/* Functions are sorted by their keys. */
static const struct value *function_lookup(const struct value *function, const struct value *key)
{
	uint32_t low = 0, high = function->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = value_compare(function->pairs[middle].key, key);

		if (order == 0)
			return function->pairs[middle].value;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct value *value_lookup(const struct value *map, const struct value *key)
{
	if (!map || !value_is_map(map))
		return NULL;
	if (map->kind == VALUE_FUNCTION)
		return function_lookup(map, key);
	for (uint32_t i = 0; i < map->count; i++)
		if (value_compare(map->pairs[i].key, key) == 0)
			return map->pairs[i].value;
	return NULL;
}

const struct value *value_lookup_next(const struct value *map, const struct value *key, uint32_t *hint)
{
	if (!map || !value_is_map(map) || !map->count)
		return NULL;
	if (map->kind == VALUE_FUNCTION && *hint < map->count &&
	    value_compare(map->pairs[*hint].key, key) == 0)
		return map->pairs[(*hint)++].value;
	if (map->kind == VALUE_FUNCTION)
		return value_lookup(map, key);
	for (uint32_t i = 0; i < map->count; i++) {
		uint32_t at = (uint32_t)(((uint64_t)*hint + i) % map->count);

		if (value_compare(map->pairs[at].key, key) == 0) {
			*hint = at + 1;
			return map->pairs[at].value;
		}
	}
	return NULL;
}

bool map_walk_next(struct map_walk *walk)
{
	const struct value *now = walk->now, *before = walk->before;

	if (!walk->only_before && walk->at < now->count) {
		const struct value_pair *pair = &now->pairs[walk->at++];

		walk->key = pair->key;
		walk->value = pair->value;
		walk->old = value_lookup_next(before, pair->key, &walk->hint);
		return true;
	}
	if (!walk->only_before)
		walk->at = walk->hint = 0;
	walk->only_before = true;
	while (before && value_is_map(before) && walk->at < before->count) {
		const struct value_pair *pair = &before->pairs[walk->at++];

		if (value_lookup_next(now, pair->key, &walk->hint))
			continue;
		walk->key = pair->key;
		walk->value = NULL;
		walk->old = pair->value;
		return true;
	}
	return false;
}
