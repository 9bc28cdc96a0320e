/*
 * The options of check and export that are about properties of whole behaviours: what such a property rests
 * on, and what means nothing together with it.
 */
#ifndef HEDDLE_CLI_BEHAVIOURS_H
#define HEDDLE_CLI_BEHAVIOURS_H

#include <heddle/design.h>

struct cli_args;
struct err;

/* Rows for a subcommand's table of options, next to its --property. */
#define BEHAVIOUR_OPTIONS                                                                                    \
	{ .name = "fair", .summary = "with --property: cleaners are weakly fair in any design" },            \
	        { .name = "unfair", .summary = "with --property: no process is fair, nor the clock" },       \
	        { .name = "endless-writes",                                                                  \
		  .summary = "with --property: writes may begin infinitely often" },                         \
	{                                                                                                    \
		.name = "endless-failures", .summary = "with --property: cleaners may fail infinitely often" \
	}

/* What the options make of the assumptions that the design states. */
struct assumptions behaviours_assumed(const struct cli_args *args, const struct design *design);

/* A pair of options that says nothing. */
struct option_rule {
	const char *one, *other;
	bool without; /* `one` needs `other`; else they exclude each other */
};
/* Refuses the first pair that was given; `rules` ends with a null `one`. */
int options_check_together(const struct cli_args *args, const struct option_rule *rules, struct err *err);

/* Refuses what means nothing without --property, or together with it. */
int behaviours_check(const struct cli_args *args, struct err *err);

/* Refuses a bound of the scope together with an option that explores without bounds: "property". */
int behaviours_check_bounds(const struct cli_args *args, const char *without, const char *remedy,
                            struct err *err);

#endif
