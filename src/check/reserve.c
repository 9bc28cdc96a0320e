/*
 * One mmap with MAP_NORESERVE; the kernel provides pages on first touch.
 *
 * If address space is scarce, the reservation starts small and grows by half; mremap moves page tables and
 * copies nothing.
 *
 * Rejected: growing like this everywhere, since a move stalls all threads and may lose huge pages; a list of
 * chunks, which costs a look-up for each access.
 */
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "check/reserve.h"

enum { PAGE = 4096, HUGE_PAGE = 2 << 20, HUGE_FROM = 1 << 20, SCARCE_FIRST = 64 << 10 };

static size_t rounded(size_t size, size_t to)
{
	return size > SIZE_MAX - to ? SIZE_MAX - to + 1 : (size + to - 1) & ~(to - 1);
}

static void *map(size_t size)
{
	void *at =
	        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

/* Whether the address space of this process has a limit. */
static bool scarce(void)
{
	struct rlimit limit;

	return sizeof(void *) < 8 || (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY);
}

bool reserve_init(struct reserve *reserve, size_t most)
{
	size_t size = rounded(most < HUGE_PAGE ? HUGE_PAGE : most, HUGE_PAGE);

	*reserve = (struct reserve){ .moves = scarce() };
	if (!reserve->moves && (reserve->at = map(size))) {
		reserve->reserved = size;
		return true;
	}
	reserve->moves = true;
	for (size = SCARCE_FIRST; size >= PAGE && !reserve->at; size /= 2)
		if ((reserve->at = map(size)))
			reserve->reserved = size;
	return reserve->at != NULL;
}

static bool budget_take(struct reserve_budget *budget, size_t size)
{
	size_t left = atomic_load_explicit(&budget->left, memory_order_relaxed);

	do {
		if (left < size)
			return false;
	} while (!atomic_compare_exchange_weak_explicit(&budget->left, &left, left - size,
	                                                memory_order_relaxed, memory_order_relaxed));
	return true;
}

/* Requests huge pages once a reserve is about to become large; zeroing one for a small reserve takes longer
 * than many checks. */
static void advise(const struct reserve *reserve, size_t size)
{
	uintptr_t start = (uintptr_t)reserve->at + reserve->used;
	uintptr_t end = (uintptr_t)reserve->at + reserve->reserved;

	if (reserve->used >= HUGE_FROM || size < HUGE_FROM || reserve->moves)
		return;
	start = (start + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
	if (start < end)
		(void)madvise((void *)start, end - start, MADV_HUGEPAGE);
}

static void *lengthened(struct reserve *reserve, size_t size)
{
#ifdef MREMAP_MAYMOVE
	void *at = mremap(reserve->at, reserve->reserved, size, MREMAP_MAYMOVE);

	return at == MAP_FAILED ? NULL : at;
#else
	void *at = map(size);

	if (at) {
		memcpy(at, reserve->at, reserve->used);
		munmap(reserve->at, reserve->reserved);
	}
	return at;
#endif
}

/* Makes the reservation at least `size` bytes: larger by half if that is possible, else just large enough. */
static bool lengthen(struct reserve *reserve, size_t size)
{
	size_t half_more = reserve->reserved > SIZE_MAX / 3 * 2 ? SIZE_MAX : reserve->reserved / 2 * 3;
	size_t lengths[] = { rounded(half_more > size ? half_more : size, PAGE), rounded(size, PAGE) };

	for (size_t i = 0; i < 2; i++) {
		void *at = lengthened(reserve, lengths[i]);

		if (!at)
			continue;
		reserve->at = at;
		reserve->reserved = lengths[i];
		return true;
	}
	return false;
}

bool reserve_use(struct reserve *reserve, size_t size, struct reserve_budget *budget)
{
	if (size <= reserve->used)
		return true;
	if ((size > reserve->reserved && !reserve->moves) || !budget_take(budget, size - reserve->used))
		return false;
	if (size > reserve->reserved && !lengthen(reserve, size)) {
		atomic_fetch_add_explicit(&budget->left, size - reserve->used, memory_order_relaxed);
		return false;
	}
	advise(reserve, size);
	reserve->used = size;
	return true;
}

void reserve_release(struct reserve *reserve)
{
	if (reserve->at)
		munmap(reserve->at, reserve->reserved);
	*reserve = (struct reserve){ 0 };
}

size_t reserve_machine_memory(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

	if (pages <= 0 || size <= 0)
		return reserve_bytes(UINT64_C(4) << 30, 0);
	return reserve_bytes((uint64_t)pages * (uint64_t)size / 8 * 7, 0);
}

size_t reserve_bytes(uint64_t asked, size_t otherwise)
{
	if (!asked)
		return otherwise;
	return asked > SIZE_MAX / 4 && sizeof(size_t) < 8 ? SIZE_MAX / 4 * 3 : (size_t)asked;
}
