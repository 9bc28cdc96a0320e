/*
 * The files compiled into the binary, byte for byte: every src/designs/NAME.json, every design of the folders
 * below it, and every traces/NAME.itf.json.  Designs are ordered by chapter, then by name; traces by name.  A
 * trace is called traces/NAME because NAME alone may be its design.
 */
#ifndef HEDDLE_BUNDLED_H
#define HEDDLE_BUNDLED_H

#include <stddef.h>

struct bundled {
	const char *name; /* without the extension; null ends a table */
	const char *text; /* NUL-terminated, NUL not counted */
	size_t length;
};

extern const struct bundled bundled_designs[];
/* Designs in the open language: variants of those, and other stories. */
extern const struct bundled bundled_open_designs[];
extern const struct bundled bundled_traces[];
/* Every src/designs/words/NAME.json: what the designs of one story have in common. */
extern const struct bundled bundled_stories[];
/* Other files, with their full names: player.html. */
extern const struct bundled bundled_files[];

/* The design with that name; null if there is none. */
const struct bundled *bundled_design(const char *name);
/* The nth design, from 0: those of bundled_designs, then the open ones; null after the last. */
const struct bundled *bundled_design_nth(size_t n);

/* The row with that name in one of these tables; null if there is none. */
const struct bundled *bundled_find(const struct bundled *table, const char *name);

#endif
