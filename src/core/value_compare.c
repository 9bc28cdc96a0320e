/*
 * The order of values.  Sets and functions are sorted when constructed, so comparing walks both in parallel.
 * Records keep the order in which fields were given; a comparison sorts them if the orders differ.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>
#include <heddle/value.h>

#include "core/value_private.h"

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

int value_by_key(const void *a, const void *b)
{
	const struct value_pair *left = *(const struct value_pair *const *)a;
	const struct value_pair *right = *(const struct value_pair *const *)b;
	int order = value_compare(left->key, right->key);

	return order ? order : COMPARE(left, right);
}

/* Both are canonical, so the length decides for the same sign. */
static int compare_big(const char *a, const char *b)
{
	bool a_negative = a[0] == '-', b_negative = b[0] == '-';

	if (a_negative != b_negative)
		return a_negative ? -1 : 1;

	size_t a_length = strlen(a), b_length = strlen(b);
	int order = a_length != b_length ? COMPARE(a_length, b_length) : strcmp(a, b);

	return a_negative ? -order : order;
}

static int compare_numbers(const struct value *a, const struct value *b)
{
	if (a->kind == VALUE_INT && b->kind == VALUE_INT)
		return COMPARE(a->number, b->number);
	if (a->kind == VALUE_INT)
		return b->text[0] == '-' ? 1 : -1;
	if (b->kind == VALUE_INT)
		return a->text[0] == '-' ? -1 : 1;
	return compare_big(a->text, b->text);
}

static int compare_items(const struct value *a, const struct value *b, unsigned depth)
{
	for (uint32_t i = 0; i < a->count && i < b->count; i++) {
		int order = value_compare_at(a->items[i], b->items[i], depth + 1);

		if (order)
			return order;
	}
	return COMPARE(a->count, b->count);
}

/* Compares all keys first, then the values. */
static int compare_functions(const struct value *a, const struct value *b, unsigned depth)
{
	if (a->count != b->count)
		return COMPARE(a->count, b->count);
	for (uint32_t i = 0; i < a->count; i++) {
		int order = value_compare_at(a->pairs[i].key, b->pairs[i].key, depth + 1);

		if (order)
			return order;
	}
	for (uint32_t i = 0; i < a->count; i++) {
		int order = value_compare_at(a->pairs[i].value, b->pairs[i].value, depth + 1);

		if (order)
			return order;
	}
	return 0;
}

static bool same_fields(const struct value *a, const struct value *b)
{
	for (uint32_t i = 0; i < a->count; i++)
		if (strcmp(a->pairs[i].key->text, b->pairs[i].key->text) != 0)
			return false;
	return true;
}

static const struct value_pair **sort_fields(const struct value *record)
{
	const struct value_pair **order = mem_array(record->count, sizeof(*order));

	for (uint32_t i = 0; i < record->count; i++)
		order[i] = &record->pairs[i];
	qsort(order, record->count, sizeof(*order), value_by_key);
	return order;
}

/* Compares as functions, with fields sorted by name.  Visits each part once: visiting parts twice per level
 * would take 2^depth visits. */
static int compare_records(const struct value *a, const struct value *b, unsigned depth)
{
	int order = 0;

	if (a->count != b->count)
		return COMPARE(a->count, b->count);
	if (same_fields(a, b)) {
		const char *first = NULL;

		for (uint32_t i = 0; i < a->count; i++) {
			const char *field = a->pairs[i].key->text;

			if (first && strcmp(field, first) >= 0)
				continue;

			int here = value_compare_at(a->pairs[i].value, b->pairs[i].value, depth + 1);

			if (here) {
				order = here;
				first = field;
			}
		}
		return order;
	}

	const struct value_pair **left = sort_fields(a), **right = sort_fields(b);

	for (uint32_t i = 0; i < a->count && !order; i++)
		order = strcmp(left[i]->key->text, right[i]->key->text);
	for (uint32_t i = 0; i < a->count && !order; i++)
		order = value_compare_at(left[i]->value, right[i]->value, depth + 1);
	free(left);
	free(right);
	return order;
}

int value_compare_at(const struct value *a, const struct value *b, unsigned depth)
{
	if (a == b)
		return 0;

	/* Integers of any size are one kind here. */
	int left = a->kind == VALUE_BIGINT ? VALUE_INT : (int)a->kind;
	int right = b->kind == VALUE_BIGINT ? VALUE_INT : (int)b->kind;

	if (left != right)
		return COMPARE(left, right);
	/* Readers do not accept values this deep.  Comparing addresses errs towards different. */
	if (depth > VALUE_WALK_MAX)
		return COMPARE((uintptr_t)a, (uintptr_t)b);
	switch (a->kind) {
	case VALUE_BOOL:
		return COMPARE(a->truth, b->truth);
	case VALUE_INT:
	case VALUE_BIGINT:
		return compare_numbers(a, b);
	case VALUE_STRING:
	case VALUE_MODEL:
	case VALUE_OPAQUE:
		return strcmp(a->text, b->text);
	case VALUE_SET:
	case VALUE_TUPLE:
		return compare_items(a, b, depth);
	case VALUE_RECORD:
		return compare_records(a, b, depth);
	case VALUE_FUNCTION:
		return compare_functions(a, b, depth);
	case VALUE_VARIANT: {
		int order = strcmp(a->text, b->text);

		return order ? order : value_compare_at(a->payload, b->payload, depth + 1);
	}
	}
	assert(!"a value is of one of the kinds");
	return 0;
}

int value_compare(const struct value *a, const struct value *b)
{
	return value_compare_at(a, b, 0);
}
