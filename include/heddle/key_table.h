/*
 * Keys of one size, found by what they are: the one table of states, for all but the parallel explorer,
 * whose own (check/state_set.h) holds the states themselves to spare it a cache miss per state.
 *
 * Keys are numbered from 0 and are in an array of the caller's, who knows how large it may become and
 * whether it moves.  The table holds their numbers only.
 * Invariant: at most half of the slots are taken.
 */
#ifndef HEDDLE_KEY_TABLE_H
#define HEDDLE_KEY_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEY_NONE UINT32_MAX

struct key_table {
	uint32_t *slots; /* number + 1; 0: free */
	uint64_t room;   /* slots, a power of two */
	uint32_t count;  /* keys in the table */
	size_t size;     /* bytes of a key */
};

/* A table for keys of `size` bytes. */
void key_table_init(struct key_table *table, size_t size);
void key_table_release(struct key_table *table); /* a zeroed one allowed */
void key_table_clear(struct key_table *table);

/* The number of a key that equals the bytes at `key`; KEY_NONE.  `keys` is the array. */
uint32_t key_table_find(const struct key_table *table, const void *keys, const void *key);

/* Makes room for one more key; false when memory or key numbers run out. */
bool key_table_reserve(struct key_table *table, const void *keys);
/* Puts in keys[count], which is in the array and not yet in the table.  There is room for it. */
void key_table_add(struct key_table *table, const void *keys);

/* Bytes that the table takes. */
size_t key_table_memory(const struct key_table *table);

#endif
