/*
 * Looks up rows of the tables that src/bundle.sh writes.  Linear search: they are short and not sorted by
 * name.
 */
#include <string.h>

#include <heddle/bundled.h>

const struct bundled *bundled_design(const char *name)
{
	const struct bundled *found = bundled_find(bundled_designs, name);

	return found ? found : bundled_find(bundled_open_designs, name);
}

const struct bundled *bundled_design_nth(size_t n)
{
	const struct bundled *row = bundled_designs;

	for (; row->name && n; n--)
		row++;
	if (row->name)
		return row;
	for (row = bundled_open_designs; row->name && n; n--)
		row++;
	return row->name ? row : NULL;
}

const struct bundled *bundled_find(const struct bundled *table, const char *name)
{
	for (; table->name; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}
