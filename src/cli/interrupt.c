/*
 * One handler for SIGINT and SIGTERM.  It keeps the time of the first signal: with SA_RESETHAND, a
 * duplicate one millisecond later would end the program before the report.
 */
#include <signal.h>
#include <unistd.h>

#include <heddle/clock.h>

#include "cli/interrupt.h"

static volatile sig_atomic_t seen;
static double first; /* time of the first signal */
static struct sigaction old_int, old_term;

static void handle(int number)
{
	double now = clock_seconds();

	if (seen && now - first > 1)
		_exit(128 + number);
	if (!seen)
		first = now;
	seen = 1;
}

void interrupt_catch(void)
{
	struct sigaction catch = { .sa_handler = handle };

	seen = 0;
	sigaction(SIGINT, &catch, &old_int);
	sigaction(SIGTERM, &catch, &old_term);
}

bool interrupt_seen(void)
{
	return seen;
}

void interrupt_release(void)
{
	sigaction(SIGINT, &old_int, NULL);
	sigaction(SIGTERM, &old_term, NULL);
}
