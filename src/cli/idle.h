/*
 * Options that were given and have no effect.  One that makes no sense at all is refused; one that has none
 * here, on this design or trace, is told.
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
		const char *option, *why; /* why: static, or of the design */
	} rows[IDLE_MOST];
	size_t count;
};

/* Of an option that was added before only the first reason counts. */
void idle_add(struct idle *idle, const char *option, const char *why);

/* Adds the numbers of the scope that the design has no use for, and the assumptions of --property that are
 * about processes or faults which it does not have. */
void idle_of_design(const struct cli_args *args, const struct design *design, struct idle *idle);

/* Adds all of the scope that was given. */
void idle_scope(const struct cli_args *args, const char *why, struct idle *idle);

/* Adds the bounds that were given, to what has none: playing. */
void idle_bounds(const struct cli_args *args, const char *why, struct idle *idle);

/* A line each on standard error. */
void idle_warn(const struct idle *idle);
/* A line each, as part of a report. */
void idle_words(const struct idle *idle, struct buf *out);
/* Appends ", \"no_effect\": [{\"option\": …, \"why\": …}, …]". */
void idle_json(const struct idle *idle, struct buf *out);

/* What a session that is played has no use for, on standard error; null: nothing is played.  Where nothing
 * was named to be played, refuses what needs it. */
int idle_check_session(const struct cli_args *args, const struct session *session, struct err *err);

#endif
