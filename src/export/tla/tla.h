/*
 * What the files that write TLA+ share: names that are identifiers, comments, and the
 * symbolic evaluation of one step.
 */
#ifndef HEDDLE_EXPORT_TLA_TLA_H
#define HEDDLE_EXPORT_TLA_TLA_H

#include <heddle/buf.h>
#include <heddle/export.h>
#include <heddle/plan.h>

/* The names that a module gives to a design and its steps; in the arena. */
struct module_names {
	const char *module;
	const char **actions; /* by action of the plan */
};
void module_name_all(const struct plan *plan, struct arena *arena, struct module_names *names);

/*
 * A module being written.  Of a plan without bounds it is the module in which TLC decides what `heddle check
 * --property` does: it leaves out what such a plan does, and counts in the variable `unseen` the steps that
 * change what is left out, so that they are steps nevertheless.
 */
struct module {
	const struct plan *plan;
	const struct export_options *options;
	struct module_names names;
	struct arena *arena;
	struct buf *out;
	const char *variables[10];
	unsigned variable_count;
	/* Of a plan without bounds: */
	struct assumptions assumed;
	struct action_marks marks;
	uint8_t *unseen; /* by action: what it adds to `unseen`, which counts modulo the number of kinds */
	unsigned kinds;  /* 1: nothing has to be counted, and the variable is left out */
};

/* Fills what is above from plan, options and arena. */
void module_prepare(struct module *m);

/* Appends `text` as comment lines of at most 80 columns, each indented by `indent`. */
void module_comment(struct buf *out, unsigned indent, const char *text);
/* Appends the line that opens a module, and the one that ends it. */
void module_open(struct buf *out, const char *module);
void module_close(struct buf *out);
/* Appends a heading within a module. */
void module_heading(struct buf *out, const char *text);
/* Appends "text" with its quotes. */
void module_text(struct buf *out, const char *text);

/* The variable that a slot of a process lies in: "serverStates", and what an element of it is called. */
const char *module_processes(enum role role);
const char *module_self(enum role role);
/* The name of the constant that holds the values of a type: "Users". */
const char *module_constant(enum type type);

/* Appends the definition of an action, comment and all. */
void module_action(const struct module *m, unsigned action);

/* tla_types.c: declares the variables; defines what values there are, how it begins, and TypeOk. */
void module_variables(const struct module *m);
void module_types(const struct module *m);
void module_first_state(const struct module *m);
void module_type_ok(const struct module *m);
/* Defines how everything that has an age gets an hour older; only in a plan without bounds. */
void module_ages(const struct module *m);
/* Whether processes of the role, or blobs, have an age. */
bool module_role_ages(const struct plan *plan, enum role role);
bool module_blob_ages(const struct plan *plan);

/* tla_property.c: defines what should hold, and asks for it. */
void module_properties(const struct module *m);
void module_ask(const struct module *m, struct buf *out);
/* Why TLC cannot be asked about a property, for export_target; null: it can. */
const char *module_cannot(const struct model *model, unsigned property);
/* The keyword that asks for it in a configuration: "INVARIANT"; null where it cannot be asked. */
const char *module_keyword(unsigned property);

/* tla_assume.c: defines what a property of behaviours rests on. */
void module_assumptions(const struct module *m);

/*
 * The condition on the state before the step under which it returns None though a good result is
 * possible; null when that cannot be.
 */
const char *module_needless_none(const struct plan *plan, unsigned action, struct arena *arena);

/* Writes module and configuration of a compiled design. */
int module_design(const struct model *model, const struct export_options *options, struct export *out,
                  struct err *err);

/* Whether strings of TLA+ can hold the names of control states, and TLC's configuration those of constants:
 * its strings know no escapes, and a model value is a plain word.  Returns -1 with the error when they
 * cannot. */
int module_check_names(const struct plan *plan, bool model_values, struct err *err);

/* Declares the constants that the design needs, and assigns them as the scope says. */
void module_declare_constants(const struct plan *plan, struct buf *out);
void module_assign_constants(const struct plan *plan, bool model_values, struct buf *out);
/* Defines Symmetry over what there is more than one of; false, and nothing, where there is only one of each.
 */
bool module_symmetry(const struct plan *plan, struct buf *out);
void module_config(const struct module *m, bool symmetric);

/* The same and a module that follows a trace along it. */
int module_trace(const struct model *model, const struct trace *trace, const struct export_options *options,
                 struct export *out, struct err *err);

#endif
