/*
 * Duplicate keys are found by sorting; a few keys are compared pairwise.
 */
#include <stdlib.h>

#include <heddle/mem.h>

#include "trace/value_stack.h"

enum { FEW = 12 };

void value_stack_release(struct value_stack *stack)
{
	free(stack->items);
	free(stack->pairs);
	*stack = (struct value_stack){ 0 };
}

void value_stack_item(struct value_stack *stack, const struct value *item)
{
	stack->items =
	        mem_grow(stack->items, &stack->item_room, stack->item_count + 1, sizeof(*stack->items));
	stack->items[stack->item_count++] = item;
}

void value_stack_pair(struct value_stack *stack, const struct value *key, const struct value *value)
{
	stack->pairs =
	        mem_grow(stack->pairs, &stack->pair_room, stack->pair_count + 1, sizeof(*stack->pairs));
	stack->pairs[stack->pair_count++] = (struct value_pair){ .key = key, .value = value };
}

static int by_key(const void *a, const void *b)
{
	const struct value_pair *const *left = a, *const *right = b;
	int order = value_compare((*left)->key, (*right)->key);

	return order ? order : (*left > *right) - (*left < *right);
}

size_t pairs_repeated(const struct value_pair *pairs, size_t count)
{
	if (count <= FEW) {
		for (size_t i = 1; i < count; i++)
			for (size_t j = 0; j < i; j++)
				if (value_compare(pairs[i].key, pairs[j].key) == 0)
					return i;
		return count;
	}

	const struct value_pair **sorted = mem_array(count, sizeof(const struct value_pair *));
	size_t found = count;

	for (size_t i = 0; i < count; i++)
		sorted[i] = &pairs[i];
	qsort(sorted, count, sizeof(const struct value_pair *), by_key);
	for (size_t i = 1; i < count && found == count; i++)
		if (value_compare(sorted[i]->key, sorted[i - 1]->key) == 0)
			found = (size_t)(sorted[i] - pairs);
	free(sorted);
	return found;
}
