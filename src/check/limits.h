/*
 * The time limit of a check, and its progress reports.
 */
#ifndef HEDDLE_CHECK_LIMITS_H
#define HEDDLE_CHECK_LIMITS_H

#include <heddle/check.h>

struct limits {
	const struct check_options *options;
	double started, reported; /* seconds of the monotonic clock */
};

void limits_start(struct limits *limits, const struct check_options *options);
double limits_seconds(const struct limits *limits);

/* Call every few milliseconds from the thread that called check_run.  Sets now->seconds and reports progress
 * if it is due.  Returns the limit reached, or null. */
const char *limits_check(struct limits *limits, struct check_progress *now);

extern const char limit_states[], limit_memory[];

#endif
