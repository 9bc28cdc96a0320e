/*
 * heddle check --property: properties of whole behaviours.
 */
#ifndef HEDDLE_CLI_CHECK_LIVENESS_H
#define HEDDLE_CLI_CHECK_LIVENESS_H

struct check_options;
struct cli_args;
struct design;
struct err;
struct session;

/* Checks the property that --property names.  Returns an exit status, or -1 with `err` set. */
int check_liveness(const struct cli_args *args, const struct check_options *limits,
                   const struct design *design, const char *name, struct err *err);

/* Saves a counterexample, replacing the file.  Warns of what the format cannot represent. */
int check_save(struct session *session, const char *path, struct err *err);

#endif
