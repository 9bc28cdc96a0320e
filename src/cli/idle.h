/*
 * Options that were given but have no effect on this design or trace.  They are reported; an option that
 * never makes sense is refused instead.
 */
#ifndef HEDDLE_CLI_IDLE_H
#define HEDDLE_CLI_IDLE_H

#include <stddef.h>

struct buf;
struct cli_args;
struct design;
struct err;
struct session;

enum { IDLE_MOST = 24 };

struct idle {
	struct {
		const char *option, *why; /* why: static, or owned by the design */
	} rows[IDLE_MOST];
	size_t count;
};

/* Only the first reason for an option is kept. */
void idle_add(struct idle *idle, const char *option, const char *why);

/* Adds members of the scope that the design ignores, and assumptions of --property about processes or
 * faults that it does not have. */
void idle_of_design(const struct cli_args *args, const struct design *design, struct idle *idle);

/* Adds all given members of the scope. */
void idle_scope(const struct cli_args *args, const char *why, struct idle *idle);

/* Adds the given bounds, for playing and replaying, which have none. */
void idle_bounds(const struct cli_args *args, const char *why, struct idle *idle);

/* Prints one line each on standard error. */
void idle_warn(const struct idle *idle);
/* Appends one line each, for a report. */
void idle_text(const struct idle *idle, struct buf *out);
/* Appends ", \"no_effect\": [{\"option\": …, \"why\": …}, …]". */
void idle_json(const struct idle *idle, struct buf *out);

/* Warns of options that do not affect `session`.  Null: there is none; then returns -1 with `err` set if an
 * option needs one. */
int idle_check_session(const struct cli_args *args, const struct session *session, struct err *err);

#endif
