/*
 * The limits of a check that are not memory, and its reports on the way.
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

/* To be called every few milliseconds, from the thread that called check_run.  Fills in
 * now->seconds, reports progress when it is time to, and returns the limit
 * that was reached, or null. */
const char *limits_check(struct limits *limits, struct check_progress *now);

extern const char limit_states[], limit_memory[], limit_time[], limit_stopped[];

#endif
