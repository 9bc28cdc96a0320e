/*
 * Progress of long work, and a way to stop it.
 *
 * Long work calls progress_at and ends early if that returns false; it then fails as on bad input, with
 * progress_err.  It does not know its listener: the command line prints a line, the playground shows
 * progress and stops on Esc.  Without a listener work is never stopped.  The listener belongs to one
 * thread; work in other threads is not reported.
 */
#ifndef HEDDLE_PROGRESS_H
#define HEDDLE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct err;

struct progress {
	const char *doing; /* "searching"; null: the work is over, so erase what is shown */
	size_t done, all;  /* in units of the work; all 0: unknown; both 0: no number says how far it is */
};

/* A listener; returning false stops the work. */
typedef bool progress_fn(void *ctx, const struct progress *progress);

/* Sets the listener (null: none).  It is called `milliseconds` after the work began, and then at that
 * interval; with 0, for each progress_at. */
void progress_to(progress_fn *fn, void *ctx, unsigned milliseconds);

/* Enclose work.  Pairs may be nested; only the outermost counts. */
void progress_begin(void);
void progress_end(void);

/* Reports `done` of `all` between them.  False: stop.  A call takes nanoseconds. */
bool progress_at(const char *doing, size_t done, size_t all);

/* Whether the work was told to stop. */
bool progress_stopped(void);
/* The error of work that was stopped.  Returns -1. */
int progress_err(struct err *err);

/* "searching: 42 %", "reading: 120000", "searching …", as text of at most `size` bytes.  Returns `out`. */
const char *progress_text(const struct progress *progress, char *out, size_t size);

#endif
