/*
 * Reading the members of a design file: each complaint names the JSON path, in
 * which a step stands by its name.
 */
#ifndef DESIGN_MEMBERS_H
#define DESIGN_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include <heddle/json.h>

struct arena;
struct err;

/* Says what was expected at path.member ("" for none).  Returns -1. */
int member_misplaced(struct err *err, const char *path, const char *member, const char *expected);

/* Refuses members that are not in `known` (ended by null) and members given twice. */
int members_known(const cJSON *object, const char *const *known, const char *path,
                  struct err *err);

/* A text; *out keeps its value when the member is absent. */
int member_text(struct arena *arena, const cJSON *object, const char *name, const char *path,
                const char **out, struct err *err);
int member_flag(const cJSON *object, const char *name, const char *path, bool *out,
                struct err *err);

/* How many texts a member is that may be one or a list of them; 0 when absent, -1 when it is
 * something else; and the nth. */
int member_count(const cJSON *item);
const char *member_nth(const cJSON *item, int n);

#define DESIGN_FILE_MAX ((size_t)1 << 20)

/*
 * Parses a design file and merges it with the one that it extends (extends.c).  The tree is the
 * caller's.  `file` is told in errors, and where relative names are looked for; null allowed.
 */
int design_tree(const char *text, size_t length, const char *file, cJSON **json, struct err *err);

#endif
