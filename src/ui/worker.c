/*
 * is held for a few assignments only, never during work.
 *
 * Rejected: a thread per job, which could not be joined without blocking a key; a queue of jobs, since only
 * the last one matters.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/worker.h>

struct worker {
	pthread_t thread;
	pthread_mutex_t lock; /* guards the members up to `closing` */
	pthread_cond_t asked;
	struct job *waiting;
	struct message *message;
	bool running, closing;
	atomic_bool stop; /* the running job should end; written under the lock, read without */
	bool threaded;
	int wake;
};

static void drop_job(struct job *job)
{
	if (job)
		job->release(job);
}

static void drop_message(struct message *message)
{
	if (message)
		message->release(message);
}

static void *work(void *ctx)
{
	struct worker *worker = ctx;

	pthread_mutex_lock(&worker->lock);
	while (!worker->closing) {
		struct job *job = worker->waiting;

		if (!job) {
			pthread_cond_wait(&worker->asked, &worker->lock);
			continue;
		}
		worker->waiting = NULL;
		worker->running = true;
		atomic_store(&worker->stop, false);
		pthread_mutex_unlock(&worker->lock);
		job->run(job, worker);
		job->release(job);
		pthread_mutex_lock(&worker->lock);
		worker->running = false;
	}
	pthread_mutex_unlock(&worker->lock);
	return NULL;
}

/* The new thread blocks all signals; the main thread handles them. */
static bool start(struct worker *worker)
{
	sigset_t all, before;
	int failed;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&worker->thread, NULL, work, worker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return !failed;
}

struct worker *worker_new(bool thread, int wake)
{
	struct worker *worker = mem_alloc(sizeof(*worker));

	pthread_mutex_init(&worker->lock, NULL);
	pthread_cond_init(&worker->asked, NULL);
	atomic_init(&worker->stop, false);
	worker->wake = wake;
	worker->threaded = thread && start(worker);
	return worker;
}

void worker_free(struct worker *worker)
{
	if (!worker)
		return;
	worker_stop(worker);
	if (worker->threaded) {
		pthread_mutex_lock(&worker->lock);
		worker->closing = true;
		atomic_store(&worker->stop, true);
		pthread_cond_signal(&worker->asked);
		pthread_mutex_unlock(&worker->lock);
		pthread_join(worker->thread, NULL);
	}
	drop_message(worker->message);
	pthread_cond_destroy(&worker->asked);
	pthread_mutex_destroy(&worker->lock);
	free(worker);
}

/* Replaces the waiting job by `job` (null: none), and drops the message and stops the running job. */
static void replace(struct worker *worker, struct job *job)
{
	struct job *waiting;
	struct message *message;

	pthread_mutex_lock(&worker->lock);
	waiting = worker->waiting;
	message = worker->message;
	worker->waiting = job;
	worker->message = NULL;
	if (worker->running)
		atomic_store(&worker->stop, true);
	pthread_cond_signal(&worker->asked);
	pthread_mutex_unlock(&worker->lock);
	drop_job(waiting);
	drop_message(message);
}

void worker_ask(struct worker *worker, struct job *job)
{
	if (worker->threaded) {
		replace(worker, job);
		return;
	}
	replace(worker, NULL);
	worker->running = true;
	progress_begin();
	job->run(job, worker);
	progress_end();
	worker->running = false;
	job->release(job);
}

void worker_stop(struct worker *worker)
{
	replace(worker, NULL);
}

bool worker_threaded(const struct worker *worker)
{
	return worker->threaded;
}

struct message *worker_take(struct worker *worker)
{
	struct message *message;

	pthread_mutex_lock(&worker->lock);
	message = worker->message;
	worker->message = NULL;
	pthread_mutex_unlock(&worker->lock);
	return message;
}

bool worker_go_on(struct worker *worker)
{
	if (atomic_load_explicit(&worker->stop, memory_order_relaxed))
		return false;
	/* In the owner's thread, the progress handler may stop it. */
	return worker->threaded || progress_at("searching", 0, 0);
}

void worker_post(struct worker *worker, struct message *message)
{
	struct message *old = message;
	bool wake = false;

	pthread_mutex_lock(&worker->lock);
	if (!atomic_load(&worker->stop)) {
		old = worker->message;
		worker->message = message;
		wake = worker->wake >= 0;
	}
	pthread_mutex_unlock(&worker->lock);
	drop_message(old);
	/* If the pipe is full, its reader wakes anyway. */
	if (wake && write(worker->wake, "", 1) < 0)
		return;
}
