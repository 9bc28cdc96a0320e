/* The background worker: jobs are replaced, stopped and released, and results arrive. */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/mem.h>
#include <heddle/worker.h>

static atomic_int alive; /* jobs and results not released yet */

struct number {
	struct message message;
	int value;
};

struct count {
	struct job job;
	int value;
	bool endless; /* goes on until it is stopped */
	atomic_bool *begun;
};

static void release_number(struct message *message)
{
	atomic_fetch_sub(&alive, 1);
	free(message);
}

static void release_count(struct job *job)
{
	atomic_fetch_sub(&alive, 1);
	free(job);
}

static void post(struct worker *worker, int value)
{
	struct number *number = mem_alloc(sizeof(*number));

	*number = (struct number){ { release_number }, value };
	atomic_fetch_add(&alive, 1);
	worker_post(worker, &number->message);
}

static void run_count(struct job *job, struct worker *worker)
{
	struct count *count = (struct count *)(void *)job;

	if (count->begun)
		atomic_store(count->begun, true);
	if (count->endless) {
		while (worker_go_on(worker))
			post(worker, -1);
		post(worker, -2); /* too late: this must be discarded */
		return;
	}
	post(worker, count->value);
}

static struct job *count_job(int value, bool endless, atomic_bool *begun)
{
	struct count *count = mem_alloc(sizeof(*count));

	*count = (struct count){ { run_count, release_count }, value, endless, begun };
	atomic_fetch_add(&alive, 1);
	return &count->job;
}

static int taken(struct worker *worker)
{
	struct number *number = (struct number *)(void *)worker_take(worker);
	int value = number ? number->value : 0;

	if (number)
		number->message.release(&number->message);
	return value;
}

static void make_pipe(int ends[2])
{
	assert_int_equal(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
}

/* Milliseconds; far longer than anything takes, even under a sanitizer on a busy machine. */
enum { PATIENCE = 10 * 60 * 1000 };

/* Waits for the wake-up, as the terminal's loop does. */
static void await(int fd)
{
	struct pollfd at = { .fd = fd, .events = POLLIN };
	char bytes[64];

	assert_int_equal(poll(&at, 1, PATIENCE), 1);
	while (read(fd, bytes, sizeof(bytes)) > 0)
		;
}

static void a_worker_without_a_thread_answers_at_once(void **unused)
{
	struct worker *worker = worker_new(false, -1);

	(void)unused;
	assert_false(worker_threaded(worker));
	worker_ask(worker, count_job(7, false, NULL));
	assert_int_equal(taken(worker), 7);
	assert_int_equal(taken(worker), 0);
	worker_free(worker);
	assert_int_equal(atomic_load(&alive), 0);
}

static void a_result_wakes_the_thread_that_waits(void **unused)
{
	int ends[2];

	(void)unused;
	make_pipe(ends);

	struct worker *worker = worker_new(true, ends[1]);

	for (int i = 1; i <= 100; i++) {
		worker_ask(worker, count_job(i, false, NULL));
		await(ends[0]);
		assert_int_equal(taken(worker), i);
	}
	worker_free(worker);
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(atomic_load(&alive), 0);
}

static void a_new_job_replaces_the_one_that_runs(void **unused)
{
	int ends[2], value;

	(void)unused;
	make_pipe(ends);

	struct worker *worker = worker_new(true, ends[1]);

	for (int i = 1; i <= 50; i++) {
		atomic_bool begun = false;

		worker_ask(worker, count_job(0, true, &begun));
		while (!atomic_load(&begun))
			await(ends[0]);
		worker_ask(worker, count_job(i, false, NULL));
		/* From now on only results of the new job can arrive. */
		while ((value = taken(worker)) == 0)
			await(ends[0]);
		assert_int_equal(value, i);
	}
	worker_free(worker);
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(atomic_load(&alive), 0);
}

static void jobs_that_never_ran_are_released(void **unused)
{
	struct worker *worker = worker_new(true, -1);
	atomic_bool begun = false;

	(void)unused;
	worker_ask(worker, count_job(0, true, &begun));
	for (int i = 0; i < 1000; i++)
		worker_ask(worker, count_job(i, i % 2 == 0, &begun));
	worker_free(worker);
	assert_int_equal(atomic_load(&alive), 0);
}

static void a_stopped_worker_is_silent_and_takes_new_jobs(void **unused)
{
	int ends[2];
	atomic_bool begun = false;

	(void)unused;
	make_pipe(ends);

	struct worker *worker = worker_new(true, ends[1]);

	worker_ask(worker, count_job(0, true, &begun));
	await(ends[0]);
	worker_stop(worker);
	assert_int_equal(taken(worker), 0);
	worker_ask(worker, count_job(3, false, NULL));
	while (taken(worker) != 3)
		await(ends[0]);
	worker_free(worker);
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(atomic_load(&alive), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_worker_without_a_thread_answers_at_once),
		cmocka_unit_test(a_result_wakes_the_thread_that_waits),
		cmocka_unit_test(a_new_job_replaces_the_one_that_runs),
		cmocka_unit_test(jobs_that_never_ran_are_released),
		cmocka_unit_test(a_stopped_worker_is_silent_and_takes_new_jobs),
	};

	return cmocka_run_group_tests_name("worker", tests, NULL, NULL);
}
