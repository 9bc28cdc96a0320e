/*
 * Reads the members of a design file.  Errors name the JSON path, in which a step appears by name.
 *
 * All errors of a file are reported.  A function that reads one thing returns -1 with its error set; the
 * caller keeps the error with err_keep and continues.  A function that reads several things keeps their
 * errors itself and returns the number of them.
 */
#ifndef HEDDLE_DESIGN_JSON_MEMBERS_H
#define HEDDLE_DESIGN_JSON_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <heddle/json.h>
#include <heddle/vocabulary.h>

struct arena;
struct design;
struct err;
struct err_list;

/* Sets the error "expected …" at path.member; `member` may be "".  Returns -1. */
int member_misplaced(struct err *err, const char *path, const char *member, const char *expected);

/* Keeps an error for each member that is not in `known` (ends with a null) or occurs twice.  Returns the
 * number of errors. */
int members_known(const cJSON *object, const char *const *known, const char *path, struct err *err);

/* Read a string or a boolean; *out is unchanged if the member is absent. */
int member_text(struct arena *arena, const cJSON *object, const char *name, const char *path,
                const char **out, struct err *err);
int member_flag(const cJSON *object, const char *name, const char *path, bool *out, struct err *err);

/* A member that is a string or a list of strings: their number, which is 0 if it is absent and -1 if it is
 * something else; and the nth. */
int member_count(const cJSON *item);
const char *member_nth(const cJSON *item, int n);

/* The top-level members of designs, ending with a null. */
extern const char *const design_members[];
/* Whether some design can have a top-level member of that name. */
bool design_member_known(const char *name);

#define DESIGN_FILE_MAX ((size_t)1 << 20)

enum { EXTENDS_MAX = 8 }; /* designs that extend each other */

/* The designs that a design extends, the root first; each merged with those before it. */
struct lineage {
	struct {
		char *file;
		cJSON *tree;
	} bases[EXTENDS_MAX];
	unsigned count;
	bool open_only; /* see struct design */
};

void lineage_release(struct lineage *lineage);

/* Keeps the errors of `tree` in `list`, each with the file and place of the deepest design of the lineage
 * that has it itself (lineage.c). */
void lineage_attribute(const struct lineage *lineage, const cJSON *tree, struct err_list *list);

/*
 * Parses a design file and merges it with the one that it extends (extends.c).  The caller frees the tree and
 * releases `lineage`, which is empty before.  `file` (may be null) is named in errors, and relative names are
 * resolved from its folder.  Errors are kept; the tree is null only if nothing could be parsed.
 */
cJSON *design_tree(const char *text, size_t length, const char *file, struct lineage *lineage,
                   struct err *err);

/* The tree of a bundled design or a file without `extends`, its members in the usual order (flatten.c).  The
 * caller frees it. */
int design_flat_tree(const char *name_or_path, cJSON **tree, struct err *err);

/* --- load.c, load_role.c --------------------------------------------------------------- */

/* Reads and validates a design; all errors are kept.  Skips checks that depend on a part with errors. */
void design_load(struct design *design, const cJSON *json, struct err *err);

/* Finds a field by name, among those allowed; errors are at path.member. */
int field_named(const char *name, bool (*allowed)(enum field), const char *path, const char *member,
                enum field *out, struct err *err);

/* How reading a role went. */
struct role_reading {
	int errors;
	bool no_locals; /* its locals are unknown, so its words cannot be checked */
	uint64_t bad;   /* bit i: steps[i] has errors */
};

/* Reads a role; `which` is an enum role. */
struct role_reading load_role(struct design *design, int which, const cJSON *json, struct err *err);

#endif
