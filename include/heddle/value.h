/*
 * Values: the common tongue of models, traces and views.
 *
 * A value is immutable and lives in an arena together with its parts; nobody
 * frees one alone.  The kinds are those of TLA+ and of the Informal Trace
 * Format (Apalache's ADR-015).  Text formats keep all of them apart, JSON loses
 * some (see value_matches).
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
	VALUE_BIGINT, /* does not: decimal digits in text, canonical (no "+", no leading zero) */
	VALUE_STRING,
	VALUE_MODEL,    /* a TLA+ model value, bare in text formats */
	VALUE_SET,      /* items in the order of value_compare, no duplicates */
	VALUE_TUPLE,    /* a sequence; TLA+ does not tell them apart */
	VALUE_RECORD,   /* pairs with VALUE_STRING keys, in the order they came */
	VALUE_FUNCTION, /* pairs with any keys, in the order of value_compare */
	VALUE_VARIANT,  /* text is the tag, items[0] the payload */
	VALUE_OPAQUE,   /* a text where a value belongs: what a tool did not evaluate or could not write, or
	                 * what somebody put there; text is that, "" when there is no value at all */
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
/* Most values, parts of values counted, that one file may hold: what keeps reading within a
 * gigabyte or so of memory.  A file with more is refused and told this number. */
enum { VALUES_MAX = 8000000 };

const struct value *value_bool(struct arena *arena, bool truth);
const struct value *value_int(struct arena *arena, int64_t number);
/* `digits` as written; becomes VALUE_INT when it fits.  Null when not a number. */
const struct value *value_number(struct arena *arena, const char *digits);
const struct value *value_string(struct arena *arena, const char *text);
const struct value *value_model(struct arena *arena, const char *name);
const struct value *value_opaque(struct arena *arena, const char *text);
const struct value *value_variant(struct arena *arena, const char *tag, const struct value *payload);
/* These copy the array of pointers, not the parts.  Sets and functions are
 * sorted, and later duplicates dropped. */
const struct value *value_set(struct arena *arena, const struct value **items, size_t count);
const struct value *value_tuple(struct arena *arena, const struct value **items, size_t count);
const struct value *value_record(struct arena *arena, const struct value_pair *pairs, size_t count);
const struct value *value_function(struct arena *arena, const struct value_pair *pairs, size_t count);

/* A total order over all values; 0 exactly when they are the same value.
 * Records compare equal whatever the order of their fields. */
int value_compare(const struct value *a, const struct value *b);

/* True when `seen`, as a format with fewer types may have shown it, can be `real`: a
 * list may be a set (in any order), a tuple or a function over 1..n; an object a record or
 * a function (keys by their text); a string a model value.  A function may be the record or
 * tuple that it equals in TLA+, and an opaque value anything. */
bool value_matches(const struct value *seen, const struct value *real);

/* The field, or the value at the string or model-value key; null when absent. */
const struct value *value_get(const struct value *record, const char *key);

/* The text of a string or model value; null for other kinds. */
const char *value_text(const struct value *value);

/* Copies a value tree into another arena. */
const struct value *value_copy(struct arena *arena, const struct value *value);
/* The same, sharing what is equal with `before` (null allowed), which is in that arena already: of
 * states one after the other little is new. */
const struct value *value_copy_shared(struct arena *arena, const struct value *before,
                                      const struct value *value);

/*
 * Appends the value for people, on one line: m1 (strings bare where that is
 * unambiguous), ─ for "UNSET" (`-` when `ascii`), {a, b}, <<a, b>>, [f: v], and ‹…› (`?(…)`) around the
 * text of an opaque value.  Escaped for the terminal.
 */
void value_show(struct buf *out, const struct value *value, bool ascii);

/* The same, up to about that many bytes and then an ellipsis: for a screen, which shows no more of
 * a value of any size. */
void value_show_most(struct buf *out, const struct value *value, bool ascii, size_t most);

/* Whether TLA+ takes the text for a name, of a field say: ASCII letters, digits and underscores with a letter
 * among them, and no reserved word. */
bool value_is_name(const char *text);
/* Whether the text, bare, is a model value: a word to which TLA+ gives no meaning, as to Nat, and which is no
 * number in the notation of another language, as 0x10 is. */
bool value_is_model_name(const char *text);

/* Appends the value as a TLA+ expression (strings quoted, model values bare where their names can be).  A
 * record with a field that is no name becomes a function. */
void value_tla(struct buf *out, const struct value *value);

/*
 * Paths name a part of a value: "serverStates.s1.state", "operations[2]"
 * (counting from 1).  A key that is not a plain word is written as its TLA+ text in brackets.
 * The payload of a variant is reached by its tag.
 * value_path_field and value_path_index append one step to a path.
 */
void value_path_field(struct buf *path, const struct value *key);
void value_path_index(struct buf *path, size_t index_from_1);
/* True when `path` is `whole` or leads to a part of it. */
bool path_within(const char *path, const char *whole);
/* The part at `path`, null when there is none. */
const struct value *value_at(const struct value *value, const char *path);

/* Calls `fn` for each smallest part that differs; old or new is null where a
 * part came or went.  Sets are compared whole.  `path` is only valid during the call. */
typedef void value_diff_fn(void *ctx, const char *path, const struct value *old_value,
                           const struct value *new_value);
void value_diff(const struct value *old_value, const struct value *new_value, value_diff_fn *fn, void *ctx);

#endif
