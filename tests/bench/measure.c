/*
 * measure SECONDS COMMAND…: runs a command, its output thrown away, and prints how
 * long it took, the processor time of all its threads, and the most memory it held at a
 * time: "12.345 s 20.100 s 678 MB".  A command that takes longer than
 * SECONDS is ended, with its children, and "-" is printed.
 *
 * In place of time(1), which has no limit and not everywhere a peak of memory.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pid_t child;

static void give_up(int signal)
{
	(void)signal;
	kill(-child, SIGKILL);
}

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec * 1e-9;
}

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	double start = now();
	int status, nowhere;

	if (argc < 3)
		return 2;
	child = fork();
	if (child < 0)
		return 2;
	if (child == 0) {
		setpgid(0, 0);
		nowhere = open("/dev/null", O_RDWR);
		for (int i = 0; i < 3; i++)
			dup2(nowhere, i);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	setpgid(child, child);
	signal(SIGALRM, give_up);
	alarm((unsigned)atoi(argv[1]));
	while (wait4(child, &status, 0, &usage) < 0)
		;
	if (WIFSIGNALED(status) || WEXITSTATUS(status) == 127) {
		puts("-");
		return 1;
	}
	printf("%.3f s %.3f s %ld MB\n", now() - start, seconds(usage.ru_utime) + seconds(usage.ru_stime),
	       usage.ru_maxrss / 1024);
	return 0;
}
