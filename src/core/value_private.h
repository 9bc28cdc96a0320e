/*
 * Shared by the value_*.c files.
 */
#ifndef HEDDLE_CORE_VALUE_PRIVATE_H
#define HEDDLE_CORE_VALUE_PRIVATE_H

#include <stdbool.h>

#include <heddle/value.h>

/* The depth at which walks stop.  Readers stop at VALUE_DEPTH_MAX; the rest is for what heddle wraps around
 * a value: a state around its variables. */
enum { VALUE_WALK_MAX = VALUE_DEPTH_MAX + 8 };

/* True for a TLA+ identifier: ASCII letters, digits and underscores, with a
 * letter among them. */
bool value_is_word(const char *text);

/* value_compare, starting at a depth. */
int value_compare_at(const struct value *a, const struct value *b, unsigned depth);

/* For qsort: compares the keys behind pointers into one array of pairs; equal keys keep their order. */
int value_by_key(const void *a, const void *b);

/* value_tla, starting at a depth. */
void value_tla_at(struct buf *out, const struct value *value, unsigned depth);

#endif
