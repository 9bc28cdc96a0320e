/*
 * The monotonic clock: for how long something takes, and for when it must end.
 */
#ifndef HEDDLE_CLOCK_H
#define HEDDLE_CLOCK_H

/* Seconds since some moment in the past that stays the same for the whole run.  Safe in a signal handler. */
double clock_seconds(void);

#endif
