/*
 * Restores the terminal however the program ends.
 *
 * Everything that this needs is prepared in advance: the terminal's modes, and the bytes that undo what
 * curses set up. A signal handler then calls only write, tcsetattr, dup2 and the like, which POSIX allows,
 * and raises the signal again, so that the shell sees the true cause.  Rejected: endwin in a handler, which
 * takes locks and allocates.
 *
 * Signals that stop, continue or resize are unblocked only while waiting for input, so that none is lost
 * between checking and waiting.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>

#include <heddle/mem.h>

#include "tui/terminal.h"

/* Signals that do not end a program by default, or that cannot be caught.  All others end it, including those
 * of timers and limits, and the real-time ones. */
static const int harmless[] = { SIGKILL,  SIGSTOP, SIGCHLD, SIGCONT, SIGURG,
	                        SIGWINCH, SIGTSTP, SIGTTIN, SIGTTOU };
/* Signals of a failed write, which are ignored: the write returns an error, which is reported. */
static const int of_writes[] = { SIGPIPE, SIGXFSZ };
static const int polite[] = { SIGTSTP, SIGCONT, SIGWINCH };

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum { RESET_MAX = 500, STACK_SIZE = 64 * 1024, SIGNALS_MAX = 128 };

static struct {
	volatile sig_atomic_t armed;
	struct termios modes;
	char reset[RESET_MAX];
	volatile sig_atomic_t reset_length;
	int true_stderr;  /* -1: standard error is not redirected */
	int caught;       /* the file with what was written to it meanwhile */
	sigset_t outside; /* the signal mask while waiting */
	volatile sig_atomic_t stop_asked, continued, resized;
	struct sigaction before[SIGNALS_MAX]; /* the previous action of each signal */
} guard = { .true_stderr = -1, .caught = -1 };

static char signal_stack[STACK_SIZE];

/* --- restoring -------------------------------------------------------------- */

/* Restores standard error and writes what was caught.  Safe in a handler. */
static void release_stderr(void)
{
	char part[512];
	ssize_t length;

	if (guard.true_stderr < 0)
		return;
	dup2(guard.true_stderr, STDERR_FILENO);
	guard.true_stderr = -1;
	lseek(guard.caught, 0, SEEK_SET);
	while ((length = read(guard.caught, part, sizeof(part))) > 0)
		if (write(STDERR_FILENO, part, (size_t)length) < 0)
			return;
}

/* Safe in a handler. */
static void restore(void)
{
	if (!guard.armed)
		return;
	guard.armed = 0;
	if (guard.reset_length > 0 && write(STDOUT_FILENO, guard.reset, (size_t)guard.reset_length) < 0)
		errno = 0; /* the terminal is gone, but try its modes */
	tcsetattr(STDIN_FILENO, TCSANOW, &guard.modes);
	release_stderr();
}

static void die(int number)
{
	restore();
	/* SA_RESETHAND has restored the default action, and SA_NODEFER left the signal unblocked. */
	raise(number);
}

static void ask(int number)
{
	if (number == SIGTSTP)
		guard.stop_asked = 1;
	else if (number == SIGWINCH)
		guard.resized = 1;
	else
		guard.continued = 1;
}

/* --- preparing -------------------------------------------------------------- */

/* Adds a terminfo string to guard.reset, without padding ("$<5>"). */
static void add_capability(const char *text)
{
	size_t length = (size_t)guard.reset_length;

	if (!text || text == (char *)-1)
		return;
	while (*text && length < sizeof(guard.reset)) {
		const char *end = strncmp(text, "$<", 2) == 0 ? strchr(text, '>') : NULL;

		if (end)
			text = end + 1;
		else
			guard.reset[length++] = *text++;
	}
	guard.reset_length = (sig_atomic_t)length;
}

static const char *capability(const char *name)
{
	return tigetstr((char *)name); /* not const in older curses */
}

void guard_prepare(void)
{
	const char *leave = capability("rmcup"), *place = capability("cup");

	guard.reset_length = 0;
	add_capability(capability("sgr0"));
	add_capability(capability("op"));
	add_capability(capability("rmkx"));
	add_capability(capability("cnorm"));
	if (capability("kmous") && capability("kmous") != (char *)-1)
		add_capability("\033[?1006l\033[?1002l\033[?1000l\033[?2004l");
	if (place && place != (char *)-1)
		add_capability(tparm((char *)place, LINES - 1, 0, 0, 0, 0, 0, 0, 0, 0));
	add_capability(capability("el"));
	add_capability(leave);
	add_capability("\r");
}

/* Redirects standard error to a file, so that it does not mix with the screen. */
static void catch_stderr(void)
{
	if (!isatty(STDERR_FILENO))
		return;
	FILE *file = tmpfile();

	if (!file)
		return;
	guard.caught = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
	fclose(file);
	if (guard.caught < 0)
		return;
	guard.true_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (guard.true_stderr >= 0)
		dup2(guard.caught, STDERR_FILENO);
}

static void set_handler(int number, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

static bool is_one_of(int number, const int *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (numbers[i] == number)
			return true;
	return false;
}

void guard_arm(void)
{
	stack_t stack = { .ss_sp = signal_stack, .ss_size = sizeof(signal_stack) };
	sigset_t blocked;

	tcgetattr(STDIN_FILENO, &guard.modes);
	guard.reset_length = 0;
	catch_stderr();
	guard.armed = 1;
	sigaltstack(&stack, NULL); /* the crash may be a stack overflow */
	for (int number = 1; number <= SIGRTMAX && number < SIGNALS_MAX; number++) {
		sigaction(number, NULL, &guard.before[number]);
		if (is_one_of(number, of_writes, LENGTH(of_writes)))
			set_handler(number, SIG_IGN, 0);
		else if (!is_one_of(number, harmless, LENGTH(harmless)))
			set_handler(number, die, (int)SA_RESETHAND | SA_NODEFER | SA_ONSTACK);
	}
	for (size_t i = 0; i < LENGTH(polite); i++)
		set_handler(polite[i], ask, 0); /* so curses does not set its own */
	sigemptyset(&blocked);
	for (size_t i = 0; i < LENGTH(polite); i++)
		sigaddset(&blocked, polite[i]);
	sigprocmask(SIG_BLOCK, &blocked, &guard.outside);
	for (size_t i = 0; i < LENGTH(polite); i++)
		sigdelset(&guard.outside, polite[i]);
	mem_on_exhausted(restore);
}

void guard_disarm(void)
{
	guard.armed = 0;
	mem_on_exhausted(NULL);
	for (int number = 1; number <= SIGRTMAX && number < SIGNALS_MAX; number++)
		if (number != SIGKILL && number != SIGSTOP)
			sigaction(number, &guard.before[number], NULL);
	sigprocmask(SIG_SETMASK, &guard.outside, NULL);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &guard.modes);
	release_stderr();
	if (guard.caught >= 0)
		close(guard.caught);
	guard.caught = -1;
}

/* --- waiting and stopping --------------------------------------------------- */

static bool take_flag(volatile sig_atomic_t *flag)
{
	bool set = *flag;

	*flag = 0;
	return set;
}

bool guard_stop_asked(void)
{
	return take_flag(&guard.stop_asked);
}

bool guard_continued(void)
{
	return take_flag(&guard.continued);
}

bool guard_resized(void)
{
	return take_flag(&guard.resized);
}

void guard_stop(void)
{
	sigset_t blocked;

	set_handler(SIGTSTP, SIG_DFL, 0);
	kill(0, SIGTSTP); /* the whole job, including a make around heddle */
	sigprocmask(SIG_SETMASK, &guard.outside, &blocked); /* stops here */
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	set_handler(SIGTSTP, ask, 0);
	guard.stop_asked = guard.continued = 0;
}

bool guard_wait(int fd, int other)
{
	struct pollfd all[] = { { .fd = fd, .events = POLLIN }, { .fd = other, .events = POLLIN } };

	if (ppoll(all, 2, NULL, &guard.outside) < 0)
		return errno == EINTR;
	return !(all[0].revents & (POLLERR | POLLHUP | POLLNVAL));
}
