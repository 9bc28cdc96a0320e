/*
 * Conditions on packed states: what expressions over the variables of a design compile to, for the checker.
 *
 * Their values are those of expr_value on described states.  Expressions that need values without a packed
 * form (records, lists, sets of other things than constants) do not compile; they are evaluated on
 * descriptions.
 */
#ifndef HEDDLE_PLAN_CONDITION_H
#define HEDDLE_PLAN_CONDITION_H

#include <heddle/expr.h>
#include <heddle/plan.h>

/* The model's ops of the same names. */
struct condition *condition_compile(const struct model *model, const struct expr *expr, unsigned *traits);
int condition_holds(const struct condition *condition, const void *state, const void *after);
void condition_forget(struct condition *condition); /* null allowed */
/* Whether it may read one of a set of cells. */
bool condition_reads(const struct condition *condition, const uint64_t *cells);

#endif
