/*
 * heddle check --property: properties of whole behaviours.
 */
#ifndef HEDDLE_CLI_CHECK_LIVENESS_H
#define HEDDLE_CLI_CHECK_LIVENESS_H

struct cli_args;
struct cli_option;
struct design;
struct err;

/* Checks the property that --property names; returns an exit status, or -1 with err set. */
int check_liveness(const struct cli_args *args, const struct design *design, const char *name,
                   struct err *err);

#endif
