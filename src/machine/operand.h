/*
 * Operands: what the parts of an expression are while it is compiled.  A scalar has a node; a record has a
 * node for each field only once it is asked for.
 */
#ifndef HEDDLE_MACHINE_OPERAND_H
#define HEDDLE_MACHINE_OPERAND_H

#include "machine/machine_private.h"

enum operand_kind {
	OPERAND_NONE, /* it cannot be compiled */
	OPERAND_TRUTH,
	OPERAND_NUMBER,
	OPERAND_NAME, /* of `names` */
	OPERAND_TEXT, /* a constant, whose universe is that of what it meets */
	OPERAND_SET,  /* of members of `shape`; null: {} */
	OPERAND_UNSET,
	OPERAND_PLACE,  /* a record, list or table in the state */
	OPERAND_PACKED, /* a record as a raw code */
	OPERAND_RECORD, /* written out */
	OPERAND_LIST,   /* <<>> */
	OPERAND_IF,     /* one of two records, by the truth `node` */
};

struct operand {
	enum operand_kind kind;
	const struct node *node;
	const struct universe *names;
	const char *text;
	const struct shape *shape;   /* PLACE, PACKED; SET: of the members */
	struct address at;           /* PLACE */
	unsigned count;              /* RECORD */
	const char *const *fields;   /* RECORD */
	const struct operand *parts; /* RECORD: of the fields; IF: two */
};

struct compiler {
	const struct nodes_scope *scope;
	const struct machine *machine;
	struct arena *arena;
	struct err *err;
	bool after;   /* inside x' */
	bool partial; /* it may lack a value */
	struct {
		const struct shape *shape;
		bool after;
	} bound[EXPR_BOUND_MAX];
};

extern const struct operand operand_none, operand_unset;

/* --- operand.c: making and taking apart ------------------------------------------------- */

struct node *node_new(struct compiler *c, enum node_kind kind);
const struct node *node_number(struct compiler *c, int64_t number);
const struct node *node_of_two(struct compiler *c, enum node_kind kind, const struct node *a,
                               const struct node *b);
const struct node *node_negate(struct compiler *c, const struct node *a);
const struct node *node_if(struct compiler *c, const struct node *condition, const struct node *a,
                           const struct node *b);
bool node_is_constant(const struct node *node, int64_t number);

/* Sets the error "EXPR: why".  Returns operand_none. */
struct operand operand_refuse(struct compiler *c, const struct expr *expr, const char *why);
/* What is at an address; a record, list or table stays a place. */
struct operand operand_at(struct compiler *c, const struct shape *shape, struct address at);
/* A raw code as an operand. */
struct operand operand_raw(struct compiler *c, const struct shape *shape, const struct node *raw);
/* A field of a record, UNSET if it has none of that name; null err: any operand. */
struct operand operand_field(struct compiler *c, const struct operand *of, const char *name);
/* An address, one key further. */
struct address address_with(struct compiler *c, struct address at, const struct node *key, unsigned stride,
                            unsigned count, bool is_index);
/* A name as one of a universe, from 1; -1 if it is none of them, 0 for UNSET.  Null: it cannot be. */
const struct node *operand_name(struct compiler *c, const struct operand *of, const struct universe *names);
struct operand operand_if(struct compiler *c, const struct node *condition, const struct operand *a,
                          const struct operand *b);
/* The shape of the members of a set of names. */
const struct shape *names_shape(struct compiler *c, const struct universe *names);
/* All of them. */
struct operand operand_all(struct compiler *c, const struct universe *names);

/* --- compare.c: comparing and storing ------------------------------------------------------ */

/* Truths; null: they cannot be compared in a machine. */
const struct node *operand_is_unset(struct compiler *c, const struct operand *of);
const struct node *operand_equal(struct compiler *c, const struct operand *a, const struct operand *b);
/* The raw code of an operand in a shape with a radix; null: it is of another type. */
const struct node *operand_code(struct compiler *c, const struct operand *of, const struct shape *shape);
/* Whether an optional record is there. */
const struct node *operand_present(struct compiler *c, const struct operand *of);
/* Which alternative of an EITHER it is; null: none. */
const struct node *operand_alternative(struct compiler *c, const struct operand *of,
                                       const struct shape *shape);

/* --- compile.c --------------------------------------------------------------------------------- */

struct operand compile(struct compiler *c, const struct expr *expr);

#endif
