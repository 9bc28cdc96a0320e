/*
 * Memory that grows in place where it can: a run of address space reserved once, of which
 * pages are used as they are first touched.
 *
 * Where address space is scarce (a limit of the shell's, a machine of 32 bits) the run begins small and is
 * made longer as it is used; then it may move, and only then.  So `at` is to be read anew after reserve_use.
 * Fresh memory is zero.  Running out is an answer, not an end of the program: the checker then reports a
 * reached limit.
 */
#ifndef HEDDLE_CHECK_RESERVE_H
#define HEDDLE_CHECK_RESERVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reserve {
	void *at;
	size_t reserved; /* bytes of address space */
	size_t used;     /* bytes that may be touched; a bound on real memory */
	bool moves;      /* address space is scarce: it grows when it is used up */
};

/* What all reserves of one check may use together. */
struct reserve_budget {
	_Atomic size_t left;
};

/* Reserves up to `most` bytes, less where the system allows less.  False: not even a page. */
bool reserve_init(struct reserve *reserve, size_t most);
/* Makes the first `size` bytes usable, what was in them kept; false, with nothing changed, when the system or
 * the budget does not allow it. */
bool reserve_use(struct reserve *reserve, size_t size, struct reserve_budget *budget);
void reserve_release(struct reserve *reserve);

/* Real memory of the machine in bytes, all of it but a reserve for everybody else. */
size_t reserve_machine_memory(void);

/* A number of bytes that was asked for, as far as addresses go; `otherwise` where it is 0. */
size_t reserve_bytes(uint64_t asked, size_t otherwise);

#endif
