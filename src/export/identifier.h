/*
 * Makes identifiers for other tools' languages from arbitrary names.
 */
#ifndef HEDDLE_EXPORT_IDENTIFIER_H
#define HEDDLE_EXPORT_IDENTIFIER_H

#include <stdbool.h>

struct arena;

/* The maximum length in bytes; short enough for a file name too. */
enum { IDENTIFIER_MAX = 100 };

/* `prefix` and `text` with "_" in place of everything but ASCII letters and digits, cut to IDENTIFIER_MAX.
 * Two texts may give the same identifier. */
char *identifier_of(struct arena *arena, const char *prefix, const char *text);

/* Whether a list, which a null ends, has the name. */
bool identifier_listed(const char *const *list, const char *name);

#endif
