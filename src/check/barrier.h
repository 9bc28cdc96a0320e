/*
 * A barrier whose last arrival does something for all before they go on.
 */
#ifndef HEDDLE_CHECK_BARRIER_H
#define HEDDLE_CHECK_BARRIER_H

#include <stdatomic.h>

struct barrier {
	unsigned parties;
	atomic_uint waiting, held; /* held: meetings that are over */
};

/* Waits until all parties are here; the last one runs `fn` (null: nothing) before anybody leaves.
 */
void barrier_wait(struct barrier *barrier, void (*fn)(void *ctx), void *ctx);

#endif
