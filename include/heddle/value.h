/*
 * Values: the common data type of models, traces and views.
 *
 * A value is immutable and lives in an arena together with its parts; it is never
 * freed alone.  The kinds are those of TLA+ and of the Informal Trace
 * Format (Apalache's ADR-015).  Text formats keep all of them apart, JSON loses
 * some.
 */
#ifndef HEDDLE_VALUE_H
#define HEDDLE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;

enum value_kind {
	VALUE_BOOL,
	VALUE_INT,    /* fits 64 bits */
	VALUE_BIGINT, /* any other integer: canonical decimal digits in text (no "+", no leading zero) */
	VALUE_STRING,
	VALUE_MODEL,    /* a TLA+ model value, bare in text formats */
	VALUE_SET,      /* items in the order of value_compare, no duplicates */
	VALUE_TUPLE,    /* a tuple or sequence; TLA+ does not distinguish them */
	VALUE_RECORD,   /* pairs with VALUE_STRING keys, in the order given */
	VALUE_FUNCTION, /* pairs with any keys, in the order of value_compare */
	VALUE_VARIANT,  /* text is the tag, items[0] the payload */
	VALUE_OPAQUE,   /* text in place of a value that a tool did not evaluate or could not write; "" if
	                 * there is no value at all */
};

struct value {
	enum value_kind kind;
	uint32_t count; /* items, or pairs */
	union {
		bool truth;
		int64_t number;
		const char *text;
		const struct value **items;
		const struct value_pair *pairs;
	};
	const struct value *payload; /* VALUE_VARIANT only */
};

struct value_pair {
	const struct value *key;
	const struct value *value;
};

/* Deepest nesting that any reader accepts or any function here walks. */
enum { VALUE_DEPTH_MAX = 200 };
/* The most values, including parts of values, that one file may hold; keeps reading within about a gigabyte
 * of memory.  A larger file is refused with this number. */
enum { VALUES_MAX = 8000000 };

const struct value *value_bool(struct arena *arena, bool truth);
const struct value *value_int(struct arena *arena, int64_t number);
/* `digits` as written; a VALUE_INT if it fits.  Null if it is not a number. */
const struct value *value_number(struct arena *arena, const char *digits);
const struct value *value_string(struct arena *arena, const char *text);
const struct value *value_model(struct arena *arena, const char *name);
const struct value *value_opaque(struct arena *arena, const char *text);
const struct value *value_variant(struct arena *arena, const char *tag, const struct value *payload);
/* These copy the array, not the parts.  Sets and functions are sorted; later duplicates are dropped. */
const struct value *value_set(struct arena *arena, const struct value **items, size_t count);
const struct value *value_tuple(struct arena *arena, const struct value **items, size_t count);
const struct value *value_record(struct arena *arena, const struct value_pair *pairs, size_t count);
const struct value *value_function(struct arena *arena, const struct value_pair *pairs, size_t count);

/* A total order over all values; 0 if and only if they are the same value.  The order of a record's fields
 * does not matter. */
int value_compare(const struct value *a, const struct value *b);

/* The field of a record, or a function's value at that string or model value; null if absent. */
const struct value *value_get(const struct value *record, const char *key);

/* The text of a string or model value, borrowed; null for other kinds. */
const char *value_text(const struct value *value);
/* What a specification writes where there is no value, and texts for people show as a dash. */
#define VALUE_UNSET "UNSET"
/* Whether it is that word. */
bool value_is_unset(const struct value *value);

/* Copies a value tree into another arena. */
const struct value *value_copy(struct arena *arena, const struct value *value);
/* The same, but shares parts that are equal in `before` (may be null), a value in that arena.  Consecutive
 * states have most parts in common. */
const struct value *value_copy_shared(struct arena *arena, const struct value *before,
                                      const struct value *value);

/*
 * Appends the value for people, on one line: m1 (strings bare where unambiguous), ─ for "UNSET" (`-` if
 * `ascii`), {a, b}, <<a, b>>, [f: v], and ‹…› (`?(…)`) around the text of an opaque value.  Escaped for the
 * terminal.
 */
void value_show(struct buf *out, const struct value *value, bool ascii);

/* The same, cut with an ellipsis after about `most` bytes: a screen shows no more of a large value. */
void value_show_most(struct buf *out, const struct value *value, bool ascii, size_t most);

/* Whether the text is a TLA+ identifier: ASCII letters, digits and underscores, at least one letter, not
 * reserved. */
bool value_is_name(const char *text);
/* Whether the bare text can be a model value: an identifier without a meaning in TLA+ (unlike Nat) that is
 * not a number in another language's notation (unlike 0x10). */
bool value_is_model_name(const char *text);

/* Appends the value as a TLA+ expression: strings quoted, model values bare where their names allow it.  A
 * record with a field that is not an identifier becomes a function. */
void value_tla(struct buf *out, const struct value *value);

/*
 * A path names a part of a value: "serverStates.s1.state", "operations[2]" (from 1).  A key that is not an
 * identifier is written as its TLA+ text in brackets.  A variant's payload is at its tag.
 * value_path_field and value_path_index append one component to a path.
 */
void value_path_field(struct buf *path, const struct value *key);
void value_path_index(struct buf *path, size_t index_from_1);
/* Whether `path` is `whole` or names a part of it. */
bool path_within(const char *path, const char *whole);
/* The part at `path`; null if there is none. */
const struct value *value_at(const struct value *value, const char *path);

/* Calls `fn` for each smallest part that differs; old or new is null if the part was added or removed.  Sets
 * are compared whole.  `path` is valid only during the call. */
typedef void value_diff_fn(void *ctx, const char *path, const struct value *old_value,
                           const struct value *new_value);
void value_diff(const struct value *old_value, const struct value *new_value, value_diff_fn *fn, void *ctx);

#endif
