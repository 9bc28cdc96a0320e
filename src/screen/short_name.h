/*
 * Names in few columns.
 */
#ifndef HEDDLE_APP_SHORT_NAME_H
#define HEDDLE_APP_SHORT_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* Each name in at most its number of columns, distinct from the others where that is possible.  The
 * result is the caller's, for short_names_free; names may hold anything, and are escaped when they
 * are drawn. */
char **short_names(const char *const *names, const int *widths, size_t count, bool ascii);
void short_names_free(char **names, size_t count);

#endif
