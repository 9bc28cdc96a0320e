/*
 * Shared by the files that write a system (heddle/system.h) as TLA+.
 */
#ifndef HEDDLE_EXPORT_TLA_SYSTEM_H
#define HEDDLE_EXPORT_TLA_SYSTEM_H

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/export.h>
#include <heddle/machine.h>
#include <heddle/mem.h>
#include <heddle/system.h>

enum { RENAMED_MAX = 64, GROWING_MAX = 64, TEXTS_MAX = 64 };

/* A system being written, and the names that it gets in TLA+. */
struct spec {
	const struct model *model;
	const struct system *system;
	const struct scope *scope;
	const struct constants *constants;
	const struct export_options *options;
	struct arena *arena;
	struct buf *out;
	struct err *err;

	const char *module, *variables[SYSTEM_VARIABLES_MAX], *rows[SCOPE_ROWS_MAX];
	const char *steps[SYSTEM_ROLES_MAX][SYSTEM_STEPS_MAX];
	const char *next[SYSTEM_ROLES_MAX], *also_next[SYSTEM_ROLES_MAX], *fair[SYSTEM_ROLES_MAX];
	const char *has_value[SYSTEM_ROLES_MAX][SYSTEM_STEPS_MAX]; /* null: the step always has one */
	const char *properties[SYSTEM_PROPERTIES_MAX];
	const char **taken; /* all names of the module; ends with a null */
	unsigned taken_count, taken_room;
	/* Fields that TLA+ cannot have under their names, and what they are called instead. */
	const char *renamed[RENAMED_MAX], *renamed_as[RENAMED_MAX];
	unsigned renamed_count;

	bool row_used[SCOPE_ROWS_MAX];
	bool unset_is_value; /* UNSET is compared with what is no string, so it has to be a model value */
	/* Types of numbers and lists with a bound that a step may exceed. */
	const struct declared_type *growing[GROWING_MAX];
	unsigned growing_count;
	const struct expr *refused; /* the first expression that cannot be written */
};

/* --- system_names.c ------------------------------------------------------------------------- */

/* Names everything that the module defines. */
void spec_name_all(struct spec *spec);
/* A name that nothing in the module has; it is not kept. */
const char *spec_free_name(const struct spec *spec, const char *wanted);
/* A record's field. */
const char *spec_field(struct spec *spec, const char *name);
/* Appends a comment for each name that had to be changed. */
void spec_tell_renamed(struct spec *spec);

/* --- system_type.c --------------------------------------------------------------------------- */

/* The set of constants that is called so: "Servers \union Readers". */
const char *spec_set(struct spec *spec, const char *all);
/* The set of the values of a type, and its initial value. */
const char *spec_type(struct spec *spec, const struct declared_type *type);
const char *spec_initial(struct spec *spec, const struct declared_type *type);
void spec_put_variables(struct spec *spec);
void spec_put_first_state(struct spec *spec);
/* The types of all variables, as lines of a conjunction. */
void spec_put_types(struct spec *spec);
/* Defines Bound; false: nothing is bounded. */
bool spec_put_bound(struct spec *spec);
/* Of a role's processes, or of those that take only one part; null: it is one without a name. */
const char *spec_processes(struct spec *spec, const struct system_role *role, bool also);

/* --- system_design.c --------------------------------------------------------------------------- */

int spec_write(const struct model *model, const struct export_options *options, struct export *out,
               struct err *err);
void spec_init(struct spec *spec, const struct model *model, const struct export_options *options,
               struct arena *arena, struct err *err);
/* Assigns the constants in a configuration. */
void spec_assign_constants(struct spec *spec);
void spec_put_properties(struct spec *spec);
void spec_request(struct spec *spec);
/* As in struct export_target, and the keyword of a property of the model: "INVARIANT". */
const char *spec_cannot(const struct model *model, unsigned property);

/* --- system_step.c ------------------------------------------------------------------------------- */

/* Defines a step, and whether it always has a value. */
void spec_put_step(struct spec *spec, unsigned role, unsigned step);

#endif
