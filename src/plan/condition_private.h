/*
 * A compiled condition, between condition_compile.c, which makes it, and condition.c, which evaluates it.
 */
#ifndef HEDDLE_PLAN_CONDITION_PRIVATE_H
#define HEDDLE_PLAN_CONDITION_PRIVATE_H

#include "plan/condition.h"

/* What the number that a node yields stands for. */
enum code_kind {
	CODE_TRUTH,
	CODE_NUMBER,
	CODE_NAME,  /* 0 is UNSET; the nth name of its names otherwise */
	CODE_NAMES, /* a set of names: bit n - 1 is the nth */
	CODE_ENTRY, /* an entry of the log, packed */
};

/* Names that can be compared with each other. */
struct code_names {
	unsigned count;
	const struct value *const *names; /* from 1 */
};

enum node_kind {
	NODE_CONSTANT, /* number */
	NODE_BOUND,    /* what the binder with that index is at */
	NODE_LOAD,     /* the slot slots[key]; key (null: 0) counts from 0 */
	NODE_PART,     /* part of a logged operation: parts[entry] */
	NODE_NOT,
	NODE_AND,
	NODE_OR,
	NODE_IMPLIES,
	NODE_IF,
	NODE_EQUAL,
	NODE_LESS,
	NODE_AT_MOST,
	NODE_PLUS,
	NODE_MINUS,
	NODE_IN,
	NODE_SUBSET,
	NODE_UNION,
	NODE_DIFFERENCE,
	NODE_INTERSECTION,
	NODE_COUNT,
	NODE_LENGTH, /* of the log */
	NODE_ALL,    /* a: a set of names, b: the body */
	NODE_SOME,
	NODE_FILTER,
	NODE_ALL_ENTRIES, /* of the log; before (a binder's index, or -1): those in front of its entry */
	NODE_SOME_ENTRIES,
};

struct node {
	enum node_kind kind;
	enum code_kind code;
	const struct code_names *names; /* NAME, NAMES; null: UNSET or {}, which fit all */
	const struct node *a, *b, *c;
	int64_t number;
	unsigned index; /* BOUND, binders */
	int before;
	bool after;            /* LOAD and entries: of the state after the step */
	const uint16_t *slots; /* LOAD: by key; `number` is added to what is there */
	const uint16_t *guard; /* LOAD: slots by key; where one is 0 there is no value; null: none */
	const uint64_t *parts; /* PART: by packed entry */
};

struct condition {
	const struct plan *plan;
	struct arena *arena;
	const struct node *root;
	uint64_t *reads; /* the cells that it may read, a set (model.h) */
	bool total, bounded, steps;
};

#endif
