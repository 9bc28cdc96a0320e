/*
 * The evidence for a violated property that is judged by the future of a state: a run that starts where the
 * counterexample ends.
 */
#ifndef HEDDLE_CLI_CHECK_AHEAD_H
#define HEDDLE_CLI_CHECK_AHEAD_H

#include <heddle/check.h>

struct buf;
struct err;
struct session;

/* Whether the counterexample has such a run. */
bool check_ahead_has(const struct model *model, const struct check_trace *trace);

/* Append it as text, and as members of a JSON object:  ", \"ahead\": […]". */
void check_ahead_text(const struct model *model, const struct check_trace *trace, struct buf *out);
void check_ahead_json(const struct model *model, const struct check_trace *trace, struct buf *out);

/* The number of ids that the run needs. */
unsigned check_ahead_ids(const struct model *model, const struct check_trace *trace);
/* Plays the run in a session that is at the end of the counterexample.  Adds notes where it starts and what
 * it shows. */
int check_ahead_play(struct session *session, const struct check_trace *trace, struct err *err);

#endif
