/*
 * Properties that are judged by what can follow a state.
 *
 * "always possible" with members that say from where, for whom and how.  Each asks one question for each way
 * to choose members of its sets: can a run that the rules allow reach the condition, or, if something must be
 * kept, can every such run.  Runs are searched for in a machine without bounds and with more names, so that
 * no bound of a scope prevents them; a question stays open where memory runs out or more names might be
 * needed, or where the design has no such machine.
 */
#ifndef HEDDLE_MACHINE_FUTURES_H
#define HEDDLE_MACHINE_FUTURES_H

#include "machine/machine_private.h"

/* The compiled trees of such a property; each is below the binders. */
struct machine_future {
	const struct expr *tree;             /* all s ∈ servers: … the condition */
	const struct node *condition, *from; /* from: null if from everywhere */
	const struct node *only; /* … all w ∈ LIST: what may be appended there; null: anything */
	unsigned binder_count;
	int keeps; /* a property that no step of a run may break; -1: none */
};

struct futures;

int future_compile(struct machine *machine, const struct system_property *declared,
                   struct machine_future *out, struct err *err);
struct futures *futures_new(void);
void futures_free(struct futures *futures);
/* The properties of `asked` that do not hold in a state; *open becomes those that are open. */
uint32_t machine_foresee(const struct machine *machine, const uint64_t *state, uint32_t asked,
                         uint32_t *open);
/* Ops of machines. */
void machine_effort(const struct model *model, uint64_t states);
void machine_run_shown(const struct model *model, const void *state, unsigned property,
                       struct model_run *run);

#endif
