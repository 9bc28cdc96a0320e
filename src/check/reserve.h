/*
 * A large memory block that normally grows in place: a range of address space reserved once, whose pages take
 * memory only when touched.
 *
 * If address space is scarce (ulimit -v, a 32-bit machine), the range starts small and grows on demand; only
 * then may it move.  So reload `at` after reserve_use.  Fresh memory is zero.  Running out is an ordinary
 * result: the checker reports a reached limit.
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
	bool moves;      /* address space is scarce: the block may move when it grows */
};

/* What all reserves of one check may use together. */
struct reserve_budget {
	_Atomic size_t left;
};

/* Reserves up to `most` bytes, or as much as the system allows.  Returns false if that is not even a page. */
bool reserve_init(struct reserve *reserve, size_t most);
/* Makes the first `size` bytes usable and keeps their content.  Returns false, and changes nothing, if the
 * system or the budget does not allow it. */
bool reserve_use(struct reserve *reserve, size_t size, struct reserve_budget *budget);
void reserve_release(struct reserve *reserve);

/* The machine's memory in bytes, less a share for other programs. */
size_t reserve_machine_memory(void);

/* The requested number of bytes, limited to SIZE_MAX; `otherwise` if it is 0. */
size_t reserve_bytes(uint64_t asked, size_t otherwise);

#endif
