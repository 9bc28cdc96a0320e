/*
 * Types of values: what a variable, and each part of it, can hold.
 *
 * A type is either declared (by a design) or read off the values of a recorded trace.  Types are immutable
 * and live in an arena.  Any type may also include UNSET.
 */
#ifndef HEDDLE_VALUE_TYPE_H
#define HEDDLE_VALUE_TYPE_H

#include <stdbool.h>

#include <heddle/value.h>

struct arena;
struct buf;

enum value_type_kind {
	VALUE_TYPE_ANY, /* unknown, or values of several kinds */
	VALUE_TYPE_BOOL,
	VALUE_TYPE_NUMBER,
	VALUE_TYPE_NAME, /* a string or a model value */
	VALUE_TYPE_SET,
	VALUE_TYPE_LIST,
	VALUE_TYPE_RECORD,
	VALUE_TYPE_TABLE, /* a function other than a record or list */
};

struct value_type {
	enum value_type_kind kind;
	bool unset;               /* UNSET is one of its values */
	uint32_t count;           /* of names */
	const char *const *names; /* NAME: the known ones; RECORD: its fields; in the order of strcmp */
	const struct value_type **parts; /* RECORD: types of the fields, as many */
	const struct value_type *key;    /* TABLE */
	const struct value_type *item;   /* SET, LIST, TABLE; null: never seen */
	const char *all;                 /* NAME: what the set of all its names is called, "Users"; or null */
	const char *within;              /* NAME: and a larger set of which that is part; or null */
};

/* The most names that a NAME read off values lists; of more, none is listed. */
enum { VALUE_TYPE_NAMES_MAX = 1000 };

const struct value_type *value_type_simple(struct arena *arena, enum value_type_kind kind);
/* One of `count` names; `all` is what the set of them is called, or null.  Texts are borrowed. */
const struct value_type *value_type_names(struct arena *arena, const char *const *names, uint32_t count,
                                          const char *all);
/* A set, a list, or a table (then with keys) of such items. */
const struct value_type *value_type_many(struct arena *arena, enum value_type_kind kind,
                                         const struct value_type *key, const struct value_type *item);
/* A record (null: one without fields) with one field more. */
const struct value_type *value_type_with(struct arena *arena, const struct value_type *record,
                                         const char *name, const struct value_type *part);
/* UNSET alone; and the type with UNSET. */
const struct value_type *value_type_unset(struct arena *arena);
const struct value_type *value_type_or_unset(struct arena *arena, const struct value_type *type);
/* The type of one value. */
const struct value_type *value_type_of(struct arena *arena, const struct value *value);
/* The least type that includes both; either may be null, which is a type without values. */
const struct value_type *value_type_join(struct arena *arena, const struct value_type *a,
                                         const struct value_type *b);
/* The type of a record's field; null if it has none of that name. */
const struct value_type *value_type_field(const struct value_type *record, const char *name);
/* Whether a value of one type can be equal to one of the other. */
bool value_type_comparable(const struct value_type *a, const struct value_type *b);
/* Appends what it is, for messages: "a number", "a set of names", "a record with the fields a, b". */
void value_type_show(struct buf *out, const struct value_type *type);

#endif
