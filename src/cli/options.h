/*
 * The parser of command lines, for the dispatcher.
 */
#ifndef HEDDLE_CLI_OPTIONS_H
#define HEDDLE_CLI_OPTIONS_H

#include <heddle/cli.h>

/* Fills args (whose subcommand is set) from the words after the subcommand. */
int cli_parse(struct cli_args *args, char **words, int count, struct err *err);

extern const struct subcommand subcommand_play, subcommand_check, subcommand_render, subcommand_replay,
        subcommand_convert, subcommand_design, subcommand_export, subcommand_manual;

#endif
