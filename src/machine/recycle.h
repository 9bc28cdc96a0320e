/*
 * Names that are never issued twice, "a fresh id".
 *
 * A system that only adds names to a set and chooses names outside it can be checked with few names for any
 * number of them: a name that nothing refers to is taken out of the set, as if it were another that was never
 * issued.  docs/unbounded.md has the argument.
 */
#ifndef HEDDLE_MACHINE_RECYCLE_H
#define HEDDLE_MACHINE_RECYCLE_H

#include "machine/growth.h"
#include "machine/machine_private.h"

struct recycling;

/*
 * Finds out what can be recycled, in the machine's arena: *recycling becomes null if no set is used in that
 * way. Returns -1 with `err` set if there is one but names are used in another way too.
 */
int recycling_find(const struct machine *machine, const struct growth *growth, struct recycling **recycling,
                   struct err *err);
/* Only for recycling_alive and recycling_row: the names that a row counts, which may be used in any way. */
const struct recycling *recycling_of_row(const struct machine *machine, const struct growth *growth,
                                         unsigned row);
/* Takes out of the set all names that nothing else in the slots refers to at the hour `now`. */
void recycle(const struct recycling *recycling, uint64_t *raws, int64_t now);
/* The names that something else than the set refers to, as bits, from 0. */
uint64_t recycling_alive(const struct recycling *recycling, const uint64_t *raws, int64_t now);
/* The slot of the set. */
unsigned recycling_slot(const struct recycling *recycling);
/* The row of the scope that counts these names. */
unsigned recycling_row(const struct recycling *recycling);
const struct universe *recycling_names(const struct recycling *recycling);
/* Whether the nth choice of an action takes a name that was never issued. */
bool recycling_issues(const struct recycling *recycling, const struct machine_action *action, unsigned nth);

#endif
