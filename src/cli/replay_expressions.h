/* heddle replay --always and --watch: what expressions say of the states of a trace. */
#ifndef HEDDLE_CLI_REPLAY_EXPRESSIONS_H
#define HEDDLE_CLI_REPLAY_EXPRESSIONS_H

#include <stdbool.h>

struct cli_args;
struct err;

bool replay_has_expressions(const struct cli_args *args);
/* Prints which conditions break, where and why, and the watched values of each state.  Returns an exit
 * status, or -1 with `err` set. */
int replay_expressions(const struct cli_args *args, struct err *err);

#endif
