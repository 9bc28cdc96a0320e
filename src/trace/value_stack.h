/*
 * Two stacks on which readers pile the parts of values whose number they learn
 * only at the end: a reader notes the height, pushes, makes the value from
 * what lies above the height, and drops back to it.  One pile serves a whole
 * file, so that a value costs no allocation but its own.
 */
#ifndef HEDDLE_TRACE_VALUE_STACK_H
#define HEDDLE_TRACE_VALUE_STACK_H

#include <stddef.h>

#include <heddle/value.h>

struct pile {
	const struct value **items;
	size_t item_count, item_room;
	struct value_pair *pairs;
	size_t pair_count, pair_room;
};

/* What lies from a height upwards; an empty pile has no place to point to, not even for nothing. */
static inline const struct value **pile_items(const struct pile *pile, size_t base)
{
	return pile->items ? pile->items + base : NULL;
}
static inline const struct value_pair *pile_pairs(const struct pile *pile, size_t base)
{
	return pile->pairs ? pile->pairs + base : NULL;
}

void pile_release(struct pile *pile); /* a zeroed pile is an empty one */
void pile_item(struct pile *pile, const struct value *item);
void pile_pair(struct pile *pile, const struct value *key, const struct value *value);

#endif
