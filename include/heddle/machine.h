/*
 * Machines: systems (system.h) compiled at a scope into models.
 *
 * A state is an array of 64-bit words divided into slots of a few bits, one for each smallest part of a
 * declared variable; trees become nodes that read slots and yield numbers.  Bits outside all slots are 0, so
 * equal states have equal bytes.
 */
#ifndef HEDDLE_MACHINE_H
#define HEDDLE_MACHINE_H

#include <heddle/design.h>
#include <heddle/model.h>

/*
 * Compiles a design that has a system at a settled scope.  `constants` may be null or have nulls for usual
 * names.  A bounded machine has room for one step beyond its bounds; another starts with the room of the
 * scope and can be made larger.  The caller frees *model.  Returns -1 with `err` set if a type or an
 * expression does not fit into a machine at that scope; the message names it.
 */
int machine_compile(const struct design *design, const struct scope *scope, const struct constants *constants,
                    bool bounded, struct model **model, struct err *err);

/*
 * As design_compile_unbounded, design_quotient, design_project and design_concretise, for designs in the open
 * language.
 */
int machine_unbounded(const struct design *design, const struct scope *scope,
                      const struct constants *constants, struct model **model, struct err *err);
int machine_quotient(const struct model *played, struct model **model, struct err *err);
void machine_project(const struct model *played, const void *state, const struct model *quotient, void *out);
int machine_concretise(const struct model *unbounded, const struct step *steps, size_t count,
                       struct model **concrete, struct step *out, struct err *err);

/* Whether a model is a machine.  The functions below are only for machines. */
bool machine_is(const struct model *model);
const struct design *machine_design(const struct model *model);
const struct scope *machine_scope(const struct model *model);
const struct constants *machine_constants(const struct model *model);

/* The inverse of describe.  Returns -1 with `err` set, naming the variable, if it is not a state of the
 * machine. */
int machine_encode(const struct model *model, const struct value *shown, void *state, struct err *err);

/* The fairness that the design states: bit g of fair[action] is set if the action is in group g, which are
 * the steps of one role.  Of a model without bounds, moves[action], which is false before, becomes true if
 * the action always changes something that its states may forget.  Returns the number of groups. */
unsigned machine_assume(const struct model *model, uint8_t *fair, bool *moves);

/* Appends why `step`, with exactly its choices, is not enabled in a state, without a full stop. */
void machine_refusal(const struct model *model, const void *state, const struct step *step, struct buf *out);

#endif
