/*
 * Reads the monotonic clock on each call.  Rejected: signals and timer threads, since the explorer calls
 * often enough and a library should not own signals.
 */
#include <heddle/clock.h>

#include "check/limits.h"

const char limit_states[] = "states", limit_memory[] = "memory";
static const char limit_time[] = "time", limit_stopped[] = "stopped";

static const double report_every = 0.1;

void limits_start(struct limits *limits, const struct check_options *options)
{
	limits->options = options;
	limits->started = limits->reported = clock_seconds();
}

double limits_seconds(const struct limits *limits)
{
	return clock_seconds() - limits->started;
}

const char *limits_check(struct limits *limits, struct check_progress *now)
{
	const struct check_options *options = limits->options;
	double clock = clock_seconds();

	now->seconds = clock - limits->started;
	if (options->progress && clock - limits->reported >= report_every) {
		limits->reported = clock;
		if (!options->progress(options->ctx, now))
			return limit_stopped;
	}
	if (options->max_seconds > 0 && now->seconds >= options->max_seconds)
		return limit_time;
	return NULL;
}
