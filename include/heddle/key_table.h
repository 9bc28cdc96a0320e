/*
 * A hash table of keys of one size, such as states.  The parallel explorer has another (check/state_set.h),
 * which holds the states themselves to save a cache miss for each.
 *
 * Keys are numbered from 0 and stored in an array of the caller, who decides how it grows.  The table holds
 * only their numbers. Invariant: at most half of the slots are used.
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

/* The number of a key that equals the bytes at `key`; KEY_NONE if there is none.  `keys` is the array. */
uint32_t key_table_find(const struct key_table *table, const void *keys, const void *key);

/* Makes room for one more key; false if memory or numbers run out. */
bool key_table_reserve(struct key_table *table, const void *keys);
/* Adds keys[count], for which room was reserved. */
void key_table_add(struct key_table *table, const void *keys);

/* The size of the table in bytes. */
size_t key_table_memory(const struct key_table *table);

#endif
