/*
 * A list and a table of places in it, open addressing with linear probing: a trace may have as many
 * processes and variables as it has values.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/hash.h>
#include <heddle/mem.h>

#include "record/names.h"

enum { PLACES_FIRST = 64 };

static size_t *place_of(const struct names *names, const char *name)
{
	size_t at = (size_t)hash_text(name) & (names->places - 1);
	while (names->table[at] && strcmp(names->items[names->table[at] - 1], name) != 0)
		at = (at + 1) & (names->places - 1);
	return &names->table[at];
}

static void widen(struct names *names)
{
	free(names->table);
	names->places = names->places ? names->places * 2 : PLACES_FIRST;
	names->table = mem_array(names->places, sizeof *names->table);
	for (size_t i = 0; i < names->count; i++)
		*place_of(names, names->items[i]) = i + 1;
}

void names_release(struct names *names)
{
	free(names->items);
	free(names->table);
	*names = (struct names){ 0 };
}

size_t names_find(const struct names *names, const char *name)
{
	return names->places ? *place_of(names, name) - 1 : SIZE_MAX;
}

size_t names_intern(struct names *names, const char *name)
{
	if (names->count >= names->places / 4 * 3)
		widen(names);
	size_t *place = place_of(names, name);
	if (!*place) {
		names->items = mem_grow(names->items, &names->room, names->count + 1, sizeof *names->items);
		names->items[names->count++] = name;
		*place = names->count;
	}
	return *place - 1;
}
