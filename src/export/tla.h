/*
 * What the files that write TLA+ share: names that are identifiers, comments, and the
 * symbolic evaluation of one step.
 */
#ifndef EXPORT_TLA_H
#define EXPORT_TLA_H

#include <heddle/buf.h>
#include <heddle/export.h>

#include "../design/plan.h"

/* The names that a module gives to a design and its steps; in the arena. */
struct module_names {
	const char *module;
	const char **actions; /* by action of the plan */
};
void module_name_all(const struct plan *plan, struct arena *arena, struct module_names *names);

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
void module_action(const struct plan *plan, const struct module_names *names, unsigned action,
                struct buf *out);

/*
 * The condition on the state before the step under which it logs an empty READ though the
 * process has looked and found a record; null when that cannot be.
 */
const char *module_blind_none(const struct plan *plan, unsigned action, struct arena *arena);

/* Writes module and configuration of a compiled design. */
int module_design(const struct model *model, const struct export_options *options, struct export *out,
               struct err *err);

/* Whether TLC's configuration can hold the names: its strings know no escapes, and a model value is a
 * plain word.  Returns -1 with the error when it cannot. */
int module_check_constants(const struct plan *plan, bool model_values, struct err *err);

/* Declares the constants that the design needs, and assigns them as the scope says. */
void module_declare_constants(const struct plan *plan, struct buf *out);
void module_assign_constants(const struct plan *plan, bool model_values, struct buf *out);
/* Defines Symmetry over what there is more than one of; false, and nothing, where there is no such. */
bool module_symmetry(const struct plan *plan, struct buf *out);
void module_config(const struct plan *plan, const struct module_names *names,
                   const struct export_options *options, bool symmetric, struct buf *out);

/* The same and a module that follows a trace along it. */
int module_trace(const struct model *model, const struct trace *trace,
              const struct export_options *options, struct export *out, struct err *err);

#endif
