/*
 * Looks up rows of the tables that src/bundle.sh writes.  Linear search: they are short and not sorted by
 * name.
 */
#include <string.h>

#include <heddle/bundled.h>

const struct bundled *bundled_find(const struct bundled *table, const char *name)
{
	for (; table->name; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}
