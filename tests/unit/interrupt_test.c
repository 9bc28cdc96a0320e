/* Ctrl-C during long work: the first asks it to stop, a later one ends the program. */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/interrupt.h"

static int tear_down(void **state)
{
	(void)state;
	interrupt_release();
	return 0;
}

static void no_signal_means_no_interrupt(void **state)
{
	(void)state;
	interrupt_catch();
	assert_false(interrupt_seen());
}

static void either_signal_is_noticed_and_does_not_end_the_program(void **state)
{
	static const int numbers[] = { SIGINT, SIGTERM };

	(void)state;
	for (int i = 0; i < 2; i++) {
		interrupt_catch();
		raise(numbers[i]);
		assert_true(interrupt_seen());
		interrupt_release();
	}
	interrupt_catch();
	assert_false(interrupt_seen()); /* forgotten with the work that saw it */
}

static void previous_handlers_are_restored(void **state)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before, after;

	(void)state;
	sigaction(SIGTERM, &ignore, &before);
	interrupt_catch();
	interrupt_release();
	sigaction(SIGTERM, &before, &after);
	assert_true(after.sa_handler == SIG_IGN);
	interrupt_catch();
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A program that polls forever and never ends by itself. */
static void work(int number)
{
	interrupt_catch();
	for (;;) {
		raise(number);
		poll(NULL, 0, 1);
	}
}

static void a_second_signal_ends_the_program_only_after_a_second(void **state)
{
	static const int numbers[] = { SIGINT, SIGTERM };

	(void)state;
	for (int i = 0; i < 2; i++) {
		double begun = seconds();
		pid_t child = fork();
		int status;

		assert_true(child >= 0);
		if (child == 0)
			work(numbers[i]);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 128 + numbers[i]);
		assert_true(seconds() - begun > 1);
	}
	interrupt_catch();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(no_signal_means_no_interrupt, tear_down),
		cmocka_unit_test_teardown(either_signal_is_noticed_and_does_not_end_the_program, tear_down),
		cmocka_unit_test_teardown(previous_handlers_are_restored, tear_down),
		cmocka_unit_test_teardown(a_second_signal_ends_the_program_only_after_a_second, tear_down),
	};

	return cmocka_run_group_tests_name("interrupt", tests, NULL, NULL);
}
