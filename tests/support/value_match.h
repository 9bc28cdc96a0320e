/*
 * Comparing what formats with fewer types kept of a value.
 */
#ifndef TESTS_SUPPORT_VALUE_MATCH_H
#define TESTS_SUPPORT_VALUE_MATCH_H

#include <heddle/value.h>

/* Whether `seen`, read from a format with fewer types, can be `real`.  A list may be a set (in any order), a
 * tuple or a function over 1..n; an object may be a record or a function (keys by their text); a string may
 * be a model value.  A function may be the record or tuple that it equals in TLA+.  An opaque value may be
 * anything. */
bool value_matches(const struct value *seen, const struct value *real);

#endif
