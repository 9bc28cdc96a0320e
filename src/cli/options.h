/*
 * The parser of command lines, for the dispatcher.
 */
#ifndef HEDDLE_CLI_OPTIONS_H
#define HEDDLE_CLI_OPTIONS_H

#include <heddle/cli.h>

/* Fills args (whose subcommand is set) from the words after the subcommand.  The caller releases them, even
 * on failure. */
int cli_parse(struct cli_args *args, char **words, int count, struct err *err);
void cli_release(struct cli_args *args);

/* The value of an option of a scope: after =, or the next word. */
int cli_take_row(struct cli_args *args, const struct scope_row *row, const char *joined, const char *next,
                 struct err *err);
int cli_unknown_option(const struct cli_args *args, const char *name, struct err *err);

/* --- own_options.c: rows of a design's own ---------------------------------------------- */

/* Keeps an option that the design may have. */
int own_options_keep(struct cli_args *args, const char *name, const char *joined, const char *next,
                     bool *taken, struct err *err);
/* Finds the design that the line names, sets args->rows to its rows, and takes the options that were kept.
 * `extra` is an operand too many, or null.  Returns -1 with `err` set if it has no such option. */
int own_options_take(struct cli_args *args, const char *extra, struct err *err);
/* Sets args->rows for help: what cannot be opened is passed over. */
void own_options_find(struct cli_args *args);

extern const struct subcommand subcommand_play, subcommand_check, subcommand_render, subcommand_replay,
        subcommand_explain, subcommand_convert, subcommand_design, subcommand_export, subcommand_manual;

#endif
