#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shrink.h"

enum { ROWS_MOST = 32 };

void judge_apart(const struct draft *draft, unsigned most, int only, struct finding *finding)
{
	int ends[2], status = 0;
	pid_t child;

	*finding = (struct finding){ .row = -1, .signal = 1 };
	if (pipe(ends) != 0)
		return;
	fflush(NULL);
	child = fork();
	if (child == 0) {
		struct finding found = { .row = -1 };
		unsigned counts[ROWS_MOST] = { 0 };
		ssize_t written;

		found.row = verdicts_judge(draft, most, only, counts, found.why);
		written = write(ends[1], &found, sizeof(found));
		exit(written == (ssize_t)sizeof(found) ? 0 : 3);
	}
	close(ends[1]);
	if (read(ends[0], finding, sizeof(*finding)) != (ssize_t)sizeof(*finding))
		*finding = (struct finding){ .row = -1 };
	close(ends[0]);
	waitpid(child, &status, 0);
	finding->signal = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status) != 0;
}

static bool same_kind(const struct finding *a, const struct finding *b)
{
	return a->row == b->row && (a->signal != 0) == (b->signal != 0);
}

/* What ends the process says so on standard error, once for each attempt. */
static int quieten(void)
{
	int kept = dup(STDERR_FILENO);

	if (freopen("/dev/null", "w", stderr) == NULL)
		perror("stderr");
	return kept;
}

void shrink(struct draft *draft, unsigned most, struct finding *finding)
{
	struct draft *smaller = malloc(sizeof(*smaller));
	int kept = quieten();
	bool again = true;

	while (again) {
		again = false;
		for (unsigned piece = draft_pieces(draft); piece-- > 0;) {
			struct finding found;

			draft_without(draft, piece, smaller);
			judge_apart(smaller, most, finding->row, &found);
			if (!same_kind(&found, finding) || strncmp(found.why, "it is not sound", 15) == 0)
				continue;
			*draft = *smaller;
			*finding = found;
			again = true;
		}
	}
	fflush(stderr);
	dup2(kept, STDERR_FILENO);
	close(kept);
	free(smaller);
}
