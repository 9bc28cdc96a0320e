/*
 * A list, and a set to find names in it: a trace may have as many processes and variables as it has values.
 */
#include <stdint.h>
#include <stdlib.h>

#include <heddle/mem.h>
#include <heddle/names.h>

void names_release(struct names *names)
{
	free(names->items);
	string_set_release(&names->known);
	*names = (struct names){ 0 };
}

size_t names_find(const struct names *names, const char *name)
{
	unsigned mark = string_set_marks(&names->known, name);

	return mark ? mark - 1 : SIZE_MAX;
}

size_t names_intern(struct names *names, const char *name)
{
	size_t found = names_find(names, name);

	if (found != SIZE_MAX)
		return found;
	names->items = mem_grow(names->items, &names->room, names->count + 1, sizeof *names->items);
	names->items[names->count++] = name;
	string_set_mark(&names->known, name, (unsigned)names->count);
	return names->count - 1;
}
