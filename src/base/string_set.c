/*
 * Open addressing with linear probing.  Rejected: a sorted list; a long trace repeats the same few names a
 * million times.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/hash.h>
#include <heddle/mem.h>
#include <heddle/string_set.h>

enum { ROOM_FIRST = 64 };

static struct string_set_entry *place(const struct string_set *set, const char *text)
{
	size_t at = (size_t)hash_text(text) & (set->room - 1);

	while (set->table[at].text && strcmp(set->table[at].text, text) != 0)
		at = (at + 1) & (set->room - 1);
	return &set->table[at];
}

static void grow(struct string_set *set)
{
	struct string_set old = *set;

	set->room = old.room ? old.room * 2 : ROOM_FIRST;
	set->table = mem_array(set->room, sizeof(*set->table));
	for (size_t i = 0; i < old.room; i++)
		if (old.table[i].text)
			*place(set, old.table[i].text) = old.table[i];
	free(old.table);
}

void string_set_release(struct string_set *set)
{
	free(set->table);
	*set = (struct string_set){ 0 };
}

void string_set_mark(struct string_set *set, const char *text, unsigned marks)
{
	if (set->count >= set->room / 4 * 3)
		grow(set);

	struct string_set_entry *word = place(set, text);

	if (!word->text) {
		word->text = text;
		set->count++;
	}
	word->marks |= marks;
}

unsigned string_set_marks(const struct string_set *set, const char *text)
{
	return set->room ? place(set, text)->marks : 0;
}
