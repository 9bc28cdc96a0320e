/*
 * Open addressing with linear probing.  Hashes are not stored: tables rarely grow, and a slot with a hash
 * would be twice as large.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/hash.h>
#include <heddle/key_table.h>
#include <heddle/mem.h>

enum { ROOM_FIRST = 1 << 6 };

/* Keys are mostly a few machine words, for which calling memcmp costs more than comparing. */
static inline bool equal(const unsigned char *a, const unsigned char *b, size_t size)
{
	uint64_t x, y;

	for (; size >= sizeof(x); a += sizeof(x), b += sizeof(x), size -= sizeof(x)) {
		memcpy(&x, a, sizeof(x));
		memcpy(&y, b, sizeof(y));
		if (x != y)
			return false;
	}
	return !size || memcmp(a, b, size) == 0;
}

static const unsigned char *key_at(const struct key_table *table, const void *keys, uint32_t number)
{
	return (const unsigned char *)keys + number * table->size;
}

/* The slot of a key, or the free one where it belongs. */
static uint32_t *slot_of(const struct key_table *table, const void *keys, const void *key)
{
	uint64_t mask = table->room - 1, at = hash_bytes(key, table->size) & mask;

	while (table->slots[at] && !equal(key_at(table, keys, table->slots[at] - 1), key, table->size))
		at = (at + 1) & mask;
	return &table->slots[at];
}

void key_table_init(struct key_table *table, size_t size)
{
	*table = (struct key_table){ .room = ROOM_FIRST, .size = size };
	table->slots = mem_array(ROOM_FIRST, sizeof(*table->slots));
}

void key_table_release(struct key_table *table)
{
	free(table->slots);
	*table = (struct key_table){ 0 };
}

void key_table_clear(struct key_table *table)
{
	memset(table->slots, 0, table->room * sizeof(*table->slots));
	table->count = 0;
}

uint32_t key_table_find(const struct key_table *table, const void *keys, const void *key)
{
	return *slot_of(table, keys, key) - 1; /* 0 - 1 is KEY_NONE */
}

bool key_table_reserve(struct key_table *table, const void *keys)
{
	uint64_t need = (uint64_t)table->count + 1, room = table->room * 2;
	uint32_t *slots;

	if (need <= table->room / 2)
		return true;
	slots = need < KEY_NONE ? calloc(room, sizeof(*slots)) : NULL;
	if (!slots)
		return false;
	free(table->slots);
	table->slots = slots;
	table->room = room;
	for (uint32_t i = 0; i < table->count; i++)
		*slot_of(table, keys, key_at(table, keys, i)) = i + 1;
	return true;
}

void key_table_add(struct key_table *table, const void *keys)
{
	assert(table->count < table->room / 2 && "room was made for it");
	*slot_of(table, keys, key_at(table, keys, table->count)) = table->count + 1;
	table->count++;
}

size_t key_table_memory(const struct key_table *table)
{
	return table->room * sizeof(*table->slots);
}
