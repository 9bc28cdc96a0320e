/*
 * Shapes: declared types at a scope, with the number of their values and their place in a state.
 *
 * The raw code of a value is a number from 0: names count in order, a type with UNSET has that first, a
 * record is a number whose digits are its fields.  Slots hold raw codes, so a state of zeros is an initial
 * one.
 */
#ifndef HEDDLE_MACHINE_SHAPE_H
#define HEDDLE_MACHINE_SHAPE_H

#include <heddle/declared_type.h>

struct arena;
struct machine;
struct value;

/* Names that can be compared with each other; from 0. */
struct universe {
	unsigned count;
	const char *const *names;
	const struct value *const *values;
	const char *all; /* of constants: "Users"; else null */
};

/* One of the records of an EITHER. */
struct alternative {
	uint64_t fields;       /* bit i: it has parts[i] of the shape */
	uint64_t fixed;        /* of these, those that have one value … */
	uint64_t *codes;       /* … whose raw code in parts[i] this is */
	const unsigned *order; /* its fields in the order in which they are declared */
	unsigned count;
};

enum { SHAPE_MEMBERS_MAX = 64 }; /* values that a set can have as members */

struct shape {
	const struct declared_type *type;
	enum declared_kind kind;
	bool optional;
	int64_t least, most;          /* NUMBER; LIST: `most` items */
	int bound;                    /* NUMBER, LIST: the row of the scope that bounds it; -1: none */
	const struct universe *names; /* NAMES, CONSTANT; TABLE: its keys */
	unsigned count;               /* RECORD, EITHER: fields; TABLE: keys; EITHER also: */
	unsigned alternative_count;
	struct alternative *alternatives;
	const char *const *fields;       /* RECORD, EITHER */
	const struct value *const *keys; /* RECORD, EITHER: the fields as values */
	const struct shape *const *parts;
	const unsigned *offsets;  /* RECORD, EITHER: of the slots of each field */
	const struct shape *item; /* SET, LIST, TABLE */
	unsigned slots;           /* how many it takes */
	uint64_t radix;           /* of raw codes; 0: too many, or it is not packed */
};

/* Makes the shape of a type at the machine's scope.  Null with `err` set if it is too large. */
const struct shape *shape_make(struct machine *machine, const struct declared_type *type, struct err *err);

/* The value with a raw code, of a shape with a radix. */
const struct value *shape_value(const struct machine *machine, const struct shape *shape, uint64_t raw,
                                struct arena *arena);
/* The raw code of a value; UINT64_MAX: it is not of that shape. */
uint64_t shape_code(const struct shape *shape, const struct value *value);

/* The index of a field; -1: none. */
int shape_field(const struct shape *shape, const char *name);
/* The digit of a field in a packed record: raw / *divisor % parts[field]->radix. */
uint64_t shape_divisor(const struct shape *shape, unsigned field);
/* Whether a raw code of one means the same in the other. */
bool shape_same(const struct shape *a, const struct shape *b);
/* The index of a name; -1: none. */
int universe_find(const struct universe *universe, const char *name);

#endif
