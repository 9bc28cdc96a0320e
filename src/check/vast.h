/*
 * Memory that grows in place: a run of address space reserved once, of which
 * pages are used as they are first touched.
 *
 * Pointers into it stay valid while it grows, nothing is ever copied, and huge
 * pages stay huge.  Fresh memory is zero.  Running out is an answer, not an end
 * of the program: the checker then reports a reached limit.
 */
#ifndef CHECK_VAST_H
#define CHECK_VAST_H

#include <stdbool.h>
#include <stddef.h>

struct vast {
	void *at;
	size_t reserved; /* bytes of address space */
	size_t used;     /* bytes that may be touched; a bound on real memory */
};

/* What all vasts of one check may use together. */
struct vast_budget {
	_Atomic size_t left;
};

/* Reserves up to `most` bytes, less where the system allows less.  False: not even a page. */
bool vast_reserve(struct vast *vast, size_t most);
/* Makes the first `size` bytes usable; false, with nothing changed, when the reservation or the
 * budget does not allow it. */
bool vast_use(struct vast *vast, size_t size, struct vast_budget *budget);
void vast_release(struct vast *vast);

/* Real memory of the machine in bytes, all of it but a reserve for everybody else. */
size_t vast_machine(void);

#endif
