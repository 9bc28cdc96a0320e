/*
 * Nodes: compiled expressions, which read slots and yield numbers.
 *
 * What a number means is known when compiling (operand.h): a truth is 0 or 1; a name is 0 for UNSET, or its
 * place in a universe from 1; a number is itself, or NUMBER_UNSET; a set is the bits of its members' raw
 * codes; a packed value is its raw code.
 */
#ifndef HEDDLE_MACHINE_NODE_H
#define HEDDLE_MACHINE_NODE_H

#include <stdbool.h>
#include <stdint.h>

#include <heddle/expr.h>
#include <heddle/model.h>

struct machine;
struct shape;

#define NUMBER_UNSET INT64_MIN

enum node_kind {
	NODE_CONSTANT, /* number */
	NODE_BOUND,    /* what the binder `index` is at: a raw code */
	NODE_SELF,     /* the process, as a name of its role, from 1 */
	NODE_CHOSEN,   /* of the choice `index`: a raw code */
	NODE_LOAD,     /* a slot: raw + number, but 0 for UNSET becomes `unset` if the shape is optional */
	NODE_MAP,      /* map[a], a below `count`, else 0 */
	NODE_DIGIT,    /* a / number % count */
	NODE_JOIN,     /* a * number + b */
	NODE_RAW,      /* the raw code of the number or name a; a misfit if it is not of `shape` */
	NODE_BIT,      /* the set of the raw code a */
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
	NODE_IN, /* the raw code a is in the set b */
	NODE_SUBSET,
	NODE_UNION,
	NODE_DIFFERENCE,
	NODE_INTERSECTION,
	NODE_COUNT,
	NODE_LENGTH, /* of a list */
	NODE_ALL,    /* a: a set, b: the body */
	NODE_SOME,
	NODE_FILTER,
	NODE_ALL_ITEMS, /* of a list; with `before` (a binder's index, or -1) those in front of its item */
	NODE_SOME_ITEMS,
	NODE_KINDS
};

/* Where a slot, or the first one of several, is: slot + the sum of (key - 1) * stride. */
struct node_key {
	const struct node *node; /* a name from 1, or 0 for UNSET; for a list a number from 1 */
	unsigned stride, count;
	bool is_index; /* of a list: outside it there is no value */
};

struct address {
	unsigned slot;
	unsigned key_count;
	const struct node_key *keys;
	bool after; /* in the state after the step */
};

struct node {
	enum node_kind kind;
	const struct node *a, *b, *c;
	int64_t number;
	unsigned index, count;
	int before;
	const int64_t *map;
	struct address at; /* LOAD, LENGTH, ITEMS */
	bool optional;     /* LOAD: a raw 0 is UNSET */
	bool has_unset;    /* LOAD: without a key there is UNSET; else no value */
	int64_t unset;
	const struct shape *shape;
};

/* Why something has no value. */
enum fault {
	FAULT_NONE,
	FAULT_UNDEFINED, /* arithmetic on UNSET, an index outside a list */
	FAULT_MISFIT,    /* a value outside its declared type */
	FAULT_FULL,      /* a value beyond the room of this machine, which a larger one has */
};

/* An evaluation. */
struct run {
	const struct machine *machine;
	const uint64_t *state, *after; /* after: null unless about a step */
	unsigned self;                 /* from 0 */
	const uint8_t *choice;
	struct footprint *trace; /* out: the slots read and written; may be null */
	enum fault fault;
	uint64_t bound[EXPR_BOUND_MAX];
	unsigned place[EXPR_BOUND_MAX]; /* of an item of a list, from 0 */
};

/* The value of a node; meaningless once run->fault is set. */
int64_t node_eval(struct run *run, const struct node *node);
/* The slot of an address; false: a key is UNSET. */
bool address_slot(struct run *run, const struct address *at, unsigned *slot);
uint64_t run_get(struct run *run, unsigned slot, bool after);
void run_set(struct run *run, uint64_t *state, unsigned slot, uint64_t raw);
unsigned list_length(struct run *run, unsigned slot, unsigned most, bool after);

/* One effect of a step: its values are evaluated, then stored. */
struct store {
	struct address at;
	const struct node *raw; /* what to store; null: the initial value of `shape`, of all its slots */
	const struct shape *shape;
	bool copies; /* `from` to `at`, all slots of the shape */
	struct address from;
};

enum { EFFECT_STORES_MAX = 64 };

struct effect {
	enum expr_kind kind; /* ASSIGN also does what ADD and REMOVE do */
	const struct expr *tree;
	struct store *stores; /* APPEND: one, `at` being the list */
	unsigned store_count;
	const struct shape *list; /* APPEND, TAKE */
};

/* Carries an effect out in `state`, which is also what it reads. */
enum fault effect_run(struct run *run, const struct effect *effect, uint64_t *state);

/* --- compiling ------------------------------------------------------------------------------ */

struct nodes_scope {
	const struct machine *machine;
	struct arena *arena;
	int role;                          /* -1: not in a step */
	const struct shape *const *chosen; /* by choice */
};

/* Compiles a checked tree.  Returns null with `err` set if it does not fit into a machine. */
const struct node *node_condition(const struct nodes_scope *scope, const struct expr *expr, struct err *err);
struct effect *effect_compile(const struct nodes_scope *scope, const struct expr *expr, struct err *err);
/* The nth choice of a step: chosen[nth] becomes the shape of what is chosen; *filter may become null: any. */
int choice_compile(const struct nodes_scope *scope, const struct expr *expr, unsigned nth,
                   const struct shape **chosen, const struct node **filter, struct err *err);

/* Calls `fn` for each slot that the value of a node may depend on, in any state. */
typedef void slot_fn(void *ctx, unsigned slot);
void node_reads(const struct machine *machine, const struct node *node, slot_fn *fn, void *ctx);
void effect_reads(const struct machine *machine, const struct effect *effect, slot_fn *fn, void *ctx);

/* Whether it may lack a value, or be a value of another type, in some state. */
bool node_may_fault(const struct node *node);
bool effect_may_fault(const struct effect *effect);

/* As model_ops: conditions of people, without a step's names. */
struct condition *machine_condition(const struct model *model, const struct expr *expr, unsigned *traits);
void machine_condition_reads(const struct condition *condition, slot_fn *fn, void *ctx);
int machine_condition_holds(const struct condition *condition, const void *state, const void *after);
void machine_condition_forget(struct condition *condition);

#endif
