/*
 * Open addressing with linear probing.  Rejected: a sorted list, since a long
 * trace shows the same few names a million times.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/hash.h>
#include <heddle/mem.h>

#include "trace/string_set.h"

enum { ROOM_FIRST = 64 };

static struct word *place(const struct words *words, const char *text)
{
	size_t at = (size_t)hash_text(text) & (words->room - 1);

	while (words->table[at].text && strcmp(words->table[at].text, text) != 0)
		at = (at + 1) & (words->room - 1);
	return &words->table[at];
}

static void grow(struct words *words)
{
	struct words old = *words;

	words->room = old.room ? old.room * 2 : ROOM_FIRST;
	words->table = mem_array(words->room, sizeof(*words->table));
	for (size_t i = 0; i < old.room; i++)
		if (old.table[i].text)
			*place(words, old.table[i].text) = old.table[i];
	free(old.table);
}

void words_release(struct words *words)
{
	free(words->table);
	*words = (struct words){ 0 };
}

void words_mark(struct words *words, const char *text, unsigned marks)
{
	if (words->count >= words->room / 4 * 3)
		grow(words);

	struct word *word = place(words, text);

	if (!word->text) {
		word->text = text;
		words->count++;
	}
	word->marks |= marks;
}

unsigned words_marks(const struct words *words, const char *text)
{
	return words->room ? place(words, text)->marks : 0;
}
