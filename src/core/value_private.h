/*
 * What the value files share among themselves.
 */
#ifndef HEDDLE_CORE_VALUE_PRIVATE_H
#define HEDDLE_CORE_VALUE_PRIVATE_H

#include <stdbool.h>

#include <heddle/value.h>

/* Where a walk gives up.  Readers stop at VALUE_DEPTH_MAX; the rest is for what
 * we put around a value that was read: a state around its variables. */
enum { VALUE_WALK_MAX = VALUE_DEPTH_MAX + 8 };

/* True for a TLA+ identifier: ASCII letters, digits and underscores, with a
 * letter among them. */
bool value_is_word(const char *text);

/* True for a function whose keys are exactly 1..n: a sequence by another name. */
bool value_is_sequence(const struct value *value);

/* value_compare at a depth that is already reached. */
int value_compare_at(const struct value *a, const struct value *b, unsigned depth);

/* value_tla at a depth that is already reached. */
void value_tla_at(struct buf *out, const struct value *value, unsigned depth);

#endif
