/*
 * Live locals (Aho, Sethi, Ullman, "Compilers", section 10.6): those whose values can still be read before
 * they are overwritten.  A state may forget the others without changing what can follow.
 */
#ifndef HEDDLE_MACHINE_LIVE_H
#define HEDDLE_MACHINE_LIVE_H

#include <heddle/system.h>

/* Fills live[c], for each control state c of a role (one, if it has none), with its live locals as bits.
 * `state` is always live, and so is what other roles or properties look at. */
void live_find(const struct system *system, unsigned role, uint32_t *live);

#endif
