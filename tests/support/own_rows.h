/*
 * A system with rows of its own in its scopes: keys, janitors, a queue with a limit.  For tests of what only
 * looks at rows; it has no steps.
 */
#ifndef TESTS_SUPPORT_OWN_ROWS_H
#define TESTS_SUPPORT_OWN_ROWS_H

#include <heddle/design_file.h>

enum { OWN_KEYS = SCOPE_ROWS, OWN_JANITORS, OWN_QUEUE, OWN_STRICT };

/* scope_rows without servers, users and their like; then --keys, --janitors, --max-queue and --strict. */
extern struct scope_row own_rows[];

/* A design over `arena`, not shared and not to be freed: variables `held` (Key -> Janitor?), `queue` (list of
 * Key) and `work` (of the janitors). */
struct design own_design(struct system *system, struct arena *arena);
#endif
