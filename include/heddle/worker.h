/*
 * A background worker: one thread that runs one job at a time.
 *
 * A new job replaces the previous one: a waiting job is dropped, a running one is asked to stop, and what it
 * still posts is discarded.  Results arrive through a one-slot mailbox; a newer one replaces it.  Each result
 * makes the wake-up descriptor readable, so that a loop that polls for keys notices.
 *
 * A worker without a thread runs each job inside worker_ask, which makes it deterministic.
 *
 * Invariant: after worker_ask, no result of an earlier job can be taken.  worker_ask takes the job;
 * worker_take gives the result to the caller.  Jobs call worker_go_on and worker_post; only the owner's
 * thread calls the rest.
 */
#ifndef HEDDLE_WORKER_H
#define HEDDLE_WORKER_H

#include <stdbool.h>

struct worker;

/* The first member of each kind of job. */
struct job {
	void (*run)(struct job *job, struct worker *worker); /* called in the worker's thread */
	void (*release)(struct job *job);                    /* frees it */
};

/* The first member of each kind of result. */
struct message {
	void (*release)(struct message *message);
};

/* Makes a worker, which the caller frees.  `wake` is the write end of a non-blocking pipe that gets a byte
 * for each result; -1: none.  It is borrowed.  Without `thread`, or if the system refuses one, jobs run
 * inside worker_ask. */
struct worker *worker_new(bool thread, int wake);
/* Stops the running job and waits for it to end; null allowed. */
void worker_free(struct worker *worker);

void worker_ask(struct worker *worker, struct job *job);

/* Drops the waiting job, stops the running one and discards results. */
void worker_stop(struct worker *worker);

bool worker_threaded(const struct worker *worker);

/* The latest result, which the caller releases; or null. */
struct message *worker_take(struct worker *worker);

/* For jobs: false if the job should end. */
bool worker_go_on(struct worker *worker);
/* For jobs: takes `message`, which replaces a result that is still in the mailbox. */
void worker_post(struct worker *worker, struct message *message);

#endif
