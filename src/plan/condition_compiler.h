/*
 * Compiling conditions, between its files: condition_names.c knows constants, condition_parts.c the parts of
 * a state, and condition_compile.c operators.
 */
#ifndef HEDDLE_PLAN_CONDITION_COMPILER_H
#define HEDDLE_PLAN_CONDITION_COMPILER_H

#include <heddle/domain.h>

#include "plan/condition_private.h"

struct compiler {
	const struct plan *plan;
	struct condition *out;
	bool after; /* inside x' */
	bool kept;  /* a plan without bounds keeps all that the condition reads */
	struct {
		enum code_kind code;
		const struct code_names *names;
		bool after; /* ENTRY */
	} bound[EXPR_BOUND_MAX];
	struct code_names constants[TYPE_COUNT], controls[ROLE_COUNT], processes[ROLE_COUNT], kinds;
};

/* A part of the state before it is loaded: a whole table or the log, an entry of a table, or a slot. */
struct part {
	enum { PART_TABLE, PART_ENTRY, PART_SLOT, PART_LOG } kind;
	enum domain_variable variable;
	const struct node *key; /* ENTRY, SLOT; null: a variable of its own */
	bool after;
	enum field field; /* SLOT */
	bool dated;       /* a date, which is there only when its blob is */
};

/* --- condition_names.c: nodes, and the names of constants ------------------------------- */

struct node *node_make(struct compiler *c, enum node_kind kind, enum code_kind code);
const struct node *node_constant(struct compiler *c, enum code_kind code, const struct code_names *names,
                                 uint64_t number);
/* Null if an operand is. */
const struct node *node_join(struct compiler *c, enum node_kind kind, enum code_kind code,
                             const struct node *a, const struct node *b);
const struct node *node_not(struct compiler *c, const struct node *a);

/* Fills the tables of names. */
void names_prepare(struct compiler *c);
/* The set of all of them. */
uint64_t names_mask(const struct code_names *names);
/* The code of a name; UINT64_MAX: it is none of them, and equal to none. */
uint64_t names_code(const struct code_names *names, const char *text);
/* Whether an expression is the name of a constant. */
bool is_named(const struct expr *expr);

/* --- condition_parts.c: parts of a state ------------------------------------------------ */

/* The part of the state that an expression names; false: none, or none that is compiled. */
bool part_find(struct compiler *c, const struct expr *expr, struct part *part);
/* The keys of a table. */
const struct code_names *part_keys(struct compiler *c, enum domain_variable variable);
/* What is in a slot; of a date, where there is one. */
struct node *part_load(struct compiler *c, const struct part *part);
const struct node *part_load_date(struct compiler *c, struct part part);
/* Notes that the condition reads the log. */
void part_reads_log(struct compiler *c);
/* Whether an entry of a store is UNSET, or equal to another; null: not an entry of a store. */
const struct node *entry_unset(struct compiler *c, struct part part);
const struct node *entries_equal(struct compiler *c, struct part a, struct part b);

/* --- condition_compile.c ---------------------------------------------------------------- */

/* Compiles an expression; a constant becomes one of `want`.  Null: it cannot be compiled. */
const struct node *condition_node(struct compiler *c, const struct expr *expr, const struct code_names *want);

#endif
