/*
 * The loader of designs in the open language, between its files.
 *
 * A design is read together with its story: a bundled file in the same language that declares what the
 * designs of one subject have in common (open_story.c).  What a design gives itself comes before what the
 * story gives. Like the rest of the loader, a function that reads several things keeps their errors itself.
 */
#ifndef HEDDLE_DESIGN_OPEN_H
#define HEDDLE_DESIGN_OPEN_H

#include <heddle/design_file.h>
#include <heddle/system.h>

#include "design/json_members.h"

enum { OPEN_PATH_MAX = 200, OPEN_FIELDS_MAX = SYSTEM_LOCALS_MAX };

/* A typed name: a local, a field of a record, a global. */
struct open_field {
	const char *name;
	const struct declared_type *type;
	const cJSON *declared; /* {"type": …, "title": …, "initial": …}; null: only a type */
	char path[OPEN_PATH_MAX];
};

struct open_fields {
	struct open_field of[SYSTEM_VARIABLES_MAX];
	unsigned count;
};

/* What the loader knows of a role besides the system's part. */
struct open_role {
	const cJSON *json;  /* in the design */
	const cJSON *story; /* in the story; null: the design's own */
	char path[OPEN_PATH_MAX];
	struct open_fields locals;
	bool failed;                 /* its locals are unknown, so its expressions are not checked */
	struct expr_context context; /* of its steps, without choices */
};

struct open {
	struct design *design;
	struct system *system; /* in the making */
	struct arena *arena;
	struct err *err;
	const cJSON *json;
	const cJSON *story;
	struct declared_set declared[SYSTEM_ROLES_MAX * 2 + SCOPE_ROWS_MAX];
	struct declared_sets sets;
	struct scope_row *rows;
	bool used[SCOPE_ROWS_MAX]; /* of the rows: something of this design is counted by it */
	struct open_role roles[SYSTEM_ROLES_MAX];
	struct expr_phrases *phrases;
	struct expr_context context;                 /* of properties */
	const cJSON *initials[SYSTEM_VARIABLES_MAX]; /* of variables: texts */
	char initial_paths[SYSTEM_VARIABLES_MAX][OPEN_PATH_MAX];
	int errors;
};

/* The members that objects of a design can have; each table ends with a null.  The schema for editors is made
 * from them (schema.c). */
extern const char *const open_role_members[], *const open_also_members[], *const open_step_members[];
extern const char *const open_domain_members[], *const open_store_members[], *const open_field_members[];
extern const char *const open_word_members[], *const open_property_members[], *const open_mark_members[];

/* Keeps the error that is set, if `status` is not 0.  Returns the number of errors. */
int open_keep(struct open *open, int status);
/* Puts a path before the place of the error that is set, which is a column.  Returns -1. */
int open_place(struct open *open, const char *path);
/* Sets the error "expected …" at a path.  Returns -1. */
int open_misplaced(struct open *open, const char *path, const char *expected);
/* Writes PATH.MEMBER into `out`, of OPEN_PATH_MAX bytes.  Returns `out`. */
const char *open_path(char *out, const char *path, const char *member);

/* Whether a text is a name that expressions can mention; if not, sets the error and returns -1. */
int open_check_name(struct open *open, const char *name, const char *path);

/* The member of an object; null if it is absent or null in the file, which removes what is inherited. */
const cJSON *open_member(const cJSON *object, const char *name);
/* The text of a member, or `otherwise`.  An error is kept. */
const char *open_text(struct open *open, const cJSON *object, const char *name, const char *path,
                      const char *otherwise);
/* A whole number from `least` to `most`, or `otherwise`.  An error is kept. */
int open_number(struct open *open, const cJSON *object, const char *name, const char *path, int least,
                int most, int otherwise);

/* Calls `fn` for each member of the story's object and then of the design's own, except those that the design
 * replaces or removes. */
typedef void open_each_fn(struct open *open, const cJSON *member, const char *path, bool own);
void open_each(struct open *open, const char *object, open_each_fn *fn);

/* --- open_story.c -------------------------------------------------------------------- */

/* Finds the story of the design.  Returns its tree, which the caller frees; an empty object if it has none.
 */
cJSON *open_story(struct open *open);
/* Whether the story has a top-level member of that name, and a member inside it (null: none is asked for). */
bool open_story_has(const struct open *open, const char *member, const char *inside);

/* Sets the error "unknown member" for one inside a member of the story, with the nearest.  Returns -1. */
int open_story_unknown(struct open *open, const char *member, const char *inside);

/* --- open_sets.c: domains, roles and their numbers --------------------------------------- */

void open_domains(struct open *open);
void open_roles(struct open *open);
/* Declares the rows of the bounds that occur in a type, for people called `noun`. */
void open_bounds(struct open *open, const struct declared_type *type, const char *noun);
/* The row with an option; -1: none. */
int open_row(const struct open *open, const char *option);
void open_scope(struct open *open);

/* --- open_types.c: variables ---------------------------------------------------------------- */

int open_type(struct open *open, const char *text, const char *bound, const char *path,
              const struct declared_type **type);
/* Reads the fields that `json` declares: a list of the story's fields and of objects, or an object. */
void open_fields(struct open *open, const cJSON *json, const char *path, struct open_fields *fields);
/* Stores and globals; those of roles come between them (open_role_variables). */
void open_variables(struct open *open);
/* Reads the initial values, once names are known. */
void open_initials(struct open *open);

/* --- open_role.c, open_step.c ------------------------------------------------------------------ */

/* Reads locals and control states, and makes the variables of the roles. */
void open_role_variables(struct open *open);
void open_steps(struct open *open, unsigned role);

/* --- open_words.c, open_property.c ---------------------------------------------------------------- */

void open_words(struct open *open);
void open_properties(struct open *open);
void open_marks(struct open *open);
/* Whether a property is "always possible" with members that say from where, for whom or how; and reads one
 * (open_future.c). */
bool open_is_future(const cJSON *json);
int open_future(struct open *open, const cJSON *json, const char *path, struct system_property *property);
/* Reads "doing" and "unless known" of a property of steps (open_duty.c). */
int open_duties(struct open *open, const cJSON *json, const char *path, struct system_property *property);
/* Reads a list of roles into bits. */
int open_fair(struct open *open, const cJSON *json, const char *path, uint64_t *roles);

/* --- open_load.c ---------------------------------------------------------------------------------- */

/* Whether a design, after `extends`, is in the open language. */
bool open_recognise(const cJSON *json);
/* Reads a design in the open language; all errors are kept. */
void open_load(struct design *design, const cJSON *json, struct err *err);

/* --- open_check.c ----------------------------------------------------------------------------------- */

/* Checks what types do not say: control states are reached and left. */
void open_validate(struct open *open);
/* Whether a number of the scope makes a difference to the system (system_scope.c). */
bool system_uses(const struct system *system, unsigned row);
/* What the checksum of a system is made of. */
struct buf;
void system_seal(const struct system *system, struct buf *out);

#endif
