/*
 * Names of constants: those that a trace uses, and those that a session must save.
 *
 * A name has no meaning in itself; a constant's role follows from its position in a state.  Lists end with a
 * null and live in the arena passed in.  `rows` are those of the design's scopes (design_scope_rows).
 */
#ifndef HEDDLE_CONSTANTS_H
#define HEDDLE_CONSTANTS_H

#include <stdint.h>

#include <heddle/design.h>
#include <heddle/scope.h>

struct arena;
struct err;
struct trace;
struct trace_meta;

/* Infers from a trace the names of each role and the smallest scope with them, in the rows of `design`; null:
 * of any design in the vocabulary.  Members of the scope that the trace does not determine are SCOPE_DEFAULT.
 */
void constants_infer(const struct design *design, const struct trace *trace, struct arena *arena,
                     struct constants *constants, struct scope *scope);

/* The same for a design in the open language, from the declared types of its variables. */
struct system;
void constants_infer_declared(const struct system *system, const struct trace *trace, struct arena *arena,
                              struct constants *constants, struct scope *scope);

/* Whether each state names all constants that a row of the design's scopes counts: they are keys of a
 * variable. */
bool constants_all_shown(const struct design *design, unsigned row);

/* Copies the lists, extended to the size of a settled scope with unused usual names, in natural order (s2
 * before s10). */
struct constants constants_complete(const struct scope_row *rows, const struct constants *constants,
                                    const struct scope *scope, struct arena *arena);

/* A list in natural order, in `arena`.  Releases the names. */
struct names;
const char *const *constants_list(struct names *names, struct arena *arena);

/* The first names of each role, as many as a settled scope allows; the texts are borrowed. */
struct constants constants_within(const struct constants *constants, const struct scope *scope,
                                  struct arena *arena);

/* Names in other rows: those of the rows with the same options; the lists are borrowed. */
struct constants constants_carry(const struct scope_row *from, const struct constants *constants,
                                 const struct scope_row *to);

/* The scope that heddle saved; all defaults if it saved none.  Numbers of other rows are left out. */
struct scope constants_saved_scope(const struct scope_row *rows, const struct trace_meta *meta);

/* The first option of a saved scope, or of a list of names, that is no row; null: none. */
const char *constants_unknown_row(const struct scope_row *rows, const struct trace_meta *meta);

/* Raises a scope to cover the names in saved steps: "s2 …" needs two servers, unless the file uses that name
 * for something else. */
void constants_raise_scope(const struct scope_row *rows, const struct trace_meta *meta, struct scope *scope);

/* Checks that saved steps name nothing beyond `scope`, whose members may be SCOPE_DEFAULT.  Otherwise returns
 * -1 with `err` set, and *node is the first such step. */
int constants_check_scope(const struct scope_row *rows, const struct trace_meta *meta,
                          const struct scope *scope, uint32_t *node, struct err *err);

/* Convert between constants and the saved form, which has only the roles with unusual names. */
void constants_to_meta(const struct scope_row *rows, const struct constants *constants, struct arena *arena,
                       struct trace_meta *meta);
struct constants constants_from_meta(const struct scope_row *rows, const struct trace_meta *meta,
                                     struct arena *arena);

#endif
