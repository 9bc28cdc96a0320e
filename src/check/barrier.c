/*
 * Spins as long as balanced threads need, then yields its core, and finally sleeps briefly: on a busy machine
 * the late thread needs the core.  Rejected: pthread_barrier_t, which sleeps at once and costs more than a
 * round of work on small levels.
 */
#include <sched.h>
#include <time.h>

#include "check/barrier.h"

enum { SPINS = 4000, YIELDS = 50, NAP = 20000 /* nanoseconds */ };

static void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#endif
}

void barrier_wait(struct barrier *barrier, void (*fn)(void *ctx), void *ctx)
{
	unsigned held = atomic_load_explicit(&barrier->held, memory_order_acquire);

	if (atomic_fetch_add_explicit(&barrier->waiting, 1, memory_order_acq_rel) + 1 == barrier->parties) {
		atomic_store_explicit(&barrier->waiting, 0, memory_order_relaxed);
		if (fn)
			fn(ctx);
		atomic_store_explicit(&barrier->held, held + 1, memory_order_release);
		return;
	}
	for (unsigned i = 0; atomic_load_explicit(&barrier->held, memory_order_acquire) == held; i++) {
		if (i < SPINS)
			relax();
		else if (i < SPINS + YIELDS)
			sched_yield();
		else
			nanosleep(&(struct timespec){ .tv_nsec = NAP }, NULL);
	}
}
