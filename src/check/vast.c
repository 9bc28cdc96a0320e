/*
 * mmap with MAP_NORESERVE, once; the kernel gives pages on first touch.
 *
 * Rejected: realloc and mremap, which may move a table of gigabytes and break
 * its huge pages; a list of chunks, which costs a look-up on every access.
 */
#include "vast.h"

#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096, HUGE_PAGE = 2 << 20, HUGE_FROM = 1 << 20 };

bool vast_reserve(struct vast *vast, size_t most)
{
	size_t size = (most + HUGE_PAGE) & ~(size_t)(HUGE_PAGE - 1);

	*vast = (struct vast){ 0 };
	for (; size >= PAGE; size /= 2) {
		void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
		                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

		if (at != MAP_FAILED) {
			vast->at = at;
			vast->reserved = size;
			return true;
		}
	}
	return false;
}

static bool budget_take(struct vast_budget *budget, size_t size)
{
	size_t left = atomic_load_explicit(&budget->left, memory_order_relaxed);

	do {
		if (left < size)
			return false;
	} while (!atomic_compare_exchange_weak_explicit(
	        &budget->left, &left, left - size, memory_order_relaxed, memory_order_relaxed));
	return true;
}

/* Huge pages for all that follows once a vast is about to be large; zeroing one for a small vast would
 * take longer than many a check. */
static void advise(const struct vast *vast, size_t size)
{
	uintptr_t start = (uintptr_t)vast->at + vast->used;
	uintptr_t end = (uintptr_t)vast->at + vast->reserved;

	if (vast->used >= HUGE_FROM || size < HUGE_FROM)
		return;
	start = (start + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
	if (start < end)
		(void)madvise((void *)start, end - start, MADV_HUGEPAGE);
}

bool vast_use(struct vast *vast, size_t size, struct vast_budget *budget)
{
	if (size <= vast->used)
		return true;
	if (size > vast->reserved || !budget_take(budget, size - vast->used))
		return false;
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
		return (size_t)4 << 30;
	return (size_t)pages * (size_t)size / 8 * 7;
}
