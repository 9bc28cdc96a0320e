/*
 * Shared by the files that write TLA+.
 */
#ifndef HEDDLE_EXPORT_TLA_TLA_H
#define HEDDLE_EXPORT_TLA_TLA_H

#include <heddle/buf.h>
#include <heddle/domain.h>
#include <heddle/export.h>
#include <heddle/plan.h>

#include "export/state_text.h"
#include "export/tla/tla_text.h"

/* Identifiers for a design and its steps; in the arena. */
struct module_names {
	const char *module;
	const char **actions; /* by action of the plan */
};
void module_name_all(const struct plan *plan, struct arena *arena, struct module_names *names);

/*
 * A module being written.  For a plan without bounds, it leaves out what the plan leaves out; the variable
 * `unseen` distinguishes steps that change only such things from stuttering.
 */
struct module {
	const struct plan *plan;
	const struct export_options *options;
	struct module_names names;
	struct arena *arena;
	struct buf *out;
	const char *variables[10];
	unsigned variable_count;
	/* for a plan without bounds: */
	struct assumptions assumed;
	struct action_marks marks;
	uint8_t *unseen; /* by action: the number it adds to `unseen`, modulo `kinds` */
	unsigned kinds;  /* 1: the variable is not needed, and left out */
};

/* Fills in the rest from plan, options and arena. */
void module_prepare(struct module *m);

/* The bound variable for a process of the role: "s". */
const char *module_self(enum role role);
/* The operator that makes all processes of a role an hour older: "OlderServers". */
const char *module_older(enum role role);
/* The set of a type's values: "Users". */
const char *module_constant(enum type type);

/* Appends the definition of an action, with its comment. */
void module_action(const struct module *m, unsigned action);

/* tla_types.c: variables, types, the initial state, TypeOk. */
void module_variables(const struct module *m);
void module_types(const struct module *m);
void module_first_state(const struct module *m);
void module_type_ok(const struct module *m);
/* Defines how ages grow by an hour; only for a plan without bounds. */
void module_ages(const struct module *m);
/* Whether processes of the role, or blobs, have an age. */
bool module_role_ages(const struct plan *plan, enum role role);
bool module_blob_ages(const struct plan *plan);

/* tla_property.c: define the properties, and request them in the configuration. */
void module_properties(const struct module *m);
void module_request(const struct module *m, struct buf *out);
/* As in struct export_target. */
const char *module_cannot(const struct model *model, unsigned property);
/* Its keyword in a configuration, "INVARIANT"; null if it cannot be exported. */
const char *module_keyword(unsigned property);

/* tla_assume.c: defines the assumptions of a property of whole behaviours. */
void module_assumptions(const struct module *m);

/*
 * The condition, on the state before the step, under which it returns None although a good result is
 * possible; null: never.
 */
const char *module_needless_none(const struct plan *plan, unsigned action, struct arena *arena);

/* Writes the module and the configuration of a compiled design. */
int module_design(const struct model *model, const struct export_options *options, struct export *out,
                  struct err *err);

/* Returns -1 with `err` set if a TLA+ string cannot hold the name of a control state, or TLC's configuration
 * that of a constant: strings there have no escapes, and a model value is an identifier. */
int module_check_names(const struct plan *plan, bool model_values, struct err *err);

/* Declare the constants that the design needs, and assign their values in the scope. */
void module_declare_constants(const struct plan *plan, struct buf *out);
void module_assign_constants(const struct plan *plan, bool model_values, struct buf *out);
/* Defines Symmetry over the sets with more than one element; returns false if there are none. */
bool module_symmetry(const struct plan *plan, struct buf *out);
void module_config(const struct module *m, bool symmetric);

#endif
