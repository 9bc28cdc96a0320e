/*
 * Whether steps may lack a value, or write one of another type, so that TypeOk has to be asked.
 */
#ifndef HEDDLE_MACHINE_FAULT_H
#define HEDDLE_MACHINE_FAULT_H

#include "machine/machine_private.h"

/* The control states of a role, as bits, from which a step may be stuck; bit 0 for a role without states. */
uint64_t fault_states(const struct machine *machine, unsigned role);

#endif
