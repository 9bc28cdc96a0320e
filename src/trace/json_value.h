/*
 * Values in JSON that has no types beyond its own.
 */
#ifndef HEDDLE_TRACE_JSON_VALUE_H
#define HEDDLE_TRACE_JSON_VALUE_H

#include <heddle/json.h>

struct value_stack;
struct value;

/*
 * Values in JSON that has no types beyond its own, as TLC and the tutorial's site write
 * it: lists become tuples, objects records, texts strings.  Null on failure.
 */
const struct value *json_value(const struct json_at *at, struct arena *arena, struct value_stack *stack,
                               unsigned depth, struct err *err);
/* Whether TLC, to which lists are sequences, objects records and texts strings, reads back the same value
 * from what json_put_value writes. */
bool json_keeps(const struct value *value);
/* The reverse.  What looks alike afterwards is named in `lost` (null allowed). */
void json_put_value(struct buf *out, const struct value *value, struct buf *lost);

#endif
