/*
 * Between vacuous.c and vacuous_control.c.
 */
#ifndef HEDDLE_SESSION_VACUOUS_PRIVATE_H
#define HEDDLE_SESSION_VACUOUS_PRIVATE_H

struct model;

/* The unreachable control state that an action starts from, borrowed; null if it may be reachable. */
const char *vacuous_unreached(const struct model *model, unsigned action);

#endif
