/*
 * An explanation for machines.
 */
#ifndef HEDDLE_CLI_EXPLAIN_JSON_H
#define HEDDLE_CLI_EXPLAIN_JSON_H

struct buf;
struct explained;
struct session;

/* Appends a line of JSON. */
void explain_json(struct buf *out, const struct session *session, const struct explained *explained);

#endif
