/*
 * What differs between two design files, in words.
 *
 * Compared are the designs without `extends`: parts of the same name, steps item by item.  The order of
 * steps, texts for people (title, lesson) and comments do not count.
 */
#ifndef HEDDLE_DESIGN_CHANGES_H
#define HEDDLE_DESIGN_CHANGES_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct err;

enum design_change_kind { DESIGN_ADDED, DESIGN_REMOVED, DESIGN_CHANGED, DESIGN_MOVED };
extern const char *const design_change_kinds[]; /* "added", … */

struct design_change {
	enum design_change_kind kind;
	const char *part; /* the member of a file that it belongs to: "step", "properties", "scope" */
	const char *name; /* "server WriteBlob" */
	const char *text; /* goes after the name: "no longer needs: record is unset" */
};

struct design_changes {
	struct arena *arena; /* holds the texts */
	struct design_change *items;
	size_t count, room;
	/* The stories of both; other ones: different systems, and nothing else was compared. */
	const char *stories[2];
	bool other_story;
};

/*
 * Compares two bundled designs or files.  Returns -1 with `err` set if one of them cannot be opened.  The
 * caller releases `changes`.
 */
int design_changes_find(const char *from, const char *to, struct design_changes *changes, struct err *err);
void design_changes_release(struct design_changes *changes);

#endif
