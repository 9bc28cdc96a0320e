/*
 * The symbolic evaluation of one step (tla_eval.c), as its printer sees it.
 *
 * Every text is a TLA+ expression over the state before the step, and lives in the arena.
 */
#ifndef HEDDLE_EXPORT_TLA_TLA_EVAL_H
#define HEDDLE_EXPORT_TLA_TLA_EVAL_H

#include <heddle/mem.h>

#include "export/tla/tla.h"

enum { ENTRIES_MAX = DESIGN_USES_MAX * WORD_OPS_MAX, STORE_FIELDS_MAX = 2 };

/* An entry of a store that the step wrote. */
struct entry {
	const char *key;
	const char *field[STORE_FIELDS_MAX]; /* null: as before */
};

struct store_env {
	const struct store *store;
	const char *variable;
	const char *before; /* what the entries below are written to: the variable, or what hours have made of
	                       it */
	struct entry entries[ENTRIES_MAX];
	unsigned count;
};

/* The state as the effects so far have made it: expressions over the state before. */
struct env {
	const struct plan *plan;
	const struct plan_action *action;
	struct arena *arena;
	const char *self, *choices[STEP_CHOICES_MAX];
	const char *local[FIELD_MAX]; /* by place in the process; null: as before */
	const char *global[FIELD_MAX];
	struct store_env record, blob;
	const char *log;    /* null: as before */
	const char *unseen; /* what the counter of module.unseen becomes; null: as before */
	unsigned hours;     /* that have passed in this step, where ages are kept */
	const char *none;   /* when a READ returns None without need; null: never */
};

/* The state as it is before the action. */
void eval_init(struct env *env, const struct plan *plan, unsigned action, struct arena *arena);
/* Runs the effects and the goto. */
void eval_effects(struct env *env);

/* A condition on the state as it is by now. */
const char *eval_guard(const struct env *env, const struct plan_op *op);
/* A local by its place in the process. */
const char *eval_local(const struct env *env, int at);
/* Everything that processes of a role remember, before what this one changes: the variable, or what hours
 * have made of it. */
const char *eval_processes(const struct env *env, enum role role);
/* The writes to a store, as the updates of an EXCEPT with `between` between them. */
const char *eval_updates(const struct env *env, const struct store_env *store, const char *between);

#endif
