/*
 * Seconds as a double, which are exact to nanoseconds even after a year of uptime.
 */
#include <time.h>

#include <heddle/clock.h>

double clock_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
