/*
 * What heddle check tells of a property that is judged by the future of a state: the run that shows
 * it, which begins where the counterexample ends.
 */
#ifndef HEDDLE_CLI_CHECK_AHEAD_H
#define HEDDLE_CLI_CHECK_AHEAD_H

#include <heddle/check.h>

struct buf;
struct err;
struct session;

/* Whether the counterexample goes on with such a run. */
bool check_ahead_has(const struct model *model, const struct check_trace *trace);

/* Appends it in words, and as members of a JSON object: ", \"ahead\": […]". */
void check_ahead_words(const struct model *model, const struct check_trace *trace, struct buf *out);
void check_ahead_json(const struct model *model, const struct check_trace *trace, struct buf *out);

/* How many ids the run takes. */
unsigned check_ahead_ids(const struct model *model, const struct check_trace *trace);
/* Plays the run in a session that is where the counterexample ends, with a note on where it begins
 * and one on what it shows. */
int check_ahead_play(struct session *session, const struct check_trace *trace, struct err *err);

#endif
