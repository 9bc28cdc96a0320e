/*
 * Shrinks drafts on which a row of verdicts.h disagrees, by removing pieces as long as it still disagrees.
 * Each attempt runs in a child process, so a crash is a finding like any other.
 */
#ifndef TESTS_SUPPORT_SHRINK_H
#define TESTS_SUPPORT_SHRINK_H

#include "verdicts.h"

/* The result of judging in a child process. */
struct finding {
	int row;    /* the one that disagrees; -1: none */
	int signal; /* the one that ended the process; 1 if it exited with an error; 0 if not */
	char why[TRIAL_WHY];
};

/* Judges `draft` by all rows, or one, in a child process. */
void judge_apart(const struct draft *draft, unsigned most, int only, struct finding *finding);

/* Makes the draft as small as possible with the same finding: the row that disagrees, or a crash. */
void shrink(struct draft *draft, unsigned most, struct finding *finding);

#endif
