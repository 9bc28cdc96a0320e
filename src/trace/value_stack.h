/*
 * Two stacks on which readers stack the parts of values whose number they learn
 * only at the end: a reader notes the height, pushes, makes the value from
 * what lies above the height, and drops back to it.  One stack serves a whole
 * file, so that a value costs no allocation but its own.
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

/* What lies from a height upwards; an empty stack has no place to point to, not even for nothing. */
static inline const struct value **value_stack_items(const struct value_stack *stack, size_t base)
{
	return stack->items ? stack->items + base : NULL;
}
static inline const struct value_pair *value_stack_pairs(const struct value_stack *stack, size_t base)
{
	return stack->pairs ? stack->pairs + base : NULL;
}

void value_stack_release(struct value_stack *stack); /* a zeroed stack is an empty one */
void value_stack_item(struct value_stack *stack, const struct value *item);
void value_stack_pair(struct value_stack *stack, const struct value *key, const struct value *value);

#endif
