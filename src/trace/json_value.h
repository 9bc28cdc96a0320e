/*
 * Values in untyped JSON.
 */
#ifndef HEDDLE_TRACE_JSON_VALUE_H
#define HEDDLE_TRACE_JSON_VALUE_H

#include <heddle/json.h>

struct value_stack;
struct value;

/*
 * Reads a value from untyped JSON, as TLC and the tutorial's site write it: lists become tuples, objects
 * records, texts strings.  Null on failure.
 */
const struct value *json_value(const struct json_at *at, struct arena *arena, struct value_stack *stack,
                               unsigned depth, struct err *err);
/* Whether TLC, which reads lists as sequences, objects as records and texts as strings, reads back the same
 * value from what json_put_value writes. */
bool json_keeps(const struct value *value);
/* Writes a value.  Appends to `lost` (may be null) the distinctions that the text loses. */
void json_put_value(struct buf *out, const struct value *value, struct buf *lost);

#endif
