/*
 * Making shapes (machine_code.h), and their raw codes.
 */
#ifndef HEDDLE_MACHINE_SHAPE_H
#define HEDDLE_MACHINE_SHAPE_H

#include <heddle/machine_code.h>

struct arena;
struct machine;
struct value;

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
