/*
 * Two stacks for the parts of values whose number is known only at the end: a reader remembers the height,
 * pushes parts, makes the value from those above the height, and pops back to it.  One such pair serves a
 * whole file, so a value needs no other allocation.
 */
#ifndef HEDDLE_TRACE_VALUE_STACK_H
#define HEDDLE_TRACE_VALUE_STACK_H

#include <stddef.h>

#include <heddle/value.h>

struct value_stack {
	const struct value **items;
	size_t item_count, item_room;
	struct value_pair *pairs;
	size_t pair_count, pair_room;
};

/* The items above a height; null if the stack was never used. */
static inline const struct value **value_stack_items(const struct value_stack *stack, size_t base)
{
	return stack->items ? stack->items + base : NULL;
}
static inline const struct value_pair *value_stack_pairs(const struct value_stack *stack, size_t base)
{
	return stack->pairs ? stack->pairs + base : NULL;
}

void value_stack_release(struct value_stack *stack); /* a zeroed stack is empty */
void value_stack_item(struct value_stack *stack, const struct value *item);
void value_stack_pair(struct value_stack *stack, const struct value *key, const struct value *value);

/* The index of a pair whose key an earlier pair has; `count` if there is none. */
size_t pairs_repeated(const struct value_pair *pairs, size_t count);

#endif
