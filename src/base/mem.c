/*
 * calloc with a handler for exhaustion, and arenas: lists of growing chunks.  All memory is zeroed, so that
 * a member that was never set is at least the same in every run.  An arena zeroes when cleared, not when
 * allocating: fresh chunks come zeroed from calloc, so only used bytes need it.  Rejected: obstacks, whose
 * growing objects move.
 */
#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <heddle/mem.h>

enum { CHUNK_FIRST = 8 * 1024, CHUNK_MAX = 1024 * 1024, EXIT_LIMIT = 3 };

static void (*_Atomic exhausted_handler)(void);

/* Ends the program.  The first thread to get here runs the handler; if the handler itself runs out of memory,
 * the program ends at once. */
static _Noreturn void exhausted(void)
{
	static atomic_bool ending;
	static _Thread_local bool mine;
	static const char text[] = "heddle: out of memory\n";

	if (atomic_exchange(&ending, true)) {
		if (mine)
			_exit(EXIT_LIMIT);
		for (;;)
			pause();
	}
	mine = true;

	void (*handler)(void) = atomic_load(&exhausted_handler);

	if (handler)
		handler();
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(EXIT_LIMIT);
	_exit(EXIT_LIMIT);
}

void mem_on_exhausted(void (*handler)(void))
{
	atomic_store(&exhausted_handler, handler);
}

void *mem_array(size_t count, size_t size)
{
	/* calloc checks for overflow, but a sanitizer's calloc aborts on it. */
	if (size && count > PTRDIFF_MAX / size)
		exhausted();

	void *block = calloc(count ? count : 1, size ? size : 1);

	if (!block)
		exhausted();
	return block;
}

void *mem_alloc(size_t size)
{
	return mem_array(1, size);
}

void *mem_resize(void *old, size_t count, size_t size)
{
	if (size && count > PTRDIFF_MAX / size)
		exhausted();

	size_t total = count * size;
	void *block = realloc(old, total ? total : 1);

	if (!block)
		exhausted();
	return block;
}

char *mem_strdup(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(mem_alloc(size), text, size);
}

void *mem_grow(void *items, size_t *room, size_t need, size_t size)
{
	if (need <= *room)
		return items;

	size_t more = *room > SIZE_MAX / 2 ? SIZE_MAX : *room * 2;

	if (more < 8)
		more = 8;
	if (more < need)
		more = need;
	items = mem_resize(items, more, size);
	*room = more;
	return items;
}

/*
 * Invariant: data[used..size) is zero.  `used` is a multiple of the widest
 * alignment.
 */
struct chunk {
	struct chunk *next;
	size_t size;
	size_t used;
	alignas(max_align_t) unsigned char data[];
};

/* Blocks are cut from `last`; `first` survives a clear. */
struct arena {
	struct chunk *first;
	struct chunk *last;
};

static struct chunk *chunk_new(size_t size)
{
	if (size > PTRDIFF_MAX - sizeof(struct chunk))
		exhausted();

	struct chunk *chunk = mem_alloc(sizeof(*chunk) + size);

	chunk->size = size;
	return chunk;
}

static void chunks_free(struct chunk *chunk)
{
	while (chunk) {
		struct chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
}

struct arena *arena_new(void)
{
	struct arena *arena = mem_alloc(sizeof(*arena));

	arena->first = arena->last = chunk_new(CHUNK_FIRST);
	return arena;
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	chunks_free(arena->first);
	free(arena);
}

void arena_clear(struct arena *arena)
{
	struct chunk *first = arena->first;

	chunks_free(first->next);
	first->next = NULL;
	memset(first->data, 0, first->used);
	first->used = 0;
	arena->last = first;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct chunk *last = arena->last;

	if (size > PTRDIFF_MAX - align)
		exhausted();

	size_t whole = ((size ? size : 1) + align - 1) / align * align;

	if (whole > last->size - last->used) {
		size_t next_size = last->size < CHUNK_MAX / 2 ? last->size * 2 : CHUNK_MAX;
		struct chunk *chunk = chunk_new(whole > next_size ? whole : next_size);

		last->next = chunk;
		arena->last = last = chunk;
	}

	void *block = last->data + last->used;

	last->used += whole;
	return block;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size && count > PTRDIFF_MAX / size)
		exhausted();
	return arena_alloc(arena, count * size);
}

void *arena_copy(struct arena *arena, const void *from, size_t size)
{
	void *block = arena_alloc(arena, size);

	if (size)
		memcpy(block, from, size);
	return block;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_copy(arena, text, strlen(text) + 1);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
	length = strnlen(text, length);

	char *copy = arena_alloc(arena, length + 1);

	memcpy(copy, text, length);
	return copy;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list args, again;

	va_start(args, fmt);
	va_copy(again, args);

	int length = vsnprintf(NULL, 0, fmt, args);

	assert(length >= 0 && "a format of our own can be printed");

	char *text = arena_alloc(arena, (size_t)length + 1);

	vsnprintf(text, (size_t)length + 1, fmt, again);
	va_end(again);
	va_end(args);
	return text;
}
