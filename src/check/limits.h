/*
 * The limits of a check that are not memory, and its reports on the way.
 */
#ifndef HEDDLE_CHECK_LIMITS_H
#define HEDDLE_CHECK_LIMITS_H

#include <heddle/check.h>

struct watch {
	const struct check_options *options;
	double started, reported; /* seconds of the monotonic clock */
};

void watch_start(struct watch *watch, const struct check_options *options);
double watch_seconds(const struct watch *watch);

/* To be called every few milliseconds, from the thread that called check_run.  Fills in
 * now->seconds, reports progress when it is time to, and returns the limit
 * that was reached, or null. */
const char *watch_look(struct watch *watch, struct check_progress *now);

extern const char limit_states[], limit_memory[], limit_time[], limit_stopped[];

#endif
