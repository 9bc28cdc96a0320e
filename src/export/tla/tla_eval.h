/*
 * The symbolic evaluation of one step.
 *
 * Every text is a TLA+ expression over the state before the step, and lives in the arena.
 */
#ifndef HEDDLE_EXPORT_TLA_TLA_EVAL_H
#define HEDDLE_EXPORT_TLA_TLA_EVAL_H

#include <string.h>

#include <heddle/mem.h>

#include "export/tla/tla.h"

enum { ENTRIES_MAX = DESIGN_USES_MAX * WORD_OPS_MAX, STORE_FIELDS_MAX = 2 };

/* An entry of a store that the step wrote. */
struct entry {
	const char *key;
	const char *field[STORE_FIELDS_MAX]; /* null: unchanged */
};

struct store_env {
	const struct store *store;
	const char *variable;
	const char *before; /* the store without the entries below: the variable, or its older version */
	struct entry entries[ENTRIES_MAX];
	unsigned count;
};

/* The state after the effects so far. */
struct env {
	const struct plan *plan;
	const struct plan_action *action;
	struct arena *arena;
	const char *self, *choices[STEP_CHOICES_MAX];
	const char *local[FIELD_MAX]; /* by place in the process; null: unchanged */
	const char *global[FIELD_MAX];
	struct store_env record, blob;
	const char *log;    /* null: unchanged */
	const char *unseen; /* the counter of module.unseen; null: unchanged */
	unsigned hours;     /* passed in this step, if the plan has ages */
	const char *none;   /* the condition under which a READ returns None without need; null: never */
};

/* The state before the action. */
void eval_init(struct env *env, const struct plan *plan, unsigned action, struct arena *arena);
/* Runs the effects and the goto. */
void eval_effects(struct env *env);

/* A guard, on the current state. */
const char *eval_guard(const struct env *env, const struct plan_op *op);
/* A local, by its place in the process or by its field. */
const char *eval_local(const struct env *env, int at);
const char *eval_field(const struct env *env, enum field field);
bool eval_is_choice(const struct env *env, const char *text);
static inline bool eval_is_unset(const char *text)
{
	return strcmp(text, VALUE_UNSET) == 0;
}
/* The processes of a role without the changes of this one: the variable, or its older version. */
const char *eval_processes(const struct env *env, enum role role);
/* The writes to a store as updates of an EXCEPT, separated by `between`. */
const char *eval_updates(const struct env *env, const struct store_env *store, const char *between);

/* tla_none.c: adds to env->none for a READ that returns the texts a and b. */
void eval_none(struct env *env, const struct plan_op *op, const char *a, const char *b);

#endif
