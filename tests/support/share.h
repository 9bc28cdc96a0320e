/*
 * How much of a law a build has time for.  Sanitized builds are ten times slower, and what they look for
 * shows in few rounds: tests/run sets HEDDLE_SHARE to a percentage for them.  Without it a law runs whole.
 */
#ifndef TESTS_SUPPORT_SHARE_H
#define TESTS_SUPPORT_SHARE_H

#include <stdbool.h>

/* The share of a number of rounds, or of what they find; at least 1. */
unsigned share_of(unsigned rounds);

/* Whether the nth of many cases, from 0, belongs to the share.  The first one does. */
bool share_has(unsigned nth);

#endif
