/*
 * Work beside the playground: one thread that does one job at a time.
 *
 * A new job replaces the one before: what waits is dropped, what runs is told to
 * stop, and nothing that it still posts is delivered.  News come back through a
 * mailbox that holds the latest only; each delivery makes the wake-up's
 * descriptor readable, so that a loop that polls for keys sees it.
 *
 * A worker without a thread does each job at once in worker_ask: everything else is
 * the same, and deterministic.
 *
 * Invariant: after worker_ask no news of an earlier job can be taken any more.
 * A job belongs to the worker from worker_ask on, news to whoever took them.  All functions
 * are called from the owner's thread but worker_go_on and worker_post, which jobs call.
 */
#ifndef HEDDLE_WORKER_H
#define HEDDLE_WORKER_H

#include <stdbool.h>

struct worker;

/* First member of what a job is made of. */
struct job {
	void (*run)(struct job *job, struct worker *worker); /* in the worker's thread */
	void (*release)(struct job *job);
};

/* First member of what a job tells. */
struct news {
	void (*release)(struct news *news);
};

/* `wake` is the end of a pipe into which a byte is written for news, not blocking; -1: none.  It
 * stays the caller's.  Without `thread`, or where the system gives none, jobs are done at once. */
struct worker *worker_new(bool thread, int wake);
/* Stops what runs and waits for it; null allowed. */
void worker_free(struct worker *worker);

void worker_ask(struct worker *worker, struct job *job);
/* Drops what waits, stops what runs, forgets news. */
void worker_stop(struct worker *worker);
bool worker_busy(struct worker *worker);
bool worker_threaded(const struct worker *worker);

/* The latest news, or null. */
struct news *worker_take(struct worker *worker);

/* For jobs: false when the job is to end, soon. */
bool worker_go_on(struct worker *worker);
/* For jobs: takes `news`; they replace those that nobody took yet. */
void worker_post(struct worker *worker, struct news *news);

#endif
