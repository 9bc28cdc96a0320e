/*
 * Options of check and export for properties of whole behaviours: what such a property assumes, and which
 * options it excludes.
 */
#ifndef HEDDLE_CLI_BEHAVIOURS_H
#define HEDDLE_CLI_BEHAVIOURS_H

#include <heddle/design.h>

struct buf;
struct cli_args;
struct err;

/* Rows for a subcommand's options, next to its --property. */
#define BEHAVIOUR_OPTIONS                                                                                    \
	{ .name = "fair", .summary = "with --property: cleaners are weakly fair in any design" },            \
	        { .name = "unfair", .summary = "with --property: no process is fair, nor the clock" },       \
	        { .name = "endless-writes",                                                                  \
		  .summary = "with --property: writes may begin infinitely often" },                         \
	{                                                                                                    \
		.name = "endless-failures", .summary = "with --property: cleaners may fail infinitely often" \
	}

/* The design's assumptions, changed by the options. */
struct assumptions behaviours_assumed(const struct cli_args *args, const struct design *design);

/* Appends "Assumed: …", a line.  `ids`: that at most so many are alive at a time; 0: nothing about ids. */
void behaviours_tell(const struct design *design, const struct assumptions *assumed, int ids,
                     struct buf *out);

/* Two options that need or exclude each other. */
struct option_rule {
	const char *one, *other;
	bool without; /* `one` needs `other`; else they exclude each other */
};
/* Returns -1 with `err` set if a rule is broken; `rules` ends with a null `one`. */
int options_check_together(const struct cli_args *args, const struct option_rule *rules, struct err *err);

/* Checks the options that need --property or exclude it. */
int behaviours_check(const struct cli_args *args, struct err *err);

/* Refuses bounds of the scope together with an option that explores without bounds:  "property". */
int behaviours_check_bounds(const struct cli_args *args, const char *without, const char *remedy,
                            struct err *err);

#endif
