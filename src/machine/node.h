/*
 * Making nodes (machine_code.h) and evaluating them.
 */
#ifndef HEDDLE_MACHINE_NODE_H
#define HEDDLE_MACHINE_NODE_H

#include <heddle/machine_code.h>

struct machine;

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

/* As model_ops: conditions of people, without a step's names. */
struct condition *machine_condition(const struct model *model, const struct expr *expr, unsigned *traits);
void machine_condition_reads(const struct condition *condition, slot_fn *fn, void *ctx);
int machine_condition_holds(const struct condition *condition, const void *state, const void *after);
void machine_condition_forget(struct condition *condition);

#endif
