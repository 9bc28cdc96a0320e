/*
 * One look at the monotonic clock decides everything.  Signals and timer
 * threads were rejected: the explorer comes by often enough, and a library
 * should not own signals.
 */
#include <time.h>

#include "check/limits.h"

const char limit_states[] = "states", limit_memory[] = "memory", limit_time[] = "time",
           limit_stopped[] = "stopped";

static const double report_every = 0.1;

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void watch_start(struct watch *watch, const struct check_options *options)
{
	watch->options = options;
	watch->started = watch->reported = seconds_now();
}

double watch_seconds(const struct watch *watch)
{
	return seconds_now() - watch->started;
}

const char *watch_look(struct watch *watch, struct check_progress *now)
{
	const struct check_options *options = watch->options;
	double clock = seconds_now();

	now->seconds = clock - watch->started;
	if (options->progress && clock - watch->reported >= report_every) {
		watch->reported = clock;
		if (!options->progress(options->ctx, now))
			return limit_stopped;
	}
	if (options->max_seconds > 0 && now->seconds >= options->max_seconds)
		return limit_time;
	return NULL;
}
