/*
 * Reading the members of a design file: each complaint names the JSON path, in
 * which a step stands by its name.
 *
 * All errors of a file are told.  A function that reads one thing returns -1 with its error set, and
 * its caller keeps the error with err_keep and goes on; one that reads several keeps them
 * itself and returns how many there were.
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

/* Says what was expected at path.member ("" for none).  Returns -1. */
int member_misplaced(struct err *err, const char *path, const char *member, const char *expected);

/* Keeps an error for each member that is not in `known` (ended by null) or is given twice; returns how many.
 */
int members_known(const cJSON *object, const char *const *known, const char *path, struct err *err);

/* A text; *out keeps its value when the member is absent. */
int member_text(struct arena *arena, const cJSON *object, const char *name, const char *path,
                const char **out, struct err *err);
int member_flag(const cJSON *object, const char *name, const char *path, bool *out, struct err *err);

/* How many texts a member is that may be one or a list of them; 0 when absent, -1 when it is
 * something else; and the nth. */
int member_count(const cJSON *item);
const char *member_nth(const cJSON *item, int n);

#define DESIGN_FILE_MAX ((size_t)1 << 20)

enum { EXTENDS_MAX = 8 }; /* designs that extend each other */

/* The designs that one extends, the one that extends none first; each merged with those before it. */
struct lineage {
	struct {
		char *file;
		cJSON *tree;
	} bases[EXTENDS_MAX];
	unsigned count;
};

void lineage_release(struct lineage *lineage);

/* Keeps the errors of `tree` in `list`, each with the file and place of the deepest design of the lineage
 * that has it by itself (lineage.c). */
void lineage_tell(const struct lineage *lineage, const cJSON *tree, struct err_list *list);

/*
 * Parses a design file and merges it with the one that it extends (extends.c).  The tree is the
 * caller's, and `lineage`, empty before.  `file` is told in errors, and where relative names are looked for;
 * null allowed.  Null: there is no tree, and the error is kept.  A tree may come with errors, too.
 */
cJSON *design_tree(const char *text, size_t length, const char *file, struct lineage *lineage,
                   struct err *err);

/* --- load.c, load_role.c --------------------------------------------------------------- */

/* Reads a design from its tree; all errors are kept.  What rests on something that could not be read is not
 * judged. */
void design_load(struct design *design, const cJSON *json, struct err *err);

/* The field of that name among those allowed; at path.member. */
int field_named(const char *name, bool (*allowed)(enum field), const char *path, const char *member,
                enum field *out, struct err *err);

/* What of a role was read in good order, for judging the rest. */
struct role_reading {
	int errors;
	bool shaky;   /* its locals are not known, so words cannot be judged */
	uint64_t bad; /* bit i: steps[i] has errors of its own */
};

/* Reads a role; `which` is an enum role. */
struct role_reading load_role(struct design *design, int which, const cJSON *json, struct err *err);

#endif
