/*
 * Types that a design declares: "Metadata?", "pending | committed", "list of {key: Key, version: 0..3} at
 * most 2".
 *
 * A declared type keeps what a value_type does not: the order of names and fields, limits, and which set
 * of constants a name belongs to rather than the constants, whose number depends on the scope.  Types are
 * immutable and live in an arena.
 *
 *	T?                               UNSET, or a T; "?" binds tightest
 *	User                             a constant of a set
 *	bool   0..9   hours   count
 *	pending | committed              names
 *	"miss"   UNSET   3               the only value; for the fields of records among which a value selects
 *	set of T   list of T at most 4
 *	{key: Key, version: 0..3}        a record
 *	{status: UNSET} | {image: Image} one of several records
 *	Key -> T                         a table with an entry for each constant
 */
#ifndef HEDDLE_DECLARED_TYPE_H
#define HEDDLE_DECLARED_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <heddle/value_type.h>

struct err;

enum declared_kind {
	DECLARED_BOOL,
	DECLARED_NUMBER,   /* "0..9"; "hours" and "count", which have a bound */
	DECLARED_NAMES,    /* "pending | committed" */
	DECLARED_CONSTANT, /* one of a set: a domain's constants ("User"), or processes ("Server", "Process")
	                    */
	DECLARED_SET,
	DECLARED_LIST,
	DECLARED_RECORD,
	DECLARED_TABLE,
	DECLARED_EITHER, /* one of several records */
};

struct declared_type {
	enum declared_kind kind;
	bool optional;       /* "T?": or UNSET */
	int64_t least, most; /* NUMBER; LIST: `most` items; meaningless if there is a bound */
	const char *bound;   /* NUMBER, LIST: the option of a scope that limits it: "max-time"; null: none */
	uint32_t count;      /* of names; of parts */
	/* NAMES: in order; there may be none, then UNSET is the only value.  RECORD: the fields, in order. */
	const char *const *names;
	const struct declared_type *const *parts; /* RECORD: of each field.  EITHER: the records */
	const struct declared_type *key;          /* TABLE: a CONSTANT */
	const struct declared_type *item;         /* SET, LIST, TABLE */
	const char *all;                          /* CONSTANT: what the set of all is called: "Users" */
	const char *within;                       /* CONSTANT: of a larger set of which it is part; or null */
};

/* The sets of constants that types can name. */
struct declared_set {
	const char *one;    /* in types: "User" */
	const char *all;    /* in expressions: "Users" */
	const char *within; /* a larger set of which this is part: "Servers" are within "Processes"; or null
	                     */
};

struct declared_sets {
	const struct declared_set *sets;
	unsigned count;
};

/* The option that bounds the hours of a clock. */
#define DECLARED_HOURS_BOUND "max-time"

/* Limits; messages contain the number. */
enum {
	DECLARED_LENGTH_MAX = 2000, /* bytes of a text */
	DECLARED_DEPTH_MAX = 12,
	DECLARED_NAMES_MAX = 64,       /* names, fields or records in a row */
	DECLARED_NUMBER_MAX = 1000000, /* and its negative */
	DECLARED_LIST_MAX = 64,        /* "at most" */
};

/*
 * Parses a type.  `bound` is the option that bounds a `count`, and a list without "at most"; null: these are
 * refused.  Returns -1 with `err` set: the column, what was expected, the nearest name.
 */
int declared_type_parse(const char *text, const struct declared_sets *sets, const char *bound,
                        struct arena *arena, const struct declared_type **type, struct err *err);

/* Appends the type as it is written; parsing that gives an equal type. */
struct buf;
void declared_type_show(struct buf *out, const struct declared_type *type, const struct declared_sets *sets,
                        bool ascii);

/* Whether two types are the same. */
bool declared_type_equal(const struct declared_type *a, const struct declared_type *b);

/* The type of a record's field; null if it has none of that name. */
const struct declared_type *declared_type_field(const struct declared_type *record, const char *name);

/* The same as a value_type, for checking expressions: of EITHER, a record with all fields.  `constants` gives
 * the constants of a set, in order, and their number; null: they are not known, and expressions cannot name
 * one. */
typedef const char *const *declared_constants_fn(void *ctx, const char *all, unsigned *count);
const struct value_type *declared_value_type(const struct declared_type *type,
                                             declared_constants_fn *constants, void *ctx,
                                             struct arena *arena);

#endif
