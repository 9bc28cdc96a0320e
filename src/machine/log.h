/*
 * Logs without bounds: a list that steps only append to, and that properties read only to ask, for an entry,
 * about those before it.
 *
 * What an entry says about later ones does not depend on its place; so a log is a set of classes of entries,
 * which are alike in what they say.  Whether an entry breaks a property is known when it is appended.
 */
#ifndef HEDDLE_MACHINE_LOG_H
#define HEDDLE_MACHINE_LOG_H

#include "machine/machine_private.h"

struct log {
	int variable;         /* -1: there is none */
	unsigned slot, slots; /* its first slot, and how many entries the machine has room for */
	unsigned class_count;
	uint32_t *class_of; /* by raw code of an entry: its class from 1; 0: it says nothing about later ones
	                     */
	uint32_t *first;    /* by class from 0: its least entry */
};

/*
 * Finds the log of a machine.  Returns -1 with `err` set if a list has a bound and is none, or if a property
 * that is judged by default reads it in another way; bit i of *unjudged is set if another property does.
 */
int log_find(const struct machine *machine, struct log *log, uint32_t *unjudged, struct err *err);

/* Whether steps do nothing to a list variable with a bound but append to it, at most one item each. */
bool log_is(const struct machine *machine, unsigned variable);

#endif
