/*
 * heddle design --diff.
 */
#ifndef HEDDLE_CLI_DESIGN_DIFF_H
#define HEDDLE_CLI_DESIGN_DIFF_H

struct buf;
struct cli_args;
struct err;

/* Appends what differs between the two designs that the operands name, as text or JSON.  Returns -1 with
 * `err` set if one of them cannot be opened or compiled at the numbers of the first. */
int design_diff(const struct cli_args *args, struct buf *out, struct err *err);

#endif
