/*
 * Makes identifiers for other tools' languages from arbitrary names.
 */
#ifndef HEDDLE_EXPORT_IDENTIFIER_H
#define HEDDLE_EXPORT_IDENTIFIER_H

struct arena;

/* The maximum length in bytes; short enough for a file name too. */
enum { IDENTIFIER_MAX = 100 };

/* `prefix` and then `text`, with "_" for everything but ASCII letters and digits, in any locale; cut to
 * IDENTIFIER_MAX. Two texts may give the same identifier. */
char *identifier_of(struct arena *arena, const char *prefix, const char *text);

#endif
