/*
 * A condition about one state of a model.
 */
#ifndef HEDDLE_CHECK_PROPOSITION_H
#define HEDDLE_CHECK_PROPOSITION_H

#include <stdbool.h>

struct arena;
struct buf;
struct err;
struct expr;
struct model;

struct proposition;

/* Takes a tree, which is checked (expr.h) and lives in `arena`, like the proposition.  The caller releases it
 * before the arena and the model. */
struct proposition *proposition_new(const struct model *model, const struct expr *expr, struct arena *arena);
void proposition_release(struct proposition *proposition); /* null allowed */

/* Whether the model evaluates it itself, without a description. */
bool proposition_compiled(const struct proposition *proposition);

/* 1, 0, or -1 if it has no value in the state. */
int proposition_holds(const struct proposition *proposition, const void *state);

/* Appends why it is false in the state: "n is 3". */
void proposition_explain(const struct proposition *proposition, const void *state, struct buf *out);

#endif
