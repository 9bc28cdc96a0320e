/*
 * What expressions are tried on: two states of an invented system with values of every kind; and random
 * trees.
 */
#ifndef TESTS_SUPPORT_EXPR_AID_H
#define TESTS_SUPPORT_EXPR_AID_H

#include <stdint.h>

#include <heddle/expr.h>

struct trace;

enum { EXPR_AID_VARIABLES = 16 };

struct expr_aid {
	struct arena *arena;
	struct trace *trace;
	struct expr_variable variables[EXPR_AID_VARIABLES];
	struct expr_context context; /* about a state */
};

void expr_aid_init(struct expr_aid *aid);
void expr_aid_release(struct expr_aid *aid);

/* A tree of any kind, names and types as they come.  Numbers come from random.h. */
struct expr *expr_random(struct arena *arena, unsigned depth);

/* Reads a text, shows it, reads that, checks it, evaluates it and explains it.  A broken promise aborts. */
void fuzz_expr(const uint8_t *data, size_t size);

#endif
