/*
 * Allocation that cannot fail, and arenas for blocks that are freed together.
 *
 * The mem_ functions never return null.  When memory runs out they call the handler set with
 * mem_on_exhausted, which restores the terminal and saves the session, and end the program.  The checker,
 * which may reach its limits, uses check/reserve.h for its large tables instead.
 *
 * An arena owns its blocks until arena_free or arena_clear.  Blocks are aligned for any type and never move.
 */
#ifndef HEDDLE_MEM_H
#define HEDDLE_MEM_H

#include <stddef.h>

void *mem_alloc(size_t size);                           /* zeroed */
void *mem_array(size_t count, size_t size);             /* zeroed, overflow-checked */
void *mem_resize(void *old, size_t count, size_t size); /* the new part is not zeroed */
char *mem_strdup(const char *text);

/* Grows *items (of `size` bytes each, *room of them) so that `need` fit;
 * doubles, so that appending is amortised constant. */
void *mem_grow(void *items, size_t *room, size_t need, size_t size);

/* Sets the function that runs once before the program ends for lack of memory. */
void mem_on_exhausted(void (*handler)(void));

struct arena;
struct arena *arena_new(void);
void arena_free(struct arena *arena); /* null allowed */
/* Frees every block but keeps the first chunk for reuse. */
void arena_clear(struct arena *arena);
void *arena_alloc(struct arena *arena, size_t size);               /* zeroed */
void *arena_array(struct arena *arena, size_t count, size_t size); /* zeroed */
void *arena_copy(struct arena *arena, const void *from, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
