/*
 * The names of the constants: which ones a trace shows, and which ones a
 * session has to save.
 *
 * Names carry no meaning of their own; a constant's role follows from where it
 * stands in a state.  All lists end with a null and live in the arena that is passed.
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

/* What a trace shows: the names of each role, and a scope that is as large.
 * Members of the scope that nothing shows are SCOPE_DEFAULT. */
void constants_infer(const struct trace *trace, struct arena *arena, struct constants *constants,
                     struct scope *scope);

/* Copies the lists, made as long as a settled scope asks for with usual names that are not
 * taken, and in natural order (s2 before s10). */
struct constants constants_complete(const struct constants *constants, const struct scope *scope,
                                    struct arena *arena);

/* As many names of each role as a settled scope has room for; the texts are borrowed. */
struct constants constants_within(const struct constants *constants, const struct scope *scope,
                                  struct arena *arena);

/* The scope that heddle saved; of defaults only when it saved none. */
struct scope constants_saved_scope(const struct trace_meta *meta);

/* Raises a scope to what the texts of saved steps speak of: "s2 …" needs two servers, unless
 * the file gives that name to something. */
void constants_raise_scope(const struct trace_meta *meta, struct scope *scope);

/* Whether the steps speak of nothing that is beyond `scope`, of which members may be SCOPE_DEFAULT.  If they
 * do, *node is the first such step. */
int constants_check_scope(const struct trace_meta *meta, const struct scope *scope, uint32_t *node,
                          struct err *err);

/* Saves the roles whose names are not the usual ones, and reads them back. */
void constants_to_meta(const struct constants *constants, struct arena *arena, struct trace_meta *meta);
struct constants constants_from_meta(const struct trace_meta *meta, struct arena *arena);

#endif
