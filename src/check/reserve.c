/*
 * mmap with MAP_NORESERVE, once; the kernel gives pages on first touch.
 *
 * Where that would take address space that others need, the run is as long as what is used, by a half more at
 * a time; mremap moves page tables and copies nothing.
 *
 * Rejected: growing like this everywhere, since a move takes every other thread off its feet that
 * translates addresses, and huge pages may be lost; a list of chunks, which costs a look-up on every
 * access.
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

bool vast_reserve(struct vast *vast, size_t most)
{
	size_t size = rounded(most < HUGE_PAGE ? HUGE_PAGE : most, HUGE_PAGE);

	*vast = (struct vast){ .moves = scarce() };
	if (!vast->moves && (vast->at = map(size))) {
		vast->reserved = size;
		return true;
	}
	vast->moves = true;
	for (size = SCARCE_FIRST; size >= PAGE && !vast->at; size /= 2)
		if ((vast->at = map(size)))
			vast->reserved = size;
	return vast->at != NULL;
}

static bool budget_take(struct vast_budget *budget, size_t size)
{
	size_t left = atomic_load_explicit(&budget->left, memory_order_relaxed);

	do {
		if (left < size)
			return false;
	} while (!atomic_compare_exchange_weak_explicit(&budget->left, &left, left - size,
	                                                memory_order_relaxed, memory_order_relaxed));
	return true;
}

/* Huge pages for all that follows once a vast is about to be large; zeroing one for a small vast would
 * take longer than many a check. */
static void advise(const struct vast *vast, size_t size)
{
	uintptr_t start = (uintptr_t)vast->at + vast->used;
	uintptr_t end = (uintptr_t)vast->at + vast->reserved;

	if (vast->used >= HUGE_FROM || size < HUGE_FROM || vast->moves)
		return;
	start = (start + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
	if (start < end)
		(void)madvise((void *)start, end - start, MADV_HUGEPAGE);
}

static void *lengthened(struct vast *vast, size_t size)
{
#ifdef MREMAP_MAYMOVE
	void *at = mremap(vast->at, vast->reserved, size, MREMAP_MAYMOVE);

	return at == MAP_FAILED ? NULL : at;
#else
	void *at = map(size);

	if (at) {
		memcpy(at, vast->at, vast->used);
		munmap(vast->at, vast->reserved);
	}
	return at;
#endif
}

/* Makes the reservation at least `size` long: by a half more if that fits, else by what is needed. */
static bool lengthen(struct vast *vast, size_t size)
{
	size_t half_more = vast->reserved > SIZE_MAX / 3 * 2 ? SIZE_MAX : vast->reserved / 2 * 3;
	size_t lengths[] = { rounded(half_more > size ? half_more : size, PAGE), rounded(size, PAGE) };

	for (size_t i = 0; i < 2; i++) {
		void *at = lengthened(vast, lengths[i]);

		if (!at)
			continue;
		vast->at = at;
		vast->reserved = lengths[i];
		return true;
	}
	return false;
}

bool vast_use(struct vast *vast, size_t size, struct vast_budget *budget)
{
	if (size <= vast->used)
		return true;
	if ((size > vast->reserved && !vast->moves) || !budget_take(budget, size - vast->used))
		return false;
	if (size > vast->reserved && !lengthen(vast, size)) {
		atomic_fetch_add_explicit(&budget->left, size - vast->used, memory_order_relaxed);
		return false;
	}
	advise(vast, size);
	vast->used = size;
	return true;
}

void vast_release(struct vast *vast)
{
	if (vast->at)
		munmap(vast->at, vast->reserved);
	*vast = (struct vast){ 0 };
}

size_t vast_machine(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

	if (pages <= 0 || size <= 0)
		return vast_bytes(UINT64_C(4) << 30, 0);
	return vast_bytes((uint64_t)pages * (uint64_t)size / 8 * 7, 0);
}

size_t vast_bytes(uint64_t asked, size_t otherwise)
{
	if (!asked)
		return otherwise;
	return asked > SIZE_MAX / 4 && sizeof(size_t) < 8 ? SIZE_MAX / 4 * 3 : (size_t)asked;
}
