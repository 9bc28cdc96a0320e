/*
 * The files that are compiled into the binary: every src/designs/NAME.json and
 * every traces/NAME.itf.json, byte for byte.  Designs are in the order of their
 * chapters, then of their names; traces in the order of their names.  A trace is
 * called traces/NAME, for NAME alone may be the design that it is of.
 */
#ifndef HEDDLE_BUNDLED_H
#define HEDDLE_BUNDLED_H

#include <stddef.h>

struct bundled {
	const char *name; /* without the file's ending; null ends a table */
	const char *text; /* NUL-terminated, NUL not counted */
	size_t length;
};

extern const struct bundled bundled_designs[];
extern const struct bundled bundled_traces[];
/* Other files, under their whole names: player.html. */
extern const struct bundled bundled_files[];

/* The row of that name in one of them; null when there is none. */
const struct bundled *bundled_find(const struct bundled *table, const char *name);

#endif
