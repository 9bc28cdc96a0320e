/*
 * A barrier at which the last thread to arrive runs a function before all continue.
 */
#ifndef HEDDLE_CHECK_BARRIER_H
#define HEDDLE_CHECK_BARRIER_H

#include <stdatomic.h>

struct barrier {
	unsigned parties;
	atomic_uint waiting, held; /* held: the number of completed waits */
};

/* Waits until all parties have arrived.  The last one runs `fn` (may be null) before any of them returns. */
void barrier_wait(struct barrier *barrier, void (*fn)(void *ctx), void *ctx);

#endif
