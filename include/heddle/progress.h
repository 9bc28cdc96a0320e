/*
 * How far long work is, and whether it shall go on.
 *
 * Work that may last says how far it is with progress_at, and ends early when told to.  It does not
 * know who listens: the command line writes a line, the playground shows it and looks for Esc, and
 * where nobody listens work is never stopped.  What is stopped fails as on bad input, with
 * progress_err.
 *
 * All of this is of one thread: others work unheard.
 */
#ifndef HEDDLE_PROGRESS_H
#define HEDDLE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct err;

struct progress {
	const char *doing; /* "searching"; null: the work is over, and nothing stands there any more */
	size_t done, all;  /* all 0: not known */
};

/* What is told; false stops the work. */
typedef bool progress_fn(void *ctx, const struct progress *progress);

/* From here on `fn` (null: nobody) is told, `milliseconds` after the work began and as often from then on;
 * with 0 it is told each time. */
void progress_to(progress_fn *fn, void *ctx, unsigned milliseconds);

/* Around work; pairs may stand inside each other, and the outermost counts. */
void progress_begin(void);
void progress_end(void);

/* Between them: `done` of `all`.  False: stop.  Takes some nanoseconds: now and then is enough. */
bool progress_at(const char *doing, size_t done, size_t all);

/* Whether the work was told to stop. */
bool progress_stopped(void);
/* The error of work that was stopped.  Returns -1. */
int progress_err(struct err *err);

/* "searching: 42 %", "reading: 120000", as text of at most `size` bytes.  Returns `out`. */
const char *progress_text(const struct progress *progress, char *out, size_t size);

#endif
